"""What holds for every test of the repository."""

import gc
import os

from hypothesis import HealthCheck, Phase, settings

# How long an example takes is the machine's matter. Where CI is set, Hypothesis says so by itself, and repeats its examples.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if not os.environ.get("CI"):
    settings.load_profile("any-machine")

# For the known bugs (nox -s mutations): that an example fails is enough; the smallest one is not asked for.
settings.register_profile(
    "first-fault", settings.get_profile("any-machine"), phases=[Phase.explicit, Phase.generate], database=None
)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what is loaded by now: it would look at all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
