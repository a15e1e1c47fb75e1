"""What an agent says of what failed when it was asked to do something: as if that had been done at the centre."""

from nexus.errors import ConfigurationError, MappingError, NexusError, Rejected, Retry, Unavailable


def judged(error: BaseException) -> BaseException:
    """Return what is told of an error of a plugin: what `nexus.engine.retry.judge` makes the same of.

    Of an error that is none of the contract's, nothing but its type and its text goes over the link.
    """
    match error:
        case Rejected() | Retry() | Unavailable() | ConfigurationError():
            return error
        case MappingError():  # what is computed from the same message again fails again
            return Rejected({0: str(error)})
        case OSError():  # TimeoutError is one
            return Unavailable(f"{type(error).__name__}: {error}")
        case Exception():
            return Retry(f"{type(error).__name__}: {error}")
        case _:
            return error


def at_agent(error: NexusError, remedy: str) -> ConfigurationError:
    """Return what is told of something that is not so beside the agent."""
    return ConfigurationError(f"at the agent: {error}", remedy=remedy)
