-- customer_month of the given months. Grain: customer x month, for customers active at any moment of the month and for those with any
-- fact in it. Dimension keys and attributes are those of the last active moment in the month (of the month's last day where
-- the customer was not active). Every amount is the plain sum of the month's facts; arrears look back over the bills that
-- fell due in the last 12 months, less what was paid for them until the month's end.
-- Safe to repeat: fills the months, a slice of customers at a time, in an empty table. @first and @last only let the engine
-- leave partitions out.
INSERT INTO @next
    (month, customer_key, customer_id, district_code, plan_code, tier, channel_code, device_code, account_manager_code, gender,
     birth_year, reason_code, text_attributes, number_attributes, flag_attributes, date_attributes,
     active, joined, churned, suspended, plan_changed, ported_out,
     bills, payments, calls, messages, usage_days, dropped_calls, contacts, complaints, satisfaction_sum, satisfaction_count,
     rival_offers, tariff_changes, products_held, tenure_months, voice_minutes, data_mb, roaming_mb,
     monthly_charges, usage_charges, discount, revenue, tax, serving_cost, acquisition_cost, cost, margin, paid,
     arrears, arrears_1_30, arrears_31_60, arrears_61_90, arrears_over_90, overdue_days, run_id)
WITH
    @months AS wanted,
    stay AS
    (
        SELECT
            month, customer_key, any(customer_id) AS id, 1 AS is_active,
            max(joined_on) AS joined_last,
            max(joined_on >= month) AS has_joined,
            max(left_on) AS left_last,
            toString(argMax(reason_code, left_on)) AS left_because
        FROM @customer_spell ARRAY JOIN wanted AS month
        WHERE joined_on <= toLastDayOfMonth(month) AND left_on >= month AND @slice
        GROUP BY month, customer_key
    ),
    bill AS
    (
        SELECT
            month, customer_key, any(customer_id) AS id, count() AS bill_count, sum(recurring_charge) AS recurring,
            sum(usage_charge) AS used, sum(discount) AS given, sum(charged) AS billed, sum(tax) AS taxed
        FROM @fact_bill WHERE month BETWEEN @first AND @last AND has(wanted, month) AND @slice GROUP BY month, customer_key
    ),
    payment AS
    (
        SELECT
            toStartOfMonth(paid_on) AS month, customer_key, any(customer_id) AS id, count() AS payment_count,
            sum(amount) AS paid_amount
        FROM @fact_payment WHERE paid_on BETWEEN @first AND @last AND has(wanted, month) AND @slice GROUP BY month, customer_key
    ),
    usage AS
    (
        SELECT
            toStartOfMonth(date) AS month, customer_key, any(customer_id) AS id, sumIf(units, service = 'voice') AS call_count,
            sumIf(units, service = 'sms') AS message_count, uniqExact(date) AS day_count, sum(dropped_calls) AS drop_count,
            sumIf(minutes, service = 'voice') AS minute_sum, sumIf(megabytes, service = 'data') AS mb_sum,
            sumIf(megabytes, service = 'roaming') AS roaming_sum
        FROM @fact_usage WHERE date BETWEEN @first AND @last AND has(wanted, month) AND @slice GROUP BY month, customer_key
    ),
    expense AS
    (
        SELECT
            month, customer_key, any(customer_id) AS id, sumIf(amount, kind = 'serving') AS serving,
            sumIf(amount, kind = 'acquisition') AS acquiring, sum(amount) AS spent
        FROM @fact_cost WHERE month BETWEEN @first AND @last AND has(wanted, month) AND @slice GROUP BY month, customer_key
    ),
    event AS
    (
        SELECT
            toStartOfMonth(date) AS month, customer_key, any(customer_id) AS id, max(kind = 'suspension') AS was_suspended,
            max(kind = 'plan_change') AS has_changed, max(kind = 'port_out') AS has_ported,
            countIf(kind = 'rival_offer') AS offer_count, countIf(kind = 'tariff_change') AS tariff_count
        FROM @fact_event WHERE date BETWEEN @first AND @last AND has(wanted, month) AND @slice GROUP BY month, customer_key
    ),
    contact AS
    (
        SELECT
            toStartOfMonth(date) AS month, customer_key, any(customer_id) AS id, count() AS contact_count,
            countIf(is_complaint) AS complaint_count, sum(satisfaction) AS score_sum, countIf(satisfaction > 0) AS score_count
        FROM @fact_contact WHERE date BETWEEN @first AND @last AND has(wanted, month) AND @slice GROUP BY month, customer_key
    ),
    held AS
    (
        SELECT
            month, customer_key, any(customer_id) AS id,
            groupArray((toString(product_code), held_from, held_to)) AS holdings
        FROM @fact_subscription ARRAY JOIN wanted AS month
        WHERE held_from <= toLastDayOfMonth(month) AND held_to > month AND @slice
        GROUP BY month, customer_key
    ),
    -- One row a customer and bill month: what was billed and every payment for it.
    account AS
    (
        SELECT
            customer_key, bill_month, any(customer_id) AS id, sum(billed) AS owed_all, min(due) AS due_on,
            groupArrayIf((paid_on, paid), paid_on < toDate('2149-01-01')) AS paid_list
        FROM
        (
            SELECT
                customer_key, customer_id, month AS bill_month, charged + tax AS billed, due_on AS due,
                toDate('2149-01-01') AS paid_on, toDecimal64(0, 4) AS paid
            FROM @fact_bill WHERE month BETWEEN addMonths(@first, -12) AND @last AND @slice
            UNION ALL
            SELECT customer_key, customer_id, bill_month, toDecimal64(0, 4), toDate('2149-01-01'), paid_on, amount
            FROM @fact_payment
            WHERE paid_on <= @last AND bill_month BETWEEN addMonths(@first, -12) AND @last AND @slice
        )
        GROUP BY customer_key, bill_month
        -- A bill paid when it fell due is never in arrears, unless a payment is taken back: most rows end here.
        HAVING owed_all > arraySum(arrayMap(p -> if(p.1 <= due_on, p.2, toDecimal64(0, 4)), paid_list))
            OR arrayExists(p -> p.2 < 0, paid_list)
    ),
    arrear AS
    (
        SELECT
            month, customer_key, any(id) AS id, sum(open) AS owed,
            sumIf(open, days BETWEEN 1 AND 30) AS owed_30, sumIf(open, days BETWEEN 31 AND 60) AS owed_60,
            sumIf(open, days BETWEEN 61 AND 90) AS owed_90, sumIf(open, days > 90) AS owed_more, max(days) AS days_late
        FROM
        (
            SELECT
                month, customer_key, id, dateDiff('day', due_on, toLastDayOfMonth(month)) AS days,
                owed_all - arraySum(arrayMap(
                    p -> if(p.1 <= toLastDayOfMonth(month), p.2, toDecimal64(0, 4)), paid_list)) AS open
            FROM account ARRAY JOIN wanted AS month
            WHERE bill_month BETWEEN addMonths(month, -12) AND month AND due_on < toLastDayOfMonth(month)
        )
        WHERE open > 0
        GROUP BY month, customer_key
    ),
    who AS
    (
        SELECT month, customer_key, any(id) AS id
        FROM
        (
            SELECT month, customer_key, id FROM stay
            UNION ALL SELECT month, customer_key, id FROM bill
            UNION ALL SELECT month, customer_key, id FROM payment
            UNION ALL SELECT month, customer_key, id FROM usage
            UNION ALL SELECT month, customer_key, id FROM expense
            UNION ALL SELECT month, customer_key, id FROM event
            UNION ALL SELECT month, customer_key, id FROM contact
            UNION ALL SELECT month, customer_key, id FROM held
            UNION ALL SELECT month, customer_key, id FROM arrear
        )
        GROUP BY month, customer_key
    ),
    described AS
    (
        SELECT
            who.month AS month, who.customer_key AS customer_key, who.id AS id, is_active, joined_last, has_joined, left_last,
            left_because, toLastDayOfMonth(who.month) AS last_day, if(is_active = 1, least(left_last, last_day), last_day) AS as_of,
            is_active = 1 AND left_last <= last_day AS has_left
        FROM who LEFT JOIN stay ON stay.month = who.month AND stay.customer_key = who.customer_key
    )
