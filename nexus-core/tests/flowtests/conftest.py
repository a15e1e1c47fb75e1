"""Flow tests of small workflows; the world outside is one connector that fails the test if it is ever reached."""

from textwrap import dedent

import pytest

from nexus.builtin import plugin as builtin
from nexus.config import define
from nexus.flowtests.running import run_file
from nexus.hookspecs import Connector, SinkType, SourceType, StepResult, StepType, Subscription, hookimpl
from nexus.mapping.documents import FieldDocument
from nexus.plugins import build_catalogue


@define
class ShelfConfig:
    colour: str = "red"


@define
class AskSettings:
    connection: str
    question: str = ""


@define
class AskAnswer:
    said: str = ""


def reached(*_):
    raise AssertionError("a flow test reached something outside")


class Asking:
    def __init__(self, settings, context):
        self._question = context.template(settings.question)
        self._client = context.shared("client", reached, reached)

    def run(self, step):
        reached()

    async def rehearse(self, step, exchange):
        answer = await exchange({"question": self._question(step.data), "key": step.idempotency_key})
        return StepResult({"said": answer.said})

    def preview(self, step):
        return {"question": self._question(step.data)}

    def close(self):
        pass


SHELF = Connector("shelf", "Shelf", "acme", ShelfConfig, check=reached, query=reached)


class World:
    """What is installed."""

    nexus_contract = "1.0"

    @hookimpl
    def nexus_sinks(self):
        return [SinkType(SHELF, open=reached, operations=("insert", "upsert"))]

    @hookimpl
    def nexus_sources(self):
        parts = [
            Subscription(
                "orders", fields=[FieldDocument(name="id", type="integer", required=True)], message_id_path="id"
            )
        ]
        return [SourceType(SHELF, open=reached, subscriptions=lambda _config: parts)]

    @hookimpl
    def nexus_step_types(self):
        shown = {"templates": ("question",), "preview": lambda running, step: running.preview(step)}
        ask = StepType("ask", "Ask", AskSettings, Asking, **shown, rehearse=Asking.rehearse, answer=AskAnswer)
        return [ask, StepType("closed_ask", "Closed", AskSettings, Asking, **shown)]


@pytest.fixture(scope="session")
def components():
    catalogue = build_catalogue([builtin, World()])
    assert catalogue.faults == ()
    return catalogue


SHOP = """
applications:
  - name: shop
    dedup: message_id
    message_id_path: id
    fields: [{name: id, type: integer, required: true}, {name: name, type: string}]
connections:
  - {name: shelf, connector: shelf}
"""


@pytest.fixture
def run(components, tmp_path):
    """Run a flow test about the application ``shop`` and the connection ``shelf``."""

    def run_text(text, definitions=SHOP):
        (tmp_path / "shop.yaml").write_text(definitions)
        file = tmp_path / "flow.yaml"
        file.write_text("definitions: [shop.yaml]\n" + dedent(text))
        return run_file(file, components, lambda _: {})

    return run_text


@pytest.fixture
def passes(run):
    """Run a flow test that must pass."""

    def run_text(text, **given):
        result = run(text, **given)
        assert not result.faults
        assert not [(case.name, case.fault, case.differences) for case in result.cases if not case.passed]
        assert result.cases

    return run_text


@pytest.fixture
def finds(run):
    """Run a flow test with one case that must fail; return its differences by place."""

    def run_text(text, **given):
        result = run(text, **given)
        assert not result.faults
        [case] = result.cases
        assert not case.passed
        assert not case.fault
        return {one.place: (one.expected, one.found) for one in case.differences}

    return run_text
