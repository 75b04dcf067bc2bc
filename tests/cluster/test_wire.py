"""Events between processes: all come out as they went in, and nothing else comes in."""

from __future__ import annotations

import pickle
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.events import Event
from app.realtime import wire
from app.snapshots import Person

KEY = b"k" * 32
ME = "a" * wire.ID
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))  # as rows have them
st.register_type_strategy(Person, st.builds(Person))  # its subclasses are types of their own
ANY_EVENT = st.one_of(*(st.from_type(kind) for kind in wire.kinds()))


@settings(max_examples=150, deadline=None)
@given(st.lists(ANY_EVENT, max_size=5))
def test_events_come_out_as_they_went_in(published: list[Event]) -> None:
    data = wire.seal(KEY, ME, 7, 1000.25, wire.packed(["events", 3], published))
    assert wire.sender_of(data) == ME
    number, said_at, body = wire.opened(KEY, data)
    assert (number, said_at) == (7, 1000.25)
    head, lines = wire.unpacked(body)
    assert head == ["events", 3]
    read = [wire.event(line) for line in lines]
    assert read == published
    assert [type(one) for one in read] == [type(one) for one in published]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_what_others_make_is_foreign(data: bytes) -> None:
    with pytest.raises(wire.Foreign):
        wire.opened(KEY, data)


def test_what_was_changed_on_the_way_is_foreign() -> None:
    data = wire.seal(KEY, ME, 7, 1000.25, b'["bye"]')
    later = data.replace(b"7 1000", b"8 1001")
    foreign = wire.seal(b"q" * 32, ME, 7, 1000.25, b'["bye"]')
    for changed in (data[:-1], data + b" ", b"b" + data[1:], later, foreign):
        with pytest.raises(wire.Foreign):
            wire.opened(KEY, changed)


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_what_can_t_be_read_is_said_to_be_so(body: bytes) -> None:
    for read in (wire.unpacked, wire.event):
        with suppress(wire.Unreadable):
            read(body)


@pytest.mark.parametrize(
    "line",
    [
        pickle.dumps(print),
        b"",
        b"Event {}",
        b"Nothing {}",
        b"PresenceChanged {}",
        b'PresenceChanged {"user_id": "x", "is_online": true}',
        b"PresenceChanged not json",
    ],
)
def test_no_event_is_made_of_anything_else(line: bytes) -> None:
    with pytest.raises(wire.Unreadable):
        wire.event(line)
