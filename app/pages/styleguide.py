"""`/styleguide`: every part of the web app in every state, where the setting `STYLEGUIDE` asks for it.

What is shown is made by the same macros, partials and components as the app; only what they are given is made
up, here and in `static/styleguide`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template

from app.exceptions import Reason
from app.i18n import error_text
from app.pages import context, views
from app.pages.conversation import Composer, Editing
from app.pages.forms import Form
from app.snapshots import MessageSnapshot, UserSnapshot

pages = Blueprint("styleguide", __name__)
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SARI = UserSnapshot(1, "sari", "Sari Rahayu", None, verified=True, is_online=True)
BAYU = UserSnapshot(2, "bayu", "Bayu", None, is_online=False)
RINA = UserSnapshot(
    3, "rina", "Rina Kusumawardhani Prameswari", None, role="admin", verified=True, is_online=False
)


@pages.get("/styleguide")
def show() -> str:
    """The whole guide; it needs no sign-in and changes nothing."""
    told = context.scripts("styleguide", None, entry="styleguide/start.js")
    told["boot"] |= {"welcome": True, "claim": "now"}
    return render_template(
        "styleguide.html",
        people=[SARI, BAYU, RINA],
        refused=_refused(),
        form=Form(),
        room_rows=_rooms(),
        messages=_messages(),
        composers=_composers(),
        edit=Editing(3, "Aku ikut!"),
        room=_room(2, "Kopi Kamis"),
        before=None,
        **told,
    )


def _refused() -> Form:
    fault = error_text(Reason("username_characters"))
    return Form({"username": "a b"}, {"username": fault}, error_text(Reason("invalid")))


def _room(number: int, title: str, **facts: Any) -> dict[str, Any]:
    plain = {
        "id": number,
        "type": "group",
        "title": title,
        "peer": None,
        "other": None,
        "unread": 0,
        "named": False,
        "preview": "…",
        "can": ("post", "invite", "leave"),
    }
    return plain | {"last_message": _said(1, "…"), "share_id": str(number)} | facts


def _rooms() -> list[dict[str, Any]]:
    return [
        _room(1, "Lobi", type="lobby", preview="Bayu: selamat pagi"),
        _room(
            9,
            SARI.display_name,
            type="dm",
            peer=SARI,
            other=SARI,
            preview="Sip, sampai nanti ☕",
            unread=3,
            named=True,
        ),
        _room(8, RINA.display_name, type="dm", peer=RINA, other=RINA, preview="Sudah kubereskan"),
        _room(3, "Keluarga besar di Yogyakarta dan sekitarnya", preview="Kamu: oke", unread=120),
    ]


def _said(number: int, content: str, sender: UserSnapshot = BAYU, **facts: Any) -> MessageSnapshot:
    plain: dict[str, Any] = {"id": number, "room_id": 2, "seq": number, "changed": number}
    return MessageSnapshot(**plain, sender=sender, content=content, created_at=NOON, **facts)


def _messages() -> list[dict[str, Any]]:
    quote = views.Quote(1, BAYU.display_name, "Ngopi jam empat, siapa ikut?")
    loved = [{"emoji": "❤️", "count": 3, "mine": True, "label": "❤️ 3"}]
    return [
        _message(_said(1, "Ngopi jam empat, siapa ikut?")),
        _message(_said(2, "Bawa teman juga boleh."), grouped=True, reactions=loved),
        _message(_said(5, "Kita pindah ke warung sebelah.", RINA)),
        _message(_said(3, "Aku ikut!", SARI), mine=True, quote=quote),
        _message(_said(4, "☕", SARI, edited_at=NOON), mine=True, emoji_only=True, read=True, grouped=True),
    ]


def _message(snapshot: MessageSnapshot, **facts: Any) -> dict[str, Any]:
    shown = {
        name: getattr(snapshot, name) for name in ("id", "seq", "sender", "content", "html", "created_at")
    }
    plain: dict[str, Any] = {
        "mine": False,
        "grouped": False,
        "quote": None,
        "reactions": [],
        "emoji_only": False,
        "read": None,
    }
    rest = {"author": snapshot.sender.display_name, "author_gone": False, "edited_at": snapshot.edited_at}
    return shown | plain | rest | facts


def _composers() -> list[Composer]:
    quote = views.Quote(1, BAYU.display_name, "Ngopi jam empat, siapa ikut?")
    return [Composer(), Composer("Otw", reply=quote), Composer("", error=error_text(Reason("text_missing")))]
