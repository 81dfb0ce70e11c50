"""`syncer run` whose state another daemon has taken meanwhile: it ends, and says why."""

import subprocess
import sys

CONFIG = """\
[service]
state = "sqlite:///var/state.db"
[plan.apollo]
source = "plan.xlsx"
[[plan.apollo.publish]]
to = "ics"
path = "public/apollo.ics"
"""
LOST = """
import sys
from syncer.cli import main
from syncer.errors import HeldError
from syncer.store.claims import Lasting

def keep(self):
    raise HeldError("another `syncer run` works with this state", hint="end that process")

Lasting.keep = keep
sys.exit(main())
"""


def test_a_daemon_that_lost_its_state_to_another_ends(team):
    team.configure(CONFIG)
    path = str(team.folder / "config.toml")
    ended = subprocess.run(
        [sys.executable, "-c", LOST, "-c", path, "run"],
        capture_output=True,
        cwd=team.folder,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 4
    assert "another `syncer run` works with this state" in ended.stderr
