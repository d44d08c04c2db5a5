import re

import pytest

from app.config import Settings, load_settings, require_connection
from app.errors import ConfigurationError
from app.sealing import new_key


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Neither this machine's environment nor a .env file has a say."""
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_any_variable_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///onward.db"
    assert settings.port == 3000
    assert not settings.uses_socket_mode


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-secret", "has to start with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1-secret", "has to start with xapp-"),
        ("SLACK_API_URL", "https://slack.com/api", "ends with a slash"),
        ("SLACK_API_URL", "ftp://slack.com/", "http(s) address"),
        ("SLACK_API_URL", "https:///api/", "http(s) address"),
        ("SLACK_API_URL", "http://[::1/", "http(s) address"),
        ("DATABASE_URL", "mysql://localhost/onward", "sqlite:/// or postgresql://"),
        ("DATABASE_URL", "postgresql://u:secret@db:port/onward", "postgresql://user:password@host"),
        ("ENCRYPTION_KEY", "secret", "`python -m app key`"),
        ("PUBLIC_URL", "onward.example.com", "https://onward.example.com"),
        ("PORT", "0", "has to be greater than or equal to 1"),
        ("PORT", "65536", "has to be less than or equal to 65535"),
        ("PORT", "http", "has to be a valid integer"),
        ("LOG_LEVEL", "LOUD", "has to be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT", "xml", "has to be 'console' or 'json'"),
    ],
)
def test_a_wrong_variable_is_one_sentence_that_names_it_and_the_mend(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, mend: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as refusal:
        load_settings()
    sentence = str(refusal.value)
    assert sentence.startswith(f"{name} has to ")
    assert mend in sentence
    assert re.fullmatch(r"[^\n]+\.", sentence)
    assert "secret" not in sentence


MANY = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "s",
    "SLACK_SIGNING_SECRET": "s",
    "ENCRYPTION_KEY": new_key(),
    "PUBLIC_URL": "https://onward.example.com/",
}


@pytest.mark.parametrize("missing", [None, *MANY])
def test_many_workspaces_need_a_secret_a_key_and_an_address(
    monkeypatch: pytest.MonkeyPatch, missing: str | None
) -> None:
    for name, value in MANY.items():
        if name != missing:
            monkeypatch.setenv(name, value)
    settings = load_settings()
    if missing is None:
        require_connection(settings)
        assert settings.own_address == "https://onward.example.com"
        return
    sentence = {"SLACK_CLIENT_ID": "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET": "SLACK_APP_TOKEN"}
    with pytest.raises(ConfigurationError, match=f"^{sentence.get(missing, missing)} is not set"):
        require_connection(settings)


def test_one_workspace_and_many_exclude_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (MANY | {"SLACK_BOT_TOKEN": "xoxb-1"}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match="set one of them"):
        require_connection(load_settings())


def test_the_short_name_of_postgres_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://onward@db/onward")
    assert load_settings().database_url == "postgresql://onward@db/onward"


def test_tokens_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1-secret")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "another secret")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "a client secret")
    shown = re.sub(r"slack_\w+_secret=SecretStr", "", repr(load_settings()))
    assert "secret" not in shown


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
    ],
)
def test_a_missing_connection_is_one_sentence_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], named: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=f"^{named} is not set: [^\n]+\\.$"):
        require_connection(load_settings())


@pytest.mark.parametrize("way_in", ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"])
def test_a_bot_token_and_one_way_in_are_enough(
    monkeypatch: pytest.MonkeyPatch, way_in: str
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv(way_in, "xapp-1")
    settings = load_settings()
    require_connection(settings)
    assert settings.uses_socket_mode is (way_in == "SLACK_APP_TOKEN")


@pytest.mark.parametrize(
    ("variables", "listens"),
    [
        ({"SLACK_APP_TOKEN": "xapp-1"}, False),
        ({"SLACK_APP_TOKEN": "xapp-1", "WEBHOOKS": "true"}, True),
        ({"SLACK_SIGNING_SECRET": "s"}, True),
    ],
    ids=["socket mode", "socket mode with webhooks", "http"],
)
def test_nothing_listens_in_socket_mode_until_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], listens: bool
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert load_settings().listens is listens


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:3333"), ("192.0.2.1", "https://your.host")],
)
def test_only_on_this_machine_its_own_address_is_known(
    monkeypatch: pytest.MonkeyPatch, host: str, address: str
) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", "3333")
    assert load_settings().own_address == address
