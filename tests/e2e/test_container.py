"""The image and the composition, as far as they can be tried without a container engine.

What the last stage copies is put into an empty folder, which belongs to root or may not be written
to; there its command runs as another user, with its environment, is asked by its health check, and
ends on its signal. What an engine does besides is not tried: docs/operating.md says so.
"""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

from app.clock import SystemClock
from app.config import Settings
from app.sandbox.server import Sandbox
from app.stage import Stage

ROOT = Path(__file__).parents[2]
BEYOND_STOPPING_S = 21
NOT_HERE = "only installed on Linux on x86-64"


@dataclass(frozen=True)
class Step:
    """An instruction of the Dockerfile, with what stands behind it on one line."""

    name: str
    rest: str

    @property
    def words(self) -> list[str]:
        """Of the exec form."""
        found: list[str] = json.loads(self.rest[self.rest.index("[") :])
        return found


def steps() -> list[Step]:
    """Of the whole Dockerfile, in order."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"))
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [Step(*line.split(maxsplit=1)) for line in lines if line.strip()]


def last_stage() -> list[Step]:
    found = steps()
    begins = max(n for n, step in enumerate(found) if step.name == "FROM")
    return found[begins:]


def only(name: str) -> Step:
    [found] = [step for step in last_stage() if step.name == name]
    return found


def environment() -> dict[str, str]:
    pairs = re.findall(r"(\w+)=(\S+)", only("ENV").rest)
    return {name: value for name, value in pairs if name != "PATH"}


def copied() -> list[tuple[str, str]]:
    """What the last stage takes from the repository, and where to below its working directory."""
    pairs = [step.rest.split() for step in last_stage() if step.name == "COPY"]
    return [(source, target) for source, target in (p for p in pairs if "--from" not in p[0])]


def test_everything_that_is_copied_is_there_and_let_through() -> None:
    let_through = (ROOT / ".dockerignore").read_text("utf-8").split()
    sources = [step.rest.split()[0] for step in steps() if step.name == "COPY"]
    locks = {one.name for one in ROOT.glob("requirements*.lock")}
    requirements = locks - {"requirements-dev.lock", "requirements-audit.lock"}
    for source in {*sources, *requirements} - {"--from=build", "${REQUIREMENTS}"}:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in let_through, source
    assert let_through[0] == "*", "what is not named stays outside, .env above all"


def test_it_runs_as_nobody_in_particular_and_hears_its_signal() -> None:
    assert re.fullmatch(r"[1-9]\d{3,}", only("USER").rest), "a number, so that others can check it"
    assert only("STOPSIGNAL").rest == "SIGTERM"
    assert only("CMD").words[0] == "python", "not a shell, which would keep the signal to itself"
    assert not any(step.name == "ENTRYPOINT" for step in last_stage())
    for step in steps():
        if step.name == "FROM":
            assert re.match(r"[\w./-]+:\d+\.\d+", step.rest), "a version, not whatever is latest"


def test_hadolint_finds_nothing() -> None:
    lint = Path(sys.executable).with_name("hadolint")
    if not lint.exists():
        pytest.skip(NOT_HERE)
    done = subprocess.run([lint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not below pytest's own, which every pytest that starts closes to other users."""
    with TemporaryDirectory(prefix="onward-image-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


async def test_its_command_works_from_its_files_alone_as_another_user(folder: Path) -> None:
    image, data = _image(folder), _data(folder)
    async with _slack() as slack:
        given = _container(data) | {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
        }
        async with _running(only("CMD").words, image, given) as bot:
            assert await _said(bot, "bootstrap.started")
            health = await _run(only("HEALTHCHECK").words, image, given)
            assert health == (0, "ready\n")
            bot.send_signal(signal.SIGTERM)
            async with asyncio.timeout(BEYOND_STOPPING_S):
                assert await bot.wait() == 0
        assert (data / "onward.db").stat().st_size
        status, told = await _run(only("HEALTHCHECK").words, image, given)
        assert status == 1
        assert told.startswith("Nothing ready at")


def _image(folder: Path) -> Path:
    """An empty folder with the files of the last stage, which nobody but root may change."""
    image = folder / "image"
    image.mkdir()
    for source, target in copied():
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, image / target, ignore=ignored)
        else:
            shutil.copy(ROOT / source, image / target)
    for place in (image, *image.rglob("*")):
        place.chmod(0o555 if place.is_dir() else 0o444)
    return image


