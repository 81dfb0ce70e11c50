"""Filters as people write them, in an address or a command: `owner=Ada`, `priority=must`."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, TypeVar

from syncer.domain.plan import Health, Kind, Priority
from syncer.domain.setup import Only
from syncer.errors import UsageError

E = TypeVar("E", bound=StrEnum)

KEYS: Final = ("kind", "priority", "owner", "phase", "project", "health", "client_visible")
"""What can be chosen by; the same words as in `only` of the configuration."""

_FLAGS: Final = {"true": True, "yes": True, "false": False, "no": False}


def only_of(pairs: Iterable[tuple[str, str]], kind: frozenset[Kind] = frozenset()) -> Only:
    """
    What *pairs* of key and value choose; values of one key are alternatives.

    *kind* holds where none is given; empty: every kind. UsageError names what is wrong in them,
    and the nearest right word.
    """
    given: dict[str, list[str]] = {}
    for key, value in pairs:
        if key not in KEYS:
            known = ", ".join(KEYS)
            raise UsageError(
                f"there is no filter {key!r}{_nearest(key, KEYS)}", hint=f"known: {known}"
            )
        given.setdefault(key, []).append(_stated(key, value))
    return Only(
        kind=_members("kind", given, Kind) or kind,
        priority=_members("priority", given, Priority),
        owner=frozenset(given.get("owner", ())),
        phase=frozenset(given.get("phase", ())),
        project=frozenset(given.get("project", ())),
        health=_members("health", given, Health),
        client_visible=_flag(given.get("client_visible", [])),
    )


def told(only: Only) -> tuple[str, ...]:
    """*only* in the notation that `only_of` reads, without what holds anyhow: milestones alone."""
    groups = {key: sorted(getattr(only, key)) for key in KEYS if key != "client_visible"}
    if only.kind == Only().kind:
        del groups["kind"]
    said = [f"{key}={word}" for key, words in groups.items() for word in words]
    if only.client_visible is not None:
        said.append(f"client_visible={'yes' if only.client_visible else 'no'}")
    return tuple(said)


def unknown_word(only: Only, known: Mapping[str, Iterable[str]], fold: Callable[[str], str]) -> str:
    """
    What is wrong with a name in *only* that nothing in the plans bears; empty where all are known.

    *known* are the names of owners, phases and projects there; *fold* makes two equal that differ
    in case only.
    """
    for key, names in known.items():
        there = {fold(name): name for name in sorted(names) if name}
        for word in sorted(getattr(only, key)):
            if fold(word) not in there:
                near = _nearest(word, there.values())
                return f"no item in the plan has the {key} {word!r}{near}"
    return ""


def _stated(key: str, value: str) -> str:
    if not value.strip():
        raise _no_value(key)
    return value.strip()


def _no_value(key: str) -> UsageError:
    return UsageError(f"the filter {key!r} has no value", hint=f"write it like {_EXAMPLES[key]}")


_EXAMPLES: Final = {
    "kind": "kind=milestone",
    "priority": "priority=must",
    "owner": "owner=Ada",
    "phase": "phase=Build",
    "project": "project=Apollo",
    "health": "health=red",
    "client_visible": "client_visible=yes",
}


def _members(key: str, given: Mapping[str, list[str]], words: type[E]) -> frozenset[E]:
    """Each of the words given for *key*; several may stand in one value, parted by commas."""
    values = given.get(key, ())
    stated = [word.strip() for value in values for word in value.split(",") if word.strip()]
    if values and not stated:  # no choice at all would show everything
        raise _no_value(key)
    return frozenset(_member(key, word, words) for word in stated)


def _member(key: str, value: str, words: type[E]) -> E:
    known = [word.value for word in words]
    if value.casefold() not in known:
        raise _no_word(key, value, known)
    return words(value.casefold())


def _flag(values: list[str]) -> bool | None:
    for value in values:
        if value.casefold() not in _FLAGS:
            raise _no_word("client_visible", value, ["yes", "no"])
    # Both is no choice.
    chosen = {_FLAGS[value.casefold()] for value in values}
    return chosen.pop() if len(chosen) == 1 else None


def _no_word(key: str, value: str, known: list[str]) -> UsageError:
    choice = " or ".join((", ".join(known[:-1]), known[-1]))
    return UsageError(
        f"{key} is {choice}, not {value!r}{_nearest(value, known)}",
        hint=f"write it like {_EXAMPLES[key]}",
    )


def _nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?`, or nothing."""
    by_fold = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return f"; did you mean {by_fold[near[0]]!r}?" if near else ""
