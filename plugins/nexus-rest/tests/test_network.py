import asyncio
import socket
import ssl
from contextlib import asynccontextmanager

import pytest

from nexus import ConfigurationError
from nexus.config import structure
from nexus.testing import CertificateAuthority
from nexus_rest.client import Request
from nexus_rest.config import RestConfig
from nexus_rest.network import Endpoint, tls_context


@pytest.fixture(scope="module")
def authority() -> CertificateAuthority:
    return CertificateAuthority()


@pytest.fixture
def serve_tls(authority, tmp_path):
    """Serve TLS for a name; returns the port and the list of server names (SNI) that clients asked for."""

    @asynccontextmanager
    async def serve(name: str, *, client_ca: str | None = None):
        issued = authority.issue(name)
        (tmp_path / "c.pem").write_text(issued.certificate)
        (tmp_path / "k.pem").write_text(issued.key)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cadata=client_ca)
        context.load_cert_chain(tmp_path / "c.pem", tmp_path / "k.pem")
        if client_ca:
            context.verify_mode = ssl.CERT_REQUIRED
        names: list[str | None] = []
        context.sni_callback = lambda _connection, asked, _context: names.append(asked)

        async def answer(reader, writer):
            try:
                while await reader.readuntil(b"\r\n\r\n"):
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            except (asyncio.IncompleteReadError, OSError):
                writer.transport.abort()

        listener = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        try:
            yield listener.sockets[0].getsockname()[1], names
        finally:
            listener.close()

    return serve


class ToLoopback:
    def resolve(self, host, port):
        return "127.0.0.1"


@pytest.fixture
def send(context, client_of):
    async def send_once(base_url: str, **tls):
        context.egress = ToLoopback()
        client = client_of(structure(RestConfig, {"base_url": base_url, "tls": tls}))
        return await client.send(Request(b"GET", b"/", [(b"Host", client.endpoint.authority.encode())]))

    return send_once


async def test_the_server_is_verified_by_its_name_although_the_connection_goes_to_an_address(
    serve_tls, send, authority
):
    async with serve_tls("api.example") as (port, names):
        assert (await send(f"https://api.example:{port}", ca=authority.certificate)).status == 200
        assert names == ["api.example"]


async def test_a_certificate_for_another_name_is_a_configuration_error(serve_tls, send, authority):
    async with serve_tls("other.example") as (port, _):
        with pytest.raises(ConfigurationError, match="not trusted") as caught:
            await send(f"https://api.example:{port}", ca=authority.certificate)
        assert "tls.ca" in caught.value.remedy


async def test_a_certificate_of_an_unknown_authority_is_a_configuration_error(serve_tls, send):
    async with serve_tls("api.example") as (port, _):
        with pytest.raises(ConfigurationError, match="not trusted"):
            await send(f"https://api.example:{port}")


async def test_an_address_is_verified_as_an_address(serve_tls, send, authority):
    async with serve_tls("127.0.0.1") as (port, _):
        assert (await send(f"https://127.0.0.1:{port}", ca=authority.certificate)).status == 200


async def test_verification_can_be_turned_off(serve_tls, send):
    async with serve_tls("other.example") as (port, _):
        assert (await send(f"https://api.example:{port}", verify=False)).status == 200


@pytest.mark.parametrize("password", [None, b"k3y"])
async def test_a_client_certificate_is_shown_where_the_server_asks(serve_tls, send, authority, password):
    mine = authority.issue("nexus", client=True, password=password)
    tls = {"ca": authority.certificate, "client_certificate": mine.certificate, "client_key": mine.key}
    if password:
        tls["client_key_password"] = password.decode()
    async with serve_tls("api.example", client_ca=authority.certificate) as (port, _):
        assert (await send(f"https://api.example:{port}", **tls)).status == 200


@pytest.fixture
def refuse_client(authority, tmp_path):
    """Run one TLS handshake that asks for a client certificate; returns the port and what the handshake came to.

    A blocking server, since asyncio's drops the alert that says why. TLS 1.2, which tells within the handshake: with 1.3 a
    reset may overtake the alert, and then the destination counts as away.
    """

    @asynccontextmanager
    async def serve():
        issued = authority.issue("api.example")
        (tmp_path / "c.pem").write_text(issued.certificate)
        (tmp_path / "k.pem").write_text(issued.key)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cadata=authority.certificate)
        context.load_cert_chain(tmp_path / "c.pem", tmp_path / "k.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(10)

            def shake_hands() -> None:
                connection, _ = listener.accept()
                with connection, pytest.raises(ssl.SSLError):
                    context.wrap_socket(connection, server_side=True)

            shaken = asyncio.create_task(asyncio.to_thread(shake_hands))
            yield listener.getsockname()[1]
            await shaken

    return serve


async def test_a_missing_client_certificate_is_a_configuration_error(refuse_client, send, authority):
    async with refuse_client() as port:
        with pytest.raises(ConfigurationError, match="refuses our side of TLS"):
            await send(f"https://api.example:{port}", ca=authority.certificate)


async def test_a_client_certificate_of_another_authority_is_a_configuration_error(refuse_client, send, authority):
    mine = CertificateAuthority().issue("nexus", client=True)
    tls = {"ca": authority.certificate, "client_certificate": mine.certificate, "client_key": mine.key}
    async with refuse_client() as port:
        with pytest.raises(ConfigurationError, match="refuses our side of TLS"):
            await send(f"https://api.example:{port}", **tls)


def context_of(**tls):
    return tls_context(structure(RestConfig, {"base_url": "https://api.example", "tls": tls}))


def test_a_ca_that_is_no_pem_is_refused_with_its_field():
    with pytest.raises(ConfigurationError) as caught:
        context_of(ca="not a certificate")
    assert caught.value.path == "tls.ca"


def test_a_key_with_a_wrong_or_missing_password_or_of_another_certificate_is_refused(authority):
    mine = authority.issue("nexus", client=True, password=b"right")
    other = authority.issue("other", client=True)
    for key, more in ((mine.key, {"client_key_password": "wrong"}), (mine.key, {}), (other.key, {})):
        with pytest.raises(ConfigurationError) as caught:
            context_of(client_certificate=mine.certificate, client_key=key, **more)
        assert caught.value.path == "tls.client_certificate"


@pytest.mark.parametrize(
    ("base_url", "host", "port", "path", "authority"),
    [
        ("https://a.example", "a.example", 443, "", "a.example"),
        ("https://a.example:443/v1/", "a.example", 443, "/v1", "a.example"),
        ("http://a.example:8080", "a.example", 8080, "", "a.example:8080"),
        ("http://[::1]:81/x", "::1", 81, "/x", "[::1]:81"),
        ("https://bücher.example", "xn--bcher-kva.example", 443, "", "xn--bcher-kva.example"),
    ],
)
def test_a_base_url_is_taken_apart(base_url, host, port, path, authority):
    endpoint = Endpoint.of(base_url)
    assert (endpoint.host, endpoint.port, endpoint.path, endpoint.authority) == (host, port, path, authority)
