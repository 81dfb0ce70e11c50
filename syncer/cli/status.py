"""`syncer status`: where each milestone stands, for a manager."""

from datetime import date
from typing import TYPE_CHECKING

import click

from syncer.cli.options import (
    command_line,
    config_option,
    configured,
    json_option,
    plans_argument,
    today_option,
)

if TYPE_CHECKING:
    from rich.console import Console

    from syncer.app.look import Seen
    from syncer.domain.pulse import Pulse


@click.command("status")
@plans_argument
@click.option("--all", "everything", is_flag=True, help="Tasks and deliverables too.")
@json_option
@today_option
@config_option
def command(
    ctx: click.Context, plans: tuple[str, ...], everything: bool, as_json: bool, today: date | None
) -> int:
    """
    Show where the milestones of each PLAN (all, where none is named) stand, and why.

    It reads the sheet as it is now and changes nothing. Slips are in working days.
    """
    config = configured(ctx)

    from syncer.app.look import look
    from syncer.cli.freshness import by_plan, print_freshness, sync_of
    from syncer.cli.plans import each
    from syncer.cli.terminal import console, print_json, working

    chosen = config.chosen(plans)
    with working("evaluating"):
        gone = each(chosen, lambda plan: look(config, plan, today))
    kept = by_plan(config, chosen)
    seen_plans = {seen.setup.name for seen in gone.results}
    unread = [plan for plan in chosen if plan not in seen_plans]
    if as_json:
        found = [_document(seen, kept.get(seen.setup.name)) for seen in gone.results]
        missing = [{"plan": plan, "sync": sync_of(kept.get(plan))} for plan in unread]
        print_json({"plans": found, "unread": missing})
        return gone.exit_code
    target = console()
    for number, seen in enumerate(gone.results):
        if number:
            target.print()
        _print(target, seen, kept.get(seen.setup.name), everything=everything)
    for plan in unread:
        print_freshness(target, kept.get(plan), plan)
    return gone.exit_code


def _document(seen: "Seen", pulse: "Pulse | None") -> dict[str, object]:
    evaluation = seen.judged.evaluation
    rolls = {
        name: [
            {"name": roll.name, "health": roll.health.value, "why": roll.why}
            for roll in group.values()
        ]
        for name, group in (
            ("phases", evaluation.phases),
            ("projects", evaluation.projects),
        )
    }
    from syncer.cli.freshness import sync_of

    overall = evaluation.overall
    return {
        "plan": seen.setup.name,
        "title": seen.setup.title,
        "today": seen.today.isoformat(),
        "health": overall.health.value,
        "why": overall.why,
        "sync": sync_of(pulse),
        **rolls,
        **seen.document,
    }


def _print(target: "Console", seen: "Seen", pulse: "Pulse | None", *, everything: bool) -> None:
    from rich.text import Text

    from syncer.cli.freshness import print_freshness
    from syncer.cli.standings import narrow_lines, wide_table
    from syncer.cli.terminal import MOST_LINES, ROOMY, health_text, print_rest, said
    from syncer.stages.present.summary import sentence
    from syncer.stages.present.words import counted

    day = f"{seen.today.day} {seen.today:%B %Y}"
    target.print(said(f"{seen.setup.title} on {day}", "bold"))
    overall = seen.judged.evaluation.overall
    story = said(_after_health(sentence(seen.story)))
    target.print(Text.assemble(health_text(overall.health), ": ", story))
    if overall.why:
        target.print(said(overall.why, "dim"))
    print_freshness(target, pulse)
    standings = [s for s in seen.standings if everything or s.item.kind == "milestone"]
    if standings:
        target.print()
        show = wide_table if target.width >= ROOMY else narrow_lines
        target.print(show(seen, standings[:MOST_LINES], target.width))
        print_rest(target, len(standings))
    elif seen.standings:
        target.print("It has no milestones; --all shows its tasks and deliverables.")
    if seen.judged.errors:
        errors = counted(seen.judged.errors, "error")
        check = command_line(f"check {seen.setup.name}")
        target.print()
        target.print(said(f"{errors} in the sheet: see `{check}`"))


def _after_health(sentence: str) -> str:
    """The sentence without its first word, which stands before it in colour."""
    return sentence.partition(": ")[2] or sentence
