import pytest
from certificates import write_certificate
from hdbcli import dbapi


@pytest.fixture
def dial(tls_simulator):
    def dial(**about):
        return dbapi.connect(
            address="127.0.0.1", port=tls_simulator.port, user="SYSTEM", password=tls_simulator.password, **about
        )

    return dial


def test_an_encrypted_connection_works_like_a_plain_one(dial):
    cursor = dial(encrypt=True, sslValidateCertificate=False).cursor()
    cursor.execute("SELECT 1 FROM DUMMY")
    assert cursor.fetchone()[0] == 1


def test_a_certificate_that_is_trusted_is_accepted(dial, certificate):
    trust = {"sslCryptoProvider": "openssl", "sslTrustStore": str(certificate[0])}
    assert dial(encrypt=True, sslHostNameInCertificate="localhost", **trust).isconnected()


def test_a_certificate_for_another_name_is_refused(dial, certificate):
    trust = {"sslCryptoProvider": "openssl", "sslTrustStore": str(certificate[0])}
    with pytest.raises(dbapi.Error, match="does not match"):
        dial(encrypt=True, sslHostNameInCertificate="elsewhere.example", **trust)


def test_a_certificate_that_is_not_trusted_is_refused(dial, tmp_path):
    stranger, _ = write_certificate(tmp_path, "stranger")
    with pytest.raises(dbapi.Error):
        dial(encrypt=True, sslCryptoProvider="openssl", sslTrustStore=str(stranger))


def test_a_client_without_tls_gets_nowhere(dial):
    with pytest.raises(dbapi.Error):
        dial(connectTimeout=2000, communicationTimeout=2000)
