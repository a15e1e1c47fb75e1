"""The table of mapping functions, from what the core's own plugin registers."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from tables import table

from nexus.builtin import arithmetic, encodings, lists, texts, times, values
from nexus.builtin.offer import Offer
from nexus.hookspecs import Parameter

_THEMES = {
    "Texts": texts,
    "Numbers": arithmetic,
    "Dates and times": times,
    "Lists and objects": lists,
    "Encodings": encodings,
    "Values": values,
}


def transforms() -> str:
    """Return a table for each theme."""
    return "\n\n".join(f"**{theme}**\n\n{_theme(module.OFFERS)}" for theme, module in _THEMES.items())


def _theme(offers: "tuple[Offer, ...]") -> str:
    rows = [(f"`{offer.function.name}`", _arguments(offer), _does(offer), _example(offer)) for offer in offers]
    return table(("function", "arguments", "does", "example"), rows)


def _arguments(offer: Offer) -> str:
    return "<br>".join(_argument(one) for one in offer.function.parameters)


def _argument(parameter: Parameter) -> str:
    default = "" if parameter.required else f" = `{_shown(parameter.default)}`"
    return f"`{parameter.name}`{default}" + (f": {parameter.doc}" if parameter.doc else "")


def _does(offer: Offer) -> str:
    return offer.function.doc.removesuffix(str(offer.example)).strip()


def _example(offer: Offer) -> str:
    given = ", ".join(f"{name}: {_shown(value)}" for name, value in offer.example.arguments.items())
    return (
        f"`{_shown(offer.example.value)}`" + (f", `{given}`" if given else "") + f" → `{_shown(offer.example.result)}`"
    )


def _shown(value: Any) -> str:
    """Return a value as definition files write it."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
