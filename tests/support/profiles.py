"""Browser profiles that are used again: emptied of what was anybody's, but with the files they keep.

A first look at the app fetches 150 files, which takes longer than most tests take with it. Not used
again are those that began with something of their own: a permission, a service worker.
"""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from tests.support.chromium import whole

PLAIN = {
    "base_url", "color_scheme", "device_scale_factor", "forced_colors", "has_touch", "is_mobile",
    "java_script_enabled", "locale", "reduced_motion", "service_workers", "timezone_id", "viewport",
}  # fmt: skip
"""Options that a context has from its beginning to its end."""
KEPT = 6
"""Profiles that wait for somebody; each holds a page's memory."""


class Profiles:
    """The contexts of a running browser, lent to one person at a time."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._whole: Browser | None = None
        self._waiting: list[tuple[str, BrowserContext]] = []
        self._lent: dict[BrowserContext, str] = {}

    def lend(self, *, fresh: bool = False, entire: bool = False, **options: Any) -> BrowserContext:
        """A context with these options of `new_context`, and one empty page in it.

        A `fresh` one has loaded nothing yet, and nobody uses it after: for who changes the context itself
        (its clock, its own scripts), which can't be undone. An `entire` one is a whole Chromium's, whose
        pages may ask for permissions; `options` that give some imply it.
        """
        if fresh or entire or not options.keys() <= PLAIN or options.get("service_workers") != "block":
            return self._new(options, entire or "permissions" in options)
        name = json.dumps(options, sort_keys=True)
        known = next((pair for pair in self._waiting if pair[0] == name), None)
        if known is not None:
            self._waiting.remove(known)
        context = known[1] if known is not None else self._new(options, entire=False)
        self._lent[context] = name
        return context

    def _new(self, options: dict[str, Any], entire: bool) -> BrowserContext:
        if entire and self._whole is None:
            self._whole = whole(beside=self._browser)
        browser = self._whole if entire and self._whole else self._browser
        context = browser.new_context(**options)
        context.new_page()
        return context

    def close(self) -> None:
        """Close what was started besides the browser that was given."""
        if self._whole:
            self._whole.close()

    def take_back(self, context: BrowserContext) -> None:
        """Empty a context for the next one, or close it."""
        name = self._lent.pop(context, None)
        if name is None or not self._browser.is_connected():
            context.close()
            return
        origin = json.loads(name)["base_url"]
        kept = context.new_page()
        while others := [page for page in context.pages if page is not kept]:
            others[0].close()
        context.unroute_all()
        context.clear_cookies()
        context.clear_permissions()
        context.set_offline(False)
        tools = context.new_cdp_session(kept)
        tools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        tools.detach()
        self._waiting.append((name, context))
        if len(self._waiting) > KEPT:
            self._waiting.pop(0)[1].close()
