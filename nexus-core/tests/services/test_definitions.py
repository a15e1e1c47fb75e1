"""Definition files: read strictly, checked whole, applied once, exported without secrets."""

from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from nexus import wiring
from nexus.builtin import plugin as builtin
from nexus.config import MASK, define
from nexus.errors import Conflict, InvalidInput
from nexus.hookspecs import Connector, SinkType, StepType, hookimpl
from nexus.model.agent import Agent
from nexus.model.audit import AuditFilter
from nexus.model.connection import Dedup
from nexus.model.credentials import ApiKey
from nexus.plugins import build_catalogue, load_plugins
from nexus.services.definitions.apply import Definitions
from nexus.services.definitions.export import export
from nexus.services.definitions.text import read, write

LAUGHS = "a0: &a0 [ha]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
"""A few lines whose aliases stand for billions of values."""
CONTRACT = Path(__file__).with_name("contract.yaml")
ENVIRONMENT = {"PG_PASSWORD": "canary-${env:X}-1", "CRM_TOKEN": "canary-2"}


@pytest.fixture(scope="session")
def catalogue():
    """The plugins of this repository: the contract's example names their connectors."""
    found = load_plugins(routes=False, commands=False)
    if missing := {"postgresql", "rest"} - set(found.connectors):
        pytest.skip(f"not installed: {', '.join(missing)}")
    return found


@pytest.fixture
def definitions(metadata, catalogue, workspace):
    credentials = wiring.open_credentials(metadata)
    return Definitions(metadata.repositories, catalogue, credentials, workspace_id=workspace, actor="mara")


@pytest.fixture
def contract():
    return read([CONTRACT], ENVIRONMENT)


def file_of(folder, text):
    path = folder / f"{len(list(folder.iterdir()))}.yaml"
    path.write_text(dedent(text))
    return path


def spoken(changes):
    return [(change.action.value, change.kind, change.name) for change in changes]


def faults(action):
    with pytest.raises(InvalidInput) as caught:
        action()
    return {error.path: error.message for error in caught.value.errors}


def test_the_contracts_example_is_taken_as_it_stands(definitions, metadata, workspace, contract):
    applied = definitions.apply(contract)
    assert spoken(applied.changes) == [
        ("create", "application", "shop"),
        ("create", "connection", "warehouse"),
        ("create", "connection", "crm"),
        ("create", "workflow", "orders"),
        ("create", "workflow", "enrich"),
    ]
    assert [key.application for key in applied.keys] == ["shop"]
    stored = {one.name: one for one in metadata.repositories.workflows.list(workspace)}
    [shop] = metadata.repositories.applications.list(workspace)
    warehouse = {one.name: one.id for one in metadata.repositories.connections.list(workspace)}["warehouse"]
    assert stored["orders"].sources[0].application == shop.id
    assert stored["orders"].pipelines[0].destination == warehouse
    assert stored["enrich"].steps[3].settings["connection"] == warehouse
    opened = metadata.repositories.connections.open(workspace, warehouse)
    assert opened.config["password"] == ENVIRONMENT["PG_PASSWORD"]


def test_applying_twice_changes_nothing(definitions, contract):
    definitions.apply(contract)
    again = definitions.apply(contract)
    assert (again.changes, again.keys, again.changed_ids) == ((), (), ())


def test_a_plan_tells_the_difference_and_changes_nothing(definitions, metadata, workspace, contract):
    definitions.apply(contract)
    contract["workflows"][0]["max_retries"] = 3
    contract["connections"][0]["config"]["password"] = "canary-new"  # pragma: allowlist secret
    changes = {change.name: change for change in definitions.plan(contract)}
    [retries] = changes["orders"].fields
    assert (retries.path, retries.before, retries.after) == ("max_retries", None, 3)
    assert "canary" not in repr(changes)
    assert [one.version for one in metadata.repositories.workflows.list(workspace)] == [1, 1]
    definitions.apply(contract)
    versions = {one.name: one.version for one in metadata.repositories.workflows.list(workspace)}
    assert versions == {"orders": 2, "enrich": 1}


