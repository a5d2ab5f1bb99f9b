"""What Excel, Tableau and Power BI do through psqlODBC, by the driver manager's own functions; one line of output a fact.
Arguments: port, user, password, UseDeclareFetch, and a statement whose rows are counted."""
import ctypes
import ctypes.util
import locale
import re
import sys

locale.setlocale(locale.LC_ALL, "")
odbc = ctypes.CDLL(ctypes.util.find_library("odbc"))
port, user, password, declare_fetch, large = sys.argv[1:6]
ENVIRONMENT, CONNECTION, STATEMENT = 1, 2, 3
NTS, NO_DATA, CHARACTERS = -3, 100, 1


def peak_mb():
    """The most memory that this program had, in MB; what its parent had before the start does not count."""
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) // 1024


def allocate(kind, parent):
    handle = ctypes.c_void_p()
    check(odbc.SQLAllocHandle(kind, parent, ctypes.byref(handle)), kind, handle)
    return handle


def check(result, kind, handle):
    if result in (0, 1, NO_DATA):
        return result
    state, native, message, length = ctypes.create_string_buffer(6), ctypes.c_int(), ctypes.create_string_buffer(500), ctypes.c_short()
    odbc.SQLGetDiagRec(kind, handle, 1, state, ctypes.byref(native), message, 500, ctypes.byref(length))
    raise RuntimeError(state.value.decode() + " " + message.value.decode(errors="replace"))


def rows(statement, columns):
    """The rows of a result: these columns as text."""
    while check(odbc.SQLFetch(statement), STATEMENT, statement) != NO_DATA:
        values = []
        for column in columns:
            buffer, length = ctypes.create_string_buffer(300), ctypes.c_long()
            check(odbc.SQLGetData(statement, column, CHARACTERS, buffer, 300, ctypes.byref(length)), STATEMENT, statement)
            values.append(None if length.value == -1 else buffer.value.decode(errors="replace"))
        yield values


def asked(call):
    statement = allocate(STATEMENT, connection)
    check(call(statement), STATEMENT, statement)
    return statement


def text(value):
    return value.encode() if value is not None else None


environment = allocate(ENVIRONMENT, None)
odbc.SQLSetEnvAttr(environment, 200, ctypes.c_void_p(3), 0)
connection = allocate(CONNECTION, environment)
target = (
    f"Driver=PostgreSQL Unicode;Server=127.0.0.1;Port={port};Database=tenure;Uid={user};Pwd={{{password}}};"
    f"SSLmode=require;UseDeclareFetch={declare_fetch};Fetch=1000"
)
check(odbc.SQLDriverConnect(connection, None, text(target), NTS, None, 0, None, 0), CONNECTION, connection)

tables = asked(lambda s: odbc.SQLTables(s, None, 0, text("public"), NTS, text("churn"), NTS, text("TABLE"), NTS))
for schema, name, kind, remark in rows(tables, (2, 3, 4, 5)):
    print("table", schema, name, kind, (remark or "")[:6])
columns = asked(lambda s: odbc.SQLColumns(s, None, 0, text("public"), NTS, text("churn"), NTS, text("churn%"), NTS))
for name, kind in rows(columns, (4, 6)):
    print("column", name, kind)
keys = asked(lambda s: odbc.SQLPrimaryKeys(s, None, 0, text("public"), NTS, text("churn"), NTS))
for name, position in rows(keys, (4, 5)):
    print("key", name, position)

print("counted", sum(1 for _ in rows(asked(lambda s: odbc.SQLExecDirect(s, text(large), NTS)), (1,))))
print("peak", peak_mb())
try:
    asked(lambda s: odbc.SQLExecDirect(s, text("select avg(churn_rate) from churn"), NTS))
except RuntimeError as error:
    print("refused", str(error)[:5])
