"""What the API takes about an application beside its definition (`nexus.services.definitions.documents`)."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from nexus.config import define, field
from nexus.mapping.documents import FieldDocument

_YEAR: Final = 366 * 24 * 3600


@define
class KeyRotationDocument:
    """How the former keys end."""

    EXAMPLE: ClassVar = {"overlap_seconds": 3600}

    overlap_seconds: int = field(
        title="Overlap (s)",
        help="How long former keys stay valid; 0 ends them at once.",
        default=24 * 3600,
        minimum=0,
        maximum=_YEAR,
    )


@define
class SecretRotationDocument:
    """How the former versions end."""

    EXAMPLE: ClassVar = {"overlap_seconds": 604800}

    overlap_seconds: int = field(
        title="Overlap (s)",
        help="How long former versions stay valid, for what agents have queued under them; 0 ends them at once.",
        default=7 * 24 * 3600,
        minimum=0,
        maximum=_YEAR,
    )


@define
class FieldsDocument:
    """The fields of an application's messages."""

    EXAMPLE: ClassVar = {
        "fields": [{"name": "id", "type": "integer", "required": True}, {"name": "customer.email", "type": "string"}]
    }

    fields: tuple[FieldDocument, ...] = field(title="Fields")


@define
class SamplesDocument:
    """Messages as the application sends them."""

    EXAMPLE: ClassVar = {"samples": [{"id": 1, "customer": {"email": "a@example.com"}}, {"id": 2, "customer": None}]}

    samples: tuple[Mapping[str, Any], ...] = field(title="Messages", min_length=1)
