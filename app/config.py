"""What the operator sets: the environment, and a `.env` file beside it. Nothing here is read on
import.

What a workspace chooses for itself lives in the database (`workspace/`).
"""

import re
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import ConfigurationError
from app.sealing import Seal, keys_in

DOTENV = ".env"
UNREADABLE = "cannot be read: save it as plain UTF-8 text that the user who runs Onward may read."


class Settings(BaseSettings):
    """One field per environment variable, named alike."""

    model_config = SettingsConfigDict(
        env_file=DOTENV, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_client_id: str = ""
    """With it, the bot works in every workspace in which somebody installs it."""
    slack_client_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///onward.db"
    encryption_key: SecretStr = SecretStr("")
    """What secrets and tokens are sealed with in the database: one key, or several with commas, the
    newest first."""
    host: str = "0.0.0.0"  # noqa: S104 - a server in a container has to listen on every address
    port: int = Field(default=3000, ge=1, le=65535)
    public_url: str = ""
    """Where browsers and other systems reach this process, without a slash at the end."""
    webhooks: bool = False
    """Whether to listen for other systems in Socket Mode, in which nothing else needs a port."""
    health: bool = False
    """Whether to listen for health checks in Socket Mode; over HTTP they are answered anyway."""
    webhook_loopback: bool = False
    """Whether a workspace's outgoing webhook may lead to this machine, to try it out."""
    slack_timeout_seconds: float = Field(default=10, gt=0, le=60)
    """How long Slack may take for one call."""
    outbox_lease_seconds: float = Field(default=45, gt=0)
    """How long a killed process keeps the next one from the work it had begun. Longer than any
    delivery takes, or two processes do it at once."""
    summary_model: str | None = None
    """Who words summaries where a workspace allows it, as `provider:name`."""
    summary_model_url: str | None = None
    """A server of one's own that speaks as OpenAI's does."""
    summary_timeout_seconds: float = Field(default=25, gt=0)
    """How long the model may take for one answer."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @field_validator("slack_bot_token")
    @classmethod
    def _is_bot_token(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value() and not token.get_secret_value().startswith("xoxb-"):
            raise ValueError("has to start with xoxb-: take the Bot User OAuth Token")
        return token

    @field_validator("slack_app_token")
    @classmethod
    def _is_app_token(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value() and not token.get_secret_value().startswith("xapp-"):
            raise ValueError("has to start with xapp-: take an app-level token")
        return token

    @field_validator("slack_api_url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if not _is_web_address(url) or not url.endswith("/"):
            raise ValueError("has to be an http(s) address that ends with a slash")
        return url

    @field_validator("public_url")
    @classmethod
    def _is_public_address(cls, url: str) -> str:
        if url and not _is_web_address(url):
            raise ValueError("has to be an http(s) address, like https://onward.example.com")
        return url.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, url: str) -> str:
        if url.startswith("postgres://"):
            url = "postgresql://" + url.removeprefix("postgres://")
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("has to start with sqlite:/// or postgresql://")
        if not _is_database_address(url):
            raise ValueError("has to be an address like postgresql://user:password@host:5432/name")
        return url

    @field_validator("encryption_key")
    @classmethod
    def _is_key(cls, listed: SecretStr) -> SecretStr:
        keys_in(listed.get_secret_value())
        return listed

    @field_validator("summary_model")
    @classmethod
    def _is_model(cls, name: str | None) -> str | None:
        if name and not re.fullmatch(r"[a-z][a-z-]*:\S+", name):
            raise ValueError("has to be a provider and a model, like openai:gpt-5-mini")
        return name or None

    @field_validator("summary_model_url")
    @classmethod
    def _is_model_address(cls, url: str | None) -> str | None:
        if url and not _is_web_address(url):
            raise ValueError("has to be an http(s) address, like http://127.0.0.1:11434/v1")
        return url or None

    @cached_property
    def seal(self) -> Seal:
        """Leaves everything as it is where no key is set."""
        return Seal(keys_in(self.encryption_key.get_secret_value()))

    @property
    def uses_socket_mode(self) -> bool:
        """An app token means Socket Mode, whatever else is set."""
        return bool(self.slack_app_token.get_secret_value())

    @property
    def has_many_workspaces(self) -> bool:
        """Whether it is installed with OAuth, in place of the one token of the settings."""
        return bool(self.slack_client_id)

    @property
    def listens(self) -> bool:
        """Whether HOST and PORT are listened at: for Slack, for whoever installs, for webhooks of
        other systems, or for whoever watches the process.
        """
        return self.webhooks or self.health or self.has_many_workspaces or not self.uses_socket_mode

    def hooks_address(self, team: str) -> str:
        """Where other systems tell a workspace what happened. With many, the address says whose it
        is, so that nobody's secret has to be tried for another's.
        """
        hooks = f"{self.own_address}/hooks"
        return f"{hooks}/{team}" if self.has_many_workspaces else hooks

    @property
    def own_address(self) -> str:
        """Where others reach this process, as far as it can know: a proxy may stand in front."""
        if self.public_url:
            return self.public_url
        is_local = self.host in {"127.0.0.1", "localhost"}
        return f"http://{self.host}:{self.port}" if is_local else "https://your.host"


def load_settings() -> Settings:
    """The settings of this process.

    Raises ConfigurationError with one sentence that names the variable and the mend.
    """
    settings, problems = read_settings()
    for name, sentence in problems.items():
        raise ConfigurationError(f"{name} {sentence}")
    return settings


def read_settings() -> tuple[Settings, dict[str, str]]:
    """The settings, with the default in the place of each variable that cannot be read; and those
    variables, each with the end of a sentence that says how it has to be.
    """
    try:
        return Settings(), {}
    except (OSError, UnicodeError):
        return Settings(_env_file=None), {DOTENV: UNREADABLE}  # type: ignore[call-arg]
    except ValidationError as error:
        problems = {str(one["loc"][0]).upper(): _how(one["msg"]) for one in error.errors()}
    defaults = {
        name: field.default
        for name, field in Settings.model_fields.items()
        if name.upper() in problems
    }
    return Settings(**defaults), problems


def _how(message: str) -> str:
    reason = message.removeprefix("Value error, ").replace("Input should be", "has to be")
    return f"{reason}."


def require_connection(settings: Settings) -> None:
    """Refuse settings with which the bot cannot reach Slack."""
    if settings.has_many_workspaces:
        require_for_many(settings)
    elif not settings.slack_bot_token.get_secret_value():
        raise ConfigurationError(
            "SLACK_BOT_TOKEN is not set: create the app from manifest.yml, install it, and copy "
            "the Bot User OAuth Token."
        )
    if not settings.uses_socket_mode and not settings.slack_signing_secret.get_secret_value():
        raise ConfigurationError(
            "SLACK_APP_TOKEN is not set: create an app-level token with connections:write for "
            "Socket Mode, or set SLACK_SIGNING_SECRET to receive events over HTTP."
        )


def require_for_many(settings: Settings) -> None:
    """Refuse settings with which no workspace could install the bot."""
    if settings.slack_bot_token.get_secret_value():
        raise ConfigurationError(
            "SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for many: set one of them."
        )
    if not settings.slack_client_secret.get_secret_value():
        raise ConfigurationError(
            "SLACK_CLIENT_SECRET is not set: copy it from the app's page, beside the Client ID."
        )
    if not settings.seal.has_key:
        raise ConfigurationError(
            "ENCRYPTION_KEY is not set, and the tokens of workspaces are never stored without one: "
            "make one with `python -m app key`."
        )
    if not settings.public_url:
        raise ConfigurationError(
            "PUBLIC_URL is not set: give the address at which browsers reach /slack/install, like "
            "https://onward.example.com."
        )


def _is_database_address(url: str) -> bool:
    try:
        make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        return False
    return True


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no IPv6 address
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
