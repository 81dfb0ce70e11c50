"""The unit of systemd: valid, hardened, and it starts what there is."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from syncer.cli import VERBS

DEPLOY = Path(__file__).parents[2] / "deploy"
UNIT = DEPLOY / "milestone-syncer.service"
HIGHEST = 15
"""Tenths of exposure; an unhardened service has 96 of 100."""


def settings():
    lines = UNIT.read_text("utf-8").splitlines()
    return [tuple(line.split("=", 1)) for line in lines if "=" in line and line[0] not in "#["]


def setting(name):
    (value,) = [value for key, value in settings() if key == name]
    return value


@pytest.fixture
def installed(tmp_path):
    """The unit and its drop-in where systemd looks, with a program that is here."""
    if shutil.which("systemd-analyze") is None:
        reason = "needs systemd-analyze: apt install systemd"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    program = setting("ExecStart").split()[0]
    text = UNIT.read_text("utf-8").replace(program, sys.executable)
    drop_ins = tmp_path / f"{UNIT.name}.d"
    drop_ins.mkdir()
    shutil.copy(DEPLOY / "google.conf", drop_ins)
    path = tmp_path / UNIT.name
    path.write_text(text, "utf-8")
    return path


def analyze(*words):
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, check=False, timeout=60
    )


def test_systemd_finds_nothing_to_say_about_it(installed):
    done = analyze("verify", "--man=no", "--recursive-errors=no", str(installed))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_mistake_in_it_would_be_found(installed):
    installed.write_text(installed.read_text() + "[Service]\nPrivateTemp=yes\n")
    assert "PrivateTemp" in analyze("verify", "--man=no", str(installed)).stderr


def test_it_is_exposed_to_next_to_nothing(installed):
    done = analyze("security", "--offline=yes", f"--threshold={HIGHEST}", str(installed))
    assert done.returncode == 0, done.stdout[-300:]


def test_it_starts_the_daemon_and_reloads_it_by_a_signal():
    program, *words = setting("ExecStart").split()
    assert Path(program).name == "syncer"
    assert words[-1] == "run"
    assert words[-1] in VERBS
    assert setting("ExecReload").endswith("/kill -HUP $MAINPID")


def test_a_wrong_configuration_is_not_tried_again():
    assert setting("RestartPreventExitStatus") == "2"


def test_it_may_write_where_its_state_is_and_nowhere_else():
    assert setting("ProtectSystem") == "strict"
    assert setting("WorkingDirectory") == f"/var/lib/{setting('StateDirectory')}"
    assert not [key for key, _ in settings() if key == "ReadWritePaths"]


def test_the_key_of_google_is_where_the_drop_in_says():
    text = (DEPLOY / "google.conf").read_text("utf-8")
    (name,) = re.findall(r"^LoadCredential=([^:]+):", text, re.MULTILINE)
    assert f'credentials = "/run/credentials/{UNIT.name}/{name}"' in text
