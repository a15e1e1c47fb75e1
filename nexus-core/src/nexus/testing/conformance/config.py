"""The suite for what people configure: the config class, its form, and the connection test."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from nexus.config import map_secrets, mask, unstructure
from nexus.hookspecs import Check
from nexus.testing.conformance.base import answer, calling, within
from nexus.testing.conformance.bench import ConnectionBench
from nexus.testing.conformance.connector import ConnectorChecks
from nexus.testing.conformance.footprint import Footprint, assert_nothing_left
from nexus.testing.conformance.form import assert_faults_are_named, assert_form_fits, untitled
from nexus.testing.conformance.rules import check
from nexus.testing.conformance.secrets import canaries, listening, secrets_of
from nexus.testing.context import LocalContext
from nexus.testing.servers import TcpProxy

# ruff: noqa: D102 — the name of a check is its sentence

_CANARY = "canary-in-the-place-of-a-secret"


class ConfigForm(ConnectorChecks):
    """The config class says what people and forms need to know."""

    title = "Configuration and connection test"

    @check()
    def test_the_form_has_a_schema_that_the_good_configuration_fits(self, bench: ConnectionBench) -> None:
        assert_form_fits(self.connector.config, bench.config)

    @check()
    def test_every_field_has_a_title(self) -> None:
        assert not untitled(self.connector.config)

    @check()
    def test_a_field_that_is_misspelled_or_missing_is_named(self, bench: ConnectionBench) -> None:
        assert_faults_are_named(self.connector.config, bench.config)

    @check()
    def test_secrets_are_typed_as_such_and_masked(self, bench: ConnectionBench) -> None:
        plain = map_secrets(self.connector.config, unstructure(bench.config), lambda _path, _value: _CANARY)
        assert _CANARY not in repr(mask(self.connector.config, plain))
        shown = repr(bench.config) + str(bench.config)
        assert not [secret for secret in secrets_of(bench.config) if secret in shown]

    @check()
    def test_the_manual_is_told_what_users_must_set_up(self) -> None:
        assert self.connector.title
        assert len(self.connector.docs.strip()) > 40, "docs: set-up, the rights that the user needs, limits"


class ConnectionTest(ConfigForm):
    """`Connector.check` finds what is wrong, names it, says what to do, and is back in time."""

    @check()
    async def test_a_good_connection_passes_every_check(self, bench: ConnectionBench) -> None:
        found = await self._check(bench.config)
        assert found, "a connection test looks at something"
        assert [one for one in found if not one.ok] == []
        assert len({one.name for one in found}) == len(found), "each check has a name of its own"

    @check("wrong_credentials")
    async def test_wrong_credentials_are_named_with_what_to_do_and_never_shown(self, bench: ConnectionBench) -> None:
        wrong = bench.wrong_credentials()
        with listening() as heard:
            found = await self._check(wrong)
            heard.add(*found)
        self._assert_failed(found)
        heard.assert_without(canaries(bench.config, wrong))

    @check("through")
    async def test_a_port_where_nothing_listens_is_named_with_what_to_do(
        self, bench: ConnectionBench, proxy: TcpProxy
    ) -> None:
        proxy.refuse()
        self._assert_failed(await self._check(bench.through(proxy.host, proxy.port)))

    @check("through")
    async def test_a_host_that_never_answers_is_given_up_in_time(self, bench: ConnectionBench, proxy: TcpProxy) -> None:
        proxy.black_hole()
        started = time.monotonic()
        self._assert_failed(await self._check(bench.through(proxy.host, proxy.port)))
        assert time.monotonic() - started < self.patience_s

    @check("through")
    async def test_an_address_that_is_not_permitted_is_not_connected_to(self, bench: ConnectionBench) -> None:
        found = await self._check(bench.through("169.254.169.254", bench.port))
        self._assert_failed(found)
        assert any("NEXUS_EGRESS_ALLOW" in one.remedy + one.message for one in found), "ask context.egress first"

    @check()
    async def test_a_connection_test_leaves_nothing_open(self, bench: ConnectionBench) -> None:
        await self._check(bench.config)  # what a library keeps once for the process is no leak
        before = Footprint.now()
        for _ in range(3):
            await self._check(bench.config)
        await assert_nothing_left(before, "the connection test")

    @pytest.fixture
    def proxy(self, bench: ConnectionBench, tcp_proxy: Callable[[int], TcpProxy]) -> Iterator[TcpProxy]:
        """A proxy in front of the system, healed at the end."""
        proxy = tcp_proxy(bench.port)
        yield proxy
        proxy.heal()

    async def _check(self, config: Any) -> Sequence[Check]:
        context = LocalContext()
        with calling() as call:
            found = await within(self.patience_s, call(self.connector.check, config, context), "the connection test")
            await answer(context.aclose(call))
        assert all(isinstance(one, Check) and one.name for one in found)
        return list(found)

    @staticmethod
    def _assert_failed(found: Sequence[Check]) -> None:
        failed = [one for one in found if not one.ok]
        assert failed, "the connection test found nothing wrong"
        assert all(one.message for one in failed), "a failed check says what it found"
        assert all(one.remedy for one in failed), "a failed check says what to do"


class ConfigConformance(ConnectionTest):
    """What every connector's configuration and connection test keep to.

    Subclass it, set ``connector``, and give a fixture ``bench`` that returns your `ConnectionBench` (any bench is one).
    """
