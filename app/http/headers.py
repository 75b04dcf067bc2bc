"""Security headers and caching for every answer; the content security policy is strict."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

from app.http import assets

POLICY = (
    "default-src 'self'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
TLS_ONLY = "max-age=31536000"
"""Seconds that a browser which came by TLS asks for nothing else (RFC 6797): a year."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PARTS = {"text/css", "text/javascript", "application/javascript"}
"""Types that are nothing by themselves: a policy of their own has no effect."""


def init_app(app: Flask) -> None:
    """Add the headers to every answer; a view may set any of them itself."""
    app.after_request(_add)


def nonce() -> str:
    """This answer's nonce, for the one inline script a page has: its import map."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _add(response: Response) -> Response:
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = TLS_ONLY
    static = request.endpoint == "static"
    if static and response.mimetype in PARTS:
        # A first visit asks for a hundred of these: what only documents obey would be a third of it.
        response.headers["X-Content-Type-Options"] = "nosniff"
    else:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        used = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=used))
    if static:
        _cache_static(response)
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _cache_static(response: Response) -> None:
    response.headers.pop("Content-Disposition", None)
    path = (request.view_args or {}).get("filename", "")
    version = request.args.get("v")
    if response.status_code < 400 and version and version == assets.version(path):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        for name in ("ETag", "Last-Modified"):  # nobody will ask whether it changed
            response.headers.pop(name, None)
    else:
        response.headers["Cache-Control"] = "no-cache"
