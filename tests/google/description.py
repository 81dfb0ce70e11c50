"""Google's own API description: which calls there are, and whether a request fits one of them."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import unquote

from tests.google.answers import GoogleError, invalid
from tests.google.mask import Mask, MaskError, check_mask, read_mask
from tests.google.schema import Json, Problem, Schemas

DOCUMENTS = {"sheets": "sheets.v4", "calendar": "calendar.v3", "drive": "drive.v3"}
HOSTS = {
    "sheets": "sheets.googleapis.com",
    "calendar": "www.googleapis.com",
    "drive": "www.googleapis.com",
}
BATCH_PATHS = {"/batch": "sheets", "/batch/calendar/v3": "calendar", "/batch/drive/v3": "drive"}
_INTEGER = re.compile(r"-?\d+")
_READS = ("getByDataFilter", "batchGetByDataFilter", "search")


class Method(NamedTuple):
    """One call of an API; *id* is Google's, such as `sheets.spreadsheets.values.get`."""

    api: str
    id: str
    verb: str
    path: re.Pattern[str]
    depth: int
    parameters: Mapping[str, Json]
    body: str
    answer: str
    scopes: frozenset[str]
    kind: str


@cache
def document(api: str) -> Json:
    folder = files("googleapiclient") / "discovery_cache" / "documents"
    found: Json = json.loads((folder / f"{DOCUMENTS[api]}.json").read_text("utf-8"))
    return found


@cache
def schemas(api: str) -> Schemas:
    return Schemas(document(api)["schemas"])


def _methods(api: str, resource: Json) -> Iterator[Method]:
    doc = document(api)
    for found in resource.get("methods", {}).values():
        template = "/" + doc["servicePath"] + found.get("flatPath", found["path"])
        verb = found["httpMethod"]
        name = found["id"].rsplit(".", 1)[1]
        yield Method(
            api=api,
            id=found["id"],
            verb=verb,
            path=_pattern(template),
            depth=template.count("/"),
            parameters={**doc["parameters"], **found.get("parameters", {})},
            body=found.get("request", {}).get("$ref", ""),
            answer=found.get("response", {}).get("$ref", ""),
            scopes=frozenset(found.get("scopes", ())),
            kind="read" if verb == "GET" or name in _READS else "write",
        )
    for below in resource.get("resources", {}).values():
        yield from _methods(api, below)


def _pattern(template: str) -> re.Pattern[str]:
    """A path template as a pattern over the path as sent, so that an escaped slash is no border."""
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(re.escape(p) if i % 2 == 0 else f"(?P<{p}>[^/]+)" for i, p in enumerate(parts))
    )


@cache
def _table() -> dict[tuple[str, int], tuple[Method, ...]]:
    """Methods by verb and number of path segments; those with the more fixed text come first."""
    table: dict[tuple[str, int], list[Method]] = {}
    for api in DOCUMENTS:
        for method in _methods(api, document(api)):
            table.setdefault((method.verb, method.depth), []).append(method)
    return {key: tuple(sorted(found, key=_looseness)) for key, found in table.items()}


def _looseness(method: Method) -> tuple[int, int]:
    """Fewer placeholders first; then a longer tail such as `:append`, which a range could eat."""
    return method.path.groups, -len(method.path.pattern)


