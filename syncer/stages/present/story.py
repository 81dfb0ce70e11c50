"""
What an event says of its item, in one line and in a few.

Nothing in it may change from one day to the next without anybody's act, or every subscriber
would see half the plan change each night. So there are no row numbers, and where a forecast
moves on with today, neither it nor the slip that grows with it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from syncer.domain.days import short_day
from syncer.domain.plan import Health, Item, Stated
from syncer.domain.verdicts import Status, Verdict
from syncer.stages.present.words import HEALTH, STATUS, signed

LONGEST_TITLE: Final = 200

_SAID: Final = {
    Status.ON_HOLD: "on hold",
    Status.BLOCKED: "blocked",
    Status.LATE: "overdue",
}
_MOVING: Final = (
    "Forecast: moves on day by day, and the slip with it, until somebody gives a new date"
)
_NEAR: Final = "predecessor-near"
_TEENS: Final = range(11, 14)
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}


class Subject(NamedTuple):
    """
    One item as it is told.

    Attributes:
        name: Its title, in one line.
        root: Title of the item where an inherited delay began; empty without one.
        moving: Its forecast moves on with each day, as long as nobody acts.
        steady: What it inherits stays as it is, as long as nobody acts.
        before: Titles of its predecessors.
        troubled: Titles of those among them that may move it soon, where that decided its health.
    """

    item: Item
    verdict: Verdict
    name: str
    root: str
    moving: bool
    steady: bool
    before: tuple[str, ...]
    troubled: tuple[str, ...]


def subject(items: Sequence[Item], verdicts: Sequence[Verdict], place: int) -> Subject:
    """The item at *place* among the others."""
    item, verdict = items[place], verdicts[place]
    at = verdict.root
    steady = at is None or not _moves_by_itself(items[at], verdicts[at])
    ahead = [link.on for link in item.links]
    moving = _is_moving(items, verdicts, place, steady=steady)
    if not moving and at is None and ahead and _is_put_off(item, verdict):
        # It is early against its baseline, so nothing is inherited; a day passes on all the same.
        moving = any(_is_moving(items, verdicts, on) for on in ahead)
    root = "" if at is None else title(items[at])
    near = [on for on in ahead if _is_troubled(verdicts[on])] if verdict.rule == _NEAR else ()
    before, troubled = _titles(items, ahead), _titles(items, near)
    return Subject(item, verdict, title(item), root, moving, steady, before, troubled)


def _titles(items: Sequence[Item], places: Sequence[int]) -> tuple[str, ...]:
    return tuple(title(items[place]) for place in dict.fromkeys(places)) if places else ()


def summary(told: Subject, day: date) -> str:
    """
    The event on *day* in one line: `Beta sign-off (moved +8 wd, 3rd move)`.

    What goes as planned bears its bare title. `wd` is working days.
    """
    verdict = told.verdict
    said = _said(told, day)
    if not said and verdict.status is Status.AT_RISK:
        said = ["at risk"]
    return f"{told.name} ({', '.join(said)})" if said else told.name


def description(told: Subject, origin: str) -> str:
    """A few lines: how it stands, whose it is, its days, why, and where it comes from."""
    row, verdict = told.item.row, told.verdict
    share = "" if row.percent is None else f", {row.percent:.3g} % done"
    lines = [f"{_state(verdict.status, verdict.health)}{share}"]
    if row.owners:
        owners = _line(", ".join(row.owners))
        lines.append(f"Owner: {owners}" if len(row.owners) == 1 else f"Owners: {owners}")
    lines += _days(told)
    if verdict.moves:
        because = f": {_line(row.reason)}" if row.reason else ""
        often = "once" if verdict.moves == 1 else f"{verdict.moves} times"
        lines.append(f"Moved later: {often}, {_working(verdict.gross)}{because}")
    lines.append(f"Why: {_why(told)}")
    if told.before:
        lines.append(f"After: {'; '.join(told.before)}")
    lines.append(f"From: {origin}, ID {_line(told.item.id)}")
    return "\n".join(lines)


def title(item: Item) -> str:
    """The item's title in one line, of bearable length; never empty."""
    words = _line(item.row.title)
    if len(words) > LONGEST_TITLE:
        return f"{words[: LONGEST_TITLE - 1].rstrip()}…"
    return words or f"Untitled {item.kind.value} {item.id}"


def is_done(verdict: Verdict) -> bool:
    """It was reached, late or not."""
    return verdict.status is Status.DONE or verdict.status is Status.DONE_LATE


def _said(told: Subject, day: date) -> list[str]:
    verdict = told.verdict
    if is_done(verdict):
        return [_done(verdict)]
    said = []
    state = _SAID.get(verdict.status)
    if state:
        said.append(_late(told, day) if verdict.status is Status.LATE else state)
    if verdict.forecast and verdict.forecast > day and not told.moving:
        said.append(f"forecast {short_day(verdict.forecast, day)}")
    if verdict.moves:
        said += _moved(verdict)
    return said


def _late(told: Subject, day: date) -> str:
    committed, forecast = told.item.row.committed, told.verdict.forecast
    if committed and forecast and forecast > committed:
        return f"late for {short_day(committed, day)}"
    return _SAID[Status.LATE]


def _done(verdict: Verdict) -> str:
    if not verdict.slip:
        return "done"
    return f"done, {abs(verdict.slip)} wd {'late' if verdict.slip > 0 else 'early'}"


def _moved(verdict: Verdict) -> list[str]:
    if not verdict.net or verdict.net < 0:
        return ["moved once" if verdict.moves == 1 else f"moved {verdict.moves} times"]
    net = f"moved {signed(verdict.net)} wd"
    return [net] if verdict.moves == 1 else [net, f"{_ordinal(verdict.moves)} move"]


