"""`make bench` judges rightly, and its generator counts everything; how fast it goes is not tested."""

from __future__ import annotations

import json
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.__main__ import KEYS, main
from tests.bench.contenders import Missing, ours, preload
from tests.bench.generator.meter import Meter, milliseconds
from tests.bench.generator.run import Result, faults
from tests.bench.generator.scenario import Scenario
from tests.bench.measuring import Spoilt, generate
from tests.bench.profiling import summary
from tests.bench.rows import ROWS, Row
from tests.bench.storm.__main__ import main as storm
from tests.bench.storm.town import GROUPS, TOGETHER, Town
from tests.bench.table import HEAD, Line, Spread, lines, table
from tests.support.processes import ROOT

MEMBERS = 5


def result(
    speed: float = 100, cpu: float = 1, ack: float = 1, delivery: float = 1, busy: float = 10
) -> Result:
    return Result(
        msgs_per_s=speed,
        cpu_ms_per_msg=cpu,
        server_cpu_percent=50,
        generator_cpu_percent=busy,
        others_cpu_percent=0,
        ack_ms={"p50": ack, "p99": ack},
        delivery_ms={"p50": delivery, "p99": delivery},
        acked=100,
        unacked=0,
        undelivered=0,
        refused=0,
        out_of_order=0,
        malformed=0,
        lost_connections=0,
    )


def line(row: Row, *rounds: tuple[Result, Result]) -> Line:
    return lines(row, list(rounds))[0]


# -- the table -------------------------------------------------------------------------------------


def test_a_spread_is_the_median_between_the_extremes() -> None:
    assert Spread.of([3, 1, 2]) == Spread(2, 1, 3)
    assert str(Spread.of([1234.5, 0.12345, 10.25])) == "10.2 (0.123–1,234)"
    with pytest.raises(ValueError, match="no values"):
        Spread.of([])


def test_ratios_are_taken_round_by_round() -> None:
    found = line(KEYS["n100"], (result(400), result(100)), (result(60), result(10)), (result(90), result(30)))
    assert found.ratio == Spread(4, 3, 6)


@pytest.mark.parametrize(
    ("key", "ours", "verdict"),
    [
        ("n100", result(speed=299), "MISSED"),
        ("n100", result(speed=300), "enough"),
        ("n100", result(speed=500), "reached"),
        ("n100", result(speed=500, busy=99), "reached*"),
        ("paced", result(cpu=0.91), "MISSED"),
        ("paced", result(cpu=0.9), "enough"),
        ("paced", result(cpu=0.7), "reached"),
        ("single", result(ack=1.51), "MISSED"),
        ("slow", result(speed=1999), "enough"),
        ("postgres", result(speed=24), "MISSED"),
    ],
)
def test_what_is_wanted_decides(key: str, ours: Result, verdict: str) -> None:
    found = line(KEYS[key], (ours, result()))
    assert found.verdict == verdict
    assert found.enough is (verdict != "MISSED")


def test_the_median_decides_not_the_best_round() -> None:
    slow, fast = (result(200), result(100)), (result(900), result(100))
    assert not line(KEYS["n100"], slow, fast, slow).enough
    assert line(KEYS["n100"], fast, slow, fast).enough


def test_a_machine_that_was_not_alone_is_told() -> None:
    disturbed = Result(**(result() | {"others_cpu_percent": 16}))
    assert line(KEYS["n100"], (result(300), disturbed)).verdict == "enough!"


def test_the_table_is_markdown_with_a_line_for_each_figure() -> None:
    text = table(lines(KEYS["single"], [(result(ack=1.2), result())]))
    assert text.splitlines()[0] == HEAD
    assert text.splitlines()[2] == (
        "| N=100, one in flight | ack p50 ms | 1.2 (1.2–1.2) | 1 (1–1) Node | 1.20 (1.20–1.20) "
        "| ≤ 1.5 | ≤ 1.1 | enough |"
    )
    assert {row.count("|") for row in text.splitlines()} == {HEAD.count("|")}
    assert len(text.splitlines()) == 4


def test_the_document_wants_what_the_benchmark_wants() -> None:
    page = (ROOT / "docs" / "performance.md").read_text()
    told = [
        [cell.strip() for cell in row.split("|")[1:-1]]
        for row in page.splitlines()
        if "| ≥" in row or "| ≤" in row
    ]
    wanted = [
        [row.title, figure.name, f"{sign} {figure.must:g}", f"{sign} {figure.aim:g}"]
        for row in ROWS
        for figure in row.figures
        for sign in ("≥" if figure.more else "≤")
    ]
    assert [[row[0], row[1], row[5], row[6]] for row in told] == wanted


