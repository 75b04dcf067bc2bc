"""What the process asks of its memory: little that stays, and pauses that are short."""

from __future__ import annotations

import ctypes
import gc
from typing import Any

MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1  # glibc's names for `mallopt`
LARGE = 1 << 20  # bytes
KEPT_FREE = 8 << 20  # bytes at the top of the heap, so that a busy server need not ask again and again


def return_large_blocks() -> None:
    """Give large blocks back to the system when they are freed.

    Otherwise glibc learns from the first password hash (19 MiB) to keep such blocks: one for each
    thread that ever made a hash.
    """
    mallopt = _glibc("mallopt")
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, LARGE)
        mallopt(TRIM_THRESHOLD, KEPT_FREE)


def settle() -> None:
    """After the start: what is loaded by now stays, and is left out of collections.

    That saves pauses of 60 ms and more. What starting took and needs no more, about 1 MB, is given back.
    """
    gc.collect()
    gc.freeze()
    trim = _glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _glibc(name: str) -> Any:
    """A function of the C library; null where it is another one."""
    return getattr(ctypes.CDLL(None), name, None)
