"""The packets of the hot path, against paho's own reading and writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt import _packet
from paho.mqtt.enums import MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from nexus_mqtt.packets import Malformed, boundary, decode_publish, encode_pubacks

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


def packed(topic, payload, qos, retain, mid, user):
    body = bytearray(len(topic.encode()).to_bytes(2) + topic.encode())
    if qos:
        body += mid.to_bytes(2)
    if user is not None:
        properties = Properties(PacketTypes.PUBLISH)
        if user:
            properties.UserProperty = user
        body += properties.pack()
    body += payload
    length, left = bytearray(), len(body)
    while True:
        length.append(left % 128 | (128 if left > 127 else 0))
        left //= 128
        if not left:
            return bytearray([0x30 | qos << 1 | retain]) + length + body, body


@given(
    TEXT.filter(bool),
    st.binary(max_size=300),
    st.sampled_from([0, 1]),
    st.booleans(),
    st.integers(1, 65_535),
    st.none() | st.lists(st.tuples(TEXT, TEXT), max_size=3),
    st.binary(max_size=20),
)
def test_a_publish_is_read_as_paho_reads_it(topic, payload, qos, retain, mid, user, behind):
    data, body = packed(topic, payload, qos, retain, mid, user)
    version = MQTTProtocolVersion.MQTTv311 if user is None else MQTTProtocolVersion.MQTTv5
    theirs = _packet.decode_publish(data[0], body, version)

    begin, end = boundary(data + behind, 0)
    ours = decode_publish(data + behind, data[0], begin, end, version_5=user is not None)

    assert end == len(data)
    assert (ours.topic, ours.payload, ours.qos) == (theirs.topic.decode(), bytes(theirs.payload), theirs.qos)
    assert (ours.retain, ours.mid) == (theirs.retain, mid if qos else 0)
    assert (ours.properties.UserProperty if user else None) == (user or None)


@given(st.data())
def test_a_packet_that_has_not_come_whole_is_waited_for(data):
    whole, _ = packed("t", b"x" * data.draw(st.integers(0, 300)), 1, False, 7, [])
    cut = data.draw(st.integers(0, len(whole) - 1))

    assert boundary(whole[:cut], 0) is None


def test_lengths_and_parts_that_cannot_be_are_malformed():
    with pytest.raises(Malformed):
        boundary(bytearray(b"\x30\xff\xff\xff\xff\x01"), 0)
    with pytest.raises(Malformed):
        decode_publish(bytearray(b"\x32\x03\x00\x09a"), 0x32, 2, 5, version_5=False)
    for properties in (b"\x01\x00", b"\x02\x01", b"\x04\x03\x00\x01\xff"):  # no such property, cut off, no UTF-8
        packet = bytearray(b"\x30\x00\x00\x01a" + properties)
        with pytest.raises(Malformed):
            decode_publish(packet, 0x30, 2, len(packet), version_5=True)


@given(st.lists(st.integers(1, 65_535), max_size=5))
def test_acknowledgements_are_read_by_paho(mids):
    packets = encode_pubacks(mids)
    found = [
        _packet.decode_puback(packets[at], bytearray(packets[at + 2 : at + 4]), MQTTProtocolVersion.MQTTv5).mid
        for at in range(0, len(packets), 4)
    ]
    assert found == mids
