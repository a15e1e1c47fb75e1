import pytest
from hdbcli import dbapi

from nexus.testing import CertificateAuthority


@pytest.fixture
def dial(tls_simulator):
    def dial(**about):
        return dbapi.connect(
            address="127.0.0.1", port=tls_simulator.port, user="SYSTEM", password=tls_simulator.password, **about
        )

    return dial


@pytest.fixture
def trusting(dial, tmp_path):
    """Dials trusting one authority alone."""

    def trusting(authority, name):
        file = tmp_path / "authority.pem"
        file.write_text(authority.certificate)
        about = {"sslCryptoProvider": "openssl", "sslTrustStore": str(file), "sslHostNameInCertificate": name}
        return dial(encrypt=True, **about)

    return trusting


def test_an_encrypted_connection_works_like_a_plain_one(dial):
    cursor = dial(encrypt=True, sslValidateCertificate=False).cursor()
    cursor.execute("SELECT 1 FROM DUMMY")
    assert cursor.fetchone()[0] == 1


def test_a_certificate_that_is_trusted_is_accepted(trusting, authority):
    assert trusting(authority, "localhost").isconnected()


def test_a_certificate_for_another_name_is_refused(trusting, authority):
    with pytest.raises(dbapi.Error, match="does not match"):
        trusting(authority, "elsewhere.example")


def test_a_certificate_of_somebody_else_is_refused(trusting):
    with pytest.raises(dbapi.Error):
        trusting(CertificateAuthority(), "localhost")


def test_a_client_without_tls_gets_nowhere(dial):
    with pytest.raises(dbapi.Error):
        dial(connectTimeout=2000, communicationTimeout=2000)
