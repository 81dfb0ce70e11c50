"""What the tab is called that we keep beside a plan."""

import re
from itertools import count
from typing import Final

from syncer.domain.sheet import Snapshot

SUMMARY: Final = "Summary"
_LONGEST: Final = 31  # characters of a tab's name in Excel, and fewer kinds of them than elsewhere
_UNFIT: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")


def free_name(snapshot: Snapshot, title: str) -> str:
    """
    `Summary`, or another that no tab of *snapshot* bears yet.

    Where that is the Summary of another plan, ours is told from it by the plan's *title*; where
    it is people's own, by being ours. Programs do not tell case apart.
    """
    taken = {tab.name.casefold(): tab.ours for tab in snapshot.tabs}
    named = f"{SUMMARY} ({_fit(title, _LONGEST - len(SUMMARY) - 3)})"
    names = [SUMMARY, named] if taken.get(SUMMARY.casefold()) and _fit(title, 1) else [SUMMARY]
    free = (name for name in names if name.casefold() not in taken)
    return next(free, "") or _numbered(taken)


def _numbered(taken: dict[str, bool]) -> str:
    for number in count(1):
        name = f"{SUMMARY} (syncer)" if number == 1 else f"{SUMMARY} (syncer {number})"
        if name.casefold() not in taken:
            return name
    raise AssertionError  # count never ends


def _fit(title: str, longest: int) -> str:
    """*title* as a tab may be called in every program, cut."""
    return " ".join(_UNFIT.sub(" ", title).split())[:longest].strip()
