# SPDX-License-Identifier: BSL-1.0
# DuckDB in this process: its shared library comes in an npm package.
import ctypes
import pathlib

import server
from differential import Unavailable, or_as_stored
from moments import clock_text, day_text

TYPES = {"flag": "BOOLEAN", "large": "BIGINT", "whole": "BIGINT", "small": "INTEGER", "real": "DOUBLE", "single": "FLOAT",
         "text": "VARCHAR COLLATE NOCASE", "name": "VARCHAR", "day": "DATE", "clock": "TIME", "millisecond": "TIME",
         "moment": "TIMESTAMP", "nanosecond": "TIMESTAMP", "second": "TIMESTAMP_S"}
LIBRARY = pathlib.Path(__file__).parent.parent / "interop/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so"


class QueryFailed(Exception):
    pass


class Result(ctypes.Structure):
    _fields_ = [("columns", ctypes.c_uint64), ("rows", ctypes.c_uint64), ("changed", ctypes.c_uint64), ("data", ctypes.c_void_p),
                ("message", ctypes.c_char_p), ("internal", ctypes.c_void_p)]


class Engine:
    forgotten = (' COLLATE "C"', "")
    like_null = {"double": [float("nan")], "date": ["infinity", "-infinity"], "time": ["24:00:00"],
                 "timestamp": [2**43 * 10**6, -(2**43) * 10**6]}
    has_parameters = True
    failures = (QueryFailed,)

    def __init__(self, folder):
        if not LIBRARY.exists():
            raise Unavailable("the npm package @duckdb/node-bindings-linux-x64 is not installed in test/interop")
        self.duckdb = server.library(str(LIBRARY))
        declare(self.duckdb)
        self.database, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        if self.duckdb.duckdb_open(None, ctypes.byref(self.database)) != 0:
            raise Unavailable("its library does not open a database")
        self.duckdb.duckdb_connect(self.database, ctypes.byref(self.connection))
        self.query("SET threads = 1")
        self.version = "DuckDB " + self.duckdb.duckdb_library_version().decode()

    def stop(self):
        self.duckdb.duckdb_disconnect(ctypes.byref(self.connection))
        self.duckdb.duckdb_close(ctypes.byref(self.database))

    def load(self, columns, rows):
        declared = ", ".join('"' + c["name"].replace('"', '""') + '" ' + TYPES[c["stored"]] for c in columns)
        self.query(f"CREATE OR REPLACE TEMPORARY TABLE entries (nr BIGINT, {declared})")
        if not rows:
            return
        kinds = ["int64", *(c["kind"] for c in columns)]
        row_places = "(" + ", ".join("make_timestamp(CAST(? AS BIGINT))" if kind == "timestamp" else "?" for kind in kinds) + ")"
        values = [stored(kind, cell) for row in rows for kind, cell in zip(kinds, row)]
        self.query("INSERT INTO entries VALUES " + ", ".join([row_places] * len(rows)), values)

    def select(self, text, values):
        return self.query(text, [bool(value) if kind == "bool" else value for kind, value in values])

    def query(self, text, values=()):
        """The first column of the result, which is an integer."""
        duckdb, statement, result = self.duckdb, ctypes.c_void_p(), Result()
        try:
            if duckdb.duckdb_prepare(self.connection, text.encode(), ctypes.byref(statement)) != 0:
                raise QueryFailed(duckdb.duckdb_prepare_error(statement).decode())
            for place, value in enumerate(values, 1):
                bind(duckdb, statement, place, value)
            if duckdb.duckdb_execute_prepared(statement, ctypes.byref(result)) != 0:
                raise QueryFailed(duckdb.duckdb_result_error(ctypes.byref(result)).decode())
            return [duckdb.duckdb_value_int64(ctypes.byref(result), 0, row)
                    for row in range(duckdb.duckdb_row_count(ctypes.byref(result)))]
        finally:
            duckdb.duckdb_destroy_result(ctypes.byref(result))
            duckdb.duckdb_destroy_prepare(ctypes.byref(statement))


def bind(duckdb, statement, place, value):
    if value is None:
        duckdb.duckdb_bind_null(statement, place)
    elif isinstance(value, bool):
        duckdb.duckdb_bind_boolean(statement, place, value)
    elif isinstance(value, int):
        duckdb.duckdb_bind_int64(statement, place, value)
    elif isinstance(value, float):
        duckdb.duckdb_bind_double(statement, place, value)
    else:
        text = value.encode()
        duckdb.duckdb_bind_varchar_length(statement, place, text, len(text))


def declare(duckdb):
    pointer, number, text = ctypes.c_void_p, ctypes.c_uint64, ctypes.c_char_p
    for name, result, arguments in (
            ("duckdb_open", ctypes.c_int, [text, pointer]), ("duckdb_connect", ctypes.c_int, [pointer, pointer]),
            ("duckdb_disconnect", None, [pointer]), ("duckdb_close", None, [pointer]), ("duckdb_library_version", text, []),
            ("duckdb_prepare", ctypes.c_int, [pointer, text, pointer]), ("duckdb_prepare_error", text, [pointer]),
            ("duckdb_bind_null", ctypes.c_int, [pointer, number]),
            ("duckdb_bind_boolean", ctypes.c_int, [pointer, number, ctypes.c_bool]),
            ("duckdb_bind_int64", ctypes.c_int, [pointer, number, ctypes.c_int64]),
            ("duckdb_bind_double", ctypes.c_int, [pointer, number, ctypes.c_double]),
            ("duckdb_bind_varchar_length", ctypes.c_int, [pointer, number, text, number]),
            ("duckdb_execute_prepared", ctypes.c_int, [pointer, pointer]), ("duckdb_result_error", text, [pointer]),
            ("duckdb_value_int64", ctypes.c_int64, [pointer, number, number]), ("duckdb_row_count", number, [pointer]),
            ("duckdb_destroy_result", None, [pointer]), ("duckdb_destroy_prepare", None, [pointer])):
        function = getattr(duckdb, name)
        function.restype, function.argtypes = result, arguments


@or_as_stored
def stored(kind, cell):
    if kind == "date":
        return "".join(day_text(cell, " (BC)"))
    if kind == "time":
        return clock_text(cell)
    return cell[0] * 10**6 + cell[1] // 1000 if kind == "timestamp" else cell
