-- customer_spell: the times that a customer was with us. Grain: one unbroken stay, [joined_on, left_on], left_on being the last
-- day of service and 2100-01-01 while it lasts.
-- A stay begins at a joining (of the customer's statements or of a join event) and ends at the next churn event; joinings
-- within a stay change nothing, churns outside of one neither.
-- Safe to repeat: fills an empty table from all statements and events.
INSERT INTO @next (customer_key, customer_id, joined_on, left_on, reason_code)
SELECT
    customer_key,
    any(id) AS customer_id,
    min(begin) AS joined_on,
    stop.1 AS left_on,
    any(stop.2) AS reason_code
FROM
(
    SELECT
        customer_key,
        id,
        arrayJoin(joins) AS begin,
        arrayFirst(leave -> leave.1 >= begin, arrayPushBack(arraySort(leaves), (toDate('2100-01-01'), ''))) AS stop
    FROM
    (
        SELECT
            customer_key,
            any(customer_id) AS id,
            groupUniqArrayIf(day, NOT is_leave) AS joins,
            groupUniqArrayIf((day, reason), is_leave) AS leaves
        FROM
        (
            SELECT customer_key, any(customer_id) AS customer_id, min(joined_on) AS day, false AS is_leave, '' AS reason
            FROM @customer_change GROUP BY customer_key
            UNION ALL
            SELECT customer_key, customer_id, date, kind = 'churn', toString(reason_code)
            FROM @fact_event WHERE kind IN ('join', 'churn')
        )
        GROUP BY customer_key
    )
)
GROUP BY customer_key, left_on
