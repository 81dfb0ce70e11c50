"""The log of a process: for people on a terminal, a line of JSON elsewhere; never a secret."""

import json
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Literal, TextIO

from syncer.app.log_pipe import LogPipe, unhurried
from syncer.app.redaction import one_line, redacted
from syncer.stages.present.words import counted

Kind = Literal["json", "text"]

OURS: Final = "syncer"
VARIABLE: Final = "SYNCER_LOG"
"""Of the environment: "json" or "text", and a level such as "debug": SYNCER_LOG=json,debug."""
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_KINDS: Final[dict[str, Kind]] = {"json": "json", "text": "text"}


class Redaction(logging.Filter):
    """Of each handler: afterwards nothing secret is left in the record, wherever it goes next."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the redacted text in the place of what it was made from; every record passes."""
        record.msg, record.args = redacted(_message(record)), ()
        if record.exc_info:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info))
        record.exc_text = redacted(record.exc_text) if record.exc_text else None
        record.stack_info = redacted(record.stack_info) if record.stack_info else None
        record.exc_info = None
        for name, value in _extras(record).items():
            setattr(record, name, redacted(value) if isinstance(value, str) else value)
        return True


class JsonLines(logging.Formatter):
    """One object a line; *who* is the process of ours that writes."""

    def __init__(self, who: str) -> None:
        super().__init__()
        self._who = who

    def format(self, record: logging.LogRecord) -> str:
        """The record, its moment in UTC."""
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.casefold(),
            "process": self._who,
            "logger": record.name,
            "message": record.getMessage(),
            **_extras(record),
        }
        if told := record.exc_text or record.stack_info:
            entry["traceback"] = told
        return json.dumps(entry).replace("\x7f", r"\u007f")


class Lines(logging.Formatter):
    """For people: when, how grave where it is, what."""

    def format(self, record: logging.LogRecord) -> str:
        """The record on a line, a traceback indented below it so that it cannot pass for one."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        grave = f"{record.levelname.casefold()}: " if record.levelno >= logging.WARNING else ""
        lines = [f"{at:%Y-%m-%d %H:%M:%S} {grave}{one_line(record.getMessage())}"]
        for told in filter(None, (record.exc_text, record.stack_info)):
            lines += [f"    {one_line(line)}" for line in told.splitlines()]
        return "\n".join(lines)


class Handler(logging.StreamHandler[TextIO | LogPipe]):
    """Writes to a stream; what cannot be written is let go, and not told with all its words."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record, and how many before it were lost, if any were."""
        super().emit(record)
        if isinstance(self.stream, LogPipe) and (lost := self.stream.lost()):
            words = f"whoever reads this log stood still: {counted(lost, 'line')} of it lost"
            told = {"name": OURS, "levelno": logging.WARNING, "levelname": "WARNING", "msg": words}
            super().emit(logging.makeLogRecord(told))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Do nothing: logging's own way prints the record unredacted."""


def set_up(kind: Kind | None = None, *, who: str, stream: TextIO | None = None) -> None:
    """
    Let all that this process logs go to *stream* (standard error), other libraries' too.

    Args:
        kind: None: for people where the stream is a terminal, else JSON. The environment wins.
        who: What this process is, such as "daemon".
        stream: Where to.
    """
    target = sys.stderr if stream is None else stream
    asked, level = _asked(os.environ.get(VARIABLE, ""))
    chosen = asked or kind or ("text" if target.isatty() else "json")
    handler = Handler(unhurried(target))
    handler.addFilter(Redaction())
    handler.setFormatter(JsonLines(who) if chosen == "json" else Lines())
    _only(handler)
    # Libraries tell of credentials where they tell of everything.
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level)
    logging.captureWarnings(capture=True)
    _catch_the_uncaught()


def _only(handler: logging.Handler) -> None:
    """Take every other handler away, so that there is no way past *handler*."""
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.root.handlers[:] = [handler]


def _asked(words: str) -> tuple[Kind | None, int]:
    """The kind and the level that the environment asks for; what it says else is nothing."""
    kind: Kind | None = None
    level = logging.INFO
    for word in words.casefold().replace(",", " ").split():
        kind = _KINDS.get(word, kind)
        level = logging.getLevelNamesMapping().get(word.upper(), level)
    return kind, level


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, LookupError, AttributeError):
        return f"{record.msg} (its arguments do not fit)"


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    """What was said beside the message, such as the plan."""
    plain = (str, int, float, bool, type(None))
    return {
        name: value
        for name, value in vars(record).items()
        if name not in _STANDARD and isinstance(value, plain)
    }


def _catch_the_uncaught() -> None:
    """Python would print these with every secret that an exception's text may hold."""
    log = logging.getLogger(OURS)

    def told(
        kind: type[BaseException], error: BaseException | None, at: TracebackType | None
    ) -> None:
        log.critical("uncaught", exc_info=(kind, error or kind(), at))

    hook: Callable[[Any], None] = lambda args: told(*args[:3])  # noqa: E731
    sys.excepthook = told
    threading.excepthook = hook
    sys.unraisablehook = lambda args: told(args.exc_type, args.exc_value, args.exc_traceback)
