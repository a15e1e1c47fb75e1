import base64

from nexus.security.master_secrets import generate_master_secret, show_master_secret


def test_a_master_secret_has_256_bits_and_is_shown_as_base64():
    secret = generate_master_secret()
    assert len(secret) == 32
    assert secret != generate_master_secret()
    assert base64.b64decode(show_master_secret(secret)) == secret
