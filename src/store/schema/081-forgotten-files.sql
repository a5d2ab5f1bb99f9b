-- Files of which `tenure etl forget` dropped rows: the same file may be loaded again. Safe to repeat: it runs once, recorded by the
-- migrations runner.
alter table etl_file add column forgotten boolean not null default false;
