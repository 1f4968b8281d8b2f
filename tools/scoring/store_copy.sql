-- Run by SQLite itself: what scoring needs and nothing else (no names, phones or messages), in one read transaction.
CREATE TABLE member (member_id TEXT, joined_at TEXT, created_at TEXT, personas TEXT, due_date TEXT, birth_confirmed BIGINT,
    children TEXT, stated_spend TEXT, consent_sensitive TEXT, consent_records TEXT, care_hold BIGINT, wecom_external_userid TEXT, erased_at TEXT);
CREATE TABLE member_order (order_id TEXT, member_id TEXT, ordered_at TEXT, amount_fen BIGINT, refund_fen BIGINT, status TEXT);
CREATE TABLE order_line (order_id TEXT, sku TEXT, amount_fen BIGINT);
CREATE TABLE product (sku TEXT, category TEXT);
CREATE TABLE event (member_id TEXT, at TEXT, type TEXT);
BEGIN;
INSERT INTO main.member SELECT member_id, joined_at, created_at, personas, due_date, birth_confirmed, children, stated_spend,
    consent_sensitive, consent_records, care_hold, wecom_external_userid <> '', erased_at FROM store.member;
INSERT INTO main.member_order SELECT order_id, member_id, ordered_at, amount_fen, refund_fen, status FROM store.member_order;
INSERT INTO main.order_line SELECT order_id, sku, amount_fen FROM store.order_line;
INSERT INTO main.product SELECT sku, category FROM store.product;
INSERT INTO main.event SELECT member_id, at, type FROM store.event;
COMMIT;
