"""A plugin that cannot be used is put in quarantine whole, with its reason; everything else runs."""

import pytest

SINK = "@hookimpl\ndef nexus_sinks(): return [sink('{}')]\n"

BROKEN = {
    "import error": (
        "import not_there_at_all",
        "import",
        "No module named 'not_there_at_all'",
        "not_there_at_all is missing",
    ),
    "assertion": ("assert 1 == 2, 'sums'", "import", "AssertionError: sums at acme_broken.py:", "report"),
    "exit": ("raise SystemExit(3)", "import", "SystemExit: 3", "report"),
    "syntax": ("def (", "import", "SyntaxError", "report"),
    "no contract": (
        SINK.format("b") + "del nexus_contract",
        "contract",
        "it has no nexus_contract",
        'nexus_contract = "1.0"',
    ),
    "contract is no text": (
        SINK.format("b") + "nexus_contract = 1.0",
        "contract",
        "nexus_contract is 1.0",
        "as a text",
    ),
    "newer minor": (
        SINK.format("b") + "nexus_contract = '1.9'",
        "contract",
        "it needs contract 1.9, this is 1.0",
        "update nexus-core",
    ),
    "older major": (
        SINK.format("b") + "nexus_contract = '0.9'",
        "contract",
        "it needs contract 0.9",
        "update the plugin",
    ),
    "unknown hook": (
        SINK.format("b") + "@hookimpl\ndef nexus_sinsk(): return []",
        "hooks",
        "nexus_sinsk is no hook of Nexus",
        "rename or remove",
    ),
    "unmarked hook": ("def nexus_sinks(): return []", "hooks", "nexus_sinks is not marked as a hook", "nexus.hookimpl"),
    "wrong argument": (
        SINK.format("b") + "@hookimpl\ndef nexus_startup(procces): pass",
        "hooks",
        "procces",
        "correct the hook's arguments",
    ),
    "wrapper": ("@hookimpl(wrapper=True)\ndef nexus_sinks(): return (yield)", "hooks", "is a wrapper", "wrap nothing"),
    "raising hook": (
        "@hookimpl\ndef nexus_sinks(): raise OSError('disk')",
        "call",
        "nexus_sinks raised OSError: disk",
        "report",
    ),
    "exiting hook": (
        "@hookimpl\ndef nexus_sinks(): raise SystemExit",
        "call",
        "nexus_sinks raised SystemExit",
        "report",
    ),
    "lazily raising hook": (
        "@hookimpl\ndef nexus_sinks():\n    yield sink('b')\n    raise AssertionError('late')",
        "call",
        "nexus_sinks raised AssertionError: late",
        "report",
    ),
    "async hook": ("@hookimpl\nasync def nexus_sinks(): return []", "call", "nexus_sinks is async", "plain function"),
    "no list": ("@hookimpl\ndef nexus_sinks(): return 7", "call", "nexus_sinks returned int", "return a list"),
    "wrong item": (
        "@hookimpl\ndef nexus_sinks(): return [sink('b'), 'text']",
        "call",
        "nexus_sinks gave a str where a SinkType belongs",
        "author",
    ),
    "later hook fails": (
        SINK.format("b") + "@hookimpl\ndef nexus_transforms(): return [1]",
        "call",
        "nexus_transforms gave a int",
        "author",
    ),
    "taken connector": (
        SINK.format("sound") + "\n",
        "components",
        "the connector name 'sound' is taken by acme-",
        "uninstall",
    ),
    "same twice": ("@hookimpl\ndef nexus_sinks(): return [sink('b'), sink('b')]", "components", "'b' twice", "author"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_plugin_is_in_quarantine_with_its_reason_and_the_others_work(site, case):
    source, stage, reason, remedy = BROKEN[case]
    site.install("acme-a-first", SINK.format("first"))
    site.install("acme-zz" if case == "taken connector" else "acme-broken", source, name="broken")
    site.install("acme-zzz-last", SINK.format("last"))
    found = site.load()
    [fault] = [fault for fault in found["faults"].values() if fault["plugin"] == "broken"]
    assert fault["stage"] == stage
    assert reason in fault["reason"]
    assert remedy in fault["remedy"]
    assert {"acme-sound", "acme-a-first", "acme-zzz-last"} <= set(found["plugins"])
    assert "broken" not in found["plugins"]
    assert {"first", "sound", "last"} <= set(found["sinks"])
    assert "b" not in found["connectors"]


def test_interrupting_the_import_is_no_fault_of_the_plugin(site):
    site.install("acme-stop", "raise KeyboardInterrupt")
    site.run(
        """
        from nexus.plugins import load_plugins
        try:
            load_plugins()
        except KeyboardInterrupt:
            pass
        else:
            raise SystemExit("the interrupt was swallowed")
        """
    )


def test_of_two_plugins_with_one_name_the_first_distribution_stays(site):
    site.install("beta-pack", SINK.format("beta"), name="twin")
    site.install("alpha-pack", SINK.format("alpha"), name="twin")
    found = site.load()
    assert found["faults"]["twin@beta-pack"]["reason"] == "the plugin name 'twin' is taken by alpha-pack"
    assert "alpha" in found["sinks"]
    assert "beta" not in found["sinks"]


def test_the_core_comes_before_any_distribution(site):
    site.install("aaa-early", "", name="builtin")
    found = site.load()
    assert found["faults"]["builtin@aaa-early"]["reason"] == "the plugin name 'builtin' is taken by nexus-core"


def test_a_taken_name_quarantines_the_whole_plugin(site):
    transforms = "@hookimpl\ndef nexus_transforms(): return [TransformFunction(name='{}', function=str)]\n"
    site.install("acme-one", transforms.format("shout"))
    site.install("acme-two", transforms.format("shout") + SINK.format("innocent"))
    found = site.load()
    fault = found["faults"]["acme-two@acme-two"]
    assert fault["reason"] == "the transform name 'shout' is taken by acme-one"
    assert "innocent" in fault["offers"]
    assert "innocent" not in found["connectors"]


def test_what_the_allow_list_does_not_name_is_not_even_imported(site, tmp_path):
    trace = tmp_path / "imported"
    site.install("acme-unwanted", f"open({str(trace)!r}, 'w').close()")
    found = site.load(allow="['acme-sound']")
    assert "acme-unwanted" in found["refused"]
    assert "acme-sound" in found["plugins"]
    assert not trace.exists()


def test_a_process_that_needs_no_routes_does_not_ask_for_them(site):
    site.install(
        "acme-web", "@hookimpl\ndef nexus_routes(): raise OSError\n@hookimpl\ndef nexus_commands(): raise OSError\n"
    )
    out = site.run(
        """
        from nexus.plugins import load_plugins
        print("acme-web" in [plugin.name for plugin in load_plugins(routes=False, commands=False).plugins])
        print("acme-web" in [plugin.name for plugin in load_plugins().plugins])
        """
    )
    assert out.split() == ["True", "False"]


def test_a_damaged_list_of_entry_points_hides_no_other_plugin(site):
    info = site.folder / "acme_damaged-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-damaged\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[nexus.plugins]\nthis line is no entry point\n")
    found = site.load()
    assert found["faults"]["acme-damaged@acme-damaged"]["reason"].startswith("its entry_points.txt cannot be read")
    assert "sound" in found["sinks"]


def test_a_distribution_without_metadata_hides_no_other_plugin(site):
    info = site.folder / "acme_bare-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[nexus.plugins]\nbare = not_there\n")
    found = site.load()
    assert found["faults"]["bare@unknown"]["reason"] == "ModuleNotFoundError: No module named 'not_there'"
    assert "sound" in found["sinks"]
