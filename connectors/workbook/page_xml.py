"""A page of ours as the XML of one sheet, in the order of elements that the format asks for."""

from typing import Final

from connectors.workbook.cells import cell
from connectors.workbook.facts import LAST_ROW, letters
from connectors.workbook.looks import row_height
from connectors.workbook.markup import escaped
from connectors.workbook.styles import Styles
from syncer.domain.page import Page, PageCell

_DEFAULT_WIDTH: Final = 14
_LONGEST_LIST: Final = 255
"""Characters in the list of a drop-down."""
_LONGEST_HELP: Final = 255


def page_xml(page: Page, styles: Styles, *, main: str, epoch_1904: bool) -> bytes:
    """The whole part: the same page gives the same octets."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        f'<worksheet xmlns="{main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
        _view(page),
        '<sheetFormatPr defaultRowHeight="15"/>',
        _cols(page),
    ]
    body = b"".join(
        _row(page, number, row, styles, epoch_1904=epoch_1904)
        for number, row in enumerate(page.rows, 1)
        if row
    )
    ending = [
        _filter(page),
        _validations(page),
        _links(page),
        '<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>',
        '<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>',
    ]
    start, end = "".join(parts).encode(), "".join(ending).encode()
    return start + b"<sheetData>" + body + b"</sheetData>" + end


def _view(page: Page) -> str:
    view = '<sheetView showGridLines="0" workbookViewId="0"'
    if not page.frozen_rows:
        return f"<sheetViews>{view}/></sheetViews>"
    rows = page.frozen_rows
    pane = f'<pane ySplit="{rows}" topLeftCell="A{rows + 1}" activePane="bottomLeft"'
    pane += ' state="frozen"/><selection pane="bottomLeft"/>'
    return f"<sheetViews>{view}>{pane}</sheetView></sheetViews>"


def _cols(page: Page) -> str:
    cols = "".join(
        f'<col min="{place}" max="{place}" width="{width or _DEFAULT_WIDTH}" customWidth="1"/>'
        for place, width in enumerate(page.widths, 1)
    )
    return f"<cols>{cols}</cols>" if cols else ""


def _row(
    page: Page, number: int, row: tuple[PageCell, ...], styles: Styles, *, epoch_1904: bool
) -> bytes:
    cells = b"".join(
        cell(
            b"",
            letters(column) + b"%d" % number,
            styles.page(shown.look, shown.value, link=bool(shown.link)),
            shown.value,
            epoch_1904=epoch_1904,
        )
        for column, shown in enumerate(row, 1)
    )
    height = row_height(page, number)
    tall = b' ht="%.1f" customHeight="1"' % height if height else b""
    return b'<row r="%d"%s>%s</row>' % (number, tall, cells)


def table_width(page: Page) -> int:
    """How many columns the page has."""
    return max([*map(len, page.rows), 1])


def _filter(page: Page) -> str:
    if not page.filtered:
        return ""
    last = letters(table_width(page)).decode()
    return f'<autoFilter ref="A{page.filtered}:{last}{max(len(page.rows), page.filtered)}"/>'


def _validations(page: Page) -> str:
    heading = max(page.filtered, 1)
    found = []
    for column, words in sorted(page.choices.items()):
        at = letters(column).decode()
        listed = ",".join(words)
        if len(listed) <= _LONGEST_LIST:
            formula = escaped('"' + listed.replace('"', '""') + '"').decode()
            found.append(
                f'<dataValidation type="list" allowBlank="1"'
                f' sqref="{at}{heading + 1}:{at}{LAST_ROW}"><formula1>{formula}</formula1>'
                "</dataValidation>"
            )
    for column, line in sorted(page.helps.items()):
        prompt = escaped(line[:_LONGEST_HELP]).decode()
        found.append(
            f'<dataValidation allowBlank="1" showInputMessage="1" prompt="{prompt}"'
            f' sqref="{letters(column).decode()}{heading}"/>'
        )
    inside = "".join(found)
    return f'<dataValidations count="{len(found)}">{inside}</dataValidations>' if found else ""


def _links(page: Page) -> str:
    links = "".join(
        f'<hyperlink ref="{letters(column).decode()}{number}"'
        f' location="{escaped(location(shown.link)).decode()}"/>'
        for number, row in enumerate(page.rows, 1)
        for column, shown in enumerate(row, 1)
        if shown.link
    )
    return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def location(link: str) -> str:
    """`Plan!C7` with the tab's name in quotes, which no name can break out of."""
    tab, _, ref = link.rpartition("!")
    return quoted(tab) + "!" + ref if tab else ref


def quoted(tab: str) -> str:
    """A tab's name as formulas write it."""
    return "'" + tab.replace("'", "''") + "'"
