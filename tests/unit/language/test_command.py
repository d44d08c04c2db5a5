import io
import json
from pathlib import Path

import pytest

from app.language.__main__ import main

COUNTERFACTUAL = {
    "text": "They should have checked the logs.",
    "label": "blameful",
    "category": "counterfactual",
    "span": "They should have checked the logs",
}
NEUTRAL = {"text": "All good, closing the bridge.", "label": "neutral"}
LINES = [COUNTERFACTUAL, NEUTRAL]


def run(arguments: list[str], given: str = "") -> tuple[int, str]:
    out = io.StringIO()
    return main(arguments, io.StringIO(given), out), out.getvalue()


def test_findings_come_as_one_json_object_a_line() -> None:
    code, out = run(["findings"], "\n".join(json.dumps(each) for each in LINES))
    first, second = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert set(first["findings"][0]) == {"category", "start", "end", "suggestion"}
    assert second == {"findings": []}


def test_the_report_tells_the_numbers_and_each_miss(tmp_path: Path) -> None:
    missed = {
        "text": "All good here.",
        "label": "blameful",
        "category": "hindsight",
        "span": "good",
    }
    file = tmp_path / "labelled.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in [*LINES, missed]))
    code, out = run(["report", str(file)])
    assert code == 0
    assert "precision    1.000" in out
    assert "recall       0.500" in out
    assert "missed hindsight: All good here." in out


def test_another_command_is_answered_with_how_to_use_it() -> None:
    assert run(["judge"])[0] == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{text}", "Line 2 is not JSON"),
        ('"only words"', "Line 2 has no text"),
        ('{"words": "x"}', "Line 2 has no text"),
        ('{"text": 7}', "Line 2 has no text"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(
    line: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = run(["findings"], f"{json.dumps(NEUTRAL)}\n{line}\n")
    assert code == 1
    assert out == '{"findings": []}\n'
    assert told in capsys.readouterr().err


def test_empty_lines_are_passed_over() -> None:
    code, out = run(["findings"], f"\n{json.dumps(NEUTRAL)}\n\n")
    assert (code, out) == (0, '{"findings": []}\n')


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "/nowhere.jsonl"])[0] == 1
    assert "/nowhere.jsonl" in capsys.readouterr().err
