"""A PostgreSQL server of the tests' own: made in a temporary folder, ended with the session."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest

USER = "syncer"
_PLACES = "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"
_WANTED = (
    "PostgreSQL's programs (initdb, pg_ctl, postgres) are not installed; the state's tests need"
    " them: apt-get install postgresql, or put them on PATH"
)
# Nothing here outlives the tests, so nothing has to reach the disk.
_OPTIONS = (
    "-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    " -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=16MB"
    " -c max_connections=40 -c autovacuum=off"
)


class Server(NamedTuple):
    """A running server, reachable only through the socket in its own folder."""

    folder: Path
    numbers: Iterator[int]

    def url(self, database: str) -> str:
        """The address of *database*, as the configuration takes it."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """Make a database; return its name."""
        name = f"test_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database: of hundreds the disk would be full, and slow."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str, database: str = "postgres") -> None:
        """Execute *statement* as the owner of everything."""
        address = f"host={self.folder} user={USER} dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for the session (under xdist: for each worker)."""
    programs = _programs()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail(_WANTED)
        pytest.skip(_WANTED)
    # Short, and not pytest's own: a socket's path may have 107 octets, and the server's user
    # must be able to walk to it.
    folder = Path(tempfile.mkdtemp(prefix="syncer-pg-", dir="/tmp"))
    user = _user()
    _hand_over(folder, user)
    with _keeper(programs, folder, user):
        _run(programs / "initdb", "-D", folder / "data", *_INIT, folder=folder, user=user)
        _run(
            *(programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-s"),
            *("-o", _OPTIONS.format(folder=folder), "start"),
            folder=folder,
            user=user,
        )
        yield Server(folder, count(1))


@contextmanager
def _keeper(programs: Path, folder: Path, user: str | None) -> Iterator[None]:
    """
    A process that ends the server and removes its folder when its input ends.

    That is when the tests are over, and also when they are killed and can tidy up nothing.
    """
    with subprocess.Popen(
        ["sh", "-c", _KEEP, programs / "pg_ctl", folder],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # an interrupt at the keyboard is for the tests alone
        **_as(user),
    ):
        yield


_KEEP = """
cat > /dev/null
"$0" -D "$1/data" -m immediate -w -s stop
exec rm -rf "$1"
"""


def _as(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


_INIT = ("-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")


def _programs() -> Path | None:
    """The newest installed ones; those on PATH where none are in the usual places."""
    found = [
        path
        for place in _PLACES
        for path in Path("/").glob(place[1:])
        if (path / "initdb").exists() and (path / "pg_ctl").exists()
    ]
    if found:
        return max(found, key=_release)
    if shutil.which("pg_config"):
        said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        path = Path(said.stdout.strip())
        if (path / "initdb").exists():
            return path
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _release(path: Path) -> tuple[int, ...]:
    return tuple(int(n) for n in "".join(c if c.isdigit() else " " for c in str(path)).split())


def _user() -> str | None:
    """PostgreSQL refuses to run as root: whom to run it as instead; None for the tests' own."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _hand_over(folder: Path, user: str | None) -> None:
    if user:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def _run(*command: str | Path, folder: Path, user: str | None) -> None:
    # Into a file, not a pipe: the server inherits it and would keep a pipe open for good.
    with (folder / "said").open("wb") as said:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            check=False,
            timeout=60,
            **_as(user),
        )
    if done.returncode:
        log = folder / "log"
        told = (folder / "said").read_text() + (log.read_text() if log.exists() else "")
        pytest.fail(f"{command[0]} ended with {done.returncode}:\n{told}")
