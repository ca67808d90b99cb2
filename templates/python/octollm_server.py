"""Serves one arm to OctoLLM over HTTP with Python's standard library; docs/remote-arms.md of OctoLLM has the wire."""

from __future__ import annotations

import json
import select
import signal
import socket
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Optional
from urllib.parse import unquote, urlsplit

import octollm_token
from octollm_arm import Arm, Problem, find_errors
from octollm_calls import Calls

MAX_BODY_BYTES = 4 * 1024 * 1024
DRAIN_SECONDS = 10
MIN_KEY_CHARS = 32
LOOPBACK = ("127.0.0.1", "::1", "localhost")

TEXT, OBJECT, LIST = {"type": "string"}, {"type": "object"}, {"type": "array"}
REQUEST = {
    "type": "object",
    "properties": {
        "task_id": TEXT,
        "step_id": {"type": "integer", "minimum": 1},
        "action": TEXT,
        "inputs": OBJECT,
        "context": {
            "type": "object",
            "properties": {
                "goal": TEXT,
                "constraints": LIST,
                "task": OBJECT,
                "acceptance_criteria": LIST,
                "dependencies": LIST,
                "attempt": {"type": "integer", "minimum": 1},
            },
            "required": ["goal", "constraints", "task", "acceptance_criteria", "dependencies"],
        },
        "budget": OBJECT,
        "timeout_seconds": {"type": "number", "minimum": 0},
        "idempotency_key": TEXT,
    },
    "required": ["task_id", "step_id", "action", "inputs", "context", "budget", "timeout_seconds", "idempotency_key"],
}


