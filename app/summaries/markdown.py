"""The summary as a Markdown file."""

from app.summaries.rules_document import Document


def markdown(document: Document) -> str:
    """The whole document in CommonMark, ending with a newline. People's text is escaped: nothing in
    it becomes markup or HTML.
    """
    raise NotImplementedError
