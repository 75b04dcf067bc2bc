"""How many messages of others follow a read pointer, as SQL that fits into any statement.

Counting goes through the messages after the pointer, and ends early: at `cap`. Who has
posted much and read nothing would have all of their own gone through, so from a certain
number on it jumps: a message knows where its sender's uninterrupted run began.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, literal_column

WINDOW = 10
"""Numbers after the pointer that are gone through for each one of the cap, before it jumps."""
JUMPS = 4
"""At most for each one of the cap."""

COUNT = """coalesce((
    SELECT CASE WHEN count(*) >= {cap} OR {head} - {since} <= {window} THEN count(*) END
    FROM (
        SELECT 1 FROM messages m
        WHERE m.room_id = {room} AND m.seq > {since} AND m.seq <= {since} + {window}
            AND {theirs} AND m.deleted_at IS NULL
        LIMIT {cap}
    ) found
), (
    WITH RECURSIVE step (begin, total, jumps) AS (
        SELECT {head} + 1, 0, 0
        UNION ALL
        SELECT CASE WHEN {theirs} THEN m.seq ELSE coalesce(m.run_seq, m.seq) END,
            step.total + CASE WHEN {theirs} THEN 1 ELSE 0 END, step.jumps + 1
        FROM step JOIN messages m ON m.deleted_at IS NULL AND m.room_id = {room} AND m.seq = (
            SELECT p.seq FROM messages p
            WHERE p.room_id = {room} AND p.seq > {since} AND p.seq < step.begin AND p.deleted_at IS NULL
            ORDER BY p.seq DESC LIMIT 1
        )
        WHERE step.total < {cap} AND step.jumps < {jumps}
    )
    SELECT max(step.total) FROM step
))"""


def unread(room: str, head: str, since: str, theirs: str, cap: int) -> ColumnElement[int]:
    """The messages of `room` after `since` that satisfy `theirs`, which sees one as `m`, up to `cap`.

    The arguments are SQL of the statement it is put into; `theirs` says who the sender is,
    or who not. Only where others' deleted messages have torn one's own into thousands of
    runs may the oldest be left uncounted.
    """
    sql = COUNT.format(
        room=room, head=head, since=since, theirs=theirs, cap=cap, window=cap * WINDOW, jumps=cap * JUMPS
    )
    return literal_column(sql, BigInteger)
