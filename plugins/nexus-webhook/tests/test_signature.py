"""Signatures are those of the specification: its own library makes and believes them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from webhook_benches import SECRET

from nexus_webhook.signature import TOLERANCE_S, Unverified, key_of, sign, verify_hub, verify_standard

NOW = 1_790_000_000


def headers_of(own_id, timestamp, signature):
    return {"webhook-id": own_id, "webhook-timestamp": str(timestamp), "webhook-signature": signature}


@given(st.binary(max_size=200).map(lambda raw: raw.hex().encode()))
def test_the_library_of_the_specification_makes_the_same_signature(body):
    theirs = Webhook(SECRET).sign("msg_1", datetime.fromtimestamp(NOW, UTC), body.decode())

    assert sign(key_of(SECRET), "msg_1", NOW, body) == theirs


def test_the_library_of_the_specification_believes_ours():
    body, now = '{"a": "ü"}', int(datetime.now(UTC).timestamp())
    signature = sign(key_of(SECRET), "msg_1", now, body.encode())

    assert Webhook(SECRET).verify(body, headers_of("msg_1", now, signature)) == {"a": "ü"}


def test_one_right_signature_among_several_is_enough():
    given = f"v1,AAAA v1a,BBBB {sign(key_of(SECRET), 'm', NOW, b'{}')}"

    assert verify_standard([b"former" * 4, key_of(SECRET)], headers_of("m", NOW, given), b"{}", NOW) == "m"


RIGHT = headers_of("m", NOW, sign(key_of(SECRET), "m", NOW, b"{}"))


@pytest.mark.parametrize(
    ("changes", "body", "now", "why"),
    [
        ({"webhook-id": "other"}, b"{}", NOW, "not that of the secret"),
        ({}, b"[]", NOW, "not that of the secret"),
        ({"webhook-timestamp": str(NOW + 1)}, b"{}", NOW, "not that of the secret"),
        ({"webhook-signature": "v1,"}, b"{}", NOW, "not that of the secret"),
        ({"webhook-signature": "ü"}, b"{}", NOW, "not that of the secret"),
        ({"webhook-signature": ""}, b"{}", NOW, "must be there"),
        ({"webhook-timestamp": "now"}, b"{}", NOW, "no number"),
        ({}, b"{}", NOW + TOLERANCE_S + 1, "s off"),
        ({}, b"{}", NOW - TOLERANCE_S - 1, "s off"),
    ],
)
def test_anything_else_is_not_believed(changes, body, now, why):
    with pytest.raises(Unverified, match=why):
        verify_standard([key_of(SECRET)], RIGHT | changes, body, now)


def test_a_hub_signature_is_that_of_the_body():
    # the example of the documentation of GitHub's webhooks
    key, body = b"It's a Secret to Everybody", b"Hello, World!"
    right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

    verify_hub([b"another", key], {"x-hub-signature-256": right}, body)
    for wrong in ({}, {"x-hub-signature-256": right[:-1] + "8"}, {"x-hub-signature-256": "sha1=" + right}):
        with pytest.raises(Unverified):
            verify_hub([key], wrong, body)


@pytest.mark.parametrize("secret", ["whsec_***", "whsec_AAA"])
def test_a_secret_that_is_no_base64_is_refused(secret):
    with pytest.raises(ValueError, match="base64"):
        key_of(secret)
