"""How states and days are written for people."""

from typing import Final

from syncer.domain.findings import Severity
from syncer.domain.page import Look
from syncer.domain.plan import Health
from syncer.domain.verdicts import Status

STATUS: Final = {status: status.value.replace("_", " ").capitalize() for status in Status}
HEALTH: Final = {health: health.value.capitalize() for health in Health}
SEVERITY: Final = {severity: severity.value.capitalize() for severity in Severity}
FIELDS: Final = {
    "id": "ID",
    "wbs": "outline number",
    "level": "outline level",
    "start": "start date",
    "due": "due date",
    "baseline": "baseline date",
    "committed": "committed date",
    "forecast": "forecast date",
    "actual": "date done",
    "percent": "% done",
    "kpi": "KPI",
    "kpi_start": "KPI at the start",
    "target": "KPI target",
    "check_in": "next check-in",
    "client_visible": "shown to clients",
}
"""What people call a field where that is more than its key without the underscores."""

LOOKS: Final = {health: Look(health.value) for health in Health}


def counted(number: int, one: str, many: str = "") -> str:
    """`1 row`, `2 rows`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def signed(slip: int) -> str:
    """A slip with its sign: `+3`, `-2`, `0`."""
    return f"{slip:+d}" if slip else "0"


def field_name(field: str) -> str:
    """What people call the field of a column."""
    return FIELDS.get(field) or field.replace("_", " ")
