"""How people name things: headings, states, months; data that is read from mappings/."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from unicodedata import normalize

from syncer.domain.layout import Owned
from syncer.domain.plan import Health, Kind, Priority, Stated

# Zero-width marks, direction marks, the soft hyphen, and what asks for a coloured emoji.
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]")

FIELDS: tuple[str, ...] = (
    "id", "title", "type", "project", "phase", "parent", "wbs", "level", "owners",
    "start", "due", "baseline", "committed", "forecast", "actual", "status", "percent",
    "priority", "depends_on", "duration", "effort", "buffer", "tolerance", "budget", "spent",
    "notes", "reason", "kpi", "kpi_start", "target", "risk", "contingency", "check_in",
    "reported_health", "client_visible",
)  # fmt: skip
"""Every field that a column of people's can hold."""

WORD_LISTS: tuple[str, ...] = (
    "weekdays", "yes", "no", "nothing", "later", "totals", "leftovers", "dittos", "others",
    "weeks", "quarters", "ands",
)  # fmt: skip
"""The attributes of `Words` that are mere lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """
    A vocabulary. Words are compared without regard to case, accents kept, white space folded.

    Attributes:
        columns: Per field the headings it may have, white space folded; an earlier one wins.
        statuses, kinds, priorities, healths: What a word in such a column means.
        months: 1 to 12.
        weekdays: Words that may stand beside a date and say nothing more.
        units: Working days in one unit of time (`w` is 5); an hour is 0.125.
        risks: Likelihood x impact, 1 to 25, of a word.
        yes, no: For columns of flags.
        nothing: What stands for a blank (`n/a`).
        later: What says that something is not yet known (`TBD`).
        totals: What a row of sums calls itself.
        leftovers: What a template's own rows say (`Insert new rows above`), as they begin.
        dittos: What means the same as in the row above (`idem`).
        others: Headings of columns that hold none of our fields (`Created`, `Actual start`).
        weeks, quarters: What stands before or behind the number of a week, of a quarter.
        ands: What joins two people in one cell.
        owned: Other headings for our columns, where the team renamed them.
        language: The sheet's own (`de`), where it could be told; empty where not.
        spoken, tool: What people call that language, and the tool the sheet comes from; may be empty.
        tongues: Each language by itself, to lay the sheet's own over all the others.
        profiles: The tools that are recognised by their headings.
        named: What the person's own mapping says, over everything else.
        digest: Of the files all this was read from.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statuses: Mapping[str, Stated] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    priorities: Mapping[str, Priority] = field(default_factory=dict)
    healths: Mapping[str, Health] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: frozenset[str] = frozenset()
    units: Mapping[str, float] = field(default_factory=dict)
    risks: Mapping[str, int] = field(default_factory=dict)
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    totals: frozenset[str] = frozenset()
    leftovers: frozenset[str] = frozenset()
    dittos: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    weeks: frozenset[str] = frozenset()
    quarters: frozenset[str] = frozenset()
    ands: frozenset[str] = frozenset()
    owned: Mapping[Owned, str] = field(default_factory=dict)
    language: str = ""
    spoken: str = ""
    tool: str = ""
    tongues: tuple["Tongue", ...] = ()
    profiles: tuple["Profile", ...] = ()
    named: "Words | None" = None
    digest: str = ""

    def under(self, top: "Words") -> "Words":
        """These words with those of *top* before them; a field it gives no headings is lost."""
        mine = self._without_contradictions(top)
        meanings: dict[str, Any] = {
            # Twice, as the first to come give the order and the last to come the meaning.
            name: {**getattr(top, name), **getattr(mine, name), **getattr(top, name)}
            for name in ("statuses", "kinds", "priorities", "healths", "months", "units", "risks")
        }
        lists: dict[str, Any] = {
            name: getattr(mine, name) | getattr(top, name) for name in WORD_LISTS
        }
        return replace(
            mine,
            columns=_over(top.columns, mine.columns),
            owned={**mine.owned, **top.owned},
            language=top.language or mine.language,
            **meanings,
            **lists,
        )

    def _without_contradictions(self, top: "Words") -> "Words":
        """Without what *top* says the opposite of: other columns, yes and no."""
        headings = {folded(word) for words in top.columns.values() for word in words}
        return replace(
            self,
            others=self.others - headings,
            yes=self.yes - top.no,
            no=self.no - top.yes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """
    The words of one language.

    Attributes:
        code: ISO 639-1.
        title: What people call it.
        known: Every word of it, by which it is recognised.
    """

    code: str
    words: Words
    known: frozenset[str]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """
    How one tool names things.

    Attributes:
        name: Of its file (`asana`).
        title: What people call it (`Asana`).
        signs: All headings of one of these stand in the heading row of what it exports.
    """

    name: str
    signs: tuple[frozenset[str], ...]
    words: Words
    title: str = ""


def folded(text: str) -> str:
    """
    How words are compared: no case, no surrounding or doubled white space.

    Full-width, composed and decomposed letters are one (NFKC); marks that nobody sees are none;
    Turkish dotted and dotless `i` are one, as upper case in Turkish text does not tell which it was.
    """
    if text.isascii():
        return " ".join(text.split()).casefold()
    return " ".join(_lowered(text).split())


def folded_all(words: Sequence[str]) -> list[str]:
    """`folded` of many at once, ten times as fast; none of *words* has needless white space."""
    return _lowered("\n".join(words)).split("\n") if words else []


def _lowered(text: str) -> str:
    seen = normalize("NFKC", _UNSEEN.sub("", text)).casefold()
    return seen.replace("i\u0307", "i").replace("\u0131", "i")  # dotless


def _over(
    top: Mapping[str, tuple[str, ...]], below: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The headings of both, those of *top* first; where it has an empty list there are none."""
    return {
        name: tuple(dict.fromkeys(top.get(name, ()) + below.get(name, ())))
        for name in FIELDS
        if (name in top or name in below) and top.get(name) != ()
    }