class ArmServer(ThreadingHTTPServer):
    """Answers until SIGTERM or SIGINT; then it begins nothing new, and gives what runs ten seconds to end."""

    daemon_threads = True

    def __init__(self, arm: Arm, *, host: str = "127.0.0.1", port: int = 0, key: Optional[str] = None):
        if key is None and host not in LOOPBACK:
            raise ValueError(f"The arm would answer anybody at {host}: give it a key, or serve it at 127.0.0.1.")
        if key is not None and len(key) < MIN_KEY_CHARS:
            raise ValueError(f"The key is too short: `octollm arm key {arm.arm_id}` prints one.")
        self.arm, self.key, self.calls = arm, key, Calls(arm)
        self.answering, self.answering_lock = 0, threading.Lock()
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), Handler)
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.server_address[1]}"

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=self.drain).start())
        self.serve_forever(0.1)
        self.server_close()

    def metrics(self) -> str:
        name = f'arm="{self.arm.arm_id}"'
        counts = dict(self.calls.counts)
        lines = [f"octollm_arm_active_calls{{{name}}} {self.calls.active}"]
        lines += [f'octollm_arm_calls_total{{{name},status="{code}"}} {count}' for code, count in counts.items()]
        return "".join(f"{line}\n" for line in lines)

    def drain(self) -> None:
        self.calls.draining = True
        deadline = time.monotonic() + DRAIN_SECONDS
        while self.answering and time.monotonic() < deadline:
            time.sleep(0.05)
        self.calls.stop_all()
        while self.answering and time.monotonic() < deadline + 1:
            time.sleep(0.05)
        self.shutdown()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds of silence after which a connection is closed
    server: ArmServer

    def version_string(self) -> str:
        return "octollm-arm"

    def do_GET(self) -> None:
        self.answer(self.get)

    def do_POST(self) -> None:
        self.count(1)
        try:
            self.answer(self.post)
        finally:
            self.count(-1)

    def count(self, change: int) -> None:
        with self.server.answering_lock:
            self.server.answering += change

    def log_message(self, *_: Any) -> None:
        """Says nothing: a path may hold an idempotency key."""

    def answer(self, respond: Any) -> None:
        try:
            self.guard_host()
            respond(unquote(urlsplit(self.path).path))
        except Problem as problem:
            self.send_problem(problem)
        except OSError:
            self.close_connection = True  # whoever asked has gone

    def guard_host(self) -> None:
        """Without a key only loopback names are answered: a web page may make its own name point at 127.0.0.1."""
        origin = self.headers.get("Origin")
        names = [self.headers.get("Host", "")] + ([urlsplit(origin).netloc] if origin else [])
        if self.server.key is None and any(urlsplit(f"//{name}").hostname not in LOOPBACK for name in names):
            raise Problem("HOST_NOT_ALLOWED", "This arm answers to loopback names only, and to no web page.", 403)

    def get(self, path: str) -> None:
        calls, arm = self.server.calls, self.server.arm
        if path == "/health":
            status = "unavailable" if calls.draining else "healthy"
            report = {"status": status, "active_tasks": calls.active, "max_concurrent": arm.max_concurrent}
            return self.send(503 if calls.draining else 200, json.dumps(report).encode())
        if path == "/capabilities":
            return self.send(200, json.dumps(arm.describe()).encode())
        if path == "/metrics":
            return self.send(200, self.server.metrics().encode(), "text/plain; version=0.0.4")
        if path.startswith("/status/"):
            self.authorize("status", path[len("/status/") :].encode())
            return self.send(200, json.dumps({"status": calls.status(path[len("/status/") :])}).encode())
        raise Problem("ROUTE_NOT_FOUND", "Nothing is served under this path.", 404)

    def post(self, path: str) -> None:
        body = self.read_body()
        if path != "/execute":
            raise Problem("ROUTE_NOT_FOUND", "Nothing is served under this path.", 404)
        claims = self.authorize("execute", body)
        request = parse_request(body)
        if claims and (claims.get("sub"), claims.get("step_id")) != (request["task_id"], request["step_id"]):
            raise Problem("FORBIDDEN", "The token was made for another task or step.", 403)
        self.send(200, self.server.calls.run(request, self.until_gone(request["timeout_seconds"])))

    def read_body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            self.close_connection = True
            raise Problem("REQUEST_MALFORMED", "Send the body with its Content-Length.", 411)
        if int(length) > MAX_BODY_BYTES:
            self.close_connection = True
            raise Problem("REQUEST_TOO_LARGE", f"The body may have at most {MAX_BODY_BYTES // 1024} KB.", 413)
        return self.rfile.read(int(length))

    def authorize(self, scope: str, body: bytes) -> Optional[dict]:
        if self.server.key is None:
            return None
        return octollm_token.verify(
            self.headers.get("Authorization"), self.server.key, self.server.arm.arm_id, scope, body
        )

    def until_gone(self, timeout_seconds: float) -> Any:
        deadline = time.monotonic() + timeout_seconds

        def gone() -> Optional[Problem]:
            if time.monotonic() > deadline:
                return Problem("ARM_TIMEOUT", "The step did not finish in time.", 504)
            try:
                readable, _, _ = select.select([self.connection], [], [], 0)
                has_gone = bool(readable) and self.connection.recv(1, socket.MSG_PEEK) == b""
            except OSError:
                has_gone = True
            return Problem("ARM_UNAVAILABLE", "Whoever asked has gone.", 503) if has_gone else None

        return gone

    def send_problem(self, problem: Problem) -> None:
        body = {
            "type": f"/problems/{problem.code.lower().replace('_', '-')}",
            "title": problem.code.replace("_", " ").capitalize(),
            "status": problem.status,
            "detail": problem.detail,
            "code": problem.code,
            "retryable": problem.retryable,
            **({"retry_after_seconds": problem.retry_after} if problem.retry_after else {}),
            **({"errors": problem.errors} if problem.errors else {}),
        }
        wait = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
        self.send(problem.status, json.dumps(body).encode(), "application/problem+json", wait)

    def send(self, status: int, body: bytes, kind: str = "application/json", more: Optional[dict] = None) -> None:
        given = self.headers.get("X-Request-ID", "")
        is_sane = 0 < len(given) <= 128 and all(letter.isalnum() or letter in "_.:=+~-" for letter in given)
        request_id = given if is_sane and given.isascii() else str(uuid.uuid4())
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), "X-Request-ID": request_id, **(more or {})}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def parse_request(body: bytes) -> dict:
    try:
        request = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem("REQUEST_MALFORMED", "The body is not valid JSON.", 400) from None
    errors = find_errors(REQUEST, request)
    if errors:
        raise Problem("REQUEST_INVALID", "The body is not valid.", 422, errors=errors)
    return request
