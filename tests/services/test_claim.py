"""A name without a password: who registered it, and who only knows it."""

from __future__ import annotations

import pytest

from app.exceptions import Forbidden, Unauthenticated
from app.services import accounts, deletion, export, notifications, pictures, policy, sessions, signing_in
from app.services.actor import Actor, Device
from app.services.support import conversations
from app.snapshots import QuietHours, SessionSnapshot
from tests.services.conftest import DEVICE, House
from tests.services.desk import Desk

EMAIL = "ana@example.org"


def mailed(house: House) -> tuple[Actor, Actor]:
    """The owner of a name with an e-mail address, and somebody else who signed in with it."""
    account = signing_in.register("ana", None, {"email": EMAIL}, Device("Owner's phone", "192.0.2.1"))
    return sessions.authenticate(account.id, account.session_id), house.sign_in("ana")


def listed(actor: Actor) -> dict[str, SessionSnapshot]:
    return {one.id: one for one in sessions.mine(actor)}


def alive(actor: Actor) -> bool:
    try:
        sessions.authenticate(actor.user_id, actor.session_id)
    except Unauthenticated:
        return False
    return True


def test_only_the_owner_is_told_the_address(house: House) -> None:
    owner, other = mailed(house)
    told = [
        accounts.me(other),
        accounts.update_profile(other, {"display_name": "Ana"}),
        accounts.update_profile(other, {"theme": "dark"}),
        notifications.set_quiet_hours(other, QuietHours(True, "22:00", "07:00")),
        pictures.remove(other),
        signing_in.log_in("ana", None, DEVICE),
    ]
    assert {(one.email, one.is_owner) for one in told} == {(None, False)}
    assert (accounts.me(owner).email, accounts.me(owner).is_owner) == (EMAIL, True)


@pytest.mark.parametrize("guess", [EMAIL, "evil@example.org", "", None])
def test_others_can_neither_change_nor_guess_the_address(house: House, guess: str | None) -> None:
    owner, other = mailed(house)
    with pytest.raises(Forbidden):
        accounts.update_profile(other, {"email": guess, "display_name": "x"})
    assert accounts.me(owner).display_name == "ana"


def test_support_rooms_tell_it_to_the_owner_and_to_admins(house: House) -> None:
    owner, other = mailed(house)
    boss = Desk(house).admin("boss")
    room = conversations.mine(other)
    seen = [
        conversations.mine(other),
        conversations.get(other, room.id),
        conversations.attend(other, room.id),
    ]
    assert {one.user_email for one in [room, *seen]} == {None}
    assert conversations.mine(owner).user_email == conversations.attend(boss, room.id).user_email == EMAIL


def test_others_see_no_addresses_but_their_own(house: House) -> None:
    owner, other = mailed(house)
    seen = listed(other)
    assert (seen[owner.session_id].address, seen[owner.session_id].user_agent) == (None, None)
    assert (seen[other.session_id].address, seen[other.session_id].user_agent) == ("127.0.0.1", "tests")
    assert (seen[owner.session_id].can_end, seen[other.session_id].can_end) == (False, True)
    assert {(one.address is None, one.can_end) for one in listed(owner).values()} == {(False, True)}


def test_others_can_not_end_the_session_that_registered(house: House) -> None:
    owner, other, third = *mailed(house), house.sign_in("ana")
    for attempt in (
        lambda: sessions.revoke(other, owner.session_id),
        lambda: sessions.revoke_others(other),
        lambda: accounts.set_password(other, "password1", None, device=DEVICE),
        lambda: deletion.delete(other, "ana", device=DEVICE),
        lambda: export.everything(other),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert (alive(owner), alive(other), alive(third)) == (True, True, True)
    sessions.revoke(other, third.session_id)
    sessions.revoke_others(owner)
    assert (alive(owner), alive(other), alive(third)) == (True, False, False)
    assert accounts.set_password(owner, "password1", None, device=DEVICE).verified


def test_the_claim_ends_with_its_session(house: House) -> None:
    owner, other = mailed(house)
    sessions.log_out(owner)
    assert (accounts.me(other).is_owner, accounts.me(other).email) == (False, None)
    sessions.revoke_others(other)  # there is nobody's claim to protect any more
    with pytest.raises(Forbidden):
        accounts.set_password(other, "password1", None, device=DEVICE)


def test_signing_in_again_on_the_same_device_keeps_the_claim(house: House) -> None:
    owner, other = mailed(house)
    again = house.sign_in("ana")
    sessions.replace(owner, again.session_id)
    assert (alive(owner), accounts.me(again).is_owner) == (False, True)
    sessions.replace(other, house.sign_in("ana").session_id)
    assert [one.registered for one in sessions.mine(again)].count(True) == 1


def test_with_a_password_every_session_is_the_owners(house: House) -> None:
    one, two = house.person("ana", "password1"), house.sign_in("ana", "password1")
    assert accounts.me(two).is_owner
    sessions.revoke(two, one.session_id)
    assert not alive(one)


def test_signing_in_by_name_may_be_off_and_the_rule_stays(house: House) -> None:
    owner, other = mailed(house)
    policy.use(passwordless_login=False, session_days=30)
    with pytest.raises(Forbidden):
        sessions.revoke(other, owner.session_id)
