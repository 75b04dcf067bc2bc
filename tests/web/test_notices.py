"""Being told: notifications, levels, quiet hours, mentions, and the number on the tab."""

import json
import re
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.support.processes import wait_until

COUNTING = """(() => {
  self.called = self.settled = 0;
  if (!self.ServiceWorkerRegistration) return; // an empty page
  const show = ServiceWorkerRegistration.prototype.showNotification;
  ServiceWorkerRegistration.prototype.showNotification = async function (...all) {
    self.called += 1;
    await show.apply(this, all);
    self.settled += 1;
  };
})()"""
OWN = """(() => {
  self.notices = [];
  self.Notification = class {
    static permission = "granted";
    static requestPermission = async () => "granted";
    constructor(title, options) { Object.assign(this, options, { title }); notices.push(this); }
    close() { this.closed = true; }
  };
})()"""
# Chromium forgets what is asked for while it is about to be shown: so not before `calls` are through.
UNTIL = """async ({ count, body, calls }) => {
  const worker = await navigator.serviceWorker.ready;
  const end = Date.now() + 30_000;
  let all = [];
  while (Date.now() < end) {
    await new Promise((again) => setTimeout(again, 20));
    if (calls > settled || called > settled) continue;
    all = await worker.getNotifications();
    if (body ? all[0]?.body.includes(body) : all.length === count) return;
  }
  throw new Error(`${called} called, instead of ${count ?? body}: ${all.map(({ body }) => body)}`);
}"""
ALLOWED = {"permissions": ["notifications"], "service_workers": "allow"}


@pytest.fixture
def ana(guest, default_server):
    """Ana, who allowed notifications, with the service worker that shows them."""
    ana = guest(default_server, "ana", **ALLOWED)
    ana.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    ana.page.context.add_init_script(COUNTING)
    ana.page.evaluate(COUNTING)
    return ana


@pytest.fixture
def budi(guest, default_server):
    return guest(default_server, "budi")


def shown(person):
    """The notifications on the screen, each as (tag, title, body)."""
    found = person.page.evaluate(
        "navigator.serviceWorker.ready.then((worker) => worker.getNotifications())"
        ".then((all) => JSON.stringify(all.map(({ tag, title, body }) => [tag, title, body])))"
    )
    return [tuple(one) for one in json.loads(found)]


def told(person, count=1):
    """Wait for so many notifications."""
    person.page.evaluate(UNTIL, {"count": count, "calls": min(count, 1)})
    return shown(person)


def together(ana, budi, name="Ronda"):
    """Both in a group, ana at her dashboard."""
    room = ana.create(name)
    budi.join(room)
    home(ana)
    return room


def home(person):
    person.page.get_by_role("link", name="Ngobrol").first.click()
    expect(person.page.get_by_role("heading", level=1)).to_contain_text("Halo")


def unread(person, name, count):
    """Wait until a room in the list has so many unread messages; a mention has a mark before the number."""
    expect(person.entry(name).locator(".badge").last).to_have_text(str(count))


def test_a_message_elsewhere_is_told_once_a_room_and_taken_back_when_read(ana, budi):
    room = together(ana, budi)
    budi.say("**kopi** sudah siap")
    assert told(ana) == [(f"room-{room}", "Ronda", f"{budi.username}: kopi sudah siap")]
    budi.say("masih hangat")
    unread(ana, "Ronda", 2)
    ana.page.evaluate(UNTIL, {"body": "hangat", "calls": 2})
    assert shown(ana) == [(f"room-{room}", "Ronda (2)", f"{budi.username}: masih hangat")]
    ana.entry("Ronda").locator("a").click()
    ana.sees("masih hangat")
    assert told(ana, 0) == []


def test_the_room_before_the_reader_is_not_told(ana, budi):
    room = together(ana, budi)
    ana.open(f"/room/{room}")
    budi.say("kamu lihat ini")
    ana.sees("kamu lihat ini")
    other = budi.page.context.new_page()
    other.goto("/dashboard")
    home(ana)
    budi.say("ini tidak")
    (one,) = told(ana)
    assert one[2].endswith("ini tidak")


