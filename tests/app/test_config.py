from datetime import date, timedelta
from pathlib import Path

import pytest
from config_files import GOOGLE, written

from syncer.app.config import Config, load
from syncer.domain.plan import Kind, Priority
from syncer.domain.rhythm import At
from syncer.errors import ConfigError, UsageError

WHOLE = """
    [service]
    state = "sqlite:///var/state.db"
    timezone = "Europe/London"
    [plan.apollo]
    title = "Apollo"
    source = "plans/apollo.xlsx"
    tab = "Plan"
    mapping = "auto"
    workdays = "mon-thu, sat"
    holidays = ["DE-BY", 2026-12-28]
    review = "2w tue"
    tolerance = 3
    today = 2026-03-02
    summary = false
    grace = 7
    [[plan.apollo.publish]]
    to = "ics"
    path = "public/apollo.ics"
    title = "Apollo, the dates"
    only = { kind = ["milestone", "deliverable"], priority = "must" }
    reminders = ["1d", 14]
"""


def test_every_key_is_read(tmp_path):
    config = load(written(tmp_path, WHOLE))
    plan = config.plans["apollo"]
    assert plan.workdays == {0, 1, 2, 3, 5}
    assert plan.holidays == ("DE-BY", date(2026, 12, 28))
    assert plan.review == (1, 2)
    assert (plan.tolerance, plan.grace, plan.summary) == (3, 7, False)
    assert plan.today == date(2026, 3, 2)
    (feed,) = plan.publish
    assert feed.reminders == (14, 1)
    assert feed.only.kind == {Kind.MILESTONE, Kind.DELIVERABLE}
    assert feed.only.priority == {Priority.MUST}
    assert feed.title == "Apollo, the dates"


def test_what_is_left_out_has_a_sensible_value(tmp_path):
    config = load(written(tmp_path, '[plan.a]\nsource = "a.csv"\n'))
    plan = config.plans["a"]
    assert plan.workdays == {0, 1, 2, 3, 4}
    assert plan.holidays == ()
    assert (plan.tolerance, plan.today, plan.summary, plan.grace) == (None, None, None, 30)
    assert config.service.timezone == "UTC"
    assert config.state == f"sqlite:///{tmp_path}/var/syncer.db"


def test_paths_begin_at_the_file_not_where_one_stands(tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    written(tmp_path / "deep", WHOLE)
    monkeypatch.chdir(tmp_path)
    config = load(Path("deep/config.toml"))
    assert config.place("plans/apollo.xlsx") == tmp_path / "deep/plans/apollo.xlsx"
    assert config.place("/elsewhere/a.xlsx") == Path("/elsewhere/a.xlsx")
    assert config.state == f"sqlite:///{tmp_path}/deep/var/state.db"


def test_a_plan_at_google_is_read(tmp_path):
    config = load(written(tmp_path, GOOGLE))
    assert config.google.credentials == "keys/service-account.json"
    assert config.google.limits == {"sheets.read": 300}
    plan = config.plans["a"]
    assert plan.needs_google
    (calendar,) = plan.calendars
    assert calendar.calendar == "c_abc@group.calendar.google.com"
    assert (calendar.reminders, calendar.only.priority) == ((7,), {Priority.MUST})
    assert [feed.path for feed in plan.feeds] == ["a.ics"]


def test_two_tabs_of_one_file_are_two_plans(tmp_path):
    text = "[plan.a]\nsource = 'a.xlsx'\ntab = 'A'\n[plan.b]\nsource = 'a.xlsx'\ntab = 'B'\n"
    assert load(written(tmp_path, text)).chosen(()) == ("a", "b")


def test_days_may_stand_in_lists_and_holidays_in_quotes(tmp_path):
    more = 'workdays = ["mon", "wed-thu"]\nholidays = ["2026-12-24", "DE"]\n'
    plan = load(written(tmp_path, f'[plan.a]\nsource = "a.csv"\n{more}')).plans["a"]
    assert plan.workdays == {0, 2, 3}
    assert plan.holidays == (date(2026, 12, 24), "DE")


def test_a_path_of_windows_is_told_its_quotes(tmp_path):
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, '[plan.a]\nsource = "C:\\plans\\a.xlsx"\n'))
    assert caught.value.hint.endswith("stands in 'single quotes'")


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(ConfigError, match="there is no configuration") as caught:
        load(tmp_path / "config.toml")
    assert "syncer init plan.xlsx" in caught.value.hint


@pytest.mark.parametrize(
    ("octets", "said"),
    [(b"a = [", "is not valid TOML"), (b"\xff\xfe", "it is not UTF-8 text")],
)
def test_a_file_that_is_no_toml_says_so(tmp_path, octets, said):
    (tmp_path / "config.toml").write_bytes(octets)
    with pytest.raises(ConfigError, match=said):
        load(tmp_path / "config.toml")


def test_a_byte_order_mark_does_no_harm(tmp_path):
    (tmp_path / "config.toml").write_bytes(b'\xef\xbb\xbf[plan.a]\nsource = "a.csv"\n')
    assert isinstance(load(tmp_path / "config.toml"), Config)


def test_an_unknown_plan_is_answered_with_the_nearest(tmp_path):
    config = load(written(tmp_path, WHOLE))
    with pytest.raises(UsageError, match="did you mean 'apollo'") as caught:
        config.chosen(("apolo",))
    assert caught.value.hint == "choose from: apollo"


SERVICE = """
    [service]
    every = "90s"
    promise = "1h"
    workers = 8
    [server]
    listen = "[::1]:9000"
    public_url = "https://milestones.example.org/syncer/"
    proxies = ["127.0.0.1", "10.0.0.0/8"]
    access_log = true
    api_token_file = "api-token"
    [plan.a]
    source = "a.xlsx"
    [plan.b]
    source = "b.xlsx"
    every = "mon 08:00"
"""


def test_what_the_service_needs_is_read(tmp_path):
    config = load(written(tmp_path, SERVICE))
    assert config.service.workers == 8
    assert config.server is not None
    assert config.server.listen == ("::1", 9000)
    assert config.server.public_url == "https://milestones.example.org/syncer"
    assert config.server.proxies == ("127.0.0.1", "10.0.0.0/8")
    assert config.rhythm("a") == timedelta(seconds=90)
    assert config.rhythm("b") == At(8, 0, weekday=0)
    assert config.promise("a") == timedelta(seconds=90, hours=1)
    assert config.promise("b") == timedelta(days=7, hours=1)


def test_what_is_left_out_has_a_good_value(tmp_path):
    config = load(written(tmp_path, '[plan.a]\nsource = "a.xlsx"\n'))
    assert config.server is None
    assert config.rhythm("a") == timedelta(minutes=2)
    assert config.promise("a") == timedelta(minutes=12)
    served = load(written(tmp_path, '[server]\n[plan.a]\nsource = "a.xlsx"\n')).server
    assert served is not None
    assert (served.listen, served.public_url) == (("127.0.0.1", 8080), "")
