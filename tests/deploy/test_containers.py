"""The image and its composition: read by a library, and true to each other and to the product."""

import json
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from syncer.app.config import load
from syncer.cli import VERBS

TOP = Path(__file__).parents[2]
DEPLOY = TOP / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SYNCER, DATABASE = COMPOSE["services"]["syncer"], COMPOSE["services"]["database"]


def instructions():
    """The Dockerfile as (instruction, arguments): comments left out, continued lines joined."""
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", text)
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line]


def said(name):
    return [arguments for instruction, arguments in instructions() if instruction == name]


def copied():
    """What is copied from the checkout."""
    for arguments in said("COPY"):
        *sources, _ = shlex.split(arguments)
        if not sources[0].startswith("--from"):
            yield from sources


class TestImage:
    def test_each_base_is_one_version_and_no_other(self):
        bases = [arguments.split()[0] for arguments in said("FROM")]
        assert len(bases) == 2
        assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", base) for base in bases)
        assert len(set(bases)) == 1

    def test_it_runs_as_nobody_in_particular(self):
        names = [name for name, _ in instructions()]
        (user,) = said("USER")
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
        assert names.index("USER") < names.index("ENTRYPOINT")

    def test_what_it_copies_is_here_and_not_left_out(self):
        allowed = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
        for name in copied():
            assert (TOP / name).exists(), name
            assert f"!{name}" in allowed
        assert "*" in allowed

    def test_nothing_else_gets_into_the_build(self):
        allowed = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
        assert {line[1:] for line in allowed if line.startswith("!")} == set(copied())

    def test_what_it_starts_is_a_verb(self):
        (entry,), (verb,) = said("ENTRYPOINT"), said("CMD")
        assert json.loads(entry)[0] == "syncer"
        assert json.loads(verb)[0] in VERBS

    def test_its_health_is_what_healthz_says(self):
        (health,) = said("HEALTHCHECK")
        command = json.loads(health[health.index("[") :])
        assert command[:2] == ["python", "-c"]
        compile(command[2], "healthcheck", "exec")
        assert "/healthz" in command[2]

    def test_the_lines_of_the_driver_are_taken_out_of_the_lock(self):
        (found,) = re.findall(r"awk '(.*?)' (\S+)", " ".join(said("RUN")))
        program, lock = found
        done = subprocess.run(
            ["awk", program, TOP / lock], capture_output=True, text=True, check=True
        )
        names = re.findall(r"^([\w-]+)==.*\\\n +--hash=", done.stdout, re.MULTILINE)
        assert names == ["psycopg", "psycopg-binary"]
        assert not done.stdout.rstrip().endswith("\\")


class TestComposition:
    def test_each_image_is_one_version(self):
        assert re.fullmatch(r"postgres:\d+\.\d+(-\w+)?", DATABASE["image"])
        assert SYNCER["build"]["dockerfile"] == "deploy/Dockerfile"
        assert (DEPLOY / SYNCER["build"]["context"]).resolve() == TOP

    def test_the_database_is_reachable_for_the_service_alone(self):
        assert "ports" not in DATABASE
        assert DATABASE["networks"] == ["inside"]
        assert COMPOSE["networks"]["inside"]["internal"] is True
        assert "inside" in SYNCER["networks"]

    def test_the_service_is_reachable_from_this_machine_alone(self):
        assert all(port.startswith("127.0.0.1:") for port in SYNCER["ports"])
        assert SYNCER["ports"][0].split(":")[-1] == said("EXPOSE")[0]

    def test_it_starts_once_the_database_answers(self):
        assert SYNCER["depends_on"] == {"database": {"condition": "service_healthy"}}
        assert DATABASE["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]

    def test_what_is_kept_outlives_the_containers(self):
        kept = [volume for one in (SYNCER, DATABASE) for volume in one["volumes"]]
        named = {volume.split(":")[0] for volume in kept if not volume.startswith(".")}
        assert named == set(COMPOSE["volumes"])

    def test_no_secret_stands_in_it(self):
        assert not [key for key in DATABASE["environment"] if key.endswith("PASSWORD")]
        assert set(SYNCER["secrets"]) == set(DATABASE["secrets"]) == set(COMPOSE["secrets"])

    def test_the_service_may_do_little(self):
        assert SYNCER["read_only"] is True
        assert SYNCER["cap_drop"] == ["ALL"]
        assert "privileged" not in SYNCER

    @pytest.fixture
    def configuration(self, tmp_path):
        text = (DEPLOY / "compose.config.toml").read_text("utf-8")
        path = tmp_path / "config.toml"
        path.write_text(text, "utf-8")
        return load(path), tomllib.loads(text)

    def test_its_configuration_is_valid_and_fits(self, configuration):
        config, raw = configuration
        environment, state = DATABASE["environment"], raw["service"]["state"]
        user, name = environment["POSTGRES_USER"], environment["POSTGRES_DB"]
        assert state == f"postgresql+psycopg://{user}@database/{name}"
        assert raw["service"]["state_password_file"] == environment["POSTGRES_PASSWORD_FILE"]
        assert raw["service"]["state_password_file"].removeprefix("/run/secrets/") in COMPOSE["secrets"]  # fmt: skip
        assert config.server.listen == ("0.0.0.0", int(said("EXPOSE")[0]))
        assert all(plan["source"].startswith(said("VOLUME")[0]) for plan in raw["plan"].values())

    def test_the_image_looks_for_it_where_it_is_put(self):
        mounted = [volume for volume in SYNCER["volumes"] if "config.toml" in volume]
        (entry,) = said("ENTRYPOINT")
        assert mounted == [f"./config.toml:{json.loads(entry)[2]}:ro"]
