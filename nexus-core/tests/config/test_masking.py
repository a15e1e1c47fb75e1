"""Secrets are found wherever a class has them, and what cannot be judged counts as one."""

from hypothesis import given
from hypothesis import strategies as st

from nexus import config
from nexus.config import MASK


def test_the_paths_of_all_secrets_are_listed(shop):
    assert config.secret_paths(shop.Warehouse) == ("auth.token", "auth.password", "keys[]")


def test_masking_covers_every_secret_and_nothing_else(shop, full):
    masked = config.mask(shop.Warehouse, full)
    assert "canary" not in str(masked)
    assert masked == full | {"auth": {"type": "bearer", "token": MASK}, "keys": [MASK, MASK]}


def test_the_original_stays_as_it_was(shop, full):
    config.mask(shop.Warehouse, full)
    assert full["auth"]["token"] == "canary-token"


def test_null_stays_null(shop):
    assert config.mask(shop.Bearer, {"token": None}) == {"token": None}


def test_what_the_class_does_not_know_is_masked(shop):
    assert config.mask(shop.Bearer, {"tokne": "canary"}) == {"tokne": MASK}


def test_what_has_not_the_right_form_is_masked_where_a_secret_could_be(shop):
    raw = {"host": ["odd"], "auth": "canary", "keys": "canary"}
    assert config.mask(shop.Warehouse, raw) == {"host": ["odd"], "auth": MASK, "keys": MASK}


def test_a_variant_of_unknown_type_is_masked_whole(shop):
    for kind in ("odd", {"bearer": True}, ["bearer"], None):
        assert config.mask(shop.Warehouse, {"auth": {"type": kind, "token": "canary"}}) == {"auth": MASK}
        sent = {"auth": {"type": kind}}
        assert config.restore(shop.Warehouse, sent, {"auth": {"type": "bearer", "token": "canary"}}) == sent


def test_each_secret_is_handed_over_with_its_concrete_path(shop, full):
    seen = {}
    config.map_secrets(shop.Warehouse, full, seen.setdefault)
    assert seen == {"auth.token": "canary-token", "keys[0]": "canary-first", "keys[1]": "canary-second"}


def test_a_form_that_sends_masks_back_keeps_the_stored_secrets(shop, full):
    sent = config.mask(shop.Warehouse, full) | {"port": 9, "keys": [MASK, "new"]}
    assert config.unmask(shop.Warehouse, sent, full) == full | {"port": 9, "keys": ["canary-first", "new"]}


def test_a_mask_without_a_stored_secret_stays(shop):
    assert config.unmask(shop.Bearer, {"token": MASK}, {}) == {"token": MASK}


def test_a_secret_that_is_left_out_stays_and_one_that_is_null_goes(shop, full):
    basic = full | {"auth": {"type": "basic", "user": "u", "password": "canary-password"}}  # pragma: allowlist secret
    sent = full | {"auth": {"type": "basic", "user": "v"}}
    assert config.restore(shop.Warehouse, sent, basic)["auth"] == {
        "type": "basic",
        "user": "v",
        "password": "canary-password",  # pragma: allowlist secret
    }
    gone = full | {"auth": {"type": "basic", "user": "u", "password": None}}
    assert config.restore(shop.Warehouse, gone, basic)["auth"]["password"] is None


def test_a_secret_does_not_come_back_in_another_kind_of_object_or_in_one_that_is_left_out(shop, full):
    stored = full | {"auth": {"type": "basic", "user": "u", "password": "canary-password"}}  # pragma: allowlist secret
    other = full | {"auth": {"type": "bearer"}}
    without = {name: value for name, value in full.items() if name != "auth"}
    assert config.restore(shop.Warehouse, other, stored)["auth"] == {"type": "bearer"}
    assert "auth" not in config.restore(shop.Warehouse, without, stored)
    assert config.restore(shop.Warehouse, full | {"keys": []}, stored)["keys"] == []


def test_what_was_shown_and_comes_back_as_it_is_changes_nothing(shop, full):
    assert config.restore(shop.Warehouse, config.mask(shop.Warehouse, full), full) == full


def test_a_message_is_covered_wherever_a_secret_stands_in_it_the_longest_first(shop, full):
    secrets = config.secret_texts(shop.Warehouse, full | {"keys": ["canary-token-2", "abc"]})
    covered = config.cover("canary-token-2 and canary-token, not abc", secrets)
    assert covered == f"{MASK} and {MASK}, not abc"


TEXT = st.text(min_size=1, max_size=12)
AUTH = st.one_of(
    st.none(),
    st.fixed_dictionaries({"type": st.just("bearer"), "token": TEXT}),
    st.fixed_dictionaries({"type": st.just("basic"), "user": TEXT}, optional={"password": st.none() | TEXT}),
)
STORED = st.fixed_dictionaries({"host": TEXT}, optional={"auth": AUTH, "keys": st.lists(TEXT), "tags": st.lists(TEXT)})


@given(STORED)
def test_whatever_is_stored_comes_back_from_its_masked_form_and_only_masks_were_shown(shop, stored):
    shown = config.mask(shop.Warehouse, stored)
    hidden = config.secret_texts(shop.Warehouse, shown)
    assert config.restore(shop.Warehouse, shown, stored) == stored
    assert hidden <= {MASK}
