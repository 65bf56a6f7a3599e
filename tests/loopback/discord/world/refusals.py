"""How Discord says no."""

from __future__ import annotations

from typing import Any

_STATUS_AND_SENTENCE: dict[int, tuple[int, str]] = {
    0: (404, "404: Not Found"),
    401: (401, "401: Unauthorized"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10070: (404, "Unknown Guild Scheduled Event"),
    30032: (400, "Maximum number of application commands reached"),
    30038: (400, "Maximum number of uncompleted guild scheduled events reached (100)"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    160006: (400, "Maximum number of active threads reached"),
}

FORM_BODY, EMPTY_MESSAGE = 50035, 50006


class Refusal(Exception):
    """An answer of status 4xx: `code` is Discord's own number, `details` the fields it complains about."""

    def __init__(self, code: int, details: list[str] | None = None) -> None:
        self.code = code
        self.status, self.sentence = _STATUS_AND_SENTENCE[code]
        self.details = details or []
        super().__init__(f"{code} {self.sentence}: {'; '.join(self.details)}")

    def payload(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"message": self.sentence, "code": 0 if self.code == 401 else self.code}
        if self.details:
            answer["errors"] = {"_errors": [{"code": "INVALID", "message": detail} for detail in self.details]}
        return answer


class NotPossible(AssertionError):
    """A person cannot do this in a Discord client: the button is not there, the field must be filled in, …"""
