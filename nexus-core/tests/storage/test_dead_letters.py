import pytest
from attrs import evolve
from sqlalchemy import select, update

from nexus.errors import ConfigurationError, Conflict, InvalidInput, NotFound
from nexus.model.audit import AuditFilter
from nexus.model.dead_letter import DeadLetterFilter, LetterStatus
from nexus.model.delivery import DeadLetter
from nexus.model.message import Message
from nexus.ports import DeadLetterStore
from nexus.security.vault import PayloadVault
from nexus.storage.dead_letters import DeadLetters
from nexus.storage.repositories import AuditLog, PayloadKeys
from nexus.storage.tables import dead_letters

ANY = DeadLetterFilter(status=None)


@pytest.fixture
def audit(database, secrets) -> AuditLog:
    return AuditLog(database, secrets)


@pytest.fixture
def letters(database, secrets, audit) -> DeadLetters:
    return DeadLetters(database, secrets, audit, PayloadVault(PayloadKeys(database, secrets)))


def letter(message_id="m1", **changes) -> DeadLetter:
    payload = b'{"iban": "DE02canary"}'
    fields = {
        "workspace_id": "w",
        "workflow_id": "f",
        "pipeline_id": "p",
        "message": Message("1-0", message_id, "app", 1_700_000_000_000, payload, b'{"topic":"t"}', attempt=11),
        "reason": "HTTP 400",
        "fingerprint": "f1",
        "died_at": 1000,
    }
    return DeadLetter(**{**fields, **changes})


def only(letters):
    (item,) = letters.search("w", ANY).items
    return letters.get("w", item.id)


def test_a_letter_comes_back_whole(letters):
    store: DeadLetterStore = letters
    store.add([letter()])
    assert only(letters).letter == letter()
    assert only(letters).status is LetterStatus.WAITING


def test_lists_leave_the_payload_where_it_is(letters):
    letters.add([letter()])
    assert letters.search("w", ANY).items[0].letter.message.payload == b""


def test_payload_and_headers_are_encrypted_at_rest_and_bound_to_their_letter(letters, database):
    letters.add([letter("m1"), letter("m2", message=evolve(letter("m2").message, payload=b'{"other": 1}'))])
    with database.write() as connection:
        rows = connection.execute(select(dead_letters).order_by(dead_letters.c.message_id)).all()
        assert "canary" not in str(rows)
        this = dead_letters.c.message_id == "m2"
        connection.execute(update(dead_letters).where(this).values(payload=rows[0].payload))
    with pytest.raises(ConfigurationError, match=r"dead_letters\.p/m2\.payload.*does not open"):
        letters.get("w", rows[1].id)


def test_adding_twice_keeps_one(letters):
    letters.add([letter(), letter()])
    first = only(letters)
    letters.add([letter()])
    assert only(letters) == first


def test_a_second_death_replaces_the_letter_and_waits_again(letters):
    letters.add([letter()])
    letters.mark("w", [only(letters).id], LetterStatus.REPLAYED, actor="mara")
    letters.add([letter(reason="HTTP 422", died_at=2000, workflow_id="f2")])
    again = only(letters)
    assert (again.letter.reason, again.letter.died_at, again.letter.workflow_id) == ("HTTP 422", 2000, "f2")
    assert (again.status, again.acted_by, again.acted_at) == (LetterStatus.WAITING, "", None)


def test_the_same_death_reported_again_leaves_a_persons_decision(letters):
    letters.add([letter()])
    letters.mark("w", [only(letters).id], LetterStatus.DISCARDED, actor="mara")
    letters.add([letter()])
    assert only(letters).status is LetterStatus.DISCARDED
    assert only(letters).acted_by == "mara"


def test_the_same_message_may_die_in_two_pipelines(letters):
    letters.add([letter(), letter(pipeline_id="p2")])
    assert letters.count("w", ANY) == 2


@pytest.mark.parametrize(
    "reason", ["NUL \0 in it", "lone \udcff surrogate", "emoji 🏭", "quote ' and \\", "x" * 100_000]
)
def test_any_reason_can_be_kept(letters, reason):
    letters.add([letter(reason=reason)])
    assert only(letters).letter.reason == reason.replace("\0", "?").replace("\udcff", "?")


