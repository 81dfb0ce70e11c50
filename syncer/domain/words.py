"""How people name things: headings, states, months; data that is read from mappings/."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from syncer.domain.layout import Owned
from syncer.domain.plan import Health, Kind, Priority, Stated

FIELDS: tuple[str, ...] = (
    "id", "title", "type", "project", "phase", "parent", "wbs", "level", "owners",
    "start", "due", "baseline", "committed", "forecast", "actual", "status", "percent",
    "priority", "depends_on", "duration", "effort", "buffer", "tolerance", "budget", "spent",
    "notes", "reason", "kpi", "kpi_start", "target", "risk", "contingency", "check_in",
    "reported_health", "client_visible",
)  # fmt: skip
"""Every field that a column of people's can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """
    A vocabulary. Words are compared without regard to case, accents kept, white space folded.

    Attributes:
        columns: Per field the headings it may have; an earlier one wins.
        statuses, kinds, priorities, healths: What a word in such a column means.
        months: 1 to 12.
        weekdays: Words that may stand beside a date and say nothing more.
        units: Working days in one unit of time (`w` is 5); an hour is 0.125.
        risks: Likelihood x impact, 1 to 25, of a word.
        yes, no: For columns of flags.
        nothing: What stands for a blank (`n/a`).
        later: What says that something is not yet known (`TBD`).
        totals: What a row of sums calls itself.
        owned: Other headings for our columns, where the team renamed them.
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
    owned: Mapping[Owned, str] = field(default_factory=dict)


def folded(text: str) -> str:
    """How words are compared: no case, no surrounding or doubled white space."""
    return " ".join(text.split()).casefold()
