"""Whatever a PostgreSQL, its roles or a pooler are set to: we work all the same, or say why not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg2
import pytest
from sqlalchemy import text

from app.exceptions import NotSaved
from app.migrating import MigrationFailed, upgrade
from app.services import history, messages, rooms
from app.services.actor import Actor
from app.services.writing import Draft
from app.storage.database import reading, writing_engine
from app.storage.unit import Unit
from app.storage.writer import Writer, writer
from tests.databases.conftest import is_ready
from tests.services.conftest import House, settings
from tests.support.pooler import Pooler
from tests.support.postgres import Cluster

END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
WANTED = {
    "search_path": "public",
    "timezone": "UTC",
    "client_encoding": "UTF8",
    "lock_timeout": "0",
    "synchronous_commit": "on",
    "transaction_isolation": "read committed",
    "exit_on_error": "off",
    "jit": "off",
}
FOREIGN = {
    "search_path": "nowhere",
    "standard_conforming_strings": "off",
    "timezone": "'Asia/Jayapura'",
    "client_encoding": "latin1",
    "lock_timeout": "1",
    "statement_timeout": "5000",
    "idle_in_transaction_session_timeout": "5000",
    "idle_session_timeout": "60000",
    "synchronous_commit": "off",
    "default_transaction_isolation": "serializable",
    "default_transaction_deferrable": "on",
    "exit_on_error": "on",
    "jit": "on",
    "datestyle": "'SQL, DMY'",
    "intervalstyle": "sql_standard",
    "bytea_output": "escape",
    "extra_float_digits": "-15",
    "lc_messages": "'C'",
}


def execute(url: str, *statements: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    for statement in statements:
        connection.cursor().execute(statement)
    connection.close()


def name_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


def shown(connection: Any) -> dict[str, str]:
    return {name: connection.execute(text(f"SHOW {name}")).scalar() for name in WANTED}


def talk(house: House) -> tuple[Actor, int]:
    """A conversation, with all that a small database encoding or time zone would spoil."""
    ana = house.person("ana")
    room = rooms.create_group(ana, "Kopi ☕")
    for content in ("a\\b", "emoji 🦜", "o'clock"):
        posted = messages.post(ana, room.id, Draft(content=content)).message
        found = history.page(ana, room.id).messages[-1]
        assert (found.content, found.created_at) == (content, posted.created_at)
    return ana, room.id


@pytest.fixture
def url(cluster: Cluster) -> Iterator[str]:
    made = cluster.empty_database()
    yield made
    cluster.drop(made)


@pytest.mark.parametrize("whose", ["database", "role"])
def test_foreign_settings_decide_nothing(
    cluster: Cluster, url: str, opened: Callable[[str], Any], whose: str
) -> None:
    name = name_of(url)
    told = f"ALTER DATABASE {name} SET" if whose == "database" else f"ALTER ROLE r_{name} SET"
    execute(url, f"CREATE ROLE r_{name} LOGIN SUPERUSER")
    execute(url, *(f"{told} {setting} = {value}" for setting, value in FOREIGN.items()))
    try:
        with opened(url.replace("postgres@", f"r_{name}@")) as house:
            talk(house)
            with reading() as session:
                assert shown(session) == WANTED
                assert session.scalar(text("SHOW statement_timeout")) == "30s"
                with pytest.raises(Exception, match="read-only"):
                    session.execute(text("UPDATE users SET country = 'x'"))
            assert writer().run(lambda uow: shown(uow.conn)) == WANTED
    finally:
        cluster.execute(f"ALTER DATABASE {name} RESET ALL")


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_two_processes_write_at_once_whatever_the_default_isolation(
    url: str, opened: Callable[[str], Any], isolation: str
) -> None:
    """Who waits for its turn must see what the other has committed meanwhile, or would be refused for it."""
    execute(url, f"ALTER DATABASE {name_of(url)} SET default_transaction_isolation = '{isolation}'")
    with opened(url):
        other = Writer(writing_engine(url.replace("://", "+psycopg2://")), lambda *_: None, lambda: None)
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(one.run, count) for one in (writer(), other) for _ in range(40)]:
                done.result()
        other.stop()
        with reading() as session:
            assert session.scalar(text("SELECT head FROM rooms WHERE id = 1")) == 80


def count(uow: Unit) -> None:
    uow.conn.execute(text("UPDATE rooms SET head = head + 1 WHERE id = 1"))


def test_tables_are_found_where_they_are(url: str, opened: Callable[[str], Any]) -> None:
    """A search path that is changed later leads to no second, empty set of tables."""
    with opened(url) as house:
        _ana, room_id = talk(house)
    execute(url, "CREATE SCHEMA other", f"ALTER DATABASE {name_of(url)} SET search_path = other, public")
    with opened(url) as house:
        ana = house.sign_in("ana")
        assert history.page(ana, room_id).head == 3


def test_a_schema_of_ones_own_is_used(url: str, opened: Callable[[str], Any]) -> None:
    execute(url, "CREATE SCHEMA own", f"ALTER DATABASE {name_of(url)} SET search_path = own")
    with opened(url) as house:
        talk(house)
        with reading() as session:
            assert session.scalar(text("SELECT count(*) FROM own.messages")) == 3


REFUSED = {
    "encoding": ("CREATE DATABASE {name} TEMPLATE template0 ENCODING LATIN1 LOCALE 'C'", "LATIN1"),
    "no encoding": ("CREATE DATABASE {name} TEMPLATE template0 ENCODING SQL_ASCII LOCALE 'C'", "SQL_ASCII"),
    "read-only": (
        "CREATE DATABASE {name}; ALTER DATABASE {name} SET default_transaction_read_only = on",
        "default_transaction_read_only",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_can_not_be_set_is_named(cluster: Cluster, tmp_path: Path, kind: str) -> None:
    statements, setting = REFUSED[kind]
    url = cluster.url("t_" + kind.replace(" ", "").replace("-", ""))
    for statement in statements.split("; "):
        cluster.execute(statement.format(name=name_of(url)))
    try:
        with pytest.raises(MigrationFailed, match=setting):
            upgrade(settings(tmp_path, url))
    finally:
        cluster.drop(url)


def test_a_search_path_that_hides_the_tables_is_named(
    url: str, opened: Callable[[str], Any], refusal: Callable[..., str]
) -> None:
    with opened(url):
        pass
    execute(url, "CREATE SCHEMA other", f"ALTER DATABASE {name_of(url)} SET search_path = other")
    assert refusal(DATABASE_URL=url) == (
        "Ngobrol can't start. DATABASE_URL: the database can't be used: "
        "search_path leads to the schema other, but the tables are in public"
    )


def test_a_pooler_that_keeps_nothing_of_a_session(url: str, opened: Callable[[str], Any]) -> None:
    """Everything works, our settings hold in each transaction, and none is left to strangers."""
    foreign = (f"{setting} = {value}" for setting, value in FOREIGN.items() if "timeout" not in setting)
    execute(url, *(f"ALTER DATABASE {name_of(url)} SET {one}" for one in foreign))
    with Pooler(url) as pooler, opened(pooler.url) as house:
        ana, room_id = talk(house)
        threads = [
            threading.Thread(
                target=lambda: [messages.post(ana, room_id, Draft(content="halo")) for _ in range(20)]
            )
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert history.page(ana, room_id).head == 83
        with reading() as session:
            assert shown(session) == WANTED
            with pytest.raises(Exception, match="read-only"):
                session.execute(text("UPDATE users SET country = 'x'"))
        assert writer().run(lambda uow: shown(uow.conn)) == WANTED
        stranger = psycopg2.connect(pooler.url)
        stranger.autocommit = True
        with stranger.cursor() as cursor:
            for _ in range(12):  # through each of the pooler's connections
                cursor.execute("SELECT current_setting('statement_timeout'), current_setting('search_path')")
                assert cursor.fetchone() == ("0", "nowhere")
        stranger.close()


def test_the_writer_reconnects_when_its_session_was_ended(url: str, opened: Callable[[str], Any]) -> None:
    with opened(url) as house:
        ana, room_id = talk(house)
        for _ in range(3):
            execute(url, END_OTHERS)
            before = history.page(ana, room_id).head
            assert messages.post(ana, room_id, Draft(content="lagi")).message.seq == before + 1


def test_a_refusal_of_the_database_tells_the_caller_that_nothing_was_kept(
    url: str, opened: Callable[[str], Any]
) -> None:
    with opened(url):
        with pytest.raises(NotSaved):
            writer().run(_wait_for_ever)
        assert writer().run(lambda uow: uow.conn.execute(text("SELECT 1")).scalar()) == 1


def _wait_for_ever(uow: Unit) -> None:
    uow.conn.execute(text("SET LOCAL statement_timeout = '10ms'"))
    uow.conn.execute(text("SELECT pg_sleep(20)"))


def test_a_database_that_can_be_written_again_is_written_again(
    url: str, opened: Callable[[str], Any]
) -> None:
    """As a primary that is demoted and comes back; a session keeps what it found when it began."""
    name = name_of(url)
    with opened(url) as house:
        ana, room_id = talk(house)
        assert is_ready()
        execute(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on", END_OTHERS)
        for _ in range(2):
            with pytest.raises(NotSaved):
                messages.post(ana, room_id, Draft(content="lagi", client_id="c1"))
        assert not is_ready()
        assert history.page(ana, room_id).head == 3
        execute(url, "SET default_transaction_read_only = off", f"ALTER DATABASE {name} RESET ALL")
        assert messages.post(ana, room_id, Draft(content="lagi", client_id="c1")).message.seq == 4
        assert is_ready()


def test_a_database_that_is_away_refuses_at_once_and_is_used_when_it_is_back(
    cluster: Cluster, url: str, opened: Callable[[str], Any]
) -> None:
    name = name_of(url)
    with opened(url) as house:
        ana, room_id = talk(house)
        cluster.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        cluster.execute(END_OTHERS)
        began = monotonic()
        for _ in range(50):
            with pytest.raises(NotSaved):
                messages.post(ana, room_id, Draft(content="lagi", client_id="c1"))
        assert not is_ready()
        assert monotonic() - began < 10, "somebody waited"  # and nobody may, whatever the machine is doing
        cluster.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert history.page(ana, room_id).head == 3
        assert messages.post(ana, room_id, Draft(content="lagi", client_id="c1")).message.seq == 4
        assert is_ready()
