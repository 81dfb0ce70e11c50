"""A first look at a Google Sheet: who looks, and click by click how it is shared with them."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from syncer.app.new_config import Found
    from syncer.engine.decide import Understood


def look_at_google(
    target: "Console", address: str, tab: str | None, config: Path, named: str
) -> tuple["Understood", "Found"]:
    """The sheet at *address* as it is understood; where it is not shared yet, the steps."""
    from syncer.app.addresses import google_sheet
    from syncer.app.google_setup import credentials_named
    from syncer.app.look import first_look
    from syncer.app.new_config import Found
    from syncer.app.wiring import google_access, google_address, google_reach
    from syncer.cli.terminal import said, working
    from syncer.errors import AccessError

    credentials = credentials_named(named, config)
    access = google_access(credentials)
    whose = google_address(access)
    if whose:
        target.print(said(f"Looking as {whose}"))
    try:
        with working(f"reading {address}"):
            read = first_look(address, tab, credentials=credentials)
    except AccessError:
        if whose:
            _print_steps(target, address, whose, "If the sheet is not shared with it yet:")
        raise
    ident = (google_sheet(address) or "").partition(" ")[0]
    reach = google_reach(access)
    shared = reach.sheet(ident)
    if not shared.editable:
        whose = whose or reach.address()
        _print_steps(target, address, whose, "Results cannot be written into it yet:")
    return read, Found(address, shared.title, read.layout.tab, credentials)


def _print_steps(target: "Console", address: str, whose: str, heading: str) -> None:
    from syncer.app.google_setup import sharing_steps
    from syncer.cli.terminal import said

    target.print(said(heading))
    for number, step in enumerate(sharing_steps(address, whose), 1):
        target.print(said(f"  {number}. {step}"))
    target.print()
