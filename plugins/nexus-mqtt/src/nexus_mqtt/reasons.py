"""What a broker's reason codes mean for Nexus (MQTT 5.0, section 2.4; those of 3.1.1 come translated by paho)."""

from typing import Final

from paho.mqtt.reasoncodes import ReasonCode

from nexus import ConfigurationError, NexusError, Unauthorized, Unavailable

_CREDENTIALS: Final = {0x86, 0x87, 0x8A, 0x8C}  # bad user name or password, not authorized, banned, bad method
_SETTINGS: Final = {
    0x81: "",  # malformed packet
    0x82: "",  # protocol error
    0x84: "set version to the one that the broker speaks: 5 or 3.1.1",
    0x85: "choose another client_id, or leave it out",
    0x8F: "correct the topic filter",
    0x90: "correct the topic",
    0x95: "",  # packet too large
    0x9A: "the broker keeps no retained messages: leave retain out",
    0x9B: "the broker does not offer this QoS: choose a lower one",
    0x9E: "the broker has no shared subscriptions: set instances to 1 and leave share out",
    0xA1: "",  # subscription identifiers not supported
    0xA2: "the broker has no wildcards: name every topic in full",
}
TAKEN_OVER: Final = 0x8E
NOT_AUTHORIZED: Final = 0x87
PAYLOAD_INVALID: Final = 0x99
TOPIC_INVALID: Final = 0x90
TOO_LARGE: Final = 0x95


def error_of(code: ReasonCode, what: str) -> NexusError:
    """Return what the refusal of ``what`` (connection, subscription …) asks for: a person, or patience."""
    value = code.value
    text = f"the broker refuses {what}: {code.getName().lower()}"
    if value in _CREDENTIALS:
        return Unauthorized(text, remedy="check user name, password or certificate, and what the broker lets them do")
    if value in _SETTINGS:
        return ConfigurationError(text, remedy=_SETTINGS[value])
    if value == TAKEN_OVER:
        return Unavailable("another client has connected with the same client id: give each connection its own")
    return Unavailable(text)
