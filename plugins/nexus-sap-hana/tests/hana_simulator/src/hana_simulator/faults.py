"""Faults on demand: errors at a statement, connections cut at a commit, small chunks, delays."""

import threading
from typing import Any, Final, Literal

from attrs import define, evolve, field, frozen

from hana_simulator.errors import ServerError
from hana_simulator.wire import scram

When = Literal["before_commit", "after_commit"]
_LOB_INCLUDED: Final = 1024


class Cut(Exception):
    """The connection is to be cut now, without an answer."""


@frozen
class Settings:
    """How the server behaves towards everyone.

    Attributes:
        chunk_rows: most rows of one part of a result.
        lob_included: bytes or characters of a large value that come with its row.
        delay_s: how long every statement takes longer.
        methods: of authentication, the preferred one first.
        data_format: newest version of the values' formats that is offered.
    """

    chunk_rows: int = 1000
    lob_included: int = _LOB_INCLUDED
    delay_s: float = 0.0
    methods: tuple[str, ...] = scram.METHODS
    data_format: int = 8


@define
class _Planned:
    """Something that happens at the n-th time from now, or at every n-th."""

    what: ServerError | When
    countdown: int
    every: int = 0
    matching: str = ""

    def is_due(self) -> bool:
        self.countdown -= 1
        if self.countdown:
            return False
        self.countdown = self.every
        return True


@define
class Faults:
    """What goes wrong next; shared by all sessions."""

    settings: Settings = field(factory=Settings)
    counts: dict[str, int] = field(factory=dict)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _errors: list[_Planned] = field(factory=list, init=False)
    _cuts: list[_Planned] = field(factory=list, init=False)

    def plan_error(self, code: int, *, statement: int = 1, every: int = 0, matching: str = "", text: str = "") -> None:
        """Let the n-th statement from now (that contains ``matching``) fail; then every so many-th, if told."""
        with self._lock:
            self._errors.append(_Planned(ServerError(code, text), statement, every, matching.upper()))

    def plan_cut(self, when: When, *, commit: int = 1, every: int = 0) -> None:
        """Cut the connection at the n-th commit from now; then at every so many-th, if told."""
        with self._lock:
            self._cuts.append(_Planned(when, commit, every))

    def change(self, **settings: Any) -> None:
        """Change settings from now on."""
        self.settings = evolve(self.settings, **settings)

    def reset(self) -> None:
        """Forget all plans and settings."""
        with self._lock:
            self._errors.clear()
            self._cuts.clear()
        self.settings = Settings()

    def statement(self, text: str) -> None:
        """Count a statement.

        Raises:
            ServerError: one was planned for it.
        """
        upper = text.upper()
        with self._lock:
            self._count("statements")
            due = [plan for plan in self._errors if plan.matching in upper and plan.is_due()]
            self._errors = [plan for plan in self._errors if plan.countdown]
        for plan in due:
            assert isinstance(plan.what, ServerError)
            self.count("errors")
            raise ServerError(plan.what.code, plan.what.text)

    def commit(self) -> When | None:
        """Count a commit, and tell whether and when the connection is to be cut."""
        with self._lock:
            self._count("commits")
            due = [plan.what for plan in self._cuts if plan.is_due()]
            self._cuts = [plan for plan in self._cuts if plan.countdown]
            if not due:
                return None
            self._count("cuts")
            return "before_commit" if "before_commit" in due else "after_commit"

    def count(self, what: str) -> None:
        """Count something."""
        with self._lock:
            self._count(what)

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
