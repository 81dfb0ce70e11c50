"""What looks like a secret is hidden wherever it stands; what does not is left as it is."""

import json
import secrets
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.app.redaction import one_line, redacted

TOKEN = "kJ8vQ2mZr5tY7wXbC4nD6fG9hL1pS3uV0aEiOqRyTgH"
KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"
PEM = f"-----BEGIN PRIVATE KEY-----\n{KEY}\n{KEY}\n-----END PRIVATE KEY-----\n"

PLANTED = {
    "a feed's path": f"GET /feeds/{TOKEN}.ics 404",
    "a feed's address": f"https://plans.example.org/feeds/{TOKEN}.ics?owner=Ada",
    "a feed's address, encoded": f"/feeds%2F{TOKEN}.ics and /feeds/%6b{TOKEN[1:]}.ics",
    "a feed's path, encoded whole": f"next=%2Ffeeds%2F{TOKEN}.ics",
    "a feed's path, encoded twice": f"next=feeds%252F{TOKEN}.ics",
    "a short token in an encoded path": f"%2ffeeds/{TOKEN[:9]} feeds%2f{TOKEN[:9]}",
    "a token after an encoded sign": f"?to=%2F{TOKEN} and %252F{TOKEN}",
    "a token before a dash": f"{TOKEN}- and {TOKEN}-x",
    "a short token in a feed's path": f"/feeds/{TOKEN[:9]}",
    "a token alone": f"no subscription {TOKEN!r}",
    "a webcal link": f"webcal://plans.example.org/feeds/{TOKEN}",
    "a bearer": f"Authorization: Bearer {TOKEN}xyz",
    "a bearer in a repr": f"{{'authorization': 'Bearer {TOKEN}xyz'}}",
    "a header of octets": f"[(b'x-goog-channel-token', b'{TOKEN}x')]",
    "a channel's token": f"X-Goog-Channel-Token: {TOKEN}x",
    "a channel of Drive's": f"{{'type': 'web_hook', 'token': '{TOKEN}x'}}",
    "a script's signature": f"X-Syncer-Signature: {TOKEN.encode().hex()}",
    "Google's access token": f"ya29.a0{TOKEN}",
    "Google's refresh token": f"refresh 1//0{TOKEN}x failed",
    "a JWT": f"eyJhbGciOiJSUzI1NiJ9.{TOKEN}x.{TOKEN}y",
    "a client's secret": f"GOCSPX-{TOKEN}x",
    "a private key": PEM,
    "a private key in JSON": json.dumps({"private_key": PEM, "client_email": "a@b.c"}),
    "a private key in JSON in JSON": json.dumps(json.dumps({"private_key": PEM})),
    "a private key that was cut off": PEM[:70],
    "a key of JSON": json.dumps({"refresh_token": f"{TOKEN}x", "n": 1}),
    "a query": f"https://www.googleapis.com/drive/v3/changes?pageToken={TOKEN}x&key=1",
    "a fragment": f"https://example.org/#access={TOKEN}x",
    "a database's password": f"postgresql+psycopg://syncer:{TOKEN}x@db/plans",
    "a password with any sign": f"postgresql://u:{TOKEN[:9]}/@?#{TOKEN}x@db/plans",
    "a token for a user": f"https://{TOKEN}x@example.org/plan.csv",
    "libpq's own words": f"host=db user=syncer password='{TOKEN}x y' dbname=plans",
    "an environment": f"PGPASSWORD={TOKEN}x",
}


@pytest.mark.parametrize("text", PLANTED.values(), ids=PLANTED)
def test_a_secret_is_hidden_in(text):
    said = redacted(text)
    assert "***" in said
    assert not [s for s in (TOKEN[1:], TOKEN[:9], KEY, TOKEN.encode().hex()) if s in said]


@pytest.mark.parametrize(
    "around", ["{}", "a {} b", "({})", "token {}, then", "<{}>", "“{}”", "x={};"]
)
@given(octets=st.binary(min_size=32, max_size=32))
def test_a_token_as_we_make_them_is_hidden_wherever_it_stands(around, octets):
    token = secrets.base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
    if token.swapcase() in (token.upper(), token.lower()):
        return  # not to be told from a word; one in 10^10
    assert token not in redacted(around.format(token))


@pytest.mark.parametrize(
    "text",
    [
        "apollo: 3 cells written, 1 event moved",
        "the state postgresql://db:5432/plans does not answer",
        "the state /var/lib/syncer/state.db refused the user or the password, mend `state`",
        "feed:3fa9c1 304",
        "share the sheet with syncer@project.iam.gserviceaccount.com, then run `syncer doctor`",
        "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG/edit",
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "listening on http://127.0.0.1:8080",
        "'31/02/2026' is not a date: write it like 2026-12-31",
        "---------------------------------------------",
    ],
)
def test_what_is_no_secret_stays(text):
    assert redacted(text) == text


@pytest.mark.parametrize(
    "sign", ["a", "-", "/", ":", "@", "://", "token=", "'", '\\"', "-----BEGIN ", "-eyJ", "%2F"]
)
def test_no_text_takes_long(sign):
    began = time.process_time()
    redacted(sign * (300_000 // len(sign)))
    assert time.process_time() - began < 1


@pytest.mark.parametrize("place", [16_300, 16_370, 18_400, 18_420])
@pytest.mark.parametrize("before", ["", f"{PEM} "])
def test_a_secret_at_the_end_of_what_is_shown_is_not_shown_in_part(place, before):
    text = f"{before}{'.' * (place - len(before))} {TOKEN}{' x' * 5000}"
    assert TOKEN[:5] not in redacted(text)


def test_a_text_without_an_end_gets_one():
    assert redacted("long " * 10_000).endswith("… (33,616 more characters)")


def test_one_line_is_one_line():
    forged = "ok\n2026-01-01 INFO admin login\r\x1b]2;pwn\x07\u2028\u202e\ud800"
    said = one_line(forged)
    assert said == r"ok\n2026-01-01 INFO admin login\r\x1b]2;pwn\x07\u2028\u202e\ud800"
    assert said.isprintable()
