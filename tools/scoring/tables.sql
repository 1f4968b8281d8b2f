-- Run by DuckDB over the attached store: typed tables on the Shanghai wall clock. `utc` is defined per store before this
-- runs: SQLite keeps UTC as text, PostgreSQL as timestamptz; both become a UTC time without a zone, then eight hours later
-- (China keeps no summer time since 1991). Money is DOUBLE: exact below 2^53 fen and several times faster to add up.
CREATE MACRO shanghai_day(moment) AS CAST(utc(moment) + INTERVAL 8 HOUR AS DATE);

BEGIN;

CREATE TEMP TABLE members AS
SELECT member_id, shanghai_day(joined_at) AS joined_day, shanghai_day(created_at) AS created_day,
    CAST(personas AS VARCHAR) AS personas, CAST(due_date AS DATE) AS due_date,
    CAST(birth_confirmed AS BOOLEAN) AS birth_confirmed, CAST(children AS VARCHAR) AS children,
    CAST(stated_spend AS VARCHAR) AS stated_spend, CAST(consent_sensitive AS VARCHAR) AS consent_sensitive,
    CAST(consent_records AS VARCHAR) AS consent_records,
    CAST(care_hold AS BOOLEAN) AS care_hold,
    CAST(wecom_external_userid AS VARCHAR) NOT IN ('', '0') AS linked
FROM store.member WHERE erased_at IS NULL;

-- A cancelled or refunded order nets nothing whatever its refund column says.
CREATE TEMP TABLE orders AS
SELECT order_id, member_id, shanghai_day(ordered_at) AS day,
    CASE WHEN status IN ('cancelled', 'refunded') THEN 0
         ELSE CAST(amount_fen AS DOUBLE) - CAST(refund_fen AS DOUBLE) END AS net
FROM store.member_order;

CREATE TEMP TABLE lines AS
SELECT line.order_id, product.category, CAST(line.amount_fen AS DOUBLE) AS amount
FROM store.order_line AS line JOIN store.product AS product USING (sku)
WHERE product.category <> '';

CREATE TEMP TABLE events AS
SELECT member_id, shanghai_day("at") AS day, type FROM store.event;

COMMIT;
