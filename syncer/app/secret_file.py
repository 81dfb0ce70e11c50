"""Files that hold one secret, and that its owner alone can read."""

import os
import stat
from pathlib import Path

from syncer.errors import ConfigError


def read_secret(path: Path, *, hint: str) -> str:
    """What stands in *path*; *hint* says what to do where nothing can be read there."""
    try:
        with path.open(encoding="utf-8") as file:
            if os.fstat(file.fileno()).st_mode & _others(path):
                raise ConfigError(
                    f"other users of this machine can read the secret {str(path)!r}",
                    hint=f"chmod 600 {path}",
                )
            return file.read().strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"the secret {str(path)!r} cannot be read", hint=hint) from None


def _others(path: Path) -> int:
    """Who must not have a right to *path*; systemd gives its service one by the group's bits."""
    given = path.parent == Path(os.environ.get("CREDENTIALS_DIRECTORY") or "/")
    return stat.S_IRWXO if given else stat.S_IRWXG | stat.S_IRWXO


def database_password(env: str | None, file: Path | None) -> str:
    """The state's password in the environment variable *env* or in *file*; empty: it has none."""
    if env is not None:
        if not (text := os.environ.get(env, "")):
            raise ConfigError(
                f"the environment variable {env} holds no password",
                hint="set it, or take state_password_env out of [service]",
            )
        return text
    if file is None:
        return ""
    return read_secret(file, hint="write the state's password there, or mend state_password_file")
