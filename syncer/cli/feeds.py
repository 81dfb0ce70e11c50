"""`syncer feeds`: the addresses that people subscribe to with their calendar programs."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from syncer.cli.options import Day, PlanName, as_run, config_option, configured, json_option

if TYPE_CHECKING:
    from rich.table import Table

    from syncer.app.subscriptions import Given, Listed

# What people reported of the programs they use; none of them can be made to look more often.
REFRESHES: Final = (
    ("Google Calendar", "by itself, every few hours up to a day; nothing hurries it"),
    ("Outlook on the web", "about every 3 hours, at times a day"),
    ("Apple Calendar", "as set in it: every 5 minutes to every week"),
    ("Thunderbird", "as set in it: every 30 minutes unless changed"),
    ("others", "most take the hour that the feed itself asks for as a hint"),
)


@click.group("feeds", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Give out, list, change and take back the addresses that people subscribe to."""


@command.command("create", short_help="Give out a new address.")
@click.option("--plan", "plans", multiple=True, type=PlanName(), metavar="PLAN",
              help="A plan that it shows; several stand in one calendar.")  # fmt: skip
@click.option("--name", required=True, help='Whose it is, and where: "Ada\'s phone".')
@click.option("--only", "filters", multiple=True, metavar="KEY=VALUE",
              help="Only these: owner=Ada, kind=task, priority=must, phase=…, project=…, "
              "health=red, client_visible=yes. Without a kind: milestones.")  # fmt: skip
@click.option("--as-of", type=Day(), metavar="YYYY-MM-DD", help="Show this past day, for good.")
@click.option("--expires", type=Day(), metavar="YYYY-MM-DD", help="The last day it is answered.")
@json_option
@config_option
def create(
    ctx: click.Context,
    plans: tuple[str, ...],
    *,
    name: str,
    filters: tuple[str, ...],
    as_of: date | None,
    expires: date | None,
    as_json: bool,
) -> None:
    """
    Print a new address, once: it cannot be shown again, since only its hash is kept.

    Whoever has the address sees what it shows; give each person and device one of its own.
    """
    config = configured(ctx)

    from syncer.app.subscriptions import Wish, clock_of
    from syncer.app.subscriptions import create as give_out

    wish = Wish(plans=plans, name=name, filters=filters, as_of=as_of, expires=expires)
    _show(give_out(config, wish, clock_of(config)), as_json=as_json)


@command.command("rotate", short_help="Give a subscription a new address.")
@click.argument("name")
@json_option
@config_option
def rotate(ctx: click.Context, name: str, as_json: bool) -> None:
    """Give the subscription NAME a new address; the old one is dead at once."""
    config = configured(ctx)

    from syncer.app.subscriptions import clock_of
    from syncer.app.subscriptions import rotate as change

    _show(change(config, name, clock_of(config)), as_json=as_json)


@command.command("revoke", short_help="Take an address back.")
@click.argument("name")
@json_option
@config_option
def revoke(ctx: click.Context, name: str, as_json: bool) -> None:
    """Take the address of the subscription NAME back: it is answered like one never given out."""
    config = configured(ctx)

    from syncer.app.subscriptions import clock_of
    from syncer.app.subscriptions import revoke as take_back
    from syncer.cli.terminal import console, print_json, said

    now = take_back(config, name, clock_of(config))
    if as_json:
        print_json({"name": name, "revoked": now})
    else:
        told = "is revoked" if now else "was revoked before"
        console().print(said(f"{name} {told}; its address is answered no more"))


@command.command("list", short_help="List who fetched what, and when.")
@json_option
@config_option
def list_all(ctx: click.Context, as_json: bool) -> None:
    """List the subscriptions: who fetched them when, and which version they have."""
    config = configured(ctx)

    from syncer.app.subscriptions import clock_of, listed
    from syncer.cli.terminal import console, print_json

    clock, found = clock_of(config), listed(config)
    today, now = clock.today(), clock.now()
    if as_json:
        print_json({"feeds": [_listed_document(one, today, config.plans) for one in found]})
    elif found:
        console().print(_listed_table(found, today, now, config.plans))
    else:
        hint = as_run('`syncer feeds create --name "Ada\'s phone"` gives one out')
        console().print(f"No subscription yet; {hint}.")


