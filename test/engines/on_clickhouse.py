# SPDX-License-Identifier: BSL-1.0
# ClickHouse, as old as Debian's: it knows no parameters, and is given literals.
import http.client
import struct

import server
from differential import AsStored

# Where null can be stored, the type is nullable.
TYPES = {"flag": "Nullable(UInt8)", "large": "Nullable(Int64)", "whole": "Int64", "small": "Nullable(Int32)",
         "real": "Nullable(Float64)", "single": "Nullable(Float32)", "text": "Nullable(String)", "name": "String",
         "day": "Nullable(Date)", "clock": "Nullable(Int64)", "millisecond": "Nullable(Int64)",
         "moment": "Nullable(DateTime('UTC'))", "nanosecond": "Nullable(DateTime('UTC'))", "second": "Nullable(DateTime('UTC'))"}
FORMATS = {"UInt8": "<B", "Int64": "<q", "Int32": "<i", "Float64": "<d", "Float32": "<f", "Date": "<H", "DateTime('UTC')": "<I"}

CONFIGURATION = """<?xml version="1.0"?>
<yandex>
  <logger><level>warning</level><console>1</console></logger>
  <http_port>{http}</http_port><tcp_port>{tcp}</tcp_port><interserver_http_port>{interserver}</interserver_http_port>
  <listen_host>127.0.0.1</listen_host><interserver_http_host>127.0.0.1</interserver_http_host>
  <path>{path}/</path><tmp_path>{path}/tmp/</tmp_path><user_files_path>{path}/files/</user_files_path>
  <format_schema_path>{path}/schemas/</format_schema_path>
  <users_config>{path}/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
  <timezone>Asia/Kolkata</timezone>
  <mark_cache_size>67108864</mark_cache_size><uncompressed_cache_size>0</uncompressed_cache_size>
  <query_log>
    <database>system</database><table>query_log</table><flush_interval_milliseconds>500</flush_interval_milliseconds>
  </query_log>
  <remote_servers><shards>{shards}</shards></remote_servers>
</yandex>
"""
SHARD = "<shard><replica><host>127.0.0.1</host><port>{port}</port></replica></shard>"
USERS = """<?xml version="1.0"?>
<yandex>
  <profiles><default><log_queries>1</log_queries><max_threads>1</max_threads>
    <prefer_localhost_replica>0</prefer_localhost_replica></default></profiles>
  <users><default>
    <password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
  </default></users>
  <quotas><default/></quotas>
</yandex>
"""


class QueryFailed(Exception):
    pass


class Server:
    """One server. `shards` are the ports of all servers of a cluster."""

    def __init__(self, account, name, tcp, shards):
        self.http = server.free_port()
        folder = account.folder / name
        folder.mkdir()
        configuration, users = folder / "config.xml", folder / "users.xml"
        configuration.write_text(CONFIGURATION.format(http=self.http, tcp=tcp, interserver=server.free_port(), path=folder,
                                                      shards="".join(SHARD.format(port=port) for port in shards)), encoding="utf-8")
        users.write_text(USERS, encoding="utf-8")
        account.own(folder)
        self.process = account.start(server.program("clickhouse-server"), f"--config-file={configuration}")
        self.connection = None
        server.wait_for(self.process, self.is_ready, account.folder.parent / "server.log")

    def is_ready(self):
        try:
            return self.query("SELECT 1") == ["1"]
        except (OSError, http.client.HTTPException):
            self.connection = None
            return False

    def stop(self):
        if self.connection is not None:
            self.connection.close()
        server.stop(self.process)

    def query(self, text, data=b""):
        """The lines of the answer. The query is in the body of the request, before the data."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=60)
        try:
            self.connection.request("POST", "/", text.encode() + data)
            answer = self.connection.getresponse()
            body = answer.read()
        except http.client.RemoteDisconnected:  # it closes connections that were idle
            self.connection = None
            return self.query(text, data)
        if answer.status != 200:
            raise QueryFailed(body.decode(errors="replace").strip()[:1000])
        return body.decode().splitlines()

    def create(self, columns, name="entries", engine="Memory"):
        declared = ", ".join(f"{quoted(c['name'])} {TYPES[c['stored']]}" for c in columns)
        self.query(f"DROP TABLE IF EXISTS {name}")
        self.query(f"CREATE TABLE {name} (nr Int64, {declared}) ENGINE = {engine}")

    def insert(self, columns, rows, name="entries"):
        types = ["Int64", *(TYPES[c["stored"]] for c in columns)]
        data = b"".join(binary(t, cell) for row in rows for t, cell in zip(types, row))
        if data:
            self.query(f"INSERT INTO {name} FORMAT RowBinary\n", data)

    def version(self):
        return "ClickHouse " + self.query("SELECT version()")[0]


class Engine:
    like_null = {"double": [float("nan")], "time": [-1, 86400 * 10**9]}
    forgotten = ("IS NOT NULL AND", "IS NULL OR")
    has_parameters = False
    failures = (QueryFailed,)

    def __init__(self, folder):
        tcp = server.free_port()
        self.server = Server(server.As("clickhouse", folder), "one", tcp, [tcp])
        self.version = self.server.version()

    def stop(self):
        self.server.stop()

    def load(self, columns, rows):
        self.server.create(columns)
        self.server.insert(columns, rows)

    def select(self, text, values):
        return [int(nr) for nr in self.server.query(text)]


def quoted(name):
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def binary(declared, cell):
    """A cell in the format RowBinary."""
    nullable = declared.startswith("Nullable(")
    if isinstance(cell, AsStored):
        cell = cell.value
    if cell is None:
        return b"\1"
    inner = declared[len("Nullable("):-1] if nullable else declared
    mark = b"\0" if nullable else b""
    if inner == "String":
        text = cell.encode()
        return mark + size(len(text)) + text
    if inner.startswith("DateTime"):
        cell = cell[0]
    return mark + struct.pack(FORMATS[inner], cell)


def size(number):
    """A number in groups of seven bits, the lowest first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
