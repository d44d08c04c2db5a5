"""What the product says, read from its code: none of it judges anybody."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from training.corpus import LABELLED

APP = Path(__file__).parents[1] / "app"
NOT_OURS = ("sandbox", "language", "summaries/rules_quotes.py", "workspace/rules_name_")
"""A stand-in for Slack; lists of words that judge, of names, and of what is dropped from quotes."""
OWN = LABELLED / "own.jsonl"


def collected() -> int:
    """Adds sentences that the file has not got yet, and tells how many."""
    known = {json.loads(line)["text"] for line in OWN.read_text("utf-8").splitlines()}
    new = [text for text in dict.fromkeys(sentences()) if text not in known]
    with OWN.open("a", encoding="utf-8") as file:
        for text in new:
            row = {"text": text, "label": "neutral"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return len(new)


def sentences() -> Iterator[str]:
    for file in sorted(APP.rglob("*.py")):
        if not file.relative_to(APP).as_posix().startswith(NOT_OURS):
            yield from _strings(ast.parse(file.read_text("utf-8")))


def _strings(tree: ast.AST) -> Iterator[str]:
    """Several words, and neither a docstring nor a block of data."""
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            text = node.value
            if " " in text.strip() and not text.startswith("\n"):
                yield text
