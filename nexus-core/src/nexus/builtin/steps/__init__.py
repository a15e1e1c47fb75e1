"""The standard steps of sequential workflows."""

from nexus.builtin.steps.condition import CONDITION
from nexus.builtin.steps.db_query import DB_QUERY
from nexus.builtin.steps.delay import DELAY
from nexus.builtin.steps.transform import TRANSFORM

STEP_TYPES = (TRANSFORM, CONDITION, DELAY, DB_QUERY)
