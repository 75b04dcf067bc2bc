"""Posting, changing, reacting, reading: the rules, on both databases."""

from __future__ import annotations

import time

import pytest

from app.events import MessageChanged, MessageDeleted, MessagePosted, RoomRead
from app.exceptions import Conflict, Forbidden, Invalid, MessageNotFound, RoomNotFound
from app.services import history, messages, reactions, rooms, signing_in, text, typing_indicator
from app.services.actor import Actor
from app.services.writing import Draft
from tests.services.conftest import House


@pytest.fixture
def ana(house: House) -> Actor:
    return house.person("ana")


@pytest.fixture
def bo(house: House) -> Actor:
    return house.person("bo_")


@pytest.fixture
def team(ana: Actor, bo: Actor) -> int:
    """A group of the two."""
    room = rooms.create_group(ana, "team")
    rooms.join(bo, room.id)
    return room.id


def texts(actor: Actor, room_id: int) -> list[str]:
    return [message.content for message in history.page(actor, room_id).messages]


def test_a_post_is_numbered_told_and_readable(house: House, ana: Actor, bo: Actor, team: int) -> None:
    first = messages.post(ana, team, Draft(content="  hello  ")).message
    second = messages.post(bo, team, Draft(content="hi", reply_to=first.id)).message
    assert (first.seq, first.changed, first.content) == (1, 1, "hello")
    assert (second.seq, second.reply_to) == (2, first.id)
    assert texts(ana, team) == ["hello", "hi"]
    assert [event.message for event in house.heard(MessagePosted)] == [first, second]  # type: ignore[attr-defined]


def test_a_client_id_makes_one_message_for_ever(house: House, ana: Actor, bo: Actor, team: int) -> None:
    first = messages.post(ana, team, Draft(content="once", client_id="c1"))
    messages.edit(ana, first.message.id, "edited")
    again = messages.post(ana, team, Draft(content="once", client_id="c1"))
    assert (again.duplicate, again.message.id, again.message.content) == (True, first.message.id, "edited")
    messages.delete(ana, first.message.id)
    assert messages.post(ana, team, Draft(content="once", client_id="c1")).message.deleted
    assert len(house.heard(MessagePosted)) == 1
    rooms.leave(ana, team)
    assert messages.post(ana, team, Draft(content="once", client_id="c1")).duplicate
    assert not messages.post(bo, team, Draft(content="once", client_id="c1")).duplicate


@pytest.mark.parametrize(("content", "reply"), [("other", False), ("once", True)])
def test_another_request_under_the_same_client_id_is_a_conflict(
    house: House, ana: Actor, team: int, content: str, reply: bool
) -> None:
    first = messages.post(ana, team, Draft(content="once", client_id="c1")).message
    with pytest.raises(Conflict):
        messages.post(ana, team, Draft(content=content, client_id="c1", reply_to=first.id if reply else None))
    assert texts(ana, team) == ["once"]


@pytest.mark.parametrize("content", ["", "  \n ", "x" * 4001, "a\0b", "lone \ud800"])
def test_what_is_no_message_is_refused_by_field(house: House, ana: Actor, team: int, content: str) -> None:
    with pytest.raises(Invalid) as refused:
        messages.post(ana, team, Draft(content=content))
    assert list(refused.value.fields) == ["content"]
    assert history.page(ana, team).head == 0


def test_a_retried_reply_survives_the_end_of_what_it_replied_to(house: House, ana: Actor, team: int) -> None:
    first = messages.post(ana, team, Draft(content="first")).message
    reply = messages.post(ana, team, Draft(content="reply", client_id="c1", reply_to=first.id)).message
    messages.delete(ana, first.id)
    again = messages.post(ana, team, Draft(content="reply", client_id="c1", reply_to=first.id))
    assert (again.duplicate, again.message.id) == (True, reply.id)
    with pytest.raises(MessageNotFound):
        messages.post(ana, team, Draft(content="reply", client_id="c2", reply_to=first.id))
    with pytest.raises(RoomNotFound):
        messages.post(house.person("stranger"), team, Draft(content="reply", reply_to=2**40))
    assert history.page(ana, team).head == 3


