"""The core's own functions and steps keep to what those of plugins keep to."""

from typing import ClassVar

import pytest

from nexus.builtin import arithmetic, encodings, lists, texts, times, values
from nexus.builtin.plugin import nexus_transforms
from nexus.builtin.steps.condition import CONDITION
from nexus.builtin.steps.transform import TRANSFORM
from nexus.testing import Example, StepBench, StepConformance, TransformConformance

OFFERS = [offer for theme in (texts, arithmetic, times, lists, encodings, values) for offer in theme.OFFERS]
NO_SYSTEM = "it reaches no other system"
SKIPS = {"away": NO_SYSTEM, "keys": NO_SYSTEM, "sent": NO_SYSTEM}


class TestFunctions(TransformConformance):
    transforms = nexus_transforms()
    examples: ClassVar = {
        one.function.name: [Example(one.example.value, one.example.result, one.example.arguments)] for one in OFFERS
    }


class TransformBench(StepBench):
    settings: ClassVar = {"mappings": [{"source": "payload.name", "target": "name", "transforms": ["upper"]}]}

    def verify(self, number, result):
        assert result.output == {"name": f"ITEM {number}"}
        assert result.current

    def bad_data(self):
        return {**self.data(1), "payload": {"name": 17}}


class TestTransform(StepConformance):
    step_type = TRANSFORM
    skips: ClassVar = SKIPS

    @pytest.fixture
    def bench(self):
        return TransformBench()


class ConditionBench(StepBench):
    settings: ClassVar = {"expression": "payload.id > 5", "then": "many", "otherwise": "few"}

    def verify(self, number, result):
        assert result.next == ("many" if number > 5 else "few")

    def bad_data(self):
        return {**self.data(1), "payload": {}}


class TestCondition(StepConformance):
    step_type = CONDITION
    skips: ClassVar = SKIPS

    @pytest.fixture
    def bench(self):
        return ConditionBench()
