"""People's names that are ordinary words too, in lower case and without accents."""

from app.language.units import FUNCTION_WORDS

_WORDS = """
abe ace amber angel apollo art ash athena atlas basil bill bob bud buck cal carol cassandra chance
chase chip chuck clay cliff cole consul crystal dale dan dash dawn dean dell dick dom don drew duke
earl eve faith fern flora frank gene ginger glen grace grant gus guy harmony harry hazel heath hera
hermes holly hope hunter ira iris ivy jack jade jasmine jay jean jenkins joy julia julian juno kafka
ken kit lance lane lan levi lily lux mac mack mark marsh mason mat max mercury miles nat nick norm
oasis odin olive otto page pam park parker pascal pat patch pearl penny peg phoenix pierce piper
price puppet ram ray rich rob robin rocky rod rose ruby rusty sage sal sam sandy scout seth sid sky
skip sol sonny stone storm sue tab tad tag terry thor tim trace trey van vic victor violet wade watt
will young zen zeus
long short white black brown green gray grey king knight cook baker carpenter cooper fisher turner
walker weaver wood woods bell bush field ford fox hall hill house land mills moon poole rice rivers
snow story street swift waters wells winter strong sharp small little best love law bond cash case
power nova hector ada elm lee banks barker barr bird booth branch bridges brooks burns butler byrd
carter cannon chandler church clerk cloud coleman cross curry day drake english falls farmer flynn
foreman francis freeman friend gates glass gold good goodwin hammer hand hardy hart head heart hood
horn horton hunt keys kirk ladd lamb locke lord major manning marks mercer miller mister model
monk moody moss nation noble page palmer parish patience paine peace pike pitt plant plummer
pope porter post potter pound prince proctor pugh queen quick rain read reed regal rider ring roach
rush sampson savage sawyer self sellers sharpe shepherd shields silver singer singh skinner smart
solomon spears spence stack stamp stark steel stokes stout summers sun temple thorn trigger true
underwood vale vance vault viva wall ward ware wares waterman watt webb west wheeler wild wiley wise
wolf worth wren wright york
"""
_ELSEWHERE = """
north south east west april may june august summer autumn sunday monday friday paris london sydney
austin dallas virginia georgia carolina dakota florence frankfurt england france ireland holland
china india israel jordan chad brooklyn madison berlin tokyo oregon ohio
admin api backend billing bot checkout cloud contractor core data database design dev eng
engineer engineering finance frontend growth head hr identity incident infra infrastructure intern
it legal manager marketing mobile network nurse on oncall ooo ops out payments pm platform product
principal qa remote root sales search sec security senior junior service shop sre staff storage
support system team test tech user vacation vp web
new other another lead leader scribe responder communications colleague facilitator participant
reviewer she her hers he him his they them theirs ze
i me my we us our you your amp lt gt
de del della der den di da do dos du el la le les van von bin ibn al st
dr mr mrs ms phd jr sr ii iii
"""
_ACRONYMS = """
ac ad ai am ap ar aws az bi ca cc cd cdn ci cm cms cpu cs cv db dba dc dd de dl dm dms dns dr ds ec
eks eod eol esb eta etl eu fe fp fs ga gb gc gcp gke gpu gw ha hd hq hr http id ide iis io iot ip
is it jit js jvm kb kms kv la lan lb lcm lts mb mc md mfa ml mr ms mtb nas nat nfs nic no ns ny oidc
ok on oom os ot pc pdf pi pm pr ps qa qb qps ram rc rds rfc rpc rpm rps rr rs sa sd sdk se sf sla
sli slo sm sms sns sql sqs sre ssd ssh ssl sso st sv tb tcp td tf tls tm tpm ts ttl tv tz ua udp ui
uk up us ux va vip vm vp vpc vpn wal wan wip wp xl xml yml
"""
_NAMES = """
abe bob carol dan eve gus harry ira jay jean ken levi lily nick otto pam rob sam seth sid terry tim
vic
"""

WORDS_TOO = frozenset(_WORDS.split()) - frozenset(_ELSEWHERE.split())
"""Taken for a name only where the writing says so: "asked Mark", not "set a mark"."""

HARDLY_WORDS = frozenset(_NAMES.split())
"""Of these, the ones that with a capital are hardly ever anything but a name."""

NEVER_ALONE = frozenset(_ELSEWHERE.split()) | (FUNCTION_WORDS - WORDS_TOO)
"""Places, months, kinds of work and small words: replaced only as part of a full name."""

ACRONYMS = frozenset(_ACRONYMS.split())
"""Nobody's initials, unless the writing says so."""
