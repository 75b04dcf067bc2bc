"""The support desk: whose turn it is, what opens and closes a room, and what is remembered of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.events import SupportChanged, SupportPosted
from app.exceptions import Conflict, Forbidden, Invalid, MessageNotFound, RoomNotFound, UserNotFound
from app.models import SupportAssignment, SupportOpening
from app.realtime import presence
from app.services import deletion, history, messages, people, reactions, roles, rooms, typing_indicator
from app.services.actor import Actor
from app.services.support import conversations, handover, rules, stats
from app.services.writing import Draft
from app.storage.database import reading
from tests.services.conftest import DEVICE, House
from tests.services.desk import SECRET, Desk, admin_of


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


class Time:
    """The services' clock, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = clock.now()
        for module in (messages, rules):
            monkeypatch.setattr(module, "now", lambda: self.moment)

    def pass_(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


def log(room_id: int) -> list[tuple[str, int | None, int | None]]:
    """The room's assignments: reason, to whom, by whom."""
    with reading() as session:
        rows = session.scalars(
            select(SupportAssignment).where(SupportAssignment.room_id == room_id).order_by("id")
        )
        return [(row.reason, row.admin_id, row.by_id) for row in rows]


def test_every_user_has_one_room_that_they_cannot_leave(desk: Desk) -> None:
    ana, room = desk.customer("ana")
    assert conversations.mine(ana).id == room.id
    assert (room.status, room.admin, room.last_message, room.unread) == ("active", None, None, 0)
    listed = rooms.get(ana, room.id)
    assert (listed.type, listed.name, listed.peer, listed.member_count) == ("support", None, None, 1)
    with pytest.raises(Forbidden):
        rooms.leave(ana, room.id)
    assert [event.what for event in desk.house.heard(SupportChanged)] == ["opened"]  # type: ignore[attr-defined]


def test_an_admin_has_no_room_of_their_own(desk: Desk) -> None:
    boss = desk.admin("bos")
    with pytest.raises(Forbidden):
        conversations.mine(boss)


def test_rooms_go_to_whoever_has_the_fewest_in_turn(desk: Desk) -> None:
    one, two, three = (desk.admin(name) for name in ("satu", "dua", "tiga"))
    for number in range(9):
        desk.ask(f"user{number}")
    everyone = [one, two, three]
    assert [len(conversations.queue(admin, "mine")) for admin in everyone] == [3, 3, 3]
    for room in conversations.queue(two, "mine"):
        conversations.close(two, room.id)
    for number in range(3):
        desk.ask(f"more{number}")
    assert [len(conversations.queue(admin, "mine")) for admin in everyone] == [3, 3, 3]
    # All have as many: it goes round, the one who got something least recently first.
    desk.ask("last1"), desk.ask("last2")
    assert len(conversations.queue(two, "mine")) == 3


def test_with_no_admin_online_rooms_wait_and_are_given_out_oldest_first(desk: Desk) -> None:
    boss = desk.admin("bos", online=False)
    _, silent = desk.customer("diam")
    asked = [desk.ask(f"user{number}")[1].id for number in range(3)]
    assert [room.id for room in conversations.queue(boss, "waiting")] == [silent.id, *asked]
    desk.come(boss)
    assert conversations.queue(boss, "waiting") == []
    given = [event.room.id for event in desk.house.heard(SupportChanged) if event.what == "assigned"]  # type: ignore[attr-defined]
    assert given == [silent.id, *asked]
    assert log(asked[0]) == [("waiting", boss.user_id, None)]


def test_more_rooms_than_one_unit_takes_are_given_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "AT_ONCE", 2)
    for number in range(5):
        desk.ask(f"user{number}")
    boss = desk.admin("bos")
    assert len(conversations.queue(boss, "mine")) == 5


