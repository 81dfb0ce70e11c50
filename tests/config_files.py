"""Configuration files of tests, and what is said to be wrong in them."""

from pathlib import Path
from textwrap import dedent

import pytest

from syncer.app.config import load
from syncer.errors import ConfigError

GOOGLE = """
    [google]
    credentials = "keys/service-account.json"
    limits = { "sheets.read" = 300 }
    [plan.a]
    source = "https://docs.google.com/spreadsheets/d/1AbC/edit#gid=0"
    tab = "Plan"
    [[plan.a.publish]]
    to = "google-calendar"
    calendar = "c_abc@group.calendar.google.com"
    only = { priority = "must" }
    reminders = ["7d"]
    [[plan.a.publish]]
    to = "ics"
    path = "a.ics"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(dedent(text), "utf-8")
    return path


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text))
    head, *lines = str(caught.value).splitlines()
    assert head == f"{folder}/config.toml has {len(lines)} mistake{'s' if len(lines) > 1 else ''}:"
    return [line.strip() for line in lines]
