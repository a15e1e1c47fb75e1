"""What an application's messages must look like: fields compiled into one cheap check."""

from nexus.mapping.schema.check import Checked, Schema, compile_schema
from nexus.mapping.schema.infer import infer_fields
from nexus.mapping.schema.wellformed import Limits, Malformed, decode

__all__ = ["Checked", "Limits", "Malformed", "Schema", "compile_schema", "decode", "infer_fields"]
