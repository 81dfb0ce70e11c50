"""What the daemon says in its log: a line for each thing that is new."""

from collections.abc import Sequence

from syncer.domain.pulse import Pulse
from syncer.engine.cycle import Report
from syncer.stages.present.words import counted


def changed(report: Report) -> str:
    """What a cycle did outside; empty where it did nothing."""
    events = report.events
    numbers = (
        (report.cells_written, counted(report.cells_written, "cell") + " written"),
        (report.summary_written, "the Summary tab written"),
        (events.created, counted(events.created, "event") + " created"),
        (events.updated, counted(events.updated, "event") + " updated"),
        (events.deleted, counted(events.deleted, "event") + " cancelled"),
        (len(report.feeds_changed), counted(len(report.feeds_changed), "feed") + " written"),
    )
    done = [said for number, said in numbers if number]
    held = counted(events.held, "deletion")
    waiting = f"; {held} held: see `syncer held {report.plan}`" if events.held and done else ""
    return ", ".join(done) + waiting


def broken(errors: Sequence[Exception]) -> tuple[str, str]:
    """What went wrong and what a person can do about it; empty where nothing did."""
    if not errors:
        return "", ""
    first, *others = errors
    more = f" (and {len(others)} more)" if others else ""
    hint = getattr(first, "hint", None)
    if hint is None:
        return f"a bug in syncer: {type(first).__name__}{more}", "report it with the log"
    return f"{first}{more}", hint


def refused(pulse: Pulse) -> str:
    """A failure that is new."""
    hint = f"; try: {pulse.hint}" if pulse.hint else ""
    return f"{pulse.error}{hint}"


def recovered(before: Pulse) -> str:
    """The end of failures."""
    return f"in order again after {counted(before.failures, 'failure')}"
