"""New baselines for rows of a plan, as people agreed on them."""

from collections.abc import Sequence
from datetime import date

from syncer.app.look import Seen
from syncer.app.remembered_items import Called, found
from syncer.domain.memory import Baseline
from syncer.domain.plan import Item
from syncer.domain.standing import is_open
from syncer.errors import UsageError
from syncer.stages.observe import agree


def new_baselines(
    seen: Seen, rows: Sequence[str], *, name: str, on: date | None, reason: str, approved_by: str
) -> tuple[Baseline, ...]:
    """
    The baselines to add for *rows*, or for every open row: *on*, else its due date.

    Rows already reached keep the one they had. UsageError where nothing is left to set.
    """
    if not seen.before.seen:
        raise UsageError(
            f"nothing is remembered of {seen.setup.name} yet, so nothing can be set anew",
            hint=f"run `syncer sync {seen.setup.name}` first",
        )
    if on is not None and not rows:
        raise UsageError("one day for the whole plan cannot be meant", hint="add --row ID")
    # A row that no sync has seen might get another key then, and lose what is set for it now.
    items = [item for item in _wanted(seen, rows) if item.key in seen.before.seen]
    agreed = agree(
        items,
        seen.judged.memory,
        name=name,
        day=on,
        today=seen.today,
        reason=reason,
        approved_by=approved_by,
    )
    if not agreed:
        raise UsageError(
            "there is no row to set a baseline for",
            hint="a row must be open, have a due date, and have been synced once",
        )
    return agreed


def _wanted(seen: Seen, rows: Sequence[str]) -> list[Item]:
    by_key = {item.key: item for item in seen.judged.read.plan.items}
    called = [Called(i.key, i.id, i.row.row, i.row.title) for i in by_key.values()]
    named = [by_key[found(row, called).key] for row in rows]
    for item in named:
        if not is_open(item.row, seen.today):
            raise UsageError(
                f"row {item.row.row}, {item.row.title!r}, is done or cancelled and keeps its baseline"
            )
    return named or [item for item in by_key.values() if is_open(item.row, seen.today)]
