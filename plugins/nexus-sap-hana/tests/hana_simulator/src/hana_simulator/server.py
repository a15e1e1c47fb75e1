"""Takes connections, one thread each; TLS where there is a certificate."""

import logging
import socket
import ssl
import struct
import threading
from collections.abc import Callable

from attrs import define, field

from hana_simulator import errors
from hana_simulator.accounts import Accounts
from hana_simulator.conversation import Conversation
from hana_simulator.database import Database
from hana_simulator.errors import ServerError
from hana_simulator.faults import Cut, Faults
from hana_simulator.results import Results
from hana_simulator.session import Session
from hana_simulator.sign_in import SignIn
from hana_simulator.wire.codes import MessageType
from hana_simulator.wire.frames import (
    INIT_REPLY,
    INIT_REQUEST_LENGTH,
    ProtocolError,
    Reply,
    Request,
    read_request,
    reply_bytes,
)
from hana_simulator.wire.replies import errors_part

_log = logging.getLogger("hana_simulator")


class _Gone(Exception):
    """The other side has closed the connection."""


@define(eq=False)
class Server:
    """Serves a database on one listening socket."""

    database: Database
    faults: Faults
    listener: socket.socket
    trust: ssl.SSLContext | None = None
    _connections: set[socket.socket] = field(factory=set, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _number: int = field(default=0, init=False)

    def serve(self) -> None:
        """Take connections until the listening socket is closed."""
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._number += 1
                self._connections.add(connection)
            threading.Thread(target=self._attend, args=(connection, self._number), daemon=True).start()

    def cut_all(self) -> None:
        """Cut all connections."""
        with self._lock:
            for connection in self._connections:
                _cut(connection)

    def _attend(self, connection: socket.socket, number: int) -> None:
        talking = connection
        try:
            if self.trust is not None:
                talking = self.trust.wrap_socket(connection, server_side=True)
            self.faults.count("connections")
            _Talk(talking, number, self.database, self.faults).run()
        except (_Gone, ssl.SSLError, ConnectionError, TimeoutError):
            pass
        except Cut:
            _cut(connection)
        except ProtocolError as error:
            _log.warning("connection %d: %s", number, error)
        except Exception:  # noqa: BLE001 — one connection's fault is not the others'
            _log.exception("connection %d", number)
        finally:
            with self._lock:
                self._connections.discard(connection)
            talking.close()
            connection.close()


def _cut(connection: socket.socket) -> None:
    """End a connection at once; the other side is told that it is reset."""
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        _log.debug("the connection was gone already")


@define(eq=False)
class _Talk:
    """One connection from its first byte to its last."""

    connection: socket.socket
    number: int
    database: Database
    faults: Faults

    def run(self) -> None:
        """Answer until the client leaves."""
        self._read(INIT_REQUEST_LENGTH)
        self.connection.sendall(INIT_REPLY)
        session = self._sign_in()
        if session is None:
            return
        try:
            self._converse(session)
        finally:
            session.close()

    def _sign_in(self) -> Session | None:
        """Return the session of who proves to be a user; None if nobody does."""
        connection = self.database.connect()
        sign_in = SignIn(self.faults.settings, Accounts(connection).password, self.number)
        try:
            request = read_request(self._read)
            if not self._answered(request, sign_in.authenticate, 0):
                return None
            request = read_request(self._read)
            if not self._answered(request, sign_in.connect, self._session_id):
                return None
        finally:
            connection.close()
        session = Session(self.number, sign_in.user, self.database, self.faults)
        self._conversation = Conversation(session, self.faults, sign_in.data_format, Results(sign_in.data_format))
        return session

    _conversation: Conversation = field(init=False)

    @property
    def _session_id(self) -> int:
        """Not zero, and not that of any other connection."""
        return (1 << 32) + self.number

    def _converse(self, session: Session) -> None:
        while True:
            request = read_request(self._read)
            self._answered(request, self._conversation.answer, self._session_id)
            if request.message_type == MessageType.DISCONNECT:
                return
            assert session is self._conversation.session

    def _answered(self, request: Request, answer: Callable[[Request], Reply], session_id: int) -> bool:
        """Answer a message; False if the answer is an error."""
        try:
            reply = answer(request)
        except ServerError as error:
            reply = Reply([errors_part([(error.code, error.text)])], is_error=True)
        except (struct.error, ProtocolError) as error:
            told = ServerError(errors.PROTOCOL, str(error))
            reply = Reply([errors_part([(told.code, told.text)])], is_error=True)
        self.connection.sendall(reply_bytes(reply, session_id, request.packet))
        return not reply.is_error

    def _read(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            piece = self.connection.recv(min(count - len(data), 1 << 20))
            if not piece:
                raise _Gone
            data += piece
        return bytes(data)
