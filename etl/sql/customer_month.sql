-- customer_month of one month. Grain: customer x month, for customers active at any moment of the month and for those with any
-- fact in it. Dimension keys and attributes are those of the last active moment in the month (of the month's last day where
-- the customer was not active). Every amount is the plain sum of the month's facts; arrears look back over the bills that
-- fell due in the last 12 months, less what was paid for them until the month's end.
-- Safe to repeat: fills the month, a slice of customers at a time, in an empty table.
INSERT INTO @next
    (month, customer_key, customer_id, district_code, plan_code, tier, channel_code, device_code, account_manager_code, gender,
     birth_year, reason_code, text_attributes, number_attributes, flag_attributes, date_attributes,
     active, joined, churned, suspended, plan_changed, ported_out,
     bills, payments, calls, messages, usage_days, dropped_calls, contacts, complaints, satisfaction_sum, satisfaction_count,
     rival_offers, tariff_changes, products_held, tenure_months, voice_minutes, data_mb, roaming_mb,
     monthly_charges, usage_charges, discount, revenue, tax, serving_cost, acquisition_cost, cost, margin, paid,
     arrears, arrears_1_30, arrears_31_60, arrears_61_90, arrears_over_90, overdue_days, run_id)
WITH
    @month AS first_day,
    toLastDayOfMonth(first_day) AS last_day,
    stay AS
    (
        SELECT
            customer_key, any(customer_id) AS id, 1 AS is_active,
            max(joined_on) AS joined_last,
            max(joined_on >= first_day) AS has_joined,
            max(left_on) AS left_last,
            toString(argMax(reason_code, left_on)) AS left_because
        FROM @customer_spell
        WHERE joined_on <= last_day AND left_on >= first_day AND @slice
        GROUP BY customer_key
    ),
    bill AS
    (
        SELECT
            customer_key, any(customer_id) AS id, count() AS bill_count, sum(recurring_charge) AS recurring,
            sum(usage_charge) AS used, sum(discount) AS given, sum(charged) AS billed, sum(tax) AS taxed
        FROM @fact_bill WHERE month = first_day AND @slice GROUP BY customer_key
    ),
    payment AS
    (
        SELECT customer_key, any(customer_id) AS id, count() AS payment_count, sum(amount) AS paid_amount
        FROM @fact_payment WHERE paid_on BETWEEN first_day AND last_day AND @slice GROUP BY customer_key
    ),
    usage AS
    (
        SELECT
            customer_key, any(customer_id) AS id, sumIf(units, service = 'voice') AS call_count,
            sumIf(units, service = 'sms') AS message_count, uniqExact(date) AS day_count, sum(dropped_calls) AS drop_count,
            sumIf(minutes, service = 'voice') AS minute_sum, sumIf(megabytes, service = 'data') AS mb_sum,
            sumIf(megabytes, service = 'roaming') AS roaming_sum
        FROM @fact_usage WHERE date BETWEEN first_day AND last_day AND @slice GROUP BY customer_key
    ),
    expense AS
    (
        SELECT
            customer_key, any(customer_id) AS id, sumIf(amount, kind = 'serving') AS serving,
            sumIf(amount, kind = 'acquisition') AS acquiring, sum(amount) AS spent
        FROM @fact_cost WHERE month = first_day AND @slice GROUP BY customer_key
    ),
    event AS
    (
        SELECT
            customer_key, any(customer_id) AS id, max(kind = 'suspension') AS was_suspended,
            max(kind = 'plan_change') AS has_changed, max(kind = 'port_out') AS has_ported,
            countIf(kind = 'rival_offer') AS offer_count, countIf(kind = 'tariff_change') AS tariff_count
        FROM @fact_event WHERE date BETWEEN first_day AND last_day AND @slice GROUP BY customer_key
    ),
    contact AS
    (
        SELECT
            customer_key, any(customer_id) AS id, count() AS contact_count, countIf(is_complaint) AS complaint_count,
            sum(satisfaction) AS score_sum, countIf(satisfaction > 0) AS score_count
        FROM @fact_contact WHERE date BETWEEN first_day AND last_day AND @slice GROUP BY customer_key
    ),
    held AS
    (
        SELECT
            customer_key, any(customer_id) AS id, groupArray((toString(product_code), held_from, held_to)) AS holdings
        FROM @fact_subscription WHERE held_from <= last_day AND held_to > first_day AND @slice GROUP BY customer_key
    ),
    arrear AS
    (
        SELECT
            customer_key, any(id) AS id, sum(open) AS owed,
            sumIf(open, days BETWEEN 1 AND 30) AS owed_30, sumIf(open, days BETWEEN 31 AND 60) AS owed_60,
            sumIf(open, days BETWEEN 61 AND 90) AS owed_90, sumIf(open, days > 90) AS owed_more, max(days) AS days_late
        FROM
        (
            SELECT
                customer_key, bill_month, any(customer_id) AS id, sum(amount) AS open,
                dateDiff('day', min(due), last_day) AS days
            FROM
            (
                SELECT customer_key, customer_id, month AS bill_month, charged + tax AS amount, due_on AS due
                FROM @fact_bill
                WHERE month BETWEEN addMonths(first_day, -12) AND first_day AND due_on < last_day AND @slice
                UNION ALL
                SELECT customer_key, customer_id, bill_month, -amount AS amount, toDate('2149-01-01') AS due
                FROM @fact_payment
                WHERE paid_on BETWEEN addMonths(first_day, -12) AND last_day
                    AND bill_month BETWEEN addMonths(first_day, -12) AND first_day AND @slice
            )
            GROUP BY customer_key, bill_month
            HAVING open > 0 AND min(due) < last_day
        )
        GROUP BY customer_key
    ),
    who AS
    (
        SELECT customer_key, any(id) AS id
        FROM
        (
            SELECT customer_key, id FROM stay
            UNION ALL SELECT customer_key, id FROM bill
            UNION ALL SELECT customer_key, id FROM payment
            UNION ALL SELECT customer_key, id FROM usage
            UNION ALL SELECT customer_key, id FROM expense
            UNION ALL SELECT customer_key, id FROM event
            UNION ALL SELECT customer_key, id FROM contact
            UNION ALL SELECT customer_key, id FROM held
            UNION ALL SELECT customer_key, id FROM arrear
        )
        GROUP BY customer_key
    ),
    described AS
    (
        SELECT
            who.customer_key AS customer_key, who.id AS id, is_active, joined_last, has_joined, left_last, left_because,
            if(is_active = 1, least(left_last, last_day), last_day) AS as_of
        FROM who LEFT JOIN stay ON stay.customer_key = who.customer_key
    )
