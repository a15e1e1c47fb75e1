"""The first two messages of a connection: who is there, and what both sides can do."""

import hmac
from collections.abc import Callable, Sequence

from attrs import define

from hana_simulator import errors
from hana_simulator.catalogue import VERSION
from hana_simulator.errors import ServerError
from hana_simulator.faults import Settings
from hana_simulator.wire import scram, texts
from hana_simulator.wire.codes import ConnectOption, FunctionCode, PartKind
from hana_simulator.wire.frames import Part, Reply, Request
from hana_simulator.wire.options import Option, options_part, read_options


@define
class SignIn:
    """Proves one client.

    Attributes:
        password: returns a user's password, or None.
        user: who has proved themselves; empty until then.
    """

    settings: Settings
    password: Callable[[str], str | None]
    number: int
    user: str = ""
    data_format: int = 1
    _challenge: scram.Challenge | None = None

    def authenticate(self, request: Request) -> Reply:
        """Answer a client's first message with a challenge.

        Raises:
            ServerError: there is no method in common.
        """
        data = request.need(PartKind.AUTHENTICATION).data
        self._challenge = scram.challenge(data, self.settings.methods)
        if self._challenge is None:
            raise ServerError(errors.AUTHENTICATION_FAILED)
        return Reply([Part(PartKind.AUTHENTICATION, self._challenge.reply())])

    def connect(self, request: Request) -> Reply:
        """Check the client's proof and answer its options.

        Raises:
            ServerError: the proof is wrong, or there is no such user.
        """
        challenge = self._challenge
        if challenge is None:
            raise ServerError(errors.AUTHENTICATION_FAILED)
        proof = scram.given_proof(request.need(PartKind.AUTHENTICATION).data)
        user = _folded(challenge.user)
        password = self.password(user)
        if password is None or not hmac.compare_digest(proof, challenge.proof(password)):
            raise ServerError(errors.AUTHENTICATION_FAILED)
        self.user = user
        wanted = read_options(request.part(PartKind.CONNECT_OPTIONS))
        self.data_format = min(self.settings.data_format, _newest(wanted))
        parts = [
            Part(PartKind.AUTHENTICATION, challenge.accepted(password)),
            options_part(PartKind.CONNECT_OPTIONS, self._options()),
        ]
        return Reply(parts, FunctionCode.CONNECT)

    def _options(self) -> dict[int, Option]:
        """Return what the server can do; what is not named, clients do without."""
        return {
            ConnectOption.CONNECTION_ID: self.number,
            ConnectOption.COMPLETE_ARRAY_EXECUTION: True,
            ConnectOption.LARGE_BULK_OPERATIONS: True,
            ConnectOption.LARGE_NUMBER_OF_PARAMETERS: True,
            ConnectOption.SYSTEM_ID: "SIM",
            ConnectOption.DATA_FORMAT_VERSION: self.data_format,
            ConnectOption.SELECT_FOR_UPDATE: True,
            ConnectOption.CLIENT_DISTRIBUTION_MODE: 0,
            ConnectOption.ENGINE_DATA_FORMAT_VERSION: self.data_format,
            ConnectOption.DISTRIBUTION_PROTOCOL_VERSION: 0,
            ConnectOption.SPLIT_BATCH_COMMANDS: True,
            ConnectOption.TRANSACTION_FLAGS_ONLY: True,
            ConnectOption.IGNORE_UNKNOWN_PARTS: True,
            ConnectOption.DATA_FORMAT_VERSION_2: self.data_format,
            ConnectOption.NON_TRANSACTIONAL_PREPARE: True,
            ConnectOption.QUERY_TIMEOUT: True,
            ConnectOption.FULL_VERSION: VERSION,
            ConnectOption.DATABASE_NAME: "SIM",
        }


def _newest(wanted: dict[int, Option]) -> int:
    for option in (ConnectOption.DATA_FORMAT_VERSION_2, ConnectOption.DATA_FORMAT_VERSION):
        if isinstance(version := wanted.get(option), int):
            return version
    return 1


def _folded(user: str) -> str:
    return user[1:-1] if user.startswith('"') else user.upper()


def client_info(part: Part | None) -> dict[str, str]:
    """Return the session variables that a client sends: pairs of texts."""
    found: Sequence[str] = _texts(part.data, 2 * part.count) if part is not None else ()
    return {name.upper(): value for name, value in zip(found[::2], found[1::2], strict=True)}


def _texts(data: bytes, count: int) -> list[str]:
    offset, found = 0, []
    for _ in range(count):
        raw, offset = texts.read_prefixed(data, offset)
        found.append(texts.decode(raw or b""))
    return found
