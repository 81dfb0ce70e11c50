"""What deploy/README.md tells people to do can be done."""

import re
import tomllib
from pathlib import Path

import pytest

from syncer.app.config import load
from syncer.cli import VERBS

TOP = Path(__file__).parents[2]
DEPLOY = TOP / "deploy"
README = (DEPLOY / "README.md").read_text("utf-8")
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
_PLACE = re.compile(r"(?:docker\.io|ghcr|quay|gcr|index\.|pypi|registry|mirror)", re.IGNORECASE)


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_each_verb_in_it_is_one_of_ours():
    text = "\n".join(blocks("sh"))
    verbs = re.findall(r"(?<!exec )\bsyncer (?:-c \S+ )?([a-z]+)\b", text.replace("\\\n", " "))
    assert {"status", "feeds", "backup", "fsck"} <= set(verbs)
    assert set(verbs) <= set(VERBS)


@pytest.mark.parametrize("name", re.findall(r"\bdeploy/([\w.-]+)", "\n".join(blocks("sh"))))
def test_each_file_that_it_names_is_here_or_made_by_it(name):
    made = {"secrets", "config.toml"}
    assert (DEPLOY / name).exists() or name in made


def test_its_configuration_is_valid(tmp_path):
    (text,) = blocks("toml")
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    config = load(path)
    assert config.state.startswith("sqlite:////var/lib/milestone-syncer/")
    assert tomllib.loads(text)["plan"]["apollo"]["source"].startswith("/var/lib/milestone-syncer/")


def test_every_file_is_told_of():
    everything = README + "".join(path.read_text("utf-8") for path in FILES)
    assert not [
        path.name
        for path in FILES
        if path.name not in everything and path.name not in ("README.md", "Dockerfile.dockerignore")
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_names_a_place_to_download_from(path):
    assert not _PLACE.search(path.read_text("utf-8"))
