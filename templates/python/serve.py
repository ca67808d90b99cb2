"""Serves the arm until SIGTERM or SIGINT. HOST, PORT and OCTOLLM_ARM_KEY come from the environment."""

import os

from arm import ARM
from octollm_server import ArmServer

# Without a key the arm answers on this machine only. OctoLLM prints the key with: octollm arm key {{name}}
server = ArmServer(
    ARM,
    host=os.environ.get("HOST", "127.0.0.1"),
    port=int(os.environ.get("PORT", "{{port}}")),
    key=os.environ.get("OCTOLLM_ARM_KEY"),
)
print(f"{ARM.name} is served at {server.url}", flush=True)
server.run()