def test_of_two_tabs_one_tells(ana, budi):
    room = together(ana, budi)
    second = ana.page.context.new_page()
    second.goto("/my-rooms")
    expect(second.locator(".shell--live")).to_be_visible()
    budi.say("sekali saja")
    for page in (ana.page, second):
        expect(page.locator(".room-row--unread")).to_have_count(1)
    tabs = (ana.page, second)
    wait_until(lambda: sum(page.evaluate("settled") for page in tabs), "a tab told")
    assert sum(page.evaluate("called") for page in tabs) == 1
    assert shown(ana)[0][0] == f"room-{room}"


def test_a_click_on_a_notification_opens_its_room_in_the_tab_that_is_there(ana, budi):
    room = together(ana, budi)
    ana.page.evaluate("window.neverReloaded = true")
    budi.say("klik aku")
    told(ana)
    (worker,) = ana.page.context.service_workers
    worker.evaluate(
        "async () => dispatchEvent(new NotificationEvent('notificationclick',"
        " { notification: (await registration.getNotifications())[0] }))"
    )
    assert ana.arrived() == room
    ana.sees("klik aku")
    assert ana.page.evaluate("window.neverReloaded") is True
    assert told(ana, 0) == []


def test_a_muted_room_tells_nothing_adds_to_no_number_and_is_quieter_on_every_device(
    ana, budi, guest, default_server
):
    together(ana, budi)
    ana.entry("Ronda").locator("a").click()
    ana.arrived()
    ana.page.get_by_label("Jangan beri tahu", exact=False).check()
    expect(ana.entry("Ronda")).to_have_class(re.compile("room-row--muted"))
    phone = ana.page.context.new_page()
    phone.goto("/my-rooms")
    expect(phone.locator(".room-row--muted")).to_have_count(1)
    phone.close()
    home(ana)
    budi.say(f"@{ana.username} tetap diam")
    unread(ana, "Ronda", 1)
    expect(ana.page).to_have_title(re.compile(r"^Beranda"))
    assert shown(ana) == []
    ana.page.reload()
    expect(ana.page.locator(".shell--live .room-row--muted .badge")).to_have_text(["@", "1"])
    expect(ana.page.locator(".room-row__mute .visually-hidden").first).to_have_text(re.compile("dibisukan"))


def test_mentions_are_told_of_the_lobby_and_marked_in_the_feed(ana, budi):
    budi.open("/room/1")
    budi.say("halo semua")
    budi.say(f"hai @{ana.username.upper()}.")
    (one,) = told(ana)
    assert one[0] == "room-1"
    assert "hai" in one[2]
    ana.open("/room/1")
    ana.sees("halo semua")
    expect(ana.row(f"hai @{ana.username.upper()}.")).to_have_class(re.compile("message--named"))
    expect(ana.row("halo semua")).not_to_have_class(re.compile("message--named"))


def test_quiet_hours_are_set_in_the_settings_and_kept(ana, budi):
    together(ana, budi)
    now = datetime.now(ZoneInfo("Asia/Jakarta"))
    ana.page.goto("/settings#notifications")
    ana.page.get_by_label("Jam tenang").check()
    ana.page.locator("#quiet-from").fill((now - timedelta(hours=2)).strftime("%H:%M"))
    ana.page.locator("#quiet-until").fill((now + timedelta(hours=2)).strftime("%H:%M"))
    ana.page.locator("#notifications button", has_text="Simpan").click()
    expect(ana.page.get_by_text("Jam tenangmu sudah disimpan.")).to_be_visible()
    ana.open("/dashboard")
    budi.say("ssst")
    unread(ana, "Ronda", 1)
    assert shown(ana) == []
    # Another device ends them; this page hears of it.
    ana.page.evaluate(
        "fetch('/api/me/quiet-hours', { method: 'PUT', headers: { 'Content-Type': 'application/json' },"
        " body: JSON.stringify({ on: false, from: '22:00', until: '07:00' }) }).then(() => 1)"
    )
    budi.say("selamat pagi")
    (one,) = told(ana)
    assert one[2].endswith("selamat pagi")


