"""What the world outside answers in a case: read with places, given out one after the other."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from nexus.config import structure
from nexus.config.faults import hint
from nexus.config.shapes import fields_of
from nexus.errors import ConfigurationError, FieldError, InvalidInput, Rejected, Retry, Unavailable
from nexus.flowtests.clock import Clock
from nexus.flowtests.documents import ErrorDocument


@frozen
class Answer:
    """One answer: a value, or an error."""

    value: Any
    error: ErrorDocument


@define(eq=False)
class Script:
    """What one step or pipeline is answered.

    Attributes:
        repeats: the only answer is given to every call.
        usual: the answer where none is said (any more); None if there is none.
        used: how many were given.
    """

    name: str
    answers: Sequence[Answer] = ()
    repeats: bool = False
    usual: Any = None
    used: int = 0

    @property
    def goes_on(self) -> bool:
        """Whether another attempt may be answered in another way than the last one."""
        return not self.repeats and (self.used < len(self.answers) or self.usual is not None)


class NoAnswer(BaseException):
    """A case does not say what is answered: it ends there, whatever a workflow does about errors."""

    def __init__(self, name: str, told: str) -> None:
        super().__init__(told)
        self.place = f"answers.{name}"


@frozen
class Answers:
    """All scripts of a case."""

    scripts: Mapping[str, Script]
    clock: Clock = field(repr=False)

    async def take(self, name: str) -> Any:
        """Return the next answer for a step or pipeline.

        Raises:
            NexusError: the answer is an error.
            NoAnswer: there is none.
        """
        script = self.scripts[name]
        script.used += 1
        if script.repeats:
            answer = script.answers[0]
        elif script.used <= len(script.answers):
            answer = script.answers[script.used - 1]
        elif script.usual is not None:
            return script.usual
        else:
            raise NoAnswer(name, f"there is no answer for call {script.used}")
        if answer.error.takes:
            await self.clock.forward(answer.error.takes)
        if (error := _raised(answer.error)) is not None:
            raise error
        return answer.value

    @property
    def unused(self) -> Mapping[str, str]:
        """What nothing asked for, by place."""
        left = {script: len(script.answers) - script.used for script in self.scripts.values()}
        return {
            f"answers.{script.name}": f"{count} of {len(script.answers)} were not asked for"
            for script, count in left.items()
            if count > 0
        }


def read_scripts(raw: Mapping[str, Any], kinds: Mapping[str, type[Any]], usual: Mapping[str, Any], place: str) -> Any:
    """Return the scripts of a case, by name.

    Args:
        raw: as the case has them.
        kinds: what each step or pipeline can be answered: a config class.
        usual: what those are answered that need no answer.
        place: for faults.

    Raises:
        InvalidInput: with every fault.
    """
    faults: list[FieldError] = []
    scripts = {name: Script(name, usual=usual.get(name)) for name in kinds}
    for name, said in raw.items():
        if name not in kinds:
            faults.append(FieldError(f"{place}.{name}", f"nothing asks for that; {hint(name, kinds)}"))
            continue
        listed = said if isinstance(said, list) else [said]
        answers = []
        for index, one in enumerate(listed):
            where = f"{place}.{name}[{index}]" if isinstance(said, list) else f"{place}.{name}"
            try:
                answers.append(_read(one, kinds[name], where))
            except InvalidInput as error:
                faults += error.errors
        scripts[name] = Script(name, answers, not isinstance(said, list), usual.get(name))
    if faults:
        raise InvalidInput(faults)
    return scripts


def _read(raw: Any, kind: type[Any], place: str) -> Answer:
    if not isinstance(raw, Mapping):
        raise InvalidInput([FieldError(place, "expected an object")])
    errors = fields_of(ErrorDocument)
    error = structure(ErrorDocument, {name: value for name, value in raw.items() if name in errors}, place)
    rest = {name: value for name, value in raw.items() if name not in errors}
    if error.named and rest:
        name = error.named[0]
        raise InvalidInput([FieldError(place, f"{name} is the whole answer: leave {', '.join(rest)} out")])
    try:
        return Answer(structure(kind, rest, place), error)
    except InvalidInput as fault:
        known = ", ".join([*fields_of(kind), *errors])
        raise InvalidInput(
            [FieldError(one.path, f"{one.message} (known here: {known})") for one in fault.errors]
        ) from None


def _raised(error: ErrorDocument) -> Exception | None:  # noqa: PLR0911 — a table, one line each
    match error:
        case ErrorDocument(unavailable=str(reason)):
            return Unavailable(reason, after=error.after)
        case ErrorDocument(timeout=str(reason)):
            return TimeoutError(reason)
        case ErrorDocument(rejected=str(reason)):
            return Rejected({0: reason})
        case ErrorDocument(retry=str(reason)):
            return Retry(reason, after=error.after)
        case ErrorDocument(configuration=str(reason)):
            return ConfigurationError(reason)
        case ErrorDocument(fault=str(reason)):
            return RuntimeError(reason)
        case _:
            return None
