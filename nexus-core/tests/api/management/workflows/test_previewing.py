"""Workflows are tried on samples: what would be written, what does not fit, how far steps come."""

import pytest

from .conftest import ORDERS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here is about SQL
SEQUENCE = {
    "name": "enrich",
    "mode": "sequential",
    "steps": [
        {"name": "shape", "type": "transform", "mappings": [{"source": "total", "target": "sum", "type": "integer"}]},
        {"name": "big", "type": "condition", "expression": "current.sum > 10", "then": "lookup", "otherwise": "end"},
        {"name": "lookup", "type": "rest_call", "connection": "crm", "path": "/{payload.id}"},
        {
            "name": "tier",
            "type": "transform",
            "mappings": [{"source": "steps.lookup.body.tier", "target": "tier", "on_missing": "reject"}],
        },
    ],
}


async def draft(api, definition, *samples, **more):
    body = {"definition": definition, "samples": list(samples), **more}
    answer = await api.call("uwe", "POST", "/api/workflows/preview", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_saved_workflow_is_tried_on_samples(api, desk):
    made = await desk.make()

    answer = await api.call(
        "uwe", "POST", f"/api/workflows/{made['id']}/preview", {"samples": [{"id": 7, "total": 12.5}, {"id": 8}]}
    )

    first, second = answer.json()["samples"]
    assert [one["status"] for one in first["pipelines"]] == ["mapped", "mapped"]
    assert first["pipelines"][0]["row"] == {"id": 7, "total": "12.5"}
    assert second["pipelines"][0]["row"] == {"id": 8, "total": "0"}
    assert second["pipelines"][1]["status"] == "failed"
    assert "total" in second["pipelines"][1]["error"]
    assert answer.json()["faults"] == []


async def test_every_field_that_does_not_fit_is_told_with_its_place(api, desk):
    [warehouse, _] = ORDERS["pipelines"]

    found = await draft(api, ORDERS | {"pipelines": [warehouse]}, {"id": "seven", "total": [1]})

    [pipeline] = found["samples"][0]["pipelines"]
    assert pipeline["status"] == "failed"
    assert [(one["index"], one["target"], one["path"], one["found"]) for one in pipeline["fields"]] == [
        (0, "id", "id", "string"),
        (1, "total", "total", "array"),
    ]
    assert all("cannot become" in one["error"] for one in pipeline["fields"])


async def test_a_draft_that_is_half_written_is_tried_as_far_as_it_goes(api, desk):
    [warehouse, _] = ORDERS["pipelines"]
    half = warehouse | {
        "destination": "nowhere",
        "mappings": [
            *warehouse["mappings"],
            {"expression": "payload.", "target": "x"},
            {"source": "id", "target": "id"},
        ],
    }

    found = await draft(api, ORDERS | {"pipelines": [half]}, {"id": 1, "total": 2})

    assert [one["path"] for one in found["faults"]] == [
        "pipelines[0].mappings[2].expression",
        "pipelines[0].mappings[3].target",
        "pipelines[0].destination",
    ]
    assert found["samples"][0]["pipelines"][0]["row"] == {"id": 1, "total": "2"}


async def test_what_the_condition_holds_back_is_filtered(api, desk):
    found = await draft(api, ORDERS, {"id": 1, "total": 2.0}, pipelines=["to-crm"])

    [pipeline] = found["samples"][0]["pipelines"]
    assert (pipeline["index"], pipeline["status"], pipeline["row"]) == (1, "filtered", None)


async def test_no_digit_of_a_sample_is_lost(api, desk):
    await api.log_in("uwe")
    text = b'{"samples": [{"id": 1, "total": 12345678901234567890.12345678}], "definition": '
    answer = await api.call(
        "uwe", "POST", "/api/workflows/preview", content=text + __import__("json").dumps(ORDERS).encode() + b"}"
    )

    assert answer.json()["samples"][0]["pipelines"][0]["row"]["total"] == "12345678901234567890.12345678"


async def test_steps_run_as_far_as_nothing_outside_is_needed(api, desk):
    small, large = (await draft(api, SEQUENCE, {"id": 1, "total": 5}, {"id": 1, "total": 50}))["samples"]

    assert [(one["name"], one["status"], one["next"]) for one in small["steps"]] == [
        ("shape", "ran", "big"),
        ("big", "ran", None),
    ]
    assert [(one["name"], one["status"]) for one in large["steps"]] == [
        ("shape", "ran"),
        ("big", "ran"),
        ("lookup", "not_run"),
    ]
    assert large["steps"][0]["output"] == {"sum": 50}


async def test_steps_go_on_from_outputs_that_are_given(api, desk):
    outputs = {"lookup": {"status": 200, "body": {"tier": "gold"}}}
    gold = await draft(api, SEQUENCE, {"id": 1, "total": 50}, outputs=outputs)
    none = await draft(api, SEQUENCE, {"id": 1, "total": 50}, outputs={"lookup": {"body": {}}})

    assert gold["samples"][0]["steps"][2]["status"] == "assumed"
    assert gold["samples"][0]["steps"][3]["output"] == {"tier": "gold"}
    assert none["samples"][0]["steps"][3]["status"] == "failed"
    assert "is missing" in none["samples"][0]["steps"][3]["error"]


async def test_faults_of_steps_are_told_with_their_place(api, desk):
    [shape, big, *_] = SEQUENCE["steps"]
    wrong = [
        shape | {"mappings": [{"source": "a..b", "target": "x"}]},
        big | {"expression": "current.", "then": "end"},
    ]

    found = await draft(api, SEQUENCE | {"steps": wrong}, {"id": 1})
    refused = await api.call("ada", "POST", "/api/workflows", SEQUENCE | {"steps": wrong})

    assert [one["path"] for one in found["faults"]] == ["steps[0].mappings[0].source", "steps[1].expression"]
    assert refused.json()["errors"] == found["faults"]
    assert found["samples"][0]["steps"][0]["status"] == "failed"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"samples": []}, "samples"),
        ({"samples": [{}]}, "definition"),
        ({"samples": [{}] * 101, "definition": ORDERS}, "samples"),
        ({"samples": [{}], "definition": {"name": 7}}, "definition.name"),
        ({"samples": [{}], "definition": 7}, "definition"),
        ({"samples": [{}], "definition": ORDERS, "extra": 1}, "extra"),
    ],
)
async def test_what_cannot_be_tried_is_refused(api, desk, body, path):
    refused = await api.call("uwe", "POST", "/api/workflows/preview", body)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"] == path


async def test_five_hundred_fields_are_tried_at_once(api, desk):
    functions = ["trim", "lower"]
    wide = ORDERS["pipelines"][0] | {
        "key": ["f0"],
        "mappings": [
            {"source": f"part{i % 10}.f{i}", "target": f"f{i}", "type": "string", "transforms": functions}
            for i in range(500)
        ],
    }
    sample: dict = {f"part{i}": {} for i in range(10)}
    for i in range(500):
        sample[f"part{i % 10}"][f"f{i}"] = f" Value {i} "

    found = await draft(api, ORDERS | {"pipelines": [wide]}, sample)

    assert found["samples"][0]["pipelines"][0]["row"] == {f"f{i}": f"value {i}" for i in range(500)}
