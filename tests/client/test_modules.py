"""The modules of the client that need no page: `*.test.mjs` here, run by the Node that playwright
brings along.
"""

import subprocess
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

HERE = Path(__file__).parent


def test_the_clients_modules_do_what_their_tests_say() -> None:
    node, _ = compute_driver_executable()
    tests = sorted(map(str, HERE.glob("*.test.mjs")))
    assert tests
    done = subprocess.run(
        [node, "--test", *tests], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
