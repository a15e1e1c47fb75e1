"""The OpenAPI document: valid, and complete enough that a client can be generated from it."""

import json

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from nexus.config import json_schema

from .world import make

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
APART = {"ingress", "health"}
"""Groups of operations that have ways of their own; so has running a workflow, whose answer is whatever it gives."""
CONNECTION = {"name": "crm", "connector": "rest", "config": {"base_url": "https://crm.example.com"}}


@pytest.fixture
async def document(api) -> dict:
    return (await api.client.get("/api/openapi.json")).json()


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                yield path, method, operation


def managed(document):
    every = operations(document)
    return [one for one in every if not APART & set(one[2]["tags"]) and one[2]["operationId"] != "execute_workflow"]


def resolved(document, schema):
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


async def test_it_is_a_valid_document_of_openapi_3_1(document):
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")


async def test_every_operation_has_an_id_of_its_own(document):
    ids = [operation["operationId"] for _, _, operation in operations(document)]

    assert len(ids) == len(set(ids))
    assert all(one.isidentifier() for one in ids)
    assert all(path.startswith("/api/v1/") for path, _, _ in managed(document)), "aliases are not told twice"


async def test_every_operation_says_what_it_takes_and_answers(document):
    missing = []
    for path, method, operation in managed(document):
        answers = operation["responses"]
        good = [each for status, each in answers.items() if status.startswith("2")]
        if not good or not all("content" in each or "204" in answers for each in good):
            missing.append(f"{method} {path}: answer")
        for each in good:
            for kind, content in each.get("content", {}).items():
                if kind in {"text/event-stream", "text/yaml"}:  # what it is, the description tells
                    continue
                schema = resolved(document, content["schema"])
                if schema.get("type") != "object" or not schema.get("properties"):
                    missing.append(f"{method} {path}: schema of the answer")
        if method in {"put", "post"} and "requestBody" in operation:
            (content,) = operation["requestBody"]["content"].values()
            schema = resolved(document, content["schema"])
            forms = [resolved(document, one) for one in schema.get("oneOf", [schema])]
            if not all(one.get("properties") and one.get("examples") for one in forms):
                missing.append(f"{method} {path}: body with an example")
        if not operation.get("summary"):
            missing.append(f"{method} {path}: summary")

    assert not missing


async def test_bodies_that_handlers_read_are_told(document):
    without_body = {
        operation["operationId"]
        for _, method, operation in managed(document)
        if method in {"put", "post"} and "requestBody" not in operation
    }

    switches = {"cancel_run", "enable_workflow", "disable_workflow", "restore_workflow_version"}
    assert without_body == {"refresh", "log_out", "rotate_agent_token"} | switches


async def test_refusals_are_problem_details_and_closed_routes_say_how_to_open_them(document):
    public = {"log_in", "log_out"}
    others = {"refresh": "refresh", "run_query": "apiKey", "run_query_with_body": "apiKey"}
    others |= dict.fromkeys(("sync_agent", "register_agent", "forward_messages", "forward_source_messages"), "agent")
    for path, _, operation in managed(document):
        answers = operation["responses"]
        refusals = {status: each for status, each in answers.items() if status.startswith("4")}
        for each in refusals.values():
            assert set(each["content"]) == {"application/problem+json"}
        if operation["operationId"] in public:
            assert not operation.get("security")
            continue
        assert operation["security"] == [{others.get(operation["operationId"], "bearer"): []}]
        assert "401" in refusals
        if "{" in path:
            assert "404" in refusals
        if "requestBody" in operation:
            assert "422" in refusals


async def test_every_schema_has_one_name_by_which_clients_call_it(document):
    names = set(document["components"]["schemas"])

    assert {name for name in names if not name.isidentifier() or "_" in name} == set()


async def test_what_may_go_wrong_is_told_as_problem_details_wherever_it_may(document):
    for path, method, operation in operations(document):
        refusals = {status for status in operation["responses"] if status.startswith(("4", "5"))}
        if "health" in operation["tags"]:
            continue
        assert refusals, f"{method} {path}"
        for status in refusals:
            assert set(operation["responses"][status]["content"]) == {"application/problem+json"}, f"{method} {path}"


async def test_examples_fit_their_schemas(document):
    for name, schema in document["components"]["schemas"].items():
        for example in schema.get("examples", ()):
            whole = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
            jsonschema.Draft202012Validator(whole).validate(example)


