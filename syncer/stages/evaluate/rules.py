"""The rules of health, SEMANTICS section 5, in the order in which the first that fits decides."""

from collections.abc import Callable
from typing import NamedTuple

from syncer.domain.days import WorkCalendar
from syncer.domain.plan import Health, Stated
from syncer.domain.verdicts import Status
from syncer.stages.evaluate.words import Show, workdays

STALE_TOLERATED = 5  # working days
NEAR = 5  # working days
MOVES_TOLERATED = 2
HIGH_RISK = 15  # of 25: likelihood x impact


class Judged(NamedTuple):
    """What becomes of one item: *rule* is the code of what decided its health."""

    status: Status
    health: Health
    rule: str
    why: str


class Against(NamedTuple):
    """The slip (working days) against one baseline, and what it tolerates."""

    day: int
    slip: int
    tolerance: int
    current: bool


class Near(NamedTuple):
    """
    The predecessor (or row below) in trouble that is nearest to moving the item.

    Attributes:
        name: As it is said in a sentence.
        trouble: What is wrong with it (`Red`, `on hold`).
        margin: Working days until it moves the item.
        moves: It does so already.
    """

    name: str
    trouble: str
    margin: int
    moves: bool


class Pace(NamedTuple):
    """How far a KPI came, and how much of its time has passed; shares of 1."""

    progress: float
    passed: float


class Figures(NamedTuple):
    """
    What the rules look at: the figures of one open, scheduled item. Days are ordinals, 0 none.

    Attributes:
        given: The day that people expect: their own forecast, else the due date.
        slips: Against each baseline that it is judged by, oldest first; empty without one.
        said: What the person says of its status.
        moves, gross: Later moves of the due date, and their sum in working days.
        buffer, used: Working days.
        risk: Likelihood x impact where it has no contingency, else 0.
        checked: The last check-in where it is missed: 0 for never; None where none is missed.
    """

    today: int
    due: int
    given: int
    finish: int
    committed: int
    stale: int
    slips: tuple[Against, ...]
    said: Stated | None
    moves: int
    gross: int
    buffer: int
    used: int
    near: Near | None
    risk: int
    pace: Pace | None
    checked: int | None
    calendar: WorkCalendar


class Rule(NamedTuple):
    """One rule: when it fits, and how it is said (without a full stop)."""

    code: str
    health: Health
    fits: Callable[[Figures], bool]
    says: Callable[[Figures, Show], str]


def decide(figures: Figures) -> Rule:
    """The first rule that fits."""
    for rule in RULES:
        if rule.fits(figures):
            return rule
    return ON_TRACK


def is_overdue(figures: Figures) -> bool:
    """The due date has passed."""
    return 0 < figures.due < figures.today


def _breaks_commitment(figures: Figures) -> bool:
    return 0 < figures.committed < figures.finish


def _exceeds_tolerance(figures: Figures) -> bool:
    return any(one.slip > one.tolerance for one in figures.slips)


def _slips(figures: Figures) -> bool:
    return any(one.slip > 0 for one in figures.slips)


def _is_stale(figures: Figures) -> bool:
    return figures.given < figures.today


def _is_said(status: Stated) -> Callable[[Figures], bool]:
    return lambda figures: figures.said is status


def _kpi_is_behind(figures: Figures) -> bool:
    pace = figures.pace
    return pace is not None and pace.progress < pace.passed - 1e-9


def _say_commitment(figures: Figures, show: Show) -> str:
    return _lead(figures, show) + _expected(
        figures, show, figures.committed, "the committed date of"
    )


def _say_slip(figures: Figures, show: Show) -> str:
    """Of several baselines, the one whose tolerance is exceeded most."""
    late = (one for one in figures.slips if one.slip > 0)
    worst = max(late, key=lambda one: one.slip - one.tolerance)
    which = "the baseline of" if worst.current else "an earlier baseline of"
    text = _expected(figures, show, worst.day, which)
    return f"{_lead(figures, show)}{text}; tolerance is {worst.tolerance}"


def _say_overdue(figures: Figures, show: Show) -> str:
    text = f"was due {show(figures.due)} and is not done"
    later = figures.finish > figures.today
    return f"{text}; expected {show(figures.finish)}" if later else text


def _say_stale(figures: Figures, show: Show) -> str:
    ago = f"passed {workdays(figures.stale)} ago" if figures.stale else "has passed"
    return f"its forecast of {show(figures.given)} {ago} and no new one was given"


def _say_after_due(figures: Figures, show: Show) -> str:
    return _expected(figures, show, figures.due, "its due date of")


def _say_said(figures: Figures, show: Show) -> str:  # noqa: ARG001 - a rule's shape
    return f"its status says {said_words(figures.said)}"


def _say_near(figures: Figures, show: Show) -> str:  # noqa: ARG001 - a rule's shape
    near = figures.near
    if near is None:
        return ""
    if near.moves:
        return f"{near.name} is {near.trouble} and moves this"
    if not near.margin:
        return f"{near.name} is {near.trouble} and moves this if it slips by a day more"
    return f"{near.name} is {near.trouble} and only {workdays(near.margin)} from moving this"


