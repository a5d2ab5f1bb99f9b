-- started_at of an export is the minute it was due in: of several servers on one store, one makes it.
create unique index report_export_once on report_export (schedule_id, started_at);
