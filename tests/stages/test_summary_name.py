"""What the Summary is called beside tabs of people's and of other plans."""

import pytest

from syncer.domain.sheet import Snapshot, Tab, Version
from syncer.stages.present.summary_name import free_name


def name(*tabs, title="Apollo"):
    """*tabs* by name; one of ours has a star before it."""
    made = tuple(Tab(name=tab.lstrip("*"), rows=(), ours=tab.startswith("*")) for tab in tabs)
    return free_name(Snapshot(source="p", version=Version("1"), tabs=made), title)


@pytest.mark.parametrize(
    ("tabs", "expected"),
    [
        (["Plan"], "Summary"),
        (["Plan", "SUMMARY"], "Summary (syncer)"),
        (["summary", "Summary (Syncer)"], "Summary (syncer 2)"),
        (["summary", "Summary (Syncer)", "SUMMARY (syncer 2)"], "Summary (syncer 3)"),
        (["*Summary"], "Summary (Apollo)"),
        (["*Summary", "summary (APOLLO)"], "Summary (syncer)"),
        (["*Second edition", "Plan"], "Summary"),
    ],
)
def test_it_is_told_from_others_without_their_case(tabs, expected):
    assert name(*tabs) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("North/South: [2026] a*b?", "Summary (North South 2026 a b)"),
        ("x" * 40, f"Summary ({'x' * 21})"),
        ("[/]", "Summary (syncer)"),
    ],
)
def test_a_title_is_cut_to_what_every_program_takes(title, expected):
    assert name("*Summary", title=title) == expected
    assert len(expected) <= 31
