"""Times on pages: in the zone that the reader's browser told of, else in the server's own."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor

TIME = re.compile(r'<time datetime="([^"]+)"[^>]* class="message__time">([^<]+)</time>')


Place = tuple[Visitor, str]


@pytest.fixture
def place(person: Signed) -> Place:
    """Somebody, and the page of a room with one message."""
    ana = person("ana")
    room_id = ana.create()
    ana.say(room_id, "halo")
    return ana, f"/room/{room_id}"


def shown(place: Place, zone: str) -> tuple[datetime, str]:
    """When the message was written, and the time beside it for a browser in that zone."""
    ana, path = place
    ana.session.cookies.set("tz", zone)
    moment, text = TIME.findall(ana.raw("GET", path).text)[0]
    return datetime.fromisoformat(moment), text


@pytest.mark.parametrize("zone", ["Asia/Jayapura", "America/Argentina/Ushuaia", "Etc/GMT+11"])
def test_a_known_zone_is_the_readers(place: Place, zone: str) -> None:
    moment, text = shown(place, zone)
    assert text == moment.astimezone(ZoneInfo(zone)).strftime("%H.%M")


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Asia", "zone.tab", "a" * 3000, "%00"]
)
def test_what_is_no_zone_leaves_the_servers(place: Place, zone: str) -> None:
    moment, text = shown(place, zone)
    assert text == moment.astimezone().strftime("%H.%M")
