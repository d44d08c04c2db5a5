"""Whoever may not know of a private incident never reads a word of it, whatever they type."""

from app.bootstrap import all_listeners
from app.slack.listeners import Kind
from tests.e2e.office import Office, words

TELLTALE = "zeppelin"
TYPED = ("", "INC-1", "flew", "1y", "open")

COMMANDS = sorted({one.key for one in all_listeners() if one.kind is Kind.COMMAND and one.key})
"""A new one is walked by itself."""


async def test_no_command_tells_an_outsider_of_a_private_incident(office: Office) -> None:
    channel = await office.declare(f"The {TELLTALE} is down", is_private=["private"])
    await office.keep(channel, office.alice, f"It flew, the {TELLTALE}.")
    assert TELLTALE in await office.typed(office.alice, "/incident list", "general")
    for command in COMMANDS:
        for typed in TYPED:
            said = await office.typed(office.dora, f"/incident {command} {typed}", "general")
            assert TELLTALE not in said, (command, typed)
            if office.dora.modal is not None:
                assert TELLTALE not in words(office.dora.modal.blocks), (command, typed)
                await office.dora.close_modal(whole_stack=True)
    await office.dora.open_home()
    await office.stage.settled()
    assert office.dora.home is not None
    assert TELLTALE not in words(office.dora.home.blocks)
    assert all(TELLTALE not in text for text in office.direct(office.dora))
    public = ("general", "incidents")
    assert all(TELLTALE not in words(one.blocks) for place in public for one in office.said(place))
