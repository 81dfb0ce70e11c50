"""A secret in a file: read where its owner alone can, refused where others can."""

import pytest

from syncer.app.config import load
from syncer.app.secret_file import read_secret
from syncer.errors import ConfigError

CONFIG = """
[service]
state = "postgresql+psycopg://syncer@db/plans"
{line}
[plan.apollo]
source = "plan.xlsx"
"""


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "password"
    path.write_text("p@ss/wörd:1\n", "utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def configured(tmp_path):
    def write(line):
        path = tmp_path / "config.toml"
        path.write_text(CONFIG.format(line=line), "utf-8")
        return load(path)

    return write


def test_its_owner_alone_reads_it(secret):
    assert read_secret(secret, hint="") == "p@ss/wörd:1"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_one_that_others_can_read_is_refused(secret, mode):
    secret.chmod(mode)
    with pytest.raises(ConfigError, match="other users") as told:
        read_secret(secret, hint="")
    assert "chmod 600" in told.value.hint


def test_one_that_systemd_hands_over_may_have_the_groups_bits(secret, monkeypatch):
    secret.chmod(0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(secret.parent))
    assert read_secret(secret, hint="")
    secret.chmod(0o444)
    with pytest.raises(ConfigError, match="other users"):
        read_secret(secret, hint="")


def test_one_that_is_not_there_says_what_to_do(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read") as told:
        read_secret(tmp_path / "none", hint="write it")
    assert told.value.hint == "write it"


def test_the_states_password_comes_from_its_file(secret, configured):
    state = configured('state_password_file = "password"').state
    assert state == "postgresql+psycopg://syncer:p%40ss%2Fw%C3%B6rd%3A1@db/plans"


def test_the_states_password_comes_from_the_environment(configured, monkeypatch):
    config = configured('state_password_env = "DB_PASSWORD"')
    monkeypatch.setenv("DB_PASSWORD", "secret")
    assert config.state == "postgresql+psycopg://syncer:secret@db/plans"
    monkeypatch.delenv("DB_PASSWORD")
    with pytest.raises(ConfigError, match="DB_PASSWORD holds no password"):
        _ = config.state


def test_two_places_for_one_password_are_a_mistake(configured):
    with pytest.raises(ConfigError, match="does not go with state_password_file"):
        configured('state_password_env = "X"\nstate_password_file = "y"')
