"""Applications: the senders, defined as in definition files; their key and master secret are shown once."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter

from nexus.api.management.application_fields import field_routes
from nexus.api.management.application_keys import key_routes
from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.pages import Cursor, Limit, Named, named, paged
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.api.management.versions import IfMatch, expected, tagged
from nexus.config import field
from nexus.model.connection import Application
from nexus.services.applications.desk import ApplicationDesk
from nexus.services.definitions.convert import application_values
from nexus.services.definitions.documents import ApplicationDocument
from nexus.wiring import open_credentials

Enabled = Annotated[
    bool | None, QueryParameter(name="enabled", description="Only those that are, or are not, enabled.")
]


@view
class ApplicationView(ApplicationDocument):
    """A sender."""

    EXAMPLE: ClassVar = {
        **ApplicationDocument.EXAMPLE,
        "id": "01a209ef-660d-7561-86a6-651d604f81d5",
        "enabled": True,
        "allow_unknown": True,
        "burst": 2000,
        "encryption": False,
        "keep_encrypted": False,
        "masked": [],
        "version": 1,
    }

    id: str
    version: int


@view
class ApplicationPage:
    """Applications by name."""

    items: Sequence[ApplicationView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


@view
class NewApplication:
    """An application with its key and its master secret: shown this once."""

    application: ApplicationView
    key: str = field(help="For the header `X-API-Key`.")
    master_secret: str = field(help="Base64; payload encryption derives its keys from it.")


def application_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    metadata = management.metadata
    desk = ApplicationDesk(metadata.repositories, open_credentials(metadata))
    return [
        *_reading(desk),
        *_changing(management, desk),
        *key_routes(management, desk),
        *field_routes(management, desk),
    ]


def _reading(desk: ApplicationDesk) -> list[HTTPRouteHandler]:
    @route(
        "GET",
        "/applications",
        policy=Policy.USER,
        name="list_applications",
        summary="List applications",
        tag="applications",
    )
    def list_applications(
        request: Request[Any, Any, Any],
        q: Named = None,
        enabled: Enabled = None,
        cursor: Cursor = None,
        limit: Limit = 100,
    ) -> ApplicationPage:
        found = [
            one
            for one in desk.list(caller_of(request).workspace_id)
            if named(one.name, q) and enabled in {None, one.enabled}
        ]
        page = paged(found, lambda one: one.name, cursor, limit)
        return ApplicationPage(items=[_view(one) for one in page.items], next=page.cursor)

    @route(
        "GET",
        "/applications/{application_id:str}",
        policy=Policy.USER,
        name="get_application",
        summary="Show an application",
        tag="applications",
        versioned=True,
    )
    def get_application(request: Request[Any, Any, Any], application_id: FromPath[str]) -> Response[ApplicationView]:
        found = desk.get(caller_of(request).workspace_id, application_id)
        return tagged(_view(found), found.version)

    return [list_applications, get_application]


def _changing(management: Management, desk: ApplicationDesk) -> list[HTTPRouteHandler]:
    @route(
        "POST",
        "/applications",
        policy=Policy.ADMIN,
        name="create_application",
        summary="Make an application",
        description="The answer has its API key and its master secret, which are shown this once.",
        tag="applications",
        body=ApplicationDocument,
        refuses=(409,),
        versioned=True,
    )
    def create_application(
        request: Request[Any, Any, Any], data: JSONBody[ApplicationDocument]
    ) -> Response[NewApplication]:
        caller = caller_of(request)
        made, issued = desk.create(caller.workspace_id, data, caller.person)
        management.news.announce(made.id)
        content = NewApplication(application=_view(made), key=issued.key, master_secret=issued.master_secret)
        return tagged(content, made.version, status=201)

    @route(
        "PUT",
        "/applications/{application_id:str}",
        policy=Policy.ADMIN,
        name="update_application",
        summary="Replace an application",
        description="All but its keys and master secrets.",
        tag="applications",
        body=ApplicationDocument,
        refuses=(409,),
        versioned=True,
    )
    def update_application(
        request: Request[Any, Any, Any],
        application_id: FromPath[str],
        data: JSONBody[ApplicationDocument],
        if_match: IfMatch = None,
    ) -> Response[ApplicationView]:
        caller = caller_of(request)
        changed = desk.update(caller.workspace_id, application_id, data, caller.person, expected=expected(if_match))
        management.news.announce(changed.id)
        return tagged(_view(changed), changed.version)

    @route(
        "DELETE",
        "/applications/{application_id:str}",
        policy=Policy.ADMIN,
        name="delete_application",
        summary="Delete an application",
        description="With its keys and master secrets; not while a workflow, an agent or a query names it.",
        tag="applications",
        refuses=(409,),
    )
    def delete_application(request: Request[Any, Any, Any], application_id: FromPath[str]) -> None:
        caller = caller_of(request)
        desk.delete(caller.workspace_id, application_id, caller.person)
        management.news.announce(application_id)

    return [create_application, update_application, delete_application]


def _view(value: Application) -> ApplicationView:
    return ApplicationView(id=value.id, version=value.version, **application_values(value))
