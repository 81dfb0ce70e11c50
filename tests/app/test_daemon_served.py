"""What makes the daemon start the server process anew after the configuration was read again."""

import pytest

from syncer.app.config import load
from syncer.app.daemon import _served

CONFIG = """\
[server]
listen = "127.0.0.1:0"
api_token_file = "token"
[plan.apollo]
source = "plan.xlsx"
hook_secret_file = "secret"
[[plan.apollo.publish]]
to = "ics"
path = "apollo.ics"
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, "utf-8")
    for name in ("token", "secret"):
        (tmp_path / name).write_text("x" * 40, "utf-8")
    return path


def test_the_same_configuration_with_the_same_secrets_does_not(config):
    assert _served(load(config)) == _served(load(config))


@pytest.mark.parametrize("name", ["token", "secret"])
def test_a_secret_that_was_replaced_does(config, name):
    before = _served(load(config))
    new = config.with_name("new")
    new.write_text("y" * 40, "utf-8")
    new.replace(config.with_name(name))
    assert _served(load(config)) != before