def test_they_are_asked_for_on_a_click_only_and_can_be_turned_off_here(guest, default_server):
    ana = guest(default_server, "ana", service_workers="allow")
    ana.page.add_init_script(
        "self.asked = 0; self.may = 'default';"
        "Object.defineProperty(Notification, 'permission', { get: () => self.may });"
        "Notification.requestPermission = async () => { self.asked += 1; return (self.may = 'granted'); };"
    )
    room = ana.create("Ronda")
    ana.open(f"/room/{room}")
    panel = ana.page.locator("#details .notices")
    expect(panel).to_contain_text("bisa memberi tahu")
    assert ana.page.evaluate("asked") == 0
    panel.get_by_role("button", name="Nyalakan").click()
    expect(panel).to_have_count(0)
    assert ana.page.evaluate("asked") == 1
    ana.page.goto("/settings")
    here = ana.page.locator("#notifications .notices")
    here.get_by_role("button", name="Nyalakan").click()
    here.get_by_role("button", name="Matikan di sini").click()
    expect(here).to_contain_text("mati di peramban ini")
    ana.page.reload()
    expect(here.get_by_role("button", name="Nyalakan")).to_be_visible()


def test_without_a_service_worker_the_page_shows_them_itself(guest, default_server, budi):
    ana = guest(default_server, "ana", permissions=["notifications"])
    ana.page.add_init_script(OWN)
    ana.open("/dashboard")
    room = together(ana, budi)
    budi.say("langsung")
    unread(ana, "Ronda", 1)
    expect(ana.page.locator(".room-row--unread")).to_have_count(1)
    ana.page.evaluate(
        "async () => { while (!notices.length) await new Promise((go) => setTimeout(go, 20)); }"
    )
    ana.page.evaluate("notices[0].onclick()")
    assert ana.arrived() == room
    wait_until(lambda: ana.page.evaluate("notices[0].closed"), "it is closed")
    assert ana.page.evaluate("notices.length") == 1


def test_the_number_is_the_same_on_every_tab_its_icon_and_the_app_s(ana, budi):
    ana.page.add_init_script(
        "self.marks = []; navigator.setAppBadge = async (n) => { marks.push(n); };"
        "navigator.clearAppBadge = async () => { marks.push(0); };"
    )
    ana.open("/dashboard")
    together(ana, budi)
    second = ana.page.context.new_page()
    second.goto("/my-rooms")
    expect(second.locator(".shell--live")).to_be_visible()
    for text in ("satu", "dua", "tiga"):
        budi.say(text)
    for page in (ana.page, second):
        expect(page).to_have_title(re.compile(r"^\(3\) "))
        number = re.compile("^data:image/svg.*" + quote(">3</text>", safe="~()*!.'"))
        expect(page.locator("link[rel=icon]")).to_have_attribute("href", number)
    second.locator(".room-row a", has_text="Ronda").click()
    expect(second.locator("article.message")).to_have_count(3)
    for page in (ana.page, second):
        expect(page).not_to_have_title(re.compile(r"^\("))
        expect(page.locator("link[rel=icon]")).to_have_attribute("href", re.compile("^(http|/)"))
    wait_until(lambda: ana.page.evaluate("marks.at(-1)") == 0, "the app's icon has no number")
    marks = ana.page.evaluate("marks")
    assert (marks[0], max(marks), marks[-1]) == (0, 3, 0)


def test_logging_out_takes_the_notifications_along(ana, budi):
    together(ana, budi)
    budi.say("rahasia")
    told(ana)
    ana.account().get_by_role("button", name="Keluar").click()
    ana.page.wait_for_url(re.compile(r"/(\?.*)?$"))
    # The worker that showed them may be gone itself.
    shown = """navigator.serviceWorker.getRegistrations()
        .then((all) => Promise.all(all.map((one) => one.getNotifications())))
        .then((found) => found.flat().length)"""
    wait_until(lambda: ana.page.evaluate(shown) == 0, "no notification is left")
