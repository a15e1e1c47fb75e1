"""What an answer means for the rows that were sent, and the one exception that says so for a whole batch."""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from http import HTTPStatus
from typing import Final

from attrs import frozen

from nexus import ConfigurationError, NexusError, Rejected, Retry, Unauthorized, Unavailable
from nexus_rest.client import Response

SNIPPET: Final = 200
"""Most characters of a response in a reason."""

LONGEST_WAIT: Final = 24 * 3600.0
"""Seconds; a destination that asks for more is asked again after a day."""


class Fate(Enum):
    """What became of one row."""

    STORED = auto()
    REJECTED = auto()
    """It can never succeed."""
    AGAIN = auto()
    """It may succeed later, by itself."""
    AWAY = auto()
    """The destination cannot take anything now; the row may have been stored."""
    PERSON = auto()
    """A setting must be changed first."""
    UNSENT = auto()
    """Not tried, since another row of the batch found the destination away."""


@frozen
class Outcome:
    """What became of one row, and why; ``error`` is what to raise where this concerns the destination as a whole."""

    fate: Fate
    reason: str = ""
    after: float | None = None
    error: NexusError | None = None


STORED: Final = Outcome(Fate.STORED)
UNSENT: Final = Outcome(Fate.UNSENT, "not sent, since the destination went away")

# reliability 17: configuration, authorisation and 5xx open the circuit; 400/409/410/413/422 reject that message;
# 408/425/429 honour Retry-After. 402, 405, 406, 411, 415 and 426 say the same for every message: configuration.
_REFUSES_US: Final = frozenset({401, 403, 407})
_CONFIGURATION: Final = frozenset({402, 405, 406, 411, 415, 426})
_LATER: Final = frozenset({408, 423, 425})


@frozen
class Judge:
    """Decides by an answer's status.

    Attributes:
        place: method and path as the pipeline has them, for reasons; without query, where secrets may be.
        success: statuses that mean stored; empty for all of 200 to 299.
        own_resource: each row has its own path, so that a 404 is about the row.
        conceal: takes secrets out of a text that the server may have echoed.
    """

    place: str
    success: Collection[int]
    own_resource: bool
    conceal: Callable[[str], str]

    def __call__(self, response: Response) -> Outcome:  # noqa: PLR0911 — a table of statuses, one line each
        """Return what ``response`` means for what was sent."""
        status = response.status
        if status in self.success if self.success else 200 <= status <= 299:
            return STORED
        reason = f"{self.place} answered {_named(status)}{self._snippet(response)}"
        after = retry_after(response)
        if status >= 500 or status == 429:
            # 429 is a limit on us as a caller, not on this row: all wait, and no attempt is spent on waiting.
            return _away(reason, after)
        if status in _LATER:
            return Outcome(Fate.AGAIN, reason, after)
        if status in _REFUSES_US:
            return _person(Unauthorized(reason, path="auth", remedy="check the credentials and what they may do"))
        if status < 400:
            return self._unexpected(response)
        if status in _CONFIGURATION or (status == 404 and not self.own_resource):
            return _person(ConfigurationError(reason, remedy="check base_url, target, operation and headers"))
        return Outcome(Fate.REJECTED, reason)

    def _unexpected(self, response: Response) -> Outcome:
        """Redirects are not followed (security: SSRF); a 2xx that does not mean stored ends here too."""
        if response.status < 300:
            return _person(
                ConfigurationError(
                    f"{self.place} answered {_named(response.status)}, which options.success does not name",
                    path="options.success",
                    remedy="add it if it means that the message is stored",
                )
            )
        location = self.conceal((response.header("location") or "nowhere").partition("?")[0])[:SNIPPET]
        return _person(
            ConfigurationError(
                f"{self.place} answered {_named(response.status)} to {location!r}",
                path="base_url",
                remedy="redirects are not followed: use the address of the API itself",
            )
        )

    def _snippet(self, response: Response) -> str:
        if (response.header("content-encoding") or "identity").lower() != "identity":
            return ""
        text = self.conceal(response.body[: 16 * SNIPPET].decode("utf-8", "replace"))
        text = re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()
        return f": {text[:SNIPPET]}{'…' if len(text) > SNIPPET else ''}" if text else ""


def of_error(error: NexusError) -> Outcome:
    """Return what a request without an answer means for what was sent."""
    if isinstance(error, ConfigurationError):
        return _person(error)
    return Outcome(Fate.AWAY, str(error), getattr(error, "after", None), error)


def retry_after(response: Response, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, given as seconds or as a date (RFC 9110 section 10.2.3)."""
    text = (response.header("retry-after") or "").strip()
    if re.fullmatch(r"[0-9]{1,10}", text):
        return min(float(text), LONGEST_WAIT)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)) - now()
    return min(max(seconds.total_seconds(), 0.0), LONGEST_WAIT)


def settle(outcomes: Sequence[Outcome]) -> None:
    """Raise the one exception that loses nothing of a batch and repeats least; return if all is stored.

    `Unavailable` and `ConfigurationError` repeat the whole batch and spend no attempt: right while nothing of it is stored.
    Once something is, `Retry` names what is not, so that the rest is not sent again; should the destination still be away at
    the next write, nothing of that one is stored and the circuit opens then.
    """
    rejected = {i: outcome.reason for i, outcome in enumerate(outcomes) if outcome.fate is Fate.REJECTED}
    open_rows = {i: outcome for i, outcome in enumerate(outcomes) if outcome.fate not in (Fate.STORED, Fate.REJECTED)}
    if not open_rows:
        if rejected:
            raise Rejected(rejected)
        return
    waits = [outcome.after for outcome in open_rows.values() if outcome.after is not None]
    after = max(waits, default=None)
    nothing_stored = all(outcome.fate is not Fate.STORED for outcome in outcomes)
    whole = _of_the_whole(open_rows.values(), after) if nothing_stored else None
    if whole is not None:
        raise whole
    reason = next(outcome.reason for outcome in open_rows.values() if outcome.fate is not Fate.UNSENT)
    raise Retry(reason, after=after, indexes=open_rows, rejected=rejected)


def _of_the_whole(outcomes: Collection[Outcome], after: float | None) -> NexusError | None:
    """Return what concerns the destination as a whole; a setting to change explains more than an absence."""
    for fate in (Fate.PERSON, Fate.AWAY):
        for outcome in outcomes:
            if outcome.fate is fate:
                return outcome.error if fate is Fate.PERSON else Unavailable(outcome.reason, after=after)
    return None


def _away(reason: str, after: float | None) -> Outcome:
    return Outcome(Fate.AWAY, reason, after, Unavailable(reason, after=after))


def _person(error: ConfigurationError) -> Outcome:
    return Outcome(Fate.PERSON, str(error), error=error)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
