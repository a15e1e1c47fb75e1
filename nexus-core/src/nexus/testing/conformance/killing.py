"""Runs a component in a process that can be killed at any moment."""

import inspect
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from types import TracebackType
from typing import Any, Self

import pytest

_SILENCE_S = 60.0
"""So long a process may say nothing."""


class Killable:
    """A process that uses the component types of one suite, as ``nexus.testing.conformance.child`` describes."""

    def __init__(self, suite: type) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        command = [sys.executable, "-m", "nexus.testing.conformance.child", inspect.getfile(suite), suite.__qualname__]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
        )
        if self._line() != "ready":
            pytest.fail(f"{suite.__qualname__} cannot be imported in a process of its own; its error is above")

    @contextmanager
    def job(self, **about: Any) -> Iterator["Job"]:
        """Start a job, and wait for its end: by itself or killed."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(about) + "\n")
        self._process.stdin.flush()
        job = Job(int(self._line().removeprefix("pid ")), self._line)
        try:
            yield job
        finally:
            job.kill()
            while not job.ended:
                job.next()

    def _line(self) -> str:
        assert self._process.stdout is not None
        # a component from which nothing comes must fail its check, not hold up the run: without its processes the pipe ends
        bound = Timer(_SILENCE_S, os.killpg, (self._process.pid, signal.SIGKILL))
        bound.start()
        try:
            return self._process.stdout.readline().strip()
        finally:
            bound.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=30)


class Job:
    """A running fork.

    Attributes:
        ended: it has said its last word.
    """

    def __init__(self, pid: int, line: Callable[[], str]) -> None:
        self._pid = pid
        self._line = line
        self.ended = False

    def next(self) -> str:
        """Return what it says next, or nothing once it has ended."""
        said = "" if self.ended else self._line()
        self.ended = self.ended or said in {"", "done"}
        return "" if self.ended else said

    def kill(self) -> None:
        """Kill it, if it is still there."""
        if not self.ended:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
