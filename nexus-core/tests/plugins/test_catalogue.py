"""The catalogue answers by name, and says why where it cannot."""

import pytest

from nexus import ConfigurationError
from nexus.plugins import build_catalogue

SINKS = "@hookimpl\ndef nexus_sinks(): return [sink('alpha'), sink('beta')]\n"


@pytest.fixture
def catalogue(plugin):
    sources = "@hookimpl\ndef nexus_sources(): return [SourceType(connector=connector('feed'), open=print)]\n"
    broken = (
        "@hookimpl\ndef nexus_sinks(): return [sink('x')]\n@hookimpl\ndef nexus_transforms(): raise OSError('disk')\n"
    )
    return build_catalogue([plugin(SINKS, "two_sinks"), plugin(sources, "feeds"), plugin(broken, "sap_hana")])


def test_components_are_found_by_name(catalogue):
    assert catalogue.connector("alpha").title == "alpha"
    assert catalogue.sink("beta").operations == ("insert",)
    assert catalogue.source("feed").connector is catalogue.connectors["feed"]


def test_what_is_not_installed_is_answered_with_what_is(catalogue):
    with pytest.raises(ConfigurationError, match="connector 'mqtt' is not installed; installed are alpha, beta, feed"):
        catalogue.connector("mqtt")
    with pytest.raises(ConfigurationError, match="step type 'wait' is not installed; installed are none"):
        catalogue.step_type("wait")


def test_a_quarantined_plugin_is_named_with_its_reason(catalogue):
    with pytest.raises(ConfigurationError, match=r"connector 'sap-hana' is not available.*quarantine.*OSError: disk"):
        catalogue.sink("sap-hana")


def test_a_connector_in_the_wrong_role_is_told_so(catalogue):
    with pytest.raises(ConfigurationError, match="'feed' cannot be used as a sink; those that can are alpha, beta"):
        catalogue.sink("feed")
    with pytest.raises(ConfigurationError, match="'alpha' cannot be used as a source"):
        catalogue.source("alpha")


def test_nobody_can_change_it(catalogue):
    with pytest.raises(TypeError):
        catalogue.connectors["new"] = None
    with pytest.raises(AttributeError):
        catalogue.plugins = ()


def test_a_plugin_is_described_by_what_it_brings(plugin):
    source = '"""Talks to twins."""\n' + SINKS + "@hookimpl\ndef nexus_shutdown(process): pass\n"
    module = plugin(source, "twins")
    module.__doc__ = "Talks to twins.\n\nMore."
    [info] = build_catalogue([module]).plugins
    assert (info.name, info.contract, info.docs) == ("twins", "1.0", "Talks to twins.")
    assert info.roles == ("sink", "observer")
    assert info.connectors == ("alpha", "beta")


def test_a_connector_may_be_source_and_sink_at_once(plugin):
    both = """
    both = connector("both")

    @hookimpl
    def nexus_sinks():
        yield SinkType(connector=both, open=print, operations=("insert",))

    @hookimpl
    def nexus_sources():
        return (SourceType(connector=both, open=print),)
    """
    found = build_catalogue([plugin(both)])
    assert found.faults == ()
    assert found.sink("both").connector is found.source("both").connector


def test_an_object_can_be_a_plugin_too(plugin):
    module = plugin(SINKS)

    class Plugin:
        nexus_contract = "1.0"

        @module.hookimpl
        def nexus_sinks(self):
            return module.nexus_sinks()

    assert set(build_catalogue([Plugin()]).sinks) == {"alpha", "beta"}


def test_a_reserved_command_cannot_be_taken(site):
    site.install(
        "acme-cli", "import click\n@hookimpl\ndef nexus_commands(): return [click.Command('up'), click.Command('x')]"
    )
    out = site.run(
        """
        from nexus.plugins import load_plugins
        print([command.name for command in load_plugins().commands])
        print([fault.reason for fault in load_plugins(reserved_commands=["up"]).faults if fault.plugin == "acme-cli"])
        """
    )
    assert out.splitlines() == ["['up', 'x']", "[\"the command name 'up' is taken by nexus-core\"]"]
