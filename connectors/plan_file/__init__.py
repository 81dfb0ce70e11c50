"""Files in which planning tools keep whole plans, as tables that are only read: .xml and .json."""

from collections.abc import Mapping
from pathlib import Path

from connectors.plan_file.source import PlanFile
from syncer.errors import SourceError
from syncer.ports import PlanSource


def open_source(address: str, options: Mapping[str, object]) -> PlanSource:
    """
    The source for the file at *address*, by its ending; nothing is read yet.

    There are no *options* so far.
    """
    del options
    path = Path(address)
    match path.suffix.lower():
        case ".xml":
            from connectors.plan_file.project_xml import project_table  # noqa: PLC0415

            return PlanFile(path, project_table, "Microsoft Project")
        case ".json":
            from connectors.plan_file.trello_json import board_table  # noqa: PLC0415

            return PlanFile(path, board_table, "Trello")
        case _:
            hint = "it is an .xml file of Microsoft Project or a .json file of Trello"
            raise SourceError(f"{address} is no file of a planning tool that we know", hint=hint)
