"""What one plugin brings, and whether each part of it can work."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from nexus.config import json_schema
from nexus.config.shapes import Items, Object, Scalar, Shape, Variants, fields_of
from nexus.hookspecs import (
    Capability,
    Connector,
    LogStoreType,
    SinkType,
    Site,
    SourceType,
    StepType,
    TransformFunction,
)
from nexus.plugins.faults import Quarantined, Stage, guarded
from nexus.plugins.host import Host

_AUTHOR: Final = "the plugin's author must correct it"
_CONNECTOR_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME: Final = re.compile(r"[a-z][a-z0-9_+.-]*")
_SITE_PATH: Final = re.compile(r"/([a-z][a-z0-9]*(-[a-z0-9]+)*)?")
_SECRET_NAME: Final = re.compile(r"(?:.*_)?(?:password|passwd|passphrase|secret|token|api_key|private_key)")


@frozen
class Components:
    """What one plugin brings."""

    sources: tuple[SourceType, ...] = ()
    sinks: tuple[SinkType, ...] = ()
    transforms: tuple[TransformFunction, ...] = ()
    step_types: tuple[StepType, ...] = ()
    log_stores: tuple[LogStoreType, ...] = ()
    routes: tuple[Any, ...] = ()
    sites: tuple[Site, ...] = ()
    commands: tuple[Any, ...] = ()

    @property
    def connectors(self) -> tuple[Connector, ...]:
        """The connectors of its sources and sinks, each once."""
        all_of_them = [source.connector for source in self.sources] + [sink.connector for sink in self.sinks]
        return tuple({id(connector): connector for connector in all_of_them}.values())

    @property
    def names(self) -> Mapping[tuple[str, str], object]:
        """Every (kind, name) that it claims, with what claims it.

        Raises:
            Quarantined: it claims one twice.
        """
        claims: dict[tuple[str, str], object] = {}
        for kind, name, owner in self._claims():
            if claims.setdefault((kind, name), owner) is not owner:
                raise _wrong(f"it offers the {kind} {name!r} twice")
        return claims

    def _claims(self) -> Iterator[tuple[str, str, object]]:
        yield from (("connector", connector.name, connector) for connector in self.connectors)
        yield from (("source", source.connector.name, source) for source in self.sources)
        yield from (("sink", sink.connector.name, sink) for sink in self.sinks)
        yield from (("transform", transform.name, transform) for transform in self.transforms)
        yield from (("step type", step.name, step) for step in self.step_types)
        yield from (("log store", store.scheme, store) for store in self.log_stores)
        yield from (("site", site.path, site) for site in self.sites)
        yield from (("command", str(command.name), command) for command in self.commands)


def components_of(host: Host, name: str, *, routes: bool, commands: bool) -> Components:
    """Ask one plugin for all that it brings, and check it.

    Raises:
        Quarantined: a hook fails, gives something else, or what it gives cannot work.
    """
    return Components(
        sources=_gather(host, name, "nexus_sources", SourceType, _check_source),
        sinks=_gather(host, name, "nexus_sinks", SinkType, _check_sink),
        transforms=_gather(host, name, "nexus_transforms", TransformFunction, _check_transform),
        step_types=_gather(host, name, "nexus_step_types", StepType, _check_step_type),
        log_stores=_gather(host, name, "nexus_log_stores", LogStoreType, _check_log_store),
        routes=tuple(host.collect(name, "nexus_routes")) if routes else (),
        sites=_gather(host, name, "nexus_sites", Site, _check_site) if routes else (),
        commands=_commands(host, name) if commands else (),
    )


def _gather(host: Host, name: str, hook: str, kind: type[Any], check: Callable[[Any], None]) -> tuple[Any, ...]:
    parts = host.collect(name, hook)
    for part in parts:
        if not isinstance(part, kind):
            reason = f"{hook} gave a {type(part).__name__} where a {kind.__name__} belongs"
            raise Quarantined(Stage.CALL, reason, _AUTHOR)
        with guarded(Stage.COMPONENTS):
            check(part)
    return tuple(parts)


def _commands(host: Host, name: str) -> tuple[Any, ...]:
    if not host.implements(name, "nexus_commands"):
        return ()
    from click import Command  # noqa: PLC0415 — processes without commands do not pay for it

    return _gather(host, name, "nexus_commands", Command, _check_command)


def _check_connector(connector: Connector) -> None:
    if not isinstance(connector, Connector):
        raise _wrong(f"a {type(connector).__name__} stands where a Connector belongs")
    what = f"connector {connector.name!r}"
    if not _CONNECTOR_NAME.fullmatch(connector.name):
        raise _wrong(f"{what}: its name must be kebab case, like 'sap-hana'")
    if not _CONNECTOR_NAME.fullmatch(connector.collection):
        raise _wrong(f"{what}: its collection must be kebab case, like 'rest-destinations'")
    _check_config(connector.config, what)
    for role in (connector.query, connector.browse):
        if role is not None:
            _must_be_callable(role, what)
    _must_be_callable(connector.check, what)


def _check_source(source: SourceType) -> None:
    _check_connector(source.connector)
    what = f"source {source.connector.name!r}"
    _must_be_callable(source.open, what)
    for ability in (source.subscriptions, source.instances, source.sample):
        if ability is not None:
            _must_be_callable(ability, what)


def _check_sink(sink: SinkType) -> None:
    _check_connector(sink.connector)
    what = f"sink {sink.connector.name!r}"
    _must_be_callable(sink.open, what)
    if not isinstance(sink.operations, tuple) or not sink.operations:
        raise _wrong(f"{what}: operations must be a tuple of at least one")
    unknown = sorted(set(sink.capabilities) - {"*", *sink.operations})
    if unknown:
        raise _wrong(f"{what}: capabilities names {unknown[0]!r}, which is none of its operations")
    if not all(isinstance(able, Capability) for held in sink.capabilities.values() for able in held):
        raise _wrong(f"{what}: capabilities must be of nexus.Capability")
    if min(sink.batching.max_rows, sink.batching.max_bytes, sink.batching.max_in_flight) < 1:
        raise _wrong(f"{what}: max_rows, max_bytes and max_in_flight of its batching must be at least 1")
    if sink.options is not None:
        _check_config(sink.options, f"{what} options")


def _check_transform(transform: TransformFunction) -> None:
    _check_name("transform", transform.name)
    if (transform.function is None) == (transform.prepare is None):
        raise _wrong(f"transform {transform.name!r}: give either function or prepare")
    _must_be_callable(transform.function or transform.prepare, f"transform {transform.name!r}")


def _check_step_type(step: StepType) -> None:
    _check_name("step type", step.name)
    _must_be_callable(step.open, f"step type {step.name!r}")
    _check_config(step.config, f"step type {step.name!r}")


def _check_log_store(store: LogStoreType) -> None:
    _check_name("log store", store.scheme)
    _must_be_callable(store.open, f"log store {store.scheme!r}")


def _check_site(site: Site) -> None:
    if not _SITE_PATH.fullmatch(site.path):
        raise _wrong(f"site {site.path!r}: its path must be / or one segment, like '/board'")


def _check_command(command: Any) -> None:
    _check_name("command", command.name)


def _check_name(kind: str, name: object) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise _wrong(f"{kind}: {name!r} is no name; use lower-case letters, digits, _ and -")


def _must_be_callable(function: object, what: str) -> None:
    if not callable(function):
        raise _wrong(f"{what}: {function!r} cannot be called")


def _check_config(cls: type[Any], what: str) -> None:
    """A config class must give a schema, and must type its secrets as such (security: secrets in use)."""
    try:
        json_schema(cls)
    except TypeError as error:
        raise _wrong(f"{what}: {error}") from error
    except RecursionError as error:
        raise _wrong(f"{what}: config classes must not contain themselves") from error
    for field in _plain_secrets(Object(cls)):
        raise _wrong(f"{what}: the field {field} holds a secret; its type must be nexus.Secret")


def _plain_secrets(shape: Shape) -> Iterator[str]:
    match shape:
        case Object(cls):
            for name, field in fields_of(cls).items():
                if _SECRET_NAME.fullmatch(name) and field.core == Scalar(str):
                    yield f"{cls.__qualname__}.{name}"
                yield from _plain_secrets(field.core)
        case Variants(classes):
            for cls in classes.values():
                yield from _plain_secrets(Object(cls))
        case Items(item):
            yield from _plain_secrets(item)


def _wrong(reason: str) -> Quarantined:
    return Quarantined(Stage.COMPONENTS, reason, _AUTHOR)
