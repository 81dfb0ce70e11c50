"""A Google Sheet keeps the promises of every source."""

import pytest

from tests.conformance.plan_source import GRID, PlanSourceContract


class TestGoogleSheet(PlanSourceContract):
    @pytest.fixture(autouse=True)
    def _filled(self, people):
        people.fill(GRID)

    @pytest.fixture
    def meddle(self, people):
        return lambda: people.type_text("C2", "Zoe")
