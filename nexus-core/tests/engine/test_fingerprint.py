import pytest

from nexus.engine.fingerprint import fingerprint


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("value 12 is too long for 10", "value 99999 is too long for 10"),
        ('duplicate key "abc"', 'duplicate key "def"'),
        ("Key (id)=(5) already exists", "Key (id)=(6) already exists"),
        ("row 01234567-89ab-cdef-0123-456789abcdef", "row ffffffff-89ab-cdef-0123-456789abcdef"),
        ("bad date 2026-01-02T03:04:05Z", "bad date 2025-11-12T13:14:15Z"),
    ],
)
def test_reasons_that_differ_in_values_alone_have_one_fingerprint(one, other):
    assert fingerprint("p", one) == fingerprint("p", other)


def test_other_kinds_of_failure_and_other_pipelines_have_others():
    assert fingerprint("p", "too long") != fingerprint("p", "not null")
    assert fingerprint("p", "too long") != fingerprint("q", "too long")
