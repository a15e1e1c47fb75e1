"""Pages by cursor: ``?cursor=&limit=`` to ``{"items": […], "next": cursor or null}``."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Annotated, Final, TypeAlias, TypeVar

from litestar.params import QueryParameter

from nexus.model.paging import Slice
from nexus.storage.cursors import decode, encode

T = TypeVar("T")

MOST: Final = 1000

Cursor: TypeAlias = Annotated[
    str | None, QueryParameter(name="cursor", description="`next` of the page before; without it, the first page.")
]
Limit: TypeAlias = Annotated[int, QueryParameter(name="limit", ge=1, le=MOST, description="Most items of one page.")]
Named: TypeAlias = Annotated[
    str | None, QueryParameter(name="q", max_length=200, description="Only those with this text in their name.")
]


def named(name: str, wanted: str | None) -> bool:
    """Whether a name has the text ``wanted`` in it, in upper or lower case; None is in all."""
    return wanted is None or wanted.casefold() in name.casefold()


def counted(items: Sequence[T], cursor: str | None, limit: int) -> Slice[T]:
    """Return one page of all items in the order that they have; raises InvalidInput as `paged`."""
    start = max(0, decode(cursor, int)[0]) if cursor else 0
    end = start + limit
    return Slice(items[start:end], encode(end) if end < len(items) else None)


def paged(items: Sequence[T], key: Callable[[T], str], cursor: str | None, limit: int) -> Slice[T]:
    """Return one page of all items; for what there are few of.

    Args:
        items: all.
        key: unique, and what the pages go by.
        cursor: where the page before ended.
        limit: most items of the page.

    Raises:
        InvalidInput: the cursor is not one of ours.
    """
    ordered = sorted(items, key=key)
    start = bisect_right(ordered, decode(cursor, str)[0], key=key) if cursor else 0
    page = ordered[start : start + limit]
    more = start + limit < len(ordered)
    return Slice(page, encode(key(page[-1])) if more else None)
