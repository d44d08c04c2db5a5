"""The summary as JSON for other programs: docs/review.schema.json describes it, and what is there
keeps its meaning in all files of the same `format`.
"""

import json
from datetime import UTC, datetime
from typing import Any

from app.slack.mrkdwn import plain
from app.summaries.rules_document import Document, Section, Statement
from app.summaries.rules_story import Story

FORMAT = "onward-review/1"


def published(document: Document, story: Story) -> str:
    """Text is plain, with code in backticks; times are in UTC."""
    return json.dumps(_values(document, story), ensure_ascii=False, indent=2) + "\n"


def _values(document: Document, story: Story) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "incident": {
            "label": f"INC-{story.incident_number}",
            "severity": story.severity,
            "state": story.state,
            "started_at": _time(story.started_at),
            "declared_at": _time(story.declared_at),
            "mitigated_at": _time(story.mitigated_at),
            "resolved_at": _time(story.resolved_at),
            "url": story.timeline_url,
        },
        "review": {
            "state": story.review_state,
            "reflections": story.reflections,
            "read_back_by": story.confirmed,
            "draft_read_at": _time(document.read_at),
        },
        "sections": [_section(section) for section in document.sections],
        "entries": [
            {"number": source.number, "url": source.permalink} for source in document.sources
        ],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "key": section.key.value,
        "heading": plain(section.heading),
        "statements": [_statement(each) for each in section.statements],
        "missing": section.note,
        "is_written": section.is_written,
        "is_drafted": section.is_drafted,
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "text": plain(statement.text),
        "entries": list(statement.evidence),
        "at": _time(statement.at),
        "label": statement.label,
        "said_by": statement.said_by,
        "confidence": statement.confidence,
        "is_withheld": statement.is_withheld,
    }


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
