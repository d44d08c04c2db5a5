"""The pages that somebody sees who installs the bot in a browser, on a phone, too. Pure."""

from html import escape

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0 auto; padding: 3rem 1.25rem; max-width: 34rem;
  font: 1.125rem/1.5 system-ui, sans-serif; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; }}
a.go {{ display: inline-block; padding: .75rem 1.25rem; border-radius: .5rem;
  background: #1f3a4d; color: #fff; font-weight: 600; text-decoration: none; }}
a.go:focus-visible {{ outline: 3px solid #4a90b8; outline-offset: 2px; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""

NOTHING_STORED = "Nothing was installed and nothing was stored."
_REASONS = {
    "access_denied": f"{NOTHING_STORED} If that was a slip, start again.",
    "invalid_browser": f"{NOTHING_STORED} This page has to be opened in the browser in which you "
    "started, with cookies allowed. Please start again.",
    "invalid_state": f"{NOTHING_STORED} The page was open for more than ten minutes, or was used "
    "already. Please start again.",
    "missing_code": f"{NOTHING_STORED} Slack sent you back without what is needed. Please start "
    "again.",
    "invalid_code": f"{NOTHING_STORED} Slack did not accept the request, or did not answer. Please "
    "start again.",
    "org_wide": f"{NOTHING_STORED} Onward cannot be installed for a whole organization yet. Please "
    "choose one workspace after you start again.",
    "storage_error": "Slack has agreed, but Onward could not store it. Please start again in a "
    "minute; if it happens again, tell whoever runs Onward.",
}
_OTHER = f"{NOTHING_STORED} Slack did not go on. Please start again."


def install_page(authorize_url: str) -> str:
    """Before Slack asks what the bot may do."""
    return _page(
        "Add Onward to your workspace",
        "<p>Onward helps a team work an incident in its own channel, and learn from it together "
        "afterwards.</p>"
        "<p>Slack shows next what Onward may do, and asks you to allow it. In some workspaces an "
        "admin has to agree first.</p>",
        _go(authorize_url, "Add to Slack"),
    )


def installed_page(workspace: str, app_url: str) -> str:
    """It is done; `app_url` opens the bot in Slack."""
    return _page(
        f"Onward is in {escape(workspace)}",
        "<p>Type <code>/incident help</code> in any channel to see what it does, or open its home "
        "page. An admin finds the settings there.</p>",
        _go(app_url, "Open Onward in Slack"),
    )


def not_installed_page(reason: str, install_path: str) -> str:
    """It did not work; `reason` is Bolt's or Slack's name for why."""
    return _page(
        "Onward was not installed",
        f"<p>{_REASONS.get(reason, _OTHER)}</p>",
        _go(install_path, "Start again"),
    )


def _page(title: str, body: str, button: str) -> str:
    return _PAGE.format(title=title, body=f"{body}\n<p>{button}</p>")


def _go(url: str, label: str) -> str:
    return f'<a class="go" href="{escape(url)}">{label}</a>'