SELECT
    w.month, w.customer_key, w.id, v.district_code, v.plan_code, v.tier, v.channel_code, v.device_code, v.account_manager_code,
    v.gender, v.birth_year, if(w.has_left, w.left_because, ''), v.text_attributes,
    v.number_attributes, v.flag_attributes, v.date_attributes,
    w.is_active, w.has_joined, w.has_left, was_suspended, has_changed, has_ported,
    bill_count, payment_count, call_count, message_count, day_count, drop_count, contact_count, complaint_count, score_sum,
    score_count, offer_count, tariff_count,
    arrayUniq(arrayMap(h -> h.1, arrayFilter(h -> h.2 <= w.as_of AND h.3 > w.as_of, holdings))),
    if(w.is_active = 1, age('month', w.joined_last, w.as_of), 0), minute_sum, mb_sum, roaming_sum,
    recurring, used, given, billed, taxed, serving, acquiring, spent, billed - spent, paid_amount,
    owed, owed_30, owed_60, owed_90, owed_more, days_late, @run
FROM described AS w
LEFT JOIN bill ON bill.month = w.month AND bill.customer_key = w.customer_key
LEFT JOIN payment ON payment.month = w.month AND payment.customer_key = w.customer_key
LEFT JOIN usage ON usage.month = w.month AND usage.customer_key = w.customer_key
LEFT JOIN expense ON expense.month = w.month AND expense.customer_key = w.customer_key
LEFT JOIN event ON event.month = w.month AND event.customer_key = w.customer_key
LEFT JOIN contact ON contact.month = w.month AND contact.customer_key = w.customer_key
LEFT JOIN held ON held.month = w.month AND held.customer_key = w.customer_key
LEFT JOIN arrear ON arrear.month = w.month AND arrear.customer_key = w.customer_key
ASOF LEFT JOIN (SELECT * FROM @dim_customer WHERE @slice) AS v ON v.customer_key = w.customer_key AND w.as_of >= v.valid_from
SETTINGS join_use_nulls = 0, max_partitions_per_insert_block = 0
