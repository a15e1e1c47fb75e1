import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.model.secret import SecretPlace
from nexus.security.keyring import KeyRing, generate_key
from nexus.storage.sealing import SEALED, mask_config, open_config, reseal_config, seal_config

RING = KeyRing.parse(generate_key("k"))
PLACE = SecretPlace("w", "connections", "r", "config")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text().filter(lambda key: key != SEALED), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), JSON))
def test_any_configuration_opens_to_what_it_was(config):
    sealed = seal_config(config, ("a", "b.a", "c[]"), RING, PLACE)
    assert open_config(sealed, RING, PLACE) == config


@pytest.mark.parametrize(
    ("path", "config", "masked"),
    [
        ("password", {"password": "x", "host": "h"}, {"password": "********", "host": "h"}),
        ("auth.token", {"auth": {"token": "x", "type": "t"}}, {"auth": {"token": "********", "type": "t"}}),
        ("keys[]", {"keys": ["x", None]}, {"keys": ["********", None]}),
        ("headers.*", {"headers": {"a": "x", "b": "y"}}, {"headers": {"a": "********", "b": "********"}}),
        ("list[].key", {"list": [{"key": "x", "id": 1}]}, {"list": [{"key": "********", "id": 1}]}),
        ("password", {"other": "x"}, {"other": "x"}),
        ("a", {"a": {"b": "x"}}, {"a": "********"}),
    ],
)
def test_paths_name_what_is_secret(path, config, masked):
    sealed = seal_config(config, (path,), RING, PLACE)
    assert mask_config(sealed) == masked
    assert open_config(sealed, RING, PLACE) == config


def test_resealing_leaves_what_is_current():
    sealed = seal_config({"a": "x"}, ("a",), RING, PLACE)
    assert reseal_config(sealed, RING, PLACE) == sealed
