"""The sentence or two that say why an item stands where it stands: true, and readable aloud."""

from syncer.domain.plan import Health, LinkType
from syncer.domain.verdicts import Status
from syncer.stages.evaluate.facts import stated_share
from syncer.stages.evaluate.forecast import Hold, begins
from syncer.stages.evaluate.reckoned import Reckoned
from syncer.stages.evaluate.rules import Figures, Rule, beside_baseline, said_words
from syncer.stages.evaluate.words import day_names, quoted, workdays


class Teller:
    """Tells of one item at a time."""

    def __init__(self, reckoned: Reckoned) -> None:
        self.facts = reckoned.facts
        self.forecasts = reckoned.forecasts
        self.slips = reckoned.slips
        self.show = day_names(reckoned.terms.today)

    def done(self, i: int) -> str:
        """When it was reached, how that is known, and how it compares with the baseline."""
        day, row = self.facts.reached[i], self.facts.rows[i]
        if not day:
            return "Done, on a day that nobody wrote down."
        known = self._taken(i) if row.actual is None or row.actual.toordinal() != day else ""
        return _sentences(f"Done {self.show(day)}{known}{self._beside(i, day)}", self._share(i))

    def on_hold(self, i: int) -> str:
        """Held by its stated status; its day still moves with what holds it."""
        day = self.forecasts.finish[i]
        expected = f"; expected {self.show(day)} if it goes on" if day else ""
        return f"On hold: its status says so{expected}."

    def not_scheduled(self, i: int) -> str:
        """No date of its own."""
        day = self.forecasts.finish[i]
        after = f"; what it waits for allows {self.show(day)} at the earliest" if day else ""
        return f"Not scheduled: it has no date of its own{after}."

    def open(
        self, i: int, figures: Figures, rule: Rule, status: Status, blocker: int | None
    ) -> str:
        """The rule that decided with its inputs; then what moved the day, or else the status."""
        text = rule.says(figures, self.show)
        if rule.health is Health.GREEN:
            return f"On track: {text}."
        second = ""
        if status is Status.BLOCKED:
            second = self._blocked(i, rule, blocker)
        return _sentences(f"{rule.health.value.capitalize()}: {text}", second or self._cause(i))

    def _beside(self, i: int, day: int) -> str:
        """How *day* compares with the baseline."""
        baseline = self.facts.agreed.current[i]
        if not baseline:
            return ""
        return beside_baseline(day, baseline, self.slips.slip[i] or 0, self.show)

    def _taken(self, i: int) -> str:
        """How the day of something done is known where nobody gave it."""
        look, given = self.facts.seen[i], self.facts.rows[i].actual
        missing = "no day is given" if given is None else "the day given is still to come"
        at_first = look is None or look.done_at_first
        if at_first and self.facts.reached[i] == self.facts.due[i]:
            return f" ({missing}, so its due date is taken)"
        return f" ({missing}, so the day it was first seen done is taken)"

    def _blocked(self, i: int, rule: Rule, blocker: int | None) -> str:
        if blocker is None:
            said = said_words(self.facts.rows[i].status)
            return "" if rule.code == "said-blocked" else f"Its status says {said}"
        hold = self.forecasts.holds[i][blocker]
        held = self.facts.rows[hold.on].status
        trouble = "on hold" if said_words(held) == "on hold" else "late"
        moves = self._moves(i, hold)
        return f"Blocked: {quoted(self.facts.items[hold.on])} is {trouble} and {moves}"

    def _cause(self, i: int) -> str:
        """The work left or the hold that moved the day, or else the holds' share of the slip."""
        hold = self.slips.setter.get(i)
        forecasts, facts = self.forecasts, self.facts
        if facts.given[i] < forecasts.alone[i] == forecasts.finish[i]:
            share = stated_share(facts.rows[i]) or 0
            return (
                f"With {share:g} % done, the work left takes until {self.show(forecasts.alone[i])}"
            )
        if hold is None or not forecasts.alone[i] < forecasts.finish[i] == hold.day:
            return self._share(i)
        return f"{self._holder(hold)}, {self._moves(i, hold)}"

    def _holder(self, hold: Hold) -> str:
        """Who holds, and the day of it that counts."""
        facts, on, name = self.facts, hold.on, quoted(self.facts.items[hold.on])
        by_start = hold.link is not None and hold.link.type in (LinkType.SS, LinkType.SF)
        if by_start and facts.task[on]:
            verb = "begun" if facts.begun[on] or facts.done[on] else "to begin"
            return f"{name}, {verb} {self.show(begins(facts, on, self.forecasts.finish[on]))}"
        verb = "done" if facts.done[on] else "expected"
        where = "" if hold.link else " below it"
        return f"{name}{where}, {verb} {self.show(self.forecasts.finish[on])}"

    def _moves(self, i: int, hold: Hold) -> str:
        """What *hold* does to the day, and where that began."""
        show, finish = self.show, self.forecasts.finish[i]
        if hold.day == finish:
            text = f"moves this from {show(self.forecasts.alone[i])} to {show(finish)}"
        else:
            text = f"holds this until {show(hold.day)}"
        text += _lag(hold.link.lag if hold.link else 0)
        root, setter = self.slips.root[i], self.slips.setter[i]
        if root is None or root == hold.on or setter.on != hold.on:
            return text
        return f"{text}; the delay began with {quoted(self.facts.items[root])}"

    def _share(self, i: int) -> str:
        """How much of the slip is inherited, and from whom."""
        slip, part, root = self.slips.slip[i], self.slips.inherited[i], self.slips.root[i]
        if not slip or not part or root is None:
            return ""
        name = quoted(self.facts.items[root])
        if part == slip:
            return f"Its slip of {workdays(slip)} comes from {name}"
        come = "comes" if part == 1 else "come"
        return f"Of its slip of {workdays(slip)}, {part} {come} from {name}"


def _sentences(first: str, second: str) -> str:
    return f"{first}. {second}." if second else f"{first}."


def _lag(lag: int) -> str:
    if not lag:
        return ""
    return f", with a {'lag' if lag > 0 else 'lead'} of {workdays(lag)}"
