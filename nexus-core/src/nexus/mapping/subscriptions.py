"""What the messages of one subscription of a source must look like."""

from typing import Final

from nexus.hookspecs import Subscription
from nexus.mapping.documents import field_specs
from nexus.mapping.schema import Schema, compile_schema
from nexus.model.connection import FieldSpec

_ANYTHING: Final = (FieldSpec("$", "any"),)


def subscription_schema(subscription: Subscription) -> Schema:
    """Compile the fields of ``subscription``; its messages may be any JSON value where it names none.

    Raises:
        InvalidInput: with every fault, at ``fields[i].attribute`` or ``message_id_path``.
    """
    free = subscription.allow_unknown and not subscription.fields and subscription.message_id_path is None
    return compile_schema(
        _ANYTHING if free else field_specs(subscription.fields),
        allow_unknown=subscription.allow_unknown,
        message_id_path=subscription.message_id_path,
    )
