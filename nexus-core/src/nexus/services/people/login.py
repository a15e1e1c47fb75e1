"""Logging in, staying logged in, logging out, and who a request comes from."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol, TypeVar

from attrs import evolve, field, frozen

from nexus.errors import InvalidInput, NotFound, NotSignedIn, Throttled
from nexus.model.audit import AuditEvent, Category
from nexus.model.user import SignedIn, User
from nexus.services.people.repositories import PasswordHasher, SessionRepository, TokenMaker, UserRepository
from nexus.services.person import Person
from nexus.services.repositories import Audit, Transactions

T = TypeVar("T")

SESSION_LIFETIME: Final = timedelta(days=14)
"""How long a session lives from its last refresh."""

WAITING: Final = 32
"""Log-ins that may wait for a processor; more are asked to come again, so that a flood cannot fill the memory."""

_REFUSED: Final = "user name or password is wrong"


class Throttle(Protocol):
    """Counts attempts; ``security`` has it."""

    async def admit(self, account: str, address: str, device: str | None = None) -> Any:
        """Count an attempt before it is made; raises Throttled."""
        ...

    async def succeeded(self, attempt: Any) -> None:
        """Take an attempt back that succeeded."""
        ...


@frozen
class LoggedIn:
    """A session that begins or goes on.

    Attributes:
        refresh_token: to be kept where scripts cannot read it; None if the one in use stays.
        device_token: marks the device, so that a flood of attempts does not lock the person out; None if it has one.
    """

    user: User
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False, default=None)
    device_token: str | None = field(repr=False, default=None)


class LogIn:
    """Checks who people are.

    Args:
        throttle: limits attempts by account and address.
        lifetime: how long a session lives from its last refresh.
    """

    def __init__(
        self,
        *,
        users: UserRepository,
        sessions: SessionRepository,
        audit: Audit,
        transactions: Transactions,
        passwords: PasswordHasher,
        tokens: TokenMaker,
        throttle: Throttle,
        lifetime: timedelta = SESSION_LIFETIME,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._audit = audit
        self._transactions = transactions
        self._passwords = passwords
        self._tokens = tokens
        self._throttle = throttle
        self._lifetime = lifetime
        # Threads of their own: hashing takes long, and must not keep other requests from a thread.
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="nexus-login")
        self._waiting = 0

    @property
    def lifetime(self) -> timedelta:
        """How long a session lives from its last refresh."""
        return self._lifetime

    @property
    def access_lifetime(self) -> timedelta:
        """How long an access token is taken."""
        return self._tokens.access_lifetime

    @property
    def device_lifetime(self) -> timedelta:
        """How long a device is remembered."""
        return self._tokens.device_lifetime

    async def log_in(self, username: str, password: str, address: str, device_token: str = "") -> LoggedIn:
        """Begin a session.

        Raises:
            NotSignedIn: name or password is wrong, or the user is disabled; the three cannot be told apart.
            Throttled: too many attempts.
        """
        device = self._tokens.read_device(device_token) if device_token else None
        known = await asyncio.to_thread(self._users.by_name, username)
        # The cookie of another person's device is worth nothing here.
        trusted = device.token if device is not None and known is not None and device.subject == known.id else None
        attempt = await self._admitted(username, address, trusted)
        user = await self._in_turn(lambda: self._checked(username, password, address))
        await self._throttle.succeeded(attempt)
        started = await asyncio.to_thread(self._start, user)
        mark = self._tokens.device(user.id) if trusted is None else None
        return LoggedIn(user, started.access_token, started.refresh_token, mark)

    async def change_password(self, user: User, session_id: str, former: str, new: str, address: str) -> LoggedIn:
        """Change one's own password; all sessions end, and a new one begins.

        Raises:
            NotSignedIn: the former password is wrong.
            InvalidInput: the new one is too short or too long.
            Throttled: too many attempts.
        """
        attempt = await self._admitted(user.username, address, session_id)
        await self._in_turn(lambda: self._change(user, former, new, address))
        await self._throttle.succeeded(attempt)
        return await asyncio.to_thread(self._start, evolve(user, must_change_password=False))

    def refresh(self, token: str, address: str) -> LoggedIn:
        """Carry a session on: exchange its refresh token.

        Raises:
            NotSignedIn: the session is over: it was ended, it expired, or the token had been exchanged before; in that
                case it is over now, for the thief as for the owner.
        """
        session_id, _, secret = token.partition(".")
        made = secrets.token_urlsafe(32)
        found = self._sessions.rotate(session_id, _digest(secret), _digest(made), datetime.now(UTC) + self._lifetime)
        if found.reused:
            self._note(Category.SECURITY, "session.reuse", f"session:{session_id}", Person("unknown", address))
        user = self._enabled(found.session.user_id) if found.session is not None else None
        if found.session is None or user is None:
            raise NotSignedIn("the session is over: log in again")
        access = self._tokens.access(user.id, found.session.id)
        return LoggedIn(user, access, f"{found.session.id}.{made}" if found.renewed else None)

    def log_out(self, token: str, address: str) -> None:
        """End the session of a refresh token; no error if it is over already, or no session's at all."""
        session_id, _, secret = token.partition(".")
        found = self._sessions.rotate(
            session_id, _digest(secret), _digest(secrets.token_urlsafe(32)), datetime.now(UTC) + self._lifetime
        )
        user = self._enabled(found.session.user_id) if found.session is not None else None
        if found.session is not None:
            self._sessions.end(found.session.id)
        if user is not None:
            self._note(Category.AUTH, "session.end", f"user:{user.username}", Person(user.username, address))

    def who_sends(self, access_token: str) -> SignedIn:
        """Return whom a request comes from. Looked up each time: a disabled user is out at once.

        Raises:
            NotSignedIn: the token is not valid, the session is over, or the user is disabled.
        """
        claims = self._tokens.read_access(access_token)
        if claims is None:
            raise NotSignedIn("the access token is not valid (any more): refresh it, or log in again")
        found = self._sessions.signed_in(claims.token)
        if found is None or found.user.id != claims.subject:
            raise NotSignedIn("the session is over: log in again")
        return found

    def still_in(self, session_id: str, workspace_id: str) -> bool:
        """Whether a session lives, and its user is a member of a workspace; for answers that go on for long."""
        found = self._sessions.signed_in(session_id)
        return found is not None and workspace_id in found.user.memberships

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    # -- steps --------------------------------------------------------------------------------------------------------

    async def _admitted(self, username: str, address: str, device: str | None) -> Any:
        try:
            return await self._throttle.admit(username, address, device)
        except Throttled as error:
            if error.first:
                person = Person(username, address)
                await asyncio.to_thread(self._note, Category.SECURITY, "login.throttled", f"user:{username}", person)
            raise

    async def _in_turn(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING:
            raise Throttled("too many people log in at this moment: try again", retry_after=2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    def _checked(self, username: str, password: str, address: str) -> User:
        """Return the user whose name and password these are; an unknown name takes as long as a wrong password."""
        user = self._users.by_name(username)
        verdict = self._passwords.verify(password, user.password_hash if user is not None else None)
        if user is None or not verdict.ok or not user.enabled:
            self._note(Category.AUTH, "login.refused", f"user:{username}", Person(username, address))
            raise NotSignedIn(_REFUSED)
        with self._transactions.write():
            self._users.logged_in(user.id)
            self._note(Category.AUTH, "login", f"user:{username}", Person(username, address))
            if verdict.upgrade:
                self._upgrade(user, password)
        return user

    def _upgrade(self, user: User, password: str) -> None:
        try:
            stronger = self._passwords.hash(password)
        except InvalidInput:
            return  # shorter than passwords must be today; it stays valid until it is changed
        self._users.set_password(user.id, stronger, end_sessions=False, must_change=user.must_change_password)

    def _change(self, user: User, former: str, new: str, address: str) -> None:
        if not self._passwords.verify(former, user.password_hash).ok:
            self._note(Category.AUTH, "password.refused", f"user:{user.username}", Person(user.username, address))
            raise NotSignedIn("the former password is wrong")
        hashed = self._passwords.hash(new)
        with self._transactions.write():
            self._users.set_password(user.id, hashed)
            self._note(Category.SECURITY, "user.password", f"user:{user.username}", Person(user.username, address))

    def _start(self, user: User) -> LoggedIn:
        secret = secrets.token_urlsafe(32)
        self._sessions.forget_expired()
        session = self._sessions.start(user.id, _digest(secret), datetime.now(UTC) + self._lifetime)
        return LoggedIn(user, self._tokens.access(user.id, session.id), f"{session.id}.{secret}")

    def _enabled(self, user_id: str) -> User | None:
        try:
            user = self._users.get(user_id)
        except NotFound:
            return None
        return user if user.enabled else None

    def _note(self, category: Category, action: str, target: str, person: Person) -> None:
        self._audit.append(AuditEvent(category, action, person.name, address=person.address, target=target))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
