"""Indonesian by default, English on request, and nothing left untranslated."""

from __future__ import annotations

import re

import pytest

from app import i18n
from app.translations.__main__ import done
from app.translations.error_texts import TEXTS
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
    errors = {f"error.{key}" for key in TEXTS}
    assert set(i18n.script_strings("id")) == in_scripts | errors
    assert set(i18n.script_strings("en")) == errors
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
