"""What plans need of Google's quotas, beside what there is of them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from math import ceil
from typing import Final, NamedTuple

from syncer.app.checks import Check, Verdict

_MINUTE: Final = timedelta(minutes=1)
_SHEET: Final = {"sheets.read": 2, "sheets.write": 1}
"""Calls of a sync that changes something: the sheet is read again once, since we wrote to it."""
_CALENDAR: Final = {"calendar.read": 1, "calendar.write": 1}
"""The same of each calendar; of events, each that changes is one more."""
_NAMES: Final = {
    "sheets.read": "reads of Sheets",
    "sheets.write": "writes to Sheets",
    "calendar.read": "reads of Calendar",
    "calendar.write": "writes to Calendar",
}


class Needs(NamedTuple):
    """What a plan takes of Google's: it is synced *every* so often."""

    every: timedelta
    sheet: bool
    calendars: int


def quota_check(plans: Iterable[Needs], limits: Mapping[str, int]) -> Check:
    """Whether *limits*, in calls a minute, last where each of *plans* changes at each sync."""
    needed = dict.fromkeys(_NAMES, 0.0)
    for plan in plans:
        rate = _MINUTE / plan.every
        for kind, calls in _SHEET.items():
            needed[kind] += rate * calls * plan.sheet
        for kind, calls in _CALENDAR.items():
            needed[kind] += rate * calls * plan.calendars
    shown = [
        f"{ceil(calls)} of {limits[kind]} {_NAMES[kind]}" for kind, calls in needed.items() if calls
    ]
    says = f"where every plan changes at each sync, a minute takes {', '.join(shown)}"
    if all(calls <= limits[kind] for kind, calls in needed.items()):
        return Check("quota", Verdict.GOOD, says)
    return Check(
        "quota", Verdict.NOTE, f"{says}: syncs wait for one another",
        "sync less often, or raise `limits` under [google] as far as Google grants them",
    )  # fmt: skip
