"""What senders prove themselves with: made and shown once, rotated with an overlap, ended."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from attrs import field, frozen

from nexus.errors import NotFound
from nexus.model.credentials import ApiKey, SecretVersion
from nexus.services.repositories import KeyRepository, MasterSecretRepository


class Token(Protocol):
    """A key or a token at its birth."""

    @property
    def id(self) -> str:
        """The public half."""
        ...

    @property
    def text(self) -> str:
        """All of it: shown once."""
        ...

    @property
    def digest(self) -> bytes:
        """What is stored."""
        ...


class Secret(Protocol):
    """A master secret at its birth."""

    @property
    def secret(self) -> bytes:
        """What is stored, encrypted."""
        ...

    @property
    def text(self) -> str:
        """What is shown to a person, once."""
        ...


@frozen
class Issued:
    """What a new application proves itself with: this is the only time that the texts are known."""

    key: str = field(repr=False)
    master_secret: str = field(repr=False)


@frozen
class NewKey:
    """A key that has just become the current one; ``text`` is known at this moment only."""

    id: str
    text: str = field(repr=False)


@frozen
class NewSecret:
    """A version that has just become the current one; ``text`` is known at this moment only."""

    version: int
    text: str = field(repr=False)


class Credentials:
    """Keys and master secrets of applications. Joins the transaction around it.

    Args:
        keys: where keys are stored, as digests.
        secrets: where master secrets are stored, encrypted.
        make_key: makes a key.
        make_secret: makes a master secret.
    """

    def __init__(
        self,
        keys: KeyRepository,
        secrets: MasterSecretRepository,
        make_key: Callable[[], Token],
        make_secret: Callable[[], Secret],
    ) -> None:
        self._keys = keys
        self._secrets = secrets
        self._make_key = make_key
        self._make_secret = make_secret

    def issue(self, workspace_id: str, application_id: str) -> Issued:
        """Give a new application its first key and its first master secret."""
        at_once = timedelta(0)
        key = self.rotate_key(workspace_id, application_id, at_once)
        return Issued(key.text, self.rotate_secret(workspace_id, application_id, at_once).text)

    def rotate_key(self, workspace_id: str, application_id: str, overlap: timedelta) -> NewKey:
        """Make a key the current one; no former key stays valid for longer than ``overlap``. Raises NotFound."""
        made = self._make_key()
        self._keys.add(workspace_id, application_id, ApiKey(made.id, made.digest), overlap)
        return NewKey(made.id, made.text)

    def rotate_secret(self, workspace_id: str, application_id: str, overlap: timedelta) -> NewSecret:
        """Make a secret the current version; no former one stays valid for longer than ``overlap``. Raises NotFound."""
        made = self._make_secret()
        stored = self._secrets.add(workspace_id, application_id, made.secret, overlap)
        return NewSecret(stored.version, made.text)

    def keys(self, workspace_id: str, application_id: str) -> Sequence[ApiKey]:
        """Keys that are valid now, newest first; raises NotFound."""
        stored = self._keys.list(workspace_id, application_id)
        return [one for one in stored if is_valid(one.valid_until)]

    def secrets(self, workspace_id: str, application_id: str) -> Sequence[SecretVersion]:
        """Versions of the master secret that are valid now, newest first; raises NotFound."""
        stored = self._secrets.versions(workspace_id, application_id)
        return [one for one in stored if is_valid(one.valid_until)]

    def end_key(self, workspace_id: str, application_id: str, key_id: str) -> None:
        """End a key at once; raises NotFound if it is not valid (any more)."""
        if key_id not in {one.id for one in self.keys(workspace_id, application_id)}:
            raise NotFound("key", key_id)
        self._keys.withdraw(workspace_id, application_id, key_id)

    def end_secret(self, workspace_id: str, application_id: str, version: int) -> None:
        """End a version at once; raises NotFound if it is not valid (any more)."""
        if version not in {one.version for one in self.secrets(workspace_id, application_id)}:
            raise NotFound("master secret version", str(version))
        self._secrets.withdraw(workspace_id, application_id, version)


def is_valid(valid_until: datetime | None) -> bool:
    """Whether something that is valid until then is valid now; None stands for no end."""
    return valid_until is None or valid_until > datetime.now(UTC)
