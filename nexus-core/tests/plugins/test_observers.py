"""Observers are told what they ask for; one that fails is logged, and the rest are told all the same."""

import logging

import pytest

from nexus.plugins import build_catalogue

LISTEN = """
heard = []

@hookimpl
def nexus_startup(process):
    heard.append(("startup", process))

@hookimpl
def nexus_delivered(pipeline_id, messages):
    heard.append(("delivered", pipeline_id, messages))

@hookimpl
def nexus_dead_lettered(letters):
    heard.append(("dead", letters))

@hookimpl
def nexus_shutdown():
    heard.append(("shutdown",))
"""


def test_all_four_events_arrive_with_the_arguments_that_each_hook_asks_for(plugin):
    module = plugin(LISTEN)
    observers = build_catalogue([module]).observers
    observers.startup("worker")
    observers.delivered("p1", [1, 2])
    observers.dead_lettered([3])
    observers.shutdown("worker")
    assert module.heard == [("startup", "worker"), ("delivered", "p1", [1, 2]), ("dead", [3]), ("shutdown",)]


@pytest.mark.parametrize("error", ["ValueError('odd')", "AssertionError", "SystemExit(1)"])
def test_one_that_fails_is_logged_and_the_others_are_told(plugin, caplog, error):
    modules = [plugin(LISTEN, name) for name in ("before", "after")]
    failing = plugin(f"@hookimpl\ndef nexus_startup(process): raise {error}\n", "failing")
    observers = build_catalogue([modules[0], failing, modules[1]]).observers
    with caplog.at_level(logging.ERROR):
        observers.startup("api")
    assert [module.heard for module in modules] == [[("startup", "api")]] * 2
    assert "plugin failing failed in nexus_startup" in caplog.text


def test_whether_anyone_listens_can_be_seen(plugin):
    assert not build_catalogue([plugin("")]).observers.on_delivered
    assert build_catalogue([plugin(LISTEN)]).observers.on_delivered


def test_a_quarantined_plugin_hears_nothing(plugin):
    module = plugin(LISTEN + "@hookimpl\ndef nexus_sinks(): raise OSError\n")
    build_catalogue([module]).observers.startup("api")
    assert module.heard == []
