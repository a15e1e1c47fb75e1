"""Where messages come from and go to, as people name it: by name or id."""

from collections.abc import Collection, Mapping
from typing import Final, Protocol

from attrs import frozen

from nexus.engine.route import SEQUENCE
from nexus.errors import FieldError, InvalidInput

_ID_LENGTH: Final = 36


class NameBook(Protocol):
    """Names and ids of a workspace's things. Synchronous; ``storage`` has it."""

    def of(self, workspace_id: str, ids: Collection[str]) -> Mapping[str, str]:
        """Return id -> name of all things among ``ids``."""
        ...

    def ids(self, workspace_id: str, kind: str, wanted: str) -> list[str]:
        """Return the ids of all things of a kind (``workflow``, ``pipeline``, ``application``) with this name or id."""
        ...

    def masked_paths(self, workspace_id: str, source: str) -> tuple[str, ...] | None:
        """Return what an application wants masked; None if there is no such source."""
        ...


@frozen
class Place:
    """Ids to look for; None does not restrict."""

    workflow_id: str | None = None
    pipeline_id: str | None = None
    source: str | None = None


def place(
    names: NameBook,
    workspace_id: str,
    *,
    workflow: str | None = None,
    pipeline: str | None = None,
    application: str | None = None,
) -> Place:
    """Return the ids of what is given by name or id; an id is taken as it is, for much is told of what is gone.

    Raises:
        InvalidInput: nothing is called so, or several pipelines are.
    """
    wanted = {"workflow": workflow, "pipeline": pipeline, "application": application}
    found = {kind: _one(names, workspace_id, kind, text) for kind, text in wanted.items() if text is not None}
    return Place(found.get("workflow"), found.get("pipeline"), found.get("application"))


def _one(names: NameBook, workspace_id: str, kind: str, text: str) -> str:
    if len(text) == _ID_LENGTH or (kind == "pipeline" and text == SEQUENCE):
        return text
    ids = names.ids(workspace_id, kind, text)
    if len(ids) == 1:
        return ids[0]
    message = f"{len(ids)} {kind}s are called {text!r}: give the id" if ids else f"no {kind} is called {text!r}"
    raise InvalidInput([FieldError(kind, message)])
