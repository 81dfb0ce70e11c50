"""The secret by which a plan's sheet tells of edits, and the Apps Script that does so."""

import json
import os
import re
import secrets
import stat
from importlib.resources import files
from pathlib import Path
from tempfile import mkstemp
from typing import Final
from urllib.parse import urlsplit

from syncer.app.config import Config
from syncer.errors import AccessError, ConfigError, UsageError

_SHORTEST: Final = 32  # characters: what nobody can guess, also by many tries offline
_REMAKE: Final = (
    "take the line out of the configuration, delete the file, "
    "and let `syncer init --apps-script URL` make a new one"
)


def hook_secret(config: Config, plan: str) -> bytes | None:
    """The secret of *plan*'s hook; None where it has none."""
    table = config.plans[plan]
    if table.hook_secret_env is not None:
        text = os.environ.get(table.hook_secret_env, "").strip()
        where = f"the environment variable {table.hook_secret_env}"
    elif table.hook_secret_file is not None:
        path = config.place(table.hook_secret_file)
        text, where = _read(path), str(path)
    else:
        return None
    if len(text) < _SHORTEST:
        raise ConfigError(
            f"{where} holds no secret of {_SHORTEST} characters or more",
            hint=f"put one there, or {_REMAKE}",
        )
    return text.encode()


def secret_file(config: Config, plan: str) -> str:
    """Where people find the secret of *plan*'s hook."""
    table = config.plans[plan]
    if table.hook_secret_env is not None:
        return f"the environment variable {table.hook_secret_env}"
    return str(config.place(table.hook_secret_file or _name(plan)))


def make_secret(config: Config, plan: str) -> Path:
    """
    Make the file of a new secret for *plan*, its owner's alone; one that is there is kept.

    It stands there whole or not at all: half of one would be kept for good.
    """
    path = config.folder / _name(plan)
    if path.exists() and path.stat().st_size:
        return path
    try:
        _put(path, secrets.token_urlsafe(32) + "\n")
    except OSError as error:
        raise AccessError(
            f"{path} cannot be written: {error.strerror}",
            hint="make room on the disk, or let this user write into the folder",
        ) from None
    return path


def _put(path: Path, text: str) -> None:
    """Let *path*, which only its owner may read, hold *text*."""
    number, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(number)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def apps_script(url: str, plan: str) -> str:
    """The Apps Script for the sheet of *plan*, which calls the service at *url*."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.query:
        raise UsageError(
            f"{url!r} is no address that Google can call",
            hint="name the service's public address, such as https://milestones.example.org",
        )
    script = files("syncer.app").joinpath("changed.gs").read_text("utf-8")
    address = f"{url.rstrip('/')}/hooks/sheet/{plan}"
    return re.sub(r'"ADDRESS"', lambda _: json.dumps(address), script)


def _name(plan: str) -> str:
    return f"{plan}.hook-secret"


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise ConfigError(
                    f"other users of this machine can read the secret {str(path)!r}",
                    hint=f"chmod 600 {path}",
                )
            return file.read().strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"the secret {str(path)!r} cannot be read", hint=f"put it there, or {_REMAKE}"
        ) from None
