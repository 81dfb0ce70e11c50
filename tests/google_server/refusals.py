"""Calls that must be refused: the refusal as (status, reason, message)."""

from collections.abc import Callable

import gspread
import pytest
from googleapiclient.errors import HttpError


def refused(call: Callable[[], object]) -> tuple[int, str]:
    """The status and message with which Sheets refuses *call*."""
    with pytest.raises(gspread.exceptions.APIError) as caught:
        call()
    return caught.value.code, caught.value.error["message"]


def denied(request) -> tuple[int, str]:
    """The status and reason with which Calendar or Drive refuses *request*."""
    with pytest.raises(HttpError) as caught:
        request.execute()
    return caught.value.status_code, caught.value.error_details[0]["reason"]