def test_pruning_deletes_what_the_file_does_not_name_and_tells_whose_cursors_end(definitions, contract):
    applied = definitions.apply(contract)
    assert len(applied.changed_ids) == 5
    contract["workflows"] = contract["workflows"][1:]
    assert definitions.plan(contract) == ()
    pruned = definitions.apply(contract, prune=True)
    assert spoken(pruned.changes) == [("delete", "workflow", "orders")]
    assert len(pruned.removed_routes) == 2


def test_a_pipeline_that_is_gone_from_its_workflow_ends_its_cursor(definitions, metadata, workspace, contract):
    definitions.apply(contract)
    kept, gone = {one.name: one for one in metadata.repositories.workflows.list(workspace)}["orders"].pipelines
    contract["workflows"][0]["pipelines"] = contract["workflows"][0]["pipelines"][:1]
    applied = definitions.apply(contract)
    assert [route[1] for route in applied.removed_routes] == [gone.id]
    now = {one.name: one for one in metadata.repositories.workflows.list(workspace)}["orders"]
    assert [one.id for one in now.pipelines] == [kept.id]


def test_what_is_still_used_is_not_pruned_and_nothing_else_is_changed(definitions, metadata, workspace, contract):
    definitions.apply(contract)
    gone = {"applications": contract["applications"], "connections": [], "workflows": contract["workflows"]}
    with pytest.raises((Conflict, InvalidInput)):
        definitions.apply(gone, prune=True)
    assert len(metadata.repositories.connections.list(workspace)) == 2


def test_every_change_is_audited_with_its_actor_and_without_secrets(definitions, metadata, workspace, contract):
    definitions.apply(contract)
    contract["connections"][0]["config"]["password"] = "canary-new"  # pragma: allowlist secret
    definitions.apply(contract)
    entries = metadata.audit.search(AuditFilter(workspace)).items
    assert entries[0].event.action == "connection.update"
    assert {entry.event.actor for entry in entries} == {"mara"}
    assert "canary" not in repr(entries)


def test_secrets_are_not_told_where_all_that_is_around_them_changes(definitions, metadata, workspace, contract):
    definitions.apply(contract)
    crm = contract["connections"][1]["config"]
    crm["auth"] = {"type": "basic", "username": "nexus", "password": "canary-basic"}  # pragma: allowlist secret
    crm["secret_headers"] = {"X-Key": "canary-header"}
    changes = definitions.plan(contract)
    definitions.apply(contract)
    del crm["auth"], crm["secret_headers"]
    changes += definitions.plan(contract)
    definitions.apply(contract)
    told = repr(changes) + repr(metadata.audit.search(AuditFilter(workspace)).items)
    assert "config.auth" in told
    assert "config.secret_headers" in told
    assert "canary" not in told


def test_a_mask_is_no_secret(definitions, contract):
    contract["connections"][0]["config"]["password"] = MASK
    assert faults(lambda: definitions.plan(contract)) == {
        "connections[0].config.password": "is a mask: give the secret itself"
    }


def test_a_connection_names_its_agent_and_files_do_too(definitions, metadata, catalogue, workspace, contract):
    agent = metadata.agents.create(Agent("", workspace, "plant-7"), ApiKey("a1", b"0" * 32))
    contract["connections"][0]["via_agent"] = "plant-9"
    assert "there are plant-7" in faults(lambda: definitions.plan(contract))["connections[0].via_agent"]
    contract["connections"][0]["via_agent"] = "plant-7"
    definitions.apply(contract)
    stored = {one.name: one.via_agent for one in metadata.repositories.connections.list(workspace)}
    assert stored == {"warehouse": agent.id, "crm": None}
    assert definitions.plan(contract) == ()
    contract["connections"][0]["via_agent"] = agent.id
    assert definitions.plan(contract) == (), "its id names it, too"
    assert export(metadata.repositories, catalogue, workspace)["connections"][1]["via_agent"] == "plant-7"


