import pytest

from syncer.app.new_config import Found


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Apollo plan (v2)", "apollo-plan-v2"),
        ("Fête du village", "fete-du-village"),
        ("Bürgerhaus Straße", "burgerhaus-strasse"),
        ("計画", "plan"),
    ],
)
def test_a_plan_is_called_after_its_title(title, name):
    assert Found("plan.xlsx", title, "Plan").name == name