async def test_answers_are_as_the_document_says(api, document):
    agent = (await api.call("ada", "POST", "/api/agents", {"name": "plant-7"})).json()["agent"]
    connection = (await api.call("ada", "POST", "/api/connections", CONNECTION)).json()
    application = (await api.call("ada", "POST", "/api/applications", {"name": "shop"})).json()["application"]
    place = f"/api/applications/{application['id']}"
    world = make(api, name="till")
    letters = world.die("m1")
    api.log.append([world.event("m1")])
    asked = {
        "list_connections": ("uwe", "/api/connections"),
        "get_rest_destination": ("uwe", f"/api/rest-destinations/{connection['id']}"),
        "list_applications": ("uwe", "/api/applications"),
        "get_application": ("uwe", place),
        "get_application_fields": ("uwe", f"{place}/fields"),
        "list_application_keys": ("uwe", f"{place}/keys"),
        "list_application_secrets": ("uwe", f"{place}/secrets"),
        "me": ("ada", "/api/auth/me"),
        "list_users": ("olga", "/api/users"),
        "list_workspaces": ("olga", "/api/workspaces"),
        "list_members": ("ada", f"/api/workspaces/{api.workspace.id}/members"),
        "list_connectors": ("uwe", "/api/connectors"),
        "list_transforms": ("uwe", "/api/transforms"),
        "list_agents": ("uwe", "/api/agents"),
        "get_agent": ("uwe", f"/api/agents/{agent['id']}"),
        "list_queries": ("uwe", "/api/queries"),
        "list_logs": ("uwe", "/api/logs"),
        "trace_message": ("uwe", "/api/messages/m1/trace"),
        "group_dead_letters": ("uwe", "/api/dead-letters/groups"),
        "list_dead_letters": ("uwe", "/api/dead-letters"),
        "get_dead_letter": ("uwe", f"/api/dead-letters/{letters['m1']}"),
        "list_audit_logs": ("olga", "/api/audit-logs"),
        "verify_audit_logs": ("olga", "/api/audit-logs/verify"),
    }
    by_id = {operation["operationId"]: operation for _, _, operation in managed(document)}

    for name, (person, place) in asked.items():
        answer = await api.call(person, "GET", place)
        schema = by_id[name]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator(schema | {"components": document["components"]}).validate(answer.json())
    refused = await api.call("uwe", "POST", "/api/agents", {})
    schema = by_id["create_agent"]["responses"]["403"]["content"]["application/problem+json"]["schema"]
    jsonschema.Draft202012Validator(schema | {"components": document["components"]}).validate(refused.json())


async def test_the_workspace_of_a_request_and_the_version_of_an_edit_are_parameters(document):
    by_id = {operation["operationId"]: operation for _, _, operation in managed(document)}

    def headers(name):
        return {one["name"] for one in by_id[name].get("parameters", ()) if one["in"] == "header"}

    assert "X-Workspace" in headers("list_agents")
    assert headers("update_query") == {"X-Workspace", "If-Match"}
    assert "X-Workspace" not in headers("list_users")
    assert "ETag" in by_id["get_query"]["responses"]["200"]["headers"]


async def test_a_connection_has_a_form_for_each_connector_with_its_typed_configuration(api, document):
    by_id = {operation["operationId"]: operation for _, _, operation in managed(document)}

    def forms(name):
        body = by_id[name]["requestBody"]["content"]["application/json"]["schema"]
        mapping = body["discriminator"]["mapping"]
        assert body["discriminator"]["propertyName"] == "connector"
        assert sorted(mapping.values()) == sorted(one["$ref"] for one in body["oneOf"])
        return {connector: resolved(document, {"$ref": reference}) for connector, reference in mapping.items()}

    every = forms("create_connection")
    assert set(every) == set(api.catalogue.connectors)
    for operation, collection in (
        ("create_rest_destination", "rest-destinations"),
        ("update_destination", "destinations"),
    ):
        family = {name for name, one in api.catalogue.connectors.items() if one.collection == collection}
        assert set(forms(operation)) == family
        assert family < set(every)
    for name, form in every.items():
        connector = api.catalogue.connectors[name]
        config = resolved(document, form["properties"]["config"])
        assert form["properties"]["connector"]["const"] == name
        told = {key: value for key, value in json_schema(connector.config).items() if key != "$schema"}
        for key, value in as_told(json.loads(json.dumps(told))).items():
            assert config[key] == value, f"what forms need is there, too: {key} of {name}"


def as_told(schema):
    """The document leaves out what is null, and defaults of fields that are objects, which generators give up on."""
    properties = {
        name: {key: value for key, value in one.items() if key != "default" or not isinstance(value, dict)}
        for name, one in schema["properties"].items()
    }
    return without_nulls(schema | {"properties": properties})


def without_nulls(schema):
    if isinstance(schema, dict):
        return {key: without_nulls(value) for key, value in schema.items() if value is not None}
    return [without_nulls(one) for one in schema] if isinstance(schema, list) else schema


async def test_the_examples_of_connections_are_taken(api, document):
    for name in api.catalogue.connectors:
        form = next(
            one
            for one in document["components"]["schemas"].values()
            if one.get("properties", {}).get("connector", {}).get("const") == name
        )
        answer = await api.call("ada", "POST", "/api/connections", form["examples"][0])
        assert answer.status_code == 201, answer.text


async def test_a_body_that_may_be_left_out_is_told_so(document):
    optional = {
        operation["operationId"]
        for _, _, operation in managed(document)
        if "requestBody" in operation and not operation["requestBody"]["required"]
    }

    assert {"rotate_application_key", "rotate_application_secret", "test_connection"} <= optional
    assert not {"create_application", "try_connection", "update_destination"} & optional
