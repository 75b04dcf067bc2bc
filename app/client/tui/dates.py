"""Moments in the reader's zone and language."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from app.client.language import _, spoken


def local(moment: str) -> datetime:
    """A time of the protocol, on the clock of this machine."""
    return datetime.fromisoformat(moment).astimezone()


def clock(moment: str) -> str:
    """Hours and minutes."""
    return f"{local(moment):%H:%M}"


def day_name(day: date, today: date) -> str:
    """Today, yesterday, or the date; with its year when that is another one."""
    ago = (today - day).days
    if ago == 0:
        return _("Today")
    if ago == 1:
        return _("Yesterday")
    form = "EEEE, d MMMM" if day.year == today.year else "EEEE, d MMMM y"
    return format_date(day, form, locale=spoken())


def short(moment: str, today: date) -> str:
    """The time today, the weekday this week, else the date: for lists."""
    day = local(moment).date()
    ago = (today - day).days
    if ago <= 0:
        return clock(moment)
    return format_date(day, "EEE" if ago < 7 else "d MMM", locale=spoken())
