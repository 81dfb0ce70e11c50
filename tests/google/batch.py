"""Batches: many calls in one multipart/mixed request, answered part by part."""

from collections.abc import Callable
from email.parser import BytesParser
from email.policy import HTTP
from http.client import responses
from urllib.parse import urlsplit

from tests.google.answers import GoogleError
from tests.google.front import Ask, Reply

LIMIT = {"calendar": 50, "drive": 100, "sheets": 100}


def answer_batch(ask: Ask, api: str, answer: Callable[[Ask], Reply]) -> Reply:
    """Answer every part of *ask* in its order."""
    asks = _parts(ask)
    if not asks or len(asks) > LIMIT[api]:
        text = f"The batch request must contain 1 to {LIMIT[api]} calls, not {len(asks)}."
        error = GoogleError(400, text)
        return Reply(400, str(error.body(api, with_errors=True)).encode())
    replies = [(content_id, answer(part)) for content_id, part in asks]
    boundary = "batch_test_answer"
    body = b"".join(_part(boundary, content_id, reply) for content_id, reply in replies)
    # A fault of one part is a fault of the whole line.
    spoilt = [reply for _, reply in replies]
    keep = min((r.keep for r in spoilt if r.keep is not None), default=None)
    return Reply(
        200,
        body + f"--{boundary}--\r\n".encode(),
        {"Content-Type": f"multipart/mixed; boundary={boundary}"},
        wait=max(r.wait for r in spoilt),
        keep=keep,
        page=any(r.page for r in spoilt),
    )


def _parts(ask: Ask) -> list[tuple[str, Ask]]:
    head = f"Content-Type: {ask.headers.get('content-type', '')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + ask.body)
    if not message.is_multipart():
        return []
    asks = []
    for number, part in enumerate(message.iter_parts(), start=1):
        payload = bytes(part.get_payload(decode=True))
        asks.append((str(part["Content-ID"] or ""), _inner(ask, payload, number)))
    return asks


def _inner(outer: Ask, payload: bytes, number: int) -> Ask:
    """The call in one part; it is made with the batch's authorisation unless it has its own."""
    line, _, rest = payload.partition(b"\n")
    verb, target, _ = line.decode().split(" ", 2)
    head, _, body = rest.replace(b"\r\n", b"\n").partition(b"\n\n")
    headers = {"authorization": outer.headers.get("authorization", "")}
    for text in head.decode().replace("\n ", " ").splitlines():
        name, _, value = text.partition(":")
        headers[name.strip().lower()] = value.strip()
    url = urlsplit(target)
    return Ask(verb, outer.host, url.path, url.query, headers, body.strip(), outer.exchange, number)


def _part(boundary: str, content_id: str, reply: Reply) -> bytes:
    answer_id = content_id.replace("<", "<response-", 1)
    reason = responses.get(reply.status, "Unknown")
    headers = {"Content-Type": "application/json; charset=UTF-8", **reply.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return (
        (
            f"--{boundary}\r\nContent-Type: application/http\r\nContent-ID: {answer_id}\r\n\r\n"
            f"HTTP/1.1 {reply.status} {reason}\r\n{lines}Content-Length: {len(reply.body)}\r\n\r\n"
        ).encode()
        + reply.body
        + b"\r\n"
    )