class Moving:
    """A plugin whose step opens two connections itself, and another that leaves that to its context."""

    nexus_contract = "1.0"

    @hookimpl
    def nexus_sinks(self):
        place = Connector("place", "Place", "database", Place, check=lambda *_: [], query=lambda *_: None)
        return [SinkType(place, open=lambda *_: None, operations=("insert",))]

    @hookimpl
    def nexus_step_types(self):
        both = {"connections": ("here", "there"), "open": lambda *_: None}
        return [
            StepType("move", "Move", Move, **both),
            StepType("compare", "Compare", Move, **both, needs=lambda _: {"here": "query", "there": "query"}),
        ]


@define
class Place:
    name: str = ""


@define
class Move:
    here: str
    there: str = ""


def test_a_step_that_cannot_be_where_its_connections_are_is_refused_when_it_is_saved(metadata, workspace):
    metadata.agents.create(Agent("", workspace, "plant-7"), ApiKey("a1", b"0" * 32))
    installed = build_catalogue([builtin, Moving()])
    credentials = wiring.open_credentials(metadata)
    definitions = Definitions(metadata.repositories, installed, credentials, workspace_id=workspace, actor="mara")
    both = {"here": "near", "there": "far"}
    steps = [
        {"name": "alone", "type": "move", "here": "far"},
        {"name": "compared", "type": "compare", **both},
        {"name": "moved", "type": "move", **both},
    ]
    raw = {
        "connections": [
            {"name": "near", "connector": "place"},
            {"name": "far", "connector": "place", "via_agent": "plant-7"},
        ],
        "workflows": [{"name": "w", "mode": "sequential", "steps": steps}],
    }

    found = faults(lambda: definitions.plan(raw))
    assert list(found) == ["workflows[0].steps[2].there"]
    assert "name a connection without an agent" in found["workflows[0].steps[2].there"]
    steps[2]["there"] = "near"
    definitions.apply(raw)
    raw["connections"][0]["via_agent"] = "plant-7"
    assert set(faults(lambda: definitions.plan(raw))) == {"workflows[0].steps[2].here", "workflows[0].steps[2].there"}


def test_what_is_exported_and_applied_again_is_the_same(
    definitions, metadata, catalogue, workspace, contract, tmp_path
):
    definitions.apply(contract)
    text = write(export(metadata.repositories, catalogue, workspace))
    assert "canary" not in text
    assert "${env:WAREHOUSE_PASSWORD}" in text
    variables = [part.split("}")[0] for part in text.split("${env:")[1:]]
    values = {"WAREHOUSE_PASSWORD": ENVIRONMENT["PG_PASSWORD"]}
    environ = {name: values.get(name, ENVIRONMENT["CRM_TOKEN"]) for name in variables}
    exported = read([file_of(tmp_path, text)], environ)
    assert definitions.plan(exported, prune=True) == ()


def test_text_that_looks_like_a_place_survives_the_round_trip(
    definitions, metadata, catalogue, workspace, contract, tmp_path
):
    contract["workflows"][0]["description"] = "costs ${env:NOTHING} and $${more}"
    definitions.apply(contract)
    text = write(export(metadata.repositories, catalogue, workspace))
    environ = {"WAREHOUSE_PASSWORD": ENVIRONMENT["PG_PASSWORD"]}
    environ |= {part.split("}")[0]: ENVIRONMENT["CRM_TOKEN"] for part in text.split("${env:")[1:]} | environ
    assert definitions.plan(read([file_of(tmp_path, text)], environ), prune=True) == ()


def test_every_fault_is_told_with_its_path(definitions, contract):
    orders, enrich = contract["workflows"]
    orders["pipelines"][0]["destination"] = "warehose"
    orders["pipelines"][0]["mappings"][0]["type"] = "integr"
    orders["pipelines"][1]["operation"] = "upsert"
    orders["sources"] = [{"application": "shp"}]
    enrich["steps"][1]["type"] = "transfrm"
    found = faults(lambda: definitions.plan(contract))
    assert list(found) == ["workflows[0].pipelines[0].mappings[0].type"]
    orders["pipelines"][0]["mappings"][0]["type"] = "integer"
    found = faults(lambda: definitions.plan(contract))
    assert set(found) == {
        "workflows[0].pipelines[0].destination",
        "workflows[0].pipelines[1].operation",
        "workflows[0].sources[0].application",
        "workflows[1].steps[1].type",
    }
    assert "warehouse" in found["workflows[0].pipelines[0].destination"]


