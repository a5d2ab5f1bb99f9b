-- Runs in the order in which they began, whatever the clock said: a clock set back must not make the older load the last. Safe to
-- repeat: it runs once, recorded by the migrations runner.
alter table etl_run add column number bigint;
update etl_run set number = numbered.place
from (select run_id, row_number() over (order by started_at, run_id) as place from etl_run) as numbered
where numbered.run_id = etl_run.run_id;
create sequence etl_run_number owned by etl_run.number;
select setval('etl_run_number', (select coalesce(max(number), 0) + 1 from etl_run), false);
alter table etl_run alter column number set default nextval('etl_run_number');
alter table etl_run alter column number set not null;
create unique index etl_run_by_number on etl_run (number desc);
comment on column etl_run.number is 'order of beginning; times are for people';
