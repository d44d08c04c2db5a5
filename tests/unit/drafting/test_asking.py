"""Asking a language model over real HTTP: one call, an answer or a trouble, and nothing printed."""

import json
import os

import pytest

from app.config import Settings
from app.drafting import DraftingError, answered, asker, read, require_model
from app.drafting.__main__ import said
from app.drafting.answer import Answer, Asked, Trouble
from app.errors import ConfigurationError
from tests.model_server import (
    Behavior,
    failing,
    hanging_up,
    model_server,
    raw,
    saying,
    silent,
)

WORDED = {"in_short": [{"text": "The queue grew.", "facts": ["R", "E1"]}]}
SECRET = "xyzzy-secret"


def asked(url: str | None, **changes: object) -> Asked:
    values: dict[str, object] = {
        "model": "openai:test",
        "url": url,
        "instructions": "Write plainly.",
        "facts": f"<facts>{SECRET}</facts>",
        "within": 5.0,
    }
    return Asked(**values | changes)  # type: ignore[arg-type]


async def test_the_answer_of_a_model_is_read() -> None:
    async with model_server(saying(WORDED)) as server:
        answer = Answer.model_validate(await said(asked(server.url)))

    assert answer.in_short[0].facts == ["R", "E1"]
    assert answer.learned == []
    assert SECRET in server.prompt
    assert "Write plainly." in server.prompt


TROUBLES: dict[str, tuple[Behavior, Trouble]] = {
    "never answers": (silent, Trouble.TOO_LATE),
    "hangs up": (hanging_up, Trouble.UNREACHABLE),
    "429": (failing(429), Trouble.LIMITED),
    "500": (failing(500), Trouble.FAILING),
    "401": (failing(401), Trouble.REFUSED),
    "404": (failing(404), Trouble.REFUSED),
    "rubbish": (saying("Sure! Here is a nice summary of it."), Trouble.UNUSABLE),
    "half an answer": (saying('{"in_short": [{"text": "The qu', finish="length"), Trouble.UNUSABLE),
    "half an answer, ended": (saying('{"in_short": [{"text": "The qu'), Trouble.UNUSABLE),
    "another schema": (saying({"in_short": "The queue grew."}), Trouble.UNUSABLE),
    "numbers as text": (saying({"in_short": [{"text": 7, "facts": "E1"}]}), Trouble.UNUSABLE),
    "a list without end": (
        saying({"in_short": [{"text": "A", "facts": ["E1"]}] * 61}),
        Trouble.UNUSABLE,
    ),
    "nothing": (saying(""), Trouble.UNUSABLE),
    "a refusal": (saying("", refusal="I cannot help with that."), Trouble.REFUSED),
    "no completion": (raw(b'{"hello": "there"}'), Trouble.UNUSABLE),
    "no JSON": (raw(b"<html>proxy</html>"), Trouble.REFUSED),
}


@pytest.mark.parametrize(("behavior", "trouble"), TROUBLES.values(), ids=TROUBLES)
async def test_what_is_no_answer_is_a_trouble_after_one_call(
    behavior: Behavior, trouble: Trouble, capfd: pytest.CaptureFixture[str]
) -> None:
    async with model_server(behavior) as server:
        found = await said(asked(server.url, within=1.0))

    assert found == {"trouble": trouble.value}
    assert len(server.asked) == 1
    assert SECRET not in "".join(capfd.readouterr())


async def test_nobody_at_the_address_is_a_trouble() -> None:
    assert await said(asked("http://127.0.0.1:9/v1")) == {"trouble": "unreachable"}


async def test_a_provider_that_is_not_known_is_a_trouble() -> None:
    assert await said(asked(None, model="nobody:x")) == {"trouble": "not_set_up"}


@pytest.mark.parametrize(
    ("model", "provider", "path"),
    [("openai:test", "OPENAI", ""), ("anthropic:test", "ANTHROPIC", "/v1")],
)
@pytest.mark.parametrize(
    ("status", "trouble"), [(500, Trouble.FAILING), (429, Trouble.LIMITED), (401, Trouble.REFUSED)]
)
async def test_a_provider_that_fails_is_asked_once(
    monkeypatch: pytest.MonkeyPatch,
    model: str,
    provider: str,
    path: str,
    status: int,
    trouble: Trouble,
) -> None:
    async with model_server(failing(status)) as server:
        monkeypatch.setenv(f"{provider}_API_KEY", "sk-test")
        monkeypatch.setenv(f"{provider}_BASE_URL", server.url.removesuffix(path))
        found = await said(asked(None, model=model))

    assert found == {"trouble": trouble.value}
    assert len(server.asked) == 1


async def test_it_is_asked_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    async with model_server(saying(WORDED)) as server:
        settings = Settings.model_validate(
            {"summary_model": "openai:test", "summary_model_url": server.url}
        )
        ask = asker(settings)
        assert ask is not None
        answer = await ask("Write plainly.", "<facts>1</facts>")
        assert answer == Answer.model_validate(WORDED)
        assert server.keys == ["Bearer sk-test"]

        server.behavior = failing(500)
        with pytest.raises(DraftingError) as failure:
            await answered(asked(server.url, within=60.0))  # a busy machine imports slowly
    assert failure.value.trouble is Trouble.FAILING


@pytest.mark.parametrize("output", [b"", b"{", b"[]", b'{"trouble": "other"}', b'{"in_short": 1}'])
def test_a_process_that_was_killed_half_way_gives_no_answer(output: bytes) -> None:
    with pytest.raises(DraftingError) as failure:
        read(output)
    assert failure.value.trouble is Trouble.UNUSABLE


def test_a_question_survives_the_way_to_the_process() -> None:
    question = asked("http://127.0.0.1:9/v1")
    assert Asked(**json.loads(json.dumps(question.values()))) == question


def test_without_a_model_nobody_is_asked() -> None:
    settings = Settings.model_validate({})
    require_model(settings)
    assert asker(settings) is None


@pytest.mark.parametrize(
    ("changes", "mend"),
    [
        ({"summary_model": "openai:x"}, "OPENAI_API_KEY is not set"),
        ({"summary_model": "anthropic:x"}, "ANTHROPIC_API_KEY is not set"),
        (
            {"summary_model": "openai:x", "summary_model_url": "http://127.0.0.1:9/v1"}
            | {"summary_timeout_seconds": 60},
            "SUMMARY_TIMEOUT_SECONDS has to be 26 at most",
        ),
    ],
)
def test_settings_with_which_it_cannot_be_asked_are_one_sentence(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], mend: str
) -> None:
    for name in [name for name in os.environ if name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)
    with pytest.raises(ConfigurationError, match=mend):
        require_model(Settings.model_validate(changes))


def test_what_is_not_installed_names_the_mend() -> None:
    settings = Settings.model_validate({"summary_model": "openai:x"})
    with pytest.raises(ConfigurationError, match=r"requirements-llm\.lock"):
        require_model(settings, lambda _: None)
