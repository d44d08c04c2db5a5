"""What the browser fetches: the page, its files, the files of messages."""

from pathlib import Path

import pytest
from aiohttp import ClientSession
from yarl import URL

from app.sandbox.members import Upload
from tests.unit.sandbox.browser.rooms import Room, room


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A folder with a page, and a secret beside it."""
    folder = tmp_path / "client"
    (folder / "parts").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Sandbox</title>")
    (folder / "main.js").write_text("export {}")
    (folder / "parts" / "look.css").write_text("body {}")
    (folder / "notes.txt").write_text("not for the browser")
    (tmp_path / "secret.js").write_text("secret")
    (folder / "way_out.js").symlink_to(tmp_path / "secret.js")
    return folder


async def shared(here: Room, upload: Upload) -> str:
    """The address of a file that Alice has put into a message."""
    await here.alice.say("general", "See", files=[upload])
    (file,) = here.slack.world.files.values()
    return f"{here.host}/browser/files/{file.id}/{file.name}"


async def test_the_page_allows_nothing_from_elsewhere_and_nothing_inline(client: Path) -> None:
    async with room(client) as here, ClientSession() as session:
        answer = await session.get(f"{here.host}/")
        policy = dict(
            rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; ")
        )
        assert "Sandbox" in await answer.text()
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert policy["default-src"] == "'self'"
        assert policy["connect-src"] == f"'self' {here.host.replace('http', 'ws')}"
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in str(policy)


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("main.js", "text/javascript; charset=utf-8"),
        ("parts/look.css", "text/css; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
    ],
)
async def test_files_of_the_page_have_their_types(
    client: Path, path: str, content_type: str
) -> None:
    async with room(client) as here, ClientSession() as session:
        answer = await session.get(f"{here.host}/client/{path}")
        assert answer.status == 200
        assert answer.headers["Content-Type"] == content_type
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.js",
        "%2e%2e/secret.js",
        "..%2fsecret.js",
        "parts/../../secret.js",
        "parts/%2e%2e%2f%2e%2e%2fsecret.js",
        "%2fetc%2fpasswd",
        "//etc/passwd",
        "way_out.js",
        "notes.txt",
        "parts",
        "nothing.js",
        "main.js%00.css",
    ],
)
async def test_nothing_but_the_page_itself_is_served(client: Path, path: str) -> None:
    async with room(client) as here, ClientSession() as session:
        address = URL(f"{here.host}/client/{path}", encoded=True)
        answer = await session.get(address)
        assert answer.status in {400, 404}
        assert "secret" not in await answer.text()


async def test_a_strangers_name_is_not_served(client: Path) -> None:
    async with room(client) as here, ClientSession() as session:
        answer = await session.get(f"{here.host}/", headers={"Host": "evil.example"})
        assert answer.status == 421


async def test_emoji_come_with_slacks_names_and_pictures() -> None:
    async with room() as here, ClientSession() as session:
        answer = await session.get(f"{here.host}/client/emoji.json")
        known = {one["name"]: one for one in await answer.json()}
        assert known["pushpin"] == {
            "name": "pushpin",
            "aliases": [],
            "words": [],
            "picture": "📌",
        }
        assert known["scales"]["words"] == ["balance", "scale"]
        assert known["+1"]["aliases"] == ["thumbsup"]
        assert known["flag-at"]["picture"] == "🇦🇹"
        assert len({one["picture"] for one in known.values()}) == len(known)


async def test_a_picture_in_a_message_needs_no_token() -> None:
    async with room() as here, ClientSession() as session:
        address = await shared(here, Upload("chart 1.png", b"\x89PNG", "image/png"))
        answer = await session.get(address)
        assert await answer.read() == b"\x89PNG"
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"] == "inline"


async def test_a_file_can_be_saved_instead_of_shown() -> None:
    async with room() as here, ClientSession() as session:
        address = await shared(here, Upload("chart.png", b"\x89PNG", "image/png"))
        answer = await session.get(f"{address}?download")
        assert answer.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize("mimetype", ["text/html", "image/svg+xml", "x\r\nX-Evil: 1"])
async def test_a_file_cannot_run_anything_in_the_pages_name(mimetype: str) -> None:
    async with room() as here, ClientSession() as session:
        address = await shared(here, Upload("page.html", b"<script>1</script>", mimetype))
        answer = await session.get(address)
        assert answer.headers["Content-Security-Policy"].endswith("sandbox")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "text/html" not in answer.headers["Content-Type"]
        assert "X-Evil" not in answer.headers


async def test_a_file_that_is_not_there_is_a_sentence() -> None:
    async with room() as here, ClientSession() as session:
        answer = await session.get(f"{here.host}/browser/files/F0NONE/x.png")
        assert answer.status == 404
        assert await answer.text() == "This file is not there any more."
