"""The command line: `python main.py chat`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Awaitable, Callable
from io import TextIOWrapper
from typing import NoReturn, TypeVar
from uuid import uuid4

import click

from app.client import asking, finding, inbox, signins
from app.client.api import Api, address
from app.client.environment import server_address
from app.client.errors import ClientError, NotSignedIn, UsageError
from app.client.language import _
from app.client.rooms import Room
from app.client.text import clean_line

T = TypeVar("T")
INTERRUPTED = 130  # what shells expect after Ctrl-C
USAGE = 2


def run(arguments: list[str]) -> NoReturn:
    """Carry out a command line and end the process; the exit codes are in docs/terminal-client.md."""
    _accept_every_character()
    try:
        if arguments[:1] != ["chat"]:
            raise click.UsageError(_("There is only one command, chat; without it the server is started."))
        sys.exit(chat(arguments[1:], "main.py chat", standalone_mode=False))
    except ClientError as error:
        fail(error.message, error.exit_code)
    except click.ClickException as error:
        fail(error.format_message(), USAGE)
    except OSError as error:
        fail(str(error), 1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)


def _accept_every_character() -> None:
    # What this terminal has no character for is shown as "?", and bytes that are no text reach the server,
    # which says so.
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace"), (sys.stderr, "replace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=errors)


def fail(line: str, exit_code: int) -> NoReturn:
    """End the process with one line."""
    click.echo(clean_line(line), err=True)
    sys.exit(exit_code)


@click.group(invoke_without_command=True)
@click.option("--server", metavar="URL", help="The server; else NGOBROL_SERVER, else http://127.0.0.1:5000.")
@click.pass_context
def chat(context: click.Context, server: str | None) -> int | None:
    """Chat from a terminal, full screen. With a COMMAND, do one thing and end."""
    context.obj = address(server or server_address())
    if context.invoked_subcommand:
        return None
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(_("The full screen needs a terminal. Commands for scripts: chat --help"))
    from app.client.tui.app import run as show  # textual, which no other command needs

    return show(context.obj, signins.token(context.obj))


@chat.command()
@click.argument("name", required=False)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input; ask nothing.")
@click.pass_obj
def login(server: str, name: str | None, password_stdin: bool) -> None:
    """Sign in as NAME and stay so; a name that nobody has is registered."""

    async def enter() -> None:
        async with Api(server) as api:
            entered = await asking.sign_in(api, name, password_stdin)
        before, username = signins.find(server), entered["user"]["username"]
        signins.keep(server, signins.SignIn(entered["token"], username))
        click.echo(_("You are %(name)s on %(server)s.", name=clean_line(username), server=server))
        if before:
            with contextlib.suppress(ClientError):
                await _log_out(server, before.token)

    asyncio.run(enter())


async def _log_out(server: str, token: str) -> None:
    async with Api(server, token) as api:
        await api.logout()


@chat.command()
@click.pass_obj
def logout(server: str) -> None:
    """End the session."""
    token = signins.token(server)
    with contextlib.suppress(NotSignedIn):
        signed_in(server, Api.logout)
    signins.forget(server, token)


@chat.command()
@click.pass_obj
def rooms(server: str) -> None:
    """List the rooms: id, unread messages, type and name, separated by tabs."""
    for facts in signed_in(server, Api.rooms):
        room = Room(facts, me=0)
        click.echo(f"{room.id}\t{room.unread}\t{room.type}\t{clean_line(room.title())}")


@chat.command()
@click.argument("room")
@click.argument("text", nargs=-1, required=True)
@click.option("--client-id", help="Makes a retry safe: again under the same one, nothing is sent twice.")
@click.pass_obj
def send(server: str, room: str, text: tuple[str, ...], client_id: str | None) -> None:
    """Send TEXT (- reads it from standard input) to ROOM; prints the message's id.

    ROOM is an id, a share id, lobby, @username, or a room's name.
    """
    content = sys.stdin.read() if text == ("-",) else " ".join(text)

    async def post(api: Api) -> int:
        room_id = await finding.room_id(api, room)
        return int((await api.send(room_id, content, client_id or uuid4().hex))["id"])

    click.echo(signed_in(server, post))


@chat.command(name="inbox")
@click.option("--json", "as_json", is_flag=True, help="As one JSON document.")
@click.pass_obj
def show_inbox(server: str, as_json: bool) -> None:
    """Show what is unread; it stays unread."""
    found = signed_in(server, inbox.unread)
    if as_json:
        click.echo(json.dumps(inbox.document(found)))
    else:
        for line in inbox.lines(found):
            click.echo(line)


@chat.command()
@click.pass_obj
def unread(server: str) -> int:
    """Print how many messages are unread; exit code 1 if there are any."""
    number = sum(room["unread"] for room in signed_in(server, Api.rooms) if not room["request"])
    click.echo(number)
    return int(number > 0)


def signed_in(server: str, work: Callable[[Api], Awaitable[T]]) -> T:
    """What `work` answers, done by who is signed in. Raises `ClientError`."""
    token = signins.token(server)
    if not token:
        raise NotSignedIn

    async def do() -> T:
        async with Api(server, token) as api:
            return await work(api)

    return asyncio.run(do())
