# SPDX-License-Identifier: BSL-1.0
# PostgreSQL with an ICU collation, whose order of texts is not that of their bytes; parameters go apart through libpq.
import ctypes
import math
import pathlib

import server
from differential import or_as_stored
from moments import clock_text, day_text, moment_text

TYPES = {"flag": "boolean", "large": "bigint", "whole": "bigint", "small": "integer", "real": "double precision", "single": "real",
         "text": "text", "name": "varchar(400)", "day": "date", "clock": "time", "millisecond": "time(3)", "moment": "timestamptz",
         "nanosecond": "timestamptz", "second": "timestamptz(0)"}
CONNECTION_OK = 0
COMMAND_OK, TUPLES_OK = 1, 2


class QueryFailed(Exception):
    pass


class Engine:
    forgotten = (' COLLATE "C"', "")
    like_null = {"double": ["NaN"], "date": ["infinity", "-infinity"], "time": ["24:00:00"], "timestamp": ["infinity", "-infinity"]}
    has_parameters = True
    failures = (QueryFailed,)

    def __init__(self, folder):
        homes = [home / "bin" for home in sorted(pathlib.Path("/usr/lib/postgresql").glob("*"), reverse=True)]
        initdb, postgres = server.program("initdb", *homes), server.program("postgres", *homes)
        self.libpq = prepared_library()
        account = server.As("postgres", folder)
        data, port = account.folder / "data", server.free_port()
        account.run(initdb, "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale-provider=icu",
                    "--icu-locale=en-US", "--locale=C.UTF-8", "--no-sync")
        self.server = account.start(postgres, "-D", data, "-p", port, "-c", "listen_addresses=127.0.0.1", "-k", account.folder,
                                    "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
                                    "-c", "timezone=America/New_York", "-c", "jit=off", "-c", "client_min_messages=warning")
        self.connection = None
        address = f"host=127.0.0.1 port={port} user=postgres dbname=postgres client_encoding=UTF8".encode()

        def is_ready():
            self.connection = self.libpq.PQconnectdb(address)
            if self.libpq.PQstatus(self.connection) == CONNECTION_OK:
                return True
            self.libpq.PQfinish(self.connection)
            return False

        server.wait_for(self.server, is_ready, folder / "server.log")
        self.version = "PostgreSQL " + self.query("SELECT split_part(version(), ' ', 2)")[0]

    def stop(self):
        self.libpq.PQfinish(self.connection)
        server.stop(self.server)

    def load(self, columns, rows):
        self.query("DROP TABLE IF EXISTS entries")
        declared = ", ".join('"' + c["name"].replace('"', '""') + '" ' + TYPES[c["stored"]] for c in columns)
        self.query(f"CREATE TEMPORARY TABLE entries (nr bigint, {declared})")
        if not rows:
            return
        types = ["bigint", *(TYPES[c["stored"]] for c in columns)]
        kinds = ["int64", *(c["kind"] for c in columns)]
        places, values = [], []
        for row in rows:
            places.append("(" + ", ".join(f"${len(values) + i + 1}::{t}" for i, t in enumerate(types)) + ")")
            values += [stored(kind, cell) for kind, cell in zip(kinds, row)]
        self.query("INSERT INTO entries VALUES " + ", ".join(places), values)

    def select(self, text, values):
        return [int(nr) for nr in self.query(text, [bound(kind, value) for kind, value in values])]

    def query(self, text, values=()):
        """The first column of the result."""
        array = (ctypes.c_char_p * len(values))(*(None if v is None else v.encode() for v in values))
        result = self.libpq.PQexecParams(self.connection, text.encode(), len(values), None, array, None, None, 0)
        try:
            if self.libpq.PQresultStatus(result) not in (COMMAND_OK, TUPLES_OK):
                raise QueryFailed(self.libpq.PQresultErrorMessage(result).decode().strip())
            return [self.libpq.PQgetvalue(result, i, 0).decode() for i in range(self.libpq.PQntuples(result))]
        finally:
            self.libpq.PQclear(result)


def prepared_library():
    libpq = server.library("libpq.so.5")
    for name, result, arguments in (
            ("PQconnectdb", ctypes.c_void_p, [ctypes.c_char_p]), ("PQstatus", ctypes.c_int, [ctypes.c_void_p]),
            ("PQfinish", None, [ctypes.c_void_p]), ("PQresultStatus", ctypes.c_int, [ctypes.c_void_p]),
            ("PQexecParams", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p,
                                               ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]),
            ("PQresultErrorMessage", ctypes.c_char_p, [ctypes.c_void_p]), ("PQntuples", ctypes.c_int, [ctypes.c_void_p]),
            ("PQgetvalue", ctypes.c_char_p, [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]), ("PQclear", None, [ctypes.c_void_p])):
        function = getattr(libpq, name)
        function.restype, function.argtypes = result, arguments
    return libpq


def real_text(number):
    if math.isnan(number):
        return "NaN"
    return repr(number).replace("inf", "Infinity")


def bound(kind, value):
    if kind == "bool":
        return "true" if value else "false"
    return real_text(value) if kind == "double" else str(value)


@or_as_stored
def stored(kind, cell):
    if kind == "date":
        return "".join(day_text(cell, " BC"))
    if kind == "time":
        return clock_text(cell)
    if kind == "timestamp":
        moment, mark = moment_text(cell, " BC")
        return f"{moment}+00{mark}"
    return bound(kind, cell)
