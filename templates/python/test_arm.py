"""python3 -m unittest"""

import json
import threading
import time
import unittest
import urllib.error
import urllib.request
import uuid

import octollm_token
from arm import ARM
from octollm_server import ArmServer

KEY = "only-for-this-test-".ljust(43, "0")
SECRET = "canary-4711"


class ArmTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.server = ArmServer(ARM, key=KEY)
        threading.Thread(target=cls.server.serve_forever, args=(0.05,), daemon=True).start()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.shutdown()
        cls.server.server_close()

    def call(self, inputs: dict, **changes: object) -> tuple:
        """Calls the arm as OctoLLM does; gives the status and the answer."""
        request = {
            "task_id": "7f2c1f4e-6f0b-4a43-9f0e-0d6f3d1c8f11",
            "step_id": 1,
            "action": "Do what this step is about",
            "inputs": inputs,
            "context": {"goal": "g", "constraints": [], "task": {}, "acceptance_criteria": [], "dependencies": []},
            "budget": {"max_cost_usd": 1, "max_time_seconds": 60, "max_tokens": 1000},
            "timeout_seconds": 10,
            "idempotency_key": str(uuid.uuid4()),
            **changes,
        }
        return self.send("/execute", json.dumps(request).encode())

    def send(self, path: str, body: bytes, token: str = "") -> tuple:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token or self.token(body)}"}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.server.url + path, body, headers)) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def token(self, body: bytes, **changes: object) -> str:
        now = int(time.time())
        claims = {
            "iss": "octollm",
            "aud": ARM.arm_id,
            "sub": "7f2c1f4e-6f0b-4a43-9f0e-0d6f3d1c8f11",
            "step_id": 1,
            "scope": "execute",
            "body_sha256": octollm_token.digest_of(body),
            "jti": str(uuid.uuid4()),
            "iat": now,
            "exp": now + 300,
            **changes,
        }
        return octollm_token.sign(KEY, claims)

    def test_counts_lines_words_and_characters(self) -> None:
        status, answer = self.call({"text": "one two\nthree"})
        self.assertEqual(status, 200)
        self.assertEqual(answer["output"], {"lines": 2, "words": 3, "characters": 13})

    def test_names_the_path_of_a_bad_input_and_not_the_value(self) -> None:
        status, answer = self.call({"text": [SECRET]})
        self.assertEqual((status, answer["code"], answer["retryable"]), (422, "ARM_INPUT_INVALID", False))
        self.assertEqual([error["path"] for error in answer["errors"]], ["text"])
        self.assertNotIn(SECRET, json.dumps(answer))

    def test_does_the_work_of_one_key_once(self) -> None:
        first = self.call({"text": "one"}, idempotency_key="same")
        self.assertEqual(self.call({"text": "one"}, idempotency_key="same"), first)
        self.assertEqual(self.call({"text": "two"}, idempotency_key="same")[0], 422)

    def test_refuses_a_call_whose_token_is_not_for_it(self) -> None:
        body = b"{}"
        wrong = [
            "no-token",
            self.token(b"other"),
            self.token(body, aud="other"),
            self.token(body, iat=0, exp=300),
            self.token(body)[:-2] + "AA",
        ]
        self.assertEqual([self.send("/execute", body, token)[0] for token in wrong], [401] * len(wrong))
        self.assertEqual(self.send("/execute", body, self.token(body, scope="status"))[0], 403)

    def test_says_what_it_can_do_and_how_it_is(self) -> None:
        with urllib.request.urlopen(f"{self.server.url}/capabilities") as answer:
            self.assertEqual(json.load(answer)["arm_id"], ARM.arm_id)
        with urllib.request.urlopen(f"{self.server.url}/health") as answer:
            self.assertEqual(json.load(answer)["status"], "healthy")


if __name__ == "__main__":
    unittest.main()
