"""docs/contracts: the pages name what there is and nothing else, and the lobby's client runs as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.contracts import CONTRACTS
from app.contracts.active import DIRECT, SUPPORT
from app.contracts.contract import Contract
from app.contracts.router import RULES, Clash, Router, table
from tests.contracts.people import Circle
from tests.support.processes import ROOT, plain_environment
from tests.support.server import RunningServer

PAGES = ROOT / "docs" / "contracts"


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text()


def first_column(text: str, heading: str) -> set[str]:
    """The names in the table below a heading."""
    section = text.split(f"\n## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    rows = re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
    return {name for row in rows for name in row.split("`")[1::2]}


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.name)
def test_a_page_has_all_events_and_frames(contract: Contract) -> None:
    text = page(contract.name)
    assert first_column(text, "Events") == set(contract.events)
    assert first_column(text, "Frames") == contract.frames
    assert "**Stability.**" in text
    assert "## A client to copy" in text


def test_the_routers_table_is_that_of_the_pages() -> None:
    documented: dict[str, set[str]] = {}
    for contract in CONTRACTS:
        for event in first_column(page(contract.name), "Events"):
            documented.setdefault(event, set()).add(contract.name)
    assert {event: set(claims) for event, claims in table(CONTRACTS).items()} == documented
    assert {event for event, claims in documented.items() if len(claims) > 1} == set(RULES)


def test_which_contract_a_message_belongs_to() -> None:
    router = Router(CONTRACTS)
    for given, meant in (
        ({"receiver_id": 2, "content": "x"}, DIRECT),
        ({"receiver_id": None, "message": "x"}, DIRECT),
        ({"message": "x"}, SUPPORT),
        ({}, SUPPORT),
    ):
        assert router.resolve("send_message", given)[0].name == meant


def test_a_clash_of_names_stops_the_start() -> None:
    lobby, direct, *_ = CONTRACTS
    event = next(iter(lobby.events.values()))
    with pytest.raises(Clash, match="join"):
        Router([lobby, Contract("direct", {"join": event}, frozenset())])
    with pytest.raises(Clash, match="receive_message"):
        Router([direct, Contract("lobby", {}, frozenset({"receive_message"}))])
    # The lobby and support both send `new_message`, but never on one connection.
    Router(CONTRACTS)


def test_the_lobbys_client_runs_as_it_stands(
    start_server: Callable[..., RunningServer], tmp_path: Path
) -> None:
    server = start_server()
    found = re.search(r"^```python client\n(.*?)^```$", page("lobby"), re.MULTILINE | re.DOTALL)
    assert found
    script = tmp_path / "client.py"
    script.write_text(found[1].replace("http://127.0.0.1:5000", server.url))
    with Circle(server) as circle:
        circle.ana.post("/api/rooms/1/messages", content="sudah lama di sini")
        ana = circle.ana.lobby()
        environment = plain_environment(PYTHONUNBUFFERED="1", NO_PROXY=os.environ["NO_PROXY"])
        with subprocess.Popen(
            [sys.executable, str(script)], env=environment, text=True, stdout=subprocess.PIPE
        ) as client:
            try:
                assert client.stdout
                assert client.stdout.readline() == f"{circle.ana.name}: sudah lama di sini\n"
                assert client.stdout.readline() == "john_doe: Halo semua!\n"
                assert ana.wait_for("user_joined") == {"username": "john_doe"}
                assert ana.wait_for("new_message")["content"] == "Halo semua!"
                circle.ana.say(ana, "halo John")
                assert client.stdout.readline() == f"{circle.ana.name}: halo John\n"
            finally:
                client.terminate()
