# SPDX-License-Identifier: BSL-1.0
# MariaDB with a collation that knows neither case nor spaces at the end; parameters go apart through its own client library.
import ctypes

import server
from differential import or_as_stored
from moments import clock_text, day_text, moment_text

TYPES = {"flag": "BOOLEAN", "large": "BIGINT", "whole": "BIGINT", "small": "INT", "real": "DOUBLE",
         "text": "VARCHAR(400)", "name": "TEXT", "day": "DATE", "clock": "TIME(6)", "millisecond": "TIME(3)",
         "moment": "DATETIME(6)", "nanosecond": "DATETIME(6)", "second": "DATETIME"}

OPTION_CHARSET, LONGLONG, DOUBLE, NULL, STRING = 7, 8, 5, 6, 254
NO_DATA = 100


class QueryFailed(Exception):
    pass


class Bind(ctypes.Structure):
    """MYSQL_BIND of the client library."""
    _fields_ = [("length", ctypes.c_void_p), ("is_null", ctypes.c_void_p), ("buffer", ctypes.c_void_p), ("error", ctypes.c_void_p),
                ("row", ctypes.c_void_p), ("store", ctypes.c_void_p), ("fetch", ctypes.c_void_p), ("skip", ctypes.c_void_p),
                ("buffer_length", ctypes.c_ulong), ("offset", ctypes.c_ulong), ("length_value", ctypes.c_ulong),
                ("flags", ctypes.c_uint), ("pack_length", ctypes.c_uint), ("buffer_type", ctypes.c_int),
                ("error_value", ctypes.c_char), ("is_unsigned", ctypes.c_char), ("long_data_used", ctypes.c_char),
                ("is_null_value", ctypes.c_char), ("extension", ctypes.c_void_p)]


class Engine:
    forgotten = (r"CAST\(CONVERT\((\S+) USING utf8mb4\) AS BINARY\)", r"\1")
    like_null = {"date": ["0000-00-00"], "time": ["24:00:00", "-00:00:01", "838:59:59"], "timestamp": ["0000-00-00 00:00:00"]}
    has_parameters = True
    failures = (QueryFailed,)

    def __init__(self, folder):
        install, mariadbd = server.program("mariadb-install-db"), server.program("mariadbd")
        self.client = prepared_library()
        account = server.As("mysql", folder)
        data, port = account.folder / "data", server.free_port()
        account.run(install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db",
                    "--skip-name-resolve", "--innodb-flush-method=nosync")
        self.server = account.start(
            mariadbd, "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1",
            f"--socket={account.folder}/socket", f"--pid-file={account.folder}/pid", "--skip-name-resolve", "--skip-grant-tables",
            "--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci",
            "--skip-networking=0", "--skip-log-bin", "--default-time-zone=+05:30")
        self.connection = self.client.mysql_init(None)
        self.client.mysql_options(self.connection, OPTION_CHARSET, b"utf8mb4")
        server.wait_for(self.server, lambda: self.client.mysql_real_connect(
            self.connection, b"127.0.0.1", b"root", None, None, port, None, 0), folder / "server.log")
        self.do("CREATE DATABASE differential")
        self.do("USE differential")
        self.loads = 0
        self.version = "MariaDB " + self.client.mysql_get_server_info(self.connection).decode()

    def stop(self):
        self.client.mysql_close(self.connection)
        server.stop(self.server)

    def load(self, columns, rows):
        # The two ways to read a backslash take turns.
        self.loads += 1
        self.do("SET sql_mode = 'STRICT_TRANS_TABLES" + (",NO_BACKSLASH_ESCAPES'" if self.loads % 2 else "'"))
        self.do("DROP TABLE IF EXISTS entries")
        declared = ", ".join("`" + c["name"].replace("`", "``") + "` " + TYPES[c["stored"]] for c in columns)
        self.do(f"CREATE TABLE entries (nr BIGINT, {declared})")
        if not rows:
            return
        kinds = ["int64", *(c["kind"] for c in columns)]
        row_places = "(" + ", ".join("?" * len(kinds)) + ")"
        values = [stored(kind, cell) for row in rows for kind, cell in zip(kinds, row)]
        self.query("INSERT INTO entries VALUES " + ", ".join([row_places] * len(rows)), values)

    def select(self, text, values):
        return self.query(text, [bound(kind, value) for kind, value in values])

    def do(self, text):
        if self.client.mysql_real_query(self.connection, text.encode(), len(text.encode())) != 0:
            raise QueryFailed(self.client.mysql_error(self.connection).decode())

    def query(self, text, values=()):
        """The first column of the result, which is an integer."""
        client, statement = self.client, self.client.mysql_stmt_init(self.connection)

        def check(status):
            if status != 0:
                raise QueryFailed(client.mysql_stmt_error(statement).decode())

        try:
            check(client.mysql_stmt_prepare(statement, text.encode(), len(text.encode())))
            binds, kept = (Bind * max(len(values), 1))(), []
            for bind, value in zip(binds, values):
                kept.append(fill(bind, value))
            if values:
                check(client.mysql_stmt_bind_param(statement, binds))
            check(client.mysql_stmt_execute(statement))
            if client.mysql_stmt_field_count(statement) == 0:
                return []
            number, result = ctypes.c_longlong(), (Bind * 1)()
            result[0].buffer_type, result[0].buffer = LONGLONG, ctypes.addressof(number)
            check(client.mysql_stmt_bind_result(statement, result))
            found = []
            while (status := client.mysql_stmt_fetch(statement)) == 0:
                found.append(number.value)
            if status != NO_DATA:
                check(status)
            return found
        finally:
            client.mysql_stmt_close(statement)