def test_what_is_typed_is_kept(house: House, ana: Actor, team: int) -> None:
    typed = "<script>alert(1)</script> \x07 \u202e emoji 👩‍👩‍👧 " + "x" * 3000
    assert messages.post(ana, team, Draft(content=typed)).message.content == typed
    assert texts(ana, team) == [typed]


def test_a_stranger_learns_nothing(house: House, ana: Actor, team: int) -> None:
    stranger = house.person("stranger")
    mine = messages.post(ana, team, Draft(content="secret")).message
    for refused in (
        lambda: messages.post(stranger, team, Draft(content="hi")),
        lambda: history.page(stranger, team),
        lambda: history.changes(stranger, team, 0),
        lambda: history.mark_read(stranger, team, 1),
        lambda: rooms.get(stranger, team),
        lambda: typing_indicator.show(stranger, team, True),
        lambda: messages.post(stranger, 999_999_998, Draft(content="hi")),
    ):
        with pytest.raises(RoomNotFound):
            refused()
    for hidden in (
        lambda: messages.get(stranger, mine.id),
        lambda: messages.edit(stranger, mine.id, "x"),
        lambda: messages.delete(stranger, mine.id),
        lambda: reactions.react(stranger, mine.id, "👍", True),
        lambda: messages.get(stranger, 2**62),
    ):
        with pytest.raises(MessageNotFound):
            hidden()


def test_only_the_author_edits_and_deletes_but_an_admin_moderates_the_lobby(
    house: House, ana: Actor, bo: Actor, team: int
) -> None:
    signing_in.ensure_admin("admin", lambda: "a long password")
    admin = house.sign_in("admin", "a long password")
    said = messages.post(ana, team, Draft(content="mine")).message
    for change in (lambda: messages.edit(bo, said.id, "not mine"), lambda: messages.delete(bo, said.id)):
        with pytest.raises(Forbidden):
            change()
    in_lobby = messages.post(ana, 1, Draft(content="rude")).message
    with pytest.raises(Forbidden):
        messages.delete(bo, in_lobby.id)
    assert messages.delete(admin, in_lobby.id).deleted
    with pytest.raises(MessageNotFound):
        messages.delete(admin, said.id)


def test_a_deleted_message_loses_its_text_and_reactions(
    house: House, ana: Actor, bo: Actor, team: int
) -> None:
    said = messages.post(ana, team, Draft(content="**regret**")).message
    reactions.react(bo, said.id, "👍", True)
    gone = messages.delete(ana, said.id)
    assert (gone.content, gone.html, gone.reactions, gone.deleted, gone.changed) == ("", None, (), True, 3)
    assert texts(bo, team) == []
    assert history.changes(bo, team, 2).messages == (gone,)
    assert len(house.heard(MessageDeleted)) == 1
    with pytest.raises(MessageNotFound):
        messages.post(bo, team, Draft(content="what?", reply_to=said.id))


def test_a_reaction_counts_once_a_person(house: House, ana: Actor, bo: Actor, team: int) -> None:
    said = messages.post(ana, team, Draft(content="hello")).message
    reactions.react(ana, said.id, "👍", True)
    reactions.react(bo, said.id, "👍", True)
    twice = reactions.react(bo, said.id, "👍", True)
    assert [(r.emoji, set(r.user_ids)) for r in twice.reactions] == [("👍", {ana.user_id, bo.user_id})]
    assert twice.changed == 3
    assert reactions.react(bo, said.id, "👍", False).reactions[0].user_ids == (ana.user_id,)
    assert len(house.heard(MessageChanged)) == 3
    for wrong in ("no", "", "👍👍", "<b>", "👍" * 40):
        with pytest.raises(Invalid):
            reactions.react(bo, said.id, wrong, True)


