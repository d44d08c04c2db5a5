"""Try the detection of language that blames:

python -m app.language findings < FILE   JSON lines with a text in, findings out
python -m app.language report FILE       how well it does on labelled sentences
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from app.language.detection import findings
from app.language.report import UnreadableLineError, judged, labelled, rows, told

UNREADABLE = 1
WRONG_USE = 2


def main(arguments: list[str], given: TextIO, out: TextIO) -> int:
    try:
        match arguments:
            case ["findings"]:
                _print(found(given), out)
            case ["report", file]:
                lines = Path(file).read_text("utf-8").splitlines()
                _print(told(judged(labelled(lines))), out)
            case _:
                _print([__doc__ or ""], sys.stderr)
                return WRONG_USE
    except (OSError, UnicodeDecodeError, UnreadableLineError) as unreadable:
        _print([str(unreadable)], sys.stderr)
        return UNREADABLE
    return 0


def found(lines: Iterable[str]) -> Iterator[str]:
    """One JSON object for each line with a text. What stands before a line that cannot be read is
    answered.
    """
    for row in rows(lines):
        yield json.dumps(
            {
                "findings": [
                    {
                        "category": each.category,
                        "start": each.start,
                        "end": each.end,
                        "suggestion": each.suggestion,
                    }
                    for each in findings(row["text"])
                ]
            },
        )


def _print(lines: Iterable[str], out: TextIO) -> None:
    out.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin, sys.stdout))
