from pathlib import Path

import pytest

from syncer.app.addresses import (
    connector_of,
    database_url,
    google_sheet,
    masked,
    sqlite_path,
    with_password,
)


@pytest.mark.parametrize("name", ["a.xlsx", "dir/A.XLSM", "a b.ods", "a.csv", "a.tsv"])
def test_files_are_the_workbook_connectors(name):
    assert connector_of(name) == "workbook"


@pytest.mark.parametrize("name", ["a.xls", "a", "a.pdf", ".xlsx"])
def test_other_files_are_answered_with_what_could_be_read(name):
    with pytest.raises(ValueError, match=r"\.xlsx, \.xlsm, \.ods, \.csv, \.tsv"):
        connector_of(name)


@pytest.mark.parametrize(
    ("address", "sheet"),
    [
        ("https://docs.google.com/spreadsheets/d/1AbC-_9/edit", "1AbC-_9"),
        ("https://docs.google.com/spreadsheets/u/1/d/1AbC", "1AbC"),
        ("https://docs.google.com/a/example.org/spreadsheets/d/1AbC/edit", "1AbC"),
        ("https://docs.google.com/spreadsheets/d/1AbC/edit?gid=7#gid=7", "1AbC gid=7"),
    ],
)
def test_sheets_of_google_are_known_by_their_address(address, sheet):
    assert connector_of(address) == "google-sheet"
    assert google_sheet(address) == sheet


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/d/x.xlsx",
        "http://docs.google.com/spreadsheets/d/x",
        "https://docs.google.com.example.org/spreadsheets/d/x",
    ],
)
def test_other_web_addresses_are_answered_with_a_way_out(address):
    assert google_sheet(address) is None
    with pytest.raises(ValueError, match=r"save other sheets as \.xlsx"):
        connector_of(address)


def test_a_copy_published_to_the_web_is_no_sheet_to_work_in():
    address = "https://docs.google.com/spreadsheets/d/e/2PACX-1vAbC/pubhtml?gid=0"
    assert google_sheet(address) is None
    with pytest.raises(ValueError, match="while you edit the sheet"):
        connector_of(address)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql+psycopg://me:pass@host/db", "postgresql+psycopg://me:***@host/db"),
        ("to https://u:p@ss:w@h/x failed", "to https://u:***@h/x failed"),
        ("postgresql://me@host/db", "postgresql://me@host/db"),
        ("sqlite:////tmp/a@b.db", "sqlite:////tmp/a@b.db"),
    ],
)
def test_passwords_are_masked(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("sqlite:///var/a.db", "sqlite:////home/me/var/a.db"),
        ("sqlite:////abs/a.db", "sqlite:////abs/a.db"),
        ("sqlite:///a.db?timeout=3", "sqlite:////home/me/a.db?timeout=3"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        ("postgresql+psycopg:///d", "postgresql+psycopg:///d"),
    ],
)
def test_a_relative_database_file_is_meant_from_the_folder(url, whole):
    assert database_url(url, Path("/home/me")) == whole


def test_only_a_database_on_disk_has_a_path():
    assert sqlite_path("sqlite:///a.db", Path("/x")) == Path("/x/a.db")
    assert sqlite_path("sqlite://", Path("/x")) is None


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        (
            "postgresql+psycopg://u@db:5432/plans?x=1",
            "postgresql+psycopg://u:p%40@db:5432/plans?x=1",
        ),
        ("postgresql://u:old@db/plans", "postgresql://u:p%40@db/plans"),
        ("postgresql://u@/plans?host=/run", "postgresql://u:p%40@/plans?host=/run"),
        ("postgresql://db/plans", "postgresql://db/plans"),
        ("sqlite:////srv/a@b/state.db", "sqlite:////srv/a@b/state.db"),
    ],
)
def test_a_password_is_put_beside_its_user(url, whole):
    assert with_password(url, "p@") == whole
    assert with_password(url, "") == url
