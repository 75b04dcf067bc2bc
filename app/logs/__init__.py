"""Logging: one line per event, as text or JSON, on standard error."""

from __future__ import annotations

import json
import logging
import sys

from app.clock import iso, now
from app.logs import stray
from app.logs.exceptions import traceback_of
from app.logs.repeats import Handler, note_of
from config import Settings


class Line(logging.Formatter):
    """One record, one line: line breaks and control characters of others can't forge records."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record) + note_of(record)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)

    def formatException(self, ei: object) -> str:  # noqa: N802  the library's name
        return traceback_of(ei[1])  # type: ignore[index]


class JsonLine(logging.Formatter):
    """One record as a JSON object, of ASCII alone, in which nobody sees another end of a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": iso(now()),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage() + note_of(record),
        }
        if record.exc_info:
            fields["traceback"] = traceback_of(record.exc_info[1])
        # Half a surrogate pair is no character, and strict readers refuse the whole line for it.
        whole = {name: str(text).encode(errors="backslashreplace").decode() for name, text in fields.items()}
        return json.dumps(whole)


def configure(settings: Settings) -> None:
    """Log to standard error as the settings say; the libraries' own chatter only from WARNING on."""
    use(settings.log_format)
    logging.getLogger("app").setLevel(settings.log_level)


def use(log_format: str) -> None:
    """Log in this format, `text` or `json`."""
    handler = Handler(stray.real_stderr())
    text = Line("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLine() if log_format == "json" else text)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)


def take_over(log_format: str) -> None:
    """For a process that is a server: whatever anybody writes to standard error becomes a record."""
    stray.take_over()
    use(log_format)
    logging.getLogger("app").setLevel(logging.INFO)


def announce(line: str) -> None:
    """Say something to whoever started the process: a record for programs, a plain line for people."""
    if _is_json():
        logging.getLogger("app").info("%s", line)
    else:
        print(line, flush=True)  # noqa: T201


def complain(line: str) -> None:
    """Say why the process ends."""
    if _is_json():
        logging.getLogger("app").critical("%s", line)
    else:
        print(line, file=stray.real_stderr(), flush=True)


def is_shown() -> bool:
    """Whether a person reads along, and nothing is recorded."""
    return sys.stdout.isatty() and not _is_json()


def _is_json() -> bool:
    return any(isinstance(handler.formatter, JsonLine) for handler in logging.getLogger().handlers)
