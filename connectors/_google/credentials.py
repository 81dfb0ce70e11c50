"""Who we are to Google: a service account's file, a person's login, or what the machine has."""

import json
import os
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import google.auth
from google.auth.credentials import Credentials
from google.auth.exceptions import DefaultCredentialsError, MalformedError
from google.oauth2 import credentials as oauth2
from google.oauth2 import service_account

from syncer.errors import ConfigError

SHEETS: Final = "https://www.googleapis.com/auth/spreadsheets"
DRIVE_METADATA: Final = "https://www.googleapis.com/auth/drive.metadata.readonly"
CALENDAR_EVENTS: Final = "https://www.googleapis.com/auth/calendar.events"
CALENDAR_OWN: Final = "https://www.googleapis.com/auth/calendar.app.created"
CALENDAR_SHARING: Final = "https://www.googleapis.com/auth/calendar.acls"
CALENDAR_LIST: Final = "https://www.googleapis.com/auth/calendar.calendarlist.readonly"
"""Asked for once, before a calendar is made: whether it was made before, and nobody remembers."""

MACHINE: Final = "application-default"
"""Instead of a file: workload identity, an attached service account, or gcloud's own login."""
CLIENT: Final = "installed"
"""What Google calls a Desktop app's OAuth client in its file."""
_KINDS: Final = {"service_account", "authorized_user"}


def load_credentials(place: str, scopes: Sequence[str]) -> Credentials:
    """
    The credentials in the file *place* (or of the machine, `application-default`) for *scopes*.

    Of an OAuth client those are meant that `syncer init --login` keeps beside it. A person's
    login keeps the scopes that were agreed to when it was made.
    """
    try:
        if place == MACHINE:
            found, _ = google.auth.default(scopes=list(scopes))
        else:
            found = _made(_kept(Path(place)), scopes)
    except (DefaultCredentialsError, MalformedError, ValueError):
        # Not chained: the library's message may quote the file.
        raise _nothing_made(place) from None
    credentials: Credentials = found
    return credentials


def address_of(credentials: Credentials) -> str:
    """The address to share sheets and calendars with; empty where the file does not say."""
    address = getattr(credentials, "service_account_email", None)
    # A machine's account has this name until Google was asked for the real one.
    return address if isinstance(address, str) and address != "default" else ""


def client_of(path: Path) -> Mapping[str, str]:
    """The OAuth client in *path*, or the one that the login in *path* was made with."""
    held = read_secret(path)
    client = held.get(CLIENT, held if held.get("type") == "authorized_user" else None)
    if not isinstance(client, dict) or not {"client_id", "client_secret"} <= client.keys():
        raise ConfigError(
            f"{str(path)!r} is no OAuth client of a desktop app",
            hint="in the Cloud console: Clients, Create client, Desktop app, Download JSON",
        )
    return client


def login_of(client: Path) -> Path:
    """Where the login that was made with the OAuth *client* is kept: beside it, or in its stead."""
    return _beside(client) if _is_client(client) else client


def stamp_of(place: str) -> tuple[tuple[int, int], ...] | None:
    """Another one once the file *place*, or the login beside it, is another; None without one."""
    path = Path(place)
    stamps = []
    for file in (path, _beside(path)):
        with suppress(OSError):
            held = file.stat()
            stamps.append((held.st_mtime_ns, held.st_ino))
    return tuple(stamps) or None


def _beside(client: Path) -> Path:
    return client.with_name(f"{client.stem}.login.json")


def read_secret(path: Path) -> Mapping[str, Any]:
    """A file of credentials, refused where anybody but its owner may read it."""
    try:
        with path.open(encoding="utf-8") as file:
            # Of the file that was opened, whatever the path leads to by now.
            if os.fstat(file.fileno()).st_mode & _others(path):
                raise ConfigError(
                    f"other users of this machine can read the Google credentials {str(path)!r}",
                    hint=f"chmod 600 {path}",
                )
            held = json.load(file)
    except OSError as error:
        raise ConfigError(
            f"the Google credentials {str(path)!r} cannot be read: {error.strerror}",
            hint="download the service account's key as JSON and name it under [google]",
        ) from None
    except (ValueError, RecursionError):
        raise _not_credentials(path) from None
    if not isinstance(held, dict):
        raise _not_credentials(path)
    return held


def _others(path: Path) -> int:
    """Who must not have a right to *path*; systemd gives its service one by the group's bits."""
    given = path.parent == Path(os.environ.get("CREDENTIALS_DIRECTORY") or "/")
    return stat.S_IRWXO if given else stat.S_IRWXG | stat.S_IRWXO


def _kept(path: Path) -> Mapping[str, Any]:
    """What can make tokens: a key, a login, or the login that was made with an OAuth client."""
    held = read_secret(path)
    if CLIENT in held:
        place = login_of(path)
        if not place.exists():
            raise ConfigError(
                f"nobody has logged in yet with the OAuth client {str(path)!r}",
                hint="run `syncer init --login`",
            )
        held = read_secret(place)
    if held.get("type") not in _KINDS:
        raise _not_credentials(path)
    return held


def _is_client(path: Path) -> bool:
    return CLIENT in read_secret(path)


def _made(held: Mapping[str, Any], scopes: Sequence[str]) -> Credentials:
    made: Credentials
    if held["type"] == "service_account":
        made = service_account.Credentials.from_service_account_info(held, scopes=list(scopes))  # type: ignore[no-untyped-call]
    else:
        made = oauth2.Credentials.from_authorized_user_info(held)  # type: ignore[no-untyped-call]
    return made


def _nothing_made(place: str) -> ConfigError:
    if place == MACHINE:
        return ConfigError(
            "this machine has no Google credentials of its own",
            hint="attach a service account to it, or name the file of one under [google]",
        )
    return _not_credentials(Path(place))


def _not_credentials(path: Path) -> ConfigError:
    return ConfigError(
        f"{str(path)!r} is no file of Google credentials",
        hint="it must be a service account's key, or the OAuth client of a desktop app",
    )
