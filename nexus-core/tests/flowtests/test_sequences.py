"""What runs do, with what they reach answered by the case."""

STEPS = """
workflows:
  - name: flow
    mode: sequential
    sources: [{application: shop}]
    max_retries: 2
    result: {source: steps.shape}
    steps:
      - name: find
        type: db_query
        connection: shelf
        operation: select
        statement: SELECT * FROM t WHERE id = :id
        mappings: [{source: payload.id, target: id}]
        limit: 2
      - {name: ask, type: ask, connection: shelf, question: "who is {payload.id}?", on_error: retry}
      - name: shape
        type: transform
        mappings: [{source: steps.ask.said, target: name}, {source: steps.find.count, target: found}]
      - {name: later, type: delay, seconds: 259200}
      - {name: store, type: db_query, connection: shelf, operation: upsert, target: people, key: [name]}
"""


def test_calls_and_results_are_those_of_the_steps_and_a_delay_of_days_takes_no_time(passes):
    passes(
        STEPS
        + """
cases:
  - name: all goes well
    messages: [{payload: {id: 7}}]
    answers:
      find: {rows: [{id: 7, tier: gold}, {id: 7, tier: iron}, {id: 7, tier: tin}]}
      ask: {said: ada}
    expect:
      calls:
        - {step: find, statement: "SELECT * FROM t WHERE id = :id", params: {id: 7}}
        - {step: ask, question: "who is 7?"}
        - {step: store, operation: upsert, target: people, key: [name], row: {name: ada, found: 2}}
      runs:
        - status: finished
          result: {name: ada, found: 2}
          steps:
            find: {rows: [{id: 7, tier: gold}, {id: 7, tier: iron}], count: 2, more: true}
            later: {until: "2026-01-04T00:00:00Z"}
"""
    )


def test_a_call_that_is_made_again_carries_the_same_key(run):
    result = run(
        STEPS
        + """
cases:
  - name: again
    messages: [{payload: {id: 7}}]
    answers:
      find: {rows: []}
      ask: [{unavailable: away}, {retry: busy}, {said: ada}]
    expect:
      calls: [{step: find}, {key: a}, {key: b}, {key: c}, {step: store}]
"""
    )

    keys = {one.found for one in result.cases[0].differences}
    assert len(result.cases[0].differences) == 3
    assert len(keys) == 1


def test_a_call_without_an_answer_is_told(finds):
    found = finds(STEPS + "cases: [{name: unanswered, messages: [{payload: {id: 7}}], answers: {find: {rows: []}}}]")

    assert found["answers.ask"] == ("an answer", "there is no answer for call 1")


def test_an_answer_that_nothing_asked_for_is_told(finds):
    found = finds(
        STEPS
        + """
cases:
  - name: too many
    messages: [{payload: {id: 7}}]
    answers: {find: {rows: []}, ask: [{said: a}, {said: b}]}
"""
    )

    assert found == {"answers.ask": ("to be asked for", "1 of 2 were not asked for")}


def test_a_run_that_fails_is_told_unless_it_is_expected(finds, passes):
    case = """
cases:
  - name: refused
    messages: [{payload: {id: 7}}]
    answers: {find: {rows: []}, ask: {rejected: "no"}}
"""

    assert finds(STEPS + case) == {"expect.runs[0].status": ('"finished"', "\"failed\": step 'ask': no")}
    passes(STEPS + case + "    expect: {runs: [{status: failed, reason: {contains: \"'ask': no\"}}]}")


def test_a_run_waits_for_a_system_that_stays_away(passes):
    passes(
        STEPS
        + """
cases:
  - name: stays away
    messages: [{payload: {id: 7}}]
    answers: {find: {unavailable: gone}}
    expect: {runs: [{status: waiting, reason: gone}]}
"""
    )


def test_an_answer_that_takes_longer_than_the_workflow_may_ends_the_run(passes):
    passes(
        STEPS.replace("max_retries: 2", "timeout: 60")
        + """
cases:
  - name: slow
    messages: [{payload: {id: 7}}]
    answers: {find: {rows: []}, ask: {said: ada, takes: 61}}
    expect: {runs: [{status: failed, reason: {contains: time-out of 60 s}}]}
"""
    )


def test_a_step_that_cannot_be_rehearsed_is_answered_with_its_output(passes):
    passes(
        """
workflows:
  - name: flow
    mode: sequential
    steps:
      - {name: ask, type: closed_ask, connection: shelf, question: "who is {payload.id}?"}
    result: {source: steps.ask}
cases:
  - name: closed
    messages: [{payload: {id: 7}}]
    answers: {ask: {output: {said: ada}}}
    expect:
      calls: [{step: ask, sent: {question: "who is 7?"}}]
      runs: [{status: finished, result: {said: ada}}]
"""
    )


def test_items_are_answered_one_after_the_other(passes):
    passes(
        """
workflows:
  - name: flow
    mode: sequential
    sources: [{application: shop}]
    steps:
      - {name: each, type: ask, connection: shelf, question: "{item}", for_each: payload.items, on_item_error: skip}
      - name: store
        type: db_query
        connection: shelf
        operation: insert
        target: t
        for_each: steps.each
        mappings: [{source: index, target: n}, {source: item.said, target: said, on_missing: "null"}]
cases:
  - name: items
    messages: [{payload: {id: 1, items: [a, b]}}]
    answers: {each: [{said: x}, {rejected: "no"}]}
    expect:
      calls:
        - {step: each, question: a}
        - {step: each, question: b}
        - {step: store, row: {n: 0, said: x}}
        - {step: store, row: {n: 1, said: null}}
"""
    )


def test_the_result_is_exact_while_steps_that_are_not_named_may_be_anything(finds):
    found = finds(
        STEPS
        + """
cases:
  - name: result
    messages: [{payload: {id: 7}}]
    answers: {find: {rows: []}, ask: {said: ada}}
    expect: {runs: [{result: {name: ada}, steps: {ask: {said: ada}}}]}
"""
    )

    assert found == {"expect.runs[0].result.found": ("nothing", "0")}
