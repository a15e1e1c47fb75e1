"""The HTTP reference, drawn from the OpenAPI document: a page for each tag, with what operations take and answer."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from nexus.api.document import openapi_document

Json = Mapping[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


def http_pages() -> dict[str, str]:
    """Return page -> Markdown; ``reference/http/index.md`` lists all operations."""
    document = openapi_document()
    by_tag: dict[str, list[tuple[str, str, Json]]] = {}
    for path, method, operation in operations(document):
        for tag in operation.get("tags") or ["other"]:
            by_tag.setdefault(tag, []).append((path, method, operation))
    pages = {f"reference/http/{_slug(tag)}.md": _page(tag, found, document) for tag, found in by_tag.items()}
    return pages | {"reference/http/index.md": _index(by_tag)}


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield (path, method, operation) in the order of the document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _index(by_tag: Mapping[str, list[tuple[str, str, Json]]]) -> str:
    lines = [
        "# HTTP",
        "",
        "Drawn from the OpenAPI document, which a running API answers under `/api/openapi.json` and `nexus openapi` prints.",
        "How to send messages, sign in and read errors is told in [Send messages](../../http.md).",
    ]
    for tag, found in sorted(by_tag.items()):
        lines += ["", f"## {_title(tag)}", "", "| route | |", "| --- | --- |"]
        lines += [
            f"| [`{method.upper()} {path}`]({_slug(tag)}.md#{_anchor(operation)}) | {_cell(operation.get('summary', ''))} |"
            for path, method, operation in found
        ]
    return "\n".join([*lines, ""])


def _page(tag: str, found: list[tuple[str, str, Json]], document: Json) -> str:
    lines = [f"# {_title(tag)}"]
    for path, method, operation in found:
        lines += [
            "",
            f"## {operation.get('summary') or operation['operationId']} {{ #{_anchor(operation)} }}",
            "",
            f"`{method.upper()} {path}`",
        ]
        if operation.get("description"):
            lines += ["", operation["description"]]
        lines += _parameters(operation, document) + _body(operation, document) + _answers(operation, document)
    return "\n".join([*lines, ""])


def _parameters(operation: Json, document: Json) -> list[str]:
    parameters = [_resolved(one, document) for one in operation.get("parameters", ())]
    if not parameters:
        return []
    rows = [
        f"| `{one['name']}` | {one['in']} | {_type(one.get('schema', {}), document)} | "
        f"{'required. ' if one.get('required') else ''}{_cell(one.get('description', ''))} |"
        for one in parameters
    ]
    return ["", "| parameter | in | type | meaning |", "| --- | --- | --- | --- |", *rows]


def _body(operation: Json, document: Json) -> list[str]:
    lines: list[str] = []
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = content.get("schema", {})
        lines += ["", f"**Body** (`{media}`): {_type(schema, document)}", *_fields(schema, document)]
        example = _example(content, document)
        if example is not None:
            lines += ["", "```json", json.dumps(example, indent=2, ensure_ascii=False), "```"]
    return lines


def _answers(operation: Json, document: Json) -> list[str]:
    lines = ["", "| answer | content | meaning |", "| --- | --- | --- |"]
    good: list[Json] = []
    for status, answer in sorted(operation.get("responses", {}).items()):
        contents = _resolved(answer, document).get("content", {})
        types = ", ".join(dict.fromkeys(_type(one.get("schema", {}), document) for one in contents.values()))
        lines.append(f"| {status} | {types} | {_cell(answer.get('description', ''))} |")
        good += [one["schema"] for one in contents.values() if status.startswith("2") and "schema" in one]
    for schema in good:
        lines += _fields(schema, document)
    return lines


def _fields(schema: Json, document: Json) -> list[str]:
    found = _resolved(schema, document)
    if not found.get("properties"):
        return []
    required = set(found.get("required", ()))
    rows = [
        f"| `{name}` | {_type(one, document)} | {'required. ' if name in required else ''}{_meaning(one, document)} |"
        for name, one in found["properties"].items()
    ]
    return ["", f"{_type(schema, document)}:", "", "| field | type | meaning |", "| --- | --- | --- |", *rows]


def _meaning(schema: Json, document: Json) -> str:
    said = schema.get("description") or schema.get("title") or _resolved(schema, document).get("description", "")
    return _cell(said)


def _type(schema: Json, document: Json) -> str:  # noqa: PLR0911 — one line per kind of schema
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            kinds = dict.fromkeys(_type(one, document) for one in schema[choice])
            return " or ".join(kinds)
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(one)}`" for one in schema["enum"])
    kind = schema.get("type")
    if isinstance(kind, list):
        return " or ".join(kind)
    if kind == "array":
        return f"list of {_type(schema.get('items', {}), document)}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"names with {_type(schema['additionalProperties'], document)}"
    return f"{kind or 'any'}" + (f" ({schema['format']})" if "format" in schema else "")


def _example(content: Json, document: Json) -> Any:
    if "example" in content:
        return content["example"]
    for one in content.get("examples", {}).values():
        return one.get("value")
    examples = _resolved(content.get("schema", {}), document).get("examples") or []
    return examples[0] if isinstance(examples, list) and examples else None


def _resolved(schema: Json, document: Json) -> Json:
    while "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def _anchor(operation: Json) -> str:
    return str(operation["operationId"]).replace("_", "-")


def _slug(tag: str) -> str:
    return tag.lower().replace(" ", "-")


def _title(tag: str) -> str:
    return tag[:1].upper() + tag[1:]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
