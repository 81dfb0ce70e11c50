"""
Makes before.png and after.png for the README, from the example as LibreOffice shows it.

It needs LibreOffice, poppler-utils and the fonts Carlito or Calibri:
`python docs/make_pictures.py`.
"""

# ruff: noqa: INP001, S603 - a script, which runs programs of its own choice

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
import openpyxl

TOP: Final = Path(__file__).parents[1]
ROWS: Final = 30
BEFORE: Final = "ABCDEHIJKLM"
AFTER: Final = "ABIWXYZ"  # as after scrolling to the right, with the first columns frozen
WIDTHS: Final = {"Z": 11, "AA": 100}
DOTS_PER_INCH: Final = 92
MARGIN: Final = 8


def main() -> None:
    """Sync a copy of the example and take both pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(TOP / "config.example.toml", folder)
        (folder / "examples").mkdir()
        plan = Path(shutil.copy(TOP / "examples" / "apollo.xlsx", folder / "examples"))
        take(plan, set(BEFORE), {}, TOP / "docs" / "before.png")
        syncer = Path(sys.executable).with_name("syncer")
        config = folder / "config.example.toml"
        subprocess.run([syncer, "-c", config, "sync"], check=True)
        take(plan, {*AFTER, *WIDTHS}, WIDTHS, TOP / "docs" / "after.png")


def take(plan: Path, columns: set[str], widths: dict[str, int], picture: Path) -> None:
    """Take a *picture* of the first rows of *plan*, of these *columns* alone."""
    book = openpyxl.load_workbook(plan)
    sheet = book["Plan"]
    for place in range(1, sheet.max_column + 1):
        letter = openpyxl.utils.get_column_letter(place)
        sheet.column_dimensions[letter].hidden = letter not in columns
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width
    sheet.print_area = f"A1:{openpyxl.utils.get_column_letter(sheet.max_column)}{ROWS}"
    sheet.oddFooter.left.text = sheet.oddFooter.right.text = None
    shown = plan.with_name("shown.xlsx")
    book.save(shown)
    _photograph(shown, picture)


def _photograph(workbook: Path, picture: Path) -> None:
    """The first page of *workbook*, cut to what is on it."""
    folder = workbook.parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    office = shutil.which("soffice") or "libreoffice"
    convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, workbook]
    subprocess.run(convert, check=True, capture_output=True)
    page = [
        *(shutil.which("pdftoppm") or "pdftoppm", "-r", str(DOTS_PER_INCH)),
        *("-f", "1", "-singlefile", workbook.with_suffix(".pdf")),
    ]
    subprocess.run([*page, folder / "page"], check=True)
    left, top, width, height = _inked(folder / "page.ppm")
    cut = ["-x", str(left), "-y", str(top), "-W", str(width), "-H", str(height), "-png"]
    subprocess.run([*page[:-1], *cut, page[-1], picture.with_suffix("")], check=True)


def _inked(page: Path) -> tuple[int, int, int, int]:
    """Left, top, width and height of what is not white on *page*, in dots."""
    _, size, _, dots = page.read_bytes().split(b"\n", 3)
    width, height = (int(number) for number in size.split())
    ink = (np.frombuffer(dots, np.uint8).reshape(height, width, 3) < 255).any(axis=2)  # noqa: PLR2004 - white
    down, across = ink.any(axis=1).nonzero()[0], ink.any(axis=0).nonzero()[0]
    left, top = int(across[0]) - MARGIN, int(down[0]) - MARGIN
    return left, top, int(across[-1]) - left + MARGIN, int(down[-1]) - top + MARGIN


if __name__ == "__main__":
    main()
