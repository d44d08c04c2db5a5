"""Our numbers beside those that slack_sdk knows."""

import pytest
from slack_sdk.models import blocks as models
from slack_sdk.models.blocks import block_elements as elements
from slack_sdk.models.views import View

from app.sandbox import limits


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (limits.BLOCK_ID, models.Block.block_id_max_length),
        (limits.SECTION_TEXT, models.SectionBlock.text_max_length),
        (limits.SECTION_FIELDS, models.SectionBlock.fields_max_length),
        (limits.HEADER_TEXT, models.HeaderBlock.text_max_length),
        (limits.ACTIONS_ELEMENTS, models.ActionsBlock.elements_max_length),
        (limits.CONTEXT_ELEMENTS, models.ContextBlock.elements_max_length),
        (limits.INPUT_LABEL, models.InputBlock.label_max_length),
        (limits.INPUT_HINT, models.InputBlock.hint_max_length),
        (limits.IMAGE_URL, models.ImageBlock.image_url_max_length),
        (limits.IMAGE_ALT_TEXT, models.ImageBlock.alt_text_max_length),
        (limits.IMAGE_TITLE, models.ImageBlock.title_max_length),
        (limits.MARKDOWN_TEXT_IN_ALL, models.MarkdownBlock.text_max_length),
        (limits.OPTION_TEXT, models.Option.label_max_length),
        (limits.OPTION_VALUE, models.Option.value_max_length),
        (limits.CONFIRM_TITLE, models.ConfirmObject.title_max_length),
        (limits.CONFIRM_TEXT, models.ConfirmObject.text_max_length),
        (limits.CONFIRM_ANSWER, models.ConfirmObject.deny_max_length),
        (limits.ACTION_ID, elements.InteractiveElement.action_id_max_length),
        (limits.PLACEHOLDER, elements.InputInteractiveElement.placeholder_max_length),
        (limits.BUTTON_TEXT, elements.ButtonElement.text_max_length),
        (limits.BUTTON_VALUE, elements.ButtonElement.value_max_length),
        (limits.BUTTON_URL, elements.ButtonElement.url_max_length),
        (limits.SELECT_OPTIONS, elements.StaticSelectElement.options_max_length),
        (limits.OPTION_GROUPS, elements.StaticSelectElement.option_groups_max_length),
        (limits.OVERFLOW_OPTIONS, elements.OverflowMenuElement.options_max_length),
        (limits.VIEW_TITLE, View.title_max_length),
        (limits.VIEW_BUTTON, View.submit_max_length),
        (limits.VIEW_BLOCKS, View.blocks_max_length),
        (limits.PRIVATE_METADATA, View.private_metadata_max_length),
        (limits.CALLBACK_ID, View.callback_id_max_length),
    ],
)
def test_a_limit_is_the_one_that_the_sdk_checks(ours: int, theirs: int) -> None:
    assert ours == theirs
