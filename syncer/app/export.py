"""The evaluated plan in forms that other programs take: JSON, CSV, ICS, XLSX."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from syncer.app.config import Config
from syncer.app.config_tables import MACHINE
from syncer.app.look import Rehearsed, Seen
from syncer.app.wiring import make_book, name_of, open_feed
from syncer.domain.page import Look, Page, PageCell
from syncer.domain.plan import Item
from syncer.domain.sheet import Value
from syncer.domain.verdicts import Verdict
from syncer.engine.publish import feed_of
from syncer.errors import AccessError, UnavailableError, UsageError
from syncer.stages.present.summary import summary_page
from syncer.stages.present.words import HEALTH, LOOKS, STATUS

COLUMNS: Final = (
    ("ID", 10), ("Kind", 12), ("Title", 44), ("Project", 16), ("Phase", 18), ("Owner", 18),
    ("Start", 11), ("Due", 11), ("Baseline", 11), ("Forecast", 11), ("Slip (workdays)", 9),
    ("Slip (days)", 9), ("Own", 7), ("Inherited", 9), ("Float", 7), ("Critical", 8), ("Moves", 7),
    ("Percent", 8), ("Status", 14), ("Health", 9), ("Why", 70),
)  # fmt: skip

# OWASP, CSV injection: text a spreadsheet would take for a formula, full-width forms too, also
# behind blanks and marks that it skips.
_FORMULA: Final = re.compile(r"[\s\u200b\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


def as_json(seen: Seen) -> bytes:
    """The document of `check --json` for one plan."""
    document = {"plan": seen.setup.name, **seen.document}
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def as_csv(seen: Seen) -> bytes:
    """A table as UTF-8 with a byte-order mark, which is how Excel knows it; formulas disarmed."""
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow([name for name, _ in COLUMNS])
    rows.writerows([_disarmed(value) for value in row] for row in _rows(seen))
    return written.getvalue().encode("utf-8-sig", "replace")


def as_ics(config: Config, rehearsed: Rehearsed) -> bytes:
    """The plan's first feed as it would be published."""
    setup = rehearsed.seen.setup
    feeds = config.plans[setup.name].feeds
    if not feeds:
        raise UsageError(
            f"{setup.name} publishes no feed, so there is none to export",
            hint=f'add [[plan.{setup.name}.publish]] with to = "ics" and a path',
        )
    name = name_of(feeds[0])
    publication = next(one for one in setup.publications if one.name == name)
    feed = feed_of(setup, publication, rehearsed.decided.published[name])
    return open_feed(config, feeds[0]).render(feed)


def write_xlsx(seen: Seen, path: Path) -> None:
    """A workbook with the summary and the evaluated plan, at *path*, which is replaced."""
    pages = (_without_links(summary_page(seen.story, "Summary")), _plan_page(seen))
    _replaced(path, lambda new: make_book().make(new, pages))


def write_octets(octets: bytes, path: Path) -> None:
    """Let *octets* stand at *path*, at once or not at all."""

    def write(new: Path) -> None:
        new.write_bytes(octets)

    _replaced(path, write)


def refuse_sources(config: Config, path: Path) -> None:
    """UsageError where *path* is one that the configuration lives by."""
    kept = {config.path: "the configuration"}
    if config.google is not None and config.google.credentials != MACHINE:
        kept[config.place(config.google.credentials)] = "the credentials"
    for name, plan in config.plans.items():
        kept[config.place(plan.source)] = f"the sheet of {name}"
        kept |= {config.place(feed.path): f"a feed of {name}" for feed in plan.feeds}
    for place, what in kept.items():
        if place.resolve() == path.resolve():
            raise UsageError(f"{path} is {what}", hint="export to another file")


def _replaced(path: Path, write: Callable[[Path], None]) -> None:
    """Make a new file beside *path* by *write* and put it in its place."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
            new = Path(folder) / path.name
            write(new)
            new.replace(path)
    except (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise AccessError(
            f"{path} cannot be written: {error.strerror}", hint="name a file in a folder of yours"
        ) from None
    except OSError as error:
        raise UnavailableError(
            f"{path} cannot be written: {error.strerror}", hint="make room on the disk, then again"
        ) from None


def _rows(seen: Seen) -> Iterator[list[Value]]:
    for item, verdict in seen.standings:
        yield _row(item, verdict)


def _row(item: Item, verdict: Verdict) -> list[Value]:
    row = item.row
    return [
        item.id, item.kind.value, row.title, row.project or "", row.phase or "",
        ", ".join(row.owners), row.start, verdict.due, verdict.baseline, verdict.forecast,
        verdict.slip, verdict.slip_days, verdict.own, verdict.inherited, verdict.total_float,
        "yes" if verdict.critical else "", verdict.moves, verdict.percent,
        STATUS[verdict.status], HEALTH[verdict.health], verdict.why,
    ]  # fmt: skip


def _disarmed(value: Value) -> Value:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


def _plan_page(seen: Seen) -> Page:
    heading = tuple(PageCell(name, Look.HEADING) for name, _ in COLUMNS)
    verdicts = seen.judged.evaluation.verdicts
    rows = tuple(
        (
            *(PageCell(value, _look_of(value)) for value in row[:-2]),
            PageCell(row[-2], LOOKS[verdict.health]),
            PageCell(row[-1], Look.WRAP),
        )
        for row, verdict in zip(_rows(seen), verdicts, strict=True)
    )
    widths = tuple(width for _, width in COLUMNS)
    return Page(name="Plan", rows=(heading, *rows), widths=widths, frozen_rows=1, filtered=1)


def _look_of(value: Value) -> Look:
    if isinstance(value, date):
        return Look.DATE
    return Look.NUMBER if isinstance(value, int | float) else Look.PLAIN


def _without_links(page: Page) -> Page:
    """*page* without links into the sheet it was told from, which is not in the new workbook."""
    rows = tuple(tuple(cell._replace(link="") for cell in row) for row in page.rows)
    return replace(page, rows=rows)
