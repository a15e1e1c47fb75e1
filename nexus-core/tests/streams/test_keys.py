import hashlib

from nexus.streams import keys
from nexus.streams.cluster import slot_of


def test_keys_are_those_of_the_contract():
    digest = hashlib.sha1(b"x").digest()

    assert keys.stream("w") == "nexus:workflow:{w}"
    assert keys.dedup("w", digest) == f"nexus:dedup:{{w}}:{digest.hex()}"
    assert keys.retry_queue("w", "database") == "nexus:retry_queue:{w}"
    assert keys.retry_queue("w", "rest") == "nexus:rest_retry_queue:{w}"
    assert keys.retry_queue("w", "sap") == "nexus:sap_retry_queue:{w}"
    assert keys.retry_queue("w", "kafka") == "nexus:kafka_retry_queue:{w}"
    assert keys.jobs("w") == "nexus:jobs:{w}"
    assert keys.dead("w") == "nexus:dead:{w}"
    assert (keys.WAKE, keys.CONFIG) == ("nexus:wake", "nexus:config")


def test_all_keys_of_a_workflow_share_a_slot():
    names = [
        keys.stream("w"),
        keys.dedup("w", b"1"),
        keys.retry_queue("w", "rest"),
        keys.jobs("w"),
        keys.dead("w"),
        keys.lease("w", "p"),
    ]

    assert len({slot_of(name) for name in names}) == 1


def test_slots_are_those_of_the_cluster_specification():
    assert slot_of("123456789") == 0x31C3  # the specification's test vector
    assert slot_of("{user1000}.following") == slot_of("user1000")
    assert slot_of("foo{}{bar}") != slot_of("bar")


def test_a_member_names_its_pipeline_and_its_entry():
    assert keys.split_member(keys.member("urn:x", "17-0")) == ("urn:x", "17-0")
