"""Who we are to Google: a service account's file, a person's login, or what the machine has."""

import json
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

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

MACHINE: Final = "application-default"
"""Instead of a file: workload identity, an attached service account, or gcloud's own login."""
_KINDS: Final = {"service_account", "authorized_user"}


def load_credentials(place: str, scopes: Sequence[str]) -> Credentials:
    """
    The credentials in the file *place* (or of the machine, `application-default`) for *scopes*.

    A person's login keeps the scopes that were agreed to when it was made.
    """
    try:
        if place == MACHINE:
            found, _ = google.auth.default(scopes=list(scopes))
        else:
            found = _made(_read(Path(place)), scopes)
    except (DefaultCredentialsError, MalformedError, ValueError):
        # Not chained: the library's message may quote the file.
        raise ConfigError(
            f"no Google credentials can be made of {place!r}", hint="run `syncer doctor`"
        ) from None
    credentials: Credentials = found
    return credentials


def _made(held: Mapping[str, str], scopes: Sequence[str]) -> Credentials:
    made: Credentials
    if held["type"] == "service_account":
        made = service_account.Credentials.from_service_account_info(held, scopes=list(scopes))  # type: ignore[no-untyped-call]
    else:
        made = oauth2.Credentials.from_authorized_user_info(held)  # type: ignore[no-untyped-call]
    return made


def address_of(credentials: Credentials) -> str:
    """The address to share sheets and calendars with; empty where the file does not say."""
    address = getattr(credentials, "service_account_email", None)
    # A machine's account has this name until Google was asked for the real one.
    return address if isinstance(address, str) and address != "default" else ""


def _read(path: Path) -> Mapping[str, str]:
    """A file of credentials, refused where anybody but its owner may read it."""
    try:
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError(
                f"other users of this machine can read the Google credentials {str(path)!r}",
                hint=f"chmod 600 {path}",
            )
        held = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(
            f"the Google credentials {str(path)!r} cannot be read: {error.strerror}",
            hint="download the service account's key as JSON and name it under [google]",
        ) from None
    except ValueError:
        raise _not_credentials(path) from None
    if not isinstance(held, dict) or held.get("type") not in _KINDS:
        raise _not_credentials(path)
    return held


def _not_credentials(path: Path) -> ConfigError:
    return ConfigError(
        f"{str(path)!r} is no file of Google credentials",
        hint="it must be a service account's key or what `syncer init --login` wrote",
    )
