"""The app as installed: it starts without the server, takes over new releases, keeps nothing private."""

import json
import re
import shutil
import struct

import pytest
from playwright.sync_api import expect

from tests.support.browser import SERVER_AWAY
from tests.support.processes import ROOT

PATIENCE = 20_000
PARTS = ("app", "static", "templates", "migrations", "main.py", "config.py")


@pytest.fixture
def installed(guest):
    """`installed(server, "ana")`: somebody whose browser has taken the service worker."""

    def arrive(server, name, **options):
        person = guest(server, name, service_workers="allow", **options)
        controlled(person)
        return person

    return arrive


def controlled(person):
    """Wait until the service worker answers for the page."""
    person.page.evaluate(
        "navigator.serviceWorker.controller || new Promise((done) =>"
        " navigator.serviceWorker.addEventListener('controllerchange', done, { once: true })).then(() => 1)"
    )


def kept(person):
    """Every address in the browser's caches, by cache."""
    found = person.page.evaluate(
        "(async () => { const all = {}; for (const name of await caches.keys())"
        " all[name] = (await (await caches.open(name)).keys())"
        ".map(({ url }) => url.slice(location.origin.length));"
        " return JSON.stringify(all); })()"
    )
    return json.loads(found)


def test_without_the_server_the_app_says_so_and_what_waits_and_comes_back_by_itself(
    start_server, installed, browser
):
    browser.forgive(SERVER_AWAY)
    server = start_server()
    ana = installed(server, "ana")
    room = ana.create("Ronda")
    server.kill()
    ana.say("nanti sampai")
    expect(ana.page.locator(".message--pending")).to_have_count(1)
    ana.page.reload()
    expect(ana.page.get_by_role("heading", level=1)).to_have_text("Tidak ada sambungan")
    expect(ana.page.locator("#waiting h2")).to_have_text("1 pesan menunggu dikirim.")
    expect(ana.page.locator(".waiting__item")).to_have_text(["nanti sampai"])
    styled = ana.page.locator(".waiting").evaluate("(box) => getComputedStyle(box).borderTopStyle")
    assert styled == "solid"
    server.start()
    expect(ana.page.locator(".shell--live")).to_be_visible(timeout=PATIENCE)
    assert ana.page.url.endswith(f"/room/{room}")
    ana.sees("nanti sampai")


def test_what_is_kept_is_the_shell_and_nothing_of_anybody(installed, default_server, guest):
    ana, budi = installed(default_server, "ana"), guest(default_server, "budi")
    room = ana.create("Rahasia besar")
    budi.join(room)
    budi.say("jangan bilang siapa-siapa")
    ana.sees("jangan bilang siapa-siapa")
    for path in ("/my-rooms", "/dashboard", f"/room/{room}"):
        ana.open(path)
    ana.page.goto("/settings")
    ana.open(f"/room/{room}")
    caches = kept(ana)
    assert len(caches) == 1
    for addresses in caches.values():
        assert "/offline" in addresses
        for address in addresses:
            assert address == "/offline" or re.fullmatch(
                r"/static/(css|js|img|vendor)/.+\?v=[0-9a-f]{12}", address
            ), address
    texts = ana.page.evaluate(
        "(async () => (await Promise.all((await (await caches.open((await caches.keys())[0])).matchAll())"
        ".map((answer) => answer.text()))).join(' '))()"
    )
    for private in (ana.username, budi.username, "Rahasia besar", "jangan bilang"):
        assert private not in texts
    ana.account().get_by_role("button", name="Keluar").click()
    ana.page.wait_for_url(re.compile(r"/(\?.*)?$"))
    assert kept(ana) == {}, "whoever signs out leaves nothing at all, the shell included"


def test_the_page_without_a_connection_has_the_reader_s_language_and_theme(start_server, installed, browser):
    browser.forgive(SERVER_AWAY)
    server = start_server()
    ana = installed(server, "ana")
    ana.page.request.post("/theme", form={"theme": "dark"}, headers={"Origin": server.url})
    ana.account().get_by_role("button", name="English").click()
    expect(ana.page.locator(".shell--live")).to_be_visible()
    ana.page.evaluate(
        "(async () => { for (;;) { const page = await caches.match('/offline');"
        " if (page.headers.get('X-Look') === 'en dark') return 1;"
        " await new Promise(requestAnimationFrame); } })()"
    )
    server.kill()
    ana.page.goto("/my-rooms")
    expect(ana.page.get_by_role("heading", level=1)).to_have_text("No connection")
    expect(ana.page.locator("html")).to_have_attribute("data-theme", "dark")


