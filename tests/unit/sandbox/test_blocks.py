"""What Slack refuses in blocks: every row of the platform notes' table of defects and more."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.sandbox import limits
from app.sandbox.blocks import Surface, block_problems, text_size
from tests.unit.sandbox.pieces import (
    Json,
    actions,
    button,
    complaints,
    confirm,
    field,
    markdown,
    mrkdwn,
    option,
    options,
    plain,
    rich_section,
    rich_text,
    section,
    select,
    table,
)

TOO_LONG = [
    (section(text=mrkdwn("x" * 3001)), 3000, "/text/text"),
    (section(fields=[mrkdwn("x" * 2001)]), 2000, "/fields/0/text"),
    ({"type": "header", "text": plain("x" * 151)}, 150, "/text/text"),
    ({"type": "context", "elements": [mrkdwn("x" * 3001)]}, 3000, "/elements/0/text"),
    (section(block_id="x" * 256), 255, "/block_id"),
    (actions(button(text=plain("x" * 76))), 75, "/elements/0/text/text"),
    (actions(button(value="x" * 2001)), 2000, "/elements/0/value"),
    (actions(button(url="https://" + "x" * 2993)), 3000, "/elements/0/url"),
    (actions(button(action_id="x" * 256)), 255, "/elements/0/action_id"),
    (actions(button(accessibility_label="x" * 76)), 75, "/elements/0/accessibility_label"),
    (
        actions(button(confirm=confirm(title=plain("x" * 101)))),
        100,
        "/elements/0/confirm/title/text",
    ),
    (
        actions(button(confirm=confirm(text=mrkdwn("x" * 301)))),
        300,
        "/elements/0/confirm/text/text",
    ),
    (
        actions(button(confirm=confirm(deny=plain("x" * 31)))),
        30,
        "/elements/0/confirm/deny/text",
    ),
    (
        actions(select(options=[option("x", text=plain("x" * 76))])),
        75,
        "/elements/0/options/0/text/text",
    ),
    (
        actions(select(options=[option("x" * 151, text=plain())])),
        150,
        "/elements/0/options/0/value",
    ),
    (
        actions(select(options=[option(description=plain("x" * 76))])),
        75,
        "/elements/0/options/0/description/text",
    ),
    (actions(select(placeholder=plain("x" * 151))), 150, "/elements/0/placeholder/text"),
    (field(select(), label=plain("x" * 2001)), 2000, "/label/text"),
    (field(select(), hint=plain("x" * 2001)), 2000, "/hint/text"),
    (markdown(12_001), 12_000, "/text"),
    ({"type": "image", "image_url": "https://x", "alt_text": "x" * 2001}, 2000, "/alt_text"),
]


@pytest.mark.parametrize(("block", "longest", "pointer"), TOO_LONG)
def test_a_text_one_character_too_long_is_refused_where_it_stands(
    block: Json, longest: int, pointer: str
) -> None:
    assert complaints(block) == [(f"must be less than {longest + 1} characters", pointer)]


@pytest.mark.parametrize(
    ("block", "most", "pointer"),
    [
        (section(fields=[mrkdwn()] * 11), 10, "/fields"),
        ({"type": "context", "elements": [mrkdwn()] * 11}, 10, "/elements"),
        (actions(*[button()] * 26), 25, "/elements"),
        (actions(select(options=options(101))), 100, "/elements/0/options"),
        (actions({"type": "checkboxes", "options": options(11)}), 10, "/elements/0/options"),
        (actions({"type": "radio_buttons", "options": options(11)}), 10, "/elements/0/options"),
        (actions({"type": "overflow", "options": options(6)}), 5, "/elements/0/options"),
        (table(rows=101), 100, "/rows"),
        (table(columns=21), 20, "/rows/0"),
    ],
)
def test_one_item_too_many_is_refused(block: Json, most: int, pointer: str) -> None:
    assert complaints(block) == [(f"no more than {most} items allowed", pointer)]


@pytest.mark.parametrize(
    ("block", "pointer"),
    [
        (actions(), "/elements"),
        ({"type": "context", "elements": []}, "/elements"),
        (section(fields=[]), "/fields"),
        (actions(select(options=[])), "/elements/0/options"),
        (actions({"type": "overflow", "options": []}), "/elements/0/options"),
        ({"type": "table", "rows": []}, "/rows"),
        (rich_text(), "/elements"),
    ],
)
def test_an_empty_list_is_refused(block: Json, pointer: str) -> None:
    assert complaints(block) == [("must provide at least 1 items", pointer)]


@pytest.mark.parametrize(
    ("block", "pointer"),
    [
        (section(text=mrkdwn("")), "/text/text"),
        (section(fields=[mrkdwn("")]), "/fields/0/text"),
        ({"type": "header", "text": plain("")}, "/text/text"),
        ({"type": "context", "elements": [plain("")]}, "/elements/0/text"),
        ({"type": "markdown", "text": ""}, "/text"),
        (actions(button(text=plain(""))), "/elements/0/text/text"),
        (rich_text(rich_section({"type": "text", "text": ""})), "/elements/0/elements/0/text"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}, "/rows/0/0/text"),
    ],
)
def test_an_empty_text_is_refused(block: Json, pointer: str) -> None:
    assert complaints(block) == [("must be more than 0 characters", pointer)]


@pytest.mark.parametrize(
    ("block", "message", "pointer"),
    [
        ({"type": "banner"}, "unsupported type: banner", "/type"),
        ({"text": mrkdwn()}, "missing required field: type", ""),
        (actions({"type": "slider"}), "unsupported type: slider", "/elements/0/type"),
        (section(colour="red"), "invalid additional property: colour", ""),
        (actions(button(size=3)), "invalid additional property: size", "/elements/0"),
        ({"type": "section"}, "missing required field: text or fields", ""),
        ({"type": "header"}, "missing required field: text", ""),
        ({"type": "header", "text": mrkdwn()}, "unsupported type: mrkdwn", "/text/type"),
        ({"type": "header", "text": "Text"}, "must provide an object", "/text"),
        (actions(button(text=mrkdwn())), "unsupported type: mrkdwn", "/elements/0/text/type"),
        (section(text=mrkdwn() | {"emoji": True}), "invalid additional property: emoji", "/text"),
        ({"type": "image", "image_url": "https://x"}, "missing required field: alt_text", ""),
        (
            {"type": "image", "alt_text": "x"},
            "missing required field: image_url or slack_file",
            "",
        ),
        (
            {"type": "image", "alt_text": "x", "image_url": "picture.png"},
            "must be a valid URL",
            "/image_url",
        ),
        (actions(button(style="loud")), "must be one of: primary, danger", "/elements/0/style"),
        (
            actions(button(confirm={"text": plain()})),
            "missing required field: title",
            "/elements/0/confirm",
        ),
        (section(accessory=field(select())), "unsupported type: input", "/accessory/type"),
        (
            actions({"type": "plain_text_input"}),
            "unsupported type: plain_text_input",
            "/elements/0/type",
        ),
        (field(button()), "unsupported type: button", "/element/type"),
        (section(expand="yes"), "must provide a boolean", "/expand"),
        ({"type": "alert", "text": plain()}, "unsupported type: alert", "/type"),
        (actions("button"), "must provide an object", "/elements/0"),  # type: ignore[arg-type]
    ],
)
def test_what_is_not_block_kit_is_refused(block: Json, message: str, pointer: str) -> None:
    assert complaints(block) == [(message, pointer)]


@pytest.mark.parametrize("blocks", [None, {}, "[]", 3])
def test_blocks_are_an_array(blocks: object) -> None:
    (problem,) = block_problems(blocks, "message")

    assert (problem.message, problem.pointer) == ("must provide an array", "/blocks")


def test_a_message_has_fifty_blocks_at_most() -> None:
    divider = {"type": "divider"}

    assert block_problems([divider] * 50, "message") == []
    assert [p.message for p in block_problems([divider] * 51, "message")] == [
        "no more than 50 items allowed"
    ]
    assert block_problems([divider] * 100, "home") == []


def test_a_block_id_is_given_once() -> None:
    (problem,) = block_problems([section(block_id="a"), section(block_id="a")], "message")

    assert problem.message == '`block_id` "a" already exists'
    assert problem.pointer == "/blocks/1/block_id"


def test_an_action_id_is_unique_in_its_block_only() -> None:
    row = actions(button(action_id="keep"))
    twice = actions(button(action_id="keep"), button(action_id="keep"))

    assert block_problems([row, row], "message") == []
    assert complaints(twice) == [
        ('`action_id` "keep" already exists', "/elements/1/action_id"),
    ]


def test_markdown_blocks_share_one_allowance() -> None:
    assert block_problems([markdown(6000), markdown(6000)], "message") == []
    assert len(block_problems([markdown(6000), markdown(6001)], "message")) == 1


def test_a_message_shows_one_table() -> None:
    (problem,) = block_problems([table(), table()], "message")

    assert problem.message == "only_one_table_allowed"
    assert block_problems([table(), table()], "home") == []


@pytest.mark.parametrize("kind", ["table", "data_table", "markdown", "container", "carousel"])
def test_a_modal_shows_no(kind: str) -> None:
    assert complaints({"type": kind}, "modal") == [(f"unsupported type: {kind}", "/type")]


@pytest.mark.parametrize(
    ("elements", "pointer"),
    [
        ({"type": "text", "text": "x"}, "/elements/0/type"),
        (rich_section({"type": "shout", "text": "x"}), "/elements/0/elements/0/type"),
        (rich_section({"type": "user"}), "/elements/0/elements/0"),
        (
            rich_section({"type": "text", "text": "x", "style": {"bold": 1}}),
            "/elements/0/elements/0/style/bold",
        ),
        (
            {"type": "rich_text_list", "style": "dots", "elements": [rich_section()]},
            "/elements/0/style",
        ),
        (
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "text", "text": "x"}],
            },
            "/elements/0/elements/0/type",
        ),
        (
            {"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]},
            "/elements/0/elements/0/type",
        ),
    ],
)
def test_rich_text_keeps_its_structure(elements: Json, pointer: str) -> None:
    assert [where for _, where in complaints(rich_text(elements))] == [pointer]


def test_blocks_in_a_container_are_checked_like_others() -> None:
    inner = [section(block_id="a"), actions(button(size=1))]
    container = {"type": "container", "title": plain(), "child_blocks": inner}

    found = block_problems([section(block_id="a"), container], "message")

    assert {problem.pointer for problem in found} == {
        "/blocks/1/child_blocks/0/block_id",
        "/blocks/1/child_blocks/1/elements/0",
    }


def test_a_task_is_pending_only_inside_a_plan() -> None:
    task = {"type": "task_card", "task_id": "1", "title": "Draft", "status": "pending"}

    assert complaints({"type": "plan", "title": "Review", "tasks": [task]}) == []
    assert [where for _, where in complaints(task)] == ["/status"]


def test_a_data_table_has_a_header_a_caption_and_a_bounded_text() -> None:
    row = [{"type": "raw_text", "text": "x" * 10_001}]
    good = {
        "type": "data_table",
        "caption": "Entries",
        "rows": [row[:1], [{"type": "raw_number", "value": 3, "text": "3"}]],
    }

    assert complaints(good) == []
    assert [where for _, where in complaints(good | {"rows": [row]})] == ["/rows"]
    assert [where for _, where in complaints(good | {"rows": [row, row]})] == ["/rows"]


def test_the_size_of_texts_counts_what_people_read() -> None:
    blocks = [
        section(text=mrkdwn("abc"), block_id="not counted", accessory=button(value="nor this")),
        markdown(10),
        table(rows=2, columns=3),
        rich_text(rich_section({"type": "text", "text": "xy"})),
    ]

    assert text_size(blocks) == 3 + len("Text") + 10 + 6 + 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "text",
                    "elements",
                    "element",
                    "accessory",
                    "options",
                    "child_blocks",
                    "rows",
                ]
            ),
            inner | st.sampled_from(["section", "actions", "container", "button", "plain_text"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@example([{"type": "input", "element": {"type": []}}], "message")
@given(JSON, st.sampled_from(["message", "modal", "home"]))
def test_any_json_is_judged_without_an_exception(payload: object, surface: Surface) -> None:
    for problem in block_problems(payload, surface):
        assert problem.pointer.startswith("/blocks")
        assert problem.field


@given(st.integers(1, limits.SECTION_TEXT))
def test_every_text_within_the_limit_is_fine(length: int) -> None:
    assert block_problems([section(text=plain("x" * length))], "message") == []
