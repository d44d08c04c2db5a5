"""Files of kept messages in the summary: named where the entry is quoted, by a link to them."""

from app.summaries.markdown import markdown
from app.summaries.rules_document import SectionKey
from app.summaries.telling import generate
from app.summaries.views import summary_messages
from tests.e2e.office import words
from tests.unit.summaries.stories import LEAD, entry, marks, story

URL = "https://acme.slack.com/files/F1"
GRAPH = {"id": "F1", "name": "graph.png", "type": "image/png", "permalink": URL}
LOG = {"id": "F2", "name": "log.txt", "type": "text/plain", "permalink": ""}


def told(*entries: object, section: SectionKey = SectionKey.WHAT_HAPPENED) -> list[str]:
    document = generate(story(entries))  # type: ignore[arg-type]
    return [each.text for each in document.section(section).statements]


def test_an_entry_is_quoted_with_its_files() -> None:
    assert told(entry(1, "Queue grows.", files=(GRAPH, LOG))) == [
        f"Queue grows. (2 files: <{URL}|graph.png>, log.txt)"
    ]


def test_an_entry_that_is_only_a_file_is_told_by_it() -> None:
    assert told(entry(1, "", files=(GRAPH,))) == [f"(1 file: <{URL}|graph.png>)"]


def test_a_file_marked_as_an_insight_is_told_there() -> None:
    kept = entry(1, "", files=(GRAPH,), marks=marks(bulb=1))
    assert told(kept, section=SectionKey.PRESSURE) == [f"(1 file: <{URL}|graph.png>)"]


def test_a_file_named_after_somebody_is_named_by_their_role() -> None:
    named = {**LOG, "name": "Mira Halvorsen notes.txt"}
    (text,) = told(entry(1, "Queue grows.", files=(named,), author=LEAD))
    assert "Mira" not in text
    assert "notes.txt" in text


def test_messages_and_markdown_show_the_link() -> None:
    document = generate(story([entry(1, "Queue grows.", files=(GRAPH,))]))
    assert f"<{URL}|graph.png>" in "".join(
        words([block.to_dict() for block in summary_messages(document).first.blocks])
    )
    assert f"[graph.png]({URL})" in markdown(document)
