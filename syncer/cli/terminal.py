"""Tables and words on a terminal, that read as well without colour and in 80 columns."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Final, TextIO, TypeAlias, cast

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from syncer.cli.plain_text import plain
from syncer.domain.findings import Severity
from syncer.domain.plan import Health
from syncer.stages.present.words import HEALTH, SEVERITY

Cell: TypeAlias = str | Text

PIPE_WIDTH: Final = 120
MOST_LINES: Final = 500
"""Longer tables end with how much was left out: nobody reads them, and --json has it all."""
ROOMY: Final = 110
"""From this many columns on a table has room for whole sentences beside its figures."""

_FILLING: Final = re.compile(r" +$", re.MULTILINE)
_HEALTH_MARKS: Final = {
    Health.RED: ("✖", "!!", "bold red"),
    Health.AMBER: ("▲", "!", "yellow"),
    Health.GREEN: ("●", "ok", "green"),
    Health.GREY: ("○", "-", "dim"),
}
_TICKS: Final = {
    "good": ("✔", "ok", "green"),
    "bad": ("✖", "!!", "bold red"),
    "note": ("·", "-", "dim"),
}
_SEVERITY_STYLES: Final = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.ADVICE: "cyan",
}


class _Output(Console):
    """A console that leaves it to the command line what to do where its reader is gone."""

    def __init__(self, stream: TextIO, width: int | None = None) -> None:
        super().__init__(file=stream, width=width, markup=False, emoji=False, highlight=False)

    def on_broken_pipe(self) -> None:
        """Go on as any other output does; rich itself would exit with a failure."""
        raise BrokenPipeError


class _Trimmed:
    """A file or pipe without the blanks that fill tables up to their width."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.encoding = stream.encoding
        self.flush = stream.flush

    def write(self, text: str) -> int:
        """Write *text*, whole lines of a table."""
        return self._stream.write(_FILLING.sub("", text))


def console(*, stderr: bool = False) -> Console:
    """The terminal, or what stands in its place; nothing in our text is read as markup."""
    stream = sys.stderr if stderr else sys.stdout
    if stream.isatty():
        return _Output(stream)
    return _Output(cast(TextIO, _Trimmed(stream)), _width())


def table(*columns: str, right: Sequence[str] = (), whole: Sequence[str] = ()) -> Table:
    """An empty table; columns in *right* are set to the right, those in *whole* never wrapped."""
    made = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        made.add_column(
            column,
            justify="right" if column in right else "left",
            no_wrap=column in whole,
            overflow="fold",
        )
    return made


def health_text(health: Health) -> Text:
    """The traffic light as a sign and a word: the sign tells them apart without colour."""
    sign, letters, style = _HEALTH_MARKS[health]
    return Text(f"{sign if _speaks_unicode() else letters} {HEALTH[health]}", style=style)


def severity_text(severity: Severity) -> Text:
    """How much a finding matters, as a word."""
    return Text(SEVERITY[severity], style=_SEVERITY_STYLES[severity])


def tick(verdict: str) -> Text:
    """A tick for `good`, a cross for `bad`, a dot for what should only be known."""
    sign, letters, style = _TICKS[verdict]
    return Text(sign if _speaks_unicode() else letters, style=style)


def said(text: str, style: str = "") -> Text:
    """Text that came from outside: harmless, and never read as markup."""
    return Text(plain(text), style=style)


def iso(day: date | None) -> str:
    """A day in a column of days."""
    return day.isoformat() if day else ""


def print_json(document: object) -> None:
    """Print one document, as UTF-8 whatever the terminal's encoding is."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    # A lone surrogate becomes its own JSON escape: the output is valid JSON and valid UTF-8.
    click.echo(text.encode("utf-8", "backslashreplace"))


def print_rest(target: Console, count: int) -> None:
    """Say how many of *count* lines were left out, if any."""
    if count > MOST_LINES:
        target.print(f"… and {count - MOST_LINES:,} more; --json has them all")


@contextmanager
def working(doing: str) -> Iterator[None]:
    """Show on a terminal that something is being done; nothing elsewhere."""
    # Not the console's own opinion: FORCE_COLOR makes it take a log file for a terminal.
    if not sys.stderr.isatty():
        yield
        return
    with console(stderr=True).status(Text(plain(doing)), spinner="line"):
        yield


def _speaks_unicode() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "").casefold().startswith("utf")


def _width() -> int | None:
    """A pipe has no width: enough for whole sentences, unless COLUMNS says otherwise."""
    import os

    return None if os.environ.get("COLUMNS", "").isdigit() else PIPE_WIDTH
