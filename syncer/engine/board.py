"""The board of a plan: what a cycle leaves for the server to serve."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256

from syncer.domain.board import WEB, Board
from syncer.domain.events import Revision
from syncer.domain.memory import Memory
from syncer.domain.setup import PlanSetup
from syncer.engine.decide import Judged
from syncer.stages.present.document import plan_document


def board_of(
    setup: PlanSetup,
    judged: Judged,
    published: Mapping[str, Revision],
    memory: Memory,
    *,
    today: date,
    now: datetime,
) -> Board:
    """The plan as it was *judged* and *published*; *memory* has the facts of its events."""
    read = judged.read
    document = plan_document(
        setup.source, read.layout, read.plan, judged.findings, judged.evaluation
    )
    text = json.dumps({"plan": setup.name, **document}, ensure_ascii=False, separators=(",", ":"))
    order = sorted(
        published.values(), key=lambda revision: (revision.event.day, revision.event.uid)
    )
    return Board(
        plan=setup.name,
        title=setup.title,
        day=today,
        made=now,
        revisions=tuple(order),
        facts=memory.facts,
        former=memory.former,
        document=text.encode("utf-8", "backslashreplace"),
    )


def digest_of(board: Board) -> str:
    """Of what is served of *board* beside its events and their facts."""
    return sha256(f"{board.title}\n".encode() + board.document).hexdigest()


def is_news(board: Board, digest: str, before: Memory) -> bool:
    """Whether *board*, of which *digest* is, says anything that the one *before* did not."""
    published = before.published.get(WEB, {})
    return (
        digest != before.digests.get(WEB, "")
        or board.facts != before.facts
        or board.former != before.former
        or len(board.revisions) != len(published)
        or any(published.get(one.event.uid) != one for one in board.revisions)
    )
