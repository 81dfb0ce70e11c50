"""One cell -> share, money, time, people, word, score or predecessors."""

from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import WORDS

from syncer.domain.plan import LinkText, LinkType, Priority, Stated
from syncer.stages import cells
from syncer.stages.columns import percent_reader, reader_for
from syncer.stages.dependencies import read_link, read_links
from syncer.stages.people import names_alone, read_owners
from syncer.stages.readings import clean, clean_all, clean_lines

ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40), st.dates(),
    st.datetimes(), st.times(), st.timedeltas(),
)  # fmt: skip


def value_of(reading):
    assert reading.problem is None
    return reading.value


def code_of(reading):
    assert reading.value is None
    assert reading.problem.hint
    return reading.problem.code


@pytest.mark.parametrize(
    ("text", "money", "other"),
    [
        ("1234", 1234, 1234),
        ("1,234", 1234, 1234),
        ("1.234", 1234, 1.234),  # no amount has three decimals
        ("0.125", 0.125, 0.125),
        ("1,234.50", 1234.5, 1234.5),
        ("1.234,50", 1234.5, 1234.5),
        ("1'234", 1234, 1234),
        ("1 234 567", 1234567, 1234567),
        ("1,234,567", 1234567, 1234567),
        ("12,5", 12.5, 12.5),
        ("-5", -5, -5),
        ("\u22125", -5, -5),
        ("1,2,3", None, None),
        ("12,34,567", 1234567, 1234567),
        ("1e5", None, None),
        ("0x10", None, None),
        ("1_000", None, None),
        ("nan", None, None),
        ("inf", None, None),
        ("", None, None),
        ("9" * 20, None, None),
    ],
)
def test_numbers_are_read_in_any_notation_and_nothing_else_is(text, money, other):
    assert cells.figure(text, grouped=True) == money
    assert cells.figure(text, grouped=False) == other


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (1250.5, 1250.5), (7, 7), ("€ 1.234,50", 1234.5), ("$24,000", 24000), ("R 1 500", 1500),
        ("R1500", 1500), ("ZAR 1,000.00", 1000), ("1.5k", 1500), ("2 mio", 2e6), ("(500)", -500),
        ("12 kr", 12), ("500 EUR", 500), ("-", None), (None, None), ("TBD", None),
    ],
)  # fmt: skip
def test_money_loses_its_currency_and_nothing_more(value, amount):
    assert value_of(cells.read_money(value, WORDS)) == amount


@pytest.mark.parametrize("value", ["abc", "1_000", 1e308, float("inf"), "5 apples", "10-20", True])
def test_what_is_no_amount_is_reported(value):
    assert code_of(cells.read_money(value, WORDS)) == "number-unreadable"


@pytest.mark.parametrize(
    ("value", "amount"),
    [("45 %", 45), ("1,200 users", 1200), ("€ 50k", 50000), ("99.95%", 99.95), (3, 3), ("", None)],
)
def test_a_measure_loses_its_unit(value, amount):
    assert value_of(cells.read_measure(value, WORDS)) == amount


@pytest.mark.parametrize("value", ["3 of 5", "> 40", "many"])
def test_what_is_no_single_number_is_reported(value):
    assert code_of(cells.read_measure(value, WORDS)) == "number-unreadable"


def percents(values, **more):
    read = percent_reader(values, WORDS, **{"shown_as_percent": False} | more)
    return [read(value) for value in values]


@pytest.mark.parametrize(
    ("values", "shares"),
    [
        ([0, 0.45, 1], [0, 45, 100]),
        ([0, 1], [0, 100]),
        ([0, 45, 100], [0, 45, 100]),
        (["0.45", "1"], [45, 100]),
        (["45,5 %", "50%", "0%"], [45.5, 50, 0]),
        ([0.5, "80 %"], [50, 80]),
        ([45, None, "-"], [45, None, None]),
        ([0.07], [7]),
    ],
)
def test_the_unit_of_percentages_is_the_columns(values, shares):
    assert [value_of(reading) for reading in percents(values)] == shares


def test_a_number_shown_as_percent_is_a_part_of_one():
    assert [value_of(r) for r in percents([0.4, 1], shown_as_percent=True)] == [40, 100]


def test_a_fraction_among_whole_percentages_is_doubtful():
    doubtful, plain = percents([0.5, 50])
    assert (doubtful.value, doubtful.problem.code) == (0.5, "percent-unit")
    assert plain.problem is None


@pytest.mark.parametrize("value", ["150%", "-5%", 150, -5])
def test_shares_beyond_the_whole_are_not_read(value):
    assert code_of(percents([value, 50])[0]) == "percent-range"


def test_words_are_no_percentage():
    assert code_of(percents(["nearly"])[0]) == "percent-unreadable"


