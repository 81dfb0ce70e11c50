"""
Reads worked plans: small tables that say what evaluating must give, row by row.

    # 6. Buffer
    today 03-09
    A | due 03-06; forecast 03-11    | late    | Red   | 03-11 | 3 / 5 | 3 + 0 | 4
    M | due 03-13; buffer 5; after A | at risk | Amber | 03-13 | 0 / 0 | 0 + 0 | 2 | buffer used 3

The columns: row, what it says, status, health, forecast, slip in working / calendar days,
own + inherited, float; then, where it matters, other figures. `-` is null. Lines that begin
with `;` are the reckoning behind what follows.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from plans import Draft, row

from syncer.domain.memory import Baseline
from syncer.domain.verdicts import Evaluation, Verdict


class Expected(NamedTuple):
    """The cells of one row of a table, as text; *more* by name."""

    title: str
    status: str
    health: str
    forecast: str
    slip: str
    parts: str
    total_float: str
    more: dict[str, str]


class WorkedPlan(NamedTuple):
    """One table."""

    name: str
    today: str
    loops: tuple[str, ...]
    terms: dict[str, object]
    drafts: tuple[Draft, ...]
    expected: tuple[Expected, ...]


def worked_plans(path: Path) -> list[WorkedPlan]:
    """Every table of the file."""
    blocks = re.split(r"^# ", path.read_text("utf-8"), flags=re.MULTILINE)
    return [_plan(block) for block in blocks[1:]]


def figures(evaluation: Evaluation, drafts: tuple[Draft, ...]) -> Iterator[Expected]:
    """What was found, written like what was expected; *more* holds every other figure."""
    titles = [draft.said.title for draft in drafts]
    for position, verdict in enumerate(evaluation.verdicts):
        found = [
            f"{finding.severity} {finding.field}"
            for finding in evaluation.findings
            if finding.row == position + 2
        ]
        yield Expected(
            title=titles[position],
            status=verdict.status.value.replace("_", " "),
            health=verdict.health.value.capitalize(),
            forecast=f"{verdict.forecast:%m-%d}" if verdict.forecast else "-",
            slip=_pair(verdict.slip, "/", verdict.slip_days),
            parts=_pair(verdict.own, "+", verdict.inherited),
            total_float=_text(verdict.total_float),
            more=_more(verdict, titles) | {"findings": " and ".join(found) or "none"},
        )


def _more(verdict: Verdict, titles: list[str]) -> dict[str, str]:
    return {
        "original": _text(verdict.slip_original),
        "moves": _text(verdict.moves),
        "gross": _text(verdict.gross),
        "net": _text(verdict.net),
        "percent": "-" if verdict.percent is None else f"{verdict.percent:.1f}",
        "buffer used": _text(verdict.buffer_used),
        "root": "-" if verdict.root is None else titles[verdict.root],
        "rule": verdict.rule,
        "stale": _text(verdict.stale),
        "critical": "yes" if verdict.critical else "no",
        "due": f"{verdict.due:%m-%d}" if verdict.due else "-",
        "baseline": f"{verdict.baseline:%m-%d}" if verdict.baseline else "-",
        "unclamped": f"{verdict.unclamped:%m-%d}" if verdict.unclamped else "-",
    }


def _text(figure: float | None) -> str:
    return "-" if figure is None else str(figure)


def _pair(first: int | None, sign: str, second: int | None) -> str:
    return "-" if first is None else f"{first} {sign} {second}"


def _plan(block: str) -> WorkedPlan:
    name, *lines = [line.strip() for line in block.splitlines()]
    head = {"loops": "", "tolerance": "", "today": ""}
    drafts: list[Draft] = []
    expected: list[Expected] = []
    for line in lines:
        if not line or line.startswith(";"):
            continue
        if "|" not in line:
            word, _, value = line.partition(" ")
            head[word] = value
            continue
        cells = [cell.strip() for cell in line.split("|")]
        drafts.append(_draft(cells[0], cells[1]))
        expected.append(_expected(cells))
    terms = {"tolerance": int(head["tolerance"])} if head["tolerance"] else {}
    loops = tuple(head["loops"].split())
    return WorkedPlan(name, head["today"], loops, terms, tuple(drafts), tuple(expected))


def _expected(cells: list[str]) -> Expected:
    more = {}
    for phrase in cells[8].split(";") if len(cells) > 8 else ():
        name, _, value = phrase.strip().rpartition(" ")
        if phrase.strip().startswith("findings"):
            name, _, value = phrase.strip().partition(" ")
        more[name] = value
    return Expected(cells[0], *cells[2:8], more)


def _draft(title: str, says: str) -> Draft:
    said: dict[str, object] = {}
    for phrase in says.split(";"):
        _say(phrase.strip(), said)
    return row(title, **said)


_DAY = r"(\d\d-\d\d)"
_PHRASES = {
    rf"(start|due|baseline|committed|forecast) {_DAY}": lambda m: {m[1]: m[2]},
    rf"done {_DAY}": lambda m: {"actual": m[1]},
    rf"check-in {_DAY}": lambda m: {"check_in": m[1]},
    rf"first seen {_DAY}": lambda m: {"first_seen": m[1]},
    r"status done": lambda _: {"status": "done"},
    r"(blocked|at risk|on hold|in progress|not started|cancelled)": lambda m: {
        "status": m[1].replace(" ", "_")
    },
    r"([\d.]+) %": lambda m: {"percent": float(m[1])},
    r"effort ([\d.]+) h": lambda m: {"effort": float(m[1])},
    r"(buffer|tolerance|duration) (\d+)": lambda m: {m[1]: int(m[2])},
    r"Type (\w+)": lambda m: {"type": m[1]},
    r"(project|phase|priority|under) (\w+)": lambda m: {m[1]: m[2]},
    r"after (.+)": lambda m: {"after": m[1].replace(",", ";")},
    rf"open before, first seen done {_DAY}": lambda m: {"first_done": m[1]},
    rf"baselines? ({_DAY}(, {_DAY})*) \(set {_DAY}\)": lambda m: {
        "baselines": _baselines(m[1].split(", "), m[5])
    },
    rf"baselines? ({_DAY}(, {_DAY})*) \(set {_DAY}, approved\)": lambda m: {
        "baselines": _baselines(m[1].split(", "), m[5], "the scope grew", "Ada")
    },
    rf"due (?:first seen|seen as) (.+), now {_DAY}": lambda m: {
        "due_seen": re.findall(_DAY, m[1]),
        "due": m[2],
    },
    r"risk (\d) x (\d), no contingency": lambda m: {"risk": int(m[1]) * int(m[2])},
    r"risk (\d) x (\d), contingency written": lambda m: {
        "risk": int(m[1]) * int(m[2]),
        "contingency": "a second supplier",
    },
    r"KPI target (\d+), actual (\d+)": lambda m: {"target": float(m[1]), "kpi": float(m[2])},
    r"KPI from (\d+) to (\d+), actual (\d+)": lambda m: {
        "kpi_start": float(m[1]),
        "target": float(m[2]),
        "kpi": float(m[3]),
    },
    r"no check-in|nothing": lambda _: {},
}


def _say(phrase: str, said: dict[str, object]) -> None:
    for pattern, meaning in _PHRASES.items():
        if read := re.fullmatch(pattern, phrase):
            said.update(meaning(read))
            return
    raise ValueError(f"no phrase of worked plans: {phrase!r}")


def _baselines(days: list[str], set_on: str, reason: str = "", by: str = "") -> list[Baseline]:
    """The last of *days* was set on *set_on*; when the others were, nobody knows."""
    *before, last = (row("", baselines=[one]).baselines[0] for one in days)
    set_day = row("", baselines=[f"{set_on}"]).baselines[0].day
    return [*before, last._replace(set_on=set_day, reason=reason, approved_by=by)]
