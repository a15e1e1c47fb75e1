"""What a plugin brings is looked at before anyone relies on it."""

import pytest

from nexus.plugins import build_catalogue

WRONG = {
    "a dict stands where the config class belongs": (
        "connector=connector('x', config=dict), open=print, operations=('insert',)",
        "connector 'x': dict is no config class",
    ),
    "a secret is plain text": (
        "connector=connector('x', config=Leaky), open=print, operations=('insert',)",
        "the field Login.api_token holds a secret; its type must be nexus.Secret",
    ),
    "a field cannot be configured": (
        "connector=connector('x', config=Odd), open=print, operations=('insert',)",
        "Odd.field: a configuration cannot have <class 'bytes'>",
    ),
    "the options are no config class": (
        "connector=connector('x'), open=print, operations=('insert',), options=str",
        "sink 'x' options: str is no config class",
    ),
    "the name is not kebab case": (
        "connector=connector('My SQL'), open=print, operations=('insert',)",
        "must be kebab case",
    ),
    "the collection fits into no path": (
        "connector=connector('x', collection='Our Targets/'), open=print, operations=('insert',)",
        "its collection must be kebab case",
    ),
    "there is no operation": ("connector=connector('x'), open=print, operations=()", "operations must be a tuple"),
    "operations is a text": ("connector=connector('x'), open=print, operations='insert'", "operations must be a tuple"),
    "open cannot be called": ("connector=connector('x'), open=None, operations=('insert',)", "None cannot be called"),
    "a capability names no operation": (
        "connector=connector('x'), open=print, operations=('insert',), capabilities={'upsert': ()}",
        "capabilities names 'upsert'",
    ),
    "a capability is none": (
        "connector=connector('x'), open=print, operations=('insert',), capabilities={'*': ('fast',)}",
        "capabilities must be of nexus.Capability",
    ),
    "a batch has no rows": (
        "connector=connector('x'), open=print, operations=('insert',), batching=BatchPolicy(max_rows=0)",
        "must be at least 1",
    ),
    "the connector is a text": (
        "connector='x', open=print, operations=('insert',)",
        "a str stands where a Connector belongs",
    ),
}

CLASSES = """
from nexus import BatchPolicy

@config.define
class Login:
    api_token: str = ""

@config.define
class Leaky:
    login: Login | None = None

@config.define
class Odd:
    field: bytes = b""

"""


@pytest.mark.parametrize("case", WRONG)
def test_a_sink_that_cannot_work_is_refused(plugin, case):
    arguments, reason = WRONG[case]
    source = f"{CLASSES}\n@hookimpl\ndef nexus_sinks():\n    return [SinkType({arguments})]\n"
    found = build_catalogue([plugin(source)])
    [fault] = found.faults
    assert fault.stage == "components"
    assert reason in fault.reason
    assert not found.connectors


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("nexus_transforms(): return [TransformFunction(name='x')]", "give either function or prepare"),
        ("nexus_transforms(): return [TransformFunction(name='X y', function=str)]", "'X y' is no name"),
        (
            "nexus_step_types(): return [StepType(name='x', title='X', config=str, open=print)]",
            "str is no config class",
        ),
        ("nexus_log_stores(): return [LogStoreType(scheme='x', open=7)]", "7 cannot be called"),
        ("nexus_commands(): return [print]", "where a Command belongs"),
    ],
)
def test_every_other_kind_is_looked_at_too(plugin, part, reason):
    [fault] = build_catalogue([plugin(f"@hookimpl\ndef {part}\n")]).faults
    assert reason in fault.reason


def test_a_name_that_only_resembles_a_secret_is_in_order(plugin):
    source = """
    @config.define
    class Fine:
        token_url: str = ""
        password_file: str = ""
        max_token: int = 1

    @hookimpl
    def nexus_sinks():
        return [SinkType(connector=connector("fine", config=Fine), open=print, operations=("insert",))]
    """
    assert build_catalogue([plugin(source)]).faults == ()
