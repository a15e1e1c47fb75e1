"""Settings: options beat the environment, the environment beats the file, and every fault names its variable."""

from pathlib import Path

import pytest

from nexus import InvalidInput
from nexus.config import json_schema, secret_paths
from nexus.config.settings import Settings, describe_settings, load_settings


def faults(environ, overrides=None):
    with pytest.raises(InvalidInput) as caught:
        load_settings(environ, overrides)
    return [str(error) for error in caught.value.errors]


@pytest.fixture
def toml(tmp_path):
    def write(text):
        path = tmp_path / "nexus.toml"
        path.write_text(text)
        return str(path)

    return write


def test_nothing_given_is_a_machine_of_its_own():
    settings = load_settings({"PATH": "/bin"})
    assert settings.database_url == "sqlite:///nexus-data/nexus.db"
    assert settings.log_url == settings.database_url
    assert (settings.durability, settings.max_body_bytes, settings.redis_url) == ("strict", 10 * 1024 * 1024, None)


def test_variables_are_read_in_their_types():
    settings = load_settings(
        {
            "NEXUS_DATA_DIR": "/srv/nexus",
            "NEXUS_PORT": "9",
            "NEXUS_MEMORY_WATERMARK": "0.5",
            "NEXUS_LOG_LEVEL": "WARNING",
            "NEXUS_EGRESS_ALLOW": "10.0.0.0/8, ::1",
            "NEXUS_PLUGINS_ALLOW": "",
            "NEXUS_JWT_SECRET": "x" * 32,
        }
    )
    assert settings.data_dir == Path("/srv/nexus")
    assert settings.database_url == "sqlite:////srv/nexus/nexus.db"
    assert (settings.port, settings.memory_watermark, settings.log_level) == (9, 0.5, "warning")
    assert settings.egress_allow == ("10.0.0.0/8", "::1")
    assert settings.plugins_allow == ()
    assert settings.jwt_secret.reveal() == "x" * 32


def test_options_beat_the_environment_which_beats_the_file(toml):
    environ = {
        "NEXUS_CONFIG": toml('port = 1\nhost = "::1"\nworker_processes = 3\n'),
        "NEXUS_PORT": "2",
        "NEXUS_HOST": "::2",
    }
    settings = load_settings(environ, {"port": 3, "data_dir": None})
    assert (settings.port, settings.host, settings.worker_processes) == (3, "::2", 3)


def test_every_fault_names_its_variable():
    assert sorted(
        faults({"NEXUS_PORT": "abc", "NEXUS_MEMORY_WATERMARK": "2", "NEXUS_EGRESS_ALLOW": "a,10.0.0.0/8"})
    ) == [
        "NEXUS_MEMORY_WATERMARK: must be at most 1, is 2.0",
        'NEXUS_PORT: expected a whole number, got text "abc"',
    ]
    assert faults({"NEXUS_EGRESS_ALLOW": "nowhere"})[0].startswith("NEXUS_EGRESS_ALLOW: 'nowhere' does not appear")


def test_an_unknown_variable_is_an_error_with_a_suggestion():
    assert faults({"NEXUS_REDIS_ULR": "x"}) == ["NEXUS_REDIS_ULR: is no setting; did you mean 'NEXUS_REDIS_URL'?"]


def test_variables_that_kubernetes_adds_are_explained():
    assert "enableServiceLinks" in faults({"NEXUS_API_SERVICE_HOST": "10.0.0.1"})[0]


def test_a_key_that_the_file_should_not_have_is_named_with_the_file(toml):
    path = toml("prot = 1\n")
    assert faults({"NEXUS_CONFIG": path}) == [f"{path}: prot: is no setting; did you mean 'port'?"]


def test_a_wrong_value_in_the_file_is_named_with_the_file(toml):
    path = toml('port = "1"\n')
    assert faults({"NEXUS_CONFIG": path}) == [f'{path}: port: expected a whole number, got text "1"']


def test_a_file_that_is_missing_or_broken_is_the_fault_of_its_variable(toml, tmp_path):
    assert faults({"NEXUS_CONFIG": str(tmp_path / "gone.toml")})[0].startswith("NEXUS_CONFIG: cannot read ")
    assert "no valid TOML" in faults({"NEXUS_CONFIG": toml("port = = 1")})[0]


def test_a_wrong_option_is_named_as_option():
    assert faults({}, {"port": 70000}) == ["option port: must be at most 65535, is 70000"]


def test_no_fault_shows_a_secret():
    keys, jwt = faults({"NEXUS_JWT_SECRET": "canary", "NEXUS_ENCRYPTION_KEYS": "canary"})
    assert keys.startswith("NEXUS_ENCRYPTION_KEYS: has not the form ")
    assert jwt == "NEXUS_JWT_SECRET: needs at least 32 characters"
    assert "canary" not in keys


def test_neither_repr_nor_description_shows_a_password():
    environ = {"NEXUS_DATABASE_URL": "mysql+pymysql://nexus:canary@db/nexus", "NEXUS_ADMIN_PASSWORD": "canary-password"}
    assert "canary" not in repr(load_settings(environ))
    described = {info.name: info for info in describe_settings(environ)}
    assert described["database_url"].value == "mysql+pymysql://nexus:********@db/nexus"
    assert described["admin_password"].value == "********"
    assert "canary" not in str(described)


def test_the_description_says_where_each_value_came_from(toml):
    path = toml("port = 1\n")
    described = {
        info.name: info
        for info in describe_settings({"NEXUS_CONFIG": path, "NEXUS_HOST": "::1"}, {"log_level": "debug"})
    }
    assert described["port"].source == f"{path}: port"
    assert described["host"].source == "NEXUS_HOST"
    assert described["log_level"].source == "option"
    assert described["durability"].source == "default"
    assert described["durability"].type == "strict | waitaof | relaxed"
    assert all(info.help for info in described.values())


def test_what_is_secret_is_typed_so():
    assert secret_paths(Settings) == ("encryption_keys", "jwt_secret", "admin_password")
    assert json_schema(Settings)["properties"]["jwt_secret"]["writeOnly"] is True
