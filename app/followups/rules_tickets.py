"""By which key people know a ticket, read off its link: GitHub, GitLab, Jira, Linear."""

import re
from collections.abc import Callable, Sequence
from urllib.parse import SplitResult, parse_qs, urlsplit

from app.slack.mrkdwn import Mrkdwn, plain

UNKNOWN_LABEL = "ticket"
"""What a link is called that leads elsewhere."""

_LONGEST = 40
_NAME = r"[\w.-]+"
_KEY = r"[A-Z][A-Z0-9_]*-\d{1,9}"
_GITHUB = re.compile(rf"/{_NAME}/({_NAME})/(?:issues|pull|discussions)/(\d{{1,9}})(?:/.*)?")
_GITLAB = re.compile(rf"/(?:{_NAME}/)+?({_NAME})/-/(issues|work_items|merge_requests)/(\d{{1,9}})")
_JIRA = re.compile(rf"(?:/.*)?/(?:browse|issues)/({_KEY})")
_LINEAR = re.compile(rf"/{_NAME}/issue/({_KEY})", re.IGNORECASE)


def ticket_label(url: Mrkdwn) -> str:
    """`search#214`, `search!9` (a merge request), `SEARCH-214`; *ticket* for any other link."""
    try:
        parts = urlsplit(plain(url))
    except ValueError:
        return UNKNOWN_LABEL
    found = next(filter(None, (read(parts) for read in _READERS)), None)
    return found if found and len(found) <= _LONGEST else UNKNOWN_LABEL


def _github(parts: SplitResult) -> str | None:
    """Of github.com, or of a company's own at `github.` something."""
    host = parts.hostname or ""
    if host not in {"github.com", "www.github.com"} and not re.match(r"github\.(?!com\.)", host):
        return None
    found = _GITHUB.fullmatch(parts.path.rstrip("/"))
    return f"{found[1]}#{found[2]}" if found else None


def _gitlab(parts: SplitResult) -> str | None:
    """Wherever it runs, its paths have `/-/` in them."""
    found = _GITLAB.match(parts.path)
    if found is None:
        return None
    sign = "!" if found[2] == "merge_requests" else "#"
    return f"{found[1]}{sign}{found[3]}"


def _jira(parts: SplitResult) -> str | None:
    """A ticket's own page, or a board on which it is chosen."""
    chosen = parse_qs(parts.query).get("selectedIssue", [""])[0]
    if re.fullmatch(_KEY, chosen):
        return chosen
    found = _JIRA.fullmatch(parts.path.rstrip("/"))
    return found[1] if found else None


def _linear(parts: SplitResult) -> str | None:
    if parts.hostname != "linear.app":
        return None
    found = _LINEAR.match(parts.path)
    return found[1].upper() if found else None


_READERS: Sequence[Callable[[SplitResult], str | None]] = (_github, _gitlab, _jira, _linear)
