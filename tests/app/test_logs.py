"""The log: one line for each thing said, and nothing secret in it, whoever says it and how."""

import io
import json
import logging
import sys
import threading
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.app.logs import JsonLines, Lines, Redaction, set_up

TOKEN = "kJ8vQ2mZr5tY7wXbC4nD6fG9hL1pS3uV0aEiOqRyTgH"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def restored(monkeypatch):
    monkeypatch.delenv("SYNCER_LOG", raising=False)
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    root, ours = logging.getLogger(), logging.getLogger("syncer")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])
    logging.captureWarnings(capture=False)


def entries(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_of_json_tells_what_when_who_and_of_which_plan():
    stream = io.StringIO()
    set_up(who="daemon", stream=stream)
    logging.getLogger("syncer.daemon").info("%d cells", 3, extra={"plan": "apollo"})
    (entry,) = entries(stream)
    assert entry.pop("at").endswith("+00:00")
    assert entry == {
        "level": "info",
        "process": "daemon",
        "logger": "syncer.daemon",
        "message": "3 cells",
        "plan": "apollo",
    }


def test_a_person_at_a_terminal_reads_lines():
    stream = Terminal()
    set_up(who="daemon", stream=stream)
    logging.getLogger("syncer").warning("not reached", extra={"plan": "apollo"})
    logging.getLogger("syncer").info("synced")
    first, second = stream.getvalue().splitlines()
    assert first.endswith(" warning: not reached")
    assert second.endswith(":" + second[-9:-7] + " synced")


def test_the_configuration_chooses_and_the_environment_wins(monkeypatch):
    stream = io.StringIO()
    set_up("text", who="daemon", stream=stream)
    logging.getLogger("syncer").info("one")
    logging.getLogger("syncer").debug("unseen")
    monkeypatch.setenv("SYNCER_LOG", "json, debug")
    set_up("text", who="daemon", stream=stream)
    logging.getLogger("syncer").debug("two")
    text, line = stream.getvalue().splitlines()
    assert text.endswith(" one")
    assert json.loads(line)["message"] == "two"


def refuse(error, cause=None):
    raise error from cause


def leaks():
    """Every way in which a secret gets into a log."""
    log, theirs = logging.getLogger("syncer.x"), logging.getLogger("granian.access")
    yield lambda: log.info("GET /feeds/" + TOKEN + ".ics")  # noqa: G003 - so people do
    yield lambda: log.info("GET %s", f"/feeds/{TOKEN}.ics")
    yield lambda: theirs.warning("GET %(path)s", {"path": f"/feeds/{TOKEN}"})
    yield lambda: log.info("heard", extra={"path": f"/feeds/{TOKEN}"})
    yield lambda: log.info("%d", TOKEN)
    yield lambda: log.info({"token": TOKEN})
    yield lambda: log.error("failed", stack_info=True, extra={"why": TOKEN})
    yield lambda: warnings.warn(f"a warning of {TOKEN}", stacklevel=1)
    yield lambda: threading.excepthook((ValueError, ValueError(TOKEN), None, None))
    yield lambda: sys.excepthook(ValueError, ValueError(TOKEN), None)

    def caught():
        try:
            refuse(OSError(f"https://u:{TOKEN}@db/?x={TOKEN}"), KeyError(TOKEN))
        except OSError as error:
            error.add_note(f"of {TOKEN}")
            log.exception("failed")

    yield caught


@pytest.mark.parametrize("kind", ["json", "text"])
@pytest.mark.parametrize("leak", list(leaks()))
@pytest.mark.filterwarnings("default")
def test_no_way_of_saying_it_shows_a_secret(leak, kind):
    stream = io.StringIO()
    theirs = logging.getLogger("granian.access")
    theirs.propagate = False
    theirs.addHandler(logging.StreamHandler(stream))
    set_up(kind, who="server", stream=stream)
    leak()
    assert stream.getvalue()
    assert TOKEN not in stream.getvalue()


def test_a_library_does_not_tell_all_it_knows():
    stream = io.StringIO()
    set_up(who="daemon", stream=stream)
    logging.getLogger("google.auth").info("credentials")
    assert not stream.getvalue()


def test_a_traceback_cannot_pass_for_lines_of_their_own():
    stream = Terminal()
    set_up(who="daemon", stream=stream)
    try:
        refuse(ValueError("bad\n2026-01-01 00:00:00 admin logged in"))
    except ValueError:
        logging.getLogger("syncer").exception("a cycle failed")
    first, *rest = stream.getvalue().splitlines()
    assert first.endswith("error: a cycle failed")
    assert rest
    assert all(line.startswith("    ") for line in rest)


@pytest.mark.parametrize("kind", [Lines(), JsonLines("daemon")], ids=["text", "json"])
@given(text=st.text(st.characters()), plan=st.text(st.characters()))
def test_whatever_is_said_is_one_printable_line(kind, text, plan):
    said = logging.makeLogRecord({"msg": text, "plan": plan, "levelno": 20, "levelname": "INFO"})
    Redaction().filter(said)
    line = kind.format(said)
    assert line.encode().decode().splitlines() == [line]
    assert "\x1b" not in line
    assert "\x7f" not in line
    assert "\u202e" not in line


def test_a_stream_that_is_gone_stops_nobody(capsys):
    stream = io.StringIO()
    set_up(who="daemon", stream=stream)
    stream.close()
    logging.getLogger("syncer").info(TOKEN)
    assert TOKEN not in "".join(capsys.readouterr())
