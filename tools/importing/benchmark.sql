SELECT
  format('O{{:09d}}', range) AS order_id,
  format('M{{:07d}}', hash(range) % {members}) AS member_id,
  TIMESTAMP '2023-01-01' + to_seconds(CAST(hash(range, 1) % 94608000 AS BIGINT)) AS ordered_at,
  CAST((hash(range, 2) % 99900 + 100) / 100 AS DECIMAL(12, 2)) AS amount,
  CASE hash(range, 3) % 10 WHEN 0 THEN 'refunded' WHEN 1 THEN 'cancelled' ELSE 'paid' END AS status,
  CASE hash(range, 4) % 3 WHEN 0 THEN 'wecom' WHEN 1 THEN 'store' ELSE 'miniapp' END AS channel,
  CASE hash(range, 3) % 10 WHEN 0 THEN CAST((hash(range, 2) % 99900 + 100) / 100 AS DECIMAL(12, 2)) END AS refund_amount
FROM range({rows})