class Releases:
    """A server whose files are a copy, so that another release of it can be made."""

    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, folder / part)
        server.program = (str(folder / "main.py"),)
        server.restart()

    def another(self, sign):
        """Replace the server by one whose scripts and styles are other ones."""
        script, sheet = self.folder / "static/js/core/page.js", self.folder / "static/css/base.css"
        script.write_text((ROOT / "static/js/core/page.js").read_text() + f"\nglobalThis.sign = '{sign}';\n")
        sheet.write_text((ROOT / "static/css/base.css").read_text() + f"\n:root {{ --sign: '{sign}'; }}\n")
        self.server.restart()


def test_a_new_release_is_taken_over_without_mixing_old_and_new(start_server, installed, browser, tmp_path):
    browser.forgive(SERVER_AWAY)
    releases = Releases(start_server(), tmp_path)
    ana = installed(releases.server, "ana")
    ana.create("Ronda")
    ana.composer.fill("belum selesai")
    (first,) = kept(ana)
    old = next(address for address in kept(ana)[first] if "/core/page.js" in address)
    note = ana.page.locator(".newrelease").get_by_text("Versi baru sudah siap.")
    expect(note).to_have_count(0)

    releases.another("kedua")
    expect(note).to_be_visible(timeout=PATIENCE)
    assert [name for name in kept(ana) if name != first]
    # The page that is still open gets what its addresses name.
    assert "sign" not in ana.page.evaluate("async (address) => (await fetch(address)).text()", old)
    ana.page.get_by_role("button", name="Muat ulang").click()
    expect(note).to_have_count(0)
    expect(ana.page.locator(".shell--live")).to_be_visible()
    expect(ana.composer).to_have_value("belum selesai")
    assert ana.page.evaluate("sign") == "kedua"
    assert (
        ana.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--sign')").strip(
            "'\" "
        )
        == "kedua"
    )

    releases.another("ketiga")
    expect(note).to_be_visible(timeout=PATIENCE)
    names = list(kept(ana))
    assert first not in names
    assert len(names) == 2


def test_the_settings_offer_to_install_where_the_browser_can(default_server, guest):
    ana = guest(default_server, "ana")
    ana.page.goto("/settings")
    offer = ana.page.locator("#device-install")
    expect(ana.page.locator("#device-notifications p")).to_be_visible()
    expect(offer).to_be_hidden()
    ana.page.evaluate(
        "dispatchEvent(Object.assign(new Event('beforeinstallprompt'),"
        " { prompt: () => { self.prompted = true; } }))"
    )
    offer.get_by_role("button", name="Pasang").click()
    expect(offer).to_be_hidden()
    assert ana.page.evaluate("prompted") is True


def test_the_manifest_is_one_that_browsers_install(default_server, installed):
    ana = installed(default_server, "ana")
    link = ana.page.locator("link[rel=manifest]").get_attribute("href")
    answer = default_server.request("GET", link)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["display"], manifest["start_url"], manifest["scope"], manifest["lang"]) == (
        "standalone",
        "/dashboard",
        "/",
        "id",
    )
    assert {"theme_color", "background_color"} <= set(manifest) & set(manifest["color_scheme_dark"])
    shown = {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]}
    assert shown == {(size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")}
    shortcuts = [icon for shortcut in manifest["shortcuts"] for icon in shortcut["icons"]]
    touch = {"src": ana.page.locator("link[rel=apple-touch-icon]").get_attribute("href"), "sizes": "180x180"}
    for icon in [*manifest["icons"], *shortcuts, touch]:
        png = default_server.request("GET", icon["src"]).content
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        assert "{}x{}".format(*struct.unpack(">II", png[16:24])) == icon["sizes"]
    for shortcut in manifest["shortcuts"]:
        ana.open(shortcut["url"])
    english = default_server.request("GET", link.replace("lang=id", "lang=en")).json()
    assert english["shortcuts"][0]["name"] == "New room"
    client = ana.page.context.new_cdp_session(ana.page)
    assert client.send("Page.getInstallabilityErrors")["installabilityErrors"] in (
        [],
        [{"errorId": "in-incognito", "errorArguments": []}],
    )
