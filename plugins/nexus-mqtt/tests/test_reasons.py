"""What a broker refuses is a person's to mend, or passes."""

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from nexus import ConfigurationError, Unauthorized, Unavailable
from nexus_mqtt.reasons import error_of


@pytest.mark.parametrize(
    ("packet", "name", "error", "told"),
    [
        (PacketTypes.CONNACK, "Bad user name or password", Unauthorized, "check user name"),
        (PacketTypes.CONNACK, "Not authorized", Unauthorized, "check user name"),
        (PacketTypes.CONNACK, "Unsupported protocol version", ConfigurationError, "set version"),
        (PacketTypes.CONNACK, "Server busy", Unavailable, "refuses the connection: server busy"),
        (PacketTypes.SUBACK, "Shared subscription not supported", ConfigurationError, "set instances to 1"),
        (PacketTypes.SUBACK, "Unspecified error", Unavailable, "unspecified error"),
        (PacketTypes.DISCONNECT, "Session taken over", Unavailable, "another client has connected"),
        (PacketTypes.DISCONNECT, "Server shutting down", Unavailable, "server shutting down"),
    ],
)
def test_reasons(packet, name, error, told):
    found = error_of(ReasonCode(packet, name), "the connection")

    assert type(found) is error
    assert told in str(found)