@pytest.mark.parametrize(
    ("value", "days", "hours"),
    [
        (5, 5, 5), (0, 0, 0), (1.5, 2, 1.5), ("3d", 3, 24), ("2w", 10, 80), ("5 days", 5, 40),
        ("8 h", 1, 8), ("1 mo", 20, 160), ("5 Tage", 5, 40), ("2 días", 2, 16), ("3d?", 3, 24),
        (timedelta(hours=4), 1, 4), ("", None, None), ("n/a", None, None),
    ],
)  # fmt: skip
def test_durations_are_working_days_and_efforts_hours(value, days, hours):
    assert value_of(cells.read_duration(value, WORDS)) == days
    assert value_of(cells.read_effort(value, WORDS)) == hours


@pytest.mark.parametrize("value", ["-2", "a while", "3 edays", 1e9, "2-3 days"])
def test_what_is_no_length_of_time_is_reported(value):
    assert code_of(cells.read_duration(value, WORDS)) == "duration-unreadable"


@pytest.mark.parametrize(
    ("heading", "field", "value", "read"),
    [
        ("Duration (weeks)", "duration", 2, 10),
        ("Duration", "duration", 2, 2),
        ("Days", "duration", 2, 2),
        ("Effort (days)", "effort", 2, 16),
        ("Hours", "effort", 2, 2),
    ],
)
def test_a_unit_in_the_heading_holds_for_bare_numbers(heading, field, value, read):
    assert reader_for(field, heading, [value], WORDS)(value).value == read


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Done", Stated.DONE), ("✅ Done", Stated.DONE), ("IN_PROGRESS", Stated.IN_PROGRESS),
        ("3 - In progress", Stated.IN_PROGRESS), ("In Progress (60%)", Stated.IN_PROGRESS),
        ("  on   hold ", Stated.ON_HOLD), ("Won't do", Stated.CANCELLED), ("Abgeschlossen", Stated.DONE),
        ("En cours", Stated.IN_PROGRESS), ("No iniciado", Stated.NOT_STARTED), ("", None),
    ],
)  # fmt: skip
def test_status_words_are_known_however_they_are_dressed(text, status):
    read = partial(cells.read_word, meanings=WORDS.statuses, words=WORDS, what="a status")
    assert value_of(read(text)) == status


def test_an_unknown_word_gets_the_nearest_one_or_all_as_a_hint():
    read = partial(cells.read_word, meanings=WORDS.statuses, words=WORDS, what="a status")
    assert "“done”" in read("dnoe").problem.hint
    assert "“cancelled”" in read("wibble").problem.hint
    assert code_of(read("wibble")) == "word-unknown"


@pytest.mark.parametrize(
    ("value", "done"), [(True, Stated.DONE), ("x", Stated.DONE), (False, None)]
)
def test_a_tick_in_a_status_column_is_done(value, done):
    read = reader_for("status", "Done?", [value], WORDS)
    assert value_of(read(clean(value))) is done


def test_wont_is_a_priority_with_either_apostrophe():
    for text in ("Won't", "Won\u2019t", "WONT"):
        read = cells.read_word(text, WORDS.priorities, WORDS, "a priority")
        assert value_of(read) is Priority.WONT


@pytest.mark.parametrize(
    ("value", "score"),
    [
        ("3 x 5", 15),
        ("3×5", 15),
        ("3 * 5 = 15", 15),
        (15, 15),
        (15.0, 15),
        ("High", 15),
        ("", None),
    ],
)
def test_risks_are_scores_products_or_words(value, score):
    assert value_of(cells.read_risk(value, WORDS)) == score


@pytest.mark.parametrize("value", [0, 26, "6 x 5", "The supplier may fail"])
def test_what_is_no_risk_score_is_reported(value):
    assert code_of(cells.read_risk(value, WORDS)) == "risk-unreadable"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Anna", ["Anna"]),
        ("Tucker, Callie", ["Tucker, Callie"]),
        ("Tucker, Callie (Student)", ["Tucker, Callie (Student)"]),
        ("Tucker, Callie B.", ["Tucker, Callie B."]),
        ("Tucker, Callie; Smith, Bob", ["Tucker, Callie", "Smith, Bob"]),
        ("Callie Tucker, Bob Smith", ["Callie Tucker", "Bob Smith"]),
        ("Ann, Bob, Cy", ["Ann", "Bob", "Cy"]),
        ("ann, bob", ["ann", "bob"]),
        ("QA, IT", ["QA", "IT"]),
        ("Ann & Bob", ["Ann", "Bob"]),
        ("R&D", ["R&D"]),
        ("Ann and Bob", ["Ann", "Bob"]),
        ("Ann/Bob", ["Ann", "Bob"]),
        ("Ann / Bob", ["Ann", "Bob"]),
        ("Ann + Bob", ["Ann", "Bob"]),
        ("C++ team", ["C++ team"]),
        ("Ann\nBob", ["Ann", "Bob"]),
        ("Ann; ;Ann", ["Ann"]),
        ("Ann [50%], Bob [20%]", ["Ann", "Bob"]),
        ("a@x.org, b@x.org", ["a@x.org", "b@x.org"]),
        ('"a@b" <x>', ['"a@b" <x>']),
        ("a@b%0d%0aBcc:", ["a@b%0d%0aBcc:"]),
        ("TBD", []),
        ("-", []),
        (None, []),
    ],
)
def test_owners_are_split_as_people_write_them(text, people):
    assert list(read_owners(text, WORDS, frozenset())) == people


