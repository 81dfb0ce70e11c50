"""Words beside a date: `by` it, at the `end of` it, in the `week of` it, or `about` then."""

import re
from typing import Final


def _before(words: str, gap: str = r"[\s:]+") -> re.Pattern[str]:
    return re.compile(rf"^(?:{words}){gap}(?=\S)")


def _behind(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})$")


# A deadline is the day it names; `not before` and `after` are none.
_UNTIL: Final = _before(
    r"by|eod|cob|eob|until|till|no later than|not later than|latest(?: by)?"
    r"|bis(?: zum| spätestens)?|spätestens(?: am| bis| bis zum)?|zum"
    r"|jusqu'au|avant le|au plus tard(?: le)?|hasta(?: el)?|antes del|a más tardar(?: el)?"
    r"|até(?: o dia)?|entro(?: il)?|fino al|uiterlijk|vóór|tot(?: en met)?|t/m"
    r"|do|do dnia|najpóźniej(?: do)?|nejpozději(?: do)?|senest(?: den)?|senast(?: den)?|innen"
    r"|viimeistään|legkésőbb|до|не позднее|не позже|не пізніше|έως(?: τις)?|μέχρι(?: τις)?|ως"
    r"|עד|حتى|paling lambat|sebelum|trước(?: ngày)?|hạn"
)
_UNTIL_BEHIND: Final = _behind(
    r"(?<=[월月])\s?(?:중|中|내|内)|\s?(?:까지|まで|迄|前|之前|以前|-ig|mennessä|kadar|at the latest)"
)
_END_OF: Final = _before(
    r"end of|end|eom|eoy|ende|fin de|fin|fine|final de|final|fim de|eind|einde|koniec|końca|konec"
    r"|slutet av|slutten av|slut|slutningen af|ult\.?|ultimo|конец|кінець|τέλη|τέλος"
    r"|akhir|cuối|סוף|نهاية",
    gap=r"\s+",
)
_END_BEHIND: Final = _behind(r"\s+(?:end|loppu|lopussa|vége|végén|sonu)|\s?(?:말|末|底|月底)")
_WEEK_OF: Final = _before(
    r"w/?c|w/?b|wk of|week (?:of|commencing|beginning|starting)|woche (?:vom|ab)|semaine du"
    r"|semana del?|settimana del|week van|uge fra|vecka från"
)
_WEEK_TO: Final = _before(r"w/?e|week (?:ending|to)")
_ABOUT: Final = re.compile(
    r"(?:[~≈]|(?:ca|c|circa|approx|approximately|about|around|est|estimated|env|environ|vers(?: le)?"
    r"|etwa|ungefähr|около|приблизно|ok|około|asi|kb|noin|omkring|cirka|yaklaşik)\b\.?)\s*(?=\S)"
)
_DOUBTED: Final = re.compile(r"(?<=[\d.])\s?[?*]+$")


def about(text: str, later: frozenset[str]) -> tuple[str, str]:
    """
    The date in *text*, folded, and the mark that says it is not sure; both empty without one.

    *later*: words that say so behind it, as `tbc`.
    """
    for match in (_ABOUT.match(text), _DOUBTED.search(text)):
        if match:
            return text[: match.start()] + text[match.end() :], match[0].strip()
    day, _, word = text.rpartition(" ")
    return (day, word) if day and word in later else ("", "")


def week_around(text: str) -> str:
    """The first day of the week that *text*, folded, names by it; empty where it names none."""
    return _without(text, _WEEK_OF)


def without_until(text: str) -> str:
    """The date that *text*, folded, sets as a deadline; empty where it sets none."""
    return _without(text, _UNTIL, _WEEK_TO, _UNTIL_BEHIND)


def end_of(text: str) -> str:
    """The time whose end *text*, folded, is: of `end of may 2026` may 2026; empty where of none."""
    return _without(text, _END_OF, _END_BEHIND)


def _without(text: str, *marks: re.Pattern[str]) -> str:
    """*text* without the first of *marks* that it has; empty where it has none."""
    for mark in marks:
        if match := mark.search(text):
            return text[: match.start()] + text[match.end() :]
    return ""
