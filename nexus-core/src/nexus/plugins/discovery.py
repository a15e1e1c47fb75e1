"""Which plugins are installed. The only place that knows stevedore."""

from collections.abc import Collection, Iterator, Sequence
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import Any, Final

from attrs import field, frozen
from stevedore import ExtensionManager

from nexus.hookspecs import ENTRY_POINT_GROUP
from nexus.plugins.faults import Quarantined, Stage, guarded

CORE: Final = "nexus-core"


@frozen
class Candidate:
    """An installed plugin that has not been looked at yet."""

    name: str
    distribution: str
    version: str
    entry_point: EntryPoint | None = field(default=None, repr=False)
    plugin: object = field(default=None, repr=False)
    unreadable: Exception | None = None

    @property
    def order(self) -> tuple[bool, str, str]:
        """Who comes first keeps a name that two offer: the core, then by distribution and name."""
        return (self.distribution != CORE, self.distribution, self.name)

    def load(self) -> object:
        """Import the plugin.

        Raises:
            Quarantined: the import failed, however it did.
        """
        if self.unreadable is not None:
            reason = f"its entry_points.txt cannot be read: {self.unreadable}"
            raise Quarantined(Stage.IMPORT, reason, "install the distribution again")
        if self.entry_point is None:
            return self.plugin
        with guarded(Stage.IMPORT):
            return _OneByOne(self.entry_point).extensions[0].plugin


def installed() -> Sequence[Candidate]:
    """Return every installed plugin in the order of precedence; imports none of them."""
    first: dict[str, Distribution] = {}
    for distribution in distributions():
        if ENTRY_POINT_GROUP in (distribution.read_text("entry_points.txt") or ""):  # cheaper than its name
            first.setdefault(_name(distribution), distribution)  # as for imports, the first on the path counts
    found = [candidate for name, distribution in first.items() for candidate in _candidates(name, distribution)]
    return sorted(found, key=lambda candidate: candidate.order)


def of_object(plugin: object) -> Candidate:
    """Return a candidate for a plugin that is there already (a module, or any object), for tests."""
    name = getattr(plugin, "__name__", type(plugin).__name__)
    return Candidate(name, name, "", plugin=plugin)


def is_allowed(candidate: Candidate, allow: Collection[str] | None) -> bool:
    """Whether the allow-list names the plugin or its distribution; the core's own are always allowed."""
    return (
        allow is None or candidate.distribution == CORE or bool({candidate.name, candidate.distribution} & set(allow))
    )


def _name(distribution: Distribution) -> str:
    try:
        name = distribution.metadata["Name"]
    except Exception:  # noqa: BLE001 — one damaged installation must not hide the others
        name = None
    return str(name or "unknown").lower().replace("_", "-")


def _candidates(name: str, distribution: Distribution) -> Iterator[Candidate]:
    try:
        points = list(distribution.entry_points.select(group=ENTRY_POINT_GROUP))
    except Exception as error:  # noqa: BLE001 — one damaged file must not hide the other distributions' plugins
        yield Candidate(name, name, "", unreadable=error)
        return
    version = distribution.version if name != "unknown" else ""
    for point in points:
        yield Candidate(point.name, name, version, point)


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
