"""
Microsoft Project's XML (MSPDI) as a table under the names of its columns.

Schema: learn.microsoft.com, "Project XML Data Interchange Schema Reference".
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from connectors.plan_file.elements import Element, elements
from connectors.plan_file.source import Table
from syncer.domain.sheet import Value
from syncer.errors import SourceError

HEADINGS: Final = (
    "Unique ID", "Outline Number", "Outline Level", "Task Name", "Milestone", "Duration", "Start",
    "Finish", "Baseline Finish", "Deadline", "Actual Finish", "% Complete", "Status",
    "Predecessors", "Resource Names", "Work", "Cost", "Actual Cost", "Notes",
)  # fmt: skip

# What fills these files, and says nothing that we read.
_UNWANTED: Final = frozenset(
    {"TimephasedData", "ExtendedAttribute", "ExtendedAttributes", "Calendars", "OutlineCodes",
     "WBSMasks", "Views", "Filters", "Groups", "Tables", "Maps", "Rates", "AvailabilityPeriods"}
)  # fmt: skip
_LINKS: Final[Mapping[str, str]] = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
_SPAN: Final = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?")
_ELAPSED: Final = frozenset({"4", "6", "8", "10", "12", "36", "38", "40", "42", "44"})
_PERCENT: Final = frozenset({"19", "20", "51", "52"})
_MINUTES_A_DAY: Final = 480
_NOWHERE: Final = datetime(1984, 1, 1)  # noqa: DTZ001 - how Project writes "NA": a day has no zone


def project_table(octets: bytes, what: str) -> Table:
    """One row a task, in the order of the plan; blank tasks stay blank rows."""
    root = elements(octets, what, unwanted=_UNWANTED)
    if root.name != "Project":
        raise SourceError(
            f"{what} is XML, but no project of Microsoft Project",
            hint="save the plan as .xlsx, or from Microsoft Project as XML Format",
        )
    about = root.values()
    minutes = _number(about.get("MinutesPerDay", "")) or _MINUTES_A_DAY
    people = _people(root)
    tasks = [task for task in root.inner("Tasks") if task.name == "Task"]
    rows = [_row(task, people, minutes) for task in tasks if not _is_whole_project(task)]
    name = about.get("Title") or about.get("Name", "").removesuffix(".xml")
    return Table(name, [list(HEADINGS), *rows])


def _is_whole_project(task: Element) -> bool:
    """The row 0 that Project keeps for the whole; its dates are sums, not promises."""
    known = task.values()
    return known.get("OutlineLevel") == "0" and known.get("UID", "0") == "0"


def _row(task: Element, people: Mapping[str, list[str]], minutes: float) -> list[Value]:
    known = task.values()
    if known.get("IsNull") == "1":
        return []
    uid = known.get("UID", "")
    cells: dict[str, Value] = {
        "Unique ID": uid,
        "Outline Number": known.get("OutlineNumber", ""),
        "Outline Level": known.get("OutlineLevel", ""),
        "Task Name": known.get("Name", ""),
        "Milestone": "Yes" if known.get("Milestone") == "1" else "No",
        "Duration": _duration(known, minutes),
        "Start": _day(known.get("Start")),
        "Finish": _day(known.get("Finish")),
        "Baseline Finish": _baseline(task),
        "Deadline": _day(known.get("Deadline")),
        "Actual Finish": _day(known.get("ActualFinish")),
        "% Complete": f"{known['PercentComplete']}%" if known.get("PercentComplete") else "",
        "Status": "Cancelled" if known.get("Active") == "0" else "",
        "Predecessors": "; ".join(_links(task, minutes)),
        "Resource Names": "; ".join(people.get(uid, ())),
        "Work": _hours(known.get("Work", "")),
        "Cost": _money(known.get("Cost", "")),
        "Actual Cost": _money(known.get("ActualCost", "")),
        "Notes": known.get("Notes", ""),
    }
    return [cells[heading] for heading in HEADINGS]


def _people(root: Element) -> dict[str, list[str]]:
    """The names of those who are assigned, by the task's UID."""
    known = (resource.values() for resource in root.inner("Resources"))
    names = {one["UID"]: one["Name"] for one in known if one.get("UID") and one.get("Name")}
    people: dict[str, list[str]] = {}
    for assignment in root.inner("Assignments"):
        given = assignment.values()
        name = names.get(given.get("ResourceUID", ""))
        listed = people.setdefault(given.get("TaskUID", ""), [])
        if name and name not in listed:
            listed.append(name)
    return people


def _baseline(task: Element) -> Value:
    """The finish of the first baseline (number 0)."""
    held = [one.values() for one in task.all("Baseline")]
    return next((_day(one.get("Finish")) for one in held if one.get("Number") == "0"), None)


def _links(task: Element, minutes: float) -> Iterator[str]:
    """Predecessors by UID as `3FS+2d`; of another project by its name, which is no row here."""
    for link in task.all("PredecessorLink"):
        given = link.values()
        if given.get("CrossProject") == "1":
            yield given.get("CrossProjectName") or "another project"
            continue
        kind = _LINKS.get(given.get("Type", "1"), "FS")
        yield f"{given.get('PredecessorUID', '')}{kind}{_lag(given, minutes)}"


def _lag(given: Mapping[str, str], minutes: float) -> str:
    """LinkLag counts tenths of a minute, or of a percent; what we cannot compute is shown."""
    lag, unit = _number(given.get("LinkLag", "")), given.get("LagFormat", "7")
    if not lag:
        return ""
    if unit in _PERCENT:
        return f"{lag:+g}%"
    if unit in _ELAPSED:
        return f"{lag / 10 / 1440:+g}ed"
    return f"{lag / 10 / minutes:+g}d"


def _duration(known: Mapping[str, str], minutes: float) -> str:
    """Working days; elapsed time is left to start and finish, which say the same."""
    worked = _minutes(known.get("Duration", ""))
    if worked is None or known.get("DurationFormat", "7") in _ELAPSED:
        return ""
    return f"{worked / minutes:g}d"


def _hours(span: str) -> str:
    worked = _minutes(span)
    return f"{worked / 60:g}h" if worked else ""


def _minutes(span: str) -> float | None:
    """Of a duration like PT40H0M0S."""
    match = _SPAN.fullmatch(span)
    if match is None or not span.strip("PT"):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return days * 1440 + hours * 60 + minutes + seconds / 60


def _money(text: str) -> Value:
    """Amounts are written in hundredths."""
    amount = _number(text)
    return amount / 100 if amount else None


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0
    return value if abs(value) < 1e15 else 0  # noqa: PLR2004 - neither infinite nor NaN


def _day(text: str | None) -> Value:
    """A moment without a zone; what is no date is passed on as people's text is."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text or None
    return None if moment <= _NOWHERE else moment.replace(tzinfo=None)
