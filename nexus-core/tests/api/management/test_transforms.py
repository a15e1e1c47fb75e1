"""The functions that mappings can call, as the data mapper reads them."""


async def test_functions_say_what_they_do_and_which_arguments_they_take(api):
    answer = (await api.call("uwe", "GET", "/api/transforms")).json()

    by_name = {one["name"]: one for one in answer["items"]}
    assert list(by_name) == sorted(api.catalogue.transforms)
    cut = by_name["substring"]
    assert cut["returns"] == "string"
    assert cut["plugin"]
    assert [(one["name"], one["type"], one["required"], one["default"]) for one in cut["parameters"]] == [
        ("start", "integer", True, None),
        ("length", "integer", False, None),
    ]
    assert by_name["coalesce"]["handles_null"] is True
    assert all("Example" in one["doc"] for one in answer["items"] if one["plugin"] == cut["plugin"])


async def test_who_is_not_signed_in_is_told_of_no_function(api):
    assert (await api.client.get("/api/transforms")).status_code == 401
