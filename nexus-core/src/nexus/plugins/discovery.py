"""Which plugins are installed. The only place that knows stevedore."""

from collections.abc import Collection, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from attrs import field, frozen
from stevedore import ExtensionManager

from nexus.hookspecs import ENTRY_POINT_GROUP
from nexus.plugins.faults import Stage, guarded

CORE: Final = "nexus-core"


@frozen
class Candidate:
    """An installed plugin that has not been looked at yet."""

    name: str
    distribution: str
    version: str
    entry_point: EntryPoint | None = field(default=None, repr=False)
    plugin: object = field(default=None, repr=False)

    @property
    def order(self) -> tuple[bool, str, str]:
        """Who comes first keeps a name that two offer: the core, then by distribution and name."""
        return (self.distribution != CORE, self.distribution, self.name)

    def load(self) -> object:
        """Import the plugin.

        Raises:
            Quarantined: the import failed, however it did.
        """
        if self.entry_point is None:
            return self.plugin
        with guarded(Stage.IMPORT):
            return _OneByOne(self.entry_point).extensions[0].plugin


def installed() -> Sequence[Candidate]:
    """Return every installed plugin in the order of precedence; imports none of them."""
    return sorted(map(_candidate, entry_points(group=ENTRY_POINT_GROUP)), key=lambda candidate: candidate.order)


def of_object(plugin: object) -> Candidate:
    """Return a candidate for a plugin that is there already (a module, or any object), for tests."""
    name = getattr(plugin, "__name__", type(plugin).__name__)
    return Candidate(name, name, "", plugin=plugin)


def is_allowed(candidate: Candidate, allow: Collection[str] | None) -> bool:
    """Whether the allow-list names the plugin or its distribution; the core's own are always allowed."""
    return (
        allow is None or candidate.distribution == CORE or bool({candidate.name, candidate.distribution} & set(allow))
    )


def _candidate(entry_point: EntryPoint) -> Candidate:
    distribution = entry_point.dist
    if distribution is None:
        return Candidate(entry_point.name, "unknown", "", entry_point)
    name = distribution.name.lower().replace("_", "-")
    return Candidate(entry_point.name, name, distribution.version, entry_point)


class _OneByOne(ExtensionManager[Any]):
    """Loads one entry point and lets its error out.

    Not stevedore's own list: its cache forgets which distribution an entry point comes from, merges equal entries of two
    distributions, and notices a changed file only when its time differs by minutes.
    """

    def __init__(self, entry_point: EntryPoint) -> None:
        self._entry_point = entry_point
        super().__init__(ENTRY_POINT_GROUP, on_load_failure_callback=_raise)

    def list_entry_points(self) -> list[EntryPoint]:
        return [self._entry_point]


def _raise(_manager: object, _entry_point: EntryPoint, error: BaseException) -> None:
    raise error
