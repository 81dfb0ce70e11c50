"""Which column holds which field: by its heading and by what stands below, together."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from syncer.domain.plan import Stated
from syncer.domain.sheet import Value
from syncer.domain.words import FIELDS, folded
from syncer.stages.content import (
    are_codes,
    are_different,
    are_figures,
    are_shares,
    are_week_numbers,
    bears_out,
    fits,
    is_date,
    recurs,
    speak_against,
)
from syncer.stages.date_forms import names_calendar_weeks
from syncer.stages.guesses import guess_missing
from syncer.stages.headings import DATES, Heading
from syncer.stages.lexicon import MADE, Lexicon, Likeness, Match
from syncer.stages.readings import clean, is_blank

_SAMPLED: Final = 400
_MOST_UNKNOWN: Final = 60
# Taken only where the cells below bear it out, for these words head other columns as well.
_DOUBTFUL: Final = frozenset(
    {"type", "risk", "kpi", "kpi_start", "target", "wbs", "level", "client_visible"}
)
_LATER_DATES: Final = DATES - {"start", "due"}
_OPEN: Final = frozenset({Stated.NOT_STARTED, Stated.IN_PROGRESS})
_TERSE: Final = 2
"""Letters of a heading that says too little by itself: `a` is a date in one language only."""


class Chosen(NamedTuple):
    """The column of a field, *why* it was taken for that, and whether that is *sure*."""

    column: int
    why: str
    sure: bool = True


class Tier(IntEnum):
    """What speaks for a column, heading and cells together, the best first."""

    BOTH = 0
    FITTING = 1  # its cells may be such, and may be others
    HEADING = 2  # its cells are blank
    IN_SPITE = 3  # its cells look like something else
    NEAR = 4
    PART = 5


class Claim(NamedTuple):
    """One column that may hold one field; claims are granted in their order."""

    tier: Tier
    place: int
    rank: int
    likeness: Likeness
    column: int
    word: str

    @property
    def field(self) -> str:
        """What is claimed."""
        return FIELDS[self.place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """The columns under a heading row. *ours* are not people's; columns[0] is column A."""

    heading: Heading
    columns: Sequence[Sequence[Value]]
    ours: Collection[int]
    lexicon: Lexicon
    percents: frozenset[int] = frozenset()

    def below(self, column: int) -> Sequence[Value]:
        """The cells of *column* that are looked at."""
        row = self.heading.row
        cells = self.columns[column - 1]
        sample = cells[row : row + _SAMPLED]
        return sample if not all(map(is_blank, sample)) else cells[row:]

    def is_blank(self, column: int) -> bool:
        """Whether nothing stands below the heading."""
        return all(map(is_blank, self.below(column)))


def fields_of(
    heading: Heading,
    columns: Sequence[Sequence[Value]],
    ours: Iterable[int],
    lexicon: Lexicon,
    percents: frozenset[int] = frozenset(),
) -> dict[str, int]:
    """The column of each field. *columns* are those of the tab, *ours* are not people's."""
    chosen = choose_fields(heading, columns, ours, lexicon, percents)
    return {field: choice.column for field, choice in chosen.items()}


def choose_fields(
    heading: Heading,
    columns: Sequence[Sequence[Value]],
    ours: Iterable[int],
    lexicon: Lexicon,
    percents: frozenset[int] = frozenset(),
    *,
    kept: Mapping[str, Chosen] = MappingProxyType({}),
) -> dict[str, Chosen]:
    """
    The column of each field, and why that one.

    A heading we know wins; of several that fit one field, the one whose cells are such; then
    headings that are nearly known, where the cells bear them out; and what is still missing
    is told by the cells alone, where they are unmistakable. What is *kept* from before stays.
    """
    headed = Headed(
        heading=heading,
        columns=columns,
        ours=frozenset(ours),
        lexicon=lexicon,
        percents=percents,
    )
    chosen = dict(kept)
    _grant(_known(headed), headed, chosen)
    _grant(_resembling(headed, chosen), headed, chosen)
    if "title" not in kept:
        _untitle_the_phases(headed, chosen)
    below = {column: headed.below(column) for column in _free(headed, chosen)}
    known = {field: choice.column for field, choice in chosen.items()}
    for field, column, why in guess_missing(below, known, lexicon.words):
        chosen[field] = Chosen(column, why, sure=False)
    if "forecast" in chosen and not DATES & chosen.keys() - {"forecast", "start", "check_in"}:
        chosen["due"] = chosen.pop("forecast")  # `ETA` alone: nothing else was agreed
    if "title" not in chosen and "id" in chosen:
        _title_the_ids(headed, chosen)
    if "title" not in chosen and "phase" in chosen:
        _title_the_phases(headed, chosen)
    return chosen


