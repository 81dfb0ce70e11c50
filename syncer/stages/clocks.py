"""The time of day that may stand behind a date, and says nothing to a plan of days."""

import re
from typing import Final

_ZONE: Final = r"(?:z|utc|gmt|[+-]\d{2}:?\d{2}|[a-z]+/[a-z_/]+|[a-z]{2,5})"
_HALF: Final = r"(?:[ap]\.?\s?m\.?|h|hrs?|uhr|時|시|点)"
_BEFORE: Final = r"(?:at|um|à|a las|kl\.?|上午|下午|午前|午後|오전|오후)"
_CLOCK: Final = re.compile(
    rf"(?:\s*,\s*|\s+|t)(?:{_BEFORE}\s*)?\d{{1,2}}[:.]\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?"
    rf"\s*{_HALF}?\s*{_ZONE}?"
)
# `klo 12`, `um 9 Uhr`, `14h30`: without a colon the word beside it tells.
_WORDED: Final = re.compile(
    r"(?:\s*,\s*|\s+)(?:(?:klo|kl\.?|um|at|à|a las|alle|ore|às|godz\.?|saat)\s?\d{1,2}"
    r"(?:[.h]\d{2})?\s?(?:uhr|hrs?|h)?|\d{1,2}(?:[.h]\d{2})?\s?(?:uhr|[ap]m|hrs?|h)|\d{1,2}h\d{2})\.?"
)


def without_clock(text: str) -> str:
    """*text*, folded, without a time behind it: 2026-03-01t09:30:00z is 2026-03-01."""
    if ":" not in text:
        match = _WORDED.search(text) if " " in text else None
        return text[: match.start()] if match and match.end() == len(text) else text
    match = _CLOCK.search(text)
    if match and match.start() and match.end() == len(text):
        return text[: match.start()]
    return text
