"""README.md tells the truth: every command in it is run, in order, against a real server.

How a block of README.md is to be written, by what stands after its three backticks:

- ```` ```sh ````: run in one shell that lives as long as the page, so a variable set in
  one block is there in the next. Every command must succeed.
- ```` ```sh server ````: starts the server and stays, as `make run` does. It replaces the
  one before. The next block runs once the server answers.
- ```` ```js ```` and ```` ```python ````: a script for Node (with `socket.io-client`) and for
  `.venv`'s Python. It must end by itself, with success.
- ```` ```text ```` and ```` ```json ````: what the block before it answers; every line must
  occur in the answer, and `…` stands for anything.

Any other kind of block is refused, so nothing goes untested by a slip. The reader sits in a
clean copy of the repository that shares the installed `.venv`. `127.0.0.1:5000` and
`127.0.0.1 8889` become the test's own ports, which the environment names too, and a
`postgresql://…` address in a server block becomes a real, empty database. `make test` alone is
not run: it runs this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Settings
from tests.support.postgres import Cluster
from tests.support.processes import ROOT
from tests.support.readme import Reader, blocks
from tests.support.repository import copy_to

README = ROOT / "README.md"
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


@pytest.fixture
def reader(tmp_path: Path, cluster: Cluster) -> Iterator[Reader]:
    reader = Reader(copy_to(tmp_path / "ngobrol"), cluster.empty_database)
    yield reader
    reader.close()


def test_every_command_of_the_readme_works(reader: Reader) -> None:
    assert reader.read(README.read_text()) > 3


def test_the_readme_opens_with_the_two_commands() -> None:
    commands = [line for block in blocks(README.read_text()) for line in block.text.splitlines()]
    assert commands.index("make run") < 3
    assert "make test" in commands


def test_every_setting_is_documented() -> None:
    pages = "".join(path.read_text() for path in PAGES)
    missing = [name.upper() for name in Settings.model_fields if f"`{name.upper()}`" not in pages]
    assert missing == []


def test_a_wrong_command_would_be_noticed(reader: Reader) -> None:
    assert reader.read("```sh\nNAME=ana\n```\n\n```sh\necho halo $NAME\n```\n```text\nhalo …na\n```\n") == 2
    with pytest.raises(AssertionError, match="was not in"):
        reader.read("```sh\necho halo\n```\n```text\nadieu\n```\n")
    with pytest.raises(AssertionError, match="kind 'bash'"):
        reader.read("```bash\necho halo\n```\n")
    with pytest.raises(AssertionError, match=r"line 2: false"):
        reader.read("\n```sh\nfalse | cat\n```\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_local_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)\s#]+)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
