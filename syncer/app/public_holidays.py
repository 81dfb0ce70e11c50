"""Public holidays by country, as plain days for a plan's calendar."""

import warnings
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100


def checked_code(code: str) -> str:
    """
    A country (`ZA`) or a country and its part (`DE-BY`), as the holidays library spells it.

    Raises ValueError with the nearest right one where there is none such.
    """
    country, _, part = code.strip().partition("-")
    known = _countries()
    if country.upper() not in known:
        raise ValueError(f"no public holidays are known for {code!r}{_nearest_country(country)}")
    if not part:
        return country.upper()
    parts = {name.upper(): name for name in _parts(country.upper())}
    if part.upper() not in parts:
        listed = ", ".join(sorted(parts.values())) or "it is not divided"
        raise ValueError(
            f"{country.upper()} has no part {part!r} with holidays of its own: {listed}"
        )
    return f"{country.upper()}-{parts[part.upper()]}"


def public_holidays(codes: Iterable[str]) -> frozenset[date]:
    """The public holidays of all *codes* (as `checked_code` gives them), 1990 to 2100."""
    return frozenset(day for code in codes for day in _computed(code)[0])


def doubts(code: str) -> str:
    """What the library warns of: some calendars follow the moon or decrees of each year."""
    return " ".join(dict.fromkeys(_computed(code)[1]))


def _computed(code: str) -> tuple[Any, list[str]]:
    """The library's own calendar of *code*, with its warnings instead of them on the terminal."""
    import holidays  # noqa: PLC0415 - half a second that a plan without holidays need not wait

    country, _, part = code.partition("-")
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        days = holidays.country_holidays(country, subdiv=part or None, years=years)
    return days, [str(one.message) for one in heard]


def _countries() -> frozenset[str]:
    # Not `list_supported_countries`: to tell the parts as well, it loads every country.
    from holidays.registry import EntityLoader  # noqa: PLC0415 - as above

    return frozenset(EntityLoader.get_country_codes(include_aliases=True))


def _parts(country: str) -> tuple[str, ...]:
    import holidays  # noqa: PLC0415 - as above

    parts: tuple[str, ...] = getattr(holidays, country).subdivisions
    return parts


def _nearest_country(name: str) -> str:
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - as above

    names = {key.replace("_", " "): entry[1] for key, entry in COUNTRIES.items()}
    names |= {code.casefold(): code for code in _countries()}
    near = get_close_matches(name.casefold(), names, n=1, cutoff=0.6)
    return (
        f"; did you mean {names[near[0]]!r}?" if near else "; a country code such as 'GB' is meant"
    )
