"""Redis away, processes killed, stopped and frozen, strangers in the channel: nothing is lost or believed."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any

import psycopg2
import pytest

from tests.cluster.conftest import Pair, back, linked, say
from tests.support.processes import ROOT, plain_environment, wait_until
from tests.support.sockets import SocketRefused

HOLDERS = (
    "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND state = 'idle in transaction'"
)


@contextmanager
def redis_away(pair: Pair):
    """Redis is killed, and both processes have noticed; it is back at the end, and they have noticed."""
    pair.redis.kill()
    wait_until(lambda: linked(pair.one, "away") and linked(pair.other, "away"), "both miss Redis")
    try:
        yield
    finally:
        pair.redis.start()
        wait_until(lambda: linked(pair.one) and linked(pair.other), "both hear Redis again")


def answered(frame: Any) -> int | None:
    """Who answers the support room of a frame."""
    admin = frame["room"]["admin"]
    return admin["id"] if admin else None


def test_without_redis_everything_is_stored_and_with_it_everybody_catches_up(pair: Pair) -> None:
    phone = pair.other.login(pair.bo.name)
    pair.bo.token, mine = phone, pair.bo.token
    lost = pair.bo.chat()
    pair.bo.token = mine
    ana, bo, eve = pair.ana.chat(), pair.bo.chat(), pair.eve.chat()
    admin = pair.admin(pair.other)
    desk = admin.chat()
    (session,) = (one["id"] for one in pair.one.get("/api/me/sessions", mine) if not one["current"])
    say(ana, pair.room, "sebelum")
    bo.wait_for("message_created", pair.here)
    with redis_away(pair):
        began = monotonic()
        sent = [say(ana, pair.room, f"tanpa redis {n}") for n in range(10)]
        say(bo, pair.room, "sini juga")
        assert monotonic() - began < 5
        pair.one.delete(f"/api/me/sessions/{session}", mine)
        pair.one.post(f"/api/rooms/{pair.room}/join", pair.eve.token)
        pair.set_role(admin, "user")
        assert not [one for one in bo.heard("message_created") if one["message"]["id"] == sent[0]["id"]]
    head = bo.wait_for("room_updated", lambda f: f["room"]["id"] == pair.room)["room"]["head"]
    assert head == 12
    missed = bo.send("changes", room_id=pair.room, after=1)["messages"]
    assert [one["content"] for one in missed] == [f"tanpa redis {n}" for n in range(10)] + ["sini juga"]
    assert ana.wait_for("room_updated", lambda f: f["room"].get("head") == 12)
    assert lost.wait_for("session_ended")
    lost.wait_closed()
    eve.wait_for("room_updated", lambda f: f["room"]["id"] == pair.room and f["room"].get("name") == "Kopi")
    desk.wait_for("user_updated", lambda f: f["user"]["id"] == admin.id and f["user"]["role"] == "user")
    say(ana, pair.room, "sesudah")
    for socket in (bo, eve):
        assert socket.wait_for("message_created", lambda f: f["message"]["content"] == "sesudah")


def test_who_came_while_redis_was_away_is_known_afterwards(pair: Pair) -> None:
    ana = pair.ana.chat()
    with redis_away(pair):
        eve = pair.eve.chat()
        assert pair.eve.id not in [
            f["user_id"] for f in ana.heard("presence")
        ]  # nobody on the one process can know
    assert ana.wait_for("presence", lambda f: f["user_id"] == pair.eve.id)["is_online"]
    with redis_away(pair):
        eve.close()
    assert not ana.wait_for("presence", lambda f: f["user_id"] == pair.eve.id)["is_online"]


def test_a_redis_that_hangs_holds_nobody_up(limited, pair: Pair) -> None:
    """Its answer is waited for once, for half a second; what it was told meanwhile is made up for."""
    pair.ana.server, pair.bo.server = limited
    ana, bo = pair.ana.chat(), pair.bo.chat()
    pair.redis.freeze()
    try:
        waited = []
        for number in range(12):
            began = monotonic()
            say(ana, pair.room, f"redis diam {number}")
            waited.append(monotonic() - began)
    finally:
        pair.redis.thaw()
        everybody = (*limited, pair.one, pair.other)
        wait_until(lambda: all(map(linked, everybody)), "all hear Redis again")
    assert sum(waited) < 2
    say(ana, pair.room, "redis bicara lagi")
    told = bo.wait_for("message_created", lambda f: f["message"]["content"] == "redis bicara lagi")
    assert told["change"] == 13


def test_strangers_in_the_channel_are_not_believed(pair: Pair) -> None:
    ana, bo = pair.ana.chat(), pair.bo.chat()
    bo.clear()
    channel = pair.redis.channel()
    event = f'["events",null]\nPresenceChanged {{"user_id":{pair.ana.id},"is_online":false}}'.encode()
    for made in (b"", b"x" * 5_000_000, b"\xff" * 64, pickle.dumps(os.system), b"a" * 64 + event):
        assert pair.redis.say(channel, made) >= 2
    say(ana, pair.room, "masih di sini")
    assert bo.wait_for("message_created", pair.here)["message"]["content"] == "masih di sini"
    bo.settle()
    assert {"user_id": pair.ana.id, "is_online": False} not in bo.heard("presence")
    wait_until(lambda: "was not made by this installation" in pair.other.log, "it is said in the log")


def test_what_was_said_before_is_not_believed_again(pair: Pair) -> None:
    ana, bo = pair.ana.chat(), pair.bo.chat()
    channel = pair.redis.channel()
    with pair.redis.client.pubsub() as ear:
        ear.subscribe(channel)
        say(ana, pair.room, "satu kali")
        heard = []
        while not any(b"satu kali" in one for one in heard):
            message = ear.get_message(timeout=5)
            heard.append(message["data"] if message and message["type"] == "message" else b"")
    bo.wait_for("message_created", pair.here)
    for one in heard:
        pair.redis.say(channel, one)
    say(ana, pair.room, "berikutnya")
    assert bo.wait_for("message_created", pair.here)["message"]["content"] == "berikutnya"
    bo.assert_silence("message_created")


def test_a_process_that_ends_takes_its_people_along_at_once(limited, pair: Pair) -> None:
    ana = pair.ana.chat()
    pair.eve.server = limited[0]
    pair.eve.chat()
    ana.wait_for("presence", lambda f: f["user_id"] == pair.eve.id)
    assert limited[0].stop() == 0
    assert not ana.wait_for("presence", lambda f: f["user_id"] == pair.eve.id, timeout=8)["is_online"]
    back(limited[0])


def test_a_process_that_is_killed_is_missed(limited, pair: Pair) -> None:
    """Its people are offline before long, and the support rooms of its admins go to others."""
    going, staying = pair.admin(limited[1]), pair.admin(pair.one)
    ana = pair.ana.chat()
    desk = staying.chat()
    going.chat()
    user = pair.eve.contract()
    room = user.send("join_chat")["roomId"]
    pair.one.call("PATCH", f"/api/chat/rooms/{room}/assign", going.token, json={"admin_id": going.id})
    user.send("send_message", message="tolong")
    ana.wait_for("presence", lambda f: f["user_id"] == going.id)
    ana.clear()
    desk.clear()
    limited[1].kill()
    assert not ana.wait_for("presence", lambda f: f["user_id"] == going.id, timeout=25)["is_online"]
    taken = desk.wait_for(
        "support_updated", lambda f: f["room"]["id"] == room and answered(f) not in {None, going.id}
    )
    assert taken["room"]["status"] == "active"
    back(limited[1])


@pytest.fixture
def holders(pair: Pair):
    """How many hold the writers' lock and have left the database waiting."""
    connection = psycopg2.connect(pair.one.settings["DATABASE_URL"])
    connection.autocommit = True

    def ask() -> int:
        with connection.cursor() as cursor:
            cursor.execute(HOLDERS)
            (found,) = cursor.fetchall()
            return int(found[0])

    yield ask
    connection.close()


