"""A first configuration for one sheet, with a word on each key."""

import json
import os
import re
from pathlib import Path

from syncer.errors import AccessError, UsageError

_TEMPLATE = """\
# Milestone Syncer. Paths are meant from this file's folder.

[service]
state = "sqlite:///var/syncer.db"    # what is remembered; postgresql+psycopg://... works too
timezone = {zone}

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
"""


def config_text(source: Path, tab: str, folder: Path, zone: str) -> str:
    """The text of a configuration that stands in *folder*, for *tab* of *source*."""
    name = plan_name(source)
    path = os.path.relpath(source.absolute(), folder.absolute())
    return _TEMPLATE.format(
        name=name,
        title=_quoted(source.stem.replace("_", " ").replace("-", " ").strip().capitalize() or name),
        source=_quoted(path),
        tab=_quoted(tab),
        feed=_quoted(f"public/{name}.ics"),
        zone=_quoted(zone),
    )


def plan_name(source: Path) -> str:
    """A plan's name out of its file's: `Apollo plan (v2).xlsx` becomes `apollo-plan-v2`."""
    return re.sub(r"[^a-z0-9]+", "-", source.stem.casefold()).strip("-") or "plan"


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