def find_method(host: str, verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """The call that *path* names, with its path parameters; None where Google has no such call."""
    for method in _table().get((verb, path.count("/")), ()):
        if HOSTS[method.api] != host and host in HOSTS.values():
            continue
        found = method.path.fullmatch(path)
        if found:
            return method, {name: unquote(text) for name, text in found.groupdict().items()}
    return None


def check_query(method: Method, sent: list[tuple[str, str]], path: Json) -> Json:
    """The query and *path* parameters by their types, or GoogleError as Google words it."""
    typed: Json = {}
    for name, text in [*sent, *path.items()]:
        about = method.parameters.get(name)
        if about is None:
            raise _unknown_parameter(method.api, name)
        value = _typed(method.api, name, text, about)
        if about.get("repeated"):
            typed.setdefault(name, []).append(value)
        elif name in typed:
            raise _bad_parameter(method.api, name, text)
        else:
            typed[name] = value
    for name, about in method.parameters.items():
        if about.get("required") and name not in typed:
            raise GoogleError(
                400,
                f"Missing required parameter: {name}",
                reason="required",
                location=("parameter", name),
            )
    return typed


def _typed(api: str, name: str, text: str, about: Json) -> Any:
    match about.get("type"):
        case "boolean":
            if text.lower() not in ("true", "false"):
                raise _bad_parameter(api, name, text)
            return text.lower() == "true"
        case "integer":
            if not _INTEGER.fullmatch(text):
                raise _bad_parameter(api, name, text)
            least, most = about.get("minimum", text), about.get("maximum", text)
            if not int(least) <= int(text) <= int(most):
                raise _bad_parameter(api, name, text)
            return int(text)
    if "enum" in about and text not in about["enum"]:
        raise _bad_parameter(api, name, text)
    return text


def _unknown_parameter(api: str, name: str) -> GoogleError:
    if api == "sheets":
        text = (
            f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
            f"Field '{name}' could not be found in request message."
        )
        return invalid(text, ("", text))
    return GoogleError(
        400, f"Unknown parameter: {name}", reason="invalidParameter", location=("parameter", name)
    )


def _bad_parameter(api: str, name: str, text: str) -> GoogleError:
    if api == "sheets":
        words = f"Invalid value at '{_snake(name)}', \"{text}\""
        return invalid(words, (_snake(name), words))
    return GoogleError(
        400,
        f"Invalid value '{text}'. Values must match the following: {name}",
        reason="invalidParameter",
        location=("parameter", name),
    )


def check_body(method: Method, body: Json | None) -> None:
    """Raise GoogleError where *body* is not what the description says of *method*'s request."""
    if not method.body:
        if body:
            raise _bad_body(method, [("", "Cannot find field", "unknown")])
        return
    problems: list[Problem] = []
    schemas(method.api).check(method.body, method.id)(body or {}, "", problems)
    if problems:
        raise _bad_body(method, problems)


def _bad_body(method: Method, problems: list[Problem]) -> GoogleError:
    if method.api == "sheets":
        texts = [(_parent(problem), _proto_text(problem)) for problem in problems]
        return invalid("\n".join(text for _, text in texts), *texts)
    path, what, kind = problems[0]
    if kind == "required":
        words = {"end": "Missing end time.", "start": "Missing start time."}.get(path, "Required")
        return GoogleError(400, words, reason="required")
    if kind == "unknown":
        words = f'Invalid JSON payload received. Unknown name "{path}": Cannot find field.'
        return GoogleError(400, words, reason="badRequest")
    return GoogleError(400, f"Invalid value for: {path} {what}", reason="invalid")


def _parent(problem: Problem) -> str:
    path, _, kind = problem
    return _snake(path.rpartition(".")[0] if kind == "unknown" else path)


def _proto_text(problem: Problem) -> str:
    path, what, kind = problem
    if kind == "unknown":
        above, _, name = path.rpartition(".")
        place = f" at '{_snake(above)}'" if above else ""
        return f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.'
    return f"Invalid value at '{_snake(path)}' {what}"


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "_" + m[1].lower(), name)


def fields_mask(method: Method, text: str | None) -> Mask:
    """The caller's mask, checked against what *method* answers."""
    if not text or not method.answer:
        return None
    # Drive forgives blanks between fields; Sheets takes them for a part of the name.
    text = text if method.api == "sheets" else text.replace(" ", "")
    found = schemas(method.api)
    try:
        mask = read_mask(text)
        check_mask(mask, found.child, {"$ref": method.answer})
    except MaskError as error:
        raise _bad_mask(method.api, str(error)) from None
    return mask


def _bad_mask(api: str, path: str) -> GoogleError:
    if api == "sheets":
        words = (
            f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
        )
        return invalid("Request contains an invalid argument.", (path, words))
    return GoogleError(
        400,
        f"Invalid field selection {path.rpartition('.')[2]}",
        reason="invalidParameter",
        location=("parameter", "fields"),
    )


def answer_problems(method: Method, answer: Json | None) -> list[Problem]:
    """Where *answer* strays from the description: our own server is held to it too."""
    problems: list[Problem] = []
    if method.answer and answer is not None:
        schemas(method.api).check(method.answer, "")(answer, "", problems)
    return problems
