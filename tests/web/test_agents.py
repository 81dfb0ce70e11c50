import pytest

from syncer.web.agents import family


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (b"Google-Calendar-Importer", "Google Calendar"),
        (b"iOS/18.1 (22B83) dataaccessd/1.0", "Apple Calendar"),
        (b"macOS/15.1 (24B83) CalendarAgent/1", "Apple Calendar"),
        (
            b"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4",
            "Thunderbird",
        ),
        (b"Evolution/3.46.4", "GNOME Calendar"),
        (b"Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)", "Outlook"),
        (b"vdirsyncer/0.20", "vdirsyncer"),
        (b"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "a browser"),
        (b"curl/8.5.0", "curl"),
        (b"Own-Reader of ada@example.org", "Own-Reader"),
        (b"", "unknown"),
        (b"\xff\xfe\r\n\x1b[2J", "unknown"),
    ],
)
def test_a_program_is_known_by_its_family(agent, name):
    assert family(agent) == name


def test_a_name_without_end_is_cut():
    assert len(family(b"A" * 10_000)) == 40
