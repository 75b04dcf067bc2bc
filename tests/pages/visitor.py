"""Somebody with a browser that knows no scripts: a cookie jar, forms and what a page says.

ana = Visitor(server.url).register("ana")
page = ana.post("/room/create", type="group", name="Kopi")
assert page.says("Kopi")
"""

from __future__ import annotations

import secrets
from html.parser import HTMLParser
from typing import Any, Self

import requests

VOID = {"meta", "link", "input", "img", "br", "hr", "use"}
TIMEOUT = 30


class Page(HTMLParser):
    """An answer, read: its visible text, its form fields, what stands in elements of a class."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__()
        self.answer = answer
        self.status = answer.status_code
        self.path = answer.url.removeprefix("http://").partition("/")[2]
        self.lang: str | None = None
        self.values: dict[str, str] = {}
        self.links: list[str] = []
        self.actions: list[str] = []
        self._open: list[tuple[str, set[str]]] = []
        self._said: list[tuple[str, set[str], str]] = []
        self._textarea: str | None = None
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.actions.append(found.get("action", ""))
        in_switch = self.actions[-1:] == ["/language"] and any(name == "form" for name, _ in self._open)
        if tag == "html":
            self.lang = found.get("lang")
        if (
            tag == "input"
            and not in_switch
            and (found.get("type") not in {"radio", "checkbox"} or "checked" in found)
        ):
            self.values.setdefault(found.get("name", ""), found.get("value", ""))
        if tag == "textarea":
            self._textarea = found.get("name", "")
            self.values.setdefault(self._textarea, "")
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag not in VOID:
            self._open.append((tag, set(found.get("class", "").split())))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None
        while tag not in VOID and self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self.values[self._textarea] += data
        tags = {tag for tag, _ in self._open}
        if data.strip() and not tags & {"script", "style", "title"}:
            classes = set().union(*(classes for _, classes in self._open))
            self._said.append((self._open[-1][0] if self._open else "", classes, " ".join(data.split())))

    @property
    def text(self) -> str:
        """All that can be read, in one line."""
        return " ".join(said for _, _, said in self._said)

    def says(self, text: str) -> bool:
        return text in self.text

    def within(self, name: str) -> list[str]:
        """The texts inside elements of a class, in order."""
        return [said for _, classes, said in self._said if name in classes]

    @property
    def complaints(self) -> list[str]:
        """What the page says is wrong, wherever it says so."""
        return [t for name in ("field__error", "notice--error", "composer__error") for t in self.within(name)]


class Visitor:
    """One person with a cookie jar."""

    def __init__(self, url: str, **headers: str) -> None:
        self.url = url
        self.name = ""
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(headers)

    def get(self, path: str, **options: Any) -> Page:
        """Follow a link."""
        return Page(self.session.get(self.url + path, timeout=TIMEOUT, **options))

    def post(self, path: str, /, _headers: Any = None, **fields: str) -> Page:
        """Send a form."""
        return Page(self.session.post(self.url + path, data=fields, headers=_headers, timeout=TIMEOUT))

    def raw(self, method: str, path: str, **options: Any) -> requests.Response:
        """The answer itself, redirects not followed."""
        options = {"timeout": TIMEOUT, "allow_redirects": False} | options
        return self.session.request(method, self.url + path, **options)

    def register(self, stem: str = "orang", **fields: str) -> Self:
        """Sign up under a name that begins with `stem` and that nobody has."""
        self.name = f"{stem}_{secrets.token_hex(4)}"
        page = self.post("/register", username=self.name, **fields)
        assert page.status == 200, page.complaints
        assert page.path == "dashboard"
        return self

    def create(self, **fields: str) -> int:
        """Create a room (a group unless told otherwise); its id."""
        page = self.post("/room/create", **({"type": "group"} | fields))
        assert page.status == 200, page.complaints
        return int(page.path.rpartition("/")[2])

    def say(self, room_id: int, content: str, **fields: str) -> int:
        """Send a message; its id."""
        assert self.post(f"/room/{room_id}/send", content=content, **fields).status == 200
        newest: int = self.messages(room_id)[-1]["id"]
        return newest

    def messages(self, room_id: int, **query: Any) -> list[dict[str, Any]]:
        """The room's messages as the refresh route gives them."""
        answer = self.raw("GET", f"/room/{room_id}/messages", params=query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["data"]
        return found
