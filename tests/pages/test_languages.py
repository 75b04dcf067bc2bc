"""Indonesian by default, English on request, and nothing left untranslated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from app import exceptions, i18n
from app.pages.problems import TEXTS
from app.translations.__main__ import done
from app.translations.extraction import found, in_script
from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor
from tests.support.processes import ROOT

CATALOGUES = [language for language in i18n.LANGUAGES if language != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


def test_indonesian_is_the_default_whatever_the_browser_says(stranger: Visitor) -> None:
    stranger.session.headers["Accept-Language"] = "en-US,en;q=0.9"
    page = stranger.get("/")
    assert page.lang == "id"
    assert page.says("Langsung ngobrol.")


def test_a_stranger_switches_and_stays_where_they_were(stranger: Visitor) -> None:
    page = stranger.post("/language", language="en", next="/?next=%2Fsettings")
    assert page.path == "?next=%2Fsettings"
    assert page.lang == "en"
    assert page.says("Start talking.")
    assert stranger.post("/language", language="xx", next="//evil.example").path == ""
    assert stranger.get("/").lang == "en"


def test_a_users_language_follows_them(person: Signed) -> None:
    ana = person()
    assert ana.post("/language", language="en", next="/dashboard").says(f"Hello, {ana.name}!")
    elsewhere = Visitor(ana.url)
    assert elsewhere.post("/login", username=ana.name).lang == "en"
    back = ana.post("/language", language="id", next="/settings?done=language#language")
    assert back.lang == "id"
    assert back.says("Bahasamu sudah disimpan.")
    assert elsewhere.get("/dashboard").lang == "id"


def test_faults_are_said_in_english_too(person: Signed) -> None:
    ana = person()
    ana.post("/language", language="en")
    page = ana.post("/room/create", type="group", name="n" * 65)
    assert page.complaints == ["At most 64 characters."]


def test_scripts_get_their_strings(person: Signed) -> None:
    ana = person()
    in_scripts = {
        text if isinstance(text, str) else text[0]
        for path in (ROOT / "static" / "js").rglob("*.js")
        for text in in_script(path.read_text())
    }
    assert in_scripts
    assert set(i18n.script_strings("id")) == in_scripts
    assert i18n.script_strings("en") == {}
    assert '"locale": "id"' in ana.raw("GET", "/dashboard").text.replace('"locale":"id"', '"locale": "id"')


@pytest.mark.parametrize("language", CATALOGUES)
def test_catalogues_are_in_step_with_the_source(language: str) -> None:
    source = {message.id for message in found() if message.id}
    known = {message.id for message in i18n.catalogue(language) if message.id}
    hint = "run: python -m app.translations, then translate what is new"
    assert known == source, f"missing: {source - known}, gone: {known - source}; {hint}"


@pytest.mark.parametrize("language", CATALOGUES)
def test_everything_is_translated_with_its_values(language: str) -> None:
    for message in i18n.catalogue(language):
        if not message.id:
            continue
        assert done(message), f"not translated: {message.id!r}"
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        # The plural has every value; a singular may say "one" in words.
        wanted = message.id if isinstance(message.id, str) else message.id[-1]
        for form in forms:
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(wanted)), message.id


def test_texts_in_scripts_are_found() -> None:
    source = """html`<p>${t("One {n}", {n})} ${list.map((x) => html`<b>${t('It\\'s', x)}</b>`)}</p>`;
        tn("{n} day", "{n} days", n); about("no"); a.t("no"); t(name); format("no");"""
    assert list(in_script(source)) == ["One {n}", "It's", ("{n} day", "{n} days")]


def test_every_text_of_the_services_is_known_to_the_pages() -> None:
    known = [re.compile(re.sub(r"%\\\((\w+)\\\)s|%\(\w+\)s", ".+", re.escape(text))) for text in TEXTS]
    texts = set(service_texts())
    assert len(texts) > 20
    unknown = {text for text in texts if not any(pattern.fullmatch(text) for pattern in known)}
    assert not unknown, f"add to app/pages/problems.py: {unknown}"


def service_texts() -> Iterator[str]:
    """What services and error classes say to people: raised texts, faults of fields, `message = …`."""
    paths = [ROOT / "app" / "exceptions.py", *sorted((ROOT / "app" / "services").glob("*.py"))]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and is_domain(node.exc.func):
                for argument in node.exc.args:
                    values = argument.values if isinstance(argument, ast.Dict) else [argument]
                    yield from (text for value in values if (text := said(value)))
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names = {target.id for target in targets if isinstance(target, ast.Name)}
                if names & {"message", "WRONG"} and node.value and (text := said(node.value)):
                    yield text


def is_domain(raised: ast.expr) -> bool:
    """Whether this names one of our errors; others are never shown to people."""
    return isinstance(raised, ast.Name) and hasattr(exceptions, raised.id)


def said(node: ast.expr) -> str | None:
    """The text of a literal, with X for each value in it; null when it is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
    if isinstance(node, ast.BinOp) and (left := said(node.left)):
        return left + "X"
    return None
