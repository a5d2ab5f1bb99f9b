"""What pgcli asks to complete names, and what it runs, through psycopg 3; one line of output a fact.
Arguments: port, user, password."""
import logging
import sys

from pgcli.pgexecute import PGExecute
from pgspecial.main import PGSpecial

port, user, password = sys.argv[1:4]
logging.disable(logging.CRITICAL)
executor = PGExecute("tenure", user, password, "127.0.0.1", port, None)
print("schemata", sorted(schema for schema in executor.schemata() if schema == "public"))
print("table", ("public", "churn") in list(executor.tables()))
print("views", [name for schema, name in executor.views() if schema == "public"])
columns = [column for column in executor.table_columns() if column[:2] == ("public", "churn")]
print("columns", len(columns), [column[3] for column in columns if column[2] in ("month", "churn_rate")])
print("foreign keys", [key for key in executor.foreignkeys() if key.parentschema == "public"])
print("function", sorted({function.func_name for function in executor.functions() if function.func_name in ("churn_risk", "measure")}))
print("databases", executor.databases())
for statement in ("select tier, measure(customers) from churn group by tier order by tier", "\\d churn", "\\dt chur*"):
    for _title, rows, headers, *_ in executor.run(statement, PGSpecial()):
        found = [tuple(row) for row in rows]
        print("ran", statement.split()[0], headers[:2], len(found), found[0])
try:
    list(executor.run("select avg(churn_rate) from churn"))
except Exception as error:
    print("refused", error.sqlstate)
