from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent

import pytest

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


def test_four_mistakes_are_all_named_at_once_each_with_its_place(tmp_path):
    text = """\
    [service]
    timezone = "Europe/Londn"
    [plan.apollo]
    source = "apollo.xls"
    tolerence = 3
    [[plan.apollo.publish]]
    to = "ics"
    path = "a.ics"
    [[plan.apollo.publish]]
    to = "ics"
    path = 7
    """
    assert mistakes(tmp_path, text) == [
        (
            "line 2, [service] timezone: there is no time zone 'Europe/Londn'; "
            "did you mean 'Europe/London'?"
        ),
        (
            "line 4, [plan.apollo] source: 'apollo.xls' is no kind of file that can be read: "
            ".xlsx, .xlsm, .ods, .csv, .tsv, .xml, .json"
        ),
        "line 5, [plan.apollo] tolerence: is not a known key; did you mean 'tolerance'?",
        "line 11, [plan.apollo.publish] path: must be a text in quotes",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("tolerance = -1", "tolerance: must be at least 0"),
        ("tolerance = true", "tolerance: must be a whole number"),
        ('tolerance = "3"', "tolerance: must be a whole number"),
        ("grace = 1e9", "grace: must be a whole number"),
        ("summary = 1", "summary: must be true or false"),
        ("title = ''", "title: must not be empty"),
        ("title = 3", "title: must be a text in quotes"),
        ('workdays = "mon-fry"', "workdays: 'fry' is not a day of the week"),
        ('review = "3 mon"', 'review: must be a day such as "mon"'),
        ("today = 2026-03-02T10:00:00", "today: must be a day such as 2026-03-02"),
        ('today = "soon"', "today: must be a day such as 2026-03-02"),
        ('holidays = "Germany"', "holidays: no public holidays are known for 'Germany'; did you"),
        ('holidays = "DE-XX"', "holidays: DE has no part 'XX' with holidays of its own"),
        ('mapping = "defalt"', "mapping: there is no mapping 'defalt'"),
        ('mapping = "missing.toml"', "mapping: the mapping "),
        ("timezone = 'UTC'", "timezone: is not a known key here; it belongs in [service]"),
        ("publish = 'ics'", "publish: must be a list of tables"),
    ],
)  # fmt: skip
def test_one_mistake_says_what_would_be_right(tmp_path, line, said):
    (mistake,) = mistakes(tmp_path, f'[plan.a]\nsource = "a.xlsx"\n{line}\n')
    assert mistake.startswith(f"line 3, [plan.a] {said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[plan.b.notify]]\nto = 'x'\n[plan.b]\nsource = 'b.csv'", "line 1, [plan.b] notify: "),
    ],
)
def test_what_only_a_later_version_can_is_not_taken_silently(tmp_path, text, said):
    (mistake,) = mistakes(tmp_path, f'{text}\n[plan.a]\nsource = "a.xlsx"\n')
    assert mistake.startswith(said)


@pytest.mark.parametrize("target", ["caldav"])
def test_a_target_of_a_later_version_is_named_once_whatever_keys_it_has(tmp_path, target):
    text = f'[plan.a]\nsource = "a.csv"\n[[plan.a.publish]]\nto = "{target}"\nurl = "x"\n'
    (mistake,) = mistakes(tmp_path, text)
    assert mistake.startswith(f'line 4, [plan.a.publish] to: cannot be "{target}": this version')


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


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"keys/service-account.json"', "3", "line 3, [google] credentials: must be a text in"),
        ("credentials", "credential", "line 3, [google] credential: is not a known key; did you mean 'credentials'?"),
        ('"sheets.read" = 300', '"sheets.red" = 300', "line 4, [google.limits] sheets.red: must be 'sheets.read', "),
        ('"sheets.read" = 300', '"sheets.read" = 0', "line 4, [google.limits] sheets.read: must be at least 1"),
        ('reminders = ["7d"]', 'share = ["a@x.org"]', 'line 12, [plan.a.publish] share: goes only with calendar = "new"'),
        ("c_abc@group.calendar.google.com", "Team", "line 10, [plan.a.publish] calendar: 'Team' is no calendar's id"),
        ('calendar = "c', 'calender = "c', "line 10, [plan.a.publish] calender: is not a known key; did you mean 'calendar'?"),
        ('reminders = ["7d"]', 'title = "x"', 'line 12, [plan.a.publish] title: goes only with calendar = "new"'),
        ('priority = "must"', 'prioritty = "must"', "line 11, [plan.a.publish.only] prioritty: is not a known key; did you mean"),
        ('to = "google-calendar"', 'to = "google-calender"', "line 9, [plan.a.publish] to: must be 'ics' or 'google-calendar', not 'google-calender'; did you mean 'google-calendar'?"),
        ('to = "ics"', "", "line 13, [plan.a.publish] to: is missing"),
    ],
)  # fmt: skip
def test_a_mistake_about_google_says_what_would_be_right(tmp_path, old, new, said):
    listed = mistakes(tmp_path, GOOGLE.replace(old, new))
    assert [line for line in listed if line.startswith(said)], listed


def test_a_plan_at_google_needs_credentials(tmp_path):
    _, _, text = GOOGLE.partition("[plan.a]")
    lacks = 'needs [google] with credentials = "service-account.json"'
    assert mistakes(tmp_path, f"[plan.a]{text}") == [
        f"line 2, [plan.a] source: {lacks}",
        f"line 6, [plan.a.publish] calendar: {lacks}",
    ]