SELECT
    first_day, w.customer_key, w.id, v.district_code, v.plan_code, v.tier, v.channel_code, v.device_code, v.account_manager_code,
    v.gender, v.birth_year, if(w.is_active = 1 AND w.left_last <= last_day, w.left_because, ''), v.text_attributes,
    v.number_attributes, v.flag_attributes, v.date_attributes,
    w.is_active, w.has_joined, w.is_active = 1 AND w.left_last <= last_day, was_suspended, has_changed, has_ported,
    bill_count, payment_count, call_count, message_count, day_count, drop_count, contact_count, complaint_count, score_sum,
    score_count, offer_count, tariff_count,
    arrayUniq(arrayMap(h -> h.1, arrayFilter(h -> h.2 <= w.as_of AND h.3 > w.as_of, holdings))),
    if(w.is_active = 1, age('month', w.joined_last, w.as_of), 0), minute_sum, mb_sum, roaming_sum,
    recurring, used, given, billed, taxed, serving, acquiring, spent, billed - spent, paid_amount,
    owed, owed_30, owed_60, owed_90, owed_more, days_late, @run
FROM described AS w
LEFT JOIN bill ON bill.customer_key = w.customer_key
LEFT JOIN payment ON payment.customer_key = w.customer_key
LEFT JOIN usage ON usage.customer_key = w.customer_key
LEFT JOIN expense ON expense.customer_key = w.customer_key
LEFT JOIN event ON event.customer_key = w.customer_key
LEFT JOIN contact ON contact.customer_key = w.customer_key
LEFT JOIN held ON held.customer_key = w.customer_key
LEFT JOIN arrear ON arrear.customer_key = w.customer_key
ASOF LEFT JOIN (SELECT * FROM @dim_customer WHERE @slice) AS v ON v.customer_key = w.customer_key AND w.as_of >= v.valid_from
SETTINGS join_use_nulls = 0
