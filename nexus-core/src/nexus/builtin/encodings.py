"""Functions that write a value in another way: digests, base64, hex, URLs, JSON."""

import base64
import binascii
import hashlib
import uuid
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote, unquote

import msgspec

from nexus.builtin.offer import Example, Offer, offer, optional, text_of
from nexus.hookspecs import Parameter
from nexus.mapping.conversion import to_string
from nexus.mapping.schema.wellformed import decode

_ALGORITHMS: Final = ("sha256", "sha512", "sha1", "md5")
_encode_json: Final = msgspec.json.Encoder(order="deterministic", decimal_format="number").encode


def octets(value: Any) -> bytes:
    """Return the bytes of a value: its text in UTF-8, unless it is bytes already."""
    return bytes(value) if isinstance(value, bytes | bytearray) else to_string(value).encode()


def prepare_hash(algorithm: str) -> Callable[[Any], str]:
    """Check the algorithm. A digest hides nothing that can be guessed: no secrets are involved."""
    if algorithm not in _ALGORITHMS:
        raise ValueError(f"algorithm is one of {', '.join(_ALGORITHMS)}")
    return lambda value: hashlib.new(algorithm, octets(value), usedforsecurity=False).hexdigest()


def from_base64(value: Any) -> str:
    """Return the text that base64 stands for."""
    try:
        return base64.b64decode(text_of(value), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ValueError("is not base64 of UTF-8 text; the type bytes takes any base64") from None


def from_hex(value: Any) -> str:
    """Return the text that hexadecimal digits stand for."""
    try:
        return bytes.fromhex(text_of(value)).decode()
    except ValueError:
        raise ValueError("is not hex of UTF-8 text; the type bytes with format hex takes any") from None


def url_decode(value: Any) -> str:
    """Return the text that percent-encoding stands for."""
    try:
        return unquote(text_of(value), errors="strict")
    except UnicodeDecodeError:
        raise ValueError("is not percent-encoded UTF-8") from None


def json_dump(value: Any) -> str:
    """Return a value as JSON text."""
    try:
        return _encode_json(value).decode()
    except (TypeError, msgspec.MsgspecError) as error:
        raise ValueError("has no form in JSON") from error


def prepare_uuid5(namespace: str) -> Callable[[Any], str]:
    """Check the namespace."""
    try:
        space = _SPACES.get(namespace) or uuid.UUID(namespace)
    except ValueError:
        raise ValueError(f"namespace is a UUID, or one of {', '.join(_SPACES)}") from None
    return lambda value: str(uuid.uuid5(space, to_string(value)))


_SPACES: Final = {"dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL, "oid": uuid.NAMESPACE_OID}

OFFERS: Final[tuple[Offer, ...]] = (
    offer(
        "hash",
        "Computes a digest, in hex.",
        None,
        Example("abc", "900150983cd24fb0d6963f7d28e17f72", {"algorithm": "md5"}),
        optional("algorithm", "string", "sha256", "sha256, sha512, sha1 or md5"),
        prepare=prepare_hash,
    ),
    offer(
        "base64_encode",
        "Writes in base64.",
        lambda value: base64.b64encode(octets(value)).decode(),
        Example("Ada", "QWRh"),
    ),
    offer("base64_decode", "Reads base64.", from_base64, Example("QWRh", "Ada")),
    offer("hex_encode", "Writes in hexadecimal digits.", lambda value: octets(value).hex(), Example("Ada", "416461")),
    offer("hex_decode", "Reads hexadecimal digits.", from_hex, Example("416461", "Ada")),
    offer(
        "url_encode",
        "Percent-encodes, slashes too.",
        lambda value: quote(to_string(value), safe=""),
        Example("a b/c", "a%20b%2Fc"),
    ),
    offer("url_decode", "Reads percent-encoding.", url_decode, Example("a%20b", "a b")),
    offer(
        "json_parse",
        "Reads JSON text.",
        lambda value: decode(text_of(value).encode()),
        Example('{"a": [1]}', {"a": [1]}),
        returns="json",
    ),
    offer("json_dump", "Writes as JSON text.", json_dump, Example({"a": [1]}, '{"a":[1]}')),
    offer(
        "uuid5",
        "Derives a UUID from a text: the same for the same text.",
        None,
        Example("nexus", str(uuid.uuid5(uuid.NAMESPACE_DNS, "nexus")), {"namespace": "dns"}),
        Parameter("namespace", "string", doc="a UUID, or dns, url, oid"),
        prepare=prepare_uuid5,
    ),
)
