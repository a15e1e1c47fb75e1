"""What an application's messages look like: its fields by themselves, and a proposal from samples."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.api.management.versions import IfMatch, expected, tagged
from nexus.mapping.documents import FieldDocument
from nexus.mapping.schema import infer_fields
from nexus.services.applications.desk import ApplicationDesk
from nexus.services.applications.documents import FieldsDocument, SamplesDocument
from nexus.services.definitions.convert import field_documents


@view
class FieldsView:
    """The fields of an application's messages."""

    fields: Sequence[FieldDocument]


def field_routes(management: Management, desk: ApplicationDesk) -> list[HTTPRouteHandler]:
    """Return the routes."""

    @route(
        "GET",
        "/applications/{application_id:str}/fields",
        policy=Policy.USER,
        name="get_application_fields",
        summary="Show the fields of an application",
        description="The `ETag` is the application's.",
        tag="applications",
        versioned=True,
    )
    def get_fields(request: Request[Any, Any, Any], application_id: FromPath[str]) -> Response[FieldsView]:
        found = desk.get(caller_of(request).workspace_id, application_id)
        return tagged(FieldsView(fields=field_documents(found.fields)), found.version)

    @route(
        "PUT",
        "/applications/{application_id:str}/fields",
        policy=Policy.ADMIN,
        name="set_application_fields",
        summary="Replace the fields of an application",
        tag="applications",
        body=FieldsDocument,
        refuses=(409,),
        versioned=True,
    )
    def set_fields(
        request: Request[Any, Any, Any],
        application_id: FromPath[str],
        data: JSONBody[FieldsDocument],
        if_match: IfMatch = None,
    ) -> Response[FieldsView]:
        caller = caller_of(request)
        changed = desk.set_fields(caller.workspace_id, application_id, data.fields, caller.person, expected(if_match))
        management.news.announce(changed.id)
        return tagged(FieldsView(fields=field_documents(changed.fields)), changed.version)

    return [get_fields, set_fields, _inference(desk)]


def _inference(desk: ApplicationDesk) -> HTTPRouteHandler:
    @route(
        "POST",
        "/applications/{application_id:str}/infer-fields",
        policy=Policy.ADMIN,
        name="infer_application_fields",
        summary="Propose fields that all samples fit",
        description="Nothing is stored: look at them, and `PUT` them to `…/fields`.",
        tag="applications",
        body=SamplesDocument,
        status=200,
    )
    def infer(
        request: Request[Any, Any, Any], application_id: FromPath[str], data: JSONBody[SamplesDocument]
    ) -> FieldsView:
        desk.get(caller_of(request).workspace_id, application_id)
        return FieldsView(fields=field_documents(infer_fields(data.samples)))

    return infer
