"""`syncer init --login`: a person's own login to Google, in the browser."""

from pathlib import Path
from typing import TYPE_CHECKING

from syncer.cli.options import command_line

if TYPE_CHECKING:
    from rich.console import Console


def log_in(target: "Console", named: str, config: Path, *, browser: bool) -> str:
    """Log a person in with the OAuth client that is named; the client, for `credentials`."""
    from syncer.app.config import load
    from syncer.app.google_setup import client_named, login_needs
    from syncer.app.wiring import google_access, google_login, google_reach
    from syncer.cli.terminal import said

    client = client_named(named, config)
    needs = login_needs(load(config) if config.exists() else None)

    def show(address: str) -> None:
        target.print(said("Log in to Google, and agree to what it asks for:"))
        # Whole, on a line of its own: a terminal that wraps it makes it another address.
        target.out(address, highlight=False)
        if browser:
            _open(address)
        else:
            target.print(said(
                "Where that browser runs on another machine, it ends at an address that begins "
                "with http://127.0.0.1 and shows nothing: then run curl 'THAT ADDRESS' here.", "dim"
            ))  # fmt: skip

    kept = google_login(client, needs, show)
    whose = google_reach(google_access(client)).address()
    target.print(said(f"Logged in as {whose}. That is kept in {kept.name}, beside the client."))
    if not config.exists():
        command = command_line("init https://docs.google.com/spreadsheets/d/…")
        target.print(said(f"Next: {command}"))
    return client


def _open(address: str) -> None:
    import webbrowser

    # Where there is none the address stands on the terminal.
    webbrowser.open(address)
