"""Around pluggy: takes plugins in, calls one implementation at a time, drains lazy answers. The only place that calls it."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import pluggy

from nexus import hookspecs
from nexus.hookspecs import CONTRACT
from nexus.plugins.faults import Quarantined, Stage, guarded

_PREFIX: Final = "nexus_"
_CONTRACT_NAME: Final = "nexus_contract"
_READ: Final = "see nexus.hookspecs for what a plugin may implement"


class Host:
    """The plugins of one process, registered with pluggy, each checked before it gets in."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager("nexus")
        self._manager.add_hookspecs(hookspecs)
        self._hooks = frozenset(name for name in vars(hookspecs) if self._manager.parse_hookspec_opts(hookspecs, name))

    def admit(self, name: str, plugin: object) -> str:
        """Register a plugin and return the contract that it was written for.

        Raises:
            Quarantined: its contract does not fit, or a hook is unknown, unmarked or has other arguments.
        """
        contract = _contract_of(plugin)
        self._check_names(plugin)
        with guarded(Stage.HOOKS):
            try:
                self._manager.register(plugin, name)
            except pluggy.PluginValidationError as error:
                reason = " ".join(str(error).split())
                raise Quarantined(Stage.HOOKS, reason, f"correct the hook's arguments; {_READ}") from error
        return contract

    def expel(self, name: str) -> None:
        """Take a plugin out again, with all its hooks."""
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)

    def implements(self, name: str, hook: str) -> bool:
        """Whether the plugin ``name`` implements ``hook``."""
        return any(True for _ in self._functions(hook, name))

    def collect(self, name: str, hook: str) -> list[Any]:
        """Return all that one plugin's implementation of a returning hook gives.

        Raises:
            Quarantined: it raises, also while it is drained, or gives no list.
        """
        with guarded(Stage.CALL, hook):
            return [part for function in self._functions(hook, name) for part in _drained(hook, function())]

    def listeners(self, hook: str) -> tuple[tuple[str, Callable[..., Any]], ...]:
        """Return (plugin name, function called by keyword) of all who observe ``hook``, in call order."""
        caller = getattr(self._manager.hook, hook)
        return tuple((impl.plugin_name, _by_keyword(impl)) for impl in reversed(caller.get_hookimpls()))

    def _functions(self, hook: str, name: str) -> Iterator[Callable[[], Any]]:
        caller = getattr(self._manager.hook, hook)
        return (impl.function for impl in caller.get_hookimpls() if impl.plugin_name == name)

    def _check_names(self, plugin: object) -> None:
        for name in dir(plugin):
            if not name.startswith(_PREFIX) or name == _CONTRACT_NAME:
                continue
            with guarded(Stage.HOOKS, name):
                member = getattr(plugin, name)
                if inspect.isroutine(member):
                    self._check_hook(plugin, name)

    def _check_hook(self, plugin: object, name: str) -> None:
        if name not in self._hooks:
            raise Quarantined(Stage.HOOKS, f"{name} is no hook of Nexus", f"rename or remove it; {_READ}")
        options = self._manager.parse_hookimpl_opts(plugin, name)
        if options is None:
            raise Quarantined(Stage.HOOKS, f"{name} is not marked as a hook", "decorate it with nexus.hookimpl")
        if options.get("wrapper") or options.get("hookwrapper"):
            raise Quarantined(Stage.HOOKS, f"{name} is a wrapper", "hooks of Nexus return values and wrap nothing")


def _contract_of(plugin: object) -> str:
    with guarded(Stage.CONTRACT):
        contract = getattr(plugin, _CONTRACT_NAME, None)
    if contract is None:
        remedy = f'name the contract that it was written for: {_CONTRACT_NAME} = "{CONTRACT}"'
        raise Quarantined(Stage.CONTRACT, f"it has no {_CONTRACT_NAME}", remedy)
    form = re.fullmatch(r"(\d+)\.(\d+)", contract) if isinstance(contract, str) else None
    if form is None:
        raise Quarantined(Stage.CONTRACT, f"{_CONTRACT_NAME} is {contract!r}", f'write it as a text like "{CONTRACT}"')
    major, minor = map(int, CONTRACT.split("."))
    if int(form[1]) != major or int(form[2]) > minor:
        newer = (int(form[1]), int(form[2])) > (major, minor)
        remedy = "update nexus-core, or install an older version of the plugin" if newer else "update the plugin"
        raise Quarantined(Stage.CONTRACT, f"it needs contract {contract}, this is {CONTRACT}", remedy)
    return str(contract)


def _drained(hook: str, answer: Any) -> Iterable[Any]:
    if inspect.iscoroutine(answer):
        answer.close()
        raise Quarantined(Stage.CALL, f"{hook} is async", "make it a plain function that returns a list")
    if answer is None or isinstance(answer, str | bytes) or not isinstance(answer, Iterable):
        raise Quarantined(Stage.CALL, f"{hook} returned {type(answer).__name__}", "return a list")
    return answer


def _by_keyword(impl: pluggy.HookImpl) -> Callable[..., Any]:
    function, wanted = impl.function, impl.argnames
    return lambda **given: function(*(given[name] for name in wanted))
