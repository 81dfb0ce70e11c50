"""What is not for everybody, and what is."""

import json
import os
import socket

import pytest
from prometheus_client.parser import text_string_to_metric_families

from syncer.domain.bulletin import Bulletin
from syncer.domain.pulse import Pulse, succeeded
from tests.serving import CLOCK, TOKEN, served, until

API_TOKEN = "canary-of-the-api-0123456789abcdef0123"
CLOSED = ("/metrics", "/api/plans", "/api/plans/apollo")


def pulse():
    fresh = Pulse(plan="apollo", every=60, promise=600)
    now = CLOCK.now()
    return succeeded(fresh, now, outcome="changed", seconds=1, rows=2, errors=0)


@pytest.fixture(scope="module")
def here(folder, store):
    """A server without a token that nobody outside reaches: it is open to this machine alone."""
    with served(folder, public="http://localhost:8080") as server:
        server.tell(Bulletin(at=CLOCK.now(), pulses=(pulse(),), metrics="syncer_test 1\n"))
        until(lambda: server.ask("/readyz").status == 200)
        yield server


@pytest.fixture(scope="module")
def guarded(folder, store):
    with served(folder, server='api_token_env = "API_TOKEN"', API_TOKEN=API_TOKEN) as server:
        yield server


def test_it_lives(here):
    answer = here.ask("/healthz")
    assert (answer.status, json.loads(answer.body)) == (200, {"alive": True})


def test_before_the_daemon_has_spoken_nothing_is_ready(guarded):
    assert guarded.ask("/readyz").status == 503


def test_strangers_are_told_whether_it_is_ready_and_no_more(here):
    assert "plans" in json.loads(here.ask("/readyz").body)
    stranger = here.ask("/readyz", X_Forwarded_For="192.0.2.1")
    assert (stranger.status, json.loads(stranger.body)) == (200, {"ready": True})


def test_a_state_that_cannot_be_written_is_red(folder, store):
    with served(folder, public="http://localhost:8080") as server:
        server.tell(Bulletin(at=CLOCK.now(), pulses=(pulse(),), state_writable=False))
        until(lambda: b"cannot be written" in server.ask("/readyz").body)
        assert server.ask("/readyz").status == 503


def test_a_plan_is_told_whole_with_how_fresh_it_is(here):
    document = json.loads(here.ask("/api/plans/apollo").body)
    assert document["plan"] == "apollo"
    assert document["sync"]["state"] == "fresh"


def test_all_plans_are_told_of(here):
    (plan,) = json.loads(here.ask("/api/plans").body)["plans"]
    assert plan["title"] == "Apollo"


@pytest.mark.parametrize("name", ["nowhere", "..%2fapollo", "%00", "a" * 5000])
def test_a_plan_that_is_none_is_not_found(here, name):
    assert here.ask(f"/api/plans/{name}").status == 404


def test_metrics_are_those_of_both_processes(here):
    here.feed()
    here.feed(If_None_Match="*")
    answer = here.ask("/metrics")
    found = {one.name: one for one in text_string_to_metric_families(answer.body.decode())}
    assert "syncer_test" in found
    answers = {s.labels["status"]: s.value for s in found["syncer_feed_answers"].samples}
    assert answers["200"] >= 1
    assert answers["304"] >= 1


@pytest.mark.parametrize("path", CLOSED)
class TestStrangers:
    @pytest.mark.parametrize(
        "sign",
        [
            {"X_Forwarded_For": "127.0.0.1"},
            {"Forwarded": "for=127.0.0.1"},
            {"X_Real_IP": "127.0.0.1"},
            {"X_Forwarded_Proto": "https"},
            {"X_Forwarded_Host": "localhost"},
            {"Via": "1.1 localhost"},
            {"Host": "evil.example"},
            {"Host": "evil.example:8080"},
            {"Host": ""},
            {"Host": "["},
            {"Host": "127.0.0.1.evil.example"},
            {"Host": "evil.example#@127.0.0.1"},
        ],
    )
    def test_who_comes_through_a_proxy_or_by_another_name_is_not_let_in(self, here, path, sign):
        assert here.ask(path).status == 200
        assert here.ask(path, **sign).status == 401

    @pytest.mark.parametrize(
        "shown",
        [{}, {"public": "http://127.0.0.1:8080", "server": 'proxies = ["127.0.0.1"]'}],
        ids=["by a public address", "behind proxies"],
    )
    def test_what_others_reach_is_closed_without_a_token_also_here(self, folder, path, shown):
        with served(folder, **shown) as server:
            answer = server.ask(path)
        assert answer.status == 401
        assert b"Set api_token_file under [server]" in answer.body

    @pytest.mark.parametrize(
        "said", ["", "Bearer", "Bearer wrong", f"Basic {API_TOKEN}", API_TOKEN, "Bearer \xff"]
    )
    def test_where_there_is_a_token_nothing_else_helps(self, guarded, path, said):
        assert guarded.ask(path).status == 401
        assert b"api_token_file" not in guarded.ask(path).body
        assert guarded.ask(path, Authorization=said).status == 401

    def test_the_right_token_opens(self, guarded, path):
        assert guarded.ask(path, Authorization=f"Bearer {API_TOKEN}").status == 200


def test_nothing_says_a_token(folder, store):
    """Planted in every place that a client can write to, and looked for in all that is written."""
    canary = "C4naryC4naryC4naryC4naryC4naryC4naryC4nary0"
    with served(folder, server="access_log = true", SYNCER_LOG="debug") as server:
        server.tell(Bulletin(at=CLOCK.now(), pulses=(pulse(),)))
        said = b""
        for token in (canary, TOKEN):
            said += server.feed(token).headers.__repr__().encode()
            said += server.feed(token, query="?owner=Ada").headers.__repr__().encode()
            said += server.feed(token, query="?ownr=Ada").body
            said += (
                server.feed(token, Referer=f"https://here/feeds/{token}.ics")
                .headers["date"]
                .encode()
            )
            said += server.feed(token, method="POST").body
            said += server.say(f"GET /feeds/{token}.ics\r\n\r\n".encode())
            said += server.say(f"GET /feeds/{token}.ics HTTP/1.1\r\n\r\n".encode())
            said += server.ask(f"/share/{token}").body + server.ask(f"/api/plans/{token}").body
            said += server.ask("/healthz", Authorization=f"Bearer {token}").body
        said += server.ask("/metrics").body + server.ask("/readyz").body
        log = server.log
    for token in (canary, TOKEN):
        assert token not in log
        assert token.encode() not in said
    from syncer.domain.subscription import digest_of

    assert f"feed:{digest_of(TOKEN)[:6]} 200" in log
    assert digest_of(TOKEN) not in log


def test_an_address_that_is_taken_is_told_and_ends_it(folder, store):
    from tests.serving import configure

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        path = configure(folder)
        path.write_text(path.read_text().replace("127.0.0.1:0", f"127.0.0.1:{port}"))
        import subprocess
        import sys

        done = subprocess.run(
            [sys.executable, "-m", "syncer.app.serving", str(path)],
            input=b"", capture_output=True, check=False, timeout=60, env=os.environ,
        )  # fmt: skip
    assert done.returncode == 3
    assert str(port).encode() in done.stderr
    assert done.stdout == b""
