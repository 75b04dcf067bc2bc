"""Things of a test that end with a `with` block."""

from __future__ import annotations

from types import TracebackType
from typing import Self


class Closing:
    """What ends with its `with` block, by its own `close`."""

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
