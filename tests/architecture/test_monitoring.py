"""Dashboard and alert rules ask for metrics and labels that exist, and every metric is asked for somewhere or explained."""

import json
import re

import pytest
import yaml
from tree import ROOT

from nexus.telemetry.prometheus.described import METRICS

DASHBOARD = ROOT / "deploy/grafana/nexus.json"
RULES = ROOT / "deploy/prometheus/nexus.rules.yml"
OF_PROMETHEUS = {"instance", "job", "le"}
OF_PROCESSES = {"process_resident_memory_bytes", "process_cpu_seconds_total", "up"}
KNOWN = {
    shown: one.labels
    for one in METRICS
    for shown in (
        [f"{one.name}_{part}" for part in ("bucket", "sum", "count")] if one.type == "histogram" else [one.name]
    )
}
NAME = re.compile(r"\b(?:nexus_[a-z_]+|process_[a-z_]+)")
LABELS = re.compile(r"by \(([^)]*)\)")
MATCHED = re.compile(r"\b([a-z_]+)\s*(?:=~|!~|!=|=)\s*\"")


def dashboard_queries():
    dashboard = json.loads(DASHBOARD.read_text())
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield pytest.param(target["expr"], id=panel["title"])
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield pytest.param(variable["definition"], id=f"${variable['name']}")


def rule_queries():
    for group in yaml.safe_load(RULES.read_text())["groups"]:
        for rule in group["rules"]:
            yield pytest.param(rule["expr"], id=rule["alert"])


@pytest.mark.parametrize("query", [*dashboard_queries(), *rule_queries()])
def test_queries_ask_for_metrics_and_labels_that_exist(query):
    assert not faults(query)


def faults(query: str) -> list[str]:
    names = set(NAME.findall(query))
    unknown = [name for name in names if name not in KNOWN and name not in OF_PROCESSES]
    labels = {label for name in names for label in KNOWN.get(name, ())} | OF_PROMETHEUS
    asked = {one.strip() for found in LABELS.findall(query) for one in found.split(",")} | set(MATCHED.findall(query))
    return [*unknown, *sorted(asked - labels)]


@pytest.mark.parametrize(
    "query",
    [
        "sum(rate(nexus_pipeline_messages_lost_total[5m]))",
        "nexus_pipeline_latency_seconds",
        "sum by (tenant) (nexus_pipeline_lag_messages)",
        'nexus_dead_letters{application="shop"}',
    ],
)
def test_queries_that_ask_for_what_there_is_not_are_found(query):
    assert faults(query)


def test_every_metric_is_on_the_dashboard_or_in_a_rule_but_for_details_of_others():
    asked = {name for one in [*dashboard_queries(), *rule_queries()] for name in NAME.findall(one.values[0])}
    details = {
        "nexus_ingress_messages_duplicate_total",
        "nexus_ingress_connections",
        "nexus_ingress_requests_total",
        "nexus_application_messages_duplicate_total",
        "nexus_application_requests_refused_total",
        "nexus_pipeline_messages_filtered_total",
    }

    assert {one.name for one in METRICS if not any(each.startswith(one.name) for each in asked)} == details


def test_every_alert_says_how_bad_it_is_and_what_is_wrong():
    for group in yaml.safe_load(RULES.read_text())["groups"]:
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in {"critical", "warning"}
            assert rule["annotations"]["summary"]
