"""The whole corpus through the live app: as messages, names and devices, wherever these are shown.

The `browser` fixture fails for whatever ran or would have run, was reported by the policy, or asked
of another host; the pages may not have an element that isn't ours.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.http.tokens import COOKIE
from tests.support.browser import People
from tests.support.people import unique
from tests.support.server import ADMIN_PASSWORD, Refused, RunningServer
from tests.web.talk import Guest
from tests.xss.corpus import PAYLOADS, some
from tests.xss.watching import FAULTS, FAULTS_ARGUMENT, WATCH

AT_ONCE = 50
LAST = "ini yang terakhir"
NOTICES = """(() => {
  self.notices = [];
  self.Notification = class {
    static permission = "granted";
    constructor(title, { body }) { notices.push(`${title}: ${body}`); }
    close() {}
  };
})()"""

NOTICED = """async () => {
  while (!notices.length) await new Promise((go) => setTimeout(go, 20));
  return notices[0];
}"""


class Crowd:
    """People whose every field is a payload, each with a room named after one, together in a group."""

    def __init__(self, server: RunningServer, payloads: list[str]) -> None:
        self.server, self.payloads = server, payloads
        self.ana, self.ana_name = self.person()
        self.group, self.own = (
            server.post("/api/rooms", self.ana, type="group", name=name)["id"]
            for name in ("Kumpul", "Sendiri")
        )
        said: int | None = None
        for payload in payloads:
            token = self.one(payload)
            server.post(f"/api/rooms/{self.group}/join", token)
            said = self.say(token, self.group, payload, said) or said
            self.said = self.say(self.ana, self.own, payload)
        self.speaker = token
        server.post(f"/api/rooms/{self.group}/read", self.ana, seq=2**40)

    def person(self, **fields: Any) -> tuple[str, str]:
        """A new account with those of the fields that are allowed; its token and name."""
        name = unique("orang")
        token = self.server.register(name)
        for field, value in fields.items():
            self.attempt("PATCH", "/api/me", token, {field: value})
        return token, name

    def one(self, payload: str) -> str:
        """Somebody who is called `payload` and made a room of that name, with the same in it."""
        token, _ = self.person(display_name=payload, country=payload, email=payload)
        room = self.attempt("POST", "/api/rooms", token, {"type": "group", "name": payload})
        if room:
            self.server.post(f"/api/rooms/{room['id']}/join", self.ana)
            self.say(token, room["id"], payload)
        return token

    def say(self, token: str, room: int, content: str, reply_to: int | None = None) -> int | None:
        """Post if it is text; the message's id."""
        body = {"content": content, "client_id": unique("c")} | ({"reply_to": reply_to} if reply_to else {})
        posted = self.attempt("POST", f"/api/rooms/{room}/messages", token, body)
        return posted["id"] if posted else None

    def attempt(self, method: str, path: str, token: str, body: dict[str, Any]) -> Any:
        """The answer's data, or null where what was given is refused as such."""
        try:
            return self.server.call(method, path, token, json=body)
        except Refused as refused:
            if refused.status != 422:
                raise
            return None

    def sign_in_from(self, devices: list[str]) -> None:
        """Sessions of ana's, each from a device that calls itself by a payload."""
        for device in devices:
            if device.isprintable() and device == device.strip():
                headers = {"User-Agent": device.encode()}
                self.server.request("POST", "/api/login", json={"username": self.ana_name}, headers=headers)


def clean(page: Page) -> None:
    """Nothing on the page is of a foreign kind."""
    assert not (found := page.evaluate(FAULTS, FAULTS_ARGUMENT)), "\n".join(found)


def signed_in(browser: People, server: RunningServer, token: str, **options: Any) -> Page:
    """Somebody's browser that tells what runs in it."""
    page = browser.person(server.url, fresh=True, **options)
    page.context.add_init_script(WATCH)
    page.context.add_init_script(NOTICES)
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": server.url}])
    return page


def without_scripts(page: Page, crowd: Crowd) -> None:
    """The same places as the server alone draws them, a message under the pen, and one replied to."""
    at = f"/room/{crowd.own}"
    for path in (
        "/dashboard",
        f"/room/{crowd.group}",
        at,
        f"{at}?edit={crowd.said}&reply={crowd.said}",
        "/settings",
    ):
        page.goto(path)
        clean(page)


