"""A first configuration for one sheet, with a word on each key."""

import json
import os
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple
from zoneinfo import available_timezones

from syncer.app.config_tables import MACHINE
from syncer.domain.sheet import Snapshot
from syncer.errors import AccessError, UsageError

_TEMPLATE = """\
# Milestone Syncer. Paths are meant from this file's folder.

[service]
state = "sqlite:///var/syncer.db"    # what is remembered; postgresql+psycopg://... works too
timezone = {zone}
{google}
[plan.{name}]
title = {title}
source = {source}
tab = {tab}
mapping = "auto"                     # how headings are understood; or a path to your own .toml
workdays = "mon-fri"
# holidays = "GB-ENG"                # a country, a part of one, or a list of them and of days
review = "mon"                       # when the plan is looked at; "2w mon": every second Monday
# tolerance = 3                      # working days late before Red; left out: 10 %, at least 2
# summary = true                     # bring the Summary tab back if deleted; false: never make it
# grace = 30                         # days a cancelled event is still published as cancelled

[[plan.{name}.publish]]
to = "ics"
path = {feed}
# only = {{ kind = ["milestone"], priority = ["must"] }}
# reminders = ["14d", "1d"]          # days before each milestone
{calendar}"""
_GOOGLE = """\

[google]
credentials = {credentials}
"""
_CALENDAR = """\

# [[plan.{name}.publish]]            # milestones as events of a Google calendar
# to = "google-calendar"
# calendar = "c_abc@group.calendar.google.com"  # its settings, Integrate calendar, Calendar ID
# reminders = ["7d", "1d"]
"""


class Found(NamedTuple):
    """
    A sheet that was looked at.

    Attributes:
        source: Its path, or its address.
        title: As its owners call it.
        credentials: What showed it to us, for a Google Sheet; else empty.
    """

    source: str
    title: str
    tab: str
    credentials: str = ""

    @property
    def name(self) -> str:
        """A plan's name out of its title: `Fête (v2)` becomes `fete-v2`."""
        plain = unicodedata.normalize("NFKD", self.title.casefold())
        letters = "".join(one for one in plain if not unicodedata.combining(one))
        return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "plan"


def found_file(path: Path, tab: str) -> Found:
    """A file, called by its name."""
    return Found(str(path), path.stem, tab)


def config_text(found: Found, folder: Path, zone: str) -> str:
    """The text of a configuration that stands in *folder*, for the sheet that was *found*."""
    name, shown = found.name, found.credentials
    google = _GOOGLE.format(credentials=_quoted(_from(folder, shown))) if shown else ""
    title = found.title.replace("_", " ").replace("-", " ").strip()
    return _TEMPLATE.format(
        name=name,
        title=_quoted(title[:1].upper() + title[1:] or name),
        source=_quoted(found.source if shown else _from(folder, found.source)),
        tab=_quoted(found.tab),
        feed=_quoted(f"public/{name}.ics"),
        zone=_quoted(zone),
        google=google,
        calendar=_CALENDAR.format(name=name) if shown else "",
    )


def _from(folder: Path, written: str) -> str:
    """The path *written* here, as it is written in a file in *folder*."""
    if written == MACHINE:
        return written
    return os.path.relpath(Path(written).absolute(), folder.absolute())


def refuse_overwriting(path: Path) -> None:
    """UsageError where something stands at *path* already."""
    if path.exists():
        raise UsageError(
            f"{path} is there already and is never overwritten",
            hint="write another with `syncer -c other.toml init …`, or add a [plan.…] table to it",
        )


def write_new(path: Path, text: str) -> None:
    """Write *text* to *path*, where nothing may stand yet."""
    refuse_overwriting(path)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise AccessError(f"{path} cannot be written: {error.strerror}") from None


def zone_of(snapshot: Snapshot) -> str:
    """The time zone of the sheet's days: its own, else this machine's."""
    theirs = snapshot.timezone
    return theirs if theirs in available_timezones() else machine_zone()


def machine_zone() -> str:
    """The name of this machine's time zone; UTC where it does not say."""
    named = os.environ.get("TZ", "").lstrip(":")
    _, _, linked = os.path.realpath("/etc/localtime").partition("/zoneinfo/")
    for name in (named, linked):
        if "/" in name and not name.startswith(("/", "Etc/")):
            return name
    return "UTC"


def only_sheet(folder: Path) -> Path:
    """The one spreadsheet in *folder*; UsageError where there is none, or more than one."""
    from syncer.app.addresses import CONNECTOR_OF_SUFFIX  # noqa: PLC0415

    sheets = sorted(
        path
        for path in folder.iterdir()
        if CONNECTOR_OF_SUFFIX.get(path.suffix.casefold()) == "workbook"
        and not path.name.startswith(("~$", "."))
    )
    if len(sheets) == 1:
        return sheets[0]
    if not sheets:
        hint = "name one, or make one with `syncer init --new plan.xlsx`"
        raise UsageError("there is no spreadsheet in this folder", hint=hint)
    names = ", ".join(path.name for path in sheets)
    raise UsageError(f"there are several spreadsheets here: {names}", hint="name the one you mean")


def _quoted(text: str) -> str:
    """*text* as a TOML string: its escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
