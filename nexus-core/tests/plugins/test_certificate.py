"""A certificate says the same as data and as a page, and only what lasts is compared."""

import pytest
from attrs import evolve

from nexus.plugins.certificate import Certificate, CheckRecord, Promise, SuiteRecord, of_plugin, page, read

CHECKS = (
    CheckRecord("test_rows_are_stored", passed=4),
    CheckRecord("test_a_cut_loses_nothing", skipped={"there is no network": 2}),
    CheckRecord("test_both", passed=1, skipped={"no such type": 1}),
)
CERTIFICATE = Certificate(
    "nexus-shelf",
    "1.2",
    "1.0",
    (SuiteRecord("shelf", "Sink", CHECKS),),
    (Promise("shelf", "insert", ("ordered",), "at least once"),),
    {"shelf": {"rows/s": 1234.5}},
    {"nexus-core": "0.1.0"},
    "2026-01-02",
)


def test_it_survives_its_file():
    assert read(CERTIFICATE.to_json()) == CERTIFICATE


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"package": 1}', "null"])
def test_what_is_no_certificate_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 — JSON's own error is one
        read(text)


def test_its_page_shows_results_reasons_guarantee_and_figures():
    shown = page(CERTIFICATE)
    assert "| rows are stored | passed, 4 ways |" in shown
    assert "| a cut loses nothing | skipped, 2 ways: there is no network |" in shown
    assert "| both | passed; skipped: no such type |" in shown
    assert "| shelf | `insert` | ordered | at least once |" in shown
    assert "| shelf | rows/s | 1,234 |" in shown
    assert "Run on 2026-01-02 with nexus-core 0.1.0." in shown


def test_its_summary_counts():
    assert CERTIFICATE.summary == "2 checks passed, 2 skipped with reason (1.2)"
    assert not CERTIFICATE.failed
    failed = SuiteRecord("shelf", "Sink", (CheckRecord("test_it", failed=("insert",)),))
    assert evolve(CERTIFICATE, suites=(failed,)).failed


def test_figures_and_versions_do_not_last():
    later = evolve(CERTIFICATE, figures={}, versions={"nexus-core": "9"}, certified_on="2027-01-01")
    assert later.lasting == CERTIFICATE.lasting
    assert evolve(later, version="1.3").lasting != CERTIFICATE.lasting


@pytest.mark.parametrize("module", ["", "json", "no_such_package.plugin", "nexus.builtin.plugin"])
def test_a_plugin_without_certificate_has_none(module):
    assert of_plugin(module) is None


def test_a_plugin_with_a_certificate_shows_it():
    found = of_plugin("nexus_sqlite.plugin")
    assert found is not None
    assert found.package == "nexus-sqlite"
