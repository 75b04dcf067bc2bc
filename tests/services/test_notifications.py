"""What people want to be told: of each room, and at which hours."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.events import NotificationsSet, QuietHoursSet
from app.exceptions import Invalid, RoomNotFound
from app.services import accounts, deletion, notifications, rooms
from app.snapshots import QuietHours
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work
from tests.services.conftest import DEVICE, House

NIGHT = QuietHours(True, "22:30", "06:00")


def test_until_somebody_chooses_the_room_s_type_decides(house: House) -> None:
    ana = house.person("ana")
    house.person("bo_")
    rooms.create_group(ana, "Kopi")
    rooms.open_dm(ana, "bo_")
    levels = {room.type: room.notifications for room in rooms.mine(ana)}
    assert levels == {"lobby": "mentions", "group": "all", "dm": "all"}


def test_a_level_is_its_member_s_own_and_only_they_are_told(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = rooms.create_group(ana, "Kopi")
    rooms.join(bo, room.id)
    for level in ("nothing", "mentions", "all", "nothing"):
        notifications.set_level(bo, room.id, level)
        assert rooms.get(bo, room.id).notifications == level
    assert rooms.get(ana, room.id).notifications == "all"
    assert rooms.get(bo, 1).notifications == "mentions"
    assert house.heard(NotificationsSet)[-1] == NotificationsSet(room.id, bo.user_id, "nothing")


def test_who_comes_back_begins_anew(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = rooms.create_group(ana, "Kopi")
    rooms.join(bo, room.id)
    notifications.set_level(bo, room.id, "nothing")
    rooms.leave(bo, room.id)
    assert rooms.join(bo, room.id).notifications == "all"


def test_a_level_is_for_members_and_one_of_three(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = rooms.create_group(ana, "Kopi")
    for room_id in (room.id, 100_000_000):
        with pytest.raises(RoomNotFound):
            notifications.set_level(bo, room_id, "all")
    for level in ("", "ALL", "loud"):
        with pytest.raises(Invalid) as refused:
            notifications.set_level(ana, room.id, level)
        assert set(refused.value.fields) == {"level"}
    assert house.heard(NotificationsSet) == []


def test_the_database_takes_no_other_level(house: House) -> None:
    house.person("ana")

    @unit_of_work
    def spoil(uow: Unit) -> None:
        uow.conn.execute(text("UPDATE memberships SET notifications = 'loud'"))

    with pytest.raises(IntegrityError):
        spoil()


def test_quiet_hours_are_kept_with_the_account(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    assert accounts.me(ana).quiet_hours == QuietHours(False, "22:00", "07:00")
    assert notifications.set_quiet_hours(ana, NIGHT).quiet_hours == NIGHT
    assert accounts.me(house.sign_in("ana")).quiet_hours == NIGHT
    assert accounts.me(bo).quiet_hours.on is False
    assert house.heard(QuietHoursSet) == [QuietHoursSet(ana.user_id, NIGHT)]


@pytest.mark.parametrize("wrong", ["", "24:00", "7:00", "07:60", "0700", "07:00 ", "٠٧:٠٠"])
def test_a_time_is_two_digits_and_two(house: House, wrong: str) -> None:
    ana = house.person("ana")
    for hours, field in (
        (QuietHours(True, wrong, "07:00"), "from"),
        (QuietHours(True, "22:00", wrong), "until"),
    ):
        with pytest.raises(Invalid) as refused:
            notifications.set_quiet_hours(ana, hours)
        assert set(refused.value.fields) == {field}
    assert accounts.me(ana).quiet_hours.on is False


def test_a_deleted_account_keeps_no_habits(house: House) -> None:
    ana = house.person("ana")
    notifications.set_quiet_hours(ana, NIGHT)
    deletion.delete(ana, "ana", device=DEVICE)
    with reading() as session:
        left = session.execute(
            text("SELECT quiet_on, quiet_from, quiet_until FROM users WHERE id = :id"), {"id": ana.user_id}
        )
        assert tuple(left.one()) == (False, "22:00", "07:00")
