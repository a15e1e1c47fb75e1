"""Optimistic locking over HTTP: ``ETag`` with the version of what is shown, ``If-Match`` with the one that was edited."""

import re
from typing import Annotated, Final, TypeAlias, TypeVar

from litestar import Response
from litestar.params import HeaderParameter

from nexus.errors import FieldError, InvalidInput

T = TypeVar("T")

_TAG: Final = re.compile(r'(?:W/)?"(\d{1,18})"')

IfMatch: TypeAlias = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match", description="The `ETag` that was read; then nothing is changed if someone else has changed it."
    ),
]


def tagged(content: T, version: int, *, status: int = 200) -> Response[T]:
    """Return ``content`` with its version as ``ETag``."""
    return Response(content, status_code=status, headers={"ETag": f'"{version}"'})


def expected(if_match: str | None) -> int | None:
    """Return the version that an edit was made from; None to overwrite whatever is there.

    Raises:
        InvalidInput: that is no ``ETag`` of ours.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise InvalidInput([FieldError("If-Match", 'send the ETag as it was answered: "3"')])
    return int(found[1])
