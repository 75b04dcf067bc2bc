"""Start the server: `python main.py`. Settings come from the environment (config.py).

`python main.py chat` is the client for terminals.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from socket import socket

    from flask import Flask

    from app.serving.server import Server

if __name__ == "__main__" and sys.argv[1:]:
    # What is typed after main.py is for the client, which has no use for the server's patches and settings.
    from app.client.commands import run

    run(sys.argv[1:])

if __name__ == "__main__" and (os.environ.get("ASYNC_MODE") or "eventlet") == "eventlet":
    # Before anything that keeps a lock or a socket is imported, config and its library included.
    os.environ["EVENTLET_NO_GREENDNS"] = "yes"  # `concurrency.use` has another way to resolve names: 7 MB
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # eventlet's notice about itself; CONTRIBUTING says what we make of it
        import eventlet
    eventlet.monkey_patch(psycopg=False)  # `concurrency.use` does it where PostgreSQL is used: 5 MB

from app import logs
from config import Settings, SettingsError, is_loopback, kept_secret, load_settings


def main() -> None:
    """Check the settings, migrate, make the first admin, and serve until told to stop."""
    os.umask(0o077)  # what is made here is nobody else's to read
    logs.take_over((os.environ.get("LOG_FORMAT") or "text").strip())
    try:
        settings = load_settings()
    except SettingsError as error:
        stop(str(error))
    logs.configure(settings)
    # For python-socketio's client and its work in several processes, 12 MB and 4 MB, and for finding
    # addresses, which we do ourselves.
    unused = [] if settings.redis_url else ["redis"]
    with without("aiohttp", "requests", "websocket", "linkify_it", *unused):
        from app import factory, memory, terminal
    from app.migrating import upgrade_aside

    memory.return_large_blocks()
    listener = listen("", settings.host, settings.port)
    terminals = listen_for_terminals(settings)
    try:
        upgrade_aside(settings)
    except Exception as error:  # noqa: BLE001  whatever the driver says, the operator needs one line
        stop(f"DATABASE_URL: the database can't be used: {(str(error) or repr(error)).splitlines()[0]}")
    app = factory.create_app(settings)
    ensure_admin(settings)
    join_others(settings)
    begin()
    warn(settings, without_terminals=settings.terminal_port > 0 and terminals is None)
    memory.settle()
    server = http_server(listener, app, settings)
    server.stop_on(signal.SIGTERM, signal.SIGINT)
    address = f"[{settings.host}]" if ":" in settings.host else settings.host
    logs.announce(f"Ngobrol is ready: http://{address}:{settings.port}")
    if terminals is not None:
        terminal.serve(terminals)
        logs.announce(f"From a terminal: nc {settings.terminal_host} {settings.terminal_port}")
    server.serve(*([terminals] if terminals is not None else []))
    leave_others(settings)
    end()


def http_server(listener: socket, app: Flask, settings: Settings) -> Server:
    """What serves the app; behind a proxy all connections have its address, and none is counted."""
    from app.http.uploads import LARGEST
    from app.services import addresses
    from app.serving import descriptors
    from app.serving.server import Server

    descriptors.raise_limit()
    per_address = 0 if settings.proxy_hops else settings.connections_per_address
    return Server(listener, app, LARGEST, per_address, addresses.network)


def begin() -> None:
    """Have done from now on what nobody asks for: jobs, and the rooms of admins who don't come back."""
    from app import jobs
    from app.services.support import handover

    handover.begin()
    jobs.worker.begin()