def fill(bind, value):
    """What a parameter points at."""
    if value is None:
        bind.buffer_type = NULL
        return None
    if isinstance(value, int):
        held, bind.buffer_type = ctypes.c_longlong(value), LONGLONG
    elif isinstance(value, float):
        held, bind.buffer_type = ctypes.c_double(value), DOUBLE
    else:
        text = value.encode()
        held, bind.buffer_type = ctypes.create_string_buffer(text, len(text) + 1), STRING
        bind.buffer_length = bind.length_value = len(text)
    bind.buffer = ctypes.addressof(held)
    return held


def prepared_library():
    client = server.library("libmariadb.so.3")
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_ulong
    for name, result, arguments in (
            ("mysql_init", pointer, [pointer]), ("mysql_options", ctypes.c_int, [pointer, ctypes.c_int, text]),
            ("mysql_real_connect", pointer, [pointer, text, text, text, text, ctypes.c_uint, text, number]),
            ("mysql_close", None, [pointer]), ("mysql_get_server_info", text, [pointer]), ("mysql_error", text, [pointer]),
            ("mysql_real_query", ctypes.c_int, [pointer, text, number]), ("mysql_stmt_init", pointer, [pointer]),
            ("mysql_stmt_prepare", ctypes.c_int, [pointer, text, number]), ("mysql_stmt_error", text, [pointer]),
            ("mysql_stmt_bind_param", ctypes.c_byte, [pointer, pointer]), ("mysql_stmt_execute", ctypes.c_int, [pointer]),
            ("mysql_stmt_field_count", ctypes.c_uint, [pointer]), ("mysql_stmt_bind_result", ctypes.c_byte, [pointer, pointer]),
            ("mysql_stmt_fetch", ctypes.c_int, [pointer]), ("mysql_stmt_close", ctypes.c_byte, [pointer])):
        function = getattr(client, name)
        function.restype, function.argtypes = result, arguments
    return client


def bound(kind, value):
    return int(value) if kind == "bool" else value


@or_as_stored
def stored(kind, cell):
    if kind == "date":
        return day_text(cell)[0]
    if kind == "time":
        return clock_text(cell)
    return moment_text(cell)[0] if kind == "timestamp" else bound(kind, cell)
