-- The least that any scoring must do: every order, line and event, grouped by member once.
SELECT count(*), sum(spent), sum(orders), sum(kinds), sum(seen)
FROM (SELECT member_id, sum(net) AS spent, count(*) AS orders, max(day) AS last_day FROM orders GROUP BY member_id)
LEFT JOIN (
    SELECT member_id, count(DISTINCT category) AS kinds FROM lines JOIN orders USING (order_id) GROUP BY member_id
) USING (member_id)
LEFT JOIN (SELECT member_id, count(*) AS seen, max(day) AS seen_day FROM events GROUP BY member_id) USING (member_id);
