"""Who is an admin, and by whose word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.events import SessionsEnded, UserChanged
from app.exceptions import Conflict, Forbidden, Invalid, Unauthenticated, UserNotFound
from app.services import deletion, roles, sessions
from tests.services.conftest import DEVICE, House

SECRET = "rahasia sekali"


def test_the_operator_makes_an_account_for_an_admin(house: House) -> None:
    assert roles.make_admin("Bos", SECRET) is True
    assert house.sign_in("bos", SECRET).is_admin
    with pytest.raises(Unauthenticated):
        house.sign_in("bos")


def test_the_operator_promotes_who_has_a_password(house: House) -> None:
    ana = house.person("ana", SECRET)
    assert not roles.has_password("nobody")
    assert roles.has_password("ANA")
    assert roles.make_admin("ana") is False
    assert sessions.authenticate(ana.user_id, ana.session_id).is_admin
    assert len(house.heard(UserChanged)) == 1
    roles.make_admin("ana")
    assert len(house.heard(UserChanged)) == 1


def test_an_open_name_becomes_an_admin_only_with_a_password_and_without_its_old_sessions(
    house: House,
) -> None:
    ana = house.person("ana")
    with pytest.raises(Conflict):
        roles.make_admin("ana")
    with pytest.raises(Conflict):
        roles.make_admin("nobody")
    with pytest.raises(Invalid):
        roles.make_admin("ana", "short")
    roles.make_admin("ana", SECRET)
    assert SessionsEnded(ana.user_id, (ana.session_id,), "password_changed") in house.events
    with pytest.raises(Unauthenticated):
        sessions.authenticate(ana.user_id, ana.session_id)
    assert house.sign_in("ana", SECRET).is_admin


def test_an_admin_makes_others_admins_but_the_last_stays(house: House) -> None:
    roles.make_admin("bos", SECRET)
    boss = house.sign_in("bos", SECRET)
    ana, open_name = house.person("ana", SECRET), house.person("bo_")
    for who in (ana, replace(ana, role="admin")):
        with pytest.raises(Forbidden):
            roles.set_role(who, ana.user_id, "admin")
    with pytest.raises(Conflict):
        roles.set_role(boss, boss.user_id, "user")
    with pytest.raises(Conflict):
        roles.set_role(boss, open_name.user_id, "admin")
    assert roles.set_role(boss, ana.user_id, "admin").role == "admin"
    assert roles.set_role(boss, boss.user_id, "user").role == "user"
    with pytest.raises(Forbidden):
        roles.set_role(boss, ana.user_id, "user")
    changed = [event.user for event in house.heard(UserChanged)]  # type: ignore[attr-defined]
    assert [(user.username, user.role) for user in changed] == [("ana", "admin"), ("bos", "user")]


def test_nobody_gives_a_role_to_who_is_not_there(house: House) -> None:
    roles.make_admin("bos", SECRET)
    boss, ana = house.sign_in("bos", SECRET), house.person("ana")
    deletion.delete(ana, "ana", device=DEVICE)
    for user_id in (ana.user_id, 10**6):
        with pytest.raises(UserNotFound):
            roles.set_role(boss, user_id, "admin")
