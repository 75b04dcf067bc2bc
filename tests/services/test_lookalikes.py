"""Names that are mistaken for somebody else's are refused, at every door that takes one."""

from __future__ import annotations

import pytest

from app.exceptions import Invalid
from app.services import accounts, deletion, names, roles, signing_in
from app.services.lookalikes import mixes_scripts, skeleton
from tests.lookalikes import KEPT, table
from tests.services.conftest import DEVICE, House

PASSWORD = "kopi tubruk pagi"


def test_the_kept_list_is_unicodes() -> None:
    assert KEPT.read_text(encoding="utf-8") == table()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("siti", "SITI"),
        ("siti", "SlTl"),
        ("siti", "s1t1"),
        ("siti", "ЅІТІ"),
        ("siti", "ѕіtі"),
        ("siti", "ｓｉｔｉ"),
        ("siti", "𝖘𝖎𝖙𝖎"),
        ("siti", "s.i_t-i"),
        ("siti", "Šìtí"),
        ("siti", "si ti ✓"),
        *(("siti", f"si{blank}ti{blank}") for blank in "\u3164\uffa0\u115f\u1160\u200b\u2800\U00013441"),
        ("maria", "rnaria"),
        ("kopi", "κορι"),
        ("Мария", "мария"),
        ("bob0", "bobo"),
    ],
)
def test_names_that_look_alike(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("siti", "sita"), ("budi", "budi2"), ("ana", "anna")])
def test_names_that_do_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    "name", ["siti", "Ünal", "Мария", "أحمد", "田中taro", "さくらサクラ桜", "김철수kim", "ʻOkina", "a1", "७"]
)
def test_scripts_that_people_write_together(name: str) -> None:
    assert not mixes_scripts(name)


@pytest.mark.parametrize("name", ["аdmin", "sitі", "иван_dev", "αlpha", "Мαрия", "ana田さ한"])
def test_scripts_that_nobody_does(name: str) -> None:
    assert mixes_scripts(name)
    with pytest.raises(Invalid) as refusal:
        names.checked(name)
    assert refusal.value.faults["username"].key == "name_mixed"


@pytest.mark.parametrize(
    "name", ["аdmіn", "adm1n", "Admín", "ADMlN", "ᴀᴅᴍɪɴ", "sυpport", "ng0brol", "a.d.m.i.n", "rnoderator"]
)
def test_reserved_names_are_reserved_however_they_are_written(name: str) -> None:
    with pytest.raises(Invalid):
        names.checked(name)


def register(username: str, display_name: str | None = None) -> dict[str, str]:
    """The fields that are refused; nothing for a name that is taken in."""
    try:
        signing_in.register(username, None, {"display_name": display_name}, DEVICE)
    except Invalid as refusal:
        return refusal.fields
    return {}


def test_protected_names_have_no_doubles_and_others_may(house: House) -> None:
    house.person("maria", PASSWORD)
    house.person("joko")
    similar = "That name looks like somebody else's."
    assert register("rnaria") == register("m.a_ria") == {"username": similar}
    assert register("joko_") == {}
    assert register("tono", "María") == register("tono", "ＭＡＲＩＡ ✓") == {"display_name": similar}
    assert signing_in.check_username("rnaria", DEVICE)[1], "it is told to be free"
    assert signing_in.check_username("tono", DEVICE) == ("tono", [])


def test_staff_has_no_doubles_in_any_name(house: House) -> None:
    roles.make_admin("kepala", PASSWORD)
    chief = house.sign_in("kepala", PASSWORD)
    accounts.update_profile(chief, {"display_name": "Admin"})  # their own to choose
    accounts.update_profile(chief, {"display_name": "Layanan Pelanggan"})
    siti = house.person("siti")
    for shown in (
        "Kepala",
        "kepa1a",
        "layanan pelanggan",
        "LayananPelanggan",
        "Admin",
        "Ngobrol",
        "Mоderator",
    ):
        with pytest.raises(Invalid) as refusal:
            accounts.update_profile(siti, {"display_name": shown})
        assert set(refusal.value.fields) == {"display_name"}
        assert set(register("tono", shown)) == {"display_name"}
    assert set(register("layananpelanggan")) == {"username"}
    for shown in ("Siti", "Siti Юлия", "Юлияab12", "🔥🔥", "Kepala Sekolah"):
        assert accounts.update_profile(siti, {"display_name": shown}).display_name == shown


@pytest.mark.parametrize("sign", "★⭐✪🌟✓✔✅☑🗹√")
def test_nobody_types_the_marks_of_others(house: House, sign: str) -> None:
    siti = house.person("siti")
    for shown in (f"Siti {sign}", f"{sign}Siti"):
        with pytest.raises(Invalid) as refusal:
            accounts.update_profile(siti, {"display_name": shown})
        assert refusal.value.faults["display_name"].key == "name_marked"
        assert refusal.value.fields == register("tono", shown)
    for shown in ("Siti ❤️ ✡ ☪ *", "Siti 7×"):
        assert accounts.update_profile(siti, {"display_name": shown}).display_name == shown


def test_a_name_that_one_has_stays_when_somebody_else_protects_theirs(house: House) -> None:
    tono = house.person("tono")
    accounts.update_profile(tono, {"display_name": "María"})
    house.person("maria", PASSWORD)
    accounts.update_profile(tono, {"display_name": "María", "country": "ID"})
    with pytest.raises(Invalid):
        accounts.update_profile(tono, {"display_name": "Marıa"})


def test_a_deleted_account_leaves_no_skeleton(house: House) -> None:
    maria = house.person("maria", PASSWORD)
    deletion.delete(maria, "maria", password=PASSWORD, device=DEVICE)
    assert register("rnaria") == {}
