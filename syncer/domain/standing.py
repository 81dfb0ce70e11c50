"""Whether an item is done, open or cancelled: SEMANTICS section 1."""

from datetime import date

from syncer.domain.plan import Row, Stated

# Looked up once: on Python 3.11 a look into an enum costs ten times that of a name.
_CANCELLED = Stated.CANCELLED
_DONE = Stated.DONE


def is_cancelled(row: Row) -> bool:
    """A person cancelled it; that wins over everything else the row says."""
    return row.status is _CANCELLED


def is_done(row: Row, today: date) -> bool:
    """It has an actual day up to *today*, or says done, or 100 % and nothing to the contrary."""
    status, actual = row.status, row.actual
    if status is _CANCELLED:
        return False
    if status is _DONE or (actual is not None and actual <= today):
        return True
    return status is None and row.percent is not None and row.percent >= 100  # noqa: PLR2004 - percent


def is_open(row: Row, today: date) -> bool:
    """Neither done nor cancelled."""
    return not is_cancelled(row) and not is_done(row, today)
