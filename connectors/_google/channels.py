"""Channels by which Drive tells a service of ours, at once, that a sheet changed."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

from googleapiclient.errors import HttpError

from connectors._google.account import Account, account_of
from connectors._google.credentials import DRIVE_METADATA
from connectors._google.failures import Ask
from syncer.domain.channel import Channel
from syncer.errors import UnavailableError

_LIFE: Final = timedelta(days=1)
"""The longest that Drive keeps a channel for a file."""


def channels_of(options: Mapping[str, Any]) -> "Channels":
    """The channels of the account that *options* name (connectors._google.account)."""
    return Channels(account_of(options))


class Channels:
    """Opens and closes them. Not to be shared by threads."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def open(self, sheet: str, address: str, now: datetime) -> Channel:
        """
        Let Drive call *address* (https) whenever the sheet *sheet* changed, for a day from *now*.

        Never sent twice: where no answer came (ConflictError) another channel is to be opened, and
        what comes by the lost one bears an id that nobody knows.
        """
        ident, token = str(uuid4()), secrets.token_urlsafe(32)
        body = {
            "id": ident,
            "type": "web_hook",
            "address": address,
            "token": token,
            "expiration": str(int((now + _LIFE).timestamp() * 1000)),
        }
        answer = self._account.call(
            _ask("opening a channel for changes of the sheet", sheet),
            lambda: (
                self._drive()
                .files()
                .watch(fileId=sheet, body=body, supportsAllDrives=True)
                .execute()
            ),
        )
        try:
            resource, ends = str(answer["resourceId"]), int(answer["expiration"]) / 1000
        except (LookupError, TypeError, ValueError):
            raise UnavailableError(
                "Google's answer is not what was asked for",
                hint="nothing is lost: the sheet is read from time to time all the same",
            ) from None
        return Channel(
            sheet=sheet,
            id=ident,
            token=token,
            resource=resource,
            ends=datetime.fromtimestamp(ends, UTC),
        )

    def close(self, channel: Channel) -> None:
        """Let Drive fall silent; a channel that has ended already is a success."""
        body = {"id": channel.id, "resourceId": channel.resource}

        def attempt() -> None:
            try:
                self._drive().channels().stop(body=body).execute()
            except HttpError as error:
                if int(error.resp.status) != HTTPStatus.NOT_FOUND:
                    raise

        ask = _ask("closing a channel for changes of the sheet", channel.sheet)
        self._account.call(ask, attempt, repeatable=True)

    def _drive(self) -> Any:
        return self._account.service("drive", (DRIVE_METADATA,))


def _ask(doing: str, sheet: str) -> Ask:
    return Ask("drive", "write", doing, f"the sheet https://docs.google.com/spreadsheets/d/{sheet}")
