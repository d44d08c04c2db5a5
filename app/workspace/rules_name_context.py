"""Whether a word that is a name, too, means somebody here: "asked Mark", not "Mark as resolved".

Only what is likely counts: a wrong replacement hides a fact, and the name of a person who is meant
stands in the record anyway.
"""

import re

from app.workspace.rules_folding import Folded
from app.workspace.rules_name_words import HARDLY_WORDS

_REACH = 60
_CALLED = re.compile(
    r"(?:^|[^\w'’])(?:ask(?:ed|ing|s)?|ping(?:ed|ing|s)?|cc|thanks|thank you|thx|hey|hi|hello"
    r"|t(?:ell|old)|invited?|joined by|help(?:ed)? (?:from|by)|paired with|assigned to"
    r"|(?:hand(?:ed|ing)?|gave|given|over|back)(?: it)?(?: over)? to|according to|paged?"
    r"|talked (?:to|with)|spoke (?:to|with)|call(?:ed|ing)?|reported by|led by|said by|owned by"
    r"|preguntó a|frag(?:t|te|en)?|danke|gracias)[,:]? @?$"
)
_ADDRESSED = re.compile(
    r"\s*(?:$|[,.!?;:)]|(?:to|about|if|whether|who|when|again|for (?:the|a|an|his|her|their))\b)"
)
_ACTS = re.compile(
    r"(?:['’]s)? (?:(?:has|have|had|is|was|also|then|already|now|later|both|first|and i|and we)"
    r" )*(?:says?|said|asks?|asked|thinks?|thought|saw|sees|notice[sd]|confirm(?:s|ed) |joined"
    r"|suggest(?:s|ed)|t(?:ells|old)|wrote|writes|called|knows|knew|mention(?:s|ed)|agree[sd]"
    r"|believe[sd]|wants|wanted|tried|offer(?:s|ed)|answered|replied|explained|recall(?:s|ed)"
    r"|remember(?:s|ed)|decide[sd]|looked|looks into|went|came back|on call|away|asleep|on it"
    r"|looking|checking|joining|investigating|driving|leading|working on|watching|writing|asking"
    r"|forgot|did(?:n['’]t| not))\b"
)
_DEEDS = re.compile(
    r" (?:has |had |then |also |already )*(?:\w{2,}ed|ran|set|put|made|rolled|wrote|drove|began"
    r"|sent|kept|led|found|took|got|gave|built|brought)(?: back| out| up| down| off| over| on)?"
    r" (?:it|the|a|an|our|his|her|their|that|this|both|all|two|three|us|me|them|every\w*|\d|`)"
)
_ASKED = re.compile(
    r"[,:] (?:can|could|would|will|please|thanks|thank|are you|do you|did you|have you|what|how)\b"
)
_ROLE = (
    r"(?:the (?:(?:other|new) )?(?:lead|scribe|facilitator)|communications"
    r"|an?(?:other)? (?:responder|participant|colleague))"
)
_COMPANY = re.compile(rf"(?: and | &amp; |/|, )(?:i|we|me|{_ROLE})\b")
_WITH_ROLE = re.compile(rf"\b{_ROLE}(?: and | &amp; |/)$")
_OWNS = re.compile(
    r"['’]s (?!(?:a|an|the|not|out|off|back|down|up|been|gone|still|now|fine|ok|done|over|full"
    r"|too|very|here|there|about|that)\b)\w"
)
_NOT_AFTER = re.compile(
    r"(?:^|\W)(?:the|a|an|this|that|our|your|my|their|his|her|its|no|any|each|every|one|two|press"
    r"|pressed|click|clicked|choose|chose|button|tab|menu|in|on|of|since|until|during|then|called"
    r"|named|as|or|at|set|use|used|using|add|added|next|last|first)\s[*_~\"“'‘(]?$"
)
_WITHIN = re.compile(r"[\w,)]\s$")
_NOT_BEFORE = re.compile(
    r"\s(?:as|the|a|an|it|all|them|that|this|these|those|period|button|page|tab|team|service"
    r"|cluster|queue|server|job|street|api|db|database|region|board|dashboard|event|day|time|be"
    r"|not|have|queries|query|host|node|pods?|bank|center|city|state)\b|\s?[\d=%]|[-_/]\w"
)
_RAISED_NEXT = re.compile(r"\s[A-Z]")


def is_meant(shown: Folded, start: int, end: int) -> bool:
    """Whether the ordinary word at this place stands for a person."""
    before, after = _around(shown, start, end)
    if not shown.is_raised(start):
        return bool(_CALLED.search(before) and _ADDRESSED.match(after))
    if end - start > 1 and shown.is_in_capitals(start, end):
        return False
    if _CALLED.search(before) or _acts(after) or _WITH_ROLE.search(before):
        return True
    if shown.text[start:end] in HARDLY_WORDS:
        return not _NOT_BEFORE.match(after)
    if not _WITHIN.search(before) or _NOT_AFTER.search(before) or _NOT_BEFORE.match(after):
        return False
    return not _RAISED_NEXT.match(shown.original, shown.span(start, end)[1])


def may_be_initials(shown: Folded, start: int, end: int) -> bool:
    """Whether two or more capitals are what somebody is called by: they act, own or are asked."""
    before, after = _around(shown, start, end)
    if _NOT_AFTER.search(before):
        return False
    return bool(_CALLED.search(before) and _ADDRESSED.match(after)) or _acts(after)


def _acts(after: str) -> bool:
    return any(each.match(after) for each in (_ACTS, _DEEDS, _ASKED, _COMPANY, _OWNS))


def _around(shown: Folded, start: int, end: int) -> tuple[str, str]:
    return shown.text[max(0, start - _REACH) : start], shown.text[end : end + _REACH]
