"""What doesn't come through logging: prints, warnings, and what nobody caught. It becomes records too."""

from __future__ import annotations

import io
import logging
import sys
import threading
from typing import TextIO

log = logging.getLogger("stray")

TRACEBACK = "Traceback"
LONGEST = 64 * 1024  # characters that are held back for the rest of a traceback


class Stray(io.TextIOBase):
    """In the place of standard error: a record for each line, and one for a whole traceback."""

    def __init__(self, real: TextIO) -> None:
        self.real = real
        self._held = ""

    def write(self, text: str) -> int:
        self._held += text
        if not self._held.startswith(TRACEBACK):
            *lines, self._held = self._held.split("\n")
            for line in lines:
                self._tell(line)
        elif len(self._held) > LONGEST:
            self.flush()
        return len(text)

    def flush(self) -> None:
        # Libraries that print a traceback flush after it.
        held, self._held = self._held, ""
        self._tell(held)

    def _tell(self, text: str) -> None:
        if text.strip():
            log.warning("%s", text.rstrip())


def real_stderr() -> TextIO:
    """Where the log goes."""
    return sys.stderr.real if isinstance(sys.stderr, Stray) else sys.stderr


def take_over() -> None:
    """Make records of all that would be printed to standard error by itself."""
    sys.stderr = Stray(real_stderr())
    sys.excepthook = lambda kind, error, trace: log.critical(
        "the process ends", exc_info=(kind, error, trace)
    )
    threading.excepthook = _thread_ended
    sys.unraisablehook = _unraisable
    logging.captureWarnings(True)


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and ended.exc_type is not SystemExit:
        log.error("a thread ended", exc_info=ended.exc_value)


def _unraisable(ignored: sys.UnraisableHookArgs) -> None:
    if ignored.exc_value is not None:
        log.error("an exception could not be raised", exc_info=ignored.exc_value)
