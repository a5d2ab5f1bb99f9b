"""What notebooks do through psycopg2 and SQLAlchemy; one line of output a fact. Arguments: port, user, password, and perhaps
a statement whose rows are only counted, by a cursor on the server."""
import re
import sys
import warnings

import psycopg2
import psycopg2.extras
import sqlalchemy as sa

warnings.simplefilter("ignore")
port, user, password = sys.argv[1:4]


def peak_mb():
    """The most memory that this program had, in MB; what its parent had before the start does not count."""
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) // 1024


def with_psycopg2():
    connection = psycopg2.connect(host="127.0.0.1", port=port, user=user, password=password, dbname="tenure")
    cursor = connection.cursor()
    cursor.execute(
        "select tier, measure(customers) from churn where month >= %s and tier = any(%s) group by 1 order by 1",
        ("2024-01-01", ["Gold", "Silver"]),
    )
    print("psycopg2", cursor.fetchall(), [column.name for column in cursor.description])
    named = connection.cursor(name="on_the_server")
    named.itersize = 10
    named.execute("select city, month, sum(churned) from churn group by 1, 2 order by 1, 2")
    print("named", len(named.fetchmany(3)), sum(1 for _ in named))
    try:
        cursor.execute("select measure(province) from churn")
    except psycopg2.Error as error:
        print("refused", error.pgcode)
    connection.rollback()
    cursor.execute("savepoint a")
    try:
        cursor.execute("select nothing from churn")
    except psycopg2.Error as error:
        print("unknown", error.pgcode)
    cursor.execute("rollback to savepoint a")
    cursor.execute("select count(distinct tier) from churn")
    print("after savepoint", cursor.fetchone())
    connection.close()


def with_sqlalchemy():
    url = sa.engine.URL.create(
        "postgresql+psycopg2", username=user, password=password, host="127.0.0.1", port=int(port), database="tenure"
    )
    engine = sa.create_engine(url)
    inspector = sa.inspect(engine)
    print("tables", "churn" in inspector.get_table_names(), inspector.get_schema_names())
    print("key", inspector.get_pk_constraint("churn")["constrained_columns"])
    print("comment", inspector.get_table_comment("churn")["text"])
    table = sa.Table("churn", sa.MetaData(), autoload_with=engine)
    print("reflected", table.c.month.type, table.c.churn_rate.type, table.c.customers.type)
    query = (
        sa.select(table.c.tier, sa.func.measure(table.c.customers).label("customers"))
        .where(table.c.province.in_(["Sichuan", "Beijing"]))
        .group_by(table.c.tier)
        .order_by(sa.desc("customers"))
        .limit(2)
    )
    with engine.connect() as connection:
        print("core", len(connection.execute(query).fetchall()))


def large(statement):
    connection = psycopg2.connect(host="127.0.0.1", port=port, user=user, password=password, dbname="tenure")
    for hold in (False, True):
        named = connection.cursor(name="large", withhold=hold)
        named.itersize = 10_000
        named.execute(statement)
        if hold:
            connection.commit()
        print("counted", sum(1 for _ in named))
        named.close()
    print("peak", peak_mb())


if len(sys.argv) > 4:
    large(sys.argv[4])
else:
    with_psycopg2()
    with_sqlalchemy()
