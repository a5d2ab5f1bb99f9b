-- Rows of a source that declares `aggregate: sum` are parts: what a file says of a natural key, its rows added up. summed: 0 a row as
-- it came; 1 a part; 2 the sum of several files' parts, each of which is kept beside the table (`…_duplicate`). file_id of a sum is
-- the least of its parts'.
ALTER TABLE tenure.fact_usage ADD COLUMN IF NOT EXISTS summed UInt8 DEFAULT 0;
ALTER TABLE tenure.fact_usage_duplicate ADD COLUMN IF NOT EXISTS summed UInt8 DEFAULT 0;
ALTER TABLE tenure.fact_bill ADD COLUMN IF NOT EXISTS summed UInt8 DEFAULT 0;
ALTER TABLE tenure.fact_bill_duplicate ADD COLUMN IF NOT EXISTS summed UInt8 DEFAULT 0;
ALTER TABLE tenure.fact_payment ADD COLUMN IF NOT EXISTS summed UInt8 DEFAULT 0;
ALTER TABLE tenure.fact_payment_duplicate ADD COLUMN IF NOT EXISTS summed UInt8 DEFAULT 0;
ALTER TABLE tenure.fact_cost ADD COLUMN IF NOT EXISTS summed UInt8 DEFAULT 0;
ALTER TABLE tenure.fact_cost_duplicate ADD COLUMN IF NOT EXISTS summed UInt8 DEFAULT 0;
