"""Accounts and sessions: names, passwords, who may claim what, and the end of an account."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Literal

import pytest

from app import clock
from app.events import SessionsEnded
from app.exceptions import Forbidden, Invalid, NameTaken, NotFound, Unauthenticated, UserNotFound
from app.services import accounts, deletion, finding, policy, rooms, sessions, signing_in
from app.services.actor import Actor
from tests.services.conftest import DEVICE, House


def dead(actor: Actor) -> bool:
    """Whether the actor's session is over."""
    try:
        sessions.authenticate(actor.user_id, actor.session_id)
    except Unauthenticated:
        return True
    return False


@pytest.mark.parametrize(
    "name",
    [
        "ab",
        "x" * 33,
        "two words",
        "semi;colon",
        "nul\0",
        "\u202eabc",
        "lone\ud800",
        "admin",
        "A.D_min",
        "аdmin",  # the first letter is Cyrillic
        "АDМІN",
        "adm1n",
        "supp0rt",
        "...",
        "\u3164\u3164\u3164",
        "ana\u115f",
    ],
)
def test_names_that_are_refused(house: House, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        signing_in.register(name, None, {}, DEVICE)
    assert list(refused.value.fields) == ["username"]


def test_hostile_names_cost_no_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Normalising takes time square to the number of marks, so long names never come to it."""
    normalize, marks = unicodedata.normalize, "a" + "\u0345\u0301" * 15_000

    def normalize_short(form: Literal["NFC", "NFD", "NFKC", "NFKD"], typed: str) -> str:
        assert len(typed) <= 200
        return normalize(form, typed)

    monkeypatch.setattr(unicodedata, "normalize", normalize_short)
    with pytest.raises(Invalid):
        signing_in.check_username(marks, DEVICE)
    with pytest.raises(UserNotFound):
        rooms.open_dm(house.person("ana"), marks)


@pytest.mark.parametrize("twin", ["ANA", "Ana", "ａｎａ", " ana "])
def test_a_name_is_one_name_in_any_case_and_form(house: House, twin: str) -> None:
    house.person("ana")
    with pytest.raises(NameTaken) as taken:
        signing_in.register(twin, None, {}, DEVICE)
    assert len(set(taken.value.suggestions)) >= 3
    for free in taken.value.suggestions:
        assert signing_in.check_username(free, DEVICE) == (free, [])


@pytest.mark.parametrize("name", ["ñandú", "Ўладзімір", "王小明", "a.b-c_1"])
def test_names_in_other_scripts_are_welcome(house: House, name: str) -> None:
    assert house.person(name).username == name


def test_signing_in_by_name_alone(house: House) -> None:
    ana = house.person("ana")
    assert signing_in.log_in("ANA", "ignored", DEVICE).id == ana.user_id
    made = signing_in.log_in("newcomer", None, DEVICE, create_unknown=True)
    assert made.username == "newcomer"
    with pytest.raises(Unauthenticated):
        signing_in.log_in("unknown", None, DEVICE)
    with pytest.raises(Unauthenticated):
        signing_in.log_in("unknown", "password1", DEVICE, create_unknown=True)


def test_a_password_is_required_once_there_is_one(house: House) -> None:
    house.person("ana", "password1")
    words = set()
    for name, password in [("ana", None), ("ana", ""), ("ana", "password2"), ("nobody", "password1")]:
        with pytest.raises(Unauthenticated) as refused:
            signing_in.log_in(name, password, DEVICE)
        words.add(refused.value.message)
    assert len(words) == 1
    assert signing_in.log_in("ana", "password1", DEVICE).verified


def test_the_operator_may_end_signing_in_by_name_alone(house: House) -> None:
    house.person("ana")
    policy.use(passwordless_login=False, session_days=30)
    with pytest.raises(Unauthenticated):
        signing_in.log_in("ana", None, DEVICE)
    with pytest.raises(Unauthenticated):
        signing_in.log_in("newcomer", None, DEVICE, create_unknown=True)
    with pytest.raises(Invalid) as refused:
        signing_in.register("bo_", None, {}, DEVICE)
    assert list(refused.value.fields) == ["password"]


def test_only_the_registering_session_claims_a_name_without_a_password(house: House) -> None:
    owner = house.person("ana")
    other = house.sign_in("ana")
    for claim in (
        lambda: accounts.set_password(other, "password1", None, device=DEVICE),
        lambda: accounts.update_profile(other, {"email": "evil@example.org"}),
        lambda: deletion.delete(other, "ana", device=DEVICE),
    ):
        with pytest.raises(Forbidden):
            claim()
    assert accounts.update_profile(other, {"display_name": "Ana B"}).display_name == "Ana B"
    assert accounts.update_profile(owner, {"email": "ana@example.org"}).email == "ana@example.org"
    assert accounts.set_password(owner, "password1", None, device=DEVICE).verified
    assert (dead(owner), dead(other)) == (False, True)


def test_a_changed_password_ends_the_other_sessions(house: House) -> None:
    one, two = house.person("ana", "password1"), house.sign_in("ana", "password1")
    for current in (None, "wrong"):
        with pytest.raises(Invalid):
            accounts.set_password(two, "password2", current, device=DEVICE)
    with pytest.raises(Invalid):
        accounts.set_password(two, "short", "password1", device=DEVICE)
    accounts.set_password(two, "password2", "password1", device=DEVICE)
    assert (dead(one), dead(two)) == (True, False)
    ended = house.heard(SessionsEnded)[-1]
    assert isinstance(ended, SessionsEnded)
    assert (ended.session_ids, ended.reason) == ((one.session_id,), "password_changed")


def test_sessions_are_listed_and_revoked_by_their_owner_only(house: House) -> None:
    one, two, bo = house.person("ana"), house.sign_in("ana"), house.person("bo_")
    assert {s.id for s in sessions.mine(one)} == {one.session_id, two.session_id}
    for unknown in (bo.session_id, "no-such-session"):
        with pytest.raises(NotFound):
            sessions.revoke(one, unknown)
    sessions.revoke(one, two.session_id)
    assert (dead(one), dead(two), dead(bo)) == (False, True, False)
    sessions.log_out(one)
    assert dead(one)


def test_a_session_ends_after_30_days_without_use(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = house.person("ana")
    start = clock.now()

    def days(n: float) -> None:
        for told in ("now", "counted"):
            monkeypatch.setattr(clock, told, lambda: start + timedelta(days=n))

    days(29)
    assert not dead(ana)
    days(58)
    assert not dead(ana)
    days(89)
    assert dead(ana)
    assert sessions.mine(ana) == []
    assert sessions.sweep() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "not an address"),
        ("language", "xx"),
        ("country", "x" * 65),
        *(
            ("display_name", name)
            for name in ("a\nb", "a\u2028b", "\u202eana", "\u200b", "\u200d\u3000\ufe0f")
        ),
    ],
)
def test_profiles_are_checked_by_field(house: House, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.update_profile(house.person("ana"), {field: value})
    assert list(refused.value.fields) == [field]


def test_searching_people(house: House) -> None:
    ana = house.person("ana")
    house.person("anton")
    house.person("budi_100")
    accounts.update_profile(ana, {"display_name": "Zulaikha"})
    assert [user.username for user in finding.search(ana, "AN")] == ["ana", "anton"]
    assert [user.username for user in finding.search(ana, "zul")] == ["ana"]
    assert finding.search(ana, "%") == []
    assert [user.username for user in finding.search(ana, "budi_1")] == ["budi_100"]


def test_a_name_may_be_any_that_is_seen(house: House) -> None:
    ana = house.person("ana")
    for name in ("👩\u200d💻", "நிலா", "Ana \u200fعنا", "—", "𝓪"):
        assert accounts.update_profile(ana, {"display_name": name}).display_name == name


def test_the_first_admin_is_made_once(house: House) -> None:
    assert signing_in.ensure_admin("admin", lambda: "a long password")
    assert not signing_in.ensure_admin("other", lambda: "never asked for")
    admin = house.sign_in("admin", "a long password")
    assert admin.is_admin
    assert len(sessions.mine(admin)) == 1
    with pytest.raises(Unauthenticated):
        signing_in.log_in("admin", None, DEVICE)