def test_a_payload_of_ten_mebibytes_is_kept(letters):
    payload = b'"' + b"x" * (10 * 1024 * 1024 - 2) + b'"'
    letters.add([letter(message=evolve(letter().message, payload=payload))])
    assert only(letters).letter.message.payload == payload


def test_marking_is_audited_in_the_same_transaction(letters, audit):
    letters.add([letter("m1"), letter("m2")])
    ids = [item.id for item in letters.search("w", ANY).items]
    letters.mark("w", ids, LetterStatus.DISCARDED, actor="mara", address="127.0.0.1", details={"why": "test data"})
    entries = audit.search(AuditFilter(action="dead_letter.discard")).items
    assert {entry.event.details["message"] for entry in entries} == {"m1", "m2"}
    assert all((entry.event.actor, entry.event.details["why"]) == ("mara", "test data") for entry in entries)
    assert audit.verify().faults == ()


def test_marking_is_all_or_nothing(letters, audit):
    letters.add([letter("m1"), letter("m2")])
    first, second = (item.id for item in letters.search("w", ANY).items)
    letters.mark("w", [first], LetterStatus.REPLAYED, actor="mara")
    with pytest.raises(Conflict, match="has been replayed by mara"):
        letters.mark("w", [second, first], LetterStatus.DISCARDED, actor="jo")
    with pytest.raises(NotFound):
        letters.mark("w", [second, "unknown"], LetterStatus.DISCARDED, actor="jo")
    with pytest.raises(NotFound):
        letters.mark("other", [second], LetterStatus.DISCARDED, actor="jo")
    assert letters.get("w", second).status is LetterStatus.WAITING
    assert audit.anchor().number == 1


def test_pages_go_from_new_to_old_without_gap(letters):
    letters.add([letter(f"m{number}", died_at=number // 3) for number in range(20)])
    seen, cursor = [], None
    while True:
        page = letters.search("w", ANY, cursor, limit=3)
        seen += page.items
        cursor = page.cursor
        if cursor is None:
            break
    assert len({item.id for item in seen}) == 20
    assert [item.letter.died_at for item in seen] == sorted((item.letter.died_at for item in seen), reverse=True)
    with pytest.raises(InvalidInput, match="cursor"):
        letters.search("w", ANY, "nonsense")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (DeadLetterFilter(), {"m1", "m2", "m3"}),
        (DeadLetterFilter(pipeline_id="p2"), {"m3"}),
        (DeadLetterFilter(workflow_id="f", fingerprint="f1"), {"m1", "m3"}),
        (DeadLetterFilter(message_id="m2"), {"m2"}),
        (DeadLetterFilter(text="100%_"), {"m2"}),
        (DeadLetterFilter(text="http"), {"m1", "m3"}),
        (DeadLetterFilter(since=1500, until=3000), {"m2"}),
        (DeadLetterFilter(status=LetterStatus.REPLAYED), set()),
    ],
)
def test_filters_hold(letters, wanted, found):
    second = letter("m2", reason="100%_sure", fingerprint="f2", died_at=2000)
    letters.add(
        [
            letter("m1"),
            second,
            letter("m3", pipeline_id="p2", died_at=3000),
            letter("m4", workspace_id="other", pipeline_id="o"),
        ]
    )
    assert {item.letter.message.id for item in letters.search("w", wanted).items} == found
    assert letters.count("w", wanted) == len(found)


def test_letters_are_counted_by_pipeline(letters):
    letters.add([letter(), letter("m2"), letter("m3", pipeline_id="p2"), letter("m4", workspace_id="other")])
    letters.mark(
        "w", [letters.search("w", DeadLetterFilter(message_id="m2")).items[0].id], LetterStatus.DISCARDED, actor="a"
    )
    assert letters.count_by_pipeline("w", DeadLetterFilter()) == {("f", "p"): 1, ("f", "p2"): 1}


def test_letters_are_grouped_by_what_they_died_of(letters):
    letters.add([letter(f"m{number}", died_at=number) for number in range(5)])
    letters.add([letter("x", fingerprint="f2", reason="HTTP 413")])
    largest, smaller = letters.groups("w", DeadLetterFilter())
    assert (largest.fingerprint, largest.count, largest.first_at, largest.last_at) == ("f1", 5, 0, 4)
    assert (smaller.fingerprint, smaller.count, smaller.reason) == ("f2", 1, "HTTP 413")
