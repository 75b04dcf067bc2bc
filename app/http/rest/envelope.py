"""The envelope round every answer: `{"success": true, "data": …}`, and `paging` beside lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, jsonify

from app.snapshots import MessageSnapshot, Page

Json = dict[str, Any]


def ok(data: Any = None, status: int = 200) -> Response:
    """A successful answer."""
    response = jsonify({"success": True, "data": data})
    response.status_code = status
    return response


def done() -> Response:
    """A successful answer that says nothing else."""
    return jsonify({"success": True})


def whole(items: Iterable[Json]) -> Response:
    """A list that is given in one piece: there is no limit and nothing beyond it."""
    return listed(list(items), None, has_more=False)


def first(items: list[Json], limit: int, *, by_id: bool = False) -> Response:
    """The first `limit` of `items`, which has one more if there are more.

    With `by_id`, `before` in `paging` asks for those that follow.
    """
    shown = items[:limit]
    last = shown[-1]["id"] if by_id and shown else None
    return listed(shown, limit, has_more=len(items) > limit, before=last)


def messages(page: Page, limit: int, shape: Callable[[MessageSnapshot], Json]) -> Response:
    """A page of messages; `before` and `after` in `paging` ask for the pages on either side."""
    found = page.messages
    ends = (found[0].id, found[-1].id) if found else (None, None)
    return listed([shape(one) for one in found], limit, page.has_more, *ends, has_newer=page.has_newer)


def search(page: Page, limit: int, shape: Callable[[MessageSnapshot], Json], *, newer: bool) -> Response:
    """As `messages`, of a search; that `before` (or `after`) goes on which lies in its direction."""
    found = page.messages
    before, after = (found[0].id, found[-1].id) if found else (None, None)
    if newer:
        after = page.looked_until or after
    else:
        before = page.looked_until or before
    return listed([shape(one) for one in found], limit, page.has_more, before, after)


def page(items: list[Json], limit: int | None, has_more: bool) -> Response:
    """A page of what has an `id`, oldest first; `before` and `after` ask for the pages on either side."""
    ends = (items[0]["id"], items[-1]["id"]) if items else (None, None)
    return listed(items, limit, has_more, *ends)


def listed(
    items: list[Json],
    limit: int | None,
    has_more: bool,
    before: int | str | None = None,
    after: int | None = None,
    *,
    has_newer: bool | None = None,
) -> Response:
    """Part of a list; `before` and `after` ask for what is on either side, where that can be asked."""
    paging: Json = {"limit": limit, "has_more": has_more, "before": before, "after": after}
    if has_newer is not None:
        paging["has_newer"] = has_newer
    return jsonify({"success": True, "data": items, "paging": paging})
