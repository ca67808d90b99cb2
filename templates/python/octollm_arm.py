"""What an arm is, what it is given, and how it fails. Needs nothing but Python's standard library, from 3.9."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Callable, Optional


class Problem(Exception):
    """A failure with a code, as RFC 9457 puts it. Say what to do; quote no input, no secret and no personal data.

    Codes an arm may use, and whether OctoLLM tries again: ARM_INPUT_INVALID (no), ARM_FAILED (no), ARM_UNAVAILABLE
    (yes), ARM_TIMEOUT (yes), NEEDS_RECONCILIATION (no). A finding, such as "nothing found", is an output, not a problem.
    """

    def __init__(self, code: str, detail: str, status: int, *, retry_after: Optional[int] = None, errors: Any = None):
        super().__init__(detail)
        self.code, self.detail, self.status = code, detail, status
        self.retry_after, self.errors = retry_after, errors

    @property
    def retryable(self) -> bool:
        return self.status in (503, 504)


def unavailable(detail: str, retry_after: int = 1) -> Problem:
    """Something the arm needs is down: the step is tried again, then goes to another arm."""
    return Problem("ARM_UNAVAILABLE", detail, 503, retry_after=retry_after)


@dataclass
class Call:
    """What an arm is given besides its inputs; every name is that of the wire."""

    task_id: str
    step_id: int
    action: str
    #: goal, constraints, task, acceptance_criteria, dependencies, feedback, previous, attempt
    context: dict
    #: What is left of the task's budget: max_cost_usd, max_time_seconds, max_tokens.
    budget: dict
    #: The same on every retry: hand it to whatever must not happen twice.
    idempotency_key: str
    stopped: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Raises when the caller has gone or its time is up."""
        if self.stopped.is_set():
            raise unavailable("The call was stopped.")


@dataclass(frozen=True)
class Arm:
    arm_id: str
    name: str
    version: str
    description: str
    capabilities: list
    input_schema: dict
    output_schema: dict
    execute: Callable[[dict, Call], dict]
    cost_tier: int = 1
    max_concurrent: int = 8
    side_effects: bool = False
    acts_on_world: bool = False
    #: Whether the effect of that idempotency key happened: "done", "not_done" or "unknown".
    status: Optional[Callable[[str], str]] = None

    def describe(self) -> dict:
        """What `GET /capabilities` answers."""
        names = ("arm_id", "name", "version", "description", "capabilities", "input_schema", "output_schema")
        more = ("cost_tier", "max_concurrent", "side_effects", "acts_on_world")
        return {name: getattr(self, name) for name in names + more}


TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "null": lambda value: value is None,
}


def find_errors(schema: dict, value: Any, path: str = "") -> list:
    """What in the value does not fit the JSON Schema: [{"path", "message"}]. No message holds a part of the value.

    Knows type, enum, required, properties, additionalProperties: false, items, minimum, maximum, minLength, maxLength,
    minItems and maxItems.
    """
    kinds = schema.get("type", list(TYPES))
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if not any(TYPES[kind](value) for kind in kinds):
        return [{"path": path, "message": f"must be {' or '.join(kinds)}"}]
    if "enum" in schema and value not in schema["enum"]:
        return [{"path": path, "message": f"must be one of {', '.join(map(str, schema['enum']))}"}]
    errors = [{"path": path, "message": message} for message in _limits(schema, value)]
    if isinstance(value, dict):
        errors += _in_object(schema, value, path)
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            errors += find_errors(schema["items"], item, _below(path, index))
    return errors


def _in_object(schema: dict, value: dict, path: str) -> list:
    known = schema.get("properties", {})
    errors = [
        {"path": _below(path, name), "message": "is missing"}
        for name in schema.get("required", [])
        if name not in value
    ]
    if schema.get("additionalProperties") is False and set(value) - set(known):
        errors.append({"path": path, "message": f"may hold only {', '.join(known)}"})
    for name in known.keys() & value.keys():
        errors += find_errors(known[name], value[name], _below(path, name))
    return errors


def _limits(schema: dict, value: Any) -> list:
    size = len(value) if isinstance(value, (str, list)) else None
    length, count = ("minLength", "maxLength"), ("minItems", "maxItems")
    least, most = length if isinstance(value, str) else count
    messages = []
    if size is not None and size < schema.get(least, 0):
        messages.append(f"must have at least {schema[least]}")
    if size is not None and size > schema.get(most, size):
        messages.append(f"may have at most {schema[most]}")
    if TYPES["number"](value) and value < schema.get("minimum", value):
        messages.append(f"must be {schema['minimum']} or more")
    if TYPES["number"](value) and value > schema.get("maximum", value):
        messages.append(f"must be {schema['maximum']} or less")
    return messages


def _below(path: str, name: Any) -> str:
    return f"{path}.{name}" if path else str(name)
