"""The app factory, the one file that knows every layer."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import (
    api,
    concurrency,
    contracts,
    engine,
    i18n,
    jobs,
    limits,
    logs,
    pages,
    sockets,
    terminal,
    timers,
)
from app.engine import resync
from app.extensions import db, jwt
from app.http import assets, bodies, compression, error_handlers, headers, site, tokens
from app.realtime import bus, presence
from app.services import policy, readiness
from app.services.support import handover
from app.storage import database
from app.storage.writer import start_writer
from config import Settings

ROOT = Path(__file__).parent.parent
MAX_BODY = 64 * 1024
"""Bytes of a request or a socket frame; a message is at most 4,000 characters."""


def create_app(settings: Settings) -> Flask:
    """A whole app on a migrated database; the process's writer, bus and presence are its own.

    A second call in the same process (tests) takes them over.
    """
    app = Flask("app", root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database),
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    logs.configure(settings)
    concurrency.use(settings.async_mode, postgresql=settings.database.startswith("postgresql"))
    policy.use(settings.passwordless_login, settings.session_days)
    limits.use(settings.rate_limits, settings.redis_url, settings.installation)
    tokens.configure(app)
    db.init_app(app)
    jwt.init_app(app)
    bind_database(app, settings)
    handover.subscribe()
    edge = (i18n, bodies, assets, compression, headers, error_handlers, resync, engine)
    doors = (api, contracts, pages, sockets, terminal)
    for part in (*edge, *doors):
        part.init_app(app)
    app.wsgi_app = site.bind(app.wsgi_app, settings)  # type: ignore[method-assign]
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, 0, 0)  # type: ignore[method-assign]
    app.wsgi_app = site.guard(app.wsgi_app, settings)  # type: ignore[method-assign]
    return app


def bind_database(app: Flask, settings: Settings) -> None:
    """Readers use Flask-SQLAlchemy's engine; everything that writes goes through the writer."""
    jobs.worker.stop()
    timers.clear()
    bus.clear()
    presence.clear()
    readiness.forget()
    with app.app_context():
        database.use_for_reading(db.engine)
    engine = database.writing_engine(settings.database)
    start_writer(engine, bus.publish, bus.flush, numbered=bool(settings.redis_url))
