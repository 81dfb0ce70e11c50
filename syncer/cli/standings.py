"""Where the items of a plan stand, phase by phase: as a wide table, or in narrow lines."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, Literal

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from syncer.app.look import Seen, Standing
from syncer.cli.terminal import health_text, said, table
from syncer.domain.days import short_day
from syncer.domain.verdicts import Roll
from syncer.stages.present.words import STATUS, signed

_WIDEST_ID: Final = 12
_NUMBERS: Final = frozenset({2, 3, 4})  # due, forecast, slip


def wide_table(seen: Seen, standings: Sequence[Standing], width: int) -> Table:  # noqa: ARG001 - as narrow_lines
    """A table with a row for each phase and each item, the reasons beside the figures."""
    made = table(
        "ID", "Milestone", "Owner", "Due", "Forecast", "Slip", "Status", "Health", "Why",
        right=("Due", "Forecast", "Slip"), whole=("Due", "Forecast", "Health"),
    )  # fmt: skip
    for roll, members in _by_phase(seen, standings):
        if roll:
            why = said(roll.why, "dim")
            made.add_section()
            made.add_row("", said(roll.name, "bold"), "", "", "", "", "", _health(roll), why)
        for item, verdict in members:
            made.add_row(
                said(item.id),
                said(item.row.title),
                said(", ".join(item.row.owners)),
                _day(verdict.due, seen.today),
                _day(verdict.forecast, seen.today),
                "" if verdict.slip is None else signed(verdict.slip),
                STATUS[verdict.status],
                health_text(verdict.health),
                said(verdict.why),
            )
    return made


def narrow_lines(seen: Seen, standings: Sequence[Standing], width: int) -> Group:
    """The figures of each item on a line, and below it over the whole width what they mean."""
    heads = tuple(map(Text, ("ID", "Milestone", "Due", "Forecast", "Slip", "Health")))
    rows = [_figures(standing, seen.today) for standing in standings]
    widths = [max(map(_width, column)) for column in zip(heads, *rows, strict=True)]
    widths[0] = min(widths[0], _WIDEST_ID)
    # What the figures leave, two columns lying between each and the next.
    widths[1] = width - sum(widths) + widths[1] - 2 * (len(heads) - 1)
    lines: list[RenderableType] = [_line(heads, widths, "bold")]
    for roll, members in _by_phase(seen, standings):
        if roll:
            name = said(roll.name, "bold").append("  ")
            lines += [Text(), name.append_text(_health(roll))]
        for standing in members:
            lines.append(_line(_figures(standing, seen.today), widths))
            lines.append(Padding(said(_meaning(standing), "dim"), (0, 0, 0, widths[0] + 2)))
    return Group(*lines)


def _line(cells: Sequence[Text], widths: Sequence[int], style: str = "") -> Table:
    line = Table.grid(padding=(0, 2, 0, 0))
    for place, width in enumerate(widths):
        justify: Literal["left", "right"] = "right" if place in _NUMBERS else "left"
        line.add_column(width=width, justify=justify, style=style, overflow="fold")
    line.add_row(*cells)
    return line


def _figures(standing: Standing, today: date) -> tuple[Text, ...]:
    item, verdict = standing
    return (
        said(item.id),
        said(item.row.title),
        Text(_day(verdict.due, today)),
        Text(_day(verdict.forecast, today)),
        Text("" if verdict.slip is None else signed(verdict.slip)),
        health_text(verdict.health),
    )


def _meaning(standing: Standing) -> str:
    """`At risk, Ana: expected 20 Mar, …`: what stands in the figures is not said twice."""
    item, verdict = standing
    owners, status = ", ".join(item.row.owners), STATUS[verdict.status]
    colour, colon, rest = verdict.why.partition(": ")
    why = rest if colon and colour.casefold() == verdict.health.value else verdict.why
    told = why.startswith(status.partition(" ")[0])
    who = ", ".join(part for part in ("" if told else status, owners) if part)
    return f"{who}: {why}" if who else why


def _by_phase(
    seen: Seen, standings: Sequence[Standing]
) -> Iterator[tuple[Roll | None, list[Standing]]]:
    """The items by phase with its roll-up, phases in the order of their first row."""
    groups: dict[str, list[Standing]] = {}
    for standing in standings:
        groups.setdefault(standing.item.row.phase or "", []).append(standing)
    for phase, members in groups.items():
        yield seen.judged.evaluation.phases.get(phase), members


def _width(text: Text) -> int:
    return cell_len(text.plain)


def _health(roll: Roll) -> Text:
    return health_text(roll.health)


def _day(when: date | None, today: date) -> str:
    return short_day(when, today) if when else ""
