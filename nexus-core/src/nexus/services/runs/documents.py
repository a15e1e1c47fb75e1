"""What people say about runs."""

from collections.abc import Mapping
from typing import Any, ClassVar

from nexus.config import define, field


@define
class RerunDocument:
    """How a run is run again."""

    EXAMPLE: ClassVar = {"step": "store", "payload": {"id": 7, "total": 12.5}}

    step: str | None = field(
        title="From step",
        help="The outputs of the steps before are those of the run. Without it, the first.",
        default=None,
    )
    payload: Any = field(title="Payload", help="In place of the run's; null keeps that.", default=None)
    steps: Mapping[str, Any] = field(title="Outputs", help="In place of those of the run, by step.", factory=dict)


@define
class TrialDocument:
    """On what a run is tried out; without ``workflow`` and ``version``, on the current version."""

    EXAMPLE: ClassVar = {"version": 3}

    workflow: Mapping[str, Any] | None = field(title="Draft", help="A workflow as files write it.", default=None)
    version: int | None = field(title="Version", help="A saved one.", default=None, minimum=1)
    payload: Any = field(title="Payload", help="In place of the run's; null keeps that.", default=None)
    stubs: Mapping[str, Any] = field(
        title="Answers", help="Of steps that reach something outside, by step; else those of the run.", factory=dict
    )

    def __attrs_post_init__(self) -> None:
        """Refuse both."""
        if self.workflow is not None and self.version is not None:
            raise ValueError("give a draft or a version, not both")
