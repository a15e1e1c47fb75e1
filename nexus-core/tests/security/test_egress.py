import socket
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.errors import ConfigurationError, Unavailable
from nexus.security.egress import EgressGuard, system_resolver

PUBLIC = "93.184.215.14"
PUBLIC6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


class Answers:
    """A resolver that gives its answers one after another, and the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def guard(*answers: Sequence[str], allow: Sequence[str] = ()) -> EgressGuard:
    return EgressGuard(allow, Answers(*answers))


def unasked(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host} must be decided without a look-up")


def test_a_public_name_is_resolved_once_and_its_address_returned():
    answers = Answers([PUBLIC])
    assert EgressGuard(resolver=answers).resolve("Example.COM.", 443) == PUBLIC
    assert answers.asked == [("example.com", 443)]


@pytest.mark.parametrize(
    "address", [PUBLIC, PUBLIC6, "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.128.0.1", "192.0.1.1"]
)
def test_public_addresses_are_permitted_without_a_look_up(address):
    assert EgressGuard(resolver=unasked).resolve(address, 443) == address


FORBIDDEN = {
    "127.0.0.1": "loopback",
    "127.8.9.10": "loopback",
    "0.0.0.0": "unspecified",
    "10.1.2.3": "private",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.168.1.1": "private",
    "169.254.169.254": "metadata",
    "169.254.170.2": "metadata",
    "100.100.100.200": "metadata",
    "169.254.1.1": "link-local",
    "100.64.0.1": "CGNAT",
    "192.0.0.8": "reserved",
    "192.0.2.1": "documentation",
    "198.18.0.1": "benchmarks",
    "198.51.100.1": "documentation",
    "203.0.113.1": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "unspecified",
    "::1": "loopback",
    "::127.0.0.1": "reserved",
    "fd00:ec2::254": "metadata",
    "fd12:3456::1": "private",
    "fe80::1": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "2001:db8::1": "documentation",
    "100::1": "discarded",
    "64:ff9b:1::a00:1": "NAT64",
    "2001:2::1": "not a public address",
    "::ffff:127.0.0.1": "loopback",
    "::ffff:7f00:1": "loopback",
    "::ffff:169.254.169.254": "metadata",
    "::ffff:0:127.0.0.1": "reserved",
    "2002:7f00:1::": "leads to 127.0.0.1, loopback",
    "2002:a9fe:a9fe::1": "leads to 169.254.169.254, a cloud's metadata service",
    "64:ff9b::10.0.0.1": "leads to 10.0.0.1, private",
    "64:ff9b::169.254.169.254": "metadata",
    # Teredo: server 65.54.227.120, client 192.168.1.1 with its bits inverted
    "2001:0:4136:e378:8000:63bf:3f57:fefe": "leads to 192.168.1.1, private",
    # Teredo whose server is loopback
    "2001:0:7f00:1:8000:63bf:a5a5:a5a5": "leads to 127.0.0.1, loopback",
}


@pytest.mark.parametrize(("address", "why"), FORBIDDEN.items())
def test_special_addresses_are_refused_as_literals_with_the_reason(address, why):
    for spelling in {address, f"[{address}]"} if ":" in address else {address}:
        with pytest.raises(ConfigurationError, match=why):
            EgressGuard(resolver=unasked).resolve(spelling, 80)


@pytest.mark.parametrize(("address", "why"), FORBIDDEN.items())
def test_special_addresses_are_refused_as_answers_of_a_name(address, why):
    with pytest.raises(ConfigurationError, match=why):
        guard([address]).resolve("innocent.example", 80)


@pytest.mark.parametrize("address", ["2002:5db8:d70e::1", "64:ff9b::93.184.215.14"])
def test_a_tunnel_to_a_public_address_is_permitted(address):
    assert guard([address]).resolve("nat64.example", 443)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0X7F.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
        "127.0.0.01",
        "10.0.0.256",
        "1.2.3.4.5",
        "evil.0x",
        "example.1",
        "fe80::1%eth0",
        "2606::1%1",
        "::ffff:0x7f.0.0.1",
        "",
        ".",
        " 127.0.0.1",
        "127.0.0.1\n",
        "a b.example",
        "example.com/path",
        "user@example.com",
        "example.com\x00.internal",
        "exa\r\nmple.com",
        "a..b.example",
        "[example.com",
        "::1]",
        "1:2:3",
    ],
)
def test_unusual_spellings_are_refused_before_any_look_up(host):
    with pytest.raises(ConfigurationError, match="usual form"):
        EgressGuard(["0.0.0.0/0", "::/0"], unasked).resolve(host, 80)


@pytest.mark.parametrize("host", ["127。0。0。1", "１２７.0.0.1", "127.0.0.1."])  # noqa: RUF001 — look-alikes on purpose
def test_look_alike_digits_and_dots_are_normalised_and_then_refused(host):
    with pytest.raises(ConfigurationError, match="loopback"):
        EgressGuard(resolver=unasked).resolve(host, 80)


def test_international_names_are_looked_up_in_their_ascii_form():
    answers = Answers([PUBLIC])
    EgressGuard(resolver=answers).resolve("bücher.example", 443)
    assert answers.asked == [("xn--bcher-kva.example", 443)]


def test_every_decision_looks_again_so_that_rebinding_is_seen():
    rebinding = guard([PUBLIC], ["127.0.0.1"])
    assert rebinding.resolve("rebind.example", 80) == PUBLIC
    with pytest.raises(ConfigurationError, match="loopback"):
        rebinding.resolve("rebind.example", 80)


def test_the_first_permitted_of_many_answers_is_taken():
    assert guard(["127.0.0.1", PUBLIC6, PUBLIC]).resolve("mixed.example", 80) == PUBLIC6


def test_when_all_answers_are_forbidden_each_is_named():
    with pytest.raises(ConfigurationError) as caught:
        guard(["127.0.0.1", "fd00::1"]).resolve("inner.example", 8443)
    message = str(caught.value)
    assert "inner.example:8443" in message
    assert "127.0.0.1 is loopback" in message
    assert "fd00::1 is private" in message
    assert "NEXUS_EGRESS_ALLOW=127.0.0.1/32" in caught.value.remedy


def test_allowed_networks_are_reached_by_literal_by_name_and_in_mapped_form():
    allow = ["10.0.0.0/8", "::1"]
    assert guard([], allow=allow).resolve("10.9.8.7", 80) == "10.9.8.7"
    assert guard(["10.9.8.7"], allow=allow).resolve("inner.example", 80) == "10.9.8.7"
    assert guard([], allow=allow).resolve("::ffff:10.9.8.7", 80) == "10.9.8.7"
    assert guard([], allow=allow).resolve("::1", 80) == "::1"
    assert guard(["64:ff9b::10.9.8.7"], allow=allow).resolve("nat64.example", 80) == "64:ff9b::a09:807"


def test_the_permitted_family_is_taken_when_only_one_is_allowed():
    assert guard(["::1", "127.0.0.1"], allow=["127.0.0.0/8"]).resolve("localhost", 80) == "127.0.0.1"


@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "::ffff:169.254.169.254"])
def test_a_wide_network_does_not_open_metadata_services(address):
    with pytest.raises(ConfigurationError, match="metadata"):
        guard([], allow=["0.0.0.0/0", "::/0", "169.254.0.0/16"]).resolve(address, 80)


def test_a_metadata_service_named_alone_is_open():
    assert guard([], allow=["169.254.169.254/32"]).resolve("169.254.169.254", 80) == "169.254.169.254"


@pytest.mark.parametrize("entry", ["10.1.2.3/8", "localhost", "10.0.0.0/33", ""])
def test_an_entry_that_is_no_network_is_refused_with_the_settings_name(entry):
    with pytest.raises(ConfigurationError, match="NEXUS_EGRESS_ALLOW"):
        EgressGuard([entry])


def failing(host: str, port: int) -> Sequence[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.mark.parametrize("resolver", [failing, Answers([]), Answers(["not an address"])])
def test_a_name_that_does_not_resolve_is_unavailable(resolver):
    with pytest.raises(Unavailable, match=r"gone\.example does not resolve"):
        EgressGuard(resolver=resolver).resolve("gone.example", 80)


def test_the_system_resolver_answers_for_this_machine():
    assert "127.0.0.1" in system_resolver("localhost", 80)
    with pytest.raises(ConfigurationError, match="loopback"):
        EgressGuard().resolve("localhost", 80)


@given(st.ip_addresses(network="127.0.0.0/8") | st.ip_addresses(network="10.0.0.0/8"))
def test_no_wrapping_of_a_forbidden_ipv4_address_gets_through(inner):
    packed = int(inner)
    for wrapped in (
        f"::ffff:{inner}",
        f"64:ff9b::{inner}",
        f"2002:{packed >> 16:x}:{packed & 0xFFFF:x}::1",
        f"::{inner}",
    ):
        with pytest.raises(ConfigurationError):
            EgressGuard(resolver=unasked).resolve(wrapped, 80)
