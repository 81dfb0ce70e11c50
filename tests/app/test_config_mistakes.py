import pytest
from config_files import GOOGLE, mistakes, written

from syncer.app.config import load


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
        ("publish = 'ics'", "publish: must be a list of tables: write its heading as [[plan.name"),
        ('review = "monday"', "review: 'monday' is not a day of the week; they are mon, tue, wed"),
        ('holidays = ["2026-13-01"]', "holidays: must be a day such as 2026-03-02"),
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


def test_a_file_without_a_plan_says_so(tmp_path):
    assert mistakes(tmp_path, "") == [
        "the file: names no plan; it needs a table such as [plan.apollo]"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[apollo]\nsource = "a.xlsx"\n[plan.b]\nsource = "b.xlsx"',
         "line 1, [apollo]: is not a known table; the table of a plan is called [plan.apollo]"),
        ('[plan]\nsource = "a.xlsx"\ntab = "Plan"',
         "line 1, [plan]: lacks a name: call it [plan.apollo]"),
        ('[plan.a]\nsource = "a.csv"\n[serivce]', "line 3, [serivce]: is not a known table; did you"),
    ],
)  # fmt: skip
def test_a_table_with_the_wrong_name_says_which_is_right(tmp_path, text, said):
    (mistake,) = mistakes(tmp_path, text)
    assert mistake.startswith(said)


def test_a_mistake_in_a_list_of_a_feed_is_at_its_key(tmp_path):
    (mistake,) = mistakes(tmp_path, GOOGLE.replace("reminders", 'share = ["a"]\nreminders'))
    assert mistake.startswith("line 12, [plan.a.publish] share: 'a' is no address of a person")


@pytest.mark.parametrize("path", ["a.xlsx", "config.toml", "public/", "var/syncer.db"])
def test_a_feed_never_replaces_anything_but_a_feed(tmp_path, path):
    feed = f'[[plan.a.publish]]\nto = "ics"\npath = "{path}"\n'
    (mistake,) = mistakes(tmp_path, f'[plan.a]\nsource = "a.xlsx"\n{feed}')
    assert mistake.startswith("line 5, [plan.a.publish] path: must name a file that ends in .ics")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[service]\ntimezone = "CEST"', "[service] timezone: there is no time zone 'CEST'; they are"),
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
        ("[server]\nproxies = 1", "[server] proxies: must be a list in [ ]"),
        ('[server]\nproxies = "nginx"', "[server] proxies: 'nginx' is no address or network"),
        ('[server]\napi_token_file = "a"\napi_token_env = "B"',
         "[server] api_token_env: does not go with api_token_file"),
    ],
)  # fmt: skip
def test_a_mistake_in_what_the_service_needs_is_named(tmp_path, text, said):
    (mistake,) = mistakes(tmp_path, f'{text}\n[plan.a]\nsource = "a.xlsx"\n')
    assert mistake.partition(", ")[2].startswith(said)
