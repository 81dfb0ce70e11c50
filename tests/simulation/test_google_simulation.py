"""
Nobody's edit is lost in a Google Sheet either, whatever happens between any two calls.

By default the steps are few and always the same. `SIMULATION_STEPS=20000 pytest
tests/simulation/test_google_simulation.py` takes that many new ones, in minutes. A failing
example that it prints belongs into test_google_found.py.
"""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.google_machine import GoogleSimulation

ASKED = int(os.environ.get("SIMULATION_STEPS", "0"))
FEW = 250
AT_ONCE = 25


def test_nothing_is_lost():
    run_state_machine_as_test(
        GoogleSimulation,
        settings=settings(
            max_examples=max((ASKED or FEW) // AT_ONCE, 1),
            stateful_step_count=AT_ONCE,
            derandomize=not ASKED,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink) if ASKED else (Phase.generate,),
            print_blob=False,
        ),
    )
