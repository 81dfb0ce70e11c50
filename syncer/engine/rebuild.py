"""Remembers anew what a look at the sheet and at the published feeds shows, and changes neither."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from syncer.domain.setup import PlanSetup
from syncer.engine.decide import instance_of, judge
from syncer.engine.reclaim import reclaim, reclaim_board
from syncer.errors import SyncerError
from syncer.ports import FeedTarget, PlanSource, StateStore


def rebuild(
    setup: PlanSetup,
    source: PlanSource,
    store: StateStore,
    feeds: Mapping[str, FeedTarget],
    today: date,
) -> SyncerError | None:
    """
    Bring the memory of a plan in line with what stands outside; its next cycle decides anew.

    A sheet that cannot be read now is told, and left to that cycle. The plan must be claimed.
    """
    begun = store.begin(setup.name)
    memory = reclaim(begun, feeds, begun.instance or instance_of(setup))
    memory = reclaim_board(memory, store.board(setup.name))
    refused = None
    try:
        memory = judge(source.read(), memory, setup, today).memory
    except SyncerError as error:
        refused = error
    store.commit(setup.name, begun, replace(memory, settled=""))
    return refused
