-- A run can be taken out again. undone: its rows have left; the run that took them out says which (undoes) and which replaced
-- contents came back with it (restores).
alter table etl_run drop constraint etl_run_state_check;
alter table etl_run add constraint etl_run_state_check check (state in ('running', 'published', 'unchanged', 'failed', 'undone'));
alter table etl_run add column undoes text references etl_run;
alter table etl_run add column restores numeric(20)[] not null default '{}';
