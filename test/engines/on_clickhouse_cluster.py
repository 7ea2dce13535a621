# SPDX-License-Identifier: BSL-1.0
# Two servers of ClickHouse with a Distributed table over both: the same SQL, and each server looks at its own rows alone.
import server
from on_clickhouse import QueryFailed, Server

SECONDARY = "type = 2 AND NOT is_initial_query AND query LIKE '%entries_part%' AND query NOT LIKE '%query_log%'"


def shard_of(nr):
    return 0 if nr % 3 == 0 else 1


class Engine:
    cases_of = "clickhouse"
    like_null = {}
    has_parameters = False
    failures = (QueryFailed,)

    def __init__(self, folder):
        account = server.As("clickhouse", folder)
        ports = [server.free_port() for _ in range(2)]
        self.servers = []
        try:
            for number, port in enumerate(ports):
                self.servers.append(Server(account, f"shard{number}", port, ports))
        except Exception:
            self.stop()
            raise
        self.rows, self.shown = [0, 0], [0, 0]
        self.version = f"two servers of {self.servers[0].version()}"

    def stop(self):
        for one in self.servers:
            one.stop()

    def load(self, columns, rows):
        for number, one in enumerate(self.servers):
            one.create(columns, "entries_part")
            part = [row for row in rows if shard_of(row[0]) == number]
            self.rows[number] += len(part)
            one.insert(columns, part, "entries_part")
        self.servers[0].create(columns, "entries", "Distributed(shards, default, entries_part)")

    def select(self, text, values):
        found = [int(nr) for nr in self.servers[0].query(text)]
        for nr in found:
            self.shown[shard_of(nr)] += 1
        return found

    def evidence(self, cases):
        """What each server says that it did: the condition must have met the rows where they are, or it would send them all."""
        lines, is_well = [], True
        for number, one in enumerate(self.servers):
            one.query("SYSTEM FLUSH LOGS")
            asked, read, sent = map(int, one.query(
                f"SELECT count(), sum(read_rows), sum(result_rows) FROM system.query_log WHERE {SECONDARY}")[0].split("\t"))
            is_well = is_well and asked == cases and sent == self.shown[number] < read
            lines.append(f"shard {number}: asked {asked} times, it read {read} rows and sent {sent}: its own that may be seen")
        return is_well, lines
