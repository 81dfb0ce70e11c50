"""What a first look at a Google Sheet needs before there is a configuration: whose eyes."""

import os
from pathlib import Path
from typing import Final

from syncer.app.addresses import google_sheet
from syncer.app.config import Config, load
from syncer.app.config_tables import MACHINE, NEW
from syncer.errors import UsageError

KEY: Final = "service-account.json"
"""Where a service account's key is looked for, beside the configuration."""
CLIENT: Final = "google-client.json"
"""The same for the OAuth client of a person's own login."""


def credentials_named(named: str, config: Path) -> str:
    """
    What to show Google: *named*, else what *config* names, else what lies beside it.

    Last comes what the machine has, where its environment names some. UsageError: nothing.
    """
    if named:
        return named if named == MACHINE else str(Path(named).absolute())
    configured = load(config) if config.exists() else None
    if configured is not None and configured.google is not None:
        place = configured.google.credentials
        return place if place == MACHINE else str(configured.place(place))
    for name in (KEY, CLIENT):
        if (config.parent / name).exists():
            return str((config.parent / name).absolute())
    if os.environ.get("GOOGLE_APPLICATION_CREDENTIALS"):
        return MACHINE
    raise UsageError(
        "no Google credentials are named",
        hint=f"save a service account's key as {config.parent / KEY}, or name it: "
        f"--credentials FILE, or --credentials {MACHINE} for what this machine has",
    )


def client_named(named: str, config: Path) -> str:
    """The OAuth client for a login: *named*, else what *config* names, else what lies beside it."""
    if named:
        return str(Path(named).absolute())
    configured = load(config) if config.exists() else None
    if configured is not None and configured.google is not None:
        return str(configured.place(configured.google.credentials))
    if (config.parent / CLIENT).exists():
        return str((config.parent / CLIENT).absolute())
    raise UsageError(
        "no OAuth client is named",
        hint="in the Cloud console: Clients, Create client, Desktop app, Download JSON; "
        f"save it as {config.parent / CLIENT}, or name it: --credentials FILE",
    )


def login_needs(config: Config | None) -> frozenset[str]:
    """What a login must be good for: what the plans of *config* need; without one, a sheet."""
    if config is None:
        return frozenset({"sheet"})
    needs: set[str] = set()
    for plan in config.plans.values():
        if google_sheet(plan.source):
            needs.add("sheet")
        for one in plan.calendars:
            needs.add("own calendar" if one.calendar == NEW else "calendar")
            needs.update({"sharing"} if one.share else ())
    return frozenset(needs)


def sharing_steps(address: str, whose: str) -> tuple[str, ...]:
    """How a person lets *whose* edit the sheet at *address*, click by click."""
    return (
        f"Open {address}",
        "Click Share, at the top right.",
        f"Paste {whose}",
        "Choose the role Editor, clear Notify people, and click Share.",
    )
