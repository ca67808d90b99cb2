"""{{title}}: an arm for OctoLLM. Put your own work in the place of the counting, and say on the card what it is."""

import re

from octollm_arm import Arm, Call


def execute(inputs: dict, call: Call) -> dict:
    """Gives {"output", "confidence"} and, where there are any, "usage", "artifacts", "citations", "model"."""
    call.check()  # raises when nobody waits any more: do so between the parts of long work
    text = inputs.get("text") or str(call.context["task"].get("text", ""))
    words = re.findall(r"\S+", text)
    output = {"lines": text.count("\n") + 1, "words": len(words), "characters": len(text)}
    return {"output": output, "confidence": 1}


ARM = Arm(
    arm_id="{{name}}",
    name="{{title}}",
    version="0.1.0",
    description="Counts the lines, words and characters of a text.",  # the planner chooses arms by this
    capabilities=["text_statistics"],
    input_schema={
        "type": "object",
        "properties": {
            "text": {
                "type": "string",
                "maxLength": 100_000,
                "description": "What is counted; default: the text of the task's context",
            },
        },
    },
    output_schema={
        "type": "object",
        "properties": {
            "lines": {"type": "integer"},
            "words": {"type": "integer"},
            "characters": {"type": "integer"},
        },
        "required": ["lines", "words", "characters"],
    },
    execute=execute,
    cost_tier=1,  # 1 costs nothing, 5 the most
    max_concurrent=8,
    side_effects=False,  # True when it changes something outside that cannot be taken back; give it `status` then
    acts_on_world=False,  # True when a person is to be asked before, in tasks that say approval: "risky"
)
