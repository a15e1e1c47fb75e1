"""Acting on dead letters: nothing is lost whoever acts at the same time, whatever fails in between."""

import pytest

from nexus.errors import Conflict, NotFound, StoreFull
from nexus.hookspecs import Connector
from nexus.model.connection import Connection
from nexus.model.dead_letter import DeadLetterFilter, LetterStatus
from nexus.model.delivery import DeadLetter
from nexus.model.mapping import MappingRule
from nexus.model.message import Message
from nexus.model.workflow import Pipeline, Workflow
from nexus.services.dead_letters import DeadLetterDesk, Person

MARA = Person("mara", "10.0.0.7")


class Components:
    """One connector."""

    def connector(self, name):
        return Connector(name, name, "acme", dict, check=print)


class Schedule:
    """Remembers what was scheduled; calls ``meanwhile`` first."""

    def __init__(self, meanwhile=lambda: None):
        self.calls = []
        self._meanwhile = meanwhile

    async def schedule(self, workflow_id, pipeline_id, family, deliveries):
        self._meanwhile()
        self.calls.append((pipeline_id, family, [(message.id, due_at) for message, due_at in deliveries]))


@pytest.fixture
def desk(metadata, workspace):
    return DeadLetterDesk(metadata.dead_letters, metadata.repositories, Components(), workspace, now_ms=lambda: 1000)


@pytest.fixture
def workflow(metadata, workspace):
    made = metadata.repositories.connections.create(Connection("", workspace, "c", "acme", {}), ())
    rules = (MappingRule(target="$", source="$"),)
    pipelines = tuple(Pipeline("", name, made.id, "insert", mappings=rules) for name in ("one", "two"))
    return metadata.repositories.workflows.create(Workflow("", workspace, "w", pipelines=pipelines), author="t")


@pytest.fixture
def letters(metadata, workspace, workflow):
    """Add letters and return their ids by message."""

    def add(*names, pipeline=0):
        pipeline_id = workflow.pipelines[pipeline].id
        metadata.dead_letters.add(
            [
                DeadLetter(workspace, workflow.id, pipeline_id, Message("1-0", one, "app", 1, b"{}"), "no", "print", at)
                for at, one in enumerate(names)
            ]
        )
        found = metadata.dead_letters.search(workspace, DeadLetterFilter(pipeline_id=pipeline_id), limit=1000)
        return {one.letter.message.id: one.id for one in found.items}

    return add


async def test_letters_are_scheduled_by_pipeline_at_the_rate_asked_for(desk, letters, workflow):
    one, two = letters("a", "b", "c"), letters("d", pipeline=1)
    schedule = Schedule()
    done = await desk.replay([one["a"], one["b"], two["d"], one["c"]], schedule, MARA, rate=2)
    first, second = (pipeline.id for pipeline in workflow.pipelines)
    assert schedule.calls == [
        (first, "acme", [("a", 1000), ("b", 1500), ("c", 2500)]),
        (second, "acme", [("d", 2000)]),
    ]
    assert len(done.ids) == 4


async def test_more_than_one_step_of_letters_are_all_replayed_once(desk, letters):
    letters(*(f"m{number}" for number in range(250)))
    schedule = Schedule()
    done = await desk.replay_all(DeadLetterFilter(), schedule, MARA)
    assert len(done.ids) == len(set(done.ids)) == 250
    assert sorted(len(deliveries) for _, _, deliveries in schedule.calls) == [50, 100, 100]


async def test_a_letter_that_someone_discards_meanwhile_is_named_and_the_others_are_marked(
    desk, letters, metadata, workspace
):
    known = letters("a", "b")
    act = lambda: metadata.dead_letters.mark(workspace, [known["a"]], LetterStatus.DISCARDED, actor="otto")  # noqa: E731
    done = await desk.replay(list(known.values()), Schedule(act), MARA)
    assert done.ids == (known["b"],)
    assert "discarded by otto" in done.refused[known["a"]]


async def test_letters_that_could_not_be_scheduled_go_on_waiting(desk, letters):
    letters("a")

    def full():
        raise StoreFull("no room")

    with pytest.raises(StoreFull):
        await desk.replay_all(DeadLetterFilter(), Schedule(full), MARA)
    assert desk.count(DeadLetterFilter()) == 1


async def test_discarding_names_who_did_it(desk, letters):
    known = letters("a")
    assert (await desk.discard_all(DeadLetterFilter(), MARA)).ids == (known["a"],)
    assert desk.get(known["a"]).acted_by == "mara"
    assert (await desk.discard([known["a"]], MARA)).refused.keys() == {known["a"]}


async def test_an_unknown_letter_is_an_error(desk):
    with pytest.raises(NotFound):
        await desk.replay(["nope"], Schedule(), MARA)


def test_names_that_two_pipelines_have_ask_for_more(desk, workflow, metadata, workspace):
    other = Workflow("", workspace, "other", pipelines=workflow.pipelines[:1])
    from attrs import evolve

    metadata.repositories.workflows.create(
        evolve(other, pipelines=tuple(evolve(one, id="") for one in other.pipelines)), author="t"
    )
    with pytest.raises(Conflict, match="2 pipelines are called 'one'"):
        desk.filter(None, "one")
    assert desk.filter("w", "one").pipeline_id == workflow.pipelines[0].id
    with pytest.raises(NotFound):
        desk.filter("nope", None)
