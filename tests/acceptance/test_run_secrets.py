"""What must not be seen of a running service: planted everywhere, looked for everywhere."""

import json
import urllib.error
import urllib.request

import pytest
from running import Running, eventually

# Each as its kind looks, and all of them easy to find.
TITLE, BAD_DATE = "Kingfisher nests counted", "32/13/Kingfisher"
API_TOKEN, HOOK = (
    "Kingfisher-api-0123456789-0123456789-abc",
    "Kingfisher-hook-0123456789-0123456789",
)
WRONG = "KingfisherZz5nRhU2pLs8dEgAf4iXe6tKwB0M1o9WcY"[:43]
KEY = "KingfisherMIIEvQIBADANBgkqhkiG9w0BAQEFAASC"
SHEET = "https://docs.google.com/spreadsheets/d/1Abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG/edit"
CONFIG = f"""\
[service]
state = "sqlite:///var/state.db"
every = "10s"
[server]
listen = "127.0.0.1:0"
public_url = "https://plans.example.org"
api_token_file = "api-token"
access_log = true
[google]
credentials = "key.json"
[plan.apollo]
title = "Apollo"
source = "plan.xlsx"
hook_secret_file = "hook"
[plan.far]
source = "{SHEET}"
"""
GOOGLE_KEY = {
    "type": "service_account",
    "client_email": "syncer@p.iam.gserviceaccount.com",
    "token_uri": "http://127.0.0.1:1/token",
    "private_key": f"-----BEGIN PRIVATE KEY-----\n{KEY}\n-----END PRIVATE KEY-----\n",
}


def planted(team):
    team.configure(CONFIG)
    team.type_in("C3", TITLE)
    team.type_in("G4", BAD_DATE)
    for name, text in (
        ("api-token", API_TOKEN),
        ("hook", HOOK),
        ("key.json", json.dumps(GOOGLE_KEY)),
    ):
        path = team.folder / name
        path.write_text(text, "utf-8")
        path.chmod(0o600)


def asked(address, path, body=None, **headers):
    """The body of an answer, whatever its status is."""
    request = urllib.request.Request(f"{address}{path}", data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()


@pytest.mark.parametrize("level", ["info", "debug"])
def test_no_secret_is_in_any_log_page_or_metric(team, level):
    planted(team)
    team.syncer("feeds", "create", "--plan", "apollo", "--name", "Ada's phone", "--json")
    url = json.loads(team.out)["url"]
    token = url.rpartition("/")[2].removesuffix(".ics")
    with Running(team.folder, SYNCER_LOG=f"text,{level}") as running:
        address = eventually(lambda: next(serving(running.log), ""))
        eventually(lambda: [line for line in running.log if "far: " in line])
        eventually(lambda: TITLE in asked(address, f"/feeds/{token}.ics"))
        pages = [
            asked(address, f"/feeds/{WRONG}.ics?owner={WRONG}", Referer=f"https://x/feeds/{token}"),
            asked(address, f"/feeds/{token}.ics/../{WRONG}"),
            asked(address, f"/feeds/{token}.ics?owner={WRONG}&nonsense={WRONG}"),
            asked(address, f"/api/plans?token={WRONG}", Authorization=f"Bearer {WRONG}"),
            asked(address, "/hooks/sheet/apollo", b"{}", **{"X-Goog-Channel-Token": WRONG}),
            asked(
                address,
                "/hooks/sheet/apollo",
                b"{}",
                **{"X-Syncer-Timestamp": "1", "X-Syncer-Signature": WRONG},
            ),
            asked(address, "/metrics", Authorization=f"Bearer {API_TOKEN}"),
            asked(address, "/readyz", Authorization=f"Bearer {API_TOKEN}"),
            asked(address, "/api/plans", Authorization=f"Bearer {API_TOKEN}"),
        ]
        running.ends()
    log = "\n".join(running.log)
    assert '"far"' in pages[-1]
    assert "syncer_cycles_total" in pages[-3]
    assert "feed:" in log
    secrets = (token, API_TOKEN, HOOK, WRONG, KEY, GOOGLE_KEY["private_key"])
    assert not [secret for secret in secrets if secret in log + "".join(pages)]
    if level == "info":
        assert TITLE not in log
        assert "Kingfisher" not in log


def serving(log):
    return (line.split()[-1] for line in log if "serving at" in line)