def _data(folder: Path) -> Path:
    data = folder / "data"
    data.mkdir()
    if os.geteuid() == 0:
        user = int(only("USER").rest)
        os.chown(data, user, user)
    return data


def _container(data: Path) -> dict[str, str]:
    """The environment of the image, with its volume and its port where this machine has room."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {name: value.replace("/data", str(data)) for name, value in environment().items()}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return given | {"PATH": path, "HOST": "127.0.0.1", "PORT": str(port)}


def _as_another() -> Sequence[str]:
    """Root becomes the user of the image, who may read this machine's Python but write nothing;
    anybody else is another user already.
    """
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return ()
    user = only("USER").rest
    may_read = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *may_read)


@asynccontextmanager
async def _slack() -> AsyncIterator[Sandbox]:
    slack = Stage(SystemClock().now(), "sqlite://").slack
    await slack.start()
    slack.add_channel("general", is_general=True)
    try:
        yield slack
    finally:
        await slack.stop()


@asynccontextmanager
async def _running(
    command: Sequence[str], folder: Path, given: Mapping[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *_as_another(),
        *command,
        cwd=folder,
        env=dict(given),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _said(process: asyncio.subprocess.Process, event: str) -> bool:
    """Whether the process comes to say this; what it said instead is shown."""
    assert process.stdout is not None
    said = ""
    async for line in process.stdout:
        said += line.decode()
        if f'"event": "{event}"' in said:  # one line of JSON each
            return True
    raise AssertionError(said)


async def _run(
    command: Sequence[str], folder: Path, given: Mapping[str, str]
) -> tuple[int | None, str]:
    async with _running(command, folder, given) as process:
        told, _ = await process.communicate()
        return process.returncode, told.decode()


# The composition.


def composition() -> Any:  # noqa: ANN401 - of YAML
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def ours() -> Iterator[dict[str, Any]]:
    return (one for name, one in composition()["services"].items() if name.startswith("onward"))


def test_the_composition_is_one() -> None:
    spec = pytest.importorskip("compose_spec", reason=NOT_HERE)
    found = spec.PyCompose.from_yaml((ROOT / "compose.yaml").read_text("utf-8"))
    found.validate()


def test_two_processes_work_on_one_database_and_may_do_nothing_else() -> None:
    found = list(ours())
    assert len(found) == 2
    for one in found:
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in one["security_opt"]
        assert "ports" not in one, "only the proxy is reached from outside"
        assert int(one["stop_grace_period"].removesuffix("s")) > BEYOND_STOPPING_S - 1
        address = re.sub(r"\$\{\w+:\?[^}]*\}", "secret", one["environment"]["DATABASE_URL"])
        settings = Settings.model_validate({"database_url": address})
        assert not settings.uses_socket_mode


def test_no_secret_stands_in_it_and_the_proxy_lets_only_slack_and_hooks_in() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    for name, value in re.findall(r"(?m)^\s+(\w*(?:PASSWORD|TOKEN|SECRET|KEY)\w*): (.+)$", text):
        assert value.startswith(f"${{{name}:?"), name
    proxy = (ROOT / "Caddyfile").read_text("utf-8")
    assert "@open path /slack/* /hooks/*\n" in proxy
    assert proxy.count("reverse_proxy") == 1
    names = [name for name in composition()["services"] if name.startswith("onward")]
    assert f"reverse_proxy {' '.join(f'{name}:3000' for name in names)}" in proxy
