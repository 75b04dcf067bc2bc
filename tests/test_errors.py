"""Errors are keys with values: each has a text wherever it is shown, and nothing reads sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import exceptions, i18n
from app.client import language
from app.client.errors import Refused
from app.exceptions import DomainError, Invalid, Reason
from app.serving import refusals
from app.translations.error_texts import TEXTS, english
from app.wire.errors import describe, describe_with_reasons
from tests.support.processes import ROOT

VALUE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
CATALOGUE = ROOT / "app/translations/error_texts.py"
SOURCES = [path for path in sorted((ROOT / "app").rglob("*.py")) if path != CATALOGUE]
ERRORS = {
    name: made
    for name, made in vars(exceptions).items()
    if isinstance(made, type) and issubclass(made, DomainError | Reason)
}
KEYLESS = {"Invalid", "WrongPassword", "NameTaken", "RateLimited"}
"""Made of something else than a key."""


SHOWING = {"_", "gettext"}
LITERAL = re.compile(r'(?<![\w$]t\()"((?:[^"\\\n]|\\.)+)"')


def example(key: str) -> dict[str, str | int]:
    """Values for all places in a text."""
    return {found[1]: 7 for found in VALUE.finditer(TEXTS[key])}


@pytest.fixture
def english_again() -> Iterator[None]:
    """The terminal client speaks as before afterwards."""
    before = language.spoken()
    yield
    language.speak(before)


def test_every_key_that_is_raised_is_in_the_catalogue_and_the_other_way_round() -> None:
    classes = {made.key or made.code for made in ERRORS.values() if issubclass(made, DomainError)}
    used = {key for path in SOURCES for key in keys_in(path)} | classes | set(refusals.CODES.values())
    assert used == set(TEXTS)


def test_a_raised_key_is_written_out_with_the_values_of_its_text() -> None:
    assert [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        if path.name != "exceptions.py"
        for call in errors_in(path)
        if not fits(call)
    ] == []


@pytest.mark.parametrize("spoken", i18n.LANGUAGES)
def test_every_key_has_its_text_for_pages_web_app_and_terminal_client(
    spoken: str, english_again: None
) -> None:
    language.speak(spoken)
    scripts = i18n.script_strings(spoken)
    for key in TEXTS:
        in_pages = i18n.translations(spoken).gettext(TEXTS[key])
        assert (in_pages == TEXTS[key]) == (spoken == "en"), key
        filled = in_pages % example(key)
        assert language.error_text({"key": key, "values": example(key)}, "?") == filled
        in_scripts = VALUE.sub(lambda found: f"%({found[2]})s", scripts[f"error.{key}"])
        assert in_scripts % example(key) == filled


def test_a_sentence_of_the_catalogue_stands_nowhere_else_but_to_be_shown() -> None:
    """What doesn't know a sentence can't look for it."""
    sentences = {text for text in TEXTS.values() if " " in VALUE.sub("", text).strip()}
    assert len(sentences) > 50
    found = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in [*SOURCES, *sorted((ROOT / "static/js").rglob("*.js"))]
        for text in (constants(path) if path.suffix == ".py" else literals(path))
        if text in sentences
    ]
    assert found == []


def test_only_our_own_wire_has_the_keys() -> None:
    error = Invalid({"content": Reason("text_too_long", num=4000)})
    theirs, ours = describe(error)[0], describe_with_reasons(error)[0]
    assert theirs == {
        "code": "invalid",
        "type": "ValidationError",
        "message": "Some fields are not valid.",
        "fields": {"content": "At most 4000 characters."},
    }
    assert ours == theirs | {
        "key": "invalid",
        "values": {},
        "faults": {"content": {"key": "text_too_long", "values": {"num": 4000}}},
    }


def test_the_terminal_client_says_why_in_the_readers_language(english_again: None) -> None:
    language.speak("id")
    error = describe_with_reasons(Invalid({"content": Reason("text_too_long", num=4000)}))[0]
    assert Refused(error).message == "Ada isian yang belum benar. content: Paling banyak 4000 karakter."


def test_the_terminal_client_shows_what_an_unknown_key_says_in_english(english_again: None) -> None:
    language.speak("id")
    newer = {"code": "forbidden", "message": "Not on Sundays.", "key": "sunday", "values": {}}
    assert Refused(newer).message == "Not on Sundays."
    assert Refused({"code": "forbidden", "message": "Not on Sundays."}).message == "Not on Sundays."
    changed = {"code": "invalid", "message": "At most 3.", "key": "text_too_long", "values": {"most": 3}}
    assert Refused(changed).message == "At most 3."


def test_a_key_that_nobody_wrote_down_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        english("no_such_key", {})


def errors_in(path: Path) -> Iterator[ast.Call]:
    """Every making of an error with a key."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and (name := called(node)) in ERRORS and name not in KEYLESS:
            yield node


def called(call: ast.Call) -> str:
    """The last part of what is called."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def key_of(call: ast.Call) -> str | None:
    """The key in it, where it is written out."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def fits(call: ast.Call) -> bool:
    """Whether key and values are those of a text; an error without a key has that of its class."""
    if not call.args and not call.keywords:
        return called(call) != "Reason"
    key = key_of(call)
    return key in TEXTS and {keyword.arg for keyword in call.keywords} == set(example(key))


def keys_in(path: Path) -> Iterator[str]:
    """The keys that a module names."""
    yield from (key for call in errors_in(path) if (key := key_of(call)))


def constants(path: Path) -> Iterator[str]:
    """All texts in a module that it doesn't translate to show them."""
    tree = ast.parse(path.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in SHOWING]
    shown = {id(argument) for call in calls for argument in call.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in shown:
            yield node.value


def literals(path: Path) -> Iterator[str]:
    """As `constants`, of a script, with values written as in Python."""
    for text in LITERAL.findall(path.read_text()):
        yield VALUE.sub(r"%(\2)s", text)