def test_who_leaves_hands_over_those_who_wait_for_an_answer(desk: Desk) -> None:
    one = desk.admin("satu")
    asked, answered = desk.ask("ana")[1].id, desk.ask("budi")[1].id
    messages.post(one, answered, Draft(content="sudah beres"))
    two = desk.admin("dua")
    desk.go(one)
    assert (admin_of(two, asked), admin_of(two, answered)) == (two.user_id, one.user_id)
    assert [entry[:2] for entry in log(asked)][1:] == [("left", None), ("left", two.user_id)]
    desk.go(two)
    assert admin_of(two, asked) is None
    desk.come(one)
    assert admin_of(two, asked) == one.user_id


def test_who_has_rooms_and_is_not_here(desk: Desk) -> None:
    one, two = desk.admin("satu"), desk.admin("dua")
    asked = [desk.ask(name)[1].id for name in ("ana", "budi")]
    assert {admin_of(one, room) for room in asked} == {one.user_id, two.user_id}
    assert handover.absent_admins() == []
    presence.clear()  # as after a start
    presence.connected(two.user_id, "again")
    assert handover.absent_admins() == [one.user_id]
    theirs = next(room for room in asked if admin_of(two, room) == one.user_id)
    conversations.close(two, theirs)
    assert handover.absent_admins() == []


def test_who_is_back_at_once_keeps_everything(desk: Desk) -> None:
    one, _ = desk.admin("satu"), desk.admin("dua")
    _, room = desk.ask("ana")
    handover.admin_left(one.user_id)
    assert admin_of(one, room.id) == one.user_id


def test_taking_giving_and_taking_over(desk: Desk) -> None:
    one, two = desk.admin("satu", online=False), desk.admin("dua", online=False)
    ana, room = desk.ask("ana")
    assert conversations.assign(one, room.id).admin == one.person
    assert conversations.assign(one, room.id).admin == one.person
    assert conversations.assign(two, room.id).admin == two.person
    assert conversations.assign(two, room.id, one.user_id).admin == one.person
    assert log(room.id) == [
        ("taken", one.user_id, one.user_id),
        ("taken_over", two.user_id, two.user_id),
        ("given", one.user_id, two.user_id),
    ]
    assert [listed.id for listed in rooms.mine(two)] == [room.id, 1]
    assert rooms.get(two, room.id).peer.username == "ana"  # type: ignore[union-attr]
    with pytest.raises(UserNotFound):
        conversations.assign(one, room.id, 10**6)
    with pytest.raises(Invalid):
        conversations.assign(one, room.id, ana.user_id)
    conversations.close(one, room.id)
    with pytest.raises(Conflict):
        conversations.assign(one, room.id)


def test_the_users_next_message_reopens_and_goes_to_whoever_has_the_fewest(desk: Desk) -> None:
    one = desk.admin("satu")
    ana, room = desk.ask("ana")
    closed = conversations.close(one, room.id)
    assert (closed.status, closed.admin) == ("closed", one.person)
    assert conversations.close(one, room.id).status == "closed"
    messages.post(one, room.id, Draft(content="semoga membantu"))
    assert conversations.get(one, room.id).status == "closed"
    two = desk.admin("dua")
    desk.ask("budi")
    messages.post(ana, room.id, Draft(content="masih rusak"))
    reopened = conversations.get(one, room.id)
    assert (reopened.status, reopened.admin) == ("active", one.person)
    assert [entry[0] for entry in log(room.id)] == ["new", "reopened", "reopened"]
    assert [room.id for room in conversations.queue(two, "mine")] != [room.id]
    told = [event.what for event in desk.house.heard(SupportChanged) if event.room.id == room.id]  # type: ignore[attr-defined]
    assert told == ["opened", "assigned", "closed", "reopened", "assigned"]


