"""The addresses that people subscribe to: given out once, listed, changed, taken back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from secrets import token_urlsafe
from shlex import quote
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from syncer.app.addresses import sqlite_path
from syncer.app.clock import SystemClock
from syncer.app.config import Config
from syncer.app.config_mistakes import nearest
from syncer.app.wiring import open_state
from syncer.domain.board import Board
from syncer.domain.setup import Only
from syncer.domain.subscription import Edition, Fetch, Subscription, digest_of
from syncer.domain.words import folded
from syncer.errors import ConfigError, UsageError
from syncer.ports import Clock
from syncer.stages.present.filters import only_of, unknown_word
from syncer.stages.present.holding import Holding, holding

if TYPE_CHECKING:
    from syncer.store import SqlStore

LONGEST_NAME: Final = 100
_TOKEN_OCTETS: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """
    A subscription with its address, which nobody will see again.

    Attributes:
        url: Holds the token, so that it is not in the repr.
        doubts: Why it may not work as it stands.
    """

    subscription: Subscription
    url: str = field(repr=False)
    doubts: tuple[str, ...] = ()

    @property
    def webcal(self) -> str:
        """The address that opens a calendar program instead of a browser."""
        return f"webcal://{self.url.partition('://')[2]}"


class Listed(NamedTuple):
    """A subscription, who fetched it last, and what they have."""

    subscription: Subscription
    fetch: Fetch | None
    held: Holding


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks an address for; *filters* as in `owner=Ada`."""

    plans: tuple[str, ...]
    name: str
    filters: tuple[str, ...] = ()
    as_of: date | None = None
    expires: date | None = None


def clock_of(config: Config) -> Clock:
    """The clock by which addresses expire: no plan's, since one may show several."""
    return SystemClock(ZoneInfo(config.service.timezone))


def create(config: Config, wish: Wish, clock: Clock) -> Given:
    """Give out the address that *wish* asks for. UsageError says what is wrong with it."""
    where = _public_url(config)
    today = clock.today()
    subscription = _wished(config, wish, clock)
    token = token_urlsafe(_TOKEN_OCTETS)
    with open_state(config) as store:
        boards = {plan: store.board(plan) for plan in subscription.plans}
        past = {plan: store.board(plan, wish.as_of) for plan in subscription.plans}
        _check_names(subscription.only, [board for board in boards.values() if board is not None])
        if not store.add_subscription(replace(subscription, digest=digest_of(token)), today):
            raise UsageError(
                f"there is a subscription {subscription.name!r} already",
                hint="give this one another name, or the other one a new address: "
                f"`syncer feeds rotate {quote(subscription.name)}`",
            )
    doubts = (*_unreached(where), *_unsynced(boards, past, wish.as_of))
    return Given(subscription=subscription, url=_address(where, token), doubts=doubts)


def rotate(config: Config, name: str, clock: Clock) -> Given:
    """Give the subscription *name* a new address; the one before is dead at once."""
    where = _public_url(config)
    token = token_urlsafe(_TOKEN_OCTETS)
    with open_state(config) as store:
        found = _named(store, name)
        if not found.live(clock.today()):
            why = "was revoked" if found.revoked else f"expired on {found.expires}"
            raise UsageError(
                f"the subscription {name!r} {why}, so no address of it is answered",
                hint=f"create it anew: `syncer feeds create --name {quote(name)} …`",
            )
        store.rotate_subscription(name, digest_of(token))
    return Given(subscription=found, url=_address(where, token), doubts=tuple(_unreached(where)))


def revoke(config: Config, name: str, clock: Clock) -> bool:
    """Answer the subscription *name* no more; False where it was revoked before."""
    with open_state(config) as store:
        found = _named(store, name)
        if found.revoked is None:
            store.revoke_subscription(name, clock.now())
        return found.revoked is None


def listed(config: Config) -> tuple[Listed, ...]:
    """All subscriptions, by name; none where there is no state yet, which is not made for it."""
    path = sqlite_path(config.state, config.folder)
    if path is not None and not path.exists():
        return ()
    with open_state(config) as store:
        fetches, editions = store.fetches(), defaultdict[str, list[Edition]](list)
        for made in store.editions():
            editions[made.digest].append(made)
        return tuple(
            Listed(one, fetch := fetches.get(one.digest), holding(fetch, editions[one.digest]))
            for one in store.subscriptions()
        )


