"""Headings made of two that are known, and columns of dates that nobody asked for."""

import pytest
from reading import WORDS, fields, understand

from syncer.stages.lexicon import Lexicon

LEXICON = Lexicon(WORDS)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Planned Begin", "start"), ("Planificado Inicio", "start"), ("Prévu Début", "start"),
        ("Prévu Fin", "due"), ("Réalisé Fin", "actual"), ("Real Fin", "actual"), ("Finish (actual)", "actual"),
        ("Koniec rzecz.", "actual"), ("End forecast", "forecast"), ("Due 2026", "due"),
        ("Termin alt", "baseline"), ("Termin neu", "forecast"), ("Oude datum", "baseline"), ("Planerat", "due"),
    ],
)  # fmt: skip
def test_two_known_headings_together_name_one_date(heading, field):
    assert [match.field for match in LEXICON.matches(heading)][:1] == [field]


@pytest.mark.parametrize(
    "heading", ["Real Inicio", "Réalisé Début", "Start (actual)", "Slut/Start"]
)
def test_the_day_on_which_an_item_really_began_is_none_of_ours(heading):
    assert LEXICON.matches(heading) == ()


def test_a_column_of_dates_that_is_not_read_is_named():
    read = understand(
        "Task | Due | Handed over | Created\nDig | 2026-03-01 | 2026-03-05 | 2026-01-01\n"
        "Lay | 2026-04-01 | 2026-04-05 | 2026-01-01"
    )
    assert read.layout.doubts == ("Dates stand in C “Handed over”, too; they are not read.",)


def test_of_two_unknown_columns_of_dates_the_later_is_the_due_date():
    read = understand(
        "Task | Wibble | Wobble\nDig | 2026-03-05 | 2026-03-01\nLay | 2026-04-05 | 2026-04-01"
    )
    assert fields(read.layout)["due"] == "B"
    assert read.said("column-guessed").cell == "B1"


def test_submitted_is_done_as_in_every_other_language():
    read = understand(
        "Deliverable | Due | Status\nReport | 2026-01-31 | Submitted\nPaper | 2026-02-01 | Open"
    )
    assert read.row("Report").status == "done"


def test_a_made_heading_needs_cells_that_are_such():
    read = understand(
        "Deliverable | End month | Deliverable date\nReport | M1 | 2026-01-31\nPaper | M36 | 2026-02-28"
    )
    assert fields(read.layout)["due"] == "C"


def test_a_column_that_is_mostly_undecided_is_still_one_of_dates():
    read = understand(
        "Milestone | Target\nPilot | TBD\nBeta | mid June\nRollout | end of 2026\nEnd | TBD"
    )
    assert fields(read.layout)["due"] == "B"
    assert str(read.row("Rollout").due) == "2026-12-31"
    assert [code for _, code in read.codes()] == ["date-open", "date-unreadable", "date-open"]
