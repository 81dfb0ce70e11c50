"""The secret by which a plan's sheet tells of edits, and the Apps Script that does so."""

import json
import os
import re
import secrets
from importlib.resources import files
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from syncer.app.config import Config
from syncer.app.secret_file import read_secret
from syncer.errors import AccessError, ConfigError, UsageError

_SHORTEST: Final = 32  # characters: what nobody can guess, also by many tries offline


def hook_secret(config: Config, plan: str) -> bytes | None:
    """The secret of *plan*'s hook; None where it has none."""
    table = config.plans[plan]
    text = secret_of(config, table.hook_secret_env, table.hook_secret_file)
    return None if text is None else text.encode()


def api_token(config: Config) -> str:
    """What opens the pages of `[server]` that are not for everybody; empty where nothing is set."""
    table = config.server
    text = table and secret_of(config, table.api_token_env, table.api_token_file)
    return text or ""


def secret_of(config: Config, env: str | None, file: str | None) -> str | None:
    """The secret in the environment variable *env* or in *file*; None where neither is named."""
    if env is not None:
        text = os.environ.get(env, "").strip()
        where = f"the environment variable {env}"
    elif file is not None:
        path = config.place(file)
        text, where = read_secret(path, hint="make it with --apps-script"), str(path)
    else:
        return None
    if len(text) < _SHORTEST:
        raise ConfigError(
            f"{where} holds no secret of {_SHORTEST} characters or more",
            hint="take it out of the configuration, and let `syncer init --apps-script` make one",
        )
    return text


def secret_file(config: Config, plan: str) -> str:
    """Where people find the secret of *plan*'s hook."""
    table = config.plans[plan]
    if table.hook_secret_env is not None:
        return f"the environment variable {table.hook_secret_env}"
    return str(config.place(table.hook_secret_file or _name(plan)))


def make_secret(config: Config, plan: str) -> Path:
    """Make the file of a new secret for *plan*, its owner's alone; one that is there is kept."""
    path = config.folder / _name(plan)
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    except OSError as error:
        raise AccessError(f"{path} cannot be written: {error.strerror}") from None
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
    return path


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