def test_a_wrong_step_graph_connection_setting_and_key_are_told(definitions, contract):
    contract["workflows"][1]["steps"][0]["next"] = "nowhere"
    contract["workflows"][0]["pipelines"][0]["key"] = ["nope"]
    contract["connections"][0]["config"]["port"] = "high"
    found = faults(lambda: definitions.plan(contract))
    assert "workflows[1].steps[0].next" in found
    assert "workflows[0].pipelines[0].key[0]" in found
    assert "connections[0].config.port" in found


def test_an_order_that_cannot_be_kept_is_refused(definitions, contract):
    to_warehouse, to_crm = contract["workflows"][0]["pipelines"]
    to_warehouse["ordered_by"] = "customer.id"
    assert definitions.plan(contract)
    to_warehouse["ordered_by"] = "customer..id"
    to_crm["ordered_by"] = "id"
    found = faults(lambda: definitions.plan(contract))
    assert set(found) == {f"workflows[0].pipelines[{index}].ordered_by" for index in (0, 1)}
    assert "character 10" in found["workflows[0].pipelines[0].ordered_by"]
    assert "does not keep the order" in found["workflows[0].pipelines[1].ordered_by"]


@pytest.mark.parametrize(
    "section",
    [
        "workflows: [null]",
        "workflows: [{name: w, pipelines: null}]",
        "workflows: [{name: w, pipelines: [null]}]",
        "workflows: [{name: w, pipelines: [{name: p, destination: d, operation: o, mappings: null}]}]",
        "workflows: [{name: w, pipelines: [{name: p, destination: d, operation: o, mappings: [x]}]}]",
        "workflows: [{name: w, pipelines: [{name: p, destination: d, operation: o, mappings: [{target: t, transforms: [1]}]}]}]",  # noqa: E501 — YAML
        "workflows: [{name: w, mode: sequential}]",
        "workflows: [{name: w, mode: sequential, steps: [null]}]",
        "workflows: [{name: w, mode: sequential, steps: [{type: delay}]}]",
        "workflows: [{name: w, mode: sequential, steps: [{name: s, type: delay, seconds: 1, until: x}]}]",
        "workflows: [{name: w, mode: sequential, steps: [{name: s, type: db_query, operation: select, connection: [1]}]}]",
        "workflows: [{name: w, sources: [{}]}]",
        "workflows: [{1: w}]",
        "connections: [{name: c, connector: rest, config: null}]",
        "connections: [{name: c, connector: nope}]",
        "connections: [{name: c, connector: rest, config: {1: 2}}]",
        "applications: [{name: a, fields: [{name: 'a..b'}]}]",
        "applications: [{name: a, fields: null, dedup: maybe}]",
        "applications: [{name: a, fields: [{name: x, pattern: '('}]}]",
        "applications: [7]",
    ],
)
def test_no_mistake_ends_in_a_traceback(definitions, tmp_path, section):
    assert faults(lambda: definitions.plan(read([file_of(tmp_path, section)], {})))


def test_the_same_name_twice_in_a_section_is_told(definitions, contract):
    contract["connections"].append(dict(contract["connections"][0]))
    assert faults(lambda: definitions.plan(contract)) == {"connections[2].name": "'warehouse' stands there twice"}


def test_nothing_is_applied_of_a_file_with_one_fault(definitions, metadata, workspace, contract):
    contract["workflows"][1]["steps"][0]["type"] = "nope"
    faults(lambda: definitions.apply(contract))
    assert metadata.repositories.applications.list(workspace) == []


