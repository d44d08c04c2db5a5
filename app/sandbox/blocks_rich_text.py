"""The structure of `rich_text`: what people's composers write and `rich_text_input` returns."""

from app.sandbox import limits
from app.sandbox.shapes import (
    Check,
    boolean,
    integer,
    items,
    shape,
    string,
    typed,
    web_url,
    word,
)

_STYLE = {
    "style": shape(
        {},
        dict.fromkeys(
            (
                "bold",
                "italic",
                "strike",
                "underline",
                "code",
                "highlight",
                "client_highlight",
                "unlink",
            ),
            boolean,
        ),
    )
}
_TEXT = shape({"text": string()}, _STYLE)
_LINK = shape({"url": string()}, {"text": string(), "unsafe": boolean, **_STYLE})

_INLINE: dict[str, Check] = {
    "text": _TEXT,
    "link": _LINK,
    "user": shape({"user_id": string()}, _STYLE),
    "usergroup": shape({"usergroup_id": string()}, _STYLE),
    "channel": shape({"channel_id": string()}, _STYLE),
    "team": shape({"team_id": string()}, _STYLE),
    "broadcast": shape({"range": word("here", "channel", "everyone")}, _STYLE),
    "color": shape({"value": string()}, _STYLE),
    "emoji": shape(
        {"name": string()},
        {"unicode": string(), "skin_tone": integer(1, 6), "url": web_url(3000), **_STYLE},
    ),
    "date": shape(
        {"timestamp": integer(0), "format": string()},
        {"url": string(), "fallback": string(), **_STYLE},
    ),
}

_BORDER = {"border": integer(0, 1)}
_SECTION = shape({"elements": items(typed(_INLINE), at_least=0)})
_LIST = shape(
    {
        "elements": items(typed({"rich_text_section": _SECTION}), at_least=0),
        "style": word("bullet", "ordered"),
    },
    {"indent": integer(0, limits.RICH_TEXT_INDENT), "offset": integer(0), **_BORDER},
)

RICH_TEXT_ELEMENTS = items(
    typed(
        {
            "rich_text_section": _SECTION,
            "rich_text_list": _LIST,
            "rich_text_quote": shape({"elements": items(typed(_INLINE), at_least=0)}, _BORDER),
            "rich_text_preformatted": shape(
                {"elements": items(typed({"text": _TEXT, "link": _LINK}), at_least=0)}, _BORDER
            ),
        }
    )
)
RICH_TEXT = typed(
    {
        "rich_text": shape(
            {"elements": RICH_TEXT_ELEMENTS},
            {"block_id": string(at_most=limits.BLOCK_ID)},
        )
    }
)
