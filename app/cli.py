"""Commands for the operator: `flask --app main …`."""

from __future__ import annotations

import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import Migrate

from app.exceptions import DomainError, Invalid
from app.extensions import db
from app.migrating import MIGRATIONS, upgrade
from app.services import roles


def init_app(app: Flask) -> None:
    """Add this door to the app, with Flask-Migrate's `db`. A server has no use for it and never loads it."""
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    app.cli.add_command(create_admin)


@click.command("create-admin")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def create_admin(name: str, password_stdin: bool) -> None:
    """Make NAME an admin, and the account if there is none.

    An account that has a password keeps it unless --password-stdin gives another. Somebody
    who is connected at this moment acts as an admin from their next connection on, or once they ask for
    the support rooms on one that is open.
    """
    upgrade(current_app.config["SETTINGS"])
    try:
        made = roles.make_admin(name, _password(name, password_stdin))
    except Invalid as refusal:
        raise click.ClickException(" ".join(refusal.fields.values())) from None
    except DomainError as refusal:
        raise click.ClickException(refusal.message) from None
    click.echo(f"{name} is an admin now." if not made else f"{name} was made and is an admin.")


def _password(name: str, from_stdin: bool) -> str | None:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if roles.has_password(name):
        return None
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed
