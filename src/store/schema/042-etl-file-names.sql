-- A content stays loaded while any name holds it: files whose content was loaded under another name are written down too.
alter table etl_file add column month date;
comment on column etl_file.month is 'first day of the month that the file describes, where the source asks for one';
alter table etl_file add column repeats boolean not null default false;
comment on column etl_file.repeats is 'the content had been loaded under another name: no row was read from this file';
update etl_file f set month = r.as_of from etl_run r where r.run_id = f.run_id and r.source = f.source;
alter table etl_file drop constraint etl_file_pkey;
alter table etl_file add primary key (run_id, file_id, name);