def state_of(subscription: Subscription, today: date) -> str:
    """`live`, `expired` or `revoked`."""
    if subscription.revoked is not None:
        return "revoked"
    return "live" if subscription.live(today) else "expired"


def _wished(config: Config, wish: Wish, clock: Clock) -> Subscription:
    """*wish* as a subscription that has no address yet."""
    today = clock.today()
    if not wish.plans and len(config.plans) > 1:
        known = ", ".join(config.plans)
        raise UsageError("which plans should it show?", hint=f"add --plan; there are: {known}")
    if wish.as_of is not None and wish.as_of > today:
        raise UsageError(f"{wish.as_of} is yet to come", hint="--as-of shows a day that is past")
    if wish.expires is not None and wish.expires < today:
        raise UsageError(
            f"it would have expired on {wish.expires}",
            hint="--expires is the last day on which it is answered",
        )
    return Subscription(
        digest="",
        name=_fit_name(wish.name),
        plans=config.chosen(wish.plans),
        only=only_of(map(_pair, wish.filters), Only().kind),
        as_of=wish.as_of,
        created=clock.now(),
        expires=wish.expires,
    )


def _fit_name(name: str) -> str:
    fit = " ".join(name.split())
    if not fit or len(fit) > LONGEST_NAME or not fit.isprintable():
        raise UsageError(
            f"a name is one line of 1 to {LONGEST_NAME} letters",
            hint='say whose it is and where: --name "Ada\'s phone"',
        )
    return fit


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign:
        raise UsageError(f"the filter {text!r} has no value", hint="write it like owner=Ada")
    return key.strip(), value


def _check_names(only: Only, boards: Sequence[Board]) -> None:
    """UsageError where *only* names people, phases or projects that nothing there bears."""
    facts = {one for board in boards for one in board.facts.values()}
    known = {
        "owner": {owner for one in facts for owner in one.owners},
        "phase": {one.phase for one in facts},
        "project": {one.project for one in facts},
    }
    if boards and (wrong := unknown_word(only, known, folded)):
        hint = "correct it; where the plan will have it soon, sync that first, then create the feed"
        raise UsageError(wrong, hint=hint)


def _public_url(config: Config) -> str:
    """What addresses begin with; ConfigError where nobody said by what people reach the server."""
    if config.server is None or not config.server.public_url:
        raise ConfigError(
            "an address cannot be given out, since nothing says by which one people reach the server",
            hint='set public_url = "https://milestones.example.org" under [server] in '
            f"{config.path.name}: the name by which your web server or proxy is reached",
        )
    return config.server.public_url


def _address(where: str, token: str) -> str:
    return f"{where}/feeds/{token}.ics"


def _unreached(where: str) -> Iterable[str]:
    """Why programs that subscribe may not get to *where*."""
    parts = urlsplit(where)
    if parts.hostname in ("localhost", "127.0.0.1", "::1"):
        yield "public_url names this machine itself, so only programs on it can subscribe"
    elif parts.scheme != "https":
        yield "public_url is not https: anyone on the way can read the address; Outlook refuses it"


def _unsynced(
    boards: dict[str, Board | None], past: dict[str, Board | None], day: date | None
) -> Iterable[str]:
    """The plans that are shown empty: of today, or of the *past* day that is asked for."""
    for plan, board in boards.items():
        if board is None:
            yield f"{plan} shows nothing until it is synced: `syncer sync {plan}`, or `syncer run`"
        elif past[plan] is None:
            yield f"{plan} shows nothing: it was not kept here on {day} yet"


def _named(store: "SqlStore", name: str) -> Subscription:
    known = {one.name: one for one in store.subscriptions()}
    if name not in known:
        raise UsageError(
            f"there is no subscription {name!r}{nearest(name, known)}",
            hint="`syncer feeds list` shows all of them",
        )
    return known[name]
