"""What is answered to each kind of message, once a client has signed in."""

import struct
from collections.abc import Callable, Sequence
from typing import Any

from attrs import define, field

from hana_simulator import errors
from hana_simulator.errors import ServerError
from hana_simulator.faults import Faults
from hana_simulator.results import Results
from hana_simulator.session import Outcome, Session
from hana_simulator.sign_in import client_info
from hana_simulator.sql.plans import Change, Plan, Selection
from hana_simulator.wire import texts
from hana_simulator.wire.codes import FunctionCode, MessageType, PartKind, StatementContext, TransactionFlag
from hana_simulator.wire.frames import Part, Reply, Request
from hana_simulator.wire.lobs import Incoming, write_reply, written_pieces
from hana_simulator.wire.options import options_part, read_options
from hana_simulator.wire.parameters import read_rows
from hana_simulator.wire.replies import (
    errors_part,
    number_part,
    parameter_metadata,
    result_metadata,
    rows_affected,
    transaction_flags,
)


@define(eq=False)
class _Waiting:
    """A statement whose large values are still on their way; it runs when they are complete."""

    text: str
    rows: list[list[Any]]
    lobs: dict[int, Incoming]
    commit: bool


@define
class Conversation:
    """Answers one signed-in client's messages."""

    session: Session
    faults: Faults
    data_format: int
    results: Results
    _statements: dict[int, str] = field(factory=dict, init=False)
    _waiting: _Waiting | None = field(default=None, init=False)
    _number: int = field(default=0, init=False)

    def answer(self, request: Request) -> Reply:
        """Return the reply to a message.

        Raises:
            ServerError: the client is told.
            Cut: the connection is to be cut.
        """
        answers: dict[int, Callable[[Request], Reply]] = {
            MessageType.EXECUTE_DIRECT: self._execute_direct,
            MessageType.PREPARE: self._prepare,
            MessageType.EXECUTE: self._execute,
            MessageType.FETCH_NEXT: self._fetch,
            MessageType.CLOSE_RESULT_SET: self._close,
            MessageType.DROP_STATEMENT_ID: self._drop,
            MessageType.READ_LOB: self._read_lob,
            MessageType.WRITE_LOB: self._write_lob,
            MessageType.COMMIT: self._commit,
            MessageType.ROLLBACK: self._rollback,
            MessageType.DISCONNECT: lambda _: Reply(function=FunctionCode.DISCONNECT),
            MessageType.CLIENT_PING: lambda _: Reply(),
            MessageType.PING: lambda _: Reply(function=FunctionCode.PING),
        }
        act = answers.get(request.message_type)
        if act is None:
            raise ServerError(errors.NOT_SUPPORTED, f"message type {request.message_type}")
        self.session.variables |= client_info(request.part(PartKind.CLIENT_INFO))
        return act(request)

    def _execute_direct(self, request: Request) -> Reply:
        text = texts.decode(request.need(PartKind.COMMAND).data)
        outcome = self._run(request, text, [])
        return self._told(self.session.plan(text), outcome, describe=True)

    def _prepare(self, request: Request) -> Reply:
        text = texts.decode(request.need(PartKind.COMMAND).data)
        plan = self.session.plan(text)
        self._number += 1
        self._statements[self._number] = text
        parts = [number_part(PartKind.STATEMENT_ID, self._number)]
        if isinstance(plan, Selection):
            parts.append(result_metadata(plan.columns, self.data_format))
        if plan.parameters:
            parts.append(parameter_metadata([kind for _, kind in plan.parameters], self.data_format))
        return Reply(parts, plan.function)

    def _execute(self, request: Request) -> Reply:
        number = _number(request.need(PartKind.STATEMENT_ID))
        text = self._statements.get(number)
        if text is None:
            raise ServerError(errors.PROTOCOL, f"there is no statement {number}")
        plan = self.session.plan(text)
        part = request.part(PartKind.PARAMETERS)
        rows = read_rows(part, len(plan.parameters)) if part is not None else []
        unfinished = [value for row in rows for value in row if isinstance(value, Incoming) and not value.is_complete]
        if unfinished:
            return self._wait(request, text, plan, rows, unfinished)
        return self._told(plan, self._run(request, text, _whole(rows)), describe=False)

    def _wait(
        self, request: Request, text: str, plan: Plan, rows: list[list[Any]], unfinished: Sequence[Incoming]
    ) -> Reply:
        """Ask for the rest of large values; the counts told now are those of a statement that succeeds."""
        lobs = {}
        for value in unfinished:
            self._number += 1
            lobs[self._number] = value
        self._waiting = _Waiting(text, rows, lobs, request.commit)
        flags = transaction_flags({TransactionFlag.WRITE_STARTED: True})
        return Reply([rows_affected([1] * len(rows)), write_reply(list(lobs)), flags], plan.function)

    def _write_lob(self, request: Request) -> Reply:
        waiting = self._waiting
        if waiting is None:
            raise ServerError(errors.PROTOCOL, "no statement waits for a large value")
        for piece in written_pieces(request.need(PartKind.WRITE_LOB_REQUEST)):
            lob = waiting.lobs.get(piece.locator)
            if lob is None:
                raise ServerError(errors.PROTOCOL, f"no large value has the locator {piece.locator}")
            lob.pieces.append(piece.data)
            if piece.is_last:
                lob.is_complete = True
                del waiting.lobs[piece.locator]
        if waiting.lobs:
            return Reply([write_reply(list(waiting.lobs))], FunctionCode.WRITE_LOB)
        self._waiting = None
        self.session.run(waiting.text, _whole(waiting.rows), autocommit=waiting.commit)
        return Reply([transaction_flags({self._flag(): True})], FunctionCode.WRITE_LOB)

    def _run(self, request: Request, text: str, rows: list[list[Any]]) -> Outcome:
        limit = read_options(request.part(PartKind.STATEMENT_CONTEXT)).get(StatementContext.QUERY_TIMEOUT, 0)
        assert isinstance(limit, int)
        return self.session.run(text, rows, autocommit=request.commit, timeout_s=limit)

    def _told(self, plan: Plan, outcome: Outcome, *, describe: bool) -> Reply:
        if isinstance(plan, Selection):
            parts = [result_metadata(plan.columns, self.data_format)] if describe else []
            parts.append(_context())
            return Reply(
                [*parts, *self.results.open(plan.columns, outcome.rows, self.faults.settings)], FunctionCode.SELECT
            )
        flag = self._flag()
        parts = [rows_affected(outcome.counts)] if isinstance(plan, Change) else []
        parts.append(_context())
        if outcome.errors:
            told = errors_part([(error.code, error.text) for error in outcome.errors])
            return Reply([*parts, told, transaction_flags({flag: True})], is_error=True)
        return Reply([*parts, transaction_flags({flag: True})], plan.function)

    def _flag(self) -> TransactionFlag:
        written = self.session.transaction.has_written
        return TransactionFlag.WRITE_STARTED if written else TransactionFlag.COMMITTED

    def _fetch(self, request: Request) -> Reply:
        part = request.part(PartKind.FETCH_SIZE)
        (count,) = struct.unpack_from("<i", part.data) if part is not None else (32,)
        chunk = self.results.fetch(_number(request.need(PartKind.RESULT_SET_ID)), count, self.faults.settings)
        return Reply([chunk], FunctionCode.FETCH)

    def _close(self, request: Request) -> Reply:
        self.results.close(_number(request.need(PartKind.RESULT_SET_ID)))
        return Reply(function=FunctionCode.CLOSE_CURSOR)

    def _drop(self, request: Request) -> Reply:
        self._statements.pop(_number(request.need(PartKind.STATEMENT_ID)), None)
        return Reply()

    def _read_lob(self, request: Request) -> Reply:
        return Reply([self.results.read_lob(request.need(PartKind.READ_LOB_REQUEST))], FunctionCode.READ_LOB)

    def _commit(self, _request: Request) -> Reply:
        if self._waiting is not None:
            raise ServerError(errors.PROTOCOL, "a large value is not complete")
        self.session.commit()
        return Reply([transaction_flags({TransactionFlag.COMMITTED: True})], FunctionCode.COMMIT)

    def _rollback(self, _request: Request) -> Reply:
        self._waiting = None
        self.session.rollback()
        return Reply([transaction_flags({TransactionFlag.ROLLED_BACK: True})], FunctionCode.ROLLBACK)


def _context() -> Part:
    """Return what a client sends along with its next statement; without it hdbcli gives no time limits."""
    return options_part(PartKind.STATEMENT_CONTEXT, {StatementContext.SEQUENCE: bytes(10)})


def _number(part: Part) -> int:
    return int(struct.unpack_from("<Q", part.data)[0])


def _whole(rows: list[list[Any]]) -> list[list[Any]]:
    return [[value.value() if isinstance(value, Incoming) else value for value in row] for row in rows]