def end() -> NoReturn:
    """End the process. Nothing that still runs in it is waited for: what was to be kept is stored."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)


def join_others(settings: Settings) -> None:
    """Become one of several processes, if that is wanted; Redis may also come later."""
    if not settings.redis_url:
        return
    from app.realtime import cluster, link

    if (fault := link.fault(settings.redis_url, settings.installation)) is not None:
        stop(f"REDIS_URL: {fault}")
    cluster.start(settings.redis_url, settings.secret_key, settings.installation)


def leave_others(settings: Settings) -> None:
    """Tell the other processes that this one ends."""
    if settings.redis_url:
        from app.realtime import cluster

        cluster.stop()


@contextmanager
def without(*optional: str) -> Iterator[None]:
    """Let libraries that are imported inside find these missing, which they can do without."""
    missing = [name for name in optional if name not in sys.modules]
    sys.modules.update(dict.fromkeys(missing))  # type: ignore[arg-type]  # null means: not there
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]


def listen(prefix: str, host: str, port: int) -> socket:
    """Listen, or stop with a line that names `HOST` or `PORT` with this prefix."""
    from app import concurrency

    try:
        return concurrency.listen(host, port)
    except OSError as error:
        setting = "PORT" if error.errno in {errno.EADDRINUSE, errno.EACCES} else "HOST"
        stop(f"{prefix}{setting}: can't listen on {host}:{port}: {error.strerror}")


def listen_for_terminals(settings: Settings) -> socket | None:
    """Listen for terminals; null when that is off, or the default port is somebody else's."""
    from app import concurrency

    if not settings.terminal_port:
        return None
    if "terminal_port" not in settings.model_fields_set:
        try:
            return concurrency.listen(settings.terminal_host, settings.terminal_port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return None
    return listen("TERMINAL_", settings.terminal_host, settings.terminal_port)


def create_app() -> Flask:
    """The target of `flask --app main …`: its commands work in threads, beside a running server.

    Raises `SystemExit` with one clear line for a wrong setting.
    """
    from app import cli, factory

    os.umask(0o077)
    try:
        settings = load_settings()
    except SettingsError as error:
        stop(str(error))
    made = factory.create_app(settings.model_copy(update={"async_mode": "threading"}))
    cli.init_app(made)
    return made


def ensure_admin(settings: Settings) -> None:
    """Make the first admin. Its password is shown on a terminal only, else kept in `DATA_DIR`."""
    from app.exceptions import DomainError
    from app.services import signing_in

    path = settings.data_dir / "admin_password"
    try:
        made = signing_in.ensure_admin(
            settings.admin_username, lambda: settings.admin_password or kept_secret(path, 12)
        )
    except DomainError as error:
        stop(f"ADMIN_USERNAME: {error.message}")
    if made and not settings.admin_password:
        tell_password(settings.admin_username, path)


def tell_password(username: str, path: Path) -> None:
    """Where the first admin's password is; the password itself only where nothing records it."""
    logs.announce(f"The first admin is {username}; the password is in {path}")
    if logs.is_shown():
        logs.announce(f"It is: {path.read_text().strip()}")


def warn(settings: Settings, without_terminals: bool) -> None:
    """Say what an operator may not have meant."""
    log = logging.getLogger("app")
    if without_terminals:
        log.warning(
            "Port %d is taken: there is no terminal gateway. TERMINAL_PORT chooses another port, 0 none.",
            settings.terminal_port,
        )
    elif settings.terminal_port and not is_loopback(settings.terminal_host):
        log.warning(
            "The terminal gateway on %s is reachable by others; passwords typed there travel in the clear.",
            settings.terminal_host,
        )
    if not is_loopback(settings.host) and not settings.public_url:
        log.warning(
            "%s is reachable by others and PUBLIC_URL isn't set: links and QR codes carry whatever name "
            "a request came with.",
            settings.host,
        )
    reachable = [host for host in (settings.host, settings.terminal_host) if not is_loopback(host)]
    if reachable and settings.passwordless_login:
        log.warning(
            "%s is reachable by others and names without a password can sign in: "
            "anyone can use such a name. PASSWORDLESS_LOGIN=off ends that.",
            reachable[0],
        )


def stop(line: str) -> NoReturn:
    """End the process with one clear line."""
    logs.complain(f"Ngobrol can't start. {line}")
    sys.exit(2)


if __name__ == "__main__":
    main()