class TestText:
    """Reading YAML; no database is involved."""

    def test_off_stays_text_and_dates_too(self, tmp_path):
        path = file_of(tmp_path, "applications:\n  - {name: shop, dedup: off, note: 2026-01-02, on: yes, flag: true}\n")
        [entry] = read([path], {})["applications"]
        assert entry == {"name": "shop", "dedup": "off", "note": "2026-01-02", "on": "yes", "flag": True}
        assert Dedup(entry["dedup"]) is Dedup.OFF

    def test_a_key_that_stands_twice_is_refused_with_its_line(self, tmp_path):
        path = file_of(tmp_path, "connections:\n  - name: a\n    connector: x\n    name: b\n")
        assert "'name' stands twice, again in line 4" in next(iter(faults(lambda: read([path], {})).values()))

    def test_sections_of_several_files_are_merged(self, tmp_path):
        files = [file_of(tmp_path, f"applications: [{{name: {name}}}]\n") for name in "ab"]
        assert [entry["name"] for entry in read(files, {})["applications"]] == ["a", "b"]

    def test_every_variable_that_is_not_set_is_named_with_its_place(self, tmp_path):
        path = file_of(tmp_path, 'connections:\n  - {name: a, config: {one: "${env:ONE}", two: ["x${env:TWO}"]}}\n')
        assert faults(lambda: read([path], {})) == {
            "connections[0].config.one": "the environment variable ONE is not set",
            "connections[0].config.two[0]": "the environment variable TWO is not set",
        }

    def test_a_doubled_dollar_is_no_place(self, tmp_path):
        path = file_of(tmp_path, 'connections:\n  - {name: "$${env:ONE}"}\n')
        assert read([path], {})["connections"] == [{"name": "${env:ONE}"}]

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("workflow: []\n", "unknown section"),
            ("workflows: {}\n", "must be a list"),
            ("- a\n", "must be a mapping"),
            ("a: [\n", "is not valid YAML"),
            ("{[a]: b}\n", "is not valid YAML"),
            ("workflows: [!!python/object/apply:os.getcwd []]\n", "is not valid YAML"),
            ("workflows: [!!int x]\n", "is not valid YAML"),
            ("workflows: [!!bool x]\n", "is not valid YAML"),
            ("workflows: [!!timestamp x]\n", "is not valid YAML"),
            ("workflows: " + "[" * 5000, "nested too deep"),
            ("workflows: " + "[" * 150 + "]" * 150, "nested too deep"),
            ("workflows: &a [*a]\n", "holds itself"),
            (LAUGHS, "too large"),
        ],
    )
    def test_what_is_no_definition_file_is_refused(self, tmp_path, text, told):
        assert told in next(iter(faults(lambda: read([file_of(tmp_path, text)], {})).values()))

    def test_a_missing_file_is_named(self, tmp_path):
        assert "cannot be read" in faults(lambda: read([tmp_path / "nope.yaml"], {}))[str(tmp_path / "nope.yaml")]

    def test_what_is_written_reads_back(self, tmp_path):
        sections = {"applications": [{"name": "off", "note": "2026-01-02", "yes": "no", "n": "1e3"}]}
        text = write(sections)
        assert read([file_of(tmp_path, text)], {})["applications"] == sections["applications"]
        assert yaml.safe_load(text) is not None


def test_masked_paths_that_are_none_are_faults_with_their_place(definitions, tmp_path):
    text = """
    applications:
      - {name: shop, masked: [customer.iban, "items[*].card", a..b]}
    """
    found = faults(lambda: definitions.plan(read([file_of(tmp_path, text)], {})))
    assert set(found) == {"applications[0].masked[2]"}


SEQUENCE = """
    workflows:
      - name: nightly
        mode: sequential
        schedule: "30 2 * * 1-5"
        timezone: Europe/Berlin
        missed_runs: once
        timeout: 900.0
        result: {mappings: [{source: steps.all, target: answers}]}
        steps:
          - {name: ask, type: rest_call, connection: crm, path: /orders, on_error: goto, goto: tell, max_retries: 2}
          - name: all
            type: rest_call
            connection: crm
            method: POST
            path: "/orders/{item.id}"
            for_each: steps.ask.body.items
            concurrency: 8
            on_item_error: skip
            next: end
          - name: tell
            type: rest_call
            connection: crm
            method: POST
            path: /alerts
            body: "{steps.ask.error}"
            retry_base: 0.5
            retry_cap: 60.0
"""


