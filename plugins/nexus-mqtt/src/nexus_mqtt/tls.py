"""TLS to a broker, from PEM texts."""

import ssl
from pathlib import Path
from tempfile import TemporaryDirectory

from nexus import ConfigurationError
from nexus_mqtt.config import Tls


def tls_context(tls: Tls) -> ssl.SSLContext | None:
    """Make the TLS context of a connection, or None without TLS.

    Raises:
        ConfigurationError: a certificate or key cannot be read.
    """
    if not tls.enabled:
        return None
    try:
        context = ssl.create_default_context(cadata=tls.ca)
    except (ssl.SSLError, ValueError) as error:
        raise ConfigurationError(f"no certificate: {error}", path="tls.ca", remedy="paste it as PEM") from error
    if not tls.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if tls.client_certificate is not None and tls.client_key is not None:
        password = tls.client_key_password.reveal() if tls.client_key_password else ""
        _load_client_certificate(context, tls.client_certificate, tls.client_key.reveal(), password)
    return context


def _load_client_certificate(context: ssl.SSLContext, certificate: str, key: str, password: str) -> None:
    with TemporaryDirectory(
        prefix="nexus-"
    ) as folder:  # ssl takes them from files only; the folder is ours alone (0700)
        certificate_file, key_file = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        certificate_file.write_text(certificate)
        key_file.write_text(key)
        try:
            context.load_cert_chain(certificate_file, key_file, password)
        except (ssl.SSLError, ValueError) as error:
            raise ConfigurationError(
                f"client certificate and key do not work together: {error}",
                path="tls.client_certificate",
                remedy="paste both as PEM, the key with its password if it has one",
            ) from error
