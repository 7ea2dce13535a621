# SPDX-License-Identifier: BSL-1.0
# SQLite, as Debian's Python has it.
from differential import Unavailable, or_as_stored
from moments import day_text

try:
    import sqlite3
except ImportError:
    raise Unavailable("this Python has no module sqlite3") from None

TYPES = {"bool": "INTEGER", "int64": "INTEGER", "double": "REAL", "string": "TEXT COLLATE NOCASE", "date": "TEXT",
         "time": "INTEGER", "timestamp": "INTEGER"}


class Engine:
    forgotten = (" COLLATE BINARY", "")
    like_null = {"date": ["", "2026-02-30", "2026-1-1"], "time": [-1, 86400 * 10**9],
                 "timestamp": [2**43 * 10**6, -(2**43) * 10**6]}
    has_parameters = True
    failures = (sqlite3.Error, OverflowError)

    def __init__(self, folder):
        if sqlite3.sqlite_version_info < (3, 37):
            raise Unavailable(f"SQLite {sqlite3.sqlite_version} has no STRICT tables")
        self.connection = sqlite3.connect(":memory:")
        self.version = f"SQLite {sqlite3.sqlite_version}"

    def stop(self):
        self.connection.close()

    def load(self, columns, rows):
        self.connection.execute("DROP TABLE IF EXISTS entries")
        declared = ", ".join('"' + c["name"].replace('"', '""') + '" ' + TYPES[c["kind"]] for c in columns)
        self.connection.execute(f"CREATE TABLE entries (nr INTEGER, {declared}) STRICT")
        places = ", ".join("?" * (len(columns) + 1))
        kinds = ["int64", *(c["kind"] for c in columns)]
        self.connection.executemany(f"INSERT INTO entries VALUES ({places})",
                                    [[stored(kind, cell) for kind, cell in zip(kinds, row)] for row in rows])

    def select(self, text, values):
        return [nr for (nr,) in self.connection.execute(text, [value for _, value in values])]


@or_as_stored
def stored(kind, cell):
    if kind == "date":
        return day_text(cell)[0]
    if kind == "timestamp":
        return cell[0] * 10**6 + cell[1] // 1000
    return cell