@pytest.fixture
def sequence(definitions, contract, tmp_path):
    definitions.apply(contract)
    return lambda *changed: read([file_of(tmp_path, _changed(SEQUENCE, *changed))], {})


def _changed(text, *changes):
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text


def test_everything_that_a_sequence_can_say_survives_the_round_trip(
    definitions, metadata, catalogue, workspace, sequence, tmp_path
):
    definitions.apply(sequence(("{source: steps.all, target: answers}", "{expression: size(payload), target: x}")))
    stored = metadata.repositories.workflows.by_name(workspace, "nightly")
    assert (stored.timezone, stored.steps[0].goto, stored.steps[1].concurrency) == ("Europe/Berlin", "tell", 8)
    text = write(export(metadata.repositories, catalogue, workspace))
    said = next(one for one in yaml.safe_load(text)["workflows"] if one["name"] == "nightly")
    wanted = yaml.safe_load(dedent(_changed(SEQUENCE)))["workflows"][0]
    assert said | {"result": wanted["result"]} == wanted
    environ = {part.split("}")[0]: ENVIRONMENT["CRM_TOKEN"] for part in text.split("${env:")[1:]}
    environ["WAREHOUSE_PASSWORD"] = ENVIRONMENT["PG_PASSWORD"]
    assert definitions.plan(read([file_of(tmp_path, text)], environ), prune=True) == ()


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        ((), "workflows[0].result.mappings[0].source", "may not have run when the run ends"),
        (("30 2 * * 1-5", "30 2 * *"), "workflows[0].schedule", "five fields"),
        (("Europe/Berlin", "Europe/Bonn"), "workflows[0].timezone", "no time zone"),
        (("goto: tell", "goto: nowhere"), "workflows[0].steps[0].goto", "no step 'nowhere'"),
        (("goto: tell, ", ""), "workflows[0].steps[0]", "go together"),
        (("/{item.id}", "/{steps.tell.id}"), "workflows[0].steps[1].path", "has not run"),
        (("type: rest_call, connection: crm, path: /orders",
          "type: db_query, connection: crm, operation: select, statement: X"),
         "workflows[0].steps[0].connection", "cannot be queried"),
        (("type: rest_call, connection: crm, path: /orders",
          'type: db_query, connection: warehouse, operation: select, statement: "SELECT :day"'),
         "workflows[0].steps[0].statement", ":day has no value"),
        (("type: rest_call, connection: crm, path: /orders",
          ("type: db_query, connection: warehouse, operation: select, statement: SELECT 1, "
          "mappings: [{source: a, target: b}]")),
         "workflows[0].steps[0].mappings[0].target", "no :b"),
        (("type: rest_call, connection: crm, path: /orders",
          ("type: db_query, connection: warehouse, operation: upsert, target: t, key: [b, c], "
          "mappings: [{source: a, target: b}]")),
         "workflows[0].steps[0].key[1]", "no mapping has the target 'c'"),
        (("type: rest_call, connection: crm, path: /orders",
          "type: db_query, connection: warehouse, operation: insert, target: t, options: {speed: 1}"),
         "workflows[0].steps[0].options", "no options"),
        (("type: rest_call, connection: crm, path: /orders",
          "type: db_query, connection: crm, operation: insert, target: t"),
         "workflows[0].steps[0].connection", "cannot 'insert'"),
        (("missed_runs: once", "missed_runs: never"), "workflows[0].missed_runs", "never"),
        (("source: steps.all", "source: steps..all"), "workflows[0].result.mappings[0].source", "expected a name"),
    ],
)  # fmt: skip
def test_what_a_sequence_says_wrongly_is_told_with_its_place(definitions, sequence, change, place, message):
    found = faults(lambda: definitions.plan(sequence(*([change] if change else []))))
    assert message in found[place], found
