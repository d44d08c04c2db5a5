"""Every screen of every feature, drawn from the samples: plain ones, and the extremes.

`SCREENS` is the registry that the contract tests walk; a public view function that is not in it
fails them. Drawing all takes seconds, so import this where a test runs, not where it is collected.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle

from slack_sdk.models.views import View

from app.doctor import views as doctor_views
from app.drafting.answer import Answer as ModelAnswer
from app.drafting.answer import Said
from app.error_handler import OUR_FAULT, SLACK_DID_NOT_ANSWER, message_for
from app.errors import UserError
from app.followups import views as followup_views
from app.followups import views_forms as followup_forms
from app.followups import views_list as followup_lists
from app.followups import views_look_backs as followup_look_backs
from app.followups import views_moves as followup_moves
from app.followups import views_reminders as followup_reminders
from app.followups.rules import draft_of
from app.followups.rules_reminders import Occasion
from app.home import views as home_views
from app.home import views_digest, views_shelves
from app.home.rules_home import LISTED as HOME_LISTED
from app.home.rules_home import Home, Page, Shelf, Turn
from app.incidents import views as incident_views
from app.incidents import views_forms as incident_forms
from app.learning import views as learning_views
from app.learning import views_patterns
from app.privacy import views as privacy_views
from app.privacy import views_forgetting
from app.reviews import views as review_views
from app.reviews import (
    views_brief,
    views_calibration,
    views_facilitator,
    views_findings,
    views_findings_page,
    views_groups,
    views_page,
    views_participants,
    views_past,
    views_poll,
    views_prepare,
    views_reading,
    views_reflections,
    views_rewind,
    views_schedule,
    views_stops,
)
from app.reviews.rules_finding_forms import (
    PER_PAGE,
    Adding,
)
from app.reviews.rules_findings import Tally
from app.reviews.rules_next_step import Besides
from app.reviews.rules_rewind import MOST_STOPS
from app.slack.blocks import Message
from app.slack.ids import ChannelId
from app.slack.mrkdwn import NOTHING, Mrkdwn, plain
from app.summaries import views as summary_views
from app.summaries import (
    views_anniversary,
    views_checklist,
    views_corrections,
    views_export,
    views_held,
    views_notes,
    views_preview,
    views_shared,
    views_title,
    views_versions,
)
from app.summaries.rules_anniversary import Anniversary, Became, Lesson
from app.summaries.rules_checklist import Facts, Item
from app.summaries.rules_corrections import Difference, OwnWords, SectionsPage
from app.summaries.rules_document import Document, SectionKey
from app.summaries.rules_draft import ModelDraft
from app.summaries.rules_draft_facts import facts_of
from app.summaries.rules_drafting import accepted
from app.summaries.telling import generate, told_by_rules
from app.summaries.views import SummaryMessages
from app.summaries.views_corrections import SectionContext, SectionForm
from app.summaries.views_versions import Earlier
from app.timeline import views as timeline_views
from app.timeline import (
    views_decisions,
    views_entries,
    views_handoffs,
    views_hooks,
    views_system,
    views_wording,
)
from app.timeline import views_sync as sync_views
from app.timeline.queries_decisions import LISTED_AT_MOST
from app.timeline.rules_entries import (
    REMOVED,
    Draft,
    Place,
)
from app.timeline.rules_hooks import HOOKS_MAX
from app.timeline.rules_sync import DELETIONS, EDITS, MARKS_OFF, MARKS_ON
from app.timeline.rules_wording import Passage
from app.timeline.views_entries import EntryContext
from app.vocabulary import (
    ChannelState,
    FactorGroup,
    FollowUpState,
    Holds,
    Letter,
    PollQuestion,
    ReviewDepth,
    ReviewState,
    Severity,
)
from app.wording import views as wording_views
from app.workspace import views as workspace_views
from app.workspace import views_letters, views_log, views_webhook
from app.workspace.rules_marks import DEFAULT_MARKS
from tests.factories import ALICE, BOB, CAROL, NOW, ts
from tests.samples import (
    ASKING,
    AT_ENTRY,
    BARE,
    BOARDS,
    BRIEFS,
    BROUGHT,
    CARRIED,
    CHANGED,
    CHANGES,
    CHECKLISTS,
    CHOICES,
    CORRECTED,
    CROWD,
    DECISIONS,
    DIGESTS,
    DONE,
    DONE_CHANGES,
    EARLIER,
    ENTRIES,
    EVERY_ENTRY,
    FINDINGS,
    FORM_CONTEXT,
    FORMS_TO_NOTE,
    FOUND,
    GIVEN,
    HANDED,
    HELD,
    HELP,
    HERE,
    HOOK_BASE,
    HOOKS,
    INCIDENTS,
    KEEPINGS,
    LENGTHY,
    LIGHT_WALK,
    LISTINGS,
    LONG,
    NOT_TAKEN,
    NOTED,
    NOTES,
    ODD,
    OFFERS,
    OPENED,
    OWN_MARKS,
    OWN_PARTS,
    OWN_READINGS,
    OWNED,
    PAGES,
    PATTERNS,
    PROPOSALS,
    READINGS,
    REPORTS,
    RESOLVED,
    RESULTS,
    REVIEWS,
    REWINDS,
    SETTING_CHANGES,
    SHEETS,
    SHELF_PAGES,
    SHELVES,
    SHOUTED,
    SHOUTING,
    SO_FAR,
    STEPS,
    STILL_OPEN,
    STRANGE,
    SUGGESTED,
    TOO_MUCH,
    TRANSITIONS,
    TYPED_LONG,
    UNPREPARED,
    URLS,
    WALKS,
    WRITTEN,
    Screen,
    a_change,
    a_finding,
    a_finding_page,
    a_findings_page,
    a_hook,
    a_review,
    a_rewind,
    a_stop,
    a_walk,
    an_editable,
    an_entry,
    an_incident,
)
from tests.unit.summaries.stories import entry as kept_entry
from tests.unit.summaries.stories import marks, recorded, recorded_story, story

DOCUMENTS: tuple[Document, ...] = (
    generate(recorded_story(recorded())),
    generate(story()),
    generate(
        story([kept_entry(1, SHOUTED), kept_entry(2, ODD, marks=marks(star=2))], title=SHOUTED)
    ),
    generate(
        story(
            [kept_entry(n, f"Choice {n}: {LONG}", marks=marks(scales=1)) for n in range(1, 60)],
            title=LONG,
            impact=LONG,
        )
    ),
    generate(
        story([kept_entry(1), kept_entry(2)], findings=tuple(FOUND), changes=tuple(CHANGED)),
        Facts(),
    ),
)

DRAFTED_STORY = story(
    [kept_entry(1, "Queue grew."), kept_entry(2, "Imports paused.", marks=marks(star=2))]
)


def worded(*, is_read: bool = False) -> Document:
    """A summary that a language model worded: it was told only that."""
    told = facts_of(told_by_rules(DRAFTED_STORY), DRAFTED_STORY.cast().names)
    said = [Said(text=told.by_id[one].texts[0], facts=[one]) for one in ("E1", "E2")]
    lines = accepted(ModelAnswer(what_happened=said), told, DRAFTED_STORY).lines
    document = generate(replace(DRAFTED_STORY, draft=ModelDraft(lines)))
    read = document.drafted_digests() if is_read else frozenset[str]()
    draft = ModelDraft(lines, read, "owner of the write-up", NOW)
    return generate(replace(DRAFTED_STORY, draft=draft))


DOCUMENTS += (worded(), worded(is_read=True))

COMING_BACK = tuple(
    Anniversary(channel=ChannelId(f"C0N{n}"), due_at=NOW, asked_by=ALICE) for n in range(25)
)

BECAME = tuple(
    Became(text=text, state=state, holds=holds)
    for text in (Mrkdwn("Add a limit"), LONG, SHOUTED)
    for state, holds in (
        (FollowUpState.OPEN, None),
        (FollowUpState.DONE, None),
        *((FollowUpState.DONE, each) for each in Holds),
    )
)

LESSONS = tuple(
    Lesson(
        label=f"INC-{10**9}",
        review=10**9,
        document=document,
        url=url,
        shared_at=NOW,
        changes=changes,
    )
    for document in DOCUMENTS[1:]
    for url in (None, "https://acme.slack.com/archives/C0INC/p1")
    for changes in ((), BECAME[:3], BECAME[6:9], BECAME[12:])
)

SECTIONS_PAGES = [
    SectionsPage(
        incident=incident,
        review_id=3,
        may_correct=may,
        asked=ALICE,
        corrections=corrections,
        own=own,
        saved=saved,
    )
    for incident in (an_incident(), LENGTHY, SHOUTING)
    for may in (True, False)
    for corrections in ({}, CORRECTED)
    for own in ((), tuple(OwnWords(n, n, SHOUTED if n % 2 else LONG) for n in range(1, 30)))
    for saved in (None, SectionKey.IN_SHORT, SectionKey.LEARNED, SectionKey.TITLE)
]

SECTION_FORMS = [
    SectionForm(
        incident=incident,
        context=SectionContext(review=3, section=key, seen="0" * 16, revision=2),
        statements=statements,
        is_written=is_written,
        since=since,
        has_earlier=is_written,
        wanted=wanted,
    )
    for incident in (an_incident(), SHOUTING)
    for key in (SectionKey.WHAT_HAPPENED, SectionKey.LEARNED)
    for statements in ((), WRITTEN, TOO_MUCH[:9], TOO_MUCH)
    for is_written, since in ((False, Difference()), (True, Difference(WRITTEN, TOO_MUCH)))
    for wanted in (None, "The queue grew. [1]\n" * 300)
]

QUOTING = summary_views.summary_messages(DOCUMENTS[0])

"""What real people wrote; all that is ours to word is in the others as well."""


def messages(screen: Screen) -> Sequence[View | Message]:
    """A screen as what is sent to Slack, one by one; a line of text is not sent by itself."""
    if isinstance(screen, SummaryMessages):
        return [screen.first, *screen.replies]
    return [] if isinstance(screen, str) else [screen]


SCREENS: Mapping[Callable[..., object], Sequence[Screen]] = {
    message_for: [
        message_for(UserError(sentence))
        for sentence in (OUR_FAULT, SLACK_DID_NOT_ANSWER, "Please name one person.", LONG)
    ],
    doctor_views.doctor_page: [
        doctor_views.doctor_page(report, number) for report in REPORTS for number in (0, 1)
    ],
    doctor_views.doctor_modal: [doctor_views.doctor_modal(report) for report in REPORTS],
    home_views.help_page: [
        home_views.help_page(HELP, DEFAULT_MARKS),
        home_views.help_page(HELP, OWN_MARKS, unknown="frobnicate"),
    ],
    home_views.home_page: [
        home_views.home_page(Home()),
        home_views.home_page(Home(), stuck=1),
        *(home_views.home_page(Home(), followup_lists.my_changes(each, BOB)) for each in OWNED),
        *(
            home_views.home_page(
                Home(
                    incidents=Page(shelves[Shelf.OPEN][:HOME_LISTED], has_more=True),
                    steps=Page(shelves[Shelf.STEPS][:HOME_LISTED], has_more=True),
                    coming=Page(shelves[Shelf.COMING][:HOME_LISTED], has_more=True),
                    shared=Page(shelves[Shelf.SHARED][:HOME_LISTED], has_more=True),
                ),
                followup_lists.my_changes(OWNED[-1], BOB),
                stuck=12,
            )
            for shelves in SHELVES
        ),
    ],
    views_shelves.shelf_page: SHELF_PAGES,
    views_shelves.shelf_modal: [
        views_shelves.shelf_modal(Turn(shelf, 2), Page(lines, has_more=True))
        for shelves in SHELVES
        for shelf, lines in shelves.items()
    ],
    views_digest.digest_post: [views_digest.digest_post(one) for one in DIGESTS],
    learning_views.search_results: [
        learning_views.search_results(typed, results)
        for typed in (Mrkdwn("index queue"), SHOUTED)
        for results in RESULTS
    ],
    incident_views.card: [
        incident_views.card(incident, DEFAULT_MARKS, earlier)
        for incident in INCIDENTS
        for earlier in ((), EARLIER)
    ],
    views_patterns.patterns_page: [
        views_patterns.patterns_page(found, page) for found in PATTERNS for page in (0, 1, 99)
    ],
    views_patterns.patterns_modal: [
        views_patterns.patterns_modal(found, page) for found in PATTERNS for page in (0, 1)
    ],
    views_patterns.patterns_post: [
        views_patterns.patterns_post(found) for found in PATTERNS if found.sections
    ],
    views_patterns.picture_line: [views_patterns.picture_line(found) for found in PATTERNS],
    views_patterns.picture_on_its_way: [views_patterns.picture_on_its_way()],
    incident_views.topic: [incident_views.topic(incident, DEFAULT_MARKS) for incident in INCIDENTS],
    incident_views.announcement: [incident_views.announcement(incident) for incident in INCIDENTS],
    incident_views.transition_line: [
        incident_views.transition_line(an_incident(), transition) for transition in TRANSITIONS
    ],
    incident_views.incident_list: [
        incident_views.incident_list([]),
        incident_views.incident_list([an_incident()]),
        incident_views.incident_list(INCIDENTS),
        incident_views.incident_list([LENGTHY] * 20),
    ],
    incident_views.channel_trouble: [
        incident_views.channel_trouble(replace(incident, channel_state=state))
        for incident in (an_incident(), LENGTHY, STRANGE, SHOUTING, NOT_TAKEN)
        for state in (
            ChannelState.ARCHIVED,
            ChannelState.LEFT,
            ChannelState.GONE,
            ChannelState.REFUSED,
        )
    ],
    incident_forms.start_form: [
        incident_forms.start_form(NOTHING, declarer=ALICE),
        incident_forms.start_form(LONG, declarer=ALICE, severity=Severity.NEAR_MISS),
        incident_forms.start_form(ODD, declarer=ALICE, carried=CARRIED),
        incident_forms.start_form(SHOUTED, declarer=ALICE, severity=Severity.SEV1),
        incident_forms.start_form(NOTHING, declarer=ALICE, carried=HERE),
    ],
    incident_views.where_it_is: [
        incident_views.where_it_is(one, earlier) for one in INCIDENTS for earlier in ((), EARLIER)
    ],
    views_decisions.decision_form: [
        views_decisions.decision_form(incident, words)
        for incident in INCIDENTS
        for words in (NOTHING, LONG, ODD)
    ],
    views_decisions.explain_form: [views_decisions.explain_form(each) for each in DECISIONS],
    views_decisions.asking: [views_decisions.asking(each) for each in DECISIONS],
    views_decisions.decision_list: [
        views_decisions.decision_list(an_incident(), []),
        views_decisions.decision_list(STRANGE, DECISIONS),
        views_decisions.decision_list(LENGTHY, [DECISIONS[1]] * LISTED_AT_MOST),
    ],
    views_decisions.decision_kept: [
        views_decisions.decision_kept(NOW),
        views_decisions.decision_kept(None),
    ],
    views_decisions.explanation_kept: [views_decisions.explanation_kept()],
    views_handoffs.handoff_form: [
        views_handoffs.handoff_form(incident, so_far, receiver=BOB, holds_lead=holds_lead)
        for incident in INCIDENTS
        for so_far in SO_FAR
        for holds_lead in (True, False)
    ],
    views_handoffs.lead_form: [
        views_handoffs.lead_form(incident, SO_FAR[1]) for incident in INCIDENTS
    ],
    views_handoffs.describe_form: [
        views_handoffs.describe_form(an_incident(), so_far, GIVEN[4]) for so_far in SO_FAR
    ],
    views_handoffs.handoff_message: [views_handoffs.handoff_message(given) for given in GIVEN],
    views_handoffs.read_back_form: [views_handoffs.read_back_form(given) for given in GIVEN],
    views_handoffs.had_already: [views_handoffs.had_already(given) for given in GIVEN],
    views_handoffs.nudge_receiver: [views_handoffs.nudge_receiver(given) for given in GIVEN],
    views_handoffs.nudge_giver: [views_handoffs.nudge_giver(given) for given in GIVEN],
    incident_forms.state_form: [incident_forms.state_form(incident) for incident in INCIDENTS],
    incident_forms.severity_form: [
        incident_forms.severity_form(incident) for incident in INCIDENTS
    ],
    timeline_views.timeline_page: [timeline_views.timeline_page(page) for page in PAGES],
    timeline_views.entry_line: [
        timeline_views.entry_line(entry, "https://acme.slack.com/") for entry in ENTRIES
    ],
    timeline_views.saved: [timeline_views.saved()],
    timeline_views.kept: [timeline_views.kept(incident, NOW) for incident in INCIDENTS],
    views_entries.add_form: [
        views_entries.add_form(an_incident()),
        views_entries.add_form(LENGTHY, Place(7, REMOVED, 1000)),
    ],
    views_entries.edit_form: [
        views_entries.edit_form(an_incident(), an_editable(), None, shown=Mrkdwn("It grew.")),
        views_entries.edit_form(RESOLVED, an_editable(), None, shown=Mrkdwn("It grew.")),
        views_entries.edit_form(
            LENGTHY, an_editable(text=TYPED_LONG), None, shown=TYPED_LONG, place=Place(7)
        ),
        views_entries.edit_form(
            STRANGE,
            an_editable(text=ODD, is_removed=True),
            None,
            shown=ODD,
            again=Draft(text=TYPED_LONG),
        ),
        views_entries.edit_form(
            SHOUTING, an_editable(text=NOTHING), None, shown=NOTHING, again=Draft(text=SHOUTED)
        ),
    ],
    views_entries.reword_form: [
        views_entries.reword_form(
            incident, an_editable(text=text), None, shown=text, instead=plain(text)
        )
        for incident in (RESOLVED, LENGTHY)
        for text in (Mrkdwn("It grew."), TYPED_LONG, ODD, SHOUTED)
    ],
    views_wording.passages_to_reword: [
        views_wording.passages_to_reword(incident, [Passage(3, text)] * many)
        for incident in (RESOLVED, LENGTHY)
        for text in (Mrkdwn("It grew."), TYPED_LONG, ODD, SHOUTED)
        for many in (1, 3, 40)
    ],
    views_entries.removed_page: [
        views_entries.removed_page(EntryContext(place=Place(7), is_beneath=beneath, entry=3))
        for beneath in (True, False)
    ],
    views_entries.bring_form: [
        views_entries.bring_form([an_incident()], BROUGHT, an_incident(), Draft(text=ODD)),
        views_entries.bring_form(
            [replace(LENGTHY, id=n) for n in range(21)],
            replace(BROUGHT, author=None, text=TYPED_LONG, label="Robot <&> " * 8),
            replace(LENGTHY, id=3),
            Draft(text=TYPED_LONG, when="2026-03-03 14:05"),
        ),
        views_entries.bring_form([BARE], replace(BROUGHT, author=None), BARE, Draft(text=NOTHING)),
    ],
    timeline_views.noted: [timeline_views.noted(NOW), timeline_views.noted(None)],
    views_hooks.hook_made: [views_hooks.hook_made(hook, HOOK_BASE) for hook in HOOKS],
    views_hooks.hook_renewed: [views_hooks.hook_renewed(hook, HOOK_BASE) for hook in HOOKS],
    views_hooks.hooks_page: [
        views_hooks.hooks_page([]),
        views_hooks.hooks_page([a_hook(id=n, name="n" * 40) for n in range(HOOKS_MAX)]),
    ],
    sync_views.under_way: [sync_views.under_way()],
    sync_views.recovered: [
        sync_views.recovered({}),
        sync_views.recovered({MARKS_ON: 1, EDITS: 1}),
        sync_views.recovered({MARKS_ON: 10**6, MARKS_OFF: 2, EDITS: 3, DELETIONS: 40}),
    ],
    sync_views.suggestions: [
        sync_views.suggestions(an_incident(), SUGGESTED, "https://acme.slack.com/"),
        sync_views.suggestions(BARE, SUGGESTED[:1], "https://acme.slack.com/"),
    ],
    sync_views.kept: [
        sync_views.kept(incident, ts(), "https://acme.slack.com/") for incident in INCIDENTS
    ],
    views_checklist.checklist_page: [
        views_checklist.checklist_page(
            incident, a_review(state=state), found, ALICE, held, tuple(CORRECTED.values())
        )
        for incident in (an_incident(), LENGTHY, STRANGE)
        for state in (ReviewState.SCHEDULED, ReviewState.BUILDING_FORWARD, ReviewState.SHARED)
        for found, held in zip(CHECKLISTS, (HELD, HELD[:1], HELD[-3:]), strict=True)
    ],
    views_held.fact_form: [
        views_held.fact_form(10**9, held, shown=LONG, instead=plain(LONG)) for held in HELD
    ],
    views_checklist.waive_form: [views_checklist.waive_form(10**9, item) for item in Item],
    views_anniversary.bring_back_form: [
        views_anniversary.bring_back_form("INC-7", 10**9, upcoming, usual)
        for upcoming in ((), COMING_BACK[:1], COMING_BACK)
        for usual in (None, ChannelId("C0INC"))
    ],
    views_anniversary.will_come_back: [
        views_anniversary.will_come_back(ChannelId("C0INC"), NOW),
    ],
    views_anniversary.lesson_post: [views_anniversary.lesson_post(one) for one in LESSONS],
    views_anniversary.could_not_come_back: [
        views_anniversary.could_not_come_back(LESSONS[0], ChannelId("C0INC")),
    ],
    views_shared.shared_card: [
        views_shared.shared_card(incident, 10**9, document, "https://acme.slack.com")
        for incident, document in zip(INCIDENTS, cycle(DOCUMENTS[1:]), strict=False)
    ],
    views_shared.taken_back: [views_shared.taken_back(incident) for incident in INCIDENTS],
    review_views.resolve_form: [
        review_views.resolve_form(incident, proposal, now=NOW)
        for incident in INCIDENTS
        for proposal in PROPOSALS
    ],
    views_past.past_form: [
        views_past.past_form(title, proposal, answer_to="https://hooks.slack.com/1")
        for title in (NOTHING, ODD, TYPED_LONG)
        for proposal in PROPOSALS
    ],
    views_schedule.schedule: [
        views_schedule.schedule(
            an_incident(), review, participants, rewind, meeting_link="https://meet.example/reviews"
        )
        for review in (
            *REVIEWS,
            a_review(state=ReviewState.REWINDING),
            a_review(depth=ReviewDepth.LIGHT, length=timedelta(days=2)),
            a_review(state=ReviewState.BUILDING_FORWARD, closed_at=NOW),
            a_review(state=ReviewState.SKIPPED, reason=LONG),
            a_review(state=ReviewState.CALLED_OFF),
            a_review(accepted_at=NOW, facilitator_reason=LONG),
        )
        for participants in ([ALICE], CROWD)
        for rewind in (UNPREPARED, a_rewind(1), DONE)
    ],
    views_facilitator.asked_anew: [
        views_facilitator.asked_anew(incident) for incident in INCIDENTS
    ],
    views_facilitator.asking: [
        views_facilitator.asking(incident, review, by)
        for incident in INCIDENTS
        for review in (a_review(), a_review(depth=ReviewDepth.LIGHT))
        for by in (ALICE, None)
    ],
    views_facilitator.asked: [
        views_facilitator.asked(incident, review, user)
        for incident in INCIDENTS
        for review in (
            a_review(),
            a_review(accepted_at=NOW),
            a_review(state=ReviewState.SKIPPED),
        )
        for user in (ALICE, CAROL)
    ],
    views_facilitator.facilitator_form: [
        views_facilitator.facilitator_form(incident, review, chosen)
        for incident in INCIDENTS
        for review in (a_review(), a_review(facilitator=None), a_review(facilitator_reason=LONG))
        for chosen in (None, BOB)
    ],
    views_facilitator.named: [
        views_facilitator.named(BOB, is_oneself=is_oneself) for is_oneself in (True, False)
    ],
    views_schedule.reschedule_form: [
        views_schedule.reschedule_form(incident, a_review(), offer)
        for incident in INCIDENTS
        for offer in OFFERS
    ],
    views_schedule.skip_form: [views_schedule.skip_form(one, a_review()) for one in INCIDENTS],
    views_schedule.call_off_form: [
        views_schedule.call_off_form(one, a_review()) for one in INCIDENTS
    ],
    views_schedule.light_form: [views_schedule.light_form(one, a_review()) for one in INCIDENTS],
    review_views.agenda_over: [review_views.agenda_over(incident) for incident in INCIDENTS],
    review_views.agenda_message: [
        review_views.agenda_message(an_incident(), review, rewind, still_open)
        for review in REVIEWS
        for rewind, still_open in ((UNPREPARED, ()), (a_rewind(1), STILL_OPEN))
    ],
    views_page.review_page: [
        views_page.review_page(
            incident,
            a_review(state=state, closed_at=closed_at),
            rewind,
            viewer,
            workspace_url="https://acme.slack.com/",
            now=NOW,
        )
        for incident, rewind in zip((an_incident(), LENGTHY, SHOUTING), REWINDS, strict=False)
        for state in ReviewState
        for closed_at in (None, NOW)
        for viewer in (BOB, CAROL)
    ]
    + [
        views_page.review_page(
            LENGTHY,
            a_review(accepted_at=NOW),
            rewind,
            CAROL,
            workspace_url="https://acme.slack.com/",
            now=NOW,
            besides=Besides(has_unread=True, has_changes=False),
        )
        for rewind in REWINDS
    ],
    views_brief.brief_letter: [views_brief.brief_letter(brief) for brief in BRIEFS],
    views_calibration.calibration_letter: [
        views_calibration.calibration_letter(part, url, workspace_url="https://acme.slack.com/")
        for part in OWN_PARTS[1:]
        for url in (None, "https://meet.acme.example/reviews?x=1&y=2")
    ],
    views_calibration.check_page: [
        views_calibration.check_page(part, page) for part in OWN_PARTS for page in (1, 2, 99)
    ],
    views_calibration.correct_form: [
        views_calibration.correct_form(AT_ENTRY, reading.entry, reading.entry.text)
        for reading in OWN_READINGS
    ],
    views_calibration.beside_form: [
        views_calibration.beside_form(AT_ENTRY, reading) for reading in OWN_READINGS
    ],
    views_rewind.waiting_line: [views_rewind.waiting_line(review) for review in REVIEWS],
    views_rewind.park_form: [views_rewind.park_form(a_stop(0))],
    views_rewind.parked: [views_rewind.parked()],
    views_rewind.account_form: [views_rewind.account_form(a_stop(0))],
    views_rewind.account_kept: [views_rewind.account_kept()],
    views_stops.stop_message: [
        views_stops.stop_message(walk, sight)
        for walk in (*WALKS, LIGHT_WALK)
        for sight in walk.sights
    ],
    views_stops.end_message: [
        views_stops.end_message(walk)
        for walk in (*WALKS, LIGHT_WALK, a_walk(a_rewind(0, stops=1, finished_at=NOW)))
    ],
    views_findings.finding_form: [
        views_findings.finding_form(Adding(review=3), []),
        views_findings.finding_form(
            Adding(review=10**9, stop=10**9),
            list(EVERY_ENTRY.values()),
            text=TYPED_LONG,
            evidence=range(1, 21),
            group=FactorGroup.SIGHT,
            left_out=400,
        ),
        views_findings.finding_form(
            Adding(review=3, page=2), [an_entry(text=Mrkdwn("it grew"))], text=SHOUTED
        ),
    ],
    views_findings.reword_form: [
        views_findings.reword_form(OPENED, finding) for finding in FINDINGS
    ],
    views_findings.evidence_form: [
        views_findings.evidence_form(OPENED, finding, entries, left_out=left_out)
        for finding in FINDINGS
        for entries, left_out in (([], 0), (list(EVERY_ENTRY.values()), 400))
    ],
    views_findings.merge_form: [
        views_findings.merge_form(OPENED, a_finding(), []),
        views_findings.merge_form(
            OPENED,
            a_finding(text=LONG),
            [a_finding(id=n, text=Mrkdwn("the queue grows " * n)) for n in range(1, 121)],
        ),
    ],
    views_findings.finding_kept: [
        views_findings.finding_kept(lacks_evidence=lacks) for lacks in (True, False)
    ],
    views_findings_page.findings_page: [
        views_findings_page.findings_page(page)
        for page in (
            a_findings_page(),
            a_findings_page(*FINDINGS),
            a_findings_page(*[FINDINGS[2]] * PER_PAGE, incident=LENGTHY, page=2, pages=3),
            a_findings_page(FINDINGS[1], incident=SHOUTING),
        )
    ],
    views_findings_page.finding_page: [
        views_findings_page.finding_page(a_finding_page(finding, **seen), OPENED)
        for finding in FINDINGS
        for seen in (
            {},
            {"may_reword": False, "may_merge": False, "is_new_to_viewer": True},
        )
    ],
    views_groups.groups_message: [
        views_groups.groups_message(3, list(FactorGroup), []),
        views_groups.groups_message(10**9, [FactorGroup.SIGHT], [FactorGroup.PROCESS]),
        views_groups.groups_message(3, [], list(FactorGroup)),
        views_groups.groups_message(3, [], []),
    ],
    views_poll.poll_message: [
        views_poll.poll_message(3, {}),
        views_poll.poll_message(10**9, dict.fromkeys(PollQuestion, Tally(58, 2))),
    ],
    views_poll.voted: [views_poll.voted(is_first=first) for first in (True, False)],
    views_prepare.prepare_form: [
        views_prepare.prepare_form(
            incident,
            a_review(),
            rewind,
            {n + 1: ENTRIES[n % len(ENTRIES)] for n in range(MOST_STOPS)},
        )
        for incident in (an_incident(), LENGTHY)
        for rewind in (*REWINDS, a_rewind(0, stops=7, reached=-1, started_at=None))
    ],
    views_participants.participants_form: [
        views_participants.participants_form(incident, a_review(), users, has_declined=has_declined)
        for incident in (an_incident(), LENGTHY, SHOUTING)
        for users in ((), (ALICE, BOB), CROWD * 3)
        for has_declined in (True, False)
    ],
    views_participants.declined: [views_participants.declined(a_review())],
    views_participants.came_back: [views_participants.came_back()],
    views_reflections.reflection_letter: [
        views_reflections.reflection_letter(incident, review, has_declined=has_declined)
        for incident in (an_incident(), LENGTHY, SHOUTING, STRANGE)
        for review in (
            a_review(),
            a_review(depth=ReviewDepth.LIGHT),
            a_review(state=ReviewState.SKIPPED),
            a_review(state=ReviewState.CALLED_OFF),
        )
        for has_declined in (True, False)
    ],
    views_reflections.reflection_form: [
        views_reflections.reflection_form(sheet, "0" * 32) for sheet in SHEETS
    ],
    views_reflections.reflections_kept: [views_reflections.reflections_kept()],
    views_reading.reading_page: [
        views_reading.reading_page(reading, page) for reading in READINGS for page in (1, 2, 99)
    ],
    views_reading.quote_form: [
        views_reading.quote_form(
            a_review(),
            2**62,
            rewind,
            {n + 1: an_entry(text=Mrkdwn("it grows & grows " * n)) for n in range(MOST_STOPS)},
        )
        for rewind in REWINDS
    ],
    views_prepare.add_stop_form: [
        views_prepare.add_stop_form(a_review(), [], 1, 1),
        views_prepare.add_stop_form(
            a_review(),
            [an_entry(id=n, text=Mrkdwn("the queue grows & grows " * n)) for n in range(100)],
            2,
            3,
        ),
    ],
    summary_views.line: [
        summary_views.line(part, n, statement, document)
        for document in DOCUMENTS
        for part in document.sections
        for n, statement in enumerate(part.statements, start=1)
    ],
    review_views.summary_on_its_way: [review_views.summary_on_its_way()],
    review_views.summary_on_its_way_page: [review_views.summary_on_its_way_page()],
    views_export.files_line: [
        views_export.files_line(an_incident(), lacks_calendar=lacks) for lacks in (False, True)
    ],
    views_export.files_on_their_way: [views_export.files_on_their_way(an_incident())],
    views_preview.preview_opening: [views_preview.preview_opening(an_incident())],
    views_preview.preview_page: [
        views_preview.preview_page(an_incident(), None, DOCUMENTS[1], may_post=False),
        *(
            views_preview.preview_page(an_incident(), each, document, may_post=may_post)
            for each, document, may_post in zip(
                REVIEWS, cycle(DOCUMENTS[1:]), cycle([True, False, True]), strict=False
            )
        ),
    ],
    summary_views.summary_messages: [
        QUOTING,
        *(summary_views.summary_messages(document, 3) for document in DOCUMENTS[1:]),
    ],
    views_corrections.sections_page: [
        views_corrections.sections_page(page) for page in SECTIONS_PAGES
    ],
    views_corrections.section_form: [
        views_corrections.section_form(form) for form in SECTION_FORMS
    ],
    views_title.title_form: [
        views_title.title_form(incident, 10**9) for incident in (an_incident(), LENGTHY, SHOUTING)
    ],
    views_notes.changes_note: [
        views_notes.changes_note(changed)
        for changed in (
            [SectionKey.TITLE],
            [SectionKey.IN_SHORT, SectionKey.LEARNED],
            [*SectionKey][:-1],
        )
    ],
    views_versions.versions_page: [
        views_versions.versions_page(
            SectionContext(review=3, section=SectionKey.LEARNED, seen="0" * 16, revision=2),
            now,
            [
                Earlier(id=n, statements=said, written_at=NOW, by="the facilitator")
                for n, said in zip(range(how_many), cycle([WRITTEN, TOO_MUCH[:9]]), strict=False)
            ],
            is_restored=is_restored,
        )
        for now in (WRITTEN, (), TOO_MUCH[:5])
        for how_many in (1, 2, 30)
        for is_restored in (True, False)
    ],
    views_system.ours: [views_system.ours()],
    views_letters.letters_form: [
        views_letters.letters_form(unsent, muted)
        for unsent in ((), [Letter.BRIEF], tuple(Letter))
        for muted in ((), tuple(Letter))
    ],
    followup_views.changes_message: [followup_views.changes_message(board) for board in BOARDS],
    followup_lists.changes_list: [followup_lists.changes_list(each) for each in LISTINGS],
    followup_lists.changes_page: [followup_lists.changes_page(each) for each in LISTINGS],
    followup_views.change_kept: [
        followup_views.change_kept(one, is_shown=yes, asks_for_verb=not yes)
        for one in CHANGES
        for yes in (True, False)
    ],
    followup_views.owner_letter: [
        followup_views.owner_letter(incident, one, user)
        for incident in (RESOLVED, LENGTHY, SHOUTING)
        for one, user in (*((each, BOB) for each in CHANGES), (HANDED, CAROL))
    ],
    followup_views.taken: [followup_views.taken(one) for one in CHANGES[:3]],
    followup_views.declined: [followup_views.declined(one) for one in (CHANGES[0], CHANGES[3])],
    followup_reminders.reminder: [
        followup_reminders.reminder(incident, one, user, date(2026, 3, 17), occasion)
        for incident in (RESOLVED, LENGTHY, SHOUTING)
        for one, user, occasion in (
            *((each, BOB, Occasion.AHEAD) for each in CHANGES),
            (CHANGES[0], BOB, Occasion.PASSED),
            (a_change(due_on=date(2026, 4, 7)), BOB, Occasion.PASSED),
        )
    ],
    followup_reminders.unanswered: [
        followup_reminders.unanswered(incident, one)
        for incident in (RESOLVED, LENGTHY, SHOUTING)
        for one in CHANGES[:5]
    ],
    followup_reminders.owner_gone: [
        followup_reminders.owner_gone(incident, one)
        for incident in (RESOLVED, LENGTHY, SHOUTING)
        for one in CHANGES[:5]
    ],
    followup_look_backs.look_back: [
        followup_look_backs.look_back(incident, one, ASKING)
        for incident in (RESOLVED, LENGTHY, SHOUTING)
        for one in (CHANGES[0], *DONE_CHANGES)
    ],
    followup_look_backs.answered: [
        followup_look_backs.answered(one, ASKING) for one in DONE_CHANGES
    ],
    followup_look_backs.line_form: [
        followup_look_backs.line_form(one, ASKING) for one in DONE_CHANGES
    ],
    followup_look_backs.reopen_form: [
        followup_look_backs.reopen_form(one, date(2026, 3, 17), steps)
        for one, steps in zip(DONE_CHANGES, STEPS, strict=True)
    ],
    privacy_views.privacy_form: [
        privacy_views.privacy_form(keeping, changed) for keeping, changed in KEEPINGS
    ],
    privacy_views.copy_asked: [privacy_views.copy_asked()],
    privacy_views.copy_line: [privacy_views.copy_line()],
    privacy_views.copy_too_large: [privacy_views.copy_too_large("T012ABC")],
    privacy_views.privacy_kept: [privacy_views.privacy_kept(keeping) for keeping, _ in KEEPINGS],
    privacy_views.deletion_form: [
        privacy_views.deletion_form(name) for name in ("Acme", "W" * 250)
    ],
    views_forgetting.forget_form: [views_forgetting.forget_form(BOB)],
    views_forgetting.forgetting_begun: [views_forgetting.forgetting_begun()],
    views_forgetting.forgotten: [
        views_forgetting.forgotten(counts)
        for counts in ({}, {"places": 1, "texts": 1}, {"places": 212, "answers": 3, "changes": 1})
    ],
    privacy_views.deletion_begun: [privacy_views.deletion_begun()],
    views_webhook.webhook_form: [views_webhook.webhook_form(url) for url in (None, *URLS)],
    views_webhook.webhook_secret: [views_webhook.webhook_secret(url, "s" * 43) for url in URLS],
    views_webhook.webhook_kept: [views_webhook.webhook_kept(url) for url in (None, *URLS)],
    followup_moves.how_form: [followup_moves.how_form(one, STEPS[2]) for one in DONE_CHANGES],
    followup_moves.put_off_form: [
        followup_moves.put_off_form(one, date(2026, 3, 17), steps)
        for one, steps in zip(CHANGES[:4], STEPS, strict=True)
    ],
    followup_moves.hand_over_form: [
        followup_moves.hand_over_form(one, steps) for one in CHANGES[:5] for steps in STEPS
    ],
    followup_moves.reason_form: [followup_moves.reason_form(one, STEPS[3]) for one in CHANGES[:5]],
    followup_moves.done: [followup_moves.done(one) for one in DONE_CHANGES],
    followup_moves.moved: [followup_moves.moved(one) for one in (*CHANGES, *DONE_CHANGES, HANDED)],
    followup_moves.handed_over: [
        followup_moves.handed_over(one, user) for one in CHANGES[:5] for user in (BOB, CAROL)
    ],
    followup_forms.change_form: [
        followup_forms.change_form(board, draft_of(one), FORM_CONTEXT)
        for board in BOARDS
        for one in CHANGES
    ],
    followup_forms.against_form: [
        followup_forms.against_form(board, draft_of(one), FORM_CONTEXT)
        for board in BOARDS
        for one in CHANGES
    ],
    **{
        view: [view(form) for form in NOTED]
        for view in (
            wording_views.form_to_edit,
            wording_views.form_as_written,
            wording_views.form_without_notes,
        )
    },
    wording_views.form_with_note: [
        wording_views.form_with_note(form, note) for form in FORMS_TO_NOTE for note in NOTES
    ],
    wording_views.form_with_suggestion: [
        wording_views.form_with_suggestion(form, text)
        for form in NOTED
        for text in ("What was in view then?", "&" * 5000)
    ],
    views_letters.letter: [views_letters.letter(views_rewind.parked(), kind) for kind in Letter],
    views_letters.muted: [views_letters.muted(kind) for kind in Letter],
    views_letters.unmuted: [views_letters.unmuted(kind) for kind in Letter],
    workspace_views.settings_form: [
        workspace_views.settings_form(choices, marks, model, SETTING_CHANGES[0] if model else None)
        for choices in CHOICES
        for marks in (DEFAULT_MARKS, OWN_MARKS)
        for model in (None, "openai:" + "m" * 300)
    ],
    views_log.settings_log: [
        views_log.settings_log(changes) for changes in ((), SETTING_CHANGES, SETTING_CHANGES * 4)
    ],
    workspace_views.marks_form: [
        workspace_views.marks_form(marks) for marks in (DEFAULT_MARKS, OWN_MARKS)
    ],
    workspace_views.settings_saved: [
        workspace_views.settings_saved(choices) for choices in CHOICES
    ],
}
