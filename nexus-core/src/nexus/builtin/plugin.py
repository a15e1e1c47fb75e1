"""The core's own plugin: standard transform functions."""

from nexus.builtin import arithmetic, encodings, lists, texts, times, values
from nexus.hookspecs import TransformFunction, hookimpl

nexus_contract = "1.0"


@hookimpl
def nexus_transforms() -> list[TransformFunction]:
    """Return the standard functions, by theme."""
    themes = (texts, arithmetic, times, lists, encodings, values)
    return [offer.function for theme in themes for offer in theme.OFFERS]
