"""The core's own plugin: standard transform functions and step types; it enters by the same door as any other."""

from nexus.builtin import arithmetic, encodings, lists, texts, times, values
from nexus.builtin.steps import STEP_TYPES
from nexus.hookspecs import StepType, TransformFunction, hookimpl

nexus_contract = "1.0"


@hookimpl
def nexus_transforms() -> list[TransformFunction]:
    """Return the standard functions, by theme."""
    themes = (texts, arithmetic, times, lists, encodings, values)
    return [offer.function for theme in themes for offer in theme.OFFERS]


@hookimpl
def nexus_step_types() -> list[StepType]:
    """Return the standard steps."""
    return list(STEP_TYPES)
