"""The known bugs can be put into the source as it is now; ``nox -s mutations`` runs what must notice them."""

from pathlib import Path

import pytest
from mutations.catalogue import MUTATIONS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_a_bug_changes_a_text_that_stands_in_the_source_once_and_leaves_python(mutation):
    text = (ROOT / mutation.file).read_text(encoding="utf-8")

    assert text.count(mutation.old) == 1
    compile(text.replace(mutation.old, mutation.new), mutation.file, "exec")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_what_must_notice_a_bug_is_there(mutation):
    assert (ROOT / mutation.caught_by[0]).exists()
