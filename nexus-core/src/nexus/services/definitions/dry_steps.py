"""Opens steps that reach nothing outside: to find what is wrong with their settings, and to try them out."""

import inspect
import logging
from collections.abc import Callable, Mapping
from typing import Any, Never

import attrs

from nexus.engine.sequence.compilers import Compilers
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError, FieldError, InvalidInput
from nexus.hookspecs import RunningStep, StepType
from nexus.mapping.expression import ExpressionError

Data = Mapping[str, Any]


class DryContext(Compilers):
    """The `nexus.hookspecs.StepContext` of a step that has no connections; faults name the setting."""

    def __init__(self, components: StepComponents, name: str, settings: Any) -> None:
        super().__init__(components.transforms, name)
        self.identity = name
        self.logger = logging.getLogger(f"nexus.workflow.{name}")
        self._settings = settings

    def expression(self, text: str) -> Callable[[Data], Any]:
        """Compile a CEL expression."""
        try:
            return super().expression(text)
        except ExpressionError as error:
            raise InvalidInput([FieldError(self._setting(text), str(error))]) from error

    def template(self, text: str) -> Callable[[Data], str]:
        """Compile a text with places."""
        try:
            return super().template(text)
        except ValueError as error:
            raise InvalidInput([FieldError(self._setting(text), str(error))]) from error

    def _setting(self, text: str) -> str:
        values = attrs.asdict(self._settings, recurse=False)
        return next((name for name, value in values.items() if value == text), "")

    @property
    def egress(self) -> Never:
        """Nothing may be reached."""
        self._refuse()

    async def call(self, *_: Any) -> Never:
        """Refuse: there is no connector."""
        self._refuse()

    def shared(self, *_: Any) -> Never:
        """Refuse: there is nothing to share."""
        self._refuse()

    def connection(self, *_: Any) -> Never:
        """Refuse: there is no connection."""
        self._refuse()

    async def writer(self, *_: Any) -> Never:
        """Refuse: there is no connection."""
        self._refuse()

    async def query(self, *_: Any) -> Never:
        """Refuse: there is no connection."""
        self._refuse()

    def _refuse(self) -> Never:
        raise ConfigurationError("a step without connections reaches nothing")


def is_dry(step_type: StepType) -> bool:
    """Whether steps of this type reach nothing outside, and can be opened at once."""
    return not step_type.connections and not inspect.iscoroutinefunction(step_type.open)


def open_dry(step_type: StepType, components: StepComponents, name: str, settings: Any) -> RunningStep:
    """Open a step for which `is_dry` holds.

    Raises:
        InvalidInput: with the setting of every fault.
    """
    opened = step_type.open(settings, DryContext(components, name, settings))
    assert not inspect.isawaitable(opened)
    return opened
