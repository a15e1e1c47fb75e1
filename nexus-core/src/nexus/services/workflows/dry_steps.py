"""Opens steps that only compute, to try them out."""

import inspect
import logging
from typing import Any, Never

from nexus.config import structure
from nexus.engine.sequence.compilers import Compilers
from nexus.engine.sequence.opened import OpenStep
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError
from nexus.mapping.scope import ITEM_VARIABLES, STEP_VARIABLES
from nexus.model.workflow import Step


class DryContext(Compilers):
    """The `nexus.hookspecs.StepContext` of a step that only computes."""

    def __init__(self, components: StepComponents, step: Step) -> None:
        variables = ITEM_VARIABLES if step.for_each is not None else STEP_VARIABLES
        super().__init__(components.transforms, step.name, variables)
        self.identity = step.name
        self.logger = logging.getLogger(f"nexus.workflow.{step.name}")

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

    def able(self, *_: Any) -> Never:
        """Refuse: there is no connection."""
        self._refuse()

    async def writer(self, *_: Any) -> Never:
        """Refuse: there is no connection."""
        self._refuse()

    async def query(self, *_: Any) -> Never:
        """Refuse: there is no connection."""
        self._refuse()

    def _refuse(self) -> Never:
        raise ConfigurationError("a step that only computes reaches nothing")


def open_dry(step: Step, components: StepComponents) -> OpenStep | None:
    """Open a step that only computes; None for one that reaches outside.

    Raises:
        ConfigurationError: there is no such type of step.
        InvalidInput: its settings are wrong.
        ValueError: an expression or a path in them is.
    """
    step_type = components.step_type(step.type)
    settings = structure(step_type.config, dict(step.settings))
    if step_type.effect or step_type.connections or inspect.iscoroutinefunction(step_type.open):
        return None
    context = DryContext(components, step)
    opened = step_type.open(settings, context)
    assert not inspect.isawaitable(opened)
    return OpenStep(step, opened, effect=False, items=context.items(step.for_each) if step.for_each else None)
