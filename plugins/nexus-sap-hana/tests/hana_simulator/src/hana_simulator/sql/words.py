"""Reads statements that are best read word by word: those about schemas, users, sessions."""

from attrs import define

from hana_simulator import errors
from hana_simulator.errors import ServerError
from hana_simulator.sql.dialect import Source, folded


@define
class Words:
    """The words of a statement and how far they are read."""

    source: Source
    place: int = 0

    def takes(self, *words: str) -> bool:
        """Read these words if they come next."""
        ahead = self.source.words[self.place : self.place + len(words)]
        if tuple(word.upper() for word in ahead) != words:
            return False
        self.place += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Read these words, which have to come next."""
        if not self.takes(*words):
            raise self.fault()

    def next(self) -> str:
        """Read the next word as it stands."""
        if self.place >= len(self.source.words):
            raise self.fault()
        self.place += 1
        return self.source.words[self.place - 1]

    def name(self) -> str:
        """Read a name."""
        return folded(self.next())

    def qualified(self) -> tuple[str | None, str]:
        """Read a name that may have a schema before it."""
        first = self.name()
        return (first, self.name()) if self.takes(".") else (None, first)

    def names(self) -> tuple[str, ...]:
        """Read names in parentheses; what stands behind a name (ASC) is passed over."""
        self.expect("(")
        found = [self.name()]
        while not self.takes(")"):
            if self.takes(","):
                found.append(self.name())
            else:
                self.next()
        return tuple(found)

    def rest(self) -> tuple[str, ...]:
        """Read all words that are left, in upper case."""
        left = self.source.words[self.place :]
        self.place = len(self.source.words)
        return tuple(word.upper() for word in left)

    def text_after(self, word: str) -> str:
        """Return the statement's text behind the first ``word``."""
        upper = self.source.text.upper()
        return self.source.text[upper.index(word) + len(word) :]

    def fault(self) -> ServerError:
        """Return the error for what cannot be read."""
        near = self.source.words[self.place] if self.place < len(self.source.words) else "the end"
        return ServerError(errors.SYNTAX, f"incorrect syntax near {near!r}")
