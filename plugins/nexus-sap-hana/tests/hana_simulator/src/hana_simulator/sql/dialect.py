"""HANA's SQL as sqlglot reads it: upper-case names, TOP, numbered parameters."""

from typing import Any, ClassVar, Final

import sqlglot
from attrs import frozen
from sqlglot import exp, tokens
from sqlglot.dialects.dialect import Dialect, NormalizationStrategy
from sqlglot.errors import ParseError, SqlglotError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from hana_simulator import errors
from hana_simulator.errors import ServerError


class Hana(Dialect):
    """What of HANA's SQL differs from the standard, as far as this server goes."""

    NORMALIZATION_STRATEGY = NormalizationStrategy.UPPERCASE

    class Tokenizer(tokens.Tokenizer):
        """Knows TOP, and HANA's types; those that sqlglot has no name for borrow one that HANA has no use for."""

        KEYWORDS: ClassVar[dict[str, TokenType]] = {
            **tokens.Tokenizer.KEYWORDS,
            "TOP": TokenType.TOP,
            "TINYINT": TokenType.UTINYINT,
            "SMALLDECIMAL": TokenType.SMALLMONEY,
            "REAL": TokenType.FLOAT,
            "FLOAT": TokenType.DOUBLE,
            "ALPHANUM": TokenType.NAME,
            "SHORTTEXT": TokenType.TINYTEXT,
            "CLOB": TokenType.MEDIUMTEXT,
            "NCLOB": TokenType.LONGTEXT,
            "BLOB": TokenType.LONGBLOB,
            "SECONDDATE": TokenType.TIMESTAMP_S,
            "DATETIME": TokenType.TIMESTAMP,
        }


_DIALECT: Final = Hana()


@frozen
class Source:
    """A statement as it came, with its parameters numbered.

    Attributes:
        words: what it consists of; names in quotes keep them.
        parameters: name of each parameter in SQLite's statement, in the order of the client's values.
    """

    text: str
    words: tuple[str, ...]
    parameters: tuple[str, ...]

    def begins(self, *words: str) -> bool:
        """Whether it begins with these words."""
        return tuple(word.upper() for word in self.words[: len(words)]) == words


def read(statement: str) -> Source:
    """Number the parameters of a statement: each ``?`` is one, and so is each different ``:name``.

    Raises:
        ServerError: it is no SQL at all.
    """
    found = _tokens(statement)
    names: dict[str, str] = {}
    parameters: list[str] = []
    words: list[str] = []
    text, end = "", 0
    for token, following in zip(found, [*found[1:], None], strict=True):
        if words and words[-1] == ":" and token.token_type not in {TokenType.STRING, TokenType.NUMBER}:
            words[-1] = f":{token.text}"
            continue
        named = token.token_type == TokenType.COLON and following is not None and following.start == token.end + 1
        if token.token_type != TokenType.PLACEHOLDER and not named:
            words += _words(token)
            continue
        name = f"P{len(parameters)}"
        stop = token.end
        if named:
            assert following is not None
            if following.text in names:
                name = names[following.text]
            else:
                names[following.text] = name
                parameters.append(name)
            stop = following.end
            words.append(":")
        else:
            parameters.append(name)
            words.append("?")
        text += f"{statement[end : token.start]}:{name}"
        end = stop + 1
    return Source(text + statement[end:], tuple(words), tuple(parameters))


def _tokens(statement: str) -> list[Token]:
    try:
        found = _DIALECT.tokenize(statement)
    except TokenError as error:
        raise ServerError(errors.SYNTAX, _told(error)) from None
    while found and found[-1].token_type == TokenType.SEMICOLON:
        found.pop()
    if not found:
        raise ServerError(errors.SYNTAX, "the statement is empty")
    return found


def _words(token: Token) -> list[str]:
    """Return the words of a token: PRIMARY KEY is one token, and two words."""
    if token.token_type == TokenType.STRING:
        return ["'" + token.text.replace("'", "''") + "'"]
    if token.token_type == TokenType.IDENTIFIER:
        return ['"' + token.text.replace('"', '""') + '"']
    return token.text.split()


def parse(text: str) -> exp.Expr:
    """Return the tree of one statement.

    Raises:
        ServerError: it is no statement that this server understands.
    """
    try:
        found = sqlglot.parse(text, read=Hana)
    except SqlglotError as error:
        raise ServerError(errors.SYNTAX, _told(error)) from None
    statements = [one for one in found if one is not None]
    if len(statements) != 1 or isinstance(statements[0], exp.Command):
        raise ServerError(errors.SYNTAX, "near the beginning")
    return statements[0]


def _told(error: Exception) -> str:
    if isinstance(error, ParseError) and error.errors:
        first: dict[str, Any] = error.errors[0]
        return f"incorrect syntax near {first.get('highlight')!r}: line {first.get('line')} col {first.get('col')}"
    return str(error).splitlines()[0]


def folded(word: str) -> str:
    """Return the name that a word means: as it stands in quotes, in upper case otherwise."""
    return word[1:-1].replace('""', '"') if word.startswith('"') else word.upper()
