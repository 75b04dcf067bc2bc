"""The inbox costs the same few queries however many people wrote, and few rows however much they wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from app.events import MessagePosted, RoomRead
from app.exceptions import UserNotFound
from app.extensions import db
from app.services import inbox
from tests.services.conftest import House


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    """The statements that readers run meanwhile."""
    ran: list[str] = []

    def note(_conn, _cursor, statement, *_) -> None:
        ran.append(statement)

    with house.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_queries_do_not_grow_with_the_people(house: House) -> None:
    ana = house.person("ana")
    inbox.post_to_all(house.person("first"), ["ana"], "halo")
    with counted(house) as one:
        assert len(inbox.open_inbox(ana)) == 1
    for number in range(12):
        inbox.post_to_all(house.person(f"person{number}"), ["ana"], "halo")
    with counted(house) as many:
        assert len(inbox.open_inbox(ana)) == 13
    assert len(many) == len(one)


def test_the_newest_of_each_are_shown_and_read_once(house: House) -> None:
    ana, bo, eve = (house.person(name) for name in ("ana", "bob", "eve"))
    for number in range(inbox.NEWEST + 5):
        inbox.post_to_all(bo, ["ana", "eve"], f"{number}")
    inbox.post_to_all(eve, ["ana"], "halo")
    inbox.post_to_all(ana, ["bob", "ana"], "terima kasih")
    found = {one.sender.username: [letter.content for letter in one.letters] for one in inbox.open_inbox(ana)}
    assert found == {
        "bob": [str(number) for number in range(5, inbox.NEWEST + 5)],
        "eve": ["halo"],
        "ana": ["terima kasih"],
    }
    assert len(house.heard(RoomRead)) == 2
    inbox.open_inbox(ana)
    assert len(house.heard(RoomRead)) == 2


def test_one_unknown_name_sends_nothing(house: House) -> None:
    ana = house.person("ana")
    house.person("bob")
    try:
        inbox.post_to_all(ana, ["bob", "nobody"], "halo")
    except UserNotFound:
        assert house.heard(MessagePosted) == []
        assert inbox.open_inbox(ana) == []
    else:
        raise AssertionError("it was sent")