def test_an_unchanged_edit_is_no_change(house: House, ana: Actor, team: int) -> None:
    said = messages.post(ana, team, Draft(content="same")).message
    assert messages.edit(ana, said.id, " same ") == said
    assert messages.edit(ana, said.id, "new").edited_at is not None
    assert len(house.heard(MessageChanged)) == 1


def test_the_read_pointer_only_moves_forward(house: House, ana: Actor, bo: Actor, team: int) -> None:
    for i in range(5):
        messages.post(ana, team, Draft(content=str(i)))
    assert rooms.get(bo, team).unread == 5
    assert history.mark_read(bo, team, 3).unread == 2
    assert history.mark_read(bo, team, 1) == history.mark_read(bo, team, 3)
    assert history.mark_read(bo, team, 2**62).seq == 5
    assert rooms.get(bo, team).unread == 0
    marks = [(event.since, event.seq, event.unread) for event in house.heard(RoomRead)]  # type: ignore[attr-defined]
    assert marks == [(0, 3, 2), (3, 5, 0)]
    with pytest.raises(Invalid):
        history.mark_read(bo, team, -1)


def test_unread_stops_counting_at_100_and_skips_own_and_deleted(
    house: House, ana: Actor, bo: Actor, team: int
) -> None:
    posts = [messages.post(ana, team, Draft(content=str(i))).message for i in range(101)]
    messages.post(bo, team, Draft(content="mine"))
    assert rooms.get(bo, team).unread == 100
    for said in posts[:3]:
        messages.delete(ana, said.id)
    assert rooms.get(bo, team).unread == 98
    assert rooms.get(ana, team).unread == 1


def test_pages_go_both_ways_and_end(house: House, ana: Actor, team: int) -> None:
    ids = [messages.post(ana, team, Draft(content=str(i))).message.id for i in range(7)]
    newest = history.page(ana, team, limit=3)
    assert ([m.id for m in newest.messages], newest.has_more) == (ids[4:], True)
    older = history.page(ana, team, before=ids[4], limit=4)
    assert ([m.id for m in older.messages], older.has_more) == (ids[:4], False)
    newer = history.page(ana, team, after=ids[1], limit=3)
    assert ([m.id for m in newer.messages], newer.has_more) == (ids[2:5], True)
    elsewhere = messages.post(ana, 1, Draft(content="in the lobby")).message
    with pytest.raises(MessageNotFound):
        history.page(ana, team, before=elsewhere.id)
    with pytest.raises(MessageNotFound):
        history.page(ana, team, around=elsewhere.id)
    with pytest.raises(Invalid):
        history.page(ana, team, around=ids[3], before=ids[3])
    with pytest.raises(Invalid):
        history.page(ana, team, around=ids[3], after=ids[3])
    for limit in (0, 101):
        with pytest.raises(Invalid):
            history.page(ana, team, limit=limit)


def test_a_page_around_a_message_shows_both_sides_also_of_a_deleted_one(
    house: House, ana: Actor, team: int
) -> None:
    ids = [messages.post(ana, team, Draft(content=str(i))).message.id for i in range(7)]

    def around(message_id: int, limit: int) -> tuple[list[int], bool, bool | None]:
        page = history.page(ana, team, around=message_id, limit=limit)
        return [ids.index(m.id) for m in page.messages], page.has_more, page.has_newer

    assert around(ids[3], 4) == ([1, 2, 3, 4], True, True)
    assert around(ids[3], 1) == ([3], True, True)
    assert around(ids[0], 4) == ([0, 1], False, True)
    assert around(ids[6], 4) == ([4, 5, 6], True, False)
    messages.delete(ana, ids[3])
    assert around(ids[3], 4) == ([1, 2, 4, 5], True, True)


def test_a_page_around_a_place_needs_no_message_there(house: House, ana: Actor, team: int) -> None:
    ids = [messages.post(ana, team, Draft(content=str(i))).message.id for i in range(9)]
    first = history.page(ana, team).messages[0].seq
    messages.delete(ana, ids[4])

    def at(place: int, limit: int) -> tuple[list[int], bool, bool | None]:
        page = history.at(ana, team, place, limit)
        return [message.seq - first for message in page.messages], page.has_more, page.has_newer

    assert at(first + 4, 4) == ([2, 3, 5, 6], True, True)
    assert at(0, 4) == ([0, 1], False, True)
    for beyond in (first + 9, 2**63 - 1):
        assert at(beyond, 100) == ([0, 1, 2, 3, 5, 6, 7, 8], False, False)
        assert at(beyond, 4) == ([7, 8], True, False)
    with pytest.raises(Invalid):
        at(first, 0)


