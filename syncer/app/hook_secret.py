"""The secret by which a plan's sheet tells of edits, and the Apps Script that does so."""

import json
import os
import re
import secrets
from importlib.resources import files
from pathlib import Path
from tempfile import mkstemp
from typing import Final
from urllib.parse import urlsplit

from syncer.app.config import Config
from syncer.app.secret_file import read_secret
from syncer.errors import AccessError, ConfigError, UsageError

_SHORTEST: Final = 32  # characters: what nobody can guess, also by many tries offline
_REMAKE: Final = (
    "put one there, or take the line out of the configuration, delete the file, "
    "and let `syncer init --apps-script URL` make a new one"
)
_TOKEN: Final = "put one there: `openssl rand -hex 32` makes one"  # noqa: S105


def hook_secret(config: Config, plan: str) -> bytes | None:
    """The secret of *plan*'s hook; None where it has none."""
    table = config.plans[plan]
    text = secret_of(config, table.hook_secret_env, table.hook_secret_file, hint=_REMAKE)
    return None if text is None else text.encode()


def api_token(config: Config) -> str:
    """What opens the pages of `[server]` that are not for everybody; empty where nothing is set."""
    table = config.server
    if table is None:
        return ""
    return secret_of(config, table.api_token_env, table.api_token_file, hint=_TOKEN) or ""


def secret_of(config: Config, env: str | None, file: str | None, *, hint: str) -> str | None:
    """
    The secret in the environment variable *env* or in *file*; None where neither is named.

    *hint* says what to do where there is none.
    """
    if env is not None:
        text = os.environ.get(env, "").strip()
        where = f"the environment variable {env}"
    elif file is not None:
        path = config.place(file)
        text, where = read_secret(path, hint=hint), str(path)
    else:
        return None
    if len(text) < _SHORTEST:
        raise ConfigError(
            f"{where} holds no secret of {_SHORTEST} characters or more",
            hint=hint,
        )
    return text


def secret_file(config: Config, plan: str) -> str:
    """Where people find the secret of *plan*'s hook."""
    table = config.plans[plan]
    if table.hook_secret_env is not None:
        return f"the environment variable {table.hook_secret_env}"
    return str(config.place(table.hook_secret_file or _name(plan)))


def make_secret(config: Config, plan: str) -> Path:
    """
    Make the file of a new secret for *plan*, its owner's alone; a good one that is there is kept.

    One that is too short is none: no hook takes it, so nothing signs with it.
    """
    path = config.folder / _name(plan)
    try:
        if path.exists() and len(path.read_bytes().strip()) >= _SHORTEST:
            return path
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
