"""Functions on numbers, exact: on Decimal and int, never on binary floats."""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Any, Final

from nexus.builtin.offer import Example, Offer, offer, optional, text_of
from nexus.hookspecs import Parameter
from nexus.mapping.numbers import MAX_EXPONENT, parse_decimal

_CONTEXT: Final = Context(prec=2 * MAX_EXPONENT + 10)
"""Wide enough for every digit of two numbers."""

_ROUNDINGS: Final = {"half_even": ROUND_HALF_EVEN, "half_up": ROUND_HALF_UP, "down": ROUND_FLOOR, "up": ROUND_CEILING}

Number = Callable[[Any], Decimal]


def rounder(rounding: str, digits: int) -> Number:
    """Return what rounds to ``digits`` after the point; negative ones count before it."""
    if not -MAX_EXPONENT <= digits <= MAX_EXPONENT:
        raise ValueError(f"digits is at most {MAX_EXPONENT}")
    step = Decimal((0, (1,), -digits))

    def rounded(value: Any) -> Decimal:
        number = parse_decimal(value).quantize(step, rounding, _CONTEXT)
        return number.quantize(Decimal(1)) if digits < 0 else number

    return rounded


def prepare_round(digits: int, mode: str) -> Number:
    """Check the arguments of round."""
    if mode not in _ROUNDINGS:
        raise ValueError(f"mode is one of {', '.join(_ROUNDINGS)}")
    return rounder(_ROUNDINGS[mode], digits)


def absolute(value: Any) -> Decimal:
    """Return the number without its sign."""
    return parse_decimal(value).copy_abs()


def prepare_add(number: Any) -> Number:
    """Check the summand."""
    summand = parse_decimal(number)
    return lambda value: _CONTEXT.add(parse_decimal(value), summand)


def prepare_multiply(factor: Any) -> Number:
    """Check the factor."""
    exact = parse_decimal(factor)
    return lambda value: _CONTEXT.multiply(parse_decimal(value), exact)


def prepare_clamp(min: Any, max: Any) -> Number:  # noqa: A002 — named for those who write mappings
    """Check the bounds."""
    low = None if min is None else parse_decimal(min)
    high = None if max is None else parse_decimal(max)
    if low is not None and high is not None and low > high:
        raise ValueError("min is above max")

    def clamp(value: Any) -> Decimal:
        number = parse_decimal(value)
        if low is not None and number < low:
            return low
        return high if high is not None and number > high else number

    return clamp


def prepare_parse_number(decimal: str, thousands: str) -> Number:
    """Check the separators."""
    if decimal == thousands or len(decimal) != 1 or len(thousands) > 1 or (decimal + thousands).isalnum():
        raise ValueError("decimal is one character, thousands another one or empty, neither of them letter or digit")

    def parse(value: Any) -> Decimal:
        if not isinstance(value, str):
            return parse_decimal(value)
        text = text_of(value).strip().replace("\u00a0", " ").replace("\u202f", " ")
        whole, point, fraction = text.partition(decimal)
        if thousands:
            _check_groups(whole, thousands)
            whole = whole.replace(thousands, "")
        if "." in whole + fraction or (thousands and thousands in fraction):
            raise ValueError(f"is no number written with {decimal} before its fraction")
        return parse_decimal(whole + ("." if point else "") + fraction)

    return parse


def _check_groups(whole: str, thousands: str) -> None:
    first, *groups = whole.lstrip("+-").split(thousands)
    if groups and (not 1 <= len(first) <= 3 or any(len(group) != 3 for group in groups)):
        raise ValueError(f"is no number with groups of three apart by {thousands}")


OFFERS: Final[tuple[Offer, ...]] = (
    offer(
        "round",
        "Rounds to digits after the point, halves to the even neighbour.",
        None,
        Example("2.345", Decimal("2.34"), {"digits": 2}),
        optional("digits", "integer", 0, "after the point"),
        optional("mode", "string", "half_even", "half_even, half_up, down or up"),
        returns="decimal",
        prepare=prepare_round,
    ),
    offer(
        "floor",
        "Rounds down to a whole number.",
        rounder(ROUND_FLOOR, 0),
        Example("-1.5", Decimal(-2)),
        returns="decimal",
    ),
    offer(
        "ceil", "Rounds up to a whole number.", rounder(ROUND_CEILING, 0), Example("1.2", Decimal(2)), returns="decimal"
    ),
    offer("abs", "Takes the sign away.", absolute, Example(-5, Decimal(5)), returns="decimal"),
    offer(
        "add",
        "Adds a number.",
        None,
        Example("0.1", Decimal("0.3"), {"number": "0.2"}),
        Parameter("number", "decimal"),
        returns="decimal",
        prepare=prepare_add,
    ),
    offer(
        "multiply",
        "Multiplies by a number.",
        None,
        Example("1.10", Decimal("110.00"), {"factor": "100.0"}),
        Parameter("factor", "decimal"),
        returns="decimal",
        prepare=prepare_multiply,
    ),
    offer(
        "clamp",
        "Keeps a number within bounds.",
        None,
        Example(120, Decimal(100), {"max": 100}),
        optional("min", "decimal", None, "no bound if not given"),
        optional("max", "decimal", None, "no bound if not given"),
        returns="decimal",
        prepare=prepare_clamp,
    ),
    offer(
        "parse_number",
        "Reads a number as people of a country write it.",
        None,
        Example("1.234,50", Decimal("1234.50"), {"decimal": ",", "thousands": "."}),
        optional("decimal", "string", ".", "before the fraction"),
        optional("thousands", "string", "", "between groups of three"),
        returns="decimal",
        prepare=prepare_parse_number,
    ),
)
