import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from nexus.errors import ConfigurationError
from nexus.storage import schema
from nexus.storage.engine import open_engine


@pytest.mark.parametrize("chain", [schema.CORE, schema.DELIVERY_LOG], ids=lambda chain: chain.folder)
def test_the_migrations_make_the_tables_that_the_code_declares(empty_url, chain):
    schema.upgrade(empty_url, chain)
    engine = open_engine(empty_url)
    with engine.connect() as connection:
        options = {"version_table": chain.version_table, "compare_type": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), chain.metadata)
    engine.dispose()
    assert differences == []


@pytest.mark.parametrize("chain", [schema.CORE, schema.DELIVERY_LOG], ids=lambda chain: chain.folder)
def test_the_revisions_are_those_that_alembic_finds(chain):
    folder = Path(schema.__file__).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("version_locations", str(folder / chain.folder))
    config.set_main_option("path_separator", "newline")
    theirs = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]

    assert chain.revisions == theirs[::-1]


def test_a_database_that_is_up_to_date_is_found_so_without_alembic(url):
    code = (
        "import sys; from nexus.storage import schema; "
        f"assert schema.upgrade({url!r}).ok; assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_workspace_default_is_there_from_the_start(url):
    engine = open_engine(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM workspaces")).scalars().all() == ["default"]
    engine.dispose()


def test_check_says_what_to_do(empty_url):
    before = schema.check(empty_url)
    assert not before.ok
    assert "run `nexus migrate`" in before.message
    assert schema.current(empty_url) is None
    with pytest.raises(ConfigurationError, match="nexus migrate"):
        schema.require(empty_url)
    assert schema.upgrade(empty_url).ok
    assert schema.check(empty_url).message == "up to date"
    schema.require(empty_url)


def test_upgrading_twice_changes_nothing(url):
    first = schema.current(url)
    assert schema.upgrade(url).current == first


def test_both_chains_live_in_one_database(url):
    assert schema.upgrade(url, schema.DELIVERY_LOG).ok
    assert schema.check(url).ok


def test_processes_that_start_together_migrate_once(empty_url):
    failures, start = [], threading.Barrier(4)

    def migrate():
        start.wait()
        try:
            schema.upgrade(empty_url)
        except Exception as error:  # noqa: BLE001 — whatever it is, the test shows it
            failures.append(error)

    threads = [threading.Thread(target=migrate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert schema.check(empty_url).ok
    engine = open_engine(empty_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM workspaces")).scalar() == 1
    engine.dispose()


def test_a_newer_database_is_left_alone(url):
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE nexus_version SET version_num = 'core_9999'"))
    engine.dispose()
    assert "newer release" in schema.check(url).message
    with pytest.raises(ConfigurationError, match="newer release"):
        schema.upgrade(url)


def test_what_an_interrupted_first_migration_left_does_not_stop_the_next(mariadb):
    url = mariadb.new_database()
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in schema.METADATA.sorted_tables[:5]:
            table.create(connection)
    engine.dispose()
    assert schema.upgrade(url).ok
    mariadb.drop_database(url)


def test_tables_of_another_program_are_never_touched(empty_url):
    engine = open_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE users (name VARCHAR(10))"))
        connection.execute(text("INSERT INTO users VALUES ('theirs')"))
    with pytest.raises(ConfigurationError, match="tables named users"):
        schema.upgrade(empty_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM users")).scalar() == "theirs"
    assert "workspaces" not in inspect(engine).get_table_names()
    engine.dispose()


@pytest.mark.parametrize("bad", ["", "nonsense", "oracle://h/x", "postgresql+asyncpg://h/x", "sqlite+aiosqlite:///x"])
def test_an_unusable_url_is_refused_with_what_would_do(bad):
    with pytest.raises(ConfigurationError, match=r"NEXUS_DATABASE_URL.*sqlite:///PATH"):
        open_engine(bad)


def test_a_malformed_url_does_not_show_its_password():
    with pytest.raises(ConfigurationError) as caught:
        open_engine("postgres!:user:hunter2@host")
    assert "hunter2" not in str(caught.value)
