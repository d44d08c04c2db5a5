"""Have a picture drawn, in a process of its own: see `__main__`."""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

PATIENCE = 60
"""Seconds. It takes one or two; a process that is killed half-way is asked for anew."""


class DrawingError(Exception):
    """The picture could not be drawn; why is in the message, without anybody's words."""


async def drawn(values: Mapping[str, Any]) -> bytes:
    """A PNG of what `values` of a picture tells: `summaries.rules_picture.Picture`, or
    `learning.rules_pattern_picture.Grid`. Raises DrawingError.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.drawing",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told = json.dumps(values).encode()
    try:
        image, complaint = await asyncio.wait_for(process.communicate(told), PATIENCE)
    except TimeoutError:
        raise DrawingError("it took too long") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise DrawingError(f"exit status {process.returncode}: {last}")
    return image
