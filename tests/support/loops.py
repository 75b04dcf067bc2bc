"""Coroutines in tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """What `work` answers."""
    return aside(asyncio.run, work)


def aside(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Call something that runs a loop, in a thread: Chromium's library keeps one running in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *args, **kwargs).result()
