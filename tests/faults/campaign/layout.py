"""Who sends what where: applications with their workflows, and the pipelines that get what they send."""

from typing import Any, Final

import yaml
from attrs import frozen

from campaign.tally import Tally

TABLES: Final = {
    "books": "warehouse",
    "copies": "warehouse",
    "journal": "warehouse",
    "ledgered": "mirror",
    "latest": "mirror",
}
"""The pipelines that write to a table of their own name, and where."""
CRM: Final = "crm"
ALL: Final = (*TABLES, CRM)


@frozen
class Lane:
    """An application and its workflow, both of this name.

    Attributes:
        pipelines: of the workflow.
        connections: over which messages are sent to the application at once.
    """

    name: str
    pipelines: tuple[str, ...]
    connections: int


@frozen
class Layout:
    """All lanes: each pipeline is in one of them.

    Attributes:
        crm_every: one reading in so many goes to the CRM; the condition of its pipeline filters the others.
    """

    lanes: tuple[Lane, ...]
    crm_every: int

    @property
    def senders(self) -> list[str]:
        """The lane of each connection."""
        return [lane.name for lane in self.lanes for _ in range(lane.connections)]

    def lane_of(self, pipeline: str) -> Lane:
        """Return the lane that a pipeline is in."""
        return next(lane for lane in self.lanes if pipeline in lane.pipelines)

    def sent(self, lane: Lane, numbers: Tally) -> Tally:
        """Return those of the numbers that are sent to a lane: the connections take them in turn."""
        senders, mine = self.senders, Tally(numbers.first)
        for place, name in enumerate(senders):
            if name == lane.name:
                mine |= numbers.one_in(len(senders), numbers.first + place)
        return mine

    def let_through(self, pipeline: str, numbers: Tally) -> Tally:
        """Return those of the numbers that a pipeline gets and does not filter."""
        mine = self.sent(self.lane_of(pipeline), numbers)
        return mine.one_in(self.crm_every, 0) if pipeline == CRM else mine

    def definitions(self, text: str) -> str:
        """Return definitions of one workflow as those of all lanes."""
        document = yaml.safe_load(text)
        (application,), (workflow,) = document["applications"], document["workflows"]
        pipelines = {one["name"]: one for one in workflow["pipelines"]}
        pipelines[CRM]["condition"] = f"payload.id % {self.crm_every} == 0"
        document["applications"] = [{**application, "name": lane.name} for lane in self.lanes]
        document["workflows"] = [_workflow(workflow, lane, pipelines) for lane in self.lanes]
        return yaml.safe_dump(document, sort_keys=False)


def _workflow(like: dict[str, Any], lane: Lane, pipelines: dict[str, Any]) -> dict[str, Any]:
    chosen = [pipelines[name] for name in lane.pipelines]
    return {**like, "name": lane.name, "sources": [{"application": lane.name}], "pipelines": chosen}


FANNED_OUT: Final = Layout((Lane("readings", ALL, 4),), crm_every=10)
"""Each message goes everywhere."""
SPREAD: Final = Layout(
    (
        Lane("many", ("books",), 5),
        Lane("some", ("copies", "ledgered"), 1),
        Lane("others", ("journal", "latest", CRM), 2),
    ),
    crm_every=75,
)
"""Millions are many for two cores, if each is written five times: most are written once."""