def test_a_demoted_admin_has_no_rooms_any_more(desk: Desk) -> None:
    one, two = desk.admin("satu"), desk.admin("dua", online=False)
    _, room = desk.ask("ana")
    history.mark_read(one, room.id, 1)
    desk.come(two)
    roles.set_role(two, one.user_id, "user")
    assert admin_of(two, room.id) == two.user_id
    assert [listed.id for listed in rooms.mine(one)] == [1]
    for stale_or_not in (one, desk.house.sign_in("satu", SECRET)):
        with pytest.raises(RoomNotFound):
            history.page(stale_or_not, room.id)
        with pytest.raises(RoomNotFound):
            messages.post(stale_or_not, room.id, Draft(content="halo"))
        with pytest.raises(RoomNotFound):
            conversations.get(stale_or_not, room.id)
    assert conversations.get(two, room.id).unread == 0
    assert rooms.get(two, room.id).unread == 0


def test_a_promoted_user_keeps_their_room_and_never_answers_it(desk: Desk) -> None:
    one = desk.admin("satu", online=False)
    account = desk.house.person("ana", SECRET)
    room = conversations.mine(account)
    desk.come(account)
    roles.set_role(one, account.user_id, "admin")
    ana = desk.house.sign_in("ana", SECRET)
    messages.post(ana, room.id, Draft(content="aku juga bertanya"))
    assert admin_of(one, room.id) is None
    with pytest.raises(Invalid):
        conversations.assign(ana, room.id)
    desk.come(one)
    assert admin_of(one, room.id) == one.user_id
    roles.set_role(one, ana.user_id, "user")
    assert conversations.mine(ana).id == room.id


def test_deletion_closes_the_users_room_and_frees_the_admins(desk: Desk) -> None:
    one, two = desk.admin("satu"), desk.admin("dua", online=False)
    ana, room = desk.ask("ana")
    _, other = desk.ask("budi")
    deletion.delete(ana, "ana", device=DEVICE)
    assert conversations.get(one, room.id).status == "closed"
    assert conversations.get(one, room.id).user.username == "deleted"
    desk.come(two)
    deletion.delete(one, "satu", password=SECRET, device=DEVICE)
    assert admin_of(two, other.id) == two.user_id


def test_what_each_side_has_read(desk: Desk) -> None:
    one, two = desk.admin("satu"), desk.admin("dua", online=False)
    ana, room = desk.ask("ana")
    messages.post(ana, room.id, Draft(content="halo?"))
    assert (conversations.get(one, room.id).unread, rooms.get(one, room.id).unread) == (2, 2)
    history.mark_read(one, room.id, 2)
    messages.post(one, room.id, Draft(content="ya?"))
    assert (conversations.get(two, room.id).unread, conversations.mine(ana).user_unread) == (0, 1)
    assert rooms.get(two, room.id).unread == 1  # what the colleague said
    assert rooms.get(ana, room.id).peer_read_seq == 2
    seen = conversations.mine(ana)
    page = history.page(ana, room.id).messages
    assert [(seen.sent_by_user(m), seen.is_read(m)) for m in page] == [
        (True, True), (True, True), (False, False),
    ]  # fmt: skip
    history.mark_read(ana, room.id, 3)
    assert rooms.get(one, room.id).peer_read_seq == 3
    assert conversations.mine(ana).user_unread == 0


def test_figures_come_from_the_facts_of_each_opening(desk: Desk, time: Time) -> None:
    one = desk.admin("satu", online=False)
    empty = stats.stats(one)
    assert (empty.total_rooms, empty.total_messages, empty.first_response) == (0, 0, None)
    ana, room = desk.customer("ana")
    time.pass_(1000)  # nothing was asked yet
    messages.post(ana, room.id, Draft(content="satu"))
    time.pass_(10)
    desk.come(one)
    time.pass_(20)
    messages.post(one, room.id, Draft(content="jawab"))
    messages.post(one, room.id, Draft(content="lagi"))
    time.pass_(30)
    conversations.close(one, room.id)
    time.pass_(5000)
    messages.post(one, room.id, Draft(content="tidak membuka"))
    time.pass_(5000)
    messages.post(ana, room.id, Draft(content="dua"))
    time.pass_(50)
    messages.post(one, room.id, Draft(content="jawab"))
    desk.customer("budi")
    figures = stats.stats(one)
    assert (figures.total_rooms, figures.active_rooms, figures.closed_rooms) == (2, 2, 0)
    assert (figures.unassigned_rooms, figures.total_messages, figures.unread_messages) == (0, 6, 2)
    assert figures.first_response == pytest.approx((30 + 50) / 2, abs=0.01)
    assert figures.wait == pytest.approx((10 + 0) / 2, abs=0.01)
    assert figures.resolution == pytest.approx(60, abs=0.01)
    with reading() as session:
        assert len(session.scalars(select(SupportOpening)).all()) == 2
    with pytest.raises(Forbidden):
        stats.stats(ana)


