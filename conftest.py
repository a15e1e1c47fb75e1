"""What holds for every test of the repository."""

import os

from hypothesis import HealthCheck, settings

# How long an example takes is the machine's matter. Where CI is set, Hypothesis says so by itself, and repeats its examples.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if not os.environ.get("CI"):
    settings.load_profile("any-machine")
