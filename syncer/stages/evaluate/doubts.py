"""What evaluating finds to mend: rows that contradict themselves, today, or what they wait for."""

from collections.abc import Iterator
from datetime import date

from syncer.domain.days import WorkCalendar, short_day
from syncer.domain.findings import Finding, Severity
from syncer.domain.plan import Item, Plan, Row, Stated
from syncer.domain.standing import is_cancelled
from syncer.domain.verdicts import Terms
from syncer.stages.evaluate.facts import Facts
from syncer.stages.evaluate.rules import said_words
from syncer.stages.evaluate.words import quoted


def doubts(plan: Plan, facts: Facts, terms: Terms) -> tuple[Finding, ...]:
    """In the order of the rows; the engine names their cells by row and field."""
    found: list[Finding] = []
    today, reached = terms.today, Stated.DONE
    free = _free_baselines(facts.rows, terms)
    cancelled = any(not (over or still) for over, still in zip(facts.done, facts.open, strict=True))
    for i, (item, done) in enumerate(zip(plan.items, facts.done, strict=True)):
        row = item.row
        actual = row.actual
        if actual is not None:
            if actual > today:
                found.append(_actual_to_come(row, actual, today))
            elif done and row.status is not None and row.status is not reached:
                found.append(_done_all_the_same(row, actual, today))
        elif done and "actual" not in row.unread:
            found.append(_done_undated(facts, i, row, today))
        if free and row.baseline in free:
            found.append(Finding(row.row, *free[row.baseline][1:]))
        if cancelled and item.links:
            found += _on_links(plan, item)
    return tuple(found)


def _free_baselines(rows: list[Row], terms: Terms) -> dict[date | None, Finding]:
    """By day, what is to be said (of row 0) of a baseline on which nobody works."""
    days = {row.baseline for row in rows}
    calendar = terms.calendar
    return {
        day: _on_free_baseline(day, terms)
        for day in days
        if day is not None and not calendar.is_workday(day)
    }


def _actual_to_come(row: Row, actual: date, today: date) -> Finding:
    message = f"it is said to be done on {short_day(actual, today)}, a day after today"
    hint = "leave the cell empty until it is reached; a day to come belongs in the due date"
    return Finding(row.row, "", "actual", Severity.ERROR, "actual-in-future", message, hint)


def _done_all_the_same(row: Row, actual: date, today: date) -> Finding:
    """An actual day wins over a status of still being open, though not over cancelled."""
    said = said_words(row.status)
    message = f'the status says "{said}", yet it was done on {short_day(actual, today)}'
    hint = "set the status to done, or take away the day it was done; it counts as done now"
    code = "done-but-status-open"
    return Finding(row.row, "", "status", Severity.WARNING, code, message, hint)


def _done_undated(facts: Facts, i: int, row: Row, today: date) -> Finding:
    day = facts.reached[i]
    taken = (
        f"{short_day(date.fromordinal(day), today)} is taken" if day else "no day is known for it"
    )
    message = f"it is done, but nobody wrote on which day; {taken}"
    hint = f"write the day it was reached, like {today.isoformat()}"
    return Finding(row.row, "", "actual", Severity.WARNING, "done-without-day", message, hint)


def _on_free_baseline(baseline: date, terms: Terms) -> Finding:
    """A promise for a day on which nobody works is usually a slip of the pen."""
    today = terms.today
    before, after = (short_day(day, today) for day in _beside(baseline, terms.calendar))
    message = f"the baseline {short_day(baseline, today)} is no working day"
    hint = f"the working days beside it are {before} and {after}"
    return Finding(0, "", "baseline", Severity.ADVICE, "baseline-not-worked", message, hint)


def _beside(day: date, calendar: WorkCalendar) -> tuple[date, date]:
    """The last working day before the free *day*, and the first after it."""
    after = calendar.add(day, 1)
    return calendar.add(after, -1), after


def _on_links(plan: Plan, item: Item) -> Iterator[Finding]:
    """A cancelled item will never be finished: waiting for it would be waiting for ever."""
    if is_cancelled(item.row):
        return
    for link in item.links:
        on = plan.items[link.on]
        if is_cancelled(on.row):
            message = f"it depends on {quoted(on)} (row {on.row.row}), which is cancelled"
            hint = "take the dependency away or name what replaces it; it holds nothing now"
            code = "depends-on-cancelled"
            yield Finding(item.row.row, "", "depends_on", Severity.WARNING, code, message, hint)