def _show(given: "Given", *, as_json: bool) -> None:
    """The address, and all that one wants to know beside it; the address alone on a pipe's line."""
    from syncer.cli.terminal import console, print_json, said

    if as_json:
        print_json(_given_document(given))
        return
    target = console()
    click.echo(given.url)
    if target.is_terminal:
        target.print(said(given.webcal, "dim"))
        _print_code(given.url)
    aside = console(stderr=True)
    about = given.subscription
    aside.print(said(f"The address of {about.name}: {_scope(given)}. It is shown only this once."))
    for doubt in given.doubts:
        aside.print(said(f"But {as_run(doubt)}."))
    aside.print(said("How soon a change is seen is up to the program that subscribes:"))
    for program, often in REFRESHES:
        aside.print(said(f"  {program}: {often}"))


def _scope(given: "Given") -> str:
    from syncer.stages.present.filters import told

    about = given.subscription
    said = [" and ".join(about.plans), *told(about.only)]
    said += [f"as of {about.as_of}"] if about.as_of else []
    said += [f"until {about.expires}"] if about.expires else []
    return ", ".join(said)


def _print_code(address: str) -> None:
    """The address as a QR code, for the camera of a phone."""
    import sys

    import segno

    if (getattr(sys.stdout, "encoding", None) or "").casefold().startswith("utf"):
        segno.make(address, micro=False, error="l").terminal(border=2, compact=True)


def _given_document(given: "Given") -> dict[str, object]:
    return {
        **_document(given),
        "url": given.url,
        "webcal": given.webcal,
        "doubts": list(given.doubts),
    }


def _document(one: "Given | Listed") -> dict[str, Any]:
    from syncer.cli.terminal import iso
    from syncer.stages.present.filters import told

    about = one.subscription
    return {
        "name": about.name,
        "plans": list(about.plans),
        "only": list(told(about.only)),
        "as_of": iso(about.as_of) or None,
        "created": about.created.isoformat(),
        "expires": iso(about.expires) or None,
    }


def _listed_document(
    one: "Listed", today: date, configured_plans: Collection[str]
) -> dict[str, object]:
    from syncer.app.subscriptions import state_of

    revoked, fetch = one.subscription.revoked, one.fetch
    return {
        **_document(one),
        "state": state_of(one.subscription, today),
        "unserved": [plan for plan in one.subscription.plans if plan not in configured_plans],
        "revoked": revoked.isoformat() if revoked else None,
        "fetched": fetch.at.isoformat() if fetch else None,
        "client": fetch.client if fetch else None,
        "times": fetch.times if fetch else 0,
        "current": one.held.current,
        "behind": one.held.behind if fetch else None,
    }


def _listed_table(
    found: "tuple[Listed, ...]", today: date, now: datetime, configured_plans: Collection[str]
) -> "Table":
    from syncer.app.subscriptions import state_of
    from syncer.cli.terminal import said, table
    from syncer.stages.present.filters import told
    from syncer.stages.present.holding import ago, held_words

    made = table("Name", "Shows", "Last fetch", "By", "Has")
    for one in found:
        about, fetch = one.subscription, one.fetch
        plans = [p if p in configured_plans else f"{p} (not configured)" for p in about.plans]
        shows = [" + ".join(plans), *told(about.only)]
        shows += [f"as of {about.as_of}"] if about.as_of else []
        state = state_of(about, today)
        has = held_words(one.held, now) if state == "live" else state
        if state == "live" and about.expires:
            has += f", until {about.expires}"
        made.add_row(
            said(about.name),
            said(", ".join(shows)),
            ago(fetch.at, now) if fetch else "",
            said(fetch.client if fetch else ""),
            has,
        )
    return made
