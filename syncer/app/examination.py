"""What `syncer doctor` looks at: everything a sync needs, each with what to do where it lacks."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from syncer.app.addresses import google_sheet, masked, sqlite_path
from syncer.app.checks import Check, Verdict, refused
from syncer.app.config import Config
from syncer.app.google_examination import GoogleExamination
from syncer.app.public_holidays import FIRST_YEAR, LAST_YEAR, doubts
from syncer.app.state import backed_up_on, moment, size_of
from syncer.app.wiring import (
    clock_of,
    open_feed,
    open_state,
    setup_of,
    shown_path,
    source_of,
)
from syncer.domain.changes import SheetChanges
from syncer.domain.memory import Decision
from syncer.engine.decide import Understood, understand
from syncer.errors import HeldError, SyncerError
from syncer.ports import PlanSource, StateStore
from syncer.stages.present.words import counted

if TYPE_CHECKING:
    from syncer.store import SqlStore

OLD_BACKUP: Final = 8
"""Days after which a backup is called old: one a week is well."""


def examine(config: Config, plans: tuple[str, ...]) -> Iterator[Check]:
    """Look at all that a sync of *plans* needs; nothing is changed by it."""
    yield Check("configuration", Verdict.GOOD, f"{config.path}: {', '.join(config.plans)}")
    yield from _state(config, plans)
    google = GoogleExamination(config, plans)
    yield from google.account()
    yield from google.quota()
    for plan in plans:
        yield _clock(config, plan)
        yield from _holidays(config, plan)
        yield from _source(config, plan, google)
        yield from _feeds(config, plan)
        for table in config.plans[plan].calendars:
            yield from google.calendar(plan, table)


def _state(config: Config, plans: tuple[str, ...]) -> Iterator[Check]:
    name = masked(config.state)
    path = sqlite_path(config.state, config.folder)
    if path is not None and not path.exists():
        yield _folder("state", path, "will be made by the first sync")
        return
    try:
        with open_state(config) as store:
            # Nothing is decided by it, but the database must grant a transaction that writes.
            store.decide_held(plans[0], frozenset(), Decision.WAITING)
            says = f"{name}: can be read and written, tables are up to date, {size_of(store)}"
            yield Check("state", Verdict.GOOD, says)
            yield _backup(store, moment(config).date())
            for plan in plans:
                yield from _claim(store, plan)
    except SyncerError as error:
        yield refused("state", error)


def _backup(store: "SqlStore", today: date) -> Check:
    """When the history, which stands nowhere else, was copied last."""
    day = backed_up_on(store)
    if day is None:
        return Check("backup", Verdict.NOTE, "none was ever made", "make one: `syncer backup FILE`")
    age = (today - day).days
    says = f"the last one was made on {day}"
    if age <= OLD_BACKUP:
        return Check("backup", Verdict.GOOD, says)
    return Check(
        "backup", Verdict.NOTE, f"{says}, {age} days ago", "make one: `syncer backup FILE`"
    )


def _claim(store: StateStore, plan: str) -> Iterator[Check]:
    """Whether another process has *plan* in hand."""
    try:
        with store.claim(plan):
            pass
    except HeldError as error:
        yield refused(f"{plan}: state", error)


def _clock(config: Config, plan: str) -> Check:
    clock = clock_of(config, plan)
    held = config.plans[plan].today
    if held:
        note = "take `today` out of the configuration, unless this is an example"
        return Check(f"{plan}: day", Verdict.NOTE, f"held at {held}", note)
    zone = config.service.timezone
    return Check(
        f"{plan}: day", Verdict.GOOD, f"{clock.today()} in {zone} ({clock.now():%H:%M} UTC)"
    )


def _holidays(config: Config, plan: str) -> Iterator[Check]:
    table = config.plans[plan]
    subject = f"{plan}: holidays"
    codes = [one for one in table.holidays if isinstance(one, str)]
    own = sum(isinstance(one, date) for one in table.holidays)
    if not table.holidays:
        yield Check(
            subject, Verdict.NOTE, "none", 'holidays = "GB-ENG" leaves them out of working days'
        )
    for code in codes:
        doubt = doubts(code)
        yield Check(
            subject,
            Verdict.NOTE if doubt else Verdict.GOOD,
            f"{code}, {FIRST_YEAR} to {LAST_YEAR}",
            doubt,
        )
    if own:
        yield Check(subject, Verdict.GOOD, f"{own} days of the plan's own")


def _source(config: Config, plan: str, google: GoogleExamination) -> Iterator[Check]:
    subject = f"{plan}: sheet"
    written = config.plans[plan].source
    if google_sheet(written) and google.untried:
        yield Check(subject, Verdict.NOTE, google.untried)
        return
    shown = shown_path(config, written)
    try:
        source = source_of(config, plan)
        read = understand(source.read(), setup_of(config, plan))
    except SyncerError as error:
        yield refused(subject, error)
        return
    rows = f"{shown}, tab {read.layout.tab}: {counted(len(read.plan.items), 'row')}"
    errors = sum(finding.severity == "error" for finding in read.findings)
    mend = f"{counted(errors, 'error')} in it: `syncer check {plan}`" if errors else ""
    yield Check(subject, Verdict.NOTE if errors else Verdict.GOOD, rows, mend)
    yield from _zone(config, plan, read.snapshot.timezone)
    if google_sheet(written):
        yield from google.sheet(plan, read.layout.tab)
    else:
        yield _write_back(subject, config.place(written), source, read)


def _zone(config: Config, plan: str, theirs: str | None) -> Iterator[Check]:
    """Whether a day begins at the same moment for the sheet and for us."""
    ours = config.service.timezone
    if theirs and theirs != ours:
        says = f"the sheet is in {theirs}, the configuration in {ours}: their days begin apart"
        todo = f'timezone = "{theirs}" under [service], or File, Settings in the sheet'
        yield Check(f"{plan}: time zone", Verdict.NOTE, says, todo)


def _write_back(subject: str, path: Path, source: PlanSource, read: Understood) -> Check:
    if read.snapshot.read_only:
        says = f"results are not written back: {read.snapshot.read_only}"
        return Check(subject, Verdict.NOTE, says)
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        todo = "give this user the right to write the file and its folder"
        return Check(subject, Verdict.BAD, "results cannot be written back", todo)
    layout = read.layout
    nothing = SheetChanges(tab=layout.tab, header_row=layout.header_row, id_column=0)
    try:
        # Writing nothing changes nothing, but finds out whether somebody has it open.
        source.write(nothing, read.snapshot.version)
    except SyncerError as error:
        return refused(subject, error)
    return Check(subject, Verdict.GOOD, "results can be written back")


def _feeds(config: Config, plan: str) -> Iterator[Check]:
    for feed in config.plans[plan].feeds:
        path = config.place(feed.path)
        subject = f"{plan}: feed"
        try:
            stands = open_feed(config, feed).digest()
        except SyncerError as error:
            yield refused(subject, error)
            continue
        yield _folder(subject, path, "stands" if stands else "will be made by the first sync")


def _folder(subject: str, path: Path, says: str) -> Check:
    """Whether a file can be made or replaced at *path*."""
    folder = next(parent for parent in path.parents if parent.exists())
    if os.access(folder, os.W_OK):
        return Check(subject, Verdict.GOOD, f"{path}: {says}")
    return Check(subject, Verdict.BAD, f"{path} cannot be written", f"make {folder} writable")
