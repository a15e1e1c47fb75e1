"""What an application proves itself with: its keys and the versions of its master secret, rotated and ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.config import field
from nexus.services.applications.desk import ApplicationDesk
from nexus.services.applications.documents import KeyRotationDocument, SecretRotationDocument

KEY_OVERLAP: Final = KeyRotationDocument()
SECRET_OVERLAP: Final = SecretRotationDocument()
"""What is done where the request has no body."""


@view
class KeyView:
    """An API key, as far as one may know it."""

    id: str = field(help="The public half: what stands between `nxk_` and the secret part.")
    created_at: datetime | None
    valid_until: datetime | None = field(help="End of its overlap; null for the current key.")


@view
class KeyList:
    """Keys that are valid, newest first."""

    items: Sequence[KeyView]


@view
class RotatedKey:
    """A new key: shown this once."""

    id: str
    key: str = field(help="For the header `X-API-Key`.")
    former: Sequence[KeyView] = field(help="Keys that are still valid beside it.")


@view
class SecretVersionView:
    """A version of a master secret, without the secret."""

    version: int = field(help="`kid` of the envelopes that are encrypted under it.")
    created_at: datetime
    valid_until: datetime | None = field(help="End of its overlap; null for the current version.")


@view
class SecretVersionList:
    """Versions that are valid, newest first."""

    items: Sequence[SecretVersionView]


@view
class RotatedSecret:
    """A new version of a master secret: shown this once."""

    version: int
    master_secret: str = field(help="Base64.")
    former: Sequence[SecretVersionView] = field(help="Versions that are still valid beside it.")


def key_routes(management: Management, desk: ApplicationDesk) -> list[HTTPRouteHandler]:
    """Return the routes."""
    return [*_keys(management, desk), *_secrets(management, desk)]


def _keys(management: Management, desk: ApplicationDesk) -> list[HTTPRouteHandler]:
    @route(
        "GET",
        "/applications/{application_id:str}/keys",
        policy=Policy.USER,
        name="list_application_keys",
        summary="List the keys that are valid",
        tag="applications",
    )
    def list_keys(request: Request[Any, Any, Any], application_id: FromPath[str]) -> KeyList:
        return KeyList(items=_key_views(desk, caller_of(request).workspace_id, application_id))

    @route(
        "POST",
        "/applications/{application_id:str}/rotate-key",
        policy=Policy.ADMIN,
        name="rotate_application_key",
        summary="Give an application a new key",
        description="The new key is shown this once; no former one stays valid for longer than the overlap.",
        tag="applications",
        body=KeyRotationDocument,
        body_optional=True,
        status=200,
    )
    def rotate_key(
        request: Request[Any, Any, Any],
        application_id: FromPath[str],
        data: JSONBody[KeyRotationDocument] = KEY_OVERLAP,
    ) -> RotatedKey:
        caller = caller_of(request)
        made = desk.rotate_key(
            caller.workspace_id, application_id, timedelta(seconds=data.overlap_seconds), caller.person
        )
        management.news.announce(application_id)
        valid = _key_views(desk, caller.workspace_id, application_id)
        return RotatedKey(id=made.id, key=made.text, former=[one for one in valid if one.id != made.id])

    @route(
        "DELETE",
        "/applications/{application_id:str}/keys/{key_id:str}",
        policy=Policy.ADMIN,
        name="end_application_key",
        summary="End a key at once",
        description="Also the current one: then the application has none until its key is rotated.",
        tag="applications",
    )
    def end_key(request: Request[Any, Any, Any], application_id: FromPath[str], key_id: FromPath[str]) -> None:
        caller = caller_of(request)
        desk.end_key(caller.workspace_id, application_id, key_id, caller.person)
        management.news.announce(application_id)

    return [list_keys, rotate_key, end_key]


def _secrets(management: Management, desk: ApplicationDesk) -> list[HTTPRouteHandler]:
    @route(
        "GET",
        "/applications/{application_id:str}/secrets",
        policy=Policy.USER,
        name="list_application_secrets",
        summary="List the versions of the master secret that are valid",
        tag="applications",
    )
    def list_secrets(request: Request[Any, Any, Any], application_id: FromPath[str]) -> SecretVersionList:
        return SecretVersionList(items=_secret_views(desk, caller_of(request).workspace_id, application_id))

    @route(
        "POST",
        "/applications/{application_id:str}/rotate-secret",
        policy=Policy.ADMIN,
        name="rotate_application_secret",
        summary="Make a new version of the master secret",
        description="It is shown this once; no former version stays valid for longer than the overlap.",
        tag="applications",
        body=SecretRotationDocument,
        body_optional=True,
        status=200,
    )
    def rotate_secret(
        request: Request[Any, Any, Any],
        application_id: FromPath[str],
        data: JSONBody[SecretRotationDocument] = SECRET_OVERLAP,
    ) -> RotatedSecret:
        caller = caller_of(request)
        made = desk.rotate_secret(
            caller.workspace_id, application_id, timedelta(seconds=data.overlap_seconds), caller.person
        )
        management.news.announce(application_id)
        valid = _secret_views(desk, caller.workspace_id, application_id)
        former = [one for one in valid if one.version != made.version]
        return RotatedSecret(version=made.version, master_secret=made.text, former=former)

    @route(
        "DELETE",
        "/applications/{application_id:str}/secrets/{version:int}",
        policy=Policy.ADMIN,
        name="end_application_secret",
        summary="End a version of the master secret at once",
        description="What is encrypted under it is not taken any more.",
        tag="applications",
    )
    def end_secret(request: Request[Any, Any, Any], application_id: FromPath[str], version: FromPath[int]) -> None:
        caller = caller_of(request)
        desk.end_secret(caller.workspace_id, application_id, version, caller.person)
        management.news.announce(application_id)

    return [list_secrets, rotate_secret, end_secret]


def _key_views(desk: ApplicationDesk, workspace_id: str, application_id: str) -> list[KeyView]:
    return [
        KeyView(id=one.id, created_at=one.created_at, valid_until=one.valid_until)
        for one in desk.keys(workspace_id, application_id)
    ]


def _secret_views(desk: ApplicationDesk, workspace_id: str, application_id: str) -> list[SecretVersionView]:
    return [
        SecretVersionView(version=one.version, created_at=one.created_at, valid_until=one.valid_until)
        for one in desk.secrets(workspace_id, application_id)
    ]
