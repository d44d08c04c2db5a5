"""`blocks.validate`: Slack's own checker of Block Kit, open to everyone."""

from collections.abc import Mapping, Sequence

from app.sandbox.blocks import Problem, block_problems, view_problems
from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError, invalid_arguments
from app.sandbox.world import Json

KINDS = ("blocks", "message", "view")


def validate(call: Call) -> Json:
    """What is wrong with blocks, a message or a view; pointers start at what was given."""
    given = [kind for kind in KINDS if call.args.get(kind) is not None]
    if len(given) != 1:
        raise invalid_arguments(f"must provide exactly one of: {', '.join(KINDS)}")
    kind = given[0]
    problems = _problems(kind, call.args[kind])
    if problems:
        raise SlackError(f"invalid_{kind}", errors=[_fault(problem) for problem in problems])
    return {}


def _problems(kind: str, value: object) -> Sequence[Problem]:
    match kind:
        case "view":
            return view_problems(value, "")
        case "message" if isinstance(value, dict):
            return block_problems(value.get("blocks", []), "message")
        case _:
            return block_problems(value, "message", "")


def _fault(problem: Problem) -> Json:
    return {
        "code": problem.code,
        "message": problem.message,
        "field": problem.field,
        "pointer": problem.pointer,
    }


METHODS: Mapping[str, Handler] = {"blocks.validate": validate}
