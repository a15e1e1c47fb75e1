"""A workspace in which something happens: an application that masks, a pipeline, its messages, deliveries and deaths."""

import json
import time
from collections.abc import Sequence
from typing import Any

from attrs import frozen

from nexus.model.connection import Application, Connection, FieldSpec
from nexus.model.dead_letter import DeadLetterFilter
from nexus.model.delivery import DeadLetter, DeliveryEvent, Status
from nexus.model.mapping import MappingRule
from nexus.model.message import Message, NewMessage
from nexus.model.workflow import Mode, Pipeline, Step, Workflow, WorkflowSource
from nexus.streams.consumer import StreamConsumer
from nexus.streams.producer import StreamProducer

RULES = (
    MappingRule(target="id", source="id", type="integer"),
    MappingRule(target="iban", source="customer.iban"),
    MappingRule(target="name", source="customer.name", type="string"),
)
SECRET = "DE02CANARY"


def payload_of(number: int, **changes: Any) -> dict[str, Any]:
    return {"id": number, "customer": {"iban": f"{SECRET}{number:04}", "name": "Ada"}, **changes}


@frozen
class World:
    """One workflow of one workspace."""

    api: Any
    workspace_id: str
    application: Application
    workflow: Workflow

    @property
    def pipeline(self) -> Pipeline:
        return self.workflow.pipelines[0]

    async def accept(self, *ids: str, payloads: Sequence[Any] = ()) -> None:
        """Put messages into the stream, as ingress does."""
        made = [
            NewMessage(one, self.application.id, json.dumps(payload).encode())
            for one, payload in zip(ids, payloads or [payload_of(at) for at in range(len(ids))], strict=True)
        ]
        await StreamProducer(self.api.store).accept(self.workflow.id, made)

    async def consumer(self) -> StreamConsumer:
        made = StreamConsumer(self.api.store, self.workflow.id, self.pipeline.id, "w1", family="database")
        await made.ensure()
        return made

    def event(self, message_id: str, status: Status = Status.DELIVERED, **changes: Any) -> DeliveryEvent:
        at = changes.pop("at", int(time.time() * 1000))
        fields = {
            "message_id": message_id,
            "workspace_id": self.workspace_id,
            "workflow_id": self.workflow.id,
            "pipeline_id": self.pipeline.id,
            "source": self.application.id,
            "status": status,
            "attempt": 1,
            "received_at": at - 20,
            "started_at": at - 12,
            "finished_at": at,
            "reason": "" if status in {Status.DELIVERED, Status.FILTERED} else "too long",
            "entry": "1-0",
        }
        return DeliveryEvent(**{**fields, **changes})

    def letters(self) -> Sequence[Any]:
        """Return the dead letters."""
        return self.api.metadata.dead_letters.search(self.workspace_id, DeadLetterFilter(status=None), limit=1000).items

    def die(self, *ids: str, at: int = 1_700_000_000_000, **changes: Any) -> dict[str, str]:
        """Add dead letters and return their ids by message."""
        fields = {"reason": "too long", "fingerprint": "f1", "masked": self.application.masked, **changes}
        self.api.metadata.dead_letters.add(
            [
                DeadLetter(
                    self.workspace_id,
                    self.workflow.id,
                    self.pipeline.id,
                    Message(
                        f"{at + number}-0",
                        one,
                        self.application.id,
                        at,
                        json.dumps(payload_of(number)).encode(),
                        b'{"topic": "t"}',
                        3,
                    ),
                    died_at=at + number,
                    **fields,
                )
                for number, one in enumerate(ids)
            ]
        )
        found = self.api.metadata.dead_letters.search(self.workspace_id, DeadLetterFilter(status=None), limit=1000)
        return {one.letter.message.id: one.id for one in found.items if one.letter.message.id in ids}


def make(api: Any, workspace: str = "default", *, name: str = "shop", sequential: bool = False) -> World:
    """Define an application and a workflow."""
    repositories, workspace_id = api.metadata.repositories, api.metadata.workspace_id(workspace)
    application = repositories.applications.create(
        Application(
            "",
            workspace_id,
            name,
            fields=(FieldSpec("id", type="integer", required=True),),
            masked=("customer.iban",),
        )
    )
    connection = repositories.connections.create(Connection("", workspace_id, "warehouse", "sqlite", {}), ())
    pipelines = (Pipeline("", "to-warehouse", connection.id, "insert", target="t", mappings=RULES),)
    flow = Workflow(
        "",
        workspace_id,
        "orders",
        sources=(WorkflowSource(application=application.id),),
        pipelines=() if sequential else pipelines,
        mode=Mode.SEQUENTIAL if sequential else Mode.FAN_OUT,
        steps=(Step("shape", "transform"),) if sequential else (),
    )
    return World(api, workspace_id, application, repositories.workflows.create(flow, author="t"))
