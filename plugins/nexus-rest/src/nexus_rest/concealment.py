"""Takes a connection's secrets out of texts: servers echo what they were sent."""

import base64
from collections.abc import Callable, Iterator
from urllib.parse import quote

from nexus.config import MASK
from nexus_rest.config import ApiKeyAuth, BasicAuth, BearerAuth, RestConfig


def concealer(config: RestConfig) -> Callable[[str], str]:
    """Return a function that masks every secret of ``config`` in a text, as it is and as it is sent."""
    forms = {form for secret in _secrets(config) if secret for form in (secret, quote(secret, safe=""))}
    longest_first = sorted(forms, key=len, reverse=True)

    def conceal(text: str) -> str:
        for form in longest_first:
            text = text.replace(form, MASK)
        return text

    return conceal


def _secrets(config: RestConfig) -> Iterator[str]:
    yield from (secret.reveal() for secret in config.secret_headers.values())
    match config.auth:
        case BearerAuth(token=token):
            yield token.reveal()
        case ApiKeyAuth(key=key):
            yield key.reveal()
        case BasicAuth(username=username, password=password):
            yield password.reveal()
            yield base64.b64encode(f"{username}:{password.reveal()}".encode()).decode()
