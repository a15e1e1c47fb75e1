"""Why a plugin is in quarantine, and the guard that puts it there instead of letting it take the process down."""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from attrs import frozen

_MACHINERY: Final = re.compile(r"<frozen |[/\\](importlib|stevedore|nexus[/\\]plugins)[/\\]")
"""Frames that lead to a plugin's code and say nothing about it."""


class Stage(StrEnum):
    """How far a plugin came."""

    NAME = "name"
    IMPORT = "import"
    CONTRACT = "contract"
    HOOKS = "hooks"
    CALL = "call"
    COMPONENTS = "components"


@frozen
class Fault:
    """One quarantined plugin.

    Attributes:
        plugin: name of its entry point.
        distribution: name of the installed package that brought it.
        reason: what is wrong, for the operator.
        remedy: what to do.
        offers: names of the components that it would have brought, as far as it came to say so.
    """

    plugin: str
    distribution: str
    stage: Stage
    reason: str
    remedy: str
    offers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"plugin {self.plugin!r} of {self.distribution} is in quarantine: {self.reason} ({self.remedy})"


class Quarantined(Exception):
    """This plugin cannot be used; never leaves this package."""

    def __init__(self, stage: Stage, reason: str, remedy: str, offers: tuple[str, ...] = ()) -> None:
        self.stage = stage
        self.reason = reason
        self.remedy = remedy
        self.offers = offers
        super().__init__(reason)


@contextmanager
def guarded(stage: Stage, doing: str = "") -> Iterator[None]:
    """Run a plugin's code: whatever it raises but KeyboardInterrupt becomes `Quarantined` (SystemExit too)."""
    try:
        yield
    except (Quarantined, KeyboardInterrupt):
        raise
    except BaseException as error:  # SystemExit of one plugin must not stop the others
        prefix = f"{doing} raised " if doing else ""
        raise Quarantined(stage, f"{prefix}{_described(error)}", _remedy(error)) from error


def _described(error: BaseException) -> str:
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not _MACHINERY.search(frame.filename)]
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{text}{place}"


def _remedy(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"install what it needs: the module {error.name} is missing"
    return "update or uninstall the package, or report this to its author"
