"""Nothing in the repository belongs to one machine, one registry, or to a later day."""

import re

import pytest
from tree import ROOT, tracked_files

# Written in pieces, so that this file does not find itself.
UNWANTED = {
    "a registry's host": re.compile(r"pypi\." r"org|python" r"hosted|registry\." r"(npmjs|yarnpkg)|proxy\." r"golang"),
    "a path of one machine": re.compile(r"(?<![\w.])/(?:work/(?:main|shared)|ho" r"me/\w+/|Us" r"ers/\w+/)"),
    "work that is left for later": re.compile(r"\bTO" r"DO\b|\bFIX" r"ME\b|\bX" r"XX\b"),
}
ALLOWED = {("pyproject.toml", "work that is left for later"): "the linter's setting says that there is none"}


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_contains(what):
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, number, line in lines()
        if UNWANTED[what].search(line) and (name, what) not in ALLOWED
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a registry's host", "resolved: https://registry." + "npmjs.org/react"),
        ("a path of one machine", "cd /work/" + "main"),
        ("a path of one machine", "see /ho" + "me/ann/notes"),
        ("work that is left for later", "# TO" + "DO: later"),
    ],
)
def test_each_pattern_finds_what_it_is_for(what, text):
    assert UNWANTED[what].search(text)


def lines():
    for file in tracked_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # an image
            continue
        for number, line in enumerate(text.splitlines(), 1):
            yield str(file.relative_to(ROOT)), number, line