def test_names_that_stand_alone_elsewhere_tell_a_list_from_a_surname():
    alone = names_alone(["Anna", "Tucker, Callie", "Carl, Dora", "Dora, Emil"])
    assert read_owners("Anna, Ben", WORDS, alone) == ("Anna", "Ben")
    assert read_owners("Dora, Fay", WORDS, alone) == ("Dora", "Fay")
    assert read_owners("Tucker, Callie", WORDS, alone) == ("Tucker, Callie",)


def test_five_hundred_addresses_are_five_hundred_people():
    text = "; ".join(f"p{n}@x.org" for n in range(500))
    assert len(read_owners(text, WORDS, frozenset())) == 500


def links(text):
    return [(link.on, str(link.type), link.lag) for link in read_links(text, WORDS).value]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (3, [("3", "FS", 0)]),
        (3.0, [("3", "FS", 0)]),
        (2.1, [("2.1", "FS", 0)]),
        ("M-0003", [("M-0003", "FS", 0)]),
        ("#3", [("3", "FS", 0)]),
        ("3FS+2d", [("3", "FS", 2)]),
        ("3FS + 2 days", [("3", "FS", 2)]),
        ("3FS+1w", [("3", "FS", 5)]),
        ("3fs-1w", [("3", "FS", -5)]),
        ("3FF+4", [("3", "FF", 4)]),
        ("3FS+4h", [("3", "FS", 1)]),
        ("3FS+2 Tage", [("3", "FS", 2)]),
        ("2.1SS", [("2.1", "SS", 0)]),
        ("M-0003SF-2d", [("M-0003", "SF", -2)]),
        ("3+2d", [("3", "FS", 2)]),
        ("3-2d", [("3", "FS", -2)]),
        ("3-2", [("3-2", "FS", 0)]),
        ("3;4", [("3", "FS", 0), ("4", "FS", 0)]),
        ("3, 4SS+1d", [("3", "FS", 0), ("4", "SS", 1)]),
        ("6|7", [("6", "FS", 0), ("7", "FS", 0)]),
        ("3\n4", [("3", "FS", 0), ("4", "FS", 0)]),
        ("M3;;M7; ,", [("M3", "FS", 0), ("M7", "FS", 0)]),
        ("Design approved", [("Design approved", "FS", 0)]),
        ("Design approved FS+2d", [("Design approved", "FS", 2)]),
        ("Design, build and test", [("Design, build and test", "FS", 0)]),
        ("Phase-2", [("Phase-2", "FS", 0)]),
        ("Fix XSS", [("Fix XSS", "FS", 0)]),
        ("Beta-3d", [("Beta-3d", "FS", 0)]),
        ("3;3", [("3", "FS", 0)]),
        ("none", []),
        ("-", []),
        (None, []),
    ],
)
def test_dependencies_are_read_in_every_notation(value, found):
    assert links(value) == found


@pytest.mark.parametrize("text", ["3FS+50%", "3FS+2ed", "3SS+99999d"])
def test_a_lag_that_cannot_be_understood_is_reported_and_not_dropped_silently(text):
    reading = read_links(text, WORDS)
    assert reading.value == ()
    assert reading.problem.code == "dependency-unreadable"


@given(
    st.from_regex(r"[A-Z]{1,3}-?[0-9]{1,4}", fullmatch=True),
    st.sampled_from(LinkType),
    st.integers(-99, 99),
    st.sampled_from("dw"),
)
def test_a_reference_with_type_and_lag_is_read_back(on, kind, lag, unit):
    text = f"{on}{kind}{lag:+d}{unit}"
    wanted = LinkText(on, kind, lag * (5 if unit == "w" else 1))
    assert read_links(text, WORDS).value == (wanted,)
    assert read_link(text, WORDS.units) == wanted


@given(ANYTHING)
def test_nothing_a_cell_can_hold_breaks_any_reader(value):
    for field in ("owners", "duration", "effort", "status", "type", "priority", "risk", "level",
                  "reported_health", "client_visible", "kpi", "budget", "depends_on"):  # fmt: skip
        reader_for(field, "", [value], WORDS)(value)
    percent_reader([value], WORDS, shown_as_percent=False)(value)


@given(st.lists(st.one_of(st.text(max_size=8), st.integers(0, 3), st.none(), st.booleans())))
def test_a_column_is_cleaned_as_its_cells_are(values):
    values = [clean(value) if isinstance(value, bool) else value for value in values]
    assert clean_all(values) == [clean(value) for value in values]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"), (2.5, "2.5"), (True, "TRUE"), (None, ""), (" a \u00a0 b\r\nc ", "a b c"),
        ("a\x00b\x1b]2;x\x07", "ab]2;x"), ("x\ud800y", "xy"), ("a\u2028b\u0085c", "a b c"),
        ("=1+1", "=1+1"), ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)  # fmt: skip
def test_text_keeps_what_can_be_shown_and_nothing_else(value, text):
    assert clean(value) == text


def test_lines_are_kept_where_they_matter():
    assert clean_lines(" one \r\n two\x00 ") == "one\ntwo"
