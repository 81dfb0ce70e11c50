"""The mappings that ship: whole, free of contradictions, and in the form that is read quickly."""

import re
import tomllib
from collections import defaultdict

import pytest

from syncer.app.mapping_files import checked, mapping_names, mapping_text, our_mapping, read_quickly
from syncer.app.spellings import spelt
from syncer.domain.plan import Stated
from syncer.domain.words import folded

LANGUAGES = [name for name in mapping_names() if our_mapping(name).language]
TOOLS = [name for name in mapping_names() if not our_mapping(name).language]
MEANINGS = ["statuses", "kinds", "priorities", "healths", "months", "units", "risks"]

SETTLED = {
    "pending": "English leaves it open when; in Indonesian work was put off",
    "○": "an empty box, in Japan a tick",
    "延期": "late in Chinese, put off in Japanese",
    "中止": "interrupted in Chinese, given up in Japanese",
    "entrega": "a deliverable in Portuguese, its day in Spanish",
    "重要": "important: above normal in Japanese, below urgent in Chinese",
    "md": "a man-day in English, a month in Danish",
    "t": "Tag in German, time (an hour) in Danish, Norwegian and Finnish",
}
"""Words with two meanings: the sheet's language decides, else English, else they mean nothing."""


@pytest.mark.parametrize("name", mapping_names())
def test_a_file_is_right_and_read_quickly_as_by_a_toml_parser(name):
    text = mapping_text(name)
    assert read_quickly(text) == checked(text, name) == tomllib.loads(text)


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_language_has_words_for_all_that_a_plan_says(name):
    tables = our_mapping(name).tables
    needed = {"id", "title", "phase", "owners", "start", "due", "actual", "status", "percent"}
    needed |= {"priority", "depends_on", "duration", "notes", "baseline", "forecast", "budget"}
    assert needed <= tables["columns"].keys()
    assert tables["statuses"].keys() == set(Stated)
    assert tables["months"].keys() == {str(month) for month in range(1, 13)}
    assert tables["units"].keys() == {"hour", "day", "week", "month"}
    assert {"yes", "no", "nothing", "later", "totals", "others", "weekdays"} <= tables[
        "words"
    ].keys()


def test_there_are_six_and_twenty_languages():
    codes = {our_mapping(name).language for name in LANGUAGES}
    asked = "en de fr es pt it nl pl cs da sv nb fi hu tr ru uk el ar he hi zh ja ko vi id"
    assert codes >= set(asked.split())


@pytest.mark.parametrize("name", mapping_names())
@pytest.mark.parametrize("table", MEANINGS)
def test_no_word_means_two_things_in_one_mapping(name, table):
    said = defaultdict(set)
    for meaning, words in our_mapping(name).tables.get(table, {}).items():
        for word in words:
            said[folded(word)].add(meaning)
    assert {word: both for word, both in said.items() if len(both) > 1} == {}


def test_every_word_that_means_two_things_in_two_languages_is_settled_on_purpose():
    said = defaultdict(set)
    for name in LANGUAGES:
        for table in MEANINGS:
            for meaning, words in our_mapping(name).tables.get(table, {}).items():
                for word in words:
                    said[table, folded(word)].add(meaning)
    assert {word for (_, word), both in said.items() if len(both) > 1} == SETTLED.keys()


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_language_does_not_contradict_itself(name):
    tables = our_mapping(name).tables
    headings = {folded(word) for words in tables["columns"].values() for word in words}
    assert not headings & {folded(word) for word in tables["words"]["others"]}
    lists = {key: set(map(folded, words)) for key, words in tables["words"].items()}
    assert not lists["yes"] & lists["no"]


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_lone_letter_of_an_alphabet_heads_nothing(name):
    headings = [word for words in our_mapping(name).tables["columns"].values() for word in words]
    assert not [word for word in headings if re.fullmatch(r"[^\W\d_]", word) and word < "\u1100"]


@pytest.mark.parametrize("name", mapping_names())
def test_words_can_be_folded_all_at_once(name):
    tables = our_mapping(name).tables
    words = [word for table in tables.values() for listed in table.values() for word in listed]
    assert {word: spelling.folded for word, spelling in spelt(words).items()} == {
        word: folded(word) for word in words
    }


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_recognised_by_enough(name):
    file = our_mapping(name)
    known = {folded(word) for words in file.tables["columns"].values() for word in words}
    known |= {folded(word) for word in file.tables.get("words", {}).get("others", ())}
    assert file.signs
    for sign in file.signs:
        assert len(sign) >= 2
        assert {folded(word) for word in sign} <= known
