"""Commands beside a ``nexus up`` need nothing but its data folder."""

import pytest

from nexus.services.secrets_file import load_or_make


@pytest.fixture
def beside(installation):
    """An installation whose keys stand in its data folder alone."""
    key = installation.settings.encryption_keys.reveal()
    load_or_make(installation.settings.data_dir, lambda: key)
    del installation.environ["NEXUS_ENCRYPTION_KEYS"]
    return installation


def test_doctor_finds_the_keys(beside):
    beside.define()

    done = beside.run("doctor", "--json")

    assert "opens the secrets of all 1 connections" in done.output
    assert "no encryption key is set" not in done.output


def test_dead_letters_are_listed_shown_and_discarded(beside):
    workflow = beside.define()
    beside.add(workflow.id, workflow.pipelines[0].id, "first")

    listed = beside.run("dead-letters", "list")
    discarded = beside.run("dead-letters", "discard", "--all", "--yes")

    assert "too long" in listed.output
    assert discarded.exit_code == 0, discarded.output
    assert "1 discarded" in discarded.output
