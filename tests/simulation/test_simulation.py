"""
Nobody's edit is ever lost: random people, faults and crashes against the whole product.

By default the steps are few and always the same, so that all of them take less than a minute on
two cores. `SIMULATION_STEPS=20000 pytest tests/simulation` takes that many new ones over the sheet
in memory, a quarter of them over the .csv and a twentieth over the .xlsx. A failing example that
it prints belongs into test_found.py.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.machine import Simulation
from tests.simulation.places import InMemory, InText, InWorkbook

ASKED = int(os.environ.get("SIMULATION_STEPS", "0"))
FEW = 1500
AT_ONCE = 30


@pytest.mark.parametrize(
    ("place", "share"),
    [(InMemory, 1), (InText, 4), (InWorkbook, 20)],
    ids=["memory", "text", "workbook"],
)
def test_nothing_is_lost(place, share):
    machine = type(f"Simulation{place.__name__}", (Simulation,), {"place": place})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max((ASKED or FEW) // share // AT_ONCE, 1),
            stateful_step_count=AT_ONCE,
            derandomize=not ASKED,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
            print_blob=False,
        ),
    )
