"""Who acts, and what the audit log keeps of what they change."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from nexus.services.definitions.changes import differences


@frozen
class Person:
    """Who acts, from where: for the audit log."""

    name: str
    address: str = ""


def before_and_after(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return path -> what stood there and what stands there now, of all places that differ; secrets are masked before."""
    return {one.path: {"before": one.before, "after": one.after} for one in differences(before, after)}
