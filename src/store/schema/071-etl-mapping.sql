-- How a file was read, so that the same content under the same mapping is known and not loaded again.
alter table etl_file add column mapping_hash text;
comment on column etl_file.mapping_hash is 'SHA-256 of the source as it was when the file was read; null where it was read before this was kept';
