"""People's names that are ordinary words too, in lower case."""

_WORDS = """
ace amber angel art basil bill bob bud buck carol chance chase chip chuck clay cliff cole crystal
dale dash dawn dean dell dick don drew duke earl eve faith fern flora frank gene ginger glen grace
grant guy harmony harry hazel heath holly hope hunter iris ivy jack jade jasmine jay jean jenkins
joy julia julian ken kit lance lane levi lily mack mark marsh mason max miles nick norm olive page
park parker pat pearl penny peg pierce piper price ray rich rob robin rocky rod rose ruby rusty
sage sandy scout sky skip sonny stone storm sue terry tim trace van victor violet wade will young
long short white black brown green gray grey king knight cook baker carpenter cooper fisher turner
walker weaver wood woods bell bush field ford fox hall hill house land mills moon poole rice rivers
snow story street swift waters wells winter strong sharp small little best love law bond cash case
power nova hector ada elm lee
"""
_ELSEWHERE = """
north south east west april may june august summer autumn sunday monday friday paris london sydney
austin dallas virginia georgia carolina dakota florence frankfurt england france ireland holland
china india israel jordan chad brooklyn madison admin backend bot cloud data database design dev
engineer engineering frontend infra infrastructure network oncall on-call ops platform product
security service sre support team
"""

WORDS_TOO = frozenset(_WORDS.split())
"""Taken for a name only where the writing says so: "asked Mark", not "set a mark"."""

NEVER_ALONE = frozenset(_ELSEWHERE.split())
"""Places, months and kinds of work: replaced only as part of a full name."""
