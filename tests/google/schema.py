"""Checks of request bodies, compiled from the schemas of Google's own API description."""

import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
# (path, what is wrong, kind): kind is "unknown", "type", "enum" or "required".
Problem = tuple[str, str, str]
Check = Callable[[Any, str, list[Problem]], None]

_INT32 = range(-(2**31), 2**31)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?")
_LISTED = re.compile(r'^- "([^"]+)"', re.MULTILINE)


class Schemas:
    """The schemas of one API; checks are compiled once per method, as `required` hangs on it."""

    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas
        self._checks: dict[tuple[str, str], Check] = {}

    def resolve(self, schema: Json) -> Json:
        found: Json = self._schemas[schema["$ref"]] if "$ref" in schema else schema
        return found

    def child(self, schema: Json, name: str) -> Json | None:
        """The schema of field *name* inside *schema*, seen through lists and maps."""
        schema = self.resolve(schema)
        while schema.get("type") == "array":
            schema = self.resolve(schema["items"])
        if name == "*":
            return schema
        below = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
        return below if below is not None else ({} if schema.get("type") == "any" else None)

    def check(self, name: str, method: str) -> Check:
        """The check of schema *name* as the body of *method*, such as `calendar.events.insert`."""
        key = (name, method)
        if key not in self._checks:
            # First a stand-in, since schemas refer to themselves.
            self._checks[key] = lambda value, path, out: self._checks[key](value, path, out)  # noqa: PLW0108 - looked up late
            self._checks[key] = self._compile(self._schemas[name], method)
        return self._checks[key]

    def _compile(self, schema: Json, method: str) -> Check:
        if "$ref" in schema:
            name = schema["$ref"]
            return lambda value, path, out: self.check(name, method)(value, path, out)  # noqa: PLW0108 - compiled late
        kind = schema.get("type", "any")
        if kind == "object":
            return self._object(schema, method)
        if kind == "array":
            return self._array(self._compile(schema["items"], method), schema["items"])
        return _leaf(schema)

    def _object(self, schema: Json, method: str) -> Check:
        known = {
            name: self._compile(below, method)
            for name, below in schema.get("properties", {}).items()
            if not below.get("readOnly")
        }
        silent = frozenset(schema.get("properties", {})) - frozenset(known)
        rest = schema.get("additionalProperties")
        others = self._compile(rest, method) if rest is not None else None
        needed = [
            name
            for name, below in schema.get("properties", {}).items()
            if method in below.get("annotations", {}).get("required", ())
        ]
        # Calendar names a missing end before a missing start.
        needed.sort(key=lambda name: name != "end")

        def check(value: Any, path: str, out: list[Problem]) -> None:
            if value is None:
                return
            if not isinstance(value, dict):
                out.append((path, "Expected an object", "type"))
                return
            for name, item in value.items():
                below = known.get(name, others)
                here = f"{path}.{name}" if path else name
                if below is not None:
                    below(item, here, out)
                elif name not in silent:
                    out.append((here, "Cannot find field", "unknown"))
            out += [
                (f"{path}.{name}" if path else name, "Required", "required")
                for name in needed
                if value.get(name) is None
            ]

        return check

    @staticmethod
    def _array(item: Check, items: Json) -> Check:
        anything = items.get("type") == "any"

        def check(value: Any, path: str, out: list[Problem]) -> None:
            if value is None:
                return
            if not isinstance(value, list):
                out.append((path, "Expected a list", "type"))
                return
            if anything:
                return
            for index, one in enumerate(value):
                item(one, f"{path}[{index}]", out)

        return check


def _leaf(schema: Json) -> Check:
    kind = schema.get("type", "any")
    if kind == "any":
        return lambda _value, _path, _out: None
    test, name = _TESTS.get((kind, schema.get("format", "")), _TESTS[kind, ""])
    allowed = frozenset(schema.get("enum", ())) or _listed(schema)

    def check(value: Any, path: str, out: list[Problem]) -> None:
        if value is None:
            return
        if not test(value):
            out.append((path, f"({name}), {value!r}", "type"))
        elif allowed and value not in allowed:
            out.append((path, f"(enum), {value!r}", "enum"))

    return check


def _listed(schema: Json) -> frozenset[str]:
    """Calendar lists its enums only in prose: "Possible values are: - "confirmed" - ..."."""
    text = schema.get("description", "")
    if schema.get("type") != "string" or "Possible values are" not in text:
        return frozenset()
    return frozenset(_LISTED.findall(text[text.index("Possible values are") :]))


def _is_int(value: Any) -> bool:
    return type(value) is int or (type(value) is float and value.is_integer())


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)


def _is_int64(value: Any) -> bool:
    return type(value) is int or (isinstance(value, str) and bool(re.fullmatch(r"-?\d+", value)))


_TESTS: dict[tuple[str, str], tuple[Callable[[Any], bool], str]] = {
    ("string", ""): (lambda v: isinstance(v, str), "TYPE_STRING"),
    ("string", "int64"): (_is_int64, "TYPE_INT64"),
    ("string", "date"): (lambda v: isinstance(v, str) and bool(_DATE.fullmatch(v)), "date"),
    ("string", "date-time"): (
        lambda v: isinstance(v, str) and bool(_DATE_TIME.fullmatch(v)),
        "date-time",
    ),
    ("boolean", ""): (lambda v: isinstance(v, bool), "TYPE_BOOL"),
    ("integer", ""): (_is_int, "TYPE_INT64"),
    ("integer", "int32"): (lambda v: _is_int(v) and int(v) in _INT32, "TYPE_INT32"),
    ("number", ""): (_is_number, "TYPE_DOUBLE"),
}
