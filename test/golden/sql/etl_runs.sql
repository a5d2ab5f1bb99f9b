SELECT
      "etl_runs_ledger".run_id "etl_runs__run_id", "etl_runs_ledger".source "etl_runs__source", "etl_runs_ledger".state "etl_runs__state", count("etl_runs_ledger".run_id) "etl_runs__runs", sum("etl_runs_ledger".rows_in) "etl_runs__rows_in", sum("etl_runs_ledger".rows_loaded) "etl_runs__rows_loaded", sum("etl_runs_ledger".rows_quarantined) "etl_runs__rows_quarantined", sum("etl_runs_ledger".rows_duplicate) "etl_runs__rows_duplicate", sum("etl_runs_ledger".values_reported) "etl_runs__values_reported"
    FROM
      public.etl_run AS "etl_runs_ledger"  GROUP BY 1, 2, 3