def test_a_message_tells_how_the_room_stands_after_it(desk: Desk) -> None:
    one = desk.admin("satu")
    ana, _ = desk.ask("ana", "tolong")
    told: SupportPosted = desk.house.heard(SupportPosted)[0]  # type: ignore[assignment]
    assert told.room.last_message == told.message
    assert (told.room.unread, told.room.admin, told.room.user.id) == (1, one.person, ana.user_id)
    assert told.room.waiting_since == told.message.created_at


def test_who_reaches_which_room(desk: Desk) -> None:
    one = desk.admin("satu", online=False)
    ana, own = desk.ask("ana")
    budi, other = desk.ask("budi")
    private = [rooms.open_dm(ana, "budi").room.id, rooms.create_group(ana, "kopi").id]
    for room_id in private:
        messages.post(ana, room_id, Draft(content="rahasia"))

    def ways(who: Actor, room_id: int) -> set[str]:
        """What works of all that can be done in a room."""
        first = history.page(ana if room_id != other.id else budi, room_id).messages[0].id
        tried = {
            "page": lambda: history.page(who, room_id),
            "changes": lambda: history.changes(who, room_id, 0),
            "read": lambda: history.mark_read(who, room_id, 1),
            "typing": lambda: typing_indicator.show(who, room_id, True),
            "members": lambda: people.members(who, room_id),
            "message": lambda: messages.get(who, first),
            "react": lambda: reactions.react(who, first, "👍", True),
            "get": lambda: rooms.get(who, room_id),
            "post": lambda: messages.post(who, room_id, Draft(content="halo")),
        }
        done = set()
        for name, attempt in tried.items():
            try:
                attempt()
                done.add(name)
            except (RoomNotFound, MessageNotFound):
                pass
        return done

    everything = ways(ana, own.id)
    assert len(everything) == 9
    assert ways(ana, other.id) == ways(budi, own.id) == set()
    for room_id in private:
        assert ways(one, room_id) == set()
    assert ways(one, own.id) == ways(one, other.id) == everything
    for room_id in (own.id, other.id):
        with pytest.raises(RoomNotFound):
            rooms.join(desk.house.person(f"x{room_id}"), room_id)
    assert conversations.get(one, own.id).user.username == "ana"
    for who, room_id in ((ana, other.id), (ana, private[1]), (one, private[0]), (one, 1)):
        with pytest.raises(RoomNotFound):
            conversations.get(who, room_id)
        with pytest.raises(RoomNotFound):
            conversations.attend(who, room_id)
    for verb in (conversations.assign, conversations.close):
        with pytest.raises(Forbidden):
            verb(ana, own.id)
        with pytest.raises(RoomNotFound):
            verb(one, private[1])
    with pytest.raises(Forbidden):
        conversations.queue(ana)


def test_an_admin_may_leave_a_room_they_only_looked_into(desk: Desk) -> None:
    one = desk.admin("satu", online=False)
    _, room = desk.ask("ana")
    assert rooms.join(one, room.id).member_count == 2
    rooms.leave(one, room.id)
    assert [listed.id for listed in rooms.mine(one)] == [1]
    with pytest.raises(Forbidden):
        messages.edit(one, history.page(one, room.id).messages[0].id, "bukan punyaku")
