"""The secret of a plan's hook: given by a file or the environment, never short, never shown."""

import resource

import pytest

from syncer.app.config import load
from syncer.app.hook_secret import hook_secret, make_secret
from syncer.errors import AccessError, ConfigError

SECRET = "a-canary-that-is-as-long-as-it-must-be-0123"
CONFIG = """\
[google]
credentials = "key.json"
[plan.apollo]
source = "https://docs.google.com/spreadsheets/d/1AbC/edit"
{}
"""


@pytest.fixture
def configured(tmp_path):
    def write(line):
        path = tmp_path / "config.toml"
        path.write_text(CONFIG.format(line))
        return load(path)

    return write


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "apollo.hook-secret"
    path.write_text(SECRET + "\n")
    path.chmod(0o600)
    return path


FILE = 'hook_secret_file = "apollo.hook-secret"'
ENV = 'hook_secret_env = "APOLLO_HOOK"'


def test_a_plan_without_one_has_none(configured):
    assert hook_secret(configured(""), "apollo") is None


def test_it_stands_in_a_file(configured, kept):
    assert hook_secret(configured(FILE), "apollo") == SECRET.encode()


def test_or_in_the_environment(configured, monkeypatch):
    monkeypatch.setenv("APOLLO_HOOK", SECRET)
    assert hook_secret(configured(ENV), "apollo") == SECRET.encode()


def test_one_place_is_enough(configured):
    with pytest.raises(ConfigError, match="does not go with hook_secret_file"):
        configured(f"{FILE}\n{ENV}")


def test_what_others_can_read_is_refused(configured, kept):
    kept.chmod(0o640)
    with pytest.raises(ConfigError, match="other users") as caught:
        hook_secret(configured(FILE), "apollo")
    assert SECRET not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("text", ["", "short", " " * 40])
def test_what_can_be_guessed_is_refused(configured, kept, text):
    kept.write_text(text)
    with pytest.raises(ConfigError, match="32 characters"):
        hook_secret(configured(FILE), "apollo")


@pytest.mark.parametrize("line", [FILE, ENV])
def test_what_is_not_there_is_named(configured, line):
    with pytest.raises(ConfigError, match=r"apollo\.hook-secret|APOLLO_HOOK"):
        hook_secret(configured(line), "apollo")


@pytest.mark.parametrize("text", ["", "short"])
def test_what_is_to_be_done_leads_to_a_good_one(configured, kept, text):
    kept.write_text(text)
    with pytest.raises(ConfigError) as caught:
        hook_secret(configured(FILE), "apollo")
    assert "take the line out of the configuration, delete the file" in caught.value.hint
    config = configured("")
    assert hook_secret(config, "apollo") is None
    kept.unlink()
    make_secret(config, "apollo")
    assert hook_secret(configured(FILE), "apollo")


@pytest.mark.parametrize("text", ["", "short", " " * 40])
def test_what_can_be_guessed_is_no_secret_to_be_kept(configured, kept, text):
    kept.write_text(text)
    make_secret(configured(""), "apollo")
    assert hook_secret(configured(FILE), "apollo")


def test_a_full_disk_leaves_nothing_behind(configured, tmp_path):
    config = configured("")
    before = sorted(tmp_path.iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(AccessError, match="cannot be written"):
            make_secret(config, "apollo")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sorted(tmp_path.iterdir()) == before


def test_one_that_is_made_is_good_and_kept(configured):
    config = configured(FILE)
    path = make_secret(config, "apollo")
    secret = hook_secret(config, "apollo")
    assert secret == path.read_bytes().strip()
    assert make_secret(config, "apollo") == path
    assert hook_secret(config, "apollo") == secret
