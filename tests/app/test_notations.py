import pytest

from syncer.app.notations import read_reminders, read_review, read_workdays


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("sun-thu", {6, 0, 1, 2, 3}),
        ("Mon, WED , fri-sat", {0, 2, 4, 5}),
        ("sat", {5}),
    ],
)
def test_workdays(text, days):
    assert read_workdays(text) == days


@pytest.mark.parametrize("text", ["", "monday", "mon-", "mon,,tue", 3, None, "-fri", "mon-tue-wed"])
def test_other_workdays_are_refused(text):
    with pytest.raises(ValueError, match="not a day of the week"):
        read_workdays(text)


@pytest.mark.parametrize(
    ("text", "review"),
    [("mon", (0, 1)), ("2w fri", (4, 2)), (" 12 W  Sun", (6, 12))],
)
def test_review(text, review):
    assert read_review(text) == review


@pytest.mark.parametrize("text", ["2 fri", "0w fri", "60w fri", "fri 2w", "", 3])
def test_other_reviews_are_refused(text):
    with pytest.raises(ValueError, match='such as "mon"'):
        read_review(text)


@pytest.mark.parametrize(
    ("value", "days"),
    [(["1d", 14, "1d"], (14, 1)), ("7d", (7,)), (0, (0,)), ([], ())],
)
def test_reminders(value, days):
    assert read_reminders(value) == days


@pytest.mark.parametrize("value", ["overdue", ["1w"], [-1], [True], [1.5], ["٣"], [367]])
def test_other_reminders_are_refused(value):
    with pytest.raises(ValueError, match="days before"):
        read_reminders(value)
