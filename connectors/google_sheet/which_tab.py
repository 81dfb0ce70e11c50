"""Which tab of a spreadsheet the configuration means."""

from collections.abc import Collection

from connectors.google_sheet.frame import Frame
from syncer.errors import ConfigError


def gid_of(called: str) -> int | None:
    """`gid=123` as a tab's id; None for a name."""
    number = called.removeprefix("gid=")
    return int(number) if called.startswith("gid=") and number.isdecimal() else None


def tab_called(frame: Frame, called: str, others: Collection[str] = ()) -> int | None:
    """
    The id of the tab that is *called* so, by name or `gid=…`; None where there is none.

    The mark of a tab outlasts a rename, also across restarts; a copy of the tab does not bear it.
    It counts no more where the tab now has a name by which *others* are called.
    """
    gid = gid_of(called)
    if gid is not None:
        return next((tab.id for tab in frame.tabs if tab.id == gid), None)
    marked = [tab for tab in frame.tabs if tab.called == called and tab.name not in others]
    named = [tab for tab in frame.tabs if tab.name == called]
    return next((tab.id for tab in (*marked, *named)), None)


def refuse_shared(frame: Frame, plan: int, called: str, others: Collection[str]) -> None:
    """ConfigError where one of *others*, the tabs of other plans here, is the tab *plan* as well."""
    for other in others:
        if tab_called(frame, other, {*others, called} - {other}) == plan:
            tab = frame.by_id(plan)
            raise ConfigError(
                f"two plans name one tab, {tab.name if tab else called!r}: once as {other!r}",
                hint="nothing was touched; take one of the plans out of the configuration, "
                "or name another tab for it",
            )
