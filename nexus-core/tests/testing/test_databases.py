import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pymysql
import pytest
from sqlalchemy import create_engine, text

from nexus.errors import ConfigurationError
from nexus.testing import MariaDBServer, PostgresServer, wait_until
from nexus.testing.servers.programs import program

SERVERS = pytest.mark.parametrize("server_class", [PostgresServer, MariaDBServer])


def rows(url):
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return list(connection.scalars(text("SELECT n FROM kept ORDER BY n")))
    finally:
        engine.dispose()


@SERVERS
def test_rows_survive_a_kill_and_a_restart_on_the_same_port(server_class):
    with server_class() as server:
        url = server.new_database()
        database = url.rpartition("/")[2]
        server.execute("CREATE TABLE kept (n integer); INSERT INTO kept VALUES (1), (2);", database)

        server.kill()
        assert not server.is_running
        server.restart()

        assert rows(url) == [1, 2]


@SERVERS
def test_two_servers_run_beside_each_other_with_data_of_their_own(server_class):
    with server_class() as first, server_class() as second:
        assert first.port != second.port
        first.execute("CREATE DATABASE only_here")
        with pytest.raises(RuntimeError, match="only_here"):
            second.execute("DROP DATABASE only_here")


@SERVERS
def test_closing_leaves_neither_process_nor_data(server_class):
    with server_class() as server:
        pid, folder = server.pid, server.folder

    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@SERVERS
def test_a_server_restarted_by_a_short_lived_thread_outlives_it(server_class):
    with server_class() as server:
        thread = threading.Thread(target=server.restart)
        thread.start()
        thread.join()

        assert server.execute("SELECT 1") == "1"
        assert server.is_running


@SERVERS
def test_a_paused_server_answers_again_when_it_goes_on(server_class):
    with server_class() as server:
        server.pause()
        wait_until(lambda: Path(f"/proc/{server.pid}/stat").read_text().split()[2] == "T", what="the pause")
        server.resume()

        assert server.execute("SELECT 1") == "1"


def test_postgres_asks_for_the_password(postgres):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.dsn.replace(":nexus@", ":wrong@"))


def test_mariadb_refuses_what_does_not_fit_and_a_wrong_password(mariadb, fresh_mariadb_url):
    database = fresh_mariadb_url.rpartition("/")[2]
    with pytest.raises(RuntimeError, match="Data too long"):
        mariadb.execute("CREATE TABLE t (a varchar(2)); INSERT INTO t VALUES ('abc');", database)
    with pytest.raises(pymysql.OperationalError, match="Access denied"):
        pymysql.connect(host=mariadb.host, port=mariadb.port, user="nexus", password="wrong")


def test_a_server_that_cannot_start_says_why():
    server = PostgresServer(settings={"no_such_setting": "1"})
    with pytest.raises(RuntimeError, match="no_such_setting"), server:
        pass
    assert not server.folder.exists()


def test_a_missing_program_names_the_debian_package():
    with pytest.raises(ConfigurationError, match="apt-get install imaginary-server"):
        program("imaginaryd", "imaginary-server")


def test_servers_die_with_a_test_process_that_is_killed():
    script = (
        "from nexus.testing import PostgresServer, RedisServer\n"
        "servers = [PostgresServer().start(), RedisServer().start()]\n"
        "print(*[server.pid for server in servers], flush=True)\n"
        "input()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        pids = [int(pid) for pid in process.stdout.readline().split()]
        assert len(pids) == 2
        process.send_signal(signal.SIGKILL)
        process.wait()

    wait_until(lambda: not any(map(runs, pids)), what="the end of the orphaned servers")


def runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