def _days(told: Subject) -> list[str]:
    row, verdict = told.item.row, told.verdict
    days = []
    if verdict.due:
        about = " (approximately)" if "due" in row.approximate else ""
        days.append(f"Due: {_said_day(verdict.due)}{about}")
    if row.committed:
        days.append(f"Committed: {_said_day(row.committed)}")
    if verdict.baseline:
        days.append(f"Baseline: {_said_day(verdict.baseline)}")
    if told.moving:
        return [*days, _MOVING]
    if verdict.forecast:
        reached = "Reached" if is_done(verdict) else "Forecast"
        days.append(f"{reached}: {_said_day(verdict.forecast)}")
    if verdict.slip or verdict.slip_days:
        days.append(_slip(told))
    return days


def _slip(told: Subject) -> str:
    """The slip with its cause: `Slip: +8 working days (+12 days), 3 own and 5 from Alpha`."""
    verdict = told.verdict
    text = f"Slip: {_working(verdict.slip or 0)} ({signed(verdict.slip_days or 0)} days)"
    if not verdict.inherited:
        return text
    cause = told.root or "predecessors"
    if not told.steady:
        return f"{text}, some of it from {cause}"
    return f"{text}, {verdict.own or 0} own and {verdict.inherited} from {cause}"


def _why(told: Subject) -> str:
    verdict = told.verdict
    if verdict.status is Status.ON_HOLD:
        return "On hold: its status says so."
    if told.steady and not told.moving:
        calm = _CALM.get(verdict.rule)
        text = calm(told) if calm else ""
    else:
        text = _restless(told)
    return f"{HEALTH[verdict.health]}: {text}." if text else _line(verdict.why)


def _restless(told: Subject) -> str:
    """Why the forecast of *told*, or what it inherits, moves on with each day."""
    if not told.steady:
        return f"{told.root} is late, and it has no date that can be met"
    if _is_clamped(told.verdict):
        return _passed(told)
    if _is_work_left(told.item, told.verdict):
        return "more work is left than its date allows, and nobody has given a new one"
    return "what it waits for is late, and has no date that can be met"


def _passed(told: Subject) -> str:
    given = told.item.row.forecast or told.verdict.due
    when = _said_day(given) if given else "its day"
    return f"{when} has passed, and nobody has given a new date"


def _near(told: Subject) -> str:
    names = " and ".join(told.troubled)
    verb = "are" if len(told.troubled) > 1 else "is"
    return f"{names or 'what it waits for'} {verb} in trouble and close to moving this"


def _unchecked(told: Subject) -> str:
    seen = told.item.row.check_in
    return f"nobody has checked in on it {f'since {_said_day(seen)}' if seen else 'yet'}"


# Rules whose figures change with the day; the sheet has them, and says them anew each time.
_CALM: Final[Mapping[str, Callable[[Subject], str]]] = {
    _NEAR: _near,
    "stale": _passed,
    "stale-for-long": _passed,
    "buffer-used": lambda _: "more than two thirds of its buffer are used",
    "no-check-in": _unchecked,
    "kpi-behind": lambda _: "its KPI is behind its pace",
}


def _is_troubled(verdict: Verdict) -> bool:
    """SEMANTICS section 5: an open predecessor that is Amber, Red or on hold."""
    return verdict.health in (Health.RED, Health.AMBER) or verdict.status is Status.ON_HOLD


def _is_moving(
    items: Sequence[Item], verdicts: Sequence[Verdict], place: int, *, steady: bool | None = None
) -> bool:
    """Whether the forecast moves on with each day, by itself or with where its delay began."""
    item, verdict = items[place], verdicts[place]
    if verdict.root is None or _is_clamped(verdict):
        return _moves_by_itself(item, verdict)
    if steady is None:
        steady = not _moves_by_itself(items[verdict.root], verdicts[verdict.root])
    return not steady and _is_put_off(item, verdict)


def _moves_by_itself(item: Item, verdict: Verdict) -> bool:
    """Whether today itself moves the forecast: SEMANTICS section 3, steps 3 and 5."""
    if verdict.forecast is None or is_done(verdict):
        return False
    return _is_clamped(verdict) or _is_work_left(item, verdict)


def _is_clamped(verdict: Verdict) -> bool:
    return verdict.forecast != verdict.unclamped and not is_done(verdict)


def _is_work_left(item: Item, verdict: Verdict) -> bool:
    """The work left of a task is reckoned as begun today."""
    row = item.row
    stated = row.percent is not None or row.status is Stated.NOT_STARTED
    if not (row.start and stated) or row.forecast or verdict.inherited:
        return False
    return _is_put_off(item, verdict)


def _is_put_off(item: Item, verdict: Verdict) -> bool:
    """The forecast is later than any day that a person gave for it."""
    given = item.row.forecast or verdict.due
    return bool(given and verdict.forecast and verdict.forecast > given)


@lru_cache(maxsize=256)
def _state(status: Status, health: Health) -> str:
    return f"{STATUS[status]}, {HEALTH[health]}"


def _line(text: str) -> str:
    """*text* in one line: one owner must not look like two lines of ours."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.split())


def _working(days: int) -> str:
    return f"{signed(days)} working {'day' if abs(days) == 1 else 'days'}"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in _TEENS else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


@lru_cache(maxsize=4096)
def _said_day(day: date) -> str:
    """With its year, since nobody knows when an event will be read."""
    return f"{short_day(day, day)} {day.year}"
