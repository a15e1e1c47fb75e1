"""Patterns that users write: RE2, which takes linear time whatever a sender sends."""

from typing import Any

import re2


def compile_pattern(pattern: str) -> Any:
    """Return the compiled expression, which has the methods of `re.Pattern`.

    Raises:
        ValueError: it is no RE2 expression.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        detail = error.args[0] if error.args else error
        text = detail.decode(errors="replace") if isinstance(detail, bytes) else str(detail)
        raise ValueError(f"{pattern!r} is no RE2 expression: {text}") from error