def test_a_plan_has_a_calendar_once_and_two_plans_may_share_it(tmp_path):
    entry = "[[plan.{}.publish]]\nto = 'google-calendar'\ncalendar = 'c@x'\n"
    text = "[google]\ncredentials = 'k'\n[plan.a]\nsource = 'a.csv'\n[plan.b]\nsource = 'b.csv'\n"
    assert load(written(tmp_path, text + entry.format("a") + entry.format("b")))
    (mistake,) = mistakes(tmp_path, text + entry.format("a") + entry.format("a"))
    assert mistake.endswith("calendar: is the same calendar as calendar of [plan.a]")


def test_a_web_address_of_another_kind_is_no_source_and_its_password_is_not_repeated(tmp_path):
    text = '[plan.a]\nsource = "https://user:hunter2@example.org/sheet"\n'
    (mistake,) = mistakes(tmp_path, text)
    assert "is no Google Sheet's" in mistake
    assert "hunter2" not in mistake


def test_a_state_that_is_no_address_is_refused_without_being_repeated(tmp_path):
    text = "[service]\nstate = 'mysql://me:hunter2@host/db'\n[plan.a]\nsource = 'a.csv'\n"
    (mistake,) = mistakes(tmp_path, text)
    assert mistake.startswith('line 2, [service] state: must begin with "sqlite:///"')
    assert "hunter2" not in mistake


SHEET = "https://docs.google.com/spreadsheets/d/1AbC/edit"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("#gid=0", 'x"\ntab = "gid=0'),
        ('?usp=x#gid=7"\ntab = "gid=0', "#gid=0"),
        ('"\ntab = "gid=07', "?gid=7#gid=7"),
        ('"\ntab = "Plan', '#gid=7"\ntab = "Plan'),
    ],
)
def test_a_tab_is_the_same_whichever_way_its_id_is_written(tmp_path, one, other):
    plans = f'[plan.a]\nsource = "{SHEET}{one}"\n[plan.b]\nsource = "{SHEET}{other}"\n'
    (mistake,) = mistakes(tmp_path, f"[google]\ncredentials = 'k'\n{plans}")
    assert mistake.endswith("[plan.b] source: is the same sheet as source of [plan.a]")


@pytest.mark.parametrize("source", [f"{SHEET}", "a.xlsx"])
def test_of_two_plans_in_one_place_each_names_its_tab(tmp_path, source):
    text = f"[google]\ncredentials = 'k'\n[plan.a]\nsource = '{source}'\n[plan.b]\nsource = '{source}'\n"
    assert mistakes(tmp_path, f"{text}tab = 'North'\n") == [
        "line 4, [plan.a] source: holds [plan.b] too, so this plan must name its own tab"
    ]


def test_two_plans_do_not_keep_one_tab_nor_two_feeds_one_file(tmp_path):
    feed = "[[plan.{0}.publish]]\nto = 'ics'\npath = 'x.ics'\n"
    plan = "[plan.{0}]\nsource = 'a.xlsx'\n"
    text = "".join(part.format(name) for name in "ab" for part in (plan, feed))
    assert mistakes(tmp_path, text) == [
        "line 7, [plan.b] source: is the same file as source of [plan.a]",
        "line 10, [plan.b.publish] path: is the same file as path of [plan.a]",
    ]


def test_two_tabs_of_one_file_are_two_plans(tmp_path):
    text = "[plan.a]\nsource = 'a.xlsx'\ntab = 'A'\n[plan.b]\nsource = 'a.xlsx'\ntab = 'B'\n"
    assert load(written(tmp_path, text)).chosen(()) == ("a", "b")


def test_a_file_without_a_plan_says_so(tmp_path):
    assert mistakes(tmp_path, "") == [
        "the file: names no plan; it needs a table such as [plan.apollo]"
    ]


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[service]\nevery = "5s"', '[service] every: must be from "10s" to "1d", or a time such'),
        ('[service]\nevery = "2 days"', '[service] every: must be from "10s" to "1d"'),
        ('[service]\nevery = "25:00"', '[service] every: must be from "10s" to "1d"'),
        ('[service]\nevery = "moon 8:00"', "[service] every: 'moon' is not a day of the week"),
        ('[service]\npromise = "soon"', '[service] promise: must be a time such as "90s"'),
        ("[service]\nworkers = 0", "[service] workers: must be at least 1"),
        ('[server]\nlisten = "8080"', '[server] listen: must be a host and a port, such as "127'),
        ('[server]\nlisten = "host:99999"', "[server] listen: must be a host and a port"),
        ('[server]\nlisten = "http://host:80"', "[server] listen: must be a host and a port"),
        ("[server]\nport = 80", "[server] port: is not a known key; known here: listen, public_url"),
        ('[server]\npublic_url = "milestones.example.org"', "[server] public_url: must be the"),
        ('[server]\npublic_url = "https://u:p@h/"', "[server] public_url: must be the address"),
        ('[server]\nproxies = "nginx"', "[server] proxies: 'nginx' is no address or network"),
        ('[server]\napi_token_file = "a"\napi_token_env = "B"',
         "[server] api_token_env: does not go with api_token_file"),
    ],
)  # fmt: skip
def test_a_mistake_in_what_the_service_needs_is_named(tmp_path, text, said):
    (mistake,) = mistakes(tmp_path, f'{text}\n[plan.a]\nsource = "a.xlsx"\n')
    assert mistake.partition(", ")[2].startswith(said)
