"""What pipelines make of messages, without a store, a database or a destination."""

WORKFLOW = """
workflows:
  - name: orders
    sources: [{application: shop}]
    max_retries: 2
    pipelines:
      - name: all
        destination: shelf
        operation: insert
        target: orders
        mappings:
          - {source: id, target: id, type: integer}
          - {source: price, target: price, type: decimal, on_missing: skip}
      - name: named
        destination: shelf
        operation: upsert
        target: people
        key: [name]
        condition: has(payload.name)
        mappings: [{source: name, target: name, type: string, transforms: [trim, upper]}]
"""


def test_rows_are_those_of_the_mapping_with_target_operation_and_key(passes):
    passes(
        WORKFLOW
        + """
cases:
  - name: rows
    messages: [{payload: {id: 1, name: " ada "}}, {payload: {id: 2}}]
    expect:
      pipelines:
        all: {operation: insert, target: orders, key: [], rows: [{id: 1}, {id: 2}]}
        named: {operation: upsert, target: people, key: [name], rows: [{name: ADA}], filtered: [1]}
"""
    )


def test_what_differs_is_named_with_place_expected_and_found(finds):
    found = finds(
        WORKFLOW
        + """
cases:
  - name: differs
    messages: [{payload: {id: 1, name: ada}}]
    expect:
      pipelines:
        all: {rows: [{id: 2, colour: red}]}
        named: {rows: []}
"""
    )

    assert found == {
        "expect.pipelines.all.rows[0].id": ("2", "1"),
        "expect.pipelines.all.rows[0].colour": ('"red"', "nothing"),
        "expect.pipelines.named.rows[0]": ("nothing", '{"name":"ADA"}'),
    }


def test_no_digit_of_a_decimal_is_lost(finds):
    text = (
        WORKFLOW
        + """
cases:
  - name: digits
    messages: [{text: '{"id": 1, "price": 0.30000000000000004}'}]
    expect: {pipelines: {all: {rows: [{id: 1, price: 0.3}]}}}
"""
    )

    assert finds(text) == {"expect.pipelines.all.rows[0].price": ("0.3", "0.30000000000000004")}


def test_messages_are_checked_and_recognised_as_by_ingress(passes):
    passes(
        WORKFLOW
        + """
cases:
  - name: taking
    messages:
      - {payload: {id: 1}}
      - {payload: {id: 1, name: other}}
      - {payload: {id: one}}
      - {text: "no json"}
      - {payload: {id: 2}, headers: {Idempotency-Key: k}}
      - {payload: {id: 3}, headers: {Idempotency-Key: k}}
      - {payload: {id: 1}, after: 90000}
    expect:
      messages:
        - accepted
        - duplicate
        - {invalid: {contains: id}}
        - {invalid: {anything: true}}
        - accepted
        - {conflict: {contains: Idempotency-Key}}
        - accepted
      pipelines: {all: {rows: [{id: 1}, {id: 2}, {id: 1}]}}
"""
    )


def test_a_refused_message_that_nobody_expects_fails_the_case(finds):
    text = WORKFLOW + "cases: [{name: refused, messages: [{payload: {id: 1}}, {payload: {}}]}]"

    [(place, (expected, found))] = finds(text).items()
    assert (place, expected) == ("expect.messages[1]", '"accepted"')
    assert "invalid" in found


def test_a_dead_letter_that_nobody_expects_fails_the_case(finds):
    [(place, (expected, found))] = finds(
        WORKFLOW + "cases: [{name: dies, messages: [{payload: {id: 1, price: much}}]}]"
    ).items()

    assert (place, expected) == ("expect.pipelines.all.dead[0]", "nothing")
    assert "price" in found


def test_a_destination_that_is_away_is_asked_again_and_spends_no_attempt(passes):
    passes(
        WORKFLOW
        + """
cases:
  - name: away
    messages: [{payload: {id: 1}}]
    answers:
      all: [{unavailable: gone}, {unavailable: gone, after: 86400}, {timeout: slow}, {configuration: closed}, {}]
    expect: {pipelines: {all: {rows: [{id: 1}]}}}
"""
    )


def test_a_destination_that_stays_away_holds_its_messages(passes):
    passes(
        WORKFLOW
        + """
cases:
  - name: stays away
    messages: [{payload: {id: 1}}]
    answers: {all: {unavailable: gone}}
    expect: {pipelines: {all: {rows: [], held: [{message: 0, reason: gone}]}}}
"""
    )


def test_what_is_refused_is_tried_again_as_often_as_the_workflow_says(passes):
    passes(
        WORKFLOW
        + """
cases:
  - name: refused twice
    messages: [{payload: {id: 1}}]
    answers: {all: [{retry: busy}, {fault: a bug}]}
    expect: {pipelines: {all: {rows: [{id: 1}]}}}
  - name: refused always
    messages: [{payload: {id: 1}}]
    answers: {all: {retry: busy}}
    expect: {pipelines: {all: {rows: [], dead: [{reason: busy (given up after 3 attempts)}]}}}
  - name: refused for ever
    messages: [{payload: {id: 1}}, {payload: {id: 2}}]
    answers: {all: [{rejected: no}]}
    expect: {pipelines: {all: {rows: [{id: 2}], dead: [{message: 0, reason: "no"}]}}}
"""
    )


def test_masked_values_are_masked_in_reasons(passes):
    definitions = """
applications: [{name: shop, dedup: "off", masked: [name]}]
connections: [{name: shelf, connector: shelf}]
"""
    passes(
        WORKFLOW
        + """
cases:
  - name: masked
    messages: [{payload: {id: 1, name: ada}}]
    answers: {all: {rejected: ada is not welcome}}
    expect: {pipelines: {all: {dead: [{reason: "******** is not welcome"}]}}}
""",
        definitions=definitions,
    )


def test_time_stands_still_at_the_clock_and_goes_on_between_messages(passes):
    passes(
        """
clock: 2026-05-04T03:02:01+02:00
workflows:
  - name: times
    sources: [{application: shop}]
    pipelines:
      - name: all
        destination: shelf
        operation: insert
        target: times
        mappings: [{target: at, expression: message.received_at, type: timestamp}]
cases:
  - name: the clock of the file
    messages: [{payload: {id: 1}}, {payload: {id: 2}, after: 1.5}]
    expect: {pipelines: {all: {rows: [{at: "2026-05-04T01:02:01Z"}, {at: "2026-05-04T01:02:02.500000Z"}]}}}
  - name: the clock of the case
    clock: 2030-01-01T00:00:00Z
    messages: [{payload: {id: 1}}]
    expect: {pipelines: {all: {rows: [{at: "2030-01-01T00:00:00Z"}]}}}
"""
    )


def test_messages_of_a_connection_are_sorted_as_by_a_receiver(passes):
    passes(
        """
workflows:
  - name: orders
    sources: [{connection: shelf, subscription: orders}]
    pipelines:
      - name: all
        destination: shelf
        operation: insert
        target: orders
        mappings: [{source: id, target: id}, {source: message.headers.topic, target: topic}]
cases:
  - name: from a shelf
    messages:
      - {payload: {id: 1}, subscription: orders, connection: shelf, headers: {topic: a/b}}
      - {payload: {id: 1}, subscription: orders, connection: shelf}
      - {payload: {id: x}, subscription: orders, connection: shelf}
    expect:
      messages: [accepted, duplicate, {invalid: {contains: id}}]
      pipelines: {all: {rows: [{id: 1, topic: a/b}]}}
"""
    )
