SELECT
  order_id,
  member_id,
  strftime(ordered_at - INTERVAL 8 HOUR, '%Y-%m-%d %H:%M:%S.000000') AS ordered_at,
  CAST(CAST(amount AS DECIMAL(12, 2)) * 100 AS BIGINT) AS amount_fen,
  COALESCE(CAST(CAST(refund_amount AS DECIMAL(12, 2)) * 100 AS BIGINT), 0) AS refund_fen,
  status,
  channel
FROM {source}
