"""Signing in by questions at the terminal."""

from __future__ import annotations

import sys
from typing import Any

import click

from app.client.api import Api
from app.client.errors import ClientError
from app.client.language import _

Json = dict[str, Any]


async def sign_in(api: Api, name: str | None, password_stdin: bool) -> Json:
    """Who it is, asked as far as it isn't said: `{token, user}`. An unknown name may be registered.

    Raises `ClientError`.
    """
    name = name or click.prompt(_("Username"), err=True)
    if await api.is_free(name):
        question = _("Nobody is called %(name)s. Register this name?", name=name)
        # Who pipes a password in can't be asked, and wants what is said to be done.
        if not password_stdin and not click.confirm(question, default=True, err=True):
            raise ClientError(_("Nothing was done."))
        return await api.register(name, _password(password_stdin, _("Password (empty for none)")))
    return await api.login(name, _password(password_stdin, _("Password (empty if it has none)")))


def _password(from_stdin: bool, question: str) -> str | None:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n") or None
    typed: str = click.prompt(question, default="", hide_input=True, show_default=False, err=True)
    return typed or None
