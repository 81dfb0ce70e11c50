"""A Trello board's JSON as the table that Trello's own CSV would be."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from connectors.plan_file.source import Table
from syncer.domain.sheet import Value
from syncer.errors import SourceError

HEADINGS: Final = (
    "Card ID", "Card Name", "Card Description", "Labels", "Members", "Start Date", "Due Date",
    "Due Complete", "List Name", "Board Name", "% complete", "Last Activity Date",
)  # fmt: skip
_HINT: Final = "export the board again: its menu, Print, export and share, Export as JSON"

Thing = Mapping[str, Any]


class Board(NamedTuple):
    """
    What the cards of a board refer to, by its ID.

    Attributes:
        lists: The name of each list that is not archived, in their order.
        done: How much of its checklists is ticked, from 0 to 1, of each card that has any.
    """

    name: str
    lists: Mapping[str, str]
    members: Mapping[str, str]
    labels: Mapping[str, str]
    done: Mapping[str, float]


def board_table(octets: bytes, what: str) -> Table:
    """One row a card, list by list as on the board; archived cards and lists are left out."""
    whole = _whole(octets, what)
    board = Board(
        name=_text(whole, "name"),
        lists={_text(one, "id"): _text(one, "name") for one in _live(whole, "lists")},
        members=_names(whole, "members", "fullName", "username"),
        labels=_names(whole, "labels", "name", "color"),
        done=_shares(whole),
    )
    order = {name: place for place, name in enumerate(board.lists)}
    cards = [card for card in _live(whole, "cards") if _text(card, "idList") in order]
    cards.sort(key=lambda card: (order[_text(card, "idList")], _place(card)))
    return Table(board.name, [list(HEADINGS), *(_row(card, board) for card in cards)])


def _row(card: Thing, board: Board) -> list[Value]:
    share = board.done.get(_text(card, "id"))
    return [
        _text(card, "shortLink") or _text(card, "id"),
        _text(card, "name"),
        _text(card, "desc"),
        ", ".join(_named(card, "idLabels", board.labels)),
        "; ".join(_named(card, "idMembers", board.members)),
        _text(card, "start"),
        _text(card, "due"),
        "TRUE" if card.get("dueComplete") is True else "FALSE",
        board.lists[_text(card, "idList")],
        board.name,
        None if share is None else f"{share:.0%}",
        _text(card, "dateLastActivity"),
    ]


def _names(whole: Thing, key: str, first: str, second: str) -> dict[str, str]:
    return {
        _text(one, "id"): _text(one, first) or _text(one, second) for one in _things(whole, key)
    }


def _whole(octets: bytes, what: str) -> Thing:
    try:
        board = json.loads(octets)
    except (ValueError, RecursionError) as error:
        said = f"in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "inside"
        raise SourceError(f"{what} is broken {said}: it is no JSON", hint=_HINT) from None
    if not (isinstance(board, dict) and "cards" in board and "lists" in board):
        raise SourceError(f"{what} is JSON, but no board of Trello", hint=_HINT)
    return board


def _shares(board: Thing) -> dict[str, float]:
    counts: dict[str, list[bool]] = {}
    for checklist in _things(board, "checklists"):
        states = [_text(item, "state") == "complete" for item in _things(checklist, "checkItems")]
        counts.setdefault(_text(checklist, "idCard"), []).extend(states)
    return {card: sum(states) / len(states) for card, states in counts.items() if states}


def _live(board: Thing, name: str) -> Iterator[Thing]:
    return (thing for thing in _things(board, name) if thing.get("closed") is not True)


def _things(whole: Thing, name: str) -> list[Thing]:
    listed = whole.get(name)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _named(card: Thing, key: str, names: Mapping[str, str]) -> Iterable[str]:
    listed = card.get(key)
    ids = listed if isinstance(listed, list) else []
    return [names[one] for one in ids if isinstance(one, str) and names.get(one)]


def _place(card: Thing) -> float:
    place = card.get("pos")
    return place if isinstance(place, int | float) else 0


def _text(thing: Thing, key: str) -> str:
    value = thing.get(key)
    return value if isinstance(value, str) else ""
