"""What is installed: each release locked by its hashes, under a license that may be passed on, and
from no address of anybody's.
"""

import re
import tomllib
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
_EXTRAS, _GROUPS = PROJECT["project"]["optional-dependencies"], PROJECT["dependency-groups"]
ASKED = {
    "requirements.lock": PROJECT["project"]["dependencies"],
    "requirements-llm.lock": PROJECT["project"]["dependencies"] + _EXTRAS["llm"],
    "requirements-otel.lock": PROJECT["project"]["dependencies"] + _EXTRAS["otel"],
    "requirements-dev.lock": PROJECT["project"]["dependencies"] + _GROUPS["dev"],
    "requirements-audit.lock": _GROUPS["audit"],
}
SHIPPED = ("requirements.lock", "requirements-llm.lock", "requirements-otel.lock")
_PIN = re.compile(
    r"^([a-z0-9][\w.-]*)==([^\s;\\]+)(?: ;[^\\]+)? \\\n"
    r"((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)
ELSEWHERE = {"colorama", "httpx2-jsfetch"}
"""Needed on other systems only, and so not here to be asked."""
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CNRI-Python",
    "ISC",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "PSF-2.0",
    "Zlib",
}
"""Ask for no more than that their text is passed along."""
WEAKLY_COPYLEFT = {
    "certifi": "MPL-2.0",  # a list of certificates, as it is published
    "psycopg": "LGPL-3.0-only",  # imported, replaceable and unchanged
    "psycopg-binary": "LGPL-3.0-only",
}
_SPELLED = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def text_of(lock: str) -> str:
    return (ROOT / lock).read_text("utf-8")


def pins(lock: str) -> dict[str, str]:
    return {
        str(canonicalize_name(name)): version for name, version, _ in _PIN.findall(text_of(lock))
    }


@pytest.mark.parametrize("lock", ASKED)
def test_every_line_of_a_lock_is_a_release_with_its_hashes(lock: str) -> None:
    rest = re.sub(r"^ *#.*\n", "", _PIN.sub("", text_of(lock)), flags=re.MULTILINE)
    assert rest.strip() == ""


@pytest.mark.parametrize("lock", ASKED)
def test_what_the_project_asks_for_is_locked_at_a_release_that_will_do(lock: str) -> None:
    locked = pins(lock)
    asked = [Requirement(one) for one in ASKED[lock]]
    wrong = [
        str(one)
        for one in asked
        if not one.specifier.contains(locked.get(canonicalize_name(one.name), "0"))
    ]
    assert wrong == []


def test_the_locks_agree_on_every_release() -> None:
    first = pins("requirements.lock")
    for lock in ("requirements-llm.lock", "requirements-otel.lock", "requirements-dev.lock"):
        other = pins(lock)
        assert first.keys() <= other.keys()
        assert {name for name in first if first[name] != other[name]} == set(), lock


@pytest.mark.parametrize("file", [*ASKED, "Dockerfile", "pyproject.toml", "Makefile"])
def test_no_file_says_where_packages_come_from(file: str) -> None:
    found = re.findall(r".*(?<!no-emit-)(?:index-url|find-links|trusted-host).*", text_of(file))
    assert found == []
    assert file not in ASKED or "://" not in text_of(file)


def licenses(about: PackageMetadata) -> set[str]:
    """As the release names them itself; the classifiers of older ones are spelled as today."""
    expression = str(about["License-Expression"] or "")
    if expression:
        return set(re.split(r" (?:AND|OR) ", expression.replace("(", "").replace(")", "")))
    listed = [
        one.rpartition(" :: ")[2]
        for one in about.get_all("Classifier") or ()
        if "License ::" in one
    ]
    named = listed or [str(about["License"] or "none").split("\n")[0]]
    return {_SPELLED.get(one, one) for one in named}


@pytest.mark.parametrize("lock", SHIPPED)
def test_every_license_may_be_passed_on_with_the_image(lock: str) -> None:
    refused = {}
    for name in pins(lock).keys() - ELSEWHERE:
        try:
            found = licenses(metadata(name))
        except PackageNotFoundError:
            found = {"not installed: `make check` installs it"}
        if not found <= ALLOWED | {WEAKLY_COPYLEFT.get(name, "")}:
            refused[name] = found
    assert refused == {}