def _say_buffer(figures: Figures, show: Show) -> str:  # noqa: ARG001 - a rule's shape
    return f"{figures.used} of {workdays(figures.buffer)} of buffer are used"


def _say_moves(figures: Figures, show: Show) -> str:  # noqa: ARG001 - a rule's shape
    times, sum_ = figures.moves, workdays(figures.gross)
    return f"its due date was moved later {times} times, by {sum_} in all"


def _say_silence(figures: Figures, show: Show) -> str:
    if not figures.checked:
        return "nobody has checked in on it yet"
    ago = figures.today - figures.checked
    return f"nobody has checked in on it since {show(figures.checked)}, {ago} days ago"


def _say_risk(figures: Figures, show: Show) -> str:  # noqa: ARG001 - a rule's shape
    return f"its risk is {figures.risk} of 25 and has no contingency"


def _say_kpi(figures: Figures, show: Show) -> str:  # noqa: ARG001 - a rule's shape
    progress, passed = figures.pace or Pace(0, 0)
    digits = 0 if round(100 * progress) < round(100 * passed) else 1
    way = f"{100 * progress:.{digits}f} %"
    return f"its KPI is {way} of the way to its target, and {100 * passed:.{digits}f} % of its time has passed"


def _say_on_track(figures: Figures, show: Show) -> str:
    """Nothing is wrong: the day, and how it compares with the current baseline."""
    word = "due" if figures.finish == figures.due else "expected"
    text = f"{word} {show(figures.finish)}"
    if not figures.slips or figures.slips[-1].day == figures.finish == figures.due:
        return text
    return text + beside_baseline(
        figures.finish, figures.slips[-1].day, figures.slips[-1].slip, show
    )


def said_words(said: Stated | None) -> str:
    """A stated status in plain words."""
    return said.value.replace("_", " ") if said else "nothing"


def beside_baseline(day: int, baseline: int, slip: int, show: Show) -> str:
    """`, 4 working days before the baseline of 6 Mar`: the end of a sentence about *day*."""
    if day == baseline:
        return ", the day of its baseline"
    side = "after" if day > baseline else "before"
    if not slip:
        return f", {side} the baseline of {show(baseline)} but with no working day between them"
    return f", {workdays(slip)} {side} the baseline of {show(baseline)}"


def _expected(figures: Figures, show: Show, day: int, what: str) -> str:
    """`expected 10 Mar, 7 working days after the baseline of 27 Feb`, and the like."""
    late = figures.calendar.count_at(day, figures.finish)
    far = f"{workdays(late)} after" if late else "after"
    said = show(figures.finish)
    # Where the day given has passed, today is nobody's expectation but the best that can be.
    when = f"{said} at the earliest" if _is_best_case(figures) else f"expected {said}"
    return f"{when}, {far} {what} {show(day)}"


def _is_best_case(figures: Figures) -> bool:
    return figures.given < figures.today == figures.finish


def _lead(figures: Figures, show: Show) -> str:
    """An overdue item says so first, whichever rule decided."""
    return f"was due {show(figures.due)} and is not done; " if is_overdue(figures) else ""


ON_TRACK = Rule("on-track", Health.GREEN, lambda _: True, _say_on_track)

RULES = (
    Rule("after-committed", Health.RED, _breaks_commitment, _say_commitment),
    Rule("slip-over-tolerance", Health.RED, _exceeds_tolerance, _say_slip),
    Rule("overdue", Health.RED, is_overdue, _say_overdue),
    Rule("stale-for-long", Health.RED, lambda f: f.stale > STALE_TOLERATED, _say_stale),
    Rule("slip", Health.AMBER, _slips, _say_slip),
    Rule("after-due", Health.AMBER, lambda f: 0 < f.due < f.finish, _say_after_due),
    Rule("stale", Health.AMBER, _is_stale, _say_stale),
    Rule("said-blocked", Health.AMBER, _is_said(Stated.BLOCKED), _say_said),
    Rule("said-at-risk", Health.AMBER, _is_said(Stated.AT_RISK), _say_said),
    Rule("predecessor-near", Health.AMBER, lambda f: f.near is not None, _say_near),
    Rule("buffer-used", Health.AMBER, lambda f: 3 * f.used > 2 * f.buffer, _say_buffer),
    Rule("moved-often", Health.AMBER, lambda f: f.moves > MOVES_TOLERATED, _say_moves),
    Rule("no-check-in", Health.AMBER, lambda f: f.checked is not None, _say_silence),
    Rule("risk-uncovered", Health.AMBER, lambda f: f.risk >= HIGH_RISK, _say_risk),
    Rule("kpi-behind", Health.AMBER, _kpi_is_behind, _say_kpi),
)
"""Red before Amber; within a colour, in the order of SEMANTICS section 5."""
