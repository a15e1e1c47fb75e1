"""Pages by cursor: stable while rows are added."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from attrs import frozen

T = TypeVar("T")


@frozen
class Slice(Generic[T]):
    """Some items, and the opaque cursor that continues after them (None at the end)."""

    items: Sequence[T]
    cursor: str | None = None