def test_a_process_frozen_within_a_group_holds_nobody_up_for_long(pair: Pair, holders) -> None:
    people = [pair.person(f"warga{number}") for number in range(4)]
    sockets = [person.chat() for person in people]
    bo = pair.bo.chat()
    going_on = True

    def talk(socket, name):
        number = 0
        while going_on:
            number += 1
            with suppress(SocketRefused):
                say(socket, 1, f"{name} {number}")

    def frozen():
        os.kill(pair.one.pid, signal.SIGSTOP)
        if holders():
            return True
        os.kill(pair.one.pid, signal.SIGCONT)
        return False

    with ThreadPoolExecutor(len(people)) as pool:
        talking = [
            pool.submit(talk, socket, person.name) for socket, person in zip(sockets, people, strict=True)
        ]
        wait_until(frozen, "it is frozen within a group", pause=0.003)
        try:
            began = monotonic()
            say(bo, pair.room, "terus jalan")
            waited = monotonic() - began
        finally:
            going_on = False
            os.kill(pair.one.pid, signal.SIGCONT)
        for done in talking:
            done.result()
    assert waited < 4
    say(sockets[0], 1, "sudah cair")


def test_what_was_committed_but_never_told_is_found_out(pair: Pair, tmp_path) -> None:
    """The operator's commands tell no process what they do; the next thing that happens gives them away."""
    eve = pair.person("eve", password="rahasia sekali")
    eve.server = pair.other
    socket = eve.chat()
    environment = {"DATA_DIR": str(tmp_path)} | {
        name: pair.one.settings[name] for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
    }
    command = [sys.executable, "-m", "flask", "--app", "main", "create-admin", eve.name]
    subprocess.run(command, cwd=ROOT, env=plain_environment(**environment), check=True, timeout=60)
    say(pair.ana.chat(), pair.room, "selanjutnya")
    changed = socket.wait_for("user_updated", lambda f: f["user"]["id"] == eve.id)
    assert changed["user"]["role"] == "admin"
