"""Logging: one line per record, as text or JSON, on standard error."""

from __future__ import annotations

import json
import logging
import sys
import traceback

from app.clock import iso, now
from config import Settings


class Line(logging.Formatter):
    """One record, one line: line breaks and control characters of others can't forge records."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class JsonLine(logging.Formatter):
    """One record as a JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": iso(now()),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["traceback"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(fields, ensure_ascii=False)


def configure(settings: Settings) -> None:
    """Log to standard error as the settings say; the libraries' own chatter only from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    text = Line("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLine() if settings.log_format == "json" else text)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("app").setLevel(settings.log_level)
