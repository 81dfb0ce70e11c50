"""What is wrong in a configuration, in the words of the person who wrote it."""

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from syncer.app.toml_places import Place, line_of

_LATER_KEYS: Final[Mapping[Place, str]] = {
    ("plan", "*", "notify"): "this version sends no messages yet",
}
_LATER_TARGETS: Final = {
    "caldav": "this version does not write CalDAV calendars yet",
}
_SECRET: Final = re.compile(r"secret|password|token|private_?key", re.IGNORECASE)
_WORDS: Final = {
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "string_too_short": "must not be empty",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "dict_type": "must be a table",
    "publish": "must be a list of tables: write its heading as [[plan.name.publish]]",
    "tuple_type": "must be a list in [ ]",
    "frozen_set_type": "must be a list in [ ]",
}


class Mistake(NamedTuple):
    """One mistake: the place it stands at, what is wrong there, and the nearest right thing."""

    place: Place
    wrong: str

    @classmethod
    def of(cls, problem: Mapping[str, Any], keys: Mapping[int, tuple[str, ...]]) -> "Mistake":
        """Put a *problem* of pydantic's in our words; *keys* are the known ones by depth."""
        place = _shown_place(problem["loc"])
        context = problem.get("ctx", {})
        match problem["type"]:
            case "extra_forbidden":
                return cls(place, _unknown(place, keys, problem["input"]))
            case "value_error":
                return cls(place, str(context["error"]))
            case "union_tag_not_found":
                return cls((*place, "to"), "is missing")
            case "union_tag_invalid":
                tags = str(context["expected_tags"])
                given = nearest(str(context["tag"]), tags.replace("'", "").split(", "))
                choice = tags.replace(", ", " or ")
                return cls((*place, "to"), f"must be {choice}, not {context['tag']!r}{given}")
            case "enum" | "literal_error":
                choice = str(context["expected"])
                known = choice.replace("'", "").replace(" or ", ", ").split(", ")
                given = nearest(str(problem["input"]), known)
                return cls(place, f"must be {choice}, not {problem['input']!r}{given}")
            case kind:
                words = _WORDS.get("publish" if place[2:] == ("publish",) else kind)
                return cls(place, (words or str(problem["msg"])).format(**context))


def later_keys(raw: dict[str, Any]) -> tuple[Mistake, ...]:
    """
    Take out of *raw* what a later version will know, and say so of each.

    They are taken out so that nobody is told a second time that they are not known.
    """
    found: list[Mistake] = []
    for pattern, why in _LATER_KEYS.items():
        for place, table in _matching(raw, pattern):
            del table[str(place[-1])]
            found.append(Mistake(place, f"cannot be used yet: {why}; take it out"))
    for place, plan in _matching(raw, ("plan", "*", "publish")):
        feeds = plan["publish"] if isinstance(plan["publish"], list) else []
        for n, feed in enumerate(feeds):
            target = feed.get("to") if isinstance(feed, dict) else None
            if isinstance(target, str) and target in _LATER_TARGETS:
                why = f'cannot be "{target}": {_LATER_TARGETS[target]}; "ics" and "google-calendar" work'
                found.append(Mistake((*place, n, "to"), why))
                # A whole one in its stead, so that the other entries keep their places.
                feeds[n] = {"to": "ics", "path": f"{n}.ics"}
    return tuple(found)


def nameless_plan(raw: dict[str, Any], keys: Collection[str]) -> tuple[Mistake, ...]:
    """Take what stands in a `[plan]` without a name out of *raw*, and say so once."""
    plans = raw.get("plan")
    if not isinstance(plans, dict):
        return ()
    loose = [key for key, value in plans.items() if key in keys and not isinstance(value, dict)]
    for key in loose:
        del plans[key]
    if loose and not plans:
        plans["nameless"] = {"source": "plan.xlsx"}  # so that nobody is told that there is none
    return (Mistake(("plan",), "lacks a name: call it [plan.apollo]"),) if loose else ()


def explained(mistakes: Iterable[Mistake], found: dict[Place, int]) -> list[str]:
    """One line for each of *mistakes*, in the order of the file."""
    ordered = sorted(mistakes, key=lambda mistake: line_of(mistake.place, found) or 0)
    return [f"  {_spot(one.place, line_of(one.place, found))}: {one.wrong}" for one in ordered]


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?` with the one of *known* that *word* was meant to be, or nothing."""
    by_fold = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return f"; did you mean {by_fold[near[0]]!r}?" if near else ""


def _matching(raw: Any, pattern: Place) -> list[tuple[Place, dict[str, Any]]]:
    """The places in *raw* that *pattern* (`*` for any name) meets, each with its table."""
    tables: list[tuple[Place, Any]] = [((), raw)]
    for step in pattern[:-1]:
        tables = [
            ((*place, key), table[key])
            for place, table in tables
            if isinstance(table, dict)
            for key in (list(table) if step == "*" else [step])
            if key in table
        ]
    last = pattern[-1]
    return [
        ((*at, last), table) for at, table in tables if isinstance(table, dict) and last in table
    ]


def _shown_place(loc: tuple[str | int, ...]) -> Place:
    """A place without the steps that only pydantic knows of: members of lists and unions."""
    if len(loc) > 3 and loc[2] == "publish":  # noqa: PLR2004 - plan, its name, publish, its number
        key = loc[5:7] if len(loc) > 6 and isinstance(loc[6], str) else loc[5:6]  # noqa: PLR2004
        return (*loc[:4], *key)  # between them: which of the kinds it is
    # A number there is that of a member of a list of words.
    return loc[:2] if isinstance(loc[-1], int) else loc[:3]


def _unknown(place: Place, keys: Mapping[int, tuple[str, ...]], given: object) -> str:
    if _SECRET.search(str(place[-1])):
        return "does not belong here: a secret stands in a file of its own"
    near = _nearest_key(place, keys)
    if len(place) == 1 and isinstance(given, dict):
        plan = f"; the table of a plan is called [plan.{place[0]}]"
        return f"is not a known table{near if 'did you mean' in near else plan}"
    return f"is not a known key{near}"


def _nearest_key(place: Place, keys: Mapping[int, tuple[str, ...]]) -> str:
    depth = len(place) - 1
    here = keys.get(depth, ())
    key = str(place[-1])
    near = nearest(key, here)
    if near:
        return near
    others = [("[service]", keys.get(1, ())), ("[plan.name]", keys.get(2, ()))]
    home = next((name for name, known in others if key in known), None)
    if home:
        return f" here; it belongs in {home}"
    return f"; known here: {', '.join(here)}"


def _spot(place: Place, line: int | None) -> str:
    """`line 6, [plan.apollo] tolerence`."""
    where = f"line {line}, " if line else ""
    *around, last = place or ("",)
    table = ".".join(str(step) for step in around if isinstance(step, str))
    if not place:
        return "the file"
    if place[0] == "plan" and len(place) == 2:  # noqa: PLR2004 - plan and its name
        return f"{where}[{table}.{last}]"
    return f"{where}[{table}] {last}" if table else f"{where}[{last}]"
