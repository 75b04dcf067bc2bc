"""Who runs on which CPU: servers and their databases on one, the generator on another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

CPUS = sorted(os.sched_getaffinity(0))
SERVER, GENERATOR = CPUS[0], CPUS[-1]


@contextmanager
def on_cpu(number: int) -> Iterator[None]:
    """What is started inside runs on that CPU only, with all that it starts itself."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {number})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
