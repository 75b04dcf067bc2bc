"""The names that this server is reached by: which are its own, and whose page an `Origin` stands for."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from app.exceptions import BadRequest
from config import DEFAULT_PORTS, Settings, is_loopback, normal_origin


@lru_cache(maxsize=256)
def same_origin(origin: str, host: str) -> bool:
    """Whether a page of `origin` came from the server that a request's `Host` names.

    Proxies write the default port into it or leave it out, and case means nothing.
    """
    page = normal_origin(origin)
    return page is not None and page == normal_origin(f"{urlsplit(page).scheme}://{host}")


def bind(app: Any, settings: Settings) -> Any:
    """The WSGI `app` under the one address that `PUBLIC_URL` fixes, whatever name a request came with."""
    if not settings.public_url:
        return app
    public = urlsplit(settings.public_url)

    def bound(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ["wsgi.url_scheme"], environ["HTTP_HOST"] = public.scheme, public.netloc
        return app(environ, start_response)

    return bound


def guard(app: Any, settings: Settings) -> Any:
    """The WSGI `app`, which on a loopback `HOST` answers only to names that mean this machine.

    Another site could have its own name lead to 127.0.0.1 and let a visitor's browser read everything here,
    as that site's own pages (DNS rebinding). Behind trusted proxies it is they who know the names.
    """
    if settings.proxy_hops or not is_loopback(settings.host):
        return app
    public = (urlsplit(settings.public_url).hostname or "") if settings.public_url else ""

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        host = environ.get("HTTP_HOST", "")
        origin = environ.get("HTTP_ORIGIN", "")
        if means_this_machine(host, public) or came_by_proxy(host, origin, settings.port):
            return app(environ, start_response)
        return _refuse(start_response)

    return guarded


def means_this_machine(host: str, public: str) -> bool:
    """Whether nobody else's name is in `Host`: loopback's, an address, one without a dot, or `PUBLIC_URL`'s.

    Only names in the public DNS can be led elsewhere by strangers, and those have dots.
    """
    name = _name(host)
    if "." not in name or name.endswith(".localhost") or name == public:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def came_by_proxy(host: str, origin: str, port: int) -> bool:
    """Whether the browser dialled another port than ours, that of a proxy which `PROXY_HOPS` doesn't count.

    A browser that DNS led here directly has our port in `Host` or `Origin`.
    """
    try:
        dialled = urlsplit(f"//{host}").port
    except ValueError:
        return False
    if dialled is None and origin and same_origin(origin, host):
        dialled = DEFAULT_PORTS[urlsplit(origin.lower()).scheme]
    return dialled not in {None, port}


def _name(host: str) -> str:
    """The name alone; "." for what can't be read."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return "."


def _refuse(start_response: Callable[..., Any]) -> list[bytes]:
    error = BadRequest("host_unknown")
    body = json.dumps({"success": False, "error": error.as_dict() | error.reasons()}).encode()
    start_response(
        "400 Bad Request", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    )
    return [body]
