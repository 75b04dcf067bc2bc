"""The handler: a fault that repeats takes one line a second, with how often it came."""

from __future__ import annotations

import _thread
import copy
import logging
import sys
import traceback
from contextlib import suppress
from threading import Lock
from time import sleep
from typing import Any, TextIO

from app.logs.exceptions import chain, in_words

EVERY = 1.0  # seconds

Fault = tuple[Any, ...]


class Handler(logging.StreamHandler[TextIO]):
    """Writes a warning or error at once, with its traceback; those like it are counted for a second each."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._counts: dict[Fault, int] = {}
        self._last: dict[Fault, logging.LogRecord] = {}
        self._counting = Lock()

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()  # what a library printed before this comes before this
        if record.levelno < logging.WARNING or self._is_first(record):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the library's name
        """The log itself can't be written, its disk is full perhaps: there is nowhere to say so."""

    def _is_first(self, record: logging.LogRecord) -> bool:
        fault = fault_of(record)
        with self._counting:
            if fault in self._counts:
                self._counts[fault] += 1
                self._last[fault] = record
                return False
            start, self._counts[fault] = not self._counts, 0
        if start:
            _thread.start_new_thread(self._tell_counts, ())  # `Thread.start` waits, and the hub logs too
        return True

    def _tell_counts(self) -> None:
        """Each second, until nothing repeats any more."""
        going_on = True
        while going_on:
            sleep(EVERY)
            with self._counting:
                repeated = [(self._last.pop(fault), n) for fault, n in self._counts.items() if n]
                self._counts = {fault: 0 for fault, n in self._counts.items() if n}
                going_on = bool(self._counts)
            for record, count in repeated:
                self.acquire()
                try:
                    super().emit(_summary(record, count))
                finally:
                    self.release()


def fault_of(record: logging.LogRecord) -> Fault:
    """What makes two records be about the same: who says it, its words, and where it was raised."""
    words = record.msg if record.msg != "%s" else record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    frames = traceback.extract_tb(error.__traceback__, limit=-1) if error else []
    place = [(frame.filename, frame.lineno) for frame in frames]
    return record.name, words, *place, *(type(one) for one in chain(error))


def note_of(record: logging.LogRecord) -> str:
    """What a line adds that stands for several."""
    note: str = getattr(record, "note", "")
    return note


def _summary(record: logging.LogRecord, count: int) -> logging.LogRecord:
    """`record` without its traceback, which was shown, and with how many there were."""
    short = copy.copy(record)
    what = f": {in_words(record.exc_info[1])}" if record.exc_info and record.exc_info[1] else ""
    short.exc_info = short.exc_text = None
    short.note = f"{what} (the last of {count} more like it)" if count > 1 else f"{what} (once more)"
    return short
