"""What an application proves itself with: API keys, and versions of its master secret."""

from datetime import datetime

from attrs import field, frozen

from nexus.model.connection import Application


@frozen
class ApiKey:
    """An API key as it is stored: never the key itself.

    Attributes:
        id: the public half that it is looked up by.
        digest: SHA-256 of the whole key.
        valid_until: end of the overlap after a rotation, or None while it is the current key.
        created_at: when it was stored.
    """

    id: str
    digest: bytes = field(repr=False)
    valid_until: datetime | None = None
    created_at: datetime | None = field(default=None, eq=False)


@frozen
class KeyHolder:
    """Whose API key it is.

    Attributes:
        valid_until: end of the key's overlap, or None while it is the current one; after that it is nobody's.
    """

    application: Application
    valid_until: datetime | None = None


@frozen
class MasterSecret:
    """One version of the secret that an application's payload encryption derives its keys from.

    Attributes:
        version: the envelope's ``kid``.
        valid_until: end of the overlap after a rotation, or None while it is the current version.
    """

    version: int
    secret: bytes = field(repr=False)
    valid_until: datetime | None = None


@frozen
class PayloadKey:
    """A key under which payloads of one application are kept encrypted in the stream store.

    Attributes:
        id: UUID; stands in what is encrypted.
    """

    id: str
    key: bytes = field(repr=False)


@frozen
class SecretVersion:
    """A version of a master secret, without the secret; the attributes are those of `MasterSecret`."""

    version: int
    valid_until: datetime | None
    created_at: datetime
