"""Plans as people keep them, ten of them in one configuration; edited, and looked at afterwards."""

import gzip
import json
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from syncer.app.config import load
from syncer.app.fsck import check_state
from syncer.app.wiring import open_state, setup_of
from syncer.domain.ledger import broken
from syncer.engine.decide import instance_of

TODAY = date(2026, 3, 2)
HEADINGS = ("Milestone", "Owner", "Due", "Baseline", "Status")
SERVICE = """\
[service]
state = "sqlite:///var/state.db"
[server]
listen = "127.0.0.1:0"
"""
PLAN = """
[plan.{name}]
source = "{source}"
today = 2026-03-02
[[plan.{name}.publish]]
to = "ics"
path = "public/{name}.ics"
gzip = true
"""
GOOGLE = """
[google]
credentials = "service-account.json"
limits = { "sheets.read" = 60000, "sheets.write" = 60000, "calendar.read" = 60000, "calendar.write" = 60000 }
"""
CALENDAR = """
[[plan.{name}.publish]]
to = "google-calendar"
calendar = "{calendar}"
"""


def due(row):
    return TODAY + timedelta(days=10 * row)


def rows(count=5):
    return [[f"Milestone {n}", "Ada", due(n), due(n), ""] for n in range(1, count + 1)]


class Book:
    """A plan in a workbook."""

    def __init__(self, folder, name):
        self.name, self.path = name, folder / f"{name}.xlsx"
        book = openpyxl.Workbook()
        for row in (HEADINGS, *rows()):
            book.active.append(row)
        book.save(self.path)
        self.config = PLAN.format(name=name, source=self.path.name)
        self.secrets = ()

    def edit(self, number):
        """What a person saves: a date moved, and a new row."""
        book = openpyxl.load_workbook(self.path)
        tab = next(tab for tab in book if tab["A1"].value == HEADINGS[0])
        row = 2 + number % 5
        tab.cell(row, 3).value = tab.cell(row, 3).value + timedelta(days=1)
        for column, value in enumerate((f"Added {number}", "Ben", due(9), due(9)), 1):
            tab.cell(self._end(tab), column).value = value
        book.save(self.path)

    @staticmethod
    def _end(tab):
        """The first row without a title; the cells of the new one are written from left to right."""
        return next(r for r in range(1, tab.max_row + 2) if not tab.cell(r, 2).value)

    def cells(self):
        book = openpyxl.load_workbook(self.path, data_only=True)
        return {tab.title: [list(row) for row in tab.iter_rows(values_only=True)] for tab in book}

    def events(self):
        return {}


class Sheet:
    """A plan in a Google Sheet, published to a Google calendar too."""

    def __init__(self, server, name):
        self.name, self.server = name, server
        self.book = server.add_book()
        self.people = server.people(self.book)
        self.people.fill([HEADINGS, *rows()])
        self.calendar = server.add_calendar()
        source = f"https://docs.google.com/spreadsheets/d/{self.book.id}/edit#gid=0"
        self.config = PLAN.format(name=name, source=source) + CALENDAR.format(
            name=name, calendar=self.calendar.id
        )
        # What differs between two sheets that say the same.
        self.secrets = (self.book.id, self.calendar.id)

    def edit(self, number):
        row = 2 + number % 5
        there = self.people.tab.rows[row - 1].cells[2].value
        self.people.type(f"C{row}", _day(there) + timedelta(days=1))
        titles = [cells[0].value if (cells := row.cells) else None for row in self.people.tab.rows]
        end = 1 + [*titles, None].index(None)
        self.people.fill([[f"Added {number}", "Ben", due(9), due(9)]], at=f"A{end}")

    def cells(self):
        """What people see: not our hidden tab, which bears the marks of each single write."""
        return {
            tab.title: [[cell.value for cell in row.cells] for row in tab.rows]
            for tab in self.book.tabs
            if not tab.hidden
        }

    def events(self):
        """By title; two of one title are one too many."""
        live = self.calendar.live()
        found = {one["summary"]: one["start"]["date"] for one in live}
        assert len(found) == len(live), "an event stands there twice"
        return found


def _day(serial):
    return date(1899, 12, 30) + timedelta(days=int(serial))


class Office:
    """A folder with a configuration of some plans."""

    def __init__(self, folder, server, books=(), sheets=()):
        folder.mkdir()
        self.folder = folder
        self.plans = {name: Book(folder, name) for name in books}
        self.plans |= {name: Sheet(server, name) for name in sheets}
        text = SERVICE + "".join(plan.config for plan in self.plans.values())
        if sheets:
            key = folder / "service-account.json"
            key.write_text(json.dumps(server.service_key()), "utf-8")
            key.chmod(0o600)
            text += GOOGLE
        self.config = folder / "config.toml"
        self.config.write_text(text, "utf-8")

    def feed(self, name):
        """The octets that stand there, the same for two plans that say the same."""
        config = load(self.config)
        octets = b""
        with suppress(FileNotFoundError):
            octets = (self.folder / "public" / f"{name}.ics").read_bytes()
        unfolded = octets.replace(b"\r\n ", b"")
        for secret in (instance_of(setup_of(config, name)), *self.plans[name].secrets):
            unfolded = unfolded.replace(secret.encode(), b"SECRET")
        return unfolded

    def outcome(self, name):
        """Everything outside and inside that people could see of the plan *name*."""
        config = load(self.config)
        with open_state(config) as store:
            memory = store.load(name)
            assert broken(name, store.ledger(name)) is None
            moves, board = store.history(name), store.board(name)
        packed = Path(self.folder / "public" / f"{name}.ics.gz").read_bytes()
        assert gzip.decompress(packed) == (self.folder / "public" / f"{name}.ics").read_bytes()
        assert [f for f in self.folder.rglob(".*") if f.is_file()] == [], "something is left over"
        return {
            "cells": self.plans[name].cells(),
            "events": self.plans[name].events(),
            "feed": self.feed(name),
            "moves": moves,
            "keys": (memory.next_key, sorted(memory.seen)),
            "board": sorted(one.event.uid.partition("@")[0] for one in board.revisions),
        }

    def flaws(self):
        return check_state(load(self.config))
