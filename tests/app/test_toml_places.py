from textwrap import dedent

from syncer.app.toml_places import line_of, places

TEXT = dedent('''\
    # a comment with [brackets] and key = value
    [service]
    state = "x"

    [plan."big one"]
    holidays = [
      "ZA",  # not = a key
      2026-12-28,
    ]
    note = """
    [plan.fake]
    source = 1
    """
    [[plan."big one".publish]]
    to = "ics"
    only = { kind = ["task"], priority = "must" }
    [[plan."big one".publish]]
    to = "ics"
    [plan."big one".publish.only]
    kind = "task"
    [plan.b]
    publish.x = 1
    ''')


def test_every_table_and_key_has_its_line():
    found = places(TEXT)
    big = ("plan", "big one")
    assert {place: found.get(place) for place in (
        ("service",), ("service", "state"), big, (*big, "holidays"), (*big, "note"),
        (*big, "publish", 0), (*big, "publish", 0, "to"), (*big, "publish", 0, "only", "kind"),
        (*big, "publish", 1, "to"), (*big, "publish", 1, "only", "kind"),
        ("plan", "b", "publish", "x"),
    )} == {
        ("service",): 2, ("service", "state"): 3, big: 5, (*big, "holidays"): 6,
        (*big, "note"): 10, (*big, "publish", 0): 14, (*big, "publish", 0, "to"): 15,
        (*big, "publish", 0, "only", "kind"): 16, (*big, "publish", 1, "to"): 18,
        (*big, "publish", 1, "only", "kind"): 20, ("plan", "b", "publish", "x"): 22,
    }  # fmt: skip


def test_what_stands_in_a_long_text_is_no_key():
    assert ("plan", "fake") not in places(TEXT)


def test_what_is_missing_has_the_line_of_the_table_around_it():
    found = places(TEXT)
    assert line_of(("plan", "big one", "publish", 1, "path"), found) == 17
    assert line_of(("elsewhere",), found) is None
