"""Which tab of a spreadsheet holds the plan."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from math import log2
from typing import Final, NamedTuple

from syncer.domain.sheet import Snapshot, Tab, Value
from syncer.errors import SourceError
from syncer.stages import table
from syncer.stages.content import is_date
from syncer.stages.fields import Chosen, choose_fields
from syncer.stages.heading_rows import find_heading
from syncer.stages.headings import DATES, Heading
from syncer.stages.lexicon import Lexicon
from syncer.stages.readings import is_blank
from syncer.stages.table import STRONG, Columns
from syncer.stages.unheaded import guess_fields

_SAMPLED: Final = 50
_FIRST_DAY: Final = 34_700  # the serial number of a day in 1995
_LAST_DAY: Final = 73_500  # of one in 2101


class Candidate(NamedTuple):
    """A tab that may hold the plan, and its heading row where it has one."""

    tab: Tab
    heading: Heading | None
    chosen: Mapping[str, Chosen]
    columns: Columns

    @property
    def fields(self) -> Mapping[str, int]:
        """The column of each field."""
        return {name: choice.column for name, choice in self.chosen.items()}

    @property
    def first(self) -> int:
        """The first row below the headings."""
        return self.heading.row + 1 if self.heading else 1


def choose_tab(
    snapshot: Snapshot, lexicon: Lexicon, name: str | None
) -> tuple[Candidate, tuple[str, ...]]:
    """
    The tab called *name*, else the one most like a plan; and the names of others that are one.

    SourceError: there is no such tab, or nothing like a plan.
    """
    tabs = [tab for tab in snapshot.tabs if not tab.ours]
    if name is not None:
        followed = [tab for tab in tabs if tab.called == name]
        tabs = followed or [tab for tab in tabs if tab.name == name]
        if not tabs:
            raise _no_such_tab(snapshot, name)
    candidates = [candidate for tab in tabs if (candidate := _candidate(tab, lexicon))]
    if not candidates:
        raise _no_plan(snapshot, tabs, lexicon)
    best = max(candidates, key=lambda candidate: _likeness(candidate, lexicon))
    others = (one for one in candidates if one is not best and not one.tab.hidden)
    return best, tuple(one.tab.name for one in others if _dated(one, lexicon) > 1)


def _candidate(tab: Tab, lexicon: Lexicon) -> Candidate | None:
    if not any(tab.rows):
        return None
    columns = table.by_column(tab.rows)
    heading = find_heading(tab, lexicon)
    if heading is not None:
        chosen = choose_fields(heading, columns, (), lexicon, tab.percents)
        return Candidate(tab, heading, chosen, columns)
    guessed = guess_fields(columns, lexicon)
    return Candidate(tab, None, guessed, columns) if guessed else None


def _likeness(candidate: Candidate, lexicon: Lexicon) -> tuple[int, bool, bool, bool, float]:
    """What makes one tab more like a plan than another, the weightiest first."""
    below = _below(candidate, "title")
    titles = len(below) - below.count(None) - below.count("")
    in_use = [name for name in {"title", "phase", *STRONG} if any(_sample(candidate, name))]
    return (
        _dated(candidate, lexicon),
        not candidate.tab.hidden,
        "title" in candidate.chosen,
        candidate.heading is not None,
        len(in_use) + log2(1 + titles),
    )


def _dated(candidate: Candidate, lexicon: Lexicon) -> int:
    """2 where columns headed as title and date are in use, 1 where they only look so, else 0."""
    title = candidate.chosen.get("title")
    if title is None:
        return 0
    in_use = [name for name in DATES & candidate.chosen.keys() if _sample(candidate, name)]
    sure = [name for name in in_use if candidate.chosen[name].sure]
    values = [value for name in in_use for value in _sample(candidate, name)]
    if not any(_is_day(value) or is_date(value, lexicon.words) for value in values):
        # All of them may be missing, or placeholders: then the words must do.
        return int(bool(sure) and title.sure)
    return 1 + bool(sure and title.sure)


def _is_day(value: Value) -> bool:
    return isinstance(value, int | float) and _FIRST_DAY < value < _LAST_DAY


def _below(candidate: Candidate, name: str) -> Sequence[Value]:
    """The cells of a field."""
    choice = candidate.chosen.get(name)
    return candidate.columns[choice.column - 1][candidate.first - 1 :] if choice else ()


def _sample(candidate: Candidate, name: str) -> list[Value]:
    """The first cells of a field that are not blank."""
    found: list[Value] = []
    for value in _below(candidate, name):
        if not is_blank(value):
            found.append(value)
            if len(found) == _SAMPLED:
                break
    return found


def _no_such_tab(snapshot: Snapshot, name: str) -> SourceError:
    names = [tab.name for tab in snapshot.tabs if not tab.ours]
    near = get_close_matches(name, names, 1)
    hint = f"its tabs are {', '.join(map(repr, names))}; name the one that is meant as its `tab`"
    if near:
        hint = (
            f"did you mean {near[0]!r}?" if len(names) == 1 else f"did you mean {near[0]!r}? {hint}"
        )
    return SourceError(f"{snapshot.source} has no tab {name!r}", hint=hint)


def _no_plan(snapshot: Snapshot, tabs: Iterable[Tab], lexicon: Lexicon) -> SourceError:
    names = ", ".join(repr(tab.name) for tab in tabs) or "none"
    known = lexicon.words.columns
    like = ", ".join(known[field][0] for field in ("title", "owners", "due") if known.get(field))
    return SourceError(
        f"no tab of {snapshot.source} holds anything like a plan (looked at: {names})",
        hint=f"a plan has a row of headings with at least a title and a date: {like}",
    )
