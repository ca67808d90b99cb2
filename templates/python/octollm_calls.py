"""Who does what under which idempotency key: the same key joins a running call, and gives its outcome again later."""

from __future__ import annotations

import json
import threading
import time
import traceback
from collections import OrderedDict
from typing import Callable, Optional

from octollm_arm import Arm, Call, Problem, find_errors, unavailable

MAX_OUTCOMES = 1_000
MAX_BYTES = 64 * 1024 * 1024
KEPT_SECONDS = 3_600
OUTCOME = {
    "type": "object",
    "properties": {"output": {"type": "object"}, "confidence": {"type": "number", "minimum": 0, "maximum": 1}},
    "required": ["output", "confidence"],
}


class Running:
    """One run of the arm, in a thread of its own, for one caller or several."""

    def __init__(self, fingerprint: str, call: Call):
        self.fingerprint, self.call = fingerprint, call
        self.done = threading.Event()
        self.outcome: Optional[bytes] = None
        self.problem: Optional[Problem] = None
        self.waiting = 0


class Calls:
    """Keeps the last 1,000 outcomes of an hour, in at most 64 MB; a restart forgets them all."""

    def __init__(self, arm: Arm):
        self.arm = arm
        self.lock = threading.Lock()
        self.running: dict = {}
        # key → (fingerprint, outcome, when); the outcome is None for an effect that was cut off
        self.ended: OrderedDict = OrderedDict()
        self.bytes = 0
        self.active = 0
        self.draining = False
        self.counts: dict = {}

    def run(self, request: dict, gone: Callable[[], Optional[Problem]]) -> bytes:
        """The outcome as JSON. `gone` is asked ten times a second whether the caller still waits."""
        key = request["idempotency_key"]
        print_of = json.dumps([request[name] for name in ("task_id", "step_id", "action", "inputs")], sort_keys=True)
        running = None
        while running is None:
            with self.lock:
                outcome = self._known(key, print_of)
                if outcome is not None:
                    return outcome
                running = self.running.get(key)
                if running is None:
                    running = self._start(request, print_of)
                elif running.call.stopped.is_set():  # it may come to something yet, and must not happen twice
                    running = None
                else:
                    running.waiting += 1
            if running is None:
                self._pause(gone)
        return self._wait(running, gone)

    def status(self, key: str) -> str:
        with self.lock:
            self._forget_old()
            if self.ended.get(key, (None, None, 0))[1] is not None:
                return "done"
            if key in self.running:
                return "unknown"
        return self.arm.status(key) if self.arm.status else "unknown"

    def stop_all(self) -> None:
        with self.lock:
            for running in self.running.values():
                running.call.stopped.set()

    def _known(self, key: str, print_of: str) -> Optional[bytes]:
        self._forget_old()
        running, ended = self.running.get(key), self.ended.get(key)
        known = running.fingerprint if running else ended[0] if ended else print_of
        if known != print_of:
            detail = "This idempotency key came with another task, step, action or inputs before."
            raise Problem("IDEMPOTENCY_MISMATCH", detail, 422)
        return ended[1] if ended and not running else None

    def _start(self, request: dict, print_of: str) -> Running:
        if self.draining:
            raise unavailable("The arm is being shut down. Try again in a moment.")
        if self.active >= self.arm.max_concurrent:
            raise unavailable("The arm has all of its places taken. Try again in a moment.")
        names = ("task_id", "step_id", "action", "context", "budget", "idempotency_key")
        running = Running(print_of, Call(**{name: request[name] for name in names}))
        for name, value in (("feedback", []), ("previous", None), ("attempt", 1)):
            running.call.context.setdefault(name, value)
        running.waiting = 1
        cut_off = request["idempotency_key"] in self.ended
        self.active += 1
        self.running[request["idempotency_key"]] = running
        threading.Thread(target=self._work, args=(running, request["inputs"], cut_off), daemon=True).start()
        return running

    def _work(self, running: Running, inputs: dict, cut_off: bool) -> None:
        key = running.call.idempotency_key
        started = time.monotonic()
        try:
            self._refuse_repeat(running.call, cut_off)
            running.outcome = self._execute(running.call, inputs, started)
        except Problem as problem:
            running.problem = problem
        except Exception as error:  # what it says may quote the input: only where it happened is logged
            places = traceback.extract_tb(error.__traceback__)
            print(type(error).__name__, [f"{place.filename}:{place.lineno}" for place in places], flush=True)
            running.problem = Problem("ARM_FAILED", "The arm broke down unexpectedly; its log has the details.", 502)
        with self.lock:
            self.active -= 1
            del self.running[key]
            if running.outcome is not None or (self.arm.side_effects and running.call.stopped.is_set()):
                self._remember(key, running)
            code = "ok" if running.problem is None else running.problem.code
            self.counts[code] = self.counts.get(code, 0) + 1
        running.done.set()

    def _execute(self, call: Call, inputs: dict, started: float) -> bytes:
        errors = find_errors(self.arm.input_schema, inputs)
        if errors:
            raise Problem("ARM_INPUT_INVALID", "The input of the arm is not valid.", 422, errors=errors)
        outcome = dict(self.arm.execute(inputs, call))
        if find_errors(OUTCOME, outcome) or find_errors(self.arm.output_schema, outcome["output"]):
            raise Problem("ARM_OUTPUT_INVALID", "The output of the arm does not fit its schema.", 502)
        usage = {"cost_usd": 0, "tokens": 0, "seconds": time.monotonic() - started, **outcome.get("usage", {})}
        return json.dumps({**outcome, "usage": usage}, allow_nan=False).encode()

    def _refuse_repeat(self, call: Call, cut_off: bool) -> None:
        may_be_repeat = cut_off or (call.context["attempt"] > 1 and self.arm.status)
        if not self.arm.side_effects or not may_be_repeat:
            return
        if (self.arm.status(call.idempotency_key) if self.arm.status else "unknown") != "not_done":
            detail = "The effect of an earlier call may have happened. Check, then retry the task or cancel it."
            raise Problem("NEEDS_RECONCILIATION", detail, 409)

    def _wait(self, running: Running, gone: Callable[[], Optional[Problem]]) -> bytes:
        try:
            while not running.done.wait(0.1):
                self._raise_if(gone())
        except Problem:
            with self.lock:
                running.waiting -= 1
                if running.waiting == 0:
                    running.call.stopped.set()
            raise
        self._raise_if(running.problem)
        return running.outcome or b""

    def _remember(self, key: str, running: Running) -> None:
        self._drop(key)
        self.ended[key] = (running.fingerprint, running.outcome, time.monotonic())
        self.bytes += len(running.outcome or b"")
        while len(self.ended) > MAX_OUTCOMES or self.bytes > MAX_BYTES:
            self._drop(next(iter(self.ended)))

    def _forget_old(self) -> None:
        since = time.monotonic() - KEPT_SECONDS
        while self.ended and next(iter(self.ended.values()))[2] < since:
            self._drop(next(iter(self.ended)))

    def _drop(self, key: str) -> None:
        self.bytes -= len(self.ended.pop(key, (None, b"", 0))[1] or b"")

    def _pause(self, gone: Callable[[], Optional[Problem]]) -> None:
        time.sleep(0.1)
        self._raise_if(gone())

    @staticmethod
    def _raise_if(problem: Optional[Problem]) -> None:
        if problem is not None:
            raise problem