@pytest.mark.parametrize("wrong", [["--rows", "n7"], ["--rounds", "0"], ["--profile", "everything"]])
def test_what_it_does_not_know_it_refuses(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(wrong)
    assert re.search(r"make bench: error: .*(none of|no number)", capsys.readouterr().err)


def test_the_slow_disk_wants_a_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match="C compiler"):
        preload(tmp_path)


def test_a_profile_counts_a_function_once_in_each_stack() -> None:
    stacks = [
        "main (a.py:1);walk (b.py:2);walk (b.py:3) 30",
        "main (a.py:9);talk (b.py:7) 10",
        "main (a.py:9);Condition.wait (threading.py:5) 60",
    ]
    text = summary("\n".join(stacks))
    own, within = text.split("with what it calls:")
    assert own.split() == [
        "40", "samples", "of", "its", "own:", "75.0%", "walk", "(b.py)", "25.0%", "talk", "(b.py)"
    ]  # fmt: skip
    assert within.split() == [
        "100.0%",
        "main",
        "(a.py)",
        "75.0%",
        "walk",
        "(b.py)",
        "25.0%",
        "talk",
        "(b.py)",
    ]


# -- the generator ---------------------------------------------------------------------------------


def test_latencies_are_read_off_the_sorted_samples() -> None:
    assert milliseconds(array("q")) == {}
    assert milliseconds(array("q", [number * 1_000_000 for number in range(100, 0, -1)])) == {
        "p50": 50,
        "p99": 99,
    }


def test_a_run_is_complete_when_everybody_has_everything() -> None:
    meter = Meter()
    meter.sent, meter.acked, meter.refused, meter.delivered = 3, 2, 1, 9
    assert not meter.complete(5)
    meter.delivered = 10
    assert meter.complete(5)
    meter.sent = 4
    assert not meter.complete(5)


def test_faults_are_what_is_not_nought() -> None:
    assert faults(result()) == {}
    assert faults(Result(**(result() | {"undelivered": -2, "refused": 1}))) == {
        "undelivered": -2,
        "refused": 1,
    }


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenario]:
    """The product with `MEMBERS` accounts in a room, and a second of talk there."""
    with ours(tmp_path_factory.mktemp("bench"), MEMBERS) as prepared:
        yield replace(
            prepared, connections=MEMBERS, senders=2, sample_every=1, warmup_s=0.2, duration_s=1, drain_s=10
        )


@pytest.mark.parametrize("rate", [0, 50])
def test_a_short_run_counts_every_message(scenario: Scenario, rate: float) -> None:
    found = generate(replace(scenario, rate=rate))
    assert found["acked"] > 5
    assert found["msgs_per_s"] > 0
    assert found["cpu_ms_per_msg"] > 0
    assert 0 < found["ack_ms"]["p50"] <= found["ack_ms"]["p99"]
    assert found["delivery_ms"]["p50"] > 0


def test_what_never_comes_spoils_the_run(scenario: Scenario) -> None:
    with pytest.raises(Spoilt, match="undelivered"):
        generate(replace(scenario, deliver="message_of_another_name", drain_s=0.1))
    with pytest.raises(Spoilt, match="refused"):
        generate(replace(scenario, send=["send_message", {"room_id": 7, "content": "{body}"}], rate=50))


# -- everybody at once -------------------------------------------------------------------------------


def test_each_person_of_the_storm_is_in_ten_groups_of_twenty() -> None:
    town = Town(300)
    groups = Counter(room for number in range(300) for room in set(town.rooms_of(number)))
    assert set(groups.values()) == {TOGETHER}
    assert sum(groups.values()) == 300 * GROUPS
    assert town.mates_of(25) == [1020 + n for n in range(TOGETHER)]


def test_a_storm_lets_everybody_back_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["storm", "--people", "100", "--seconds", "0"])
    storm()
    found = json.loads(capsys.readouterr().out)
    assert (found["handshakes"], found["refused"]) == (100, {})
    assert found["presence frames"] < 100 * 100
    assert found["presence bytes"] > 0
    assert found["message s"]["n"] > 0
