"""Tells a recipient over HTTPS; nothing goes out unless a service makes one and hands it to ``send()``."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
import urllib.parse
from collections.abc import Callable
from typing import TYPE_CHECKING

from subjectrights.errors import NotDelivered, RequestError

if TYPE_CHECKING:
    import ssl

    from subjectrights.exchanges.notices import Notification

__all__ = ["SIGNATURE_HEADER", "Webhook", "signature_of"]

SIGNATURE_HEADER = "X-SubjectRights-Signature"
_SHORTEST = 32
_LARGEST_ANSWER = 1 << 16
_DONE = range(200, 300)


class Webhook:
    """Posts a notification as JSON, signed with HMAC-SHA-256 (RFC 2104).

    The header ``X-SubjectRights-Signature: t=<seconds>,v1=<hexadecimal>`` signs ``<seconds>.<body>``, and
    ``Idempotency-Key`` carries the reference. An answer of 200 to 299 means delivered; a redirect isn't
    followed, since the data would go where nobody said.

    Args:
        url: where to; ``https`` alone.
        secret: shared with the recipient, 32 characters at least.
        timeout: how many seconds to wait for the recipient.
        context: which certificates to trust; the system's by default.
        clock: tells the seconds since 1970.

    Raises:
        RequestError: the address isn't ``https``, or the secret is too short.
    """

    def __init__(
        self,
        url: str,
        secret: str | bytes,
        *,
        timeout: float = 10.0,
        context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
            raise RequestError("a webhook's address begins with https:// and holds no user name or password")
        self._secret = secret.encode() if isinstance(secret, str) else secret
        if len(self._secret) < _SHORTEST:
            raise RequestError(
                f"a webhook's secret has {_SHORTEST} characters at least; secrets.token_hex(32)"
            )
        self._host, self._port = parts.hostname, parts.port
        self._path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        self._timeout, self._context, self._clock = timeout, context, clock

    def __call__(self, notification: Notification) -> bytes:
        """Post a notification.

        Args:
            notification: what to tell.

        Returns:
            The recipient's answer.

        Raises:
            NotDelivered: it didn't arrive, or was refused.
        """
        body = json.dumps(notification.to_dict(), ensure_ascii=False, sort_keys=True).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": notification.reference,
            SIGNATURE_HEADER: signature_of(self._secret, body, at=int(self._clock())),
        }
        line = http.client.HTTPSConnection(
            self._host, self._port, timeout=self._timeout, context=self._context
        )
        try:
            line.request("POST", self._path, body, headers)
            answer = line.getresponse()
            said = answer.read(_LARGEST_ANSWER)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotDelivered(f"the recipient can't be reached ({type(error).__name__})") from None
        finally:
            line.close()
        if answer.status not in _DONE:
            raise NotDelivered(f"the recipient answered {answer.status}")
        return said

    def __repr__(self) -> str:
        return f"Webhook({self._host})"


def signature_of(secret: str | bytes, body: bytes, *, at: int) -> str:
    """The signature header of a body; the recipient makes it again and compares in constant time.

    Args:
        secret: the shared secret.
        body: the bytes as they were posted.
        at: the seconds since 1970 that the header names.
    """
    key = secret.encode() if isinstance(secret, str) else secret
    made = hmac.new(key, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"
