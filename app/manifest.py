"""What the manifest that lies beside the code asks Slack for."""

from pathlib import Path

import yaml

MANIFEST = Path(__file__).parents[1] / "manifest.yml"


def bot_scopes(manifest: Path = MANIFEST) -> frozenset[str]:
    """The scopes of the bot's token; none where no manifest lies beside the code."""
    if not manifest.exists():
        return frozenset()
    asked = yaml.safe_load(manifest.read_text("utf-8"))
    return frozenset(asked["oauth_config"]["scopes"]["bot"])
