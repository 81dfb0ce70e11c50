import pytest

from syncer.cli.plain_text import plain, plain_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]2;pwn\x07title", "\ufffd]2;pwn\ufffdtitle"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("\x9b31mred", "\ufffd31mred"),
        ("a\u202egpj.exe", "a\ufffdgpj.exe"),
        ("a\u2066b\u2069", "a\ufffdb\ufffd"),
        ("zero\u200bwidth", "zerowidth"),
        ("one\r\ntwo\nthree\tfour\u2028five", "one two three four five"),
        ("\u05e9\u200f!", "\u05e9\u200f!"),
        ("\ud800", "\ufffd"),
        ("\x00\x7f", "\ufffd\ufffd"),
        ("[bold]x[/bold] :smile:", "[bold]x[/bold] :smile:"),
        ("里程碑 ✓ שלום 👩\u200d🚀", "里程碑 ✓ שלום 👩\u200d🚀"),
    ],
)
def test_cell_text_cannot_touch_the_terminal(text, shown):
    assert plain(text) == shown


def test_our_own_line_ends_stay():
    assert plain_lines("a\n  try: b\x1b[0m") == "a\n  try: b\ufffd[0m"