def _untitle_the_phases(headed: Headed, chosen: dict[str, Chosen]) -> None:
    """Where few titles stand again and again beside texts that never do, they name phases."""
    if "title" not in chosen or "phase" in chosen:
        return
    columns = (headed.below(column) for column in _free(headed, chosen))
    words = headed.lexicon.words
    if recurs(headed.below(chosen["title"].column)) and any(
        are_different(cells) and bears_out("title", cells, words) for cells in columns
    ):
        chosen["phase"] = chosen.pop("title")._replace(why="its names stand again and again")


def _title_the_ids(headed: Headed, chosen: dict[str, Chosen]) -> None:
    """Where `Item` could be either, and what stands below are no codes, they are names."""
    column = chosen["id"].column
    named = headed.lexicon.matches(headed.heading.texts.get(column, ""))
    if "title" in {match.field for match in named} and not are_codes(headed.below(column)):
        chosen["title"] = chosen.pop("id")


def _title_the_phases(headed: Headed, chosen: dict[str, Chosen]) -> None:
    """Where phases are the only names, each once, they are what the plan is made of."""
    column = chosen["phase"].column
    if bears_out("title", headed.below(column), headed.lexicon.words):
        del chosen["phase"]
        chosen["title"] = Chosen(column, "its cells are the only names there are", sure=False)


def _free(headed: Headed, chosen: Mapping[str, Chosen]) -> Iterator[int]:
    """
    The columns up to the last heading that have no field, and whose heading says nothing.

    A date or a number heads a part of a time line, which is nobody's field.
    """
    texts, lexicon = headed.heading.texts, headed.lexicon
    for column in range(1, min(max(texts, default=0), len(headed.columns)) + 1):
        text = texts.get(column, "")
        says = text and (lexicon.knows(text) or lexicon.is_other(text) or _is_mark(text, lexicon))
        if not says and not _is_taken(column, headed, chosen):
            yield column


def _is_mark(text: str, lexicon: Lexicon) -> bool:
    return not any(map(str.isalpha, text)) or is_date(text, lexicon.words)


def twice(
    heading: Heading, fields: Mapping[str, int], ours: Iterable[int]
) -> list[tuple[str, int]]:
    """Columns that repeat the heading of a field's column: (field, column)."""
    known = {
        folded(heading.texts[index]): field
        for field, index in fields.items()
        if index in heading.texts
    }
    taken = {*fields.values(), *ours}
    return [
        (known[folded(text)], index)
        for index, text in heading.texts.items()
        if index not in taken and folded(text) in known
    ]


def _grant(claims: Iterable[Claim], headed: Headed, chosen: dict[str, Chosen]) -> None:
    """Give each field the best column that claims it, and each column one field."""
    for claim in sorted(claims):
        if claim.field not in chosen and not _is_taken(claim.column, headed, chosen):
            chosen[claim.field] = Chosen(claim.column, _why(claim), claim.tier < Tier.IN_SPITE)


def _is_taken(column: int, headed: Headed, chosen: Mapping[str, Chosen]) -> bool:
    return column in headed.ours or any(choice.column == column for choice in chosen.values())


def _known(headed: Headed) -> Iterator[Claim]:
    """The claims of headings that we know."""
    found = [
        (match, index, matches)
        for index, text in headed.heading.texts.items()
        if index not in headed.ours and (matches := headed.lexicon.matches(text))
        for match in matches
    ]
    rivals: dict[str, int] = {}
    for index in {index for match, index, _ in found if match.field == "title"}:
        if are_codes(headed.below(index)):  # `Milestone` above MS1, MS2
            yield Claim(Tier.PART, FIELDS.index("id"), 0, Likeness.PART, index, "")
    for index in {index for match, index, _ in found if match.field == "status"}:
        if are_shares(headed.below(index)):  # `Done` above 0, 50, 100
            yield Claim(Tier.NEAR, FIELDS.index("percent"), 0, Likeness.PART, index, "")
    titles = {
        index for match, index, _ in found if match.field == "title" and _names(index, headed)
    }
    titles -= {
        index
        for match, index, _ in found
        if match.field == "phase"
        and index in titles
        and any(_has_gaps_beside(index, other, headed) for other in titles - {index})
    }
    for match, _, _ in found:
        rivals[match.field] = rivals.get(match.field, 0) + 1
    for match, index, matches in found:
        tier = _tier(match, index, matches, headed, alone=rivals[match.field] == 1)
        if match.field == "title" and titles and index not in titles:
            tier = max(tier, Tier.FITTING) if tier is not None else None
        if tier is not None:
            yield _claim(tier, match, index)


def _has_gaps_beside(index: int, other: int, headed: Headed) -> bool:
    """Whether a column is blank where the *other* goes on: `Phase`, once, beside its `Goal`s."""
    if index > other:
        return False
    pairs = [*zip(headed.below(index), headed.below(other), strict=False)]
    gaps = sum(is_blank(name) for name, beside in pairs if not is_blank(beside))
    return gaps > 0 and not any(is_blank(beside) for name, beside in pairs if not is_blank(name))


