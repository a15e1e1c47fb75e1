"""What cannot work about one definition by itself, each fault with its path: shared by files and the API."""

from collections.abc import Mapping, Sequence
from typing import Any

from nexus.config import MASK, map_secrets, structure
from nexus.config.faults import join
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError, FieldError, InvalidInput
from nexus.hookspecs import Connector
from nexus.mapping.masks import compile_masks
from nexus.mapping.schema import compile_schema
from nexus.mapping.subscriptions import subscription_schema
from nexus.model.connection import Application


def application_faults(value: Application) -> Sequence[FieldError]:
    """Return what cannot work about an application: fields that make no schema, and paths that are none."""
    found: list[FieldError] = []
    if value.keep_encrypted and not value.encryption:
        found.append(FieldError("keep_encrypted", "needs encryption: true: plain payloads cannot stay encrypted"))
    for check in (
        lambda: compile_schema(value.fields, allow_unknown=value.allow_unknown, message_id_path=value.message_id_path),
        lambda: compile_masks(value.masked),
    ):
        try:
            check()
        except InvalidInput as error:
            found += error.errors
    return found


def connection_faults(connector_name: str, config: Mapping[str, Any], components: StepComponents) -> list[FieldError]:
    """Return what cannot work about a connection: ``connector``, and what is below ``config``; secrets are in clear."""
    try:
        connector = components.connector(connector_name)
    except ConfigurationError as error:
        return [FieldError("connector", str(error))]
    masks = _masks(connector, config)
    if masks:
        return masks
    try:
        structured = structure(connector.config, dict(config), "config")
    except InvalidInput as error:
        return list(error.errors)
    return _subscription_faults(connector_name, structured, components)


def _masks(connector: Connector, config: Mapping[str, Any]) -> list[FieldError]:
    found: list[FieldError] = []

    def note(path: str, value: Any) -> Any:
        if value == MASK:
            found.append(FieldError(join("config", path), "is a mask: give the secret itself"))
        return value

    map_secrets(connector.config, config, note)
    return found


def _subscription_faults(connector_name: str, config: Any, components: StepComponents) -> list[FieldError]:
    try:
        subscriptions = components.source(connector_name).subscriptions
    except ConfigurationError:
        return []  # it is no source
    found: list[FieldError] = []
    for subscription in subscriptions(config) if subscriptions is not None else ():
        try:
            subscription_schema(subscription)
        except InvalidInput as error:
            place = f"config.subscriptions.{subscription.name}"
            found += [FieldError(join(place, fault.path), fault.message) for fault in error.errors]
    return found
