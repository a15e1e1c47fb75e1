"""DECIMAL in 16 bytes: a mantissa of 113 bits, an exponent of 14 bits biased by 6176, a sign."""

from decimal import Context, Decimal
from typing import Final

_EXACT: Final = Context(prec=50)
_BIAS: Final = 6176
_MANTISSA_BITS: Final = 113
_EXPONENT_MASK: Final = 0x3FFF
_SIGN: Final = 1 << 127
_LARGEST: Final = 10**34
NULL: Final = bytes(15) + b"\x70"


def encode(number: Decimal) -> bytes:
    """Return a finite decimal of at most 34 digits in 16 bytes; digits beyond are rounded away."""
    sign, digits, exponent = Context(prec=34).plus(number).as_tuple()
    assert isinstance(exponent, int)
    mantissa = int("".join(map(str, digits)))
    assert mantissa < _LARGEST
    bits = mantissa | (exponent + _BIAS) << _MANTISSA_BITS | (_SIGN if sign else 0)
    return bits.to_bytes(16, "little")


def decode(data: bytes) -> Decimal | None:
    """Return the decimal that 16 bytes hold."""
    if data[15] & 0x70 == 0x70:
        return None
    bits = int.from_bytes(data, "little")
    mantissa = bits & ((1 << _MANTISSA_BITS) - 1)
    exponent = (bits >> _MANTISSA_BITS & _EXPONENT_MASK) - _BIAS
    return Decimal(-mantissa if bits & _SIGN else mantissa).scaleb(exponent, _EXACT)
