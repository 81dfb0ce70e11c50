"""The `fields` parameter: which parts of an answer the caller wants."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

# None stands for "all of it".
Mask = dict[str, "Mask"] | None

_TOKEN = re.compile(r"[A-Za-z0-9_\-*]+|[,()/.]")


class MaskError(Exception):
    """The mask cannot be read, or names a field that there is not; its text is the path."""


@lru_cache(maxsize=512)
def read_mask(text: str) -> Mask:
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text or not tokens:
        raise MaskError(text)
    tree, at = _read_list(tokens, 0)
    if at != len(tokens):
        raise MaskError(text)
    return tree


def _read_list(tokens: list[str], at: int) -> tuple[Mask, int]:
    tree: Mask = {}
    while True:
        part, at = _read_path(tokens, at)
        tree = _merged(tree, part)
        if at == len(tokens) or tokens[at] != ",":
            return tree, at
        at += 1


def _read_path(tokens: list[str], at: int) -> tuple[Mask, int]:
    names: list[str] = []
    inner: Mask = None
    while True:
        if at == len(tokens) or tokens[at] in ",()/.":
            raise MaskError("".join(tokens))
        names.append(tokens[at])
        at += 1
        if at < len(tokens) and tokens[at] in "/.":
            at += 1
            continue
        if at < len(tokens) and tokens[at] == "(":
            inner, at = _read_list(tokens, at + 1)
            if at == len(tokens) or tokens[at] != ")":
                raise MaskError("".join(tokens))
            at += 1
        break
    for name in reversed(names):
        inner = inner if name == "*" and inner is None else {name: inner}
    return inner, at


def _merged(one: Mask, other: Mask) -> Mask:
    if one is None or other is None:
        return None
    out = dict(one)
    for name, inner in other.items():
        out[name] = _merged(out[name], inner) if name in out else inner
    return out


def check_mask(
    mask: Mask, children: Callable[[Any, str], Any], schema: Any, path: str = ""
) -> None:
    """Raise MaskError for the first path in *mask* that *schema* does not have."""
    if mask is None:
        return
    for name, inner in mask.items():
        below = children(schema, name)
        here = f"{path}.{name}" if path else name
        if below is None:
            raise MaskError(here)
        check_mask(inner, children, below, here)


def project(mask: Mask, value: Any) -> Any:
    """*value* with only what *mask* names."""
    if mask is None:
        return value
    if isinstance(value, list):
        return [project(mask, item) for item in value]
    if not isinstance(value, dict):
        return value
    if "*" in mask:
        every = mask["*"]
        return {
            k: project(_merged(every, mask[k]) if k in mask else every, v) for k, v in value.items()
        }
    return {k: project(mask[k], v) for k, v in value.items() if k in mask}


def paths(mask: Mask, prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The leaves of *mask*; one empty path where it names everything."""
    if mask is None or "*" in mask:
        return [prefix]
    return [leaf for name, inner in mask.items() for leaf in paths(inner, (*prefix, name))]
