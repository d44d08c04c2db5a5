"""How long the detection of language that blames takes, in processor time:

python -m bench.language
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from time import process_time

from app.language.detection import findings

TIMES = 300
PROCESSES = 7
_MEASURED = (
    "import time; {before}; start = time.process_time(); {what}; print(time.process_time() - start)"
)
IMPORTED = "import app.language.detection"
FACTS = (
    "We restarted the primary at 14:02 and the queue drained within ten minutes. The dashboard "
    "showed errors from the cache, so we paged the storage group, who found a full disk on node 7. "
    "Marek handed over to Priya at 15:10; the next update goes out at 16:00, and the replica is "
    "being rebuilt from the backup."
)
"""About 300 characters that judge nobody."""
BLAME = (
    "They should have checked the disk before the restart, it was obvious that it would run full. "
    "Anyone who had looked at the dashboard would have known, and the storage group was careless "
    "once again. Marek never read the runbook, he forgot the backup, and now we all pay for his "
    "sloppy work, as usual."
)
TEXTS = {
    "75 characters": "Marek handed over to Priya at 15:10; the next update goes out at 16:00.",
    "300 characters": FACTS,
    "300 characters with a finding": BLAME,
}


def main() -> None:
    for line in measured():
        sys.stdout.write(f"{line}\n")


def measured() -> Iterator[str]:
    yield f"import                         {_in_processes('pass', IMPORTED):8.2f} ms"
    first = "app.language.detection.findings('The queue grew.')"
    yield f"first text, with its weights   {_in_processes(IMPORTED, first):8.2f} ms"
    for name, text in TEXTS.items():
        findings(text)
        yield f"{name:30} {_median(partial(findings, text)):8.2f} ms"


def _median(work: Callable[[], object]) -> float:
    return 1000 * median(_taken(work) for _ in range(TIMES))


def _taken(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def _in_processes(before: str, what: str) -> float:
    """The median over processes that have done nothing else."""
    code = _MEASURED.format(before=before, what=what)
    command = [sys.executable, "-c", code]
    runs = (subprocess.run(command, check=True, capture_output=True) for _ in range(PROCESSES))
    return 1000 * median(float(run.stdout) for run in runs)


if __name__ == "__main__":
    main()
