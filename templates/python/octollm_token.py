"""Capability tokens: OctoLLM asks one arm for one thing, now. A JWT signed HS256 with the arm's own key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any, Optional

from octollm_arm import Problem

MAX_LIFETIME_SECONDS = 300
# How far the clocks of two machines may be apart.
CLOCK_TOLERANCE_SECONDS = 5


def verify(header: Optional[str], key: str, arm_id: str, scope: str, body: bytes) -> dict:
    """The claims of a token that was signed for this arm, this scope and these bytes; raises a Problem (401, 403).

    `body` is the request body as it came; for the scope "status" the idempotency key in the path, decoded.
    """
    claims = _read((header or "").partition(" "), key)
    now = time.time()
    issued, expires = claims.get("iat"), claims.get("exp")
    if claims.get("iss") != "octollm" or claims.get("aud") != arm_id:
        raise _refused("The token was made for another arm.")
    if not isinstance(issued, (int, float)) or not isinstance(expires, (int, float)):
        raise _refused("The token lacks a claim.")
    if expires <= now - CLOCK_TOLERANCE_SECONDS or issued < now - MAX_LIFETIME_SECONDS - CLOCK_TOLERANCE_SECONDS:
        raise _refused("The token has expired.")
    if issued > now + CLOCK_TOLERANCE_SECONDS:
        raise _refused("The token is not valid yet.")
    if claims.get("scope") != scope:
        raise Problem("FORBIDDEN", f'The token does not allow "{scope}".', 403)
    if not hmac.compare_digest(str(claims.get("body_sha256")), digest_of(body)):
        raise _refused("The token was made for another body.")
    return claims


def sign(key: str, claims: dict) -> str:
    """A token as OctoLLM makes it; for tests."""
    head = _encode({"alg": "HS256", "typ": "octollm-capability+jwt"})
    signed = f"{head}.{_encode(claims)}"
    return f"{signed}.{_signature(signed, key)}"


def digest_of(body: bytes) -> str:
    return _base64url(hashlib.sha256(body).digest())


def _read(authorization: tuple, key: str) -> dict:
    scheme, _, token = authorization
    if scheme.lower() != "bearer":
        raise _refused("This arm asks for a capability token: Authorization: Bearer <token>.")
    try:
        head, claims, signature = token.strip().split(".")
        good = hmac.compare_digest(signature.encode(), _signature(f"{head}.{claims}", key).encode())
        if good and _decode(head) == {"alg": "HS256", "typ": "octollm-capability+jwt"}:
            return _decode(claims)
    except (ValueError, UnicodeError):
        pass
    raise _refused("The token is not one that was signed for this arm.")


def _refused(detail: str) -> Problem:
    return Problem("UNAUTHENTICATED", detail, 401)


def _signature(signed: str, key: str) -> str:
    return _base64url(hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _encode(value: dict) -> str:
    return _base64url(json.dumps(value).encode())


def _decode(part: str) -> Any:
    value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value
