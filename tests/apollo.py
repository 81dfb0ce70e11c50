"""A copy of the example plan, and the product run on it as a person runs it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

TOP = Path(__file__).parents[1]
SYNCER = Path(sys.executable).with_name("syncer")


def copied(folder: Path) -> Path:
    """Lay the example out in *folder* as config.example.toml expects it; return the workbook."""
    shutil.copy(TOP / "config.example.toml", folder / "config.toml")
    (folder / "examples").mkdir()
    return Path(shutil.copy(TOP / "examples" / "apollo.xlsx", folder / "examples" / "apollo.xlsx"))


def syncer(folder: Path, *args: str, code: int = 0) -> str:
    """Run a command in *folder*; it must end with *code*. Return what it printed."""
    surroundings = {key: value for key, value in os.environ.items() if key != "SYNCER_CONFIG"}
    done = subprocess.run(
        [SYNCER, *args],
        cwd=folder,
        env=surroundings | {"COLUMNS": "160", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, f"{args} ended with {done.returncode}:\n{done.stderr}"
    return done.stdout


def checked(folder: Path, *, code: int = 1) -> dict[str, Any]:
    """The example as `check --json` gives it: one plan."""
    answer = json.loads(syncer(folder, "check", "--json", code=code))
    return answer["plans"][0] if "plans" in answer else answer
