import struct
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hana_simulator.sqltypes import SqlType
from hana_simulator.wire import decimals, moments, texts
from hana_simulator.wire.cells import encoder
from hana_simulator.wire.codes import FunctionCode, PartKind
from hana_simulator.wire.frames import Part, ProtocolError, Reply, reply_bytes
from hana_simulator.wire.parameters import read_rows
from hana_simulator.wire.replies import Column, errors_part, number_part, result_metadata, result_set
from hana_simulator.wire.scram import PBKDF2, PLAIN, Challenge, read_fields, write_fields

GREGORIAN = st.dates(min_value=date(1582, 10, 15))


@given(st.text())
def test_texts_come_back_from_cesu8(text):
    assert texts.decode(texts.encode(text)) == text


def test_a_character_beyond_the_bmp_travels_as_two_surrogates_of_three_bytes():
    assert texts.encode("😀") == b"\xed\xa0\xbd\xed\xb8\x80"
    assert texts.units("a😀") == 3


@pytest.mark.parametrize("length", [0, 245, 246, 32767, 32768, 100_000])
def test_lengths_of_every_size_are_read_as_they_are_written(length):
    data = bytes(length)

    assert texts.read_prefixed(texts.prefixed(data) + b"rest", 0)[0] == data


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**21), max_value=10**21))
def test_decimals_come_back_from_16_bytes(number):
    assert decimals.decode(decimals.encode(number)) == number


def test_a_decimal_is_mantissa_and_exponent():
    assert decimals.encode(Decimal("1.50")) == b"\x96" + bytes(13) + b"\x3c\x30"
    assert decimals.decode(decimals.NULL) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0001-01-01", 1),
        ("1582-10-04", 577737),
        ("1582-10-15", 577738),
        ("2020-01-02", 737428),
        ("9999-12-31", 3652061),
    ],
)
def test_days_are_counted_in_the_julian_calendar_until_1582(text, number):
    assert moments.day(text) == number
    assert moments.date_text(number) == text


@given(st.integers(1, 3652061))
def test_every_day_has_one_number(number):
    assert moments.day(moments.date_text(number)) == number


@given(GREGORIAN, st.integers(0, 86399), st.integers(0, 9_999_999))
def test_time_stamps_come_back_from_their_ticks(day, second, fraction):
    text = f"{day.isoformat()} {timedelta(seconds=second)!s:0>8}.{fraction:07}"

    assert moments.timestamp_text(moments.ticks(text)) == text


def test_a_time_stamp_counts_ticks_of_100_nanoseconds():
    assert moments.ticks("2020-01-02 03:04:05.0000060") == 637137038450000061


def test_a_log_in_is_proved_as_public_clients_prove_it():
    challenge = Challenge("X", PBKDF2, bytes(range(64)), bytes(range(16)), bytes(range(0x64, 0x94)))

    assert challenge.proof("Secret123").hex() == "1447ba26e35a0cce6d8432f9971ebaee835ca154e3720cf4c4525b2d8bde0000"
    method, proof = read_fields(challenge.accepted("Secret123"))
    assert method == PBKDF2.encode()
    assert read_fields(proof)[0].hex() == "0386220e6075a01ae893e3b8a41ecd939c63b7212188690147eda7a29c8ea8e5"
    plain = Challenge("X", PLAIN, challenge.client, challenge.salt, challenge.server)
    assert plain.proof("Secret123").hex() == "7f2d2abd4a27b5b2efc370cdc6ef432a1530b1f74743451dd4b1acc3ac613916"


@given(st.lists(st.binary(max_size=600), max_size=5))
def test_fields_come_back_at_every_length(fields):
    assert read_fields(write_fields(fields)) == fields


def test_the_reply_to_a_small_select_is_this_to_the_byte():
    reply = Reply(
        [
            result_metadata([Column("A", SqlType("INTEGER"))], 8),
            number_part(PartKind.RESULT_SET_ID, 1),
            result_set([encoder(SqlType("INTEGER"), 8)(1)], is_last=True, is_open=False),
        ],
        FunctionCode.SELECT,
    )
    sent = reply_bytes(reply, 0x100000001, 1)

    assert sent[:8] == struct.pack("<q", 0x100000001)
    assert sent[8:16] == struct.pack("<iI", 1, 0x78)
    assert sent[32:56] == bytes.fromhex("7800000000000000030001000200050000000000" + "00" * 4)
    assert sent[72:98].hex() == "02030000 0a000000 ffffffff ffffffff 00000000 00000000 0141".replace(" ", "")
    assert sent[-24:-8].hex()[:8] == "05110100"
    assert sent[-8:] == b"\x01\x01\x00\x00\x00" + bytes(3)


def test_an_error_travels_in_a_segment_of_its_own_kind():
    sent = reply_bytes(Reply([errors_part([(259, "gone")])], is_error=True), 1, 1)

    assert sent[44] == 5
    assert struct.unpack_from("<iii", sent, 72) == (259, 0, 4)


def test_a_fixed_decimal_with_38_digits_travels_in_16_bytes():
    encode = encoder(SqlType("DECIMAL", 38, 12), 8)
    number = "12345678901234567890123456.123456789012"

    assert int.from_bytes(encode(number)[1:], "little") == int(number.replace(".", ""))
    assert encode(None) == b"\x00"


@given(st.binary(max_size=200), st.integers(0, 5), st.integers(0, 5))
def test_torn_parameters_are_an_error_of_the_protocol_and_nothing_else(data, rows, columns):
    with suppress(ProtocolError):
        read_rows(Part(PartKind.PARAMETERS, data, rows), columns)


def test_the_first_tick_is_the_first_moment():
    assert moments.timestamp_text(1) == "0001-01-01 00:00:00.0000000"
