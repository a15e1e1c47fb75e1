import base64
import os

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from nexus.errors import ConfigurationError
from nexus.model.secret import SecretPlace
from nexus.security.keyring import BrokenSecret, KeyRing, MissingKey, generate_key

PLACE = SecretPlace("workspace", "connections", "row", "config.password")
OLD, NEW = generate_key("old"), generate_key("new")


@given(st.binary(), st.text(), st.text(), st.text(), st.text())
def test_what_is_sealed_opens_at_its_place(plain, workspace, table, row, field):
    ring, place = KeyRing.parse(OLD), SecretPlace(workspace, table, row, field)
    assert ring.open(ring.seal(plain, place), place) == plain


@pytest.mark.parametrize("part", ["workspace_id", "table", "row", "field"])
def test_a_token_that_was_moved_does_not_open(part):
    ring = KeyRing.parse(OLD)
    token = ring.seal(b"hunter2", PLACE)
    with pytest.raises(BrokenSecret, match="does not open"):
        ring.open(token, evolve(PLACE, **{part: "elsewhere"}))


def test_parts_of_a_place_cannot_run_into_each_other():
    ring = KeyRing.parse(OLD)
    token = ring.seal(b"hunter2", SecretPlace("w", "a", "b,c", "d"))
    with pytest.raises(BrokenSecret):
        ring.open(token, SecretPlace("w", "a,b", "c", "d"))


def test_the_first_key_encrypts_and_all_decrypt():
    before = KeyRing.parse(OLD).seal(b"hunter2", PLACE)
    ring = KeyRing.parse(f"{NEW}, {OLD}")
    assert ring.open(before, PLACE) == b"hunter2"
    assert not ring.is_current(before)
    assert ring.is_current(ring.seal(b"hunter2", PLACE))


def test_a_missing_key_is_named_and_so_is_the_remedy():
    token = KeyRing.parse(OLD).seal(b"hunter2", PLACE)
    with pytest.raises(MissingKey, match=r"'old'.*add the entry old:… back to NEXUS_ENCRYPTION_KEYS") as caught:
        KeyRing.parse(NEW).open(token, PLACE)
    assert caught.value.kid == "old"


def test_another_key_under_the_same_id_is_noticed():
    token = KeyRing.parse(OLD).seal(b"hunter2", PLACE)
    with pytest.raises(BrokenSecret):
        KeyRing.parse(generate_key("old")).open(token, PLACE)


def test_a_token_renamed_to_another_key_does_not_open():
    ring = KeyRing.parse(f"{OLD},new:{OLD.partition(':')[2]}")  # even if that key is the same
    version, _, body = ring.seal(b"hunter2", PLACE).split(".")
    with pytest.raises(BrokenSecret):
        ring.open(f"{version}.new.{body}", PLACE)


def test_one_altered_bit_is_noticed():
    ring = KeyRing.parse(OLD)
    version, kid, body = ring.seal(b"hunter2", PLACE).split(".")
    raw = bytearray(base64.urlsafe_b64decode(body))
    raw[-1] ^= 1
    with pytest.raises(BrokenSecret):
        ring.open(f"{version}.{kid}.{base64.urlsafe_b64encode(raw).decode()}", PLACE)


@pytest.mark.parametrize("token", ["", "hunter2", "nx2.old.AAAA", "nx1.old.***", "nx1.old.", "nx1.old.AAAA"])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(BrokenSecret):
        KeyRing.parse(OLD).open(token, PLACE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no encryption key"),
        ("justkey", "entry 1 is not of the form"),
        (f"{OLD},oops", "entry 2 is not of the form"),
        (f"{OLD},{OLD}", "'old' stands there twice"),
        ("k:???", "'k' is not base64"),
        (f"k:{base64.b64encode(os.urandom(16)).decode()}", "has 16 bytes; AES-256 takes 32"),
        (f"k.1:{base64.b64encode(os.urandom(32)).decode()}", "must be 1 to 32 letters"),
    ],
    ids=["none", "no key", "no kid", "twice", "no base64", "short", "bad kid"],
)
def test_a_malformed_ring_is_refused_by_name(text, message):
    with pytest.raises(ConfigurationError, match=message) as caught:
        KeyRing.parse(text)
    assert "NEXUS_ENCRYPTION_KEYS" in str(caught.value)


def test_no_key_and_no_secret_is_in_a_repr_or_an_error():
    ring = KeyRing.parse(OLD)
    key = OLD.partition(":")[2]
    with pytest.raises(BrokenSecret) as caught:
        ring.open(ring.seal(b"hunter2", PLACE), evolve(PLACE, row="other"))
    with pytest.raises(ConfigurationError) as malformed:
        KeyRing.parse(f"old:{key}x")
    shown = f"{ring!r} {caught.value} {malformed.value}"
    assert "old" in repr(ring)
    assert key not in shown
    assert "hunter2" not in shown