def look_everywhere(ana: Guest, crowd: Crowd) -> None:
    """Every place of the app that shows what others gave."""
    page, payloads = ana.page, crowd.payloads
    clean(page)  # the room list
    live(ana, crowd)
    switcher(ana, payloads)
    told(ana, crowd)
    for path in ("/my-rooms", "/settings", f"/room/{crowd.group}/invite"):
        page.goto(path)
        clean(page)
    page.goto("/apidocs?url=javascript:ran()&configUrl=data:,{}#/%3Cimg%20src=x%20onerror=ran()%3E")
    expect(page.get_by_role("heading", name="Ngobrol")).to_be_visible()
    clean(page)


def live(ana: Guest, crowd: Crowd) -> None:
    """A room with all of it, what comes while it is open, what is written there oneself."""
    for room in (crowd.own, crowd.group):
        ana.open(f"/room/{room}")
        expect(ana.rows.first).to_be_visible()
        clean(ana.page)
    for payload in crowd.payloads[:AT_ONCE]:
        crowd.say(crowd.speaker, crowd.group, payload)
    crowd.say(crowd.speaker, crowd.group, LAST)
    ana.sees(LAST)
    clean(ana.page)
    ana.composer.fill("@")  # the completion: names of everybody here
    expect(ana.page.get_by_role("option").first).to_be_visible()
    clean(ana.page)
    mine = next(payload for payload in crowd.payloads if "\n" not in payload and "\0" not in payload)
    ana.say(mine)
    expect(ana.composer).to_have_value("")
    ana.composer.press("ArrowUp")
    expect(ana.page.locator(".message--editing textarea")).to_have_value(mine.strip())
    clean(ana.page)
    ana.page.keyboard.press("Escape")


def switcher(ana: Guest, payloads: list[str]) -> None:
    """The field that leads anywhere, asked for payloads: rooms and people of these names."""
    ana.open("/dashboard")
    ana.page.keyboard.press("Control+k")
    field = ana.page.get_by_role("combobox")
    for payload in ("", *payloads[:: max(1, len(payloads) // 6)]):
        field.fill(payload)
        clean(ana.page)
    ana.page.keyboard.press("Escape")


def told(ana: Guest, crowd: Crowd) -> None:
    """What is said elsewhere, as a notification: text as it was typed."""
    typed = "</title><img src=x onerror=ran()>"
    crowd.say(crowd.speaker, crowd.group, typed)
    found = ana.page.evaluate(NOTICED)
    assert found.endswith(typed), found
    clean(ana.page)


def desk(browser: People, server: RunningServer, crowd: Crowd, payloads: list[str]) -> None:
    """The support desk, where everybody's name and mail stands."""
    for payload in payloads:
        token, _ = crowd.person(display_name=payload, country=payload, email=payload)
        room = server.get("/api/chat/room", token)["room"]["id"]
        crowd.say(token, room, payload)
    admin = signed_in(browser, server, server.login("admin", password=ADMIN_PASSWORD))
    for path in ("/admin", f"/room/{room}"):
        admin.goto(path)
        expect(admin.locator("h1").first).to_be_visible()
        clean(admin)


def walk(browser: People, server: RunningServer, payloads: list[str]) -> None:
    crowd = Crowd(server, payloads)
    crowd.sign_in_from(payloads[:20])
    look_everywhere(Guest(signed_in(browser, server, crowd.ana), server, ""), crowd)
    without_scripts(signed_in(browser, server, crowd.ana, java_script_enabled=False), crowd)
    desk(browser, server, crowd, payloads[::5])


def test_what_strangers_type_never_runs(browser: People, default_server: RunningServer) -> None:
    walk(browser, default_server, some(3))


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "payloads",
    [PAYLOADS[begin : begin + AT_ONCE] for begin in range(0, len(PAYLOADS), AT_ONCE)],
    ids=lambda some: str(len(some)),
)
def test_nothing_that_strangers_type_ever_runs(
    browser: People, default_server: RunningServer, payloads: list[str]
) -> None:
    walk(browser, default_server, payloads)
