"""A walk past every page and dialog, for tests that look at each: can it be read, does it fit, is it still?

    for stop in walk(people, world, color_scheme="dark"):
        assert not faults(stop.page), stop.name

The same walk serves in every language, theme and width: it finds its way by classes and ids, never by words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import People
from tests.support.faulty import FaultyServer
from tests.support.images import encoded, quarters
from tests.support.server import ADMIN_PASSWORD, RunningServer

LONG = "Keluarga besar di Yogyakarta, Solo dan sekitarnya, selalu ramai"
RICH = "**Resep**:\n\n- pisang\n- `gula aren`\n\n```\n" + "minyak " * 40 + "\n```\n\n> pelan-pelan"
TALK = [
    ("bayu", "Ngopi jam empat, siapa ikut?"),
    ("bayu", "Bawa teman juga boleh."),
    ("sari", "Aku ikut!"),
    ("rina", "☕🎉"),
    ("rina", "https://example.org/" + "panjang" * 40),
    ("rina", "مرحبا، كيف حالك اليوم؟"),
    ("bayu", RICH),
    ("sari", "Sampai nanti, ya"),
]
PASSWORD = "rahasia besar"
REFUSED = r"the server responded with a status of (401|403|404|409|422|500)"


class Stop(NamedTuple):
    """A page in one of its states."""

    name: str
    page: Page


@dataclass
class World:
    """A server with people who talk: `sari` is who looks."""

    server: FaultyServer
    room: int
    dm: int
    own: int


def populate(server: FaultyServer) -> World:
    """Three people, a group in which all was said that can be, a dm, sari's own group, a support room."""
    tokens = {
        name: server.register(name, display_name=name.title(), password=PASSWORD)
        for name in ("sari", "bayu", "rina")
    }
    sari, bayu = tokens["sari"], tokens["bayu"]
    room = server.post("/api/rooms", bayu, type="group", name="Kopi Kamis")["id"]
    for name in ("sari", "rina"):
        server.post(f"/api/rooms/{room}/join", tokens[name])
    said = [
        server.post(f"/api/rooms/{room}/messages", tokens[name], content=text)["id"] for name, text in TALK
    ]
    server.put(f"/api/messages/{said[0]}/reactions", sari, emoji="❤️", on=True)
    server.put(f"/api/messages/{said[0]}/reactions", tokens["rina"], emoji="👍", on=True)
    server.patch(f"/api/messages/{said[2]}", sari, content="Aku ikut, dong!")
    server.post(f"/api/rooms/{room}/messages", sari, content="Yang mana?", reply_to=said[1])
    server.post(f"/api/rooms/{room}/messages", sari, content="Yang itu", reply_to=said[3])
    server.delete(f"/api/messages/{said[3]}", tokens["rina"])
    dm = server.post("/api/rooms", bayu, type="dm", username="sari")["id"]
    server.post(f"/api/rooms/{dm}/messages", bayu, content="Halo " * 30)
    own = server.post("/api/rooms", sari, type="group", name=LONG, invite_only=True)["id"]
    asked = server.get("/api/chat/room", tokens["rina"])["room"]["id"]
    server.post(f"/api/rooms/{asked}/messages", tokens["rina"], content="Tombolnya tidak jalan")
    return World(server, room, dm, own)


