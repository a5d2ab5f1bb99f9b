-- What tells that two customers are one person, and who activated them. Hashes alone: the document, address and device themselves are
-- never kept. All of it is optional.
ALTER TABLE tenure.customer_change
    ADD COLUMN IF NOT EXISTS document_hash String DEFAULT '' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS address_hash String DEFAULT '' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS device_hash String DEFAULT '' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS dealer_code LowCardinality(String) DEFAULT '';
ALTER TABLE tenure.customer_change_duplicate
    ADD COLUMN IF NOT EXISTS document_hash String DEFAULT '' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS address_hash String DEFAULT '' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS device_hash String DEFAULT '' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS dealer_code LowCardinality(String) DEFAULT '';
ALTER TABLE tenure.dim_customer
    ADD COLUMN IF NOT EXISTS document_hash String DEFAULT '' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS address_hash String DEFAULT '' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS device_hash String DEFAULT '' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS dealer_code LowCardinality(String) DEFAULT '';
