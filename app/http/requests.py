"""Who asks and from where, for the HTTP doors."""

from __future__ import annotations

from flask import Request, current_app

from app import limits
from app.exceptions import Forbidden, Unauthenticated
from app.http import tokens
from app.http.site import same_origin
from app.services import addresses
from app.services.actor import Actor, Device
from config import is_loopback

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
AHEAD_OF_TIME = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
BROWSERS = ("mozilla", "opera", "lynx", "links", "w3m")
"""In what they call themselves; all but text browsers claim to be the first."""
SHOWN_BY_BROWSERS = ("text/html", "application/xhtml+xml", "image/")
SENT_BY_BROWSERS = ("Referer", "Origin", "Upgrade-Insecure-Requests", "Sec-Fetch-Mode", "Sec-Fetch-Dest")


def device(request: Request) -> Device:
    """The device that asks; the address is the proxy's client when `PROXY_HOPS` says so."""
    agent = request.headers.get("User-Agent", "")
    # A header may hold control characters, NUL among them, which PostgreSQL can't store.
    return Device("".join(c for c in agent if c.isprintable()), addresses.normal(request.remote_addr or ""))


def from_this_machine(request: Request) -> bool:
    """Whether the client is on this machine, and no proxy that `PROXY_HOPS` doesn't count asks for it."""
    forwarded = any(name in request.headers for name in FORWARDED)
    trusted = current_app.config["SETTINGS"].proxy_hops > 0
    return is_loopback(addresses.normal(request.remote_addr or "")) and (trusted or not forwarded)


def bearer(request: Request) -> str | None:
    """The token of an `Authorization: Bearer` header, "" when the header is there but malformed."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def actor(request: Request) -> Actor:
    """Who asks, by Bearer token, else by the page's cookie.

    A cookie counts for changes only from our own pages. Each request counts against what one
    user may ask. Raises `Unauthenticated`, `Forbidden`, `RateLimited`.
    """
    found = _holder(request)
    limits.reading(found.user_id)
    return found


def _holder(request: Request) -> Actor:
    token = bearer(request)
    if token is not None:
        return tokens.actor_of(token)
    cookie = request.cookies.get(tokens.COOKIE)
    if cookie is None:
        raise Unauthenticated
    if request.method in UNSAFE:
        refuse_cross_site(request)
    return tokens.actor_of(cookie)


def refuse_cross_site(request: Request) -> None:
    """Raise `Forbidden` when another site's page sent this.

    Browsers tell by `Sec-Fetch-Site`, older ones by `Origin`; clients that are no
    browsers send neither and pass.
    """
    if _from_another_site(request):
        raise Forbidden("from_another_site")


def cookie_withheld(request: Request) -> bool:
    """Whether a browser keeps our cookie back, so that its absence says nothing of who is signed in there.

    It does with what another site's page has it post (`SameSite=Lax`, RFC 6265bis, 5.6.7.1).
    """
    return request.method in UNSAFE and _from_another_site(request)


def _from_another_site(request: Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and not same_origin(origin, request.host)


def ahead_of_time(request: Request) -> bool:
    """Whether a browser only loads this in case it is asked for (prefetch, prerender, preview)."""
    return any(request.headers.get(name) for name in AHEAD_OF_TIME)


def in_person(request: Request) -> bool:
    """Whether the person went to this address by themselves: typed, or from their bookmarks.

    Browsers tell (`Sec-Fetch-Site: none`), but not over plain HTTP: there nobody can know. What is no
    browser does only what it was told.
    """
    if ahead_of_time(request):
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:
        return not _browser(request)
    return site == "none" and request.headers.get("Sec-Fetch-Dest", "document") == "document"


def _browser(request: Request) -> bool:
    headers = request.headers
    agent, accepted = headers.get("User-Agent", "").lower(), headers.get("Accept", "").lower()
    return (
        any(name in agent for name in BROWSERS)
        or any(kind in accepted for kind in SHOWN_BY_BROWSERS)
        or any(name in headers for name in SENT_BY_BROWSERS)
    )