def walk(people: People, world: World, language: str = "id", **options: Any) -> Iterator[Stop]:
    """Every stop in turn; what a stop shows is gone at the next."""
    people.forgive(REFUSED)
    for visit in (_stranger, _member, _admin):
        page = people.person(world.server.url, **options)
        cookie = {"name": "language", "value": language, "url": world.server.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        for name in visit(page, world):
            page.wait_for_load_state()
            assert page.locator("html").get_attribute("lang") == ("en" if name == "apidocs" else language)
            yield Stop(name, page)
        page.close()


def _stranger(page: Page, world: World) -> Iterator[str]:
    page.goto("/")
    yield "landing"
    page.locator(".disclosure").evaluate_all("all => all.forEach(one => (one.open = true))")
    yield "landing, forms open"
    page.locator("#register-username").fill("sari")
    page.locator(".enter__start .button--primary").click()
    expect(page.locator(".field__error").first).to_be_visible()
    yield "landing, register refused"
    page.goto("/?next=/room/1")
    page.locator(".enter__login summary").click()
    page.locator("#login-username").fill("sari")
    page.locator("#login-password").fill("salah")
    page.locator(".enter__login .button").click()
    expect(page.locator(".notice--error, .field__error").first).to_be_visible()
    yield "landing, login refused"
    page.goto(f"/join/{world.room}")
    expect(page.locator(".enter__start")).to_be_visible()
    yield "an invitation"
    page.goto("/join/999999999")
    yield "an invitation into nowhere"
    page.goto("/nothing-here")
    yield "404"
    page.goto("/apidocs")
    expect(page.locator(".opblock").first).to_be_visible()
    yield "apidocs"
    page.goto("/styleguide")
    expect(page.locator("[data-live]:empty")).to_have_count(0)
    yield "styleguide"


def _member(page: Page, world: World) -> Iterator[str]:
    sign_in(page, world.server, "sari")
    live(page, "/dashboard")
    yield "dashboard"
    if page.locator(".me__summary").is_visible():
        page.locator(".me__summary").click()
        expect(page.locator(".me__panel")).to_be_visible()
        yield "account menu"
        page.keyboard.press("Escape")
    live(page, "/dashboard#new")
    expect(page.locator("#room_id")).to_be_visible()
    yield "dashboard, the forms"
    page.locator("#room_id").fill("bukan nomor")
    page.locator("#room_id").press("Enter")
    expect(page.locator("#room_id-error")).to_be_visible()
    yield "dashboard, join refused"
    live(page, "/my-rooms")
    yield "my rooms"
    page.evaluate(
        "history.pushState(null, '', '/room/999999999'); dispatchEvent(new PopStateEvent('popstate'))"
    )
    expect(page.locator("#main > .home > h1")).to_be_visible()
    yield "no such room"
    yield from _rooms(page, world)
    yield from _settings(page)
    world.server.refuse()
    page.goto("/settings")
    page.locator("#profile .button--primary:not(dialog *)").click()
    expect(page.locator(".oops__id")).to_be_visible()
    world.server.release()
    yield "500"


def _rooms(page: Page, world: World) -> Iterator[str]:
    live(page, f"/room/{world.own}")
    expect(page.locator(".feed__start")).to_be_visible()
    yield "an empty room"
    live(page, f"/room/{world.dm}")
    yield "a direct message"
    live(page, f"/room/{world.room}")
    expect(page.locator("article.message")).to_have_count(len(TALK) + 1)
    yield "a group"
    yield from _dialogs(page)
    yield from _message(page)
    page.goto(f"/room/{world.own}/invite")
    expect(page.locator(".invite__qr")).to_be_visible()
    yield "inviting"
    for path in (f"/room/{world.own}", f"/room/{world.dm}"):
        live(page, path)
        if not page.locator("#details").is_visible():
            page.locator(".conversation__info").click()
        expect(page.locator("#details")).to_be_visible()
        yield f"details of {'mine' if path.endswith(str(world.own)) else 'a dm'}"


def _dialogs(page: Page) -> Iterator[str]:
    page.keyboard.press("Control+k")
    expect(page.locator("[role=option]").first).to_be_visible()
    yield "switcher"
    page.locator("[role=combobox]").fill("bay")
    expect(page.locator(".switcher__group")).to_have_count(1)
    yield "switcher, found"
    page.locator("[role=combobox]").fill("tidak-ada-yang-begini")
    expect(page.locator(".switcher__nothing")).to_be_visible()
    yield "switcher, nothing found"
    page.keyboard.press("Escape")
    page.keyboard.press("Control+/")
    expect(page.locator(".shortcuts")).to_be_visible()
    yield "shortcuts"
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def _message(page: Page) -> Iterator[str]:
    mine = page.locator(".message--mine").first
    for number, name in enumerate(("reactions", "actions")):
        hover(mine)
        mine.locator("summary").nth(number).click()
        expect(mine.locator("[open] .menu__panel")).to_be_visible()
        yield f"menu of {name}"
        page.keyboard.press("Escape")
    other = page.locator(".message:not(.message--mine)").first
    hover(other)
    other.locator(".message__actions > .icon-button").click()
    expect(page.locator(".composer__context")).to_be_visible()
    page.locator("#content").press_sequentially("@b")
    expect(page.locator(".completion__option").first).to_be_visible()
    yield "people to name"
    page.locator("#content").fill("")
    page.locator(".composer [aria-haspopup=dialog]").click()
    expect(page.locator("emoji-picker").get_by_role("menuitem").first).to_be_visible()
    yield "emoji"
    page.keyboard.press("Escape")
    page.locator("#content").fill("panjang " * 520)
    expect(page.locator(".composer__error")).to_be_visible()
    yield "composer, replying at too great length"
    page.locator("#content").fill("")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#editor")).to_be_focused()
    yield "editor"
    page.keyboard.press("Escape")


def _settings(page: Page) -> Iterator[str]:
    page.goto("/settings")
    yield "settings"
    page.locator("#picture").set_input_files(
        {"name": "saya.png", "mimeType": "image/png", "buffer": encoded(quarters())}
    )
    expect(page.locator("#crop")).to_be_visible()
    yield "cropping a picture"
    page.keyboard.press("Escape")
    page.locator("#profile [name=email]").evaluate("one => (one.type = 'text')")
    page.locator("#profile [name=email]").fill("bukan surel")
    page.locator("#profile .button--primary:not(dialog *)").click()
    expect(page.locator(".field__error").first).to_be_visible()
    page.wait_for_load_state()
    yield "settings, refused"


def _admin(page: Page, world: World) -> Iterator[str]:
    sign_in(page, world.server, "admin", ADMIN_PASSWORD)
    for queue in ("waiting", "mine", "active", "closed"):
        page.goto(f"/admin?show={queue}")
        yield f"desk, {queue}"
    page.goto("/admin?show=active")
    page.locator(".desk-room__link").first.click()
    expect(page.locator(".shell--live")).to_be_visible()
    yield "a support room"


def sign_in(page: Page, server: RunningServer, name: str, password: str = PASSWORD) -> None:
    """The session's cookie, without the form."""
    answer = page.request.post(
        "/login", form={"username": name, "password": password}, headers={"Origin": server.url}
    )
    assert answer.ok, answer.text()


def live(page: Page, path: str) -> None:
    """Open a page of the app and wait until the live one has taken it over."""
    page.goto(path)
    expect(page.locator(".shell--live")).to_be_visible()


def hover(row: Locator) -> None:
    """The actions of a message come for a pointer."""
    row.evaluate("row => row.scrollIntoView({ block: 'center' })")
    row.locator(".message__bubble").hover()
    expect(row.locator(".message__actions")).to_be_visible()


Check = Callable[[Page], list[str]]


def assert_all_well(stops: Iterator[Stop], check: Check) -> None:
    """`check` finds nothing at any stop; all that it finds is told at once, with the names of the stops."""
    found = [f"[{stop.name}] {line}" for stop in stops for line in check(stop.page)]
    assert not found, "\n".join(["", *found])
