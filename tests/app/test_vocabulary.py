"""The mappings: what ships is whole and free of contradictions, what people write is checked."""

import pytest

from syncer.app.mapping_files import mapping_names
from syncer.app.vocabulary import load_words
from syncer.domain.layout import Owned
from syncer.domain.plan import Health, Kind, Priority, Stated
from syncer.domain.words import FIELDS, folded
from syncer.errors import ConfigError


def own(folder, text):
    (folder / "ours.toml").write_text(text, "utf-8")
    return load_words("ours.toml", folder)


def test_the_default_names_every_field_and_every_meaning(tmp_path):
    words = load_words(None, tmp_path)
    assert set(words.columns) == set(FIELDS)
    assert set(words.statuses.values()) == set(Stated)
    assert set(words.kinds.values()) == set(Kind)
    assert set(words.priorities.values()) == set(Priority)
    assert set(words.healths.values()) == set(Health)
    assert set(words.months.values()) == set(range(1, 13))
    assert words.units["w"] == 5
    assert words.units["h"] == 0.125
    assert words.owned == {}
    assert load_words("auto", tmp_path) == words


def test_every_shipped_mapping_can_be_asked_for(tmp_path):
    assert mapping_names()[0] == "default"
    for name in mapping_names():
        assert load_words(name, tmp_path).columns["title"]


def test_words_are_kept_as_they_are_compared(tmp_path):
    words = load_words(None, tmp_path)
    for known in (words.statuses, words.months, words.units, words.nothing, words.later, words.yes):
        assert all(word == folded(word) for word in known)


def test_a_language_comes_first_where_it_is_asked_for(tmp_path):
    assert load_words("german", tmp_path).columns["title"][0] == "Titel"
    assert load_words(None, tmp_path).columns["title"][0] == "Title"


def test_a_persons_own_words_come_before_ours(tmp_path):
    words = own(
        tmp_path,
        '[columns]\ndue = ["Go-live"]\nnotes = []\n[statuses]\ndone = ["Ship it", "Open"]\n'
        '[owned]\n"Computed status" = "Stand"\n[words]\nlater = ["to come"]\n',
    )
    assert words.columns["due"][:2] == ("Go-live", "Due")
    assert "notes" not in words.columns
    assert words.statuses["ship it"] is Stated.DONE
    assert words.statuses["open"] is Stated.DONE
    assert words.owned == {Owned.STATUS: "Stand"}
    assert {"to come", "tbd"} <= words.later


def test_english_words_come_first_as_hints_name_them_in_order(tmp_path):
    words = load_words(None, tmp_path)
    assert next(iter(words.statuses)) == "not started"
    assert words.columns["due"][0] == "Due"


def test_a_word_with_two_meanings_in_two_languages_has_none_until_the_language_is_known(tmp_path):
    words = load_words(None, tmp_path)
    assert "t" not in words.units  # a German day, a Danish hour
    assert load_words("german", tmp_path).units["t"] == 1
    assert load_words("danish", tmp_path).units["t"] == 0.125


def test_english_means_what_it_says_whatever_others_say(tmp_path):
    assert load_words(None, tmp_path).units["md"] == 1  # a man-day; in Danish a month


def test_people_leave_accents_out(tmp_path):
    words = load_words(None, tmp_path)
    assert words.statuses["termine"] is words.statuses["terminé"] is Stated.DONE
    assert words.statuses["ueberfaellig"] is words.statuses["überfällig"] is Stated.AT_RISK
    assert "Duración" in words.columns["duration"]
    assert "duracion" in words.columns["duration"]


def test_a_heading_of_a_persons_own_is_no_longer_a_column_of_no_account(tmp_path):
    assert "created" in load_words(None, tmp_path).others
    words = own(tmp_path, '[columns]\nstart = ["Created"]\n')
    assert "created" not in words.others


def test_white_space_in_a_persons_words_is_folded(tmp_path):
    words = own(tmp_path, '[columns]\ndue = [" Go -\\n live ", " "]\n')
    assert words.columns["due"][:2] == ("Go - live", "Due")


def test_a_persons_own_words_are_told_apart_by_what_they_say(tmp_path):
    first = own(tmp_path, '[columns]\ndue = ["Go-live"]\n').digest
    assert own(tmp_path, '[columns]\ndue = ["Go-live"]\n').digest == first
    assert own(tmp_path, '[columns]\ndue = ["Launch"]\n').digest != first
    assert load_words(None, tmp_path).digest != first


def test_an_unknown_name_is_an_error_with_the_nearest_one(tmp_path):
    with pytest.raises(ConfigError, match="there is no mapping 'germna'") as caught:
        load_words("germna", tmp_path)
    assert "did you mean 'german'?" in caught.value.hint


def test_a_missing_file_is_an_error_with_its_path(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.toml cannot be read: No such file"):
        load_words("nowhere.toml", tmp_path)


def test_every_mistake_of_a_mapping_is_named_at_once(tmp_path):
    with pytest.raises(ConfigError) as caught:
        own(
            tmp_path,
            'version = 2\n[columns]\ndeu = ["Go-live"]\ntitle = "Task"\n[staues]\ndone = []\n'
            '[months]\n13 = ["Undecimber"]\n[owned]\nHealth = ["x"]\n',
        )
    message = str(caught.value)
    assert "ours.toml" in message
    for part in (
        "version 2",
        "[columns] 'deu' is not known; did you mean 'due'?",
        "[columns] title must be a list of words",
        "[staues] is not a table of a mapping; did you mean 'statuses'?",
        "[months] '13' is not known",
        "[owned] 'Health' must be one heading in quotes",
    ):
        assert part in message


@pytest.mark.parametrize("text", ["[columns", 'due = ["x"]\n', "\xff"])
def test_what_is_no_mapping_is_an_error(tmp_path, text):
    (tmp_path / "ours.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError, match=r"ours\.toml"):
        load_words("ours.toml", tmp_path)
