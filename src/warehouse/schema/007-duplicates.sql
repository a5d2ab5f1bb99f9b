-- Rows that did not count since another file's row has the same natural key. Grain: one row a natural key and file, without the
-- row that counts. Not served; when a new version takes the place of the file whose row counts, the next of these does.
CREATE TABLE IF NOT EXISTS tenure.customer_change_duplicate AS tenure.customer_change;
CREATE TABLE IF NOT EXISTS tenure.fact_usage_duplicate AS tenure.fact_usage;
CREATE TABLE IF NOT EXISTS tenure.fact_bill_duplicate AS tenure.fact_bill;
CREATE TABLE IF NOT EXISTS tenure.fact_payment_duplicate AS tenure.fact_payment;
CREATE TABLE IF NOT EXISTS tenure.fact_subscription_duplicate AS tenure.fact_subscription;
CREATE TABLE IF NOT EXISTS tenure.fact_cost_duplicate AS tenure.fact_cost;
CREATE TABLE IF NOT EXISTS tenure.fact_event_duplicate AS tenure.fact_event;
CREATE TABLE IF NOT EXISTS tenure.fact_contact_duplicate AS tenure.fact_contact;
CREATE TABLE IF NOT EXISTS tenure.target_duplicate AS tenure.target;
CREATE TABLE IF NOT EXISTS tenure.dim_region_duplicate AS tenure.dim_region;
CREATE TABLE IF NOT EXISTS tenure.dim_plan_duplicate AS tenure.dim_plan;
CREATE TABLE IF NOT EXISTS tenure.dim_product_duplicate AS tenure.dim_product;
CREATE TABLE IF NOT EXISTS tenure.dim_channel_duplicate AS tenure.dim_channel;
CREATE TABLE IF NOT EXISTS tenure.dim_device_duplicate AS tenure.dim_device;
CREATE TABLE IF NOT EXISTS tenure.dim_reason_duplicate AS tenure.dim_reason;
CREATE TABLE IF NOT EXISTS tenure.dim_account_manager_duplicate AS tenure.dim_account_manager;
