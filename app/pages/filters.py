"""How templates write moments, by the reader's clock, and names."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime, format_skeleton, format_time, format_timedelta
from flask import Flask
from flask_babel import get_locale, gettext

from app import clock
from app.pages.zone import here

CLOCK = {"id": "HH.mm", "en": "hh:mm a"}
DAY = {"id": "EEEE, d MMMM", "en": "EEEE, MMMM d"}
"""What a time and a day look like; the app has the same (static/js/core/dates.js), so that nothing jumps
when it takes a page over."""


def init_app(app: Flask) -> None:
    """Register the filters of the templates."""
    for one in (short_time, long_time, brief_time, day_name, duration, initials, in_words, ago):
        app.jinja_env.filters[one.__name__] = one
    app.jinja_env.filters["iso"] = clock.iso


def short_time(moment: datetime) -> str:
    """`14.05`"""
    return format_time(here(moment), CLOCK[str(get_locale())], locale=get_locale())


def long_time(moment: datetime) -> str:
    """`Jumat, 20 November 2026 14.05`"""
    return format_datetime(here(moment), "full", locale=get_locale())


def in_words(moment: datetime) -> str:
    """`20 November 2026 14.05`"""
    day = format_date(here(moment).date(), "long", locale=get_locale())
    return f"{day} {short_time(moment)}"


def brief_time(moment: datetime) -> str:
    """The time if it is today, the weekday within a week, else the date."""
    day, today = here(moment).date(), here(clock.now()).date()
    if day == today:
        return short_time(moment)
    if today - day < timedelta(days=7):
        return format_date(day, "EEE", locale=get_locale())
    return format_skeleton("MMMd", day, locale=get_locale())


def day_name(day: date) -> str:
    """`Hari ini`, `Kemarin`, or the date with its weekday; the year is told when it is another."""
    today = here(clock.now()).date()
    if day == today:
        return gettext("Today")
    if day == today - timedelta(days=1):
        return gettext("Yesterday")
    form = DAY[str(get_locale())] if day.year == today.year else "full"
    return format_date(day, form, locale=get_locale())


def duration(seconds: float | None) -> str:
    """`42 detik`, `7 menit`, `3 jam`; a dash where there is none."""
    if seconds is None:
        return "–"
    return format_timedelta(timedelta(seconds=seconds), threshold=1.2, locale=get_locale())


def ago(moment: datetime) -> str:
    """`2 jam yang lalu`; what is known to an hour says no more than that."""
    past = clock.now() - moment
    if past < timedelta(hours=1):
        return gettext("within the last hour")
    return format_timedelta(-past, granularity="hour", threshold=1.2, add_direction=True, locale=get_locale())


def initials(name: str) -> str:
    """One or two letters that stand for a name; `?` when it has none."""
    words = [word for word in name.split() if any(letter.isalnum() for letter in word)]
    if not words:
        return name.strip()[:1].upper() or "?"
    letters = [next(letter for letter in word if letter.isalnum()) for word in (words[0], words[-1])]
    return (letters[0] if len(words) == 1 else "".join(letters)).upper()