def _names(index: int, headed: Headed) -> bool:
    """Whether titles could be what stands in this column: neither codes nor the same few words."""
    return bears_out("title", headed.below(index), headed.lexicon.words)


def _tier(
    match: Match, index: int, matches: Sequence[Match], headed: Headed, *, alone: bool
) -> Tier | None:
    """What the cells say to a heading that we know; None where they speak against it."""
    field = match.field
    others = {other.field for other in matches} - {field}
    doubtful = field in _DOUBTFUL or len(headed.heading.texts[index]) <= _TERSE
    if doubtful or match.rank == MADE or _is_in_doubt(matches):
        if not _may_be(field, index, others, headed):
            return None
    elif _is_rather_another(field, index, others, headed):
        return None
    elif alone:
        return Tier.BOTH
    if headed.is_blank(index):
        return Tier.HEADING
    below, words = headed.below(index), headed.lexicon.words
    if alone or field == "title" or bears_out(field, below, words):
        return Tier.BOTH
    return Tier.FITTING if fits(field, below, words) else Tier.IN_SPITE


def _may_be(field: str, index: int, others: Collection[str], headed: Headed) -> bool:
    below = headed.below(index)
    if field in ("start", "due") and are_week_numbers(below):
        return names_calendar_weeks(headed.heading.texts[index], headed.lexicon.words)
    if not fits(field, below, headed.lexicon.words) or speak_against(field, others, below):
        return False
    if field == "phase" and "status" in others and fits("status", below, headed.lexicon.words):
        return False  # `Stage` above Backlog, Shipped
    return field != "status" or index not in headed.percents


def _is_rather_another(field: str, index: int, others: Collection[str], headed: Headed) -> bool:
    """
    Whether a column is, by its cells, not what its heading says.

    Numbers are no dates of the past, and shares up to 100 no states. `Completion date` is the due date, or the day it was done:
    that, if it is blank where the status says that an item is still open.
    """
    if field in _LATER_DATES and are_figures(headed.below(index)):
        return True
    if field == "status" and are_shares(headed.below(index)):
        return True
    return field == "due" and "actual" in others and _waits_for_done(index, headed)


def _waits_for_done(index: int, headed: Headed) -> bool:
    lexicon, row = headed.lexicon, headed.heading.row
    for column, text in headed.heading.texts.items():
        if any(match.field == "status" for match in lexicon.matches(text)):
            states = headed.columns[column - 1][row : row + _SAMPLED]
            cells = headed.columns[index - 1][row : row + _SAMPLED]
            still_open = [
                is_blank(cell)
                for state, cell in zip(states, cells, strict=True)
                if lexicon.words.statuses.get(folded(clean(state))) in _OPEN
            ]
            return 2 * sum(still_open) > len(still_open)
    return False


def _is_in_doubt(matches: Sequence[Match]) -> bool:
    """Whether only the cells below can tell which is meant; of two dates they cannot."""
    return len(matches) > 1 and not {match.field for match in matches} <= DATES


def _resembling(headed: Headed, chosen: Mapping[str, Chosen]) -> Iterator[Claim]:
    """The claims of headings like ones we know, where the cells below bear them out."""
    texts = [
        item for item in headed.heading.texts.items() if not _is_taken(item[0], headed, chosen)
    ]
    for index, text in texts[:_MOST_UNKNOWN]:
        borne_out = [
            match
            for match in headed.lexicon.resembling(text)
            if match.field not in chosen and _is_borne_out(match, index, headed)
        ]
        near = [match for match in borne_out if match.likeness is Likeness.NEAR]
        best = near or borne_out
        if len(best) == 1 or {match.field for match in best} <= DATES:
            for match in best:
                yield _claim(Tier.NEAR if near else Tier.PART, match, index)


def _is_borne_out(match: Match, index: int, headed: Headed) -> bool:
    below = headed.below(index)
    if match.field == "percent" and match.likeness is Likeness.PART:
        signed = index in headed.percents or "%" in headed.heading.texts[index]
        if not signed and not any("%" in cell for cell in below if isinstance(cell, str)):
            return False
    return bears_out(match.field, below, headed.lexicon.words)


def _claim(tier: Tier, match: Match, index: int) -> Claim:
    return Claim(tier, FIELDS.index(match.field), match.rank, match.likeness, index, match.word)


def _why(claim: Claim) -> str:
    """For people: what speaks for the choice."""
    if claim.likeness is Likeness.PART and not claim.word:
        return "by its heading, and its cells fit"
    if claim.tier is Tier.IN_SPITE:
        return "by its heading, though its cells look like something else"
    if claim.tier is Tier.NEAR:
        return f"its heading is nearly “{claim.word}”, and its cells fit"
    if claim.tier is Tier.PART:
        return f"its heading has “{claim.word}” in it, and its cells fit"
    return "by its heading"
