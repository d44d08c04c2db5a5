"""The summary as one HTML file that needs nothing else: it can be mailed, kept and printed."""

import base64
from html import escape

from markdown_it import MarkdownIt

from app.slack.mrkdwn import plain
from app.summaries.markdown import markdown
from app.summaries.rules_document import Document, SectionKey

_STYLE = """
:root { color-scheme: light dark; --ink: #1d1c1d; --soft: #616061; --line: #dddddd; --paper: #fff;
  --accent: #1264a3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --soft: #ababad; --line: #3f4246;
  --paper: #1a1d21; --accent: #79b8ff; } }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-top: 1rem;
  border-top: 1px solid var(--line); }
ul, ol { padding-left: 1.4rem; margin: .5rem 0; }
li { margin: .4rem 0; }
code { font: .9em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
em { color: var(--soft); font-style: normal; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0 1rem; }
figure { margin: 1.5rem 0; }
img { width: 100%; height: auto; border: 1px solid var(--line); border-radius: .5rem;
  background: #fff; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } :root { --ink: #000;
  --soft: #444; --paper: #fff; --accent: #000; --line: #bbb; } h2 { break-after: avoid; }
  li, figure { break-inside: avoid; } }
"""


def html(document: Document, picture: bytes | None = None, alt: str = "") -> str:
    """The whole document, with the picture in it when there is one. Nothing is fetched from
    anywhere; what people wrote is text, never markup.
    """
    title = plain(document.section(SectionKey.TITLE).heading)
    heading, _, rest = _rendered(document).partition("<h2>")
    figure = _figure(picture, alt) if picture else ""
    body = f"{heading}{figure}<h2>{rest}" if rest else f"{heading}{figure}"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def _rendered(document: Document) -> str:
    rendered: str = MarkdownIt("commonmark", {"html": False}).render(markdown(document))
    return rendered


def _figure(picture: bytes, alt: str) -> str:
    image = base64.b64encode(picture).decode()
    return f'<figure><img src="data:image/png;base64,{image}" alt="{escape(alt)}"></figure>\n'
