"""A log whose reader stalls keeps nobody from their work, and says afterwards what is missing."""

import io
import logging
import os
import socket

import pytest

from syncer.app.log_pipe import LogPipe, unhurried
from syncer.app.logs import Handler


@pytest.fixture
def pipe():
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    yield reader, writer
    for end in (reader, writer):
        os.close(end)


def drained(reader):
    octets = b""
    while True:
        try:
            octets += os.read(reader, 65536)
        except BlockingIOError:
            return octets


def test_what_is_read_is_whole_however_long(pipe):
    reader, writer = pipe
    log = LogPipe(writer)
    log.write("x" * 10_000 + "\n")
    log.write("ö\n")
    assert drained(reader) == b"x" * 10_000 + "\nö\n".encode()
    assert not log.lost()


def test_a_reader_that_stalls_is_not_waited_for_and_loses_lines(pipe):
    reader, writer = pipe
    log = LogPipe(writer, patience=0.0)
    for _ in range(100):
        log.write("x" * 999 + "\n")
    assert not log.lost()  # it stalls still
    read = drained(reader).count(b"\n")
    log.write("again\n")
    assert (log.lost(), drained(reader)) == (100 - read, b"again\n")
    assert not log.lost()


def test_a_line_that_was_cut_off_is_no_part_of_the_next(pipe):
    reader, writer = pipe
    log = LogPipe(writer, patience=0.0)
    log.write("x" * 100_000 + "\n")
    cut = drained(reader)
    log.write("whole\n")
    assert cut == b"x" * len(cut)
    assert drained(reader) == b"\nwhole\n"


def test_the_log_says_how_many_lines_are_missing(pipe):
    reader, writer = pipe
    log = LogPipe(writer, patience=0.0)
    log.write("x" * 100_000)
    drained(reader)
    Handler(log).handle(logging.makeLogRecord({"msg": "again"}))
    told = "whoever reads this log stood still: 1 line of it lost"
    assert drained(reader).decode() == f"\nagain\n{told}\n"


def test_nobody_who_reads_any_more_is_no_reader_that_stalls():
    reader, writer = os.pipe()
    os.close(reader)
    with pytest.raises(BrokenPipeError):
        LogPipe(writer).write("x\n")
    os.close(writer)


def test_pipes_and_sockets_are_not_waited_for_and_files_are(pipe, tmp_path):
    near, far = socket.socketpair()
    with near, far, near.makefile("w") as spoken, open(pipe[1], "w", closefd=False) as piped:
        assert isinstance(unhurried(spoken), LogPipe)
        assert isinstance(unhurried(piped), LogPipe)
    with (tmp_path / "log").open("w") as file:
        assert unhurried(file) is file
    kept = io.StringIO()
    assert unhurried(kept) is kept