def test_changes_come_in_pages_and_a_hopeless_cursor_is_told_so(house: House, ana: Actor, team: int) -> None:
    for i in range(5):
        messages.post(ana, team, Draft(content=str(i)))
    first = history.changes(ana, team, 0, limit=2)
    assert ([m.seq for m in first.messages], first.next is not None, first.head) == ([1, 2], True, 5)
    assert first.next is not None
    rest = history.changes(ana, team, *first.next, limit=100)
    assert ([m.seq for m in rest.messages], rest.next) == ([3, 4, 5], None)
    assert history.changes(ana, team, 6).reload
    assert history.changes(ana, team, 5).messages == ()
    history_limit = history.FARTHEST_CATCH_UP
    assert not history.changes(ana, team, 0).reload
    for i in range(history_limit - 4):
        messages.post(ana, team, Draft(content=str(i)))
    assert history.changes(ana, team, 0).reload
    assert not history.changes(ana, team, 1).reload


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("plain text, nothing else", None),
        ("1 < 2 & 3 > 2", None),
        ("snake_case_name and 2 * 3", None),
        ("**bold**", "<p><strong>bold</strong></p>"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
        ("<img src=x onerror=alert(1)> *x*", "<p>&lt;img src=x onerror=alert(1)&gt; <em>x</em></p>"),
        ("[x](javascript:alert(1))", None),
        ("[x](data:text/html,x)", None),
        ("[photo](/logout)", None),
        ("[photo](//example.org)", None),
        ("[photo](logout)", None),
    ],
)
def test_only_our_own_markup_becomes_html(house: House, ana: Actor, team: int, typed: str, html: str) -> None:
    assert messages.post(ana, team, Draft(content=typed)).message.html == html


@pytest.mark.parametrize("typed", ["a" + "\n" * 3_998 + "b", "a" + "\n " * 1_999 + "b"])
def test_hostile_markup_costs_no_time(typed: str) -> None:
    text.rendered("*a*")  # the parser is made once
    begun = time.thread_time()
    text.rendered(typed)
    assert time.thread_time() - begun < 0.05


@pytest.mark.parametrize("typed", ["see %s", "<%s>", "[x](%s)", "[x]( %s 'title')"])
def test_links_leave_safely(house: House, ana: Actor, team: int, typed: str) -> None:
    html = messages.post(ana, team, Draft(content=typed % "https://example.org/?a=1&b=2")).message.html
    assert html is not None
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert 'rel="noopener noreferrer nofollow ugc"' in html


def test_no_page_is_larger_than_clients_take_and_nothing_is_left_out(
    house: House, ana: Actor, team: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "LARGEST_PAGE", 100)
    said = [messages.post(ana, team, Draft(content=f"*{number}*" + "x" * 57)).message for number in range(9)]
    ids = [message.id for message in said]
    newest = history.page(ana, team)
    assert [one.id for one in newest.messages] == ids[-1:], "its HTML counts, too"
    assert newest.has_more
    found, page = [one.id for one in newest.messages], newest
    while page.has_more:
        page = history.page(ana, team, before=found[0])
        found[:0] = [one.id for one in page.messages]
    assert found == ids
    answer = history.changes(ana, team, 0)
    changed = [one.id for one in answer.messages]
    while answer.next is not None:
        answer = history.changes(ana, team, *answer.next)
        changed += [one.id for one in answer.messages]
    assert changed == ids
    around = history.page(ana, team, around=ids[4])
    assert [one.id for one in around.messages] == ids[3:5]
    assert (around.has_more, around.has_newer) == (True, True)
