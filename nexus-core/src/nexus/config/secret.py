"""A text that no log, error, repr or export shows."""

import hmac
from typing import Any, Final, NoReturn

MASK: Final = "********"
"""What stands wherever a secret would."""


class Secret:
    """A secret text: shown as dots everywhere, in clear only through `reveal`.

    A field of a config class is secret if its type is ``Secret`` (or ``Secret | None``); there is no other way to say it.
    It is no ``str``, so that joining, encoding or storing it by accident fails instead of leaking.
    """

    __slots__ = ("_clear",)

    def __init__(self, clear: str) -> None:
        if not isinstance(clear, str):
            raise TypeError("a secret is a text")
        self._clear = clear

    def reveal(self) -> str:
        """Return the text in clear. Call it where the secret is used, and keep the result nowhere."""
        return self._clear

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __len__(self) -> int:
        return len(self._clear)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._clear.encode(), other._clear.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._clear))

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Secret":
        return self

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a Secret is not pickled: hand over what it reveals where that is meant")
