"""A recorded incident told again by people on a stage, doing only what a person can do in Slack.

File format: app/scenarios/split-topology-2018.json, key `format`. What the bot has no gesture for
yet is left out, and noted with the reason.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app import rewinding
from app.retelling_forms import open_fields, options_saying, press_in_letters, submit
from app.reviews.views import POST_SUMMARY
from app.reviews.views_facilitator import ACCEPT
from app.reviews.views_reflections import MORE_QUESTIONS
from app.sandbox import inputs
from app.sandbox.people import Person
from app.sandbox.world import Channel
from app.stage import Stage

Event = Mapping[str, Any]


class Retelling:
    """One recording on one stage, which may be any other's too.

    `later_by` is how much later than recorded everything happens. `move_in`, then
    `choose_facilitator` once the bot is there, then `tell` every event, in order.
    """

    def __init__(
        self, recording: Event, stage: Stage, *, later_by: timedelta = timedelta()
    ) -> None:
        self.events: Sequence[Event] = recording["events"]
        self.left_out: list[str] = []
        self._recording = recording
        self._stage = stage
        self._later_by = later_by
        self._messages: dict[str, tuple[str, str]] = {}
        self._incident: Channel | None = None
        self._is_kept_before = False
        self._deeds: Mapping[str, Callable[[Person, Event], Awaitable[None]]] = {
            "message": self._say,
            "thread_reply": self._reply,
            "reaction": self._react,
            "edit": self._edit,
            "delete": self._delete,
            "status": self._change_status,
            "role": self._change_role,
            "command": self._command,
            "modal": self._modal,
        }
        self._forms: Mapping[str, Callable[[Person, Event], Awaitable[frozenset[str]]]] = {
            "decision": self._decide,
            "handoff": self._hand_over,
            "reflection": self._reflect,
            "factor": self._find,
            "change": self._change,
        }

    @property
    def incident_channel(self) -> Channel:
        """The incident's channel; LookupError before there is one."""
        if self._incident is None:
            raise LookupError("The recording starts no incident.")
        return self._incident

    @property
    def place(self) -> Channel:
        """Where people talk now: where they were before, or the incident's channel once there is
        one; only after `move_in`.
        """
        return self._incident or self._before

    def due_at(self, event: Event, now: datetime) -> datetime:
        """When it happens on this stage. What `now` has overtaken happens now, and all that follows
        as much later.
        """
        due_at = recorded_at(event) + self._later_by
        if due_at < now:
            self._later_by += now - due_at
        return max(due_at, now)

    def move_in(self) -> None:
        """The recorded people, and the channel where they were talking; those who are there from
        an earlier telling stay.
        """
        slack = self._stage.slack
        known = slack.slack.world.users
        self._people = [
            slack.person(one["id"])
            if one["id"] in known
            else slack.add_person(one["name"], id=one["id"], title=one["role"])
            for one in self._recording["people"]
        ]
        self._people[0].user.is_admin = True  # and so may choose the settings
        before = self._recording["channel"]
        if slack.slack.world.channel_named(before["name"]) is None:
            self._before = slack.add_channel(before["name"], id=before["id"], members=self._people)
        else:
            self._before = slack.add_channel(self._free_name(before["name"]), members=self._people)

    async def pass_time(self, moment: datetime) -> None:
        """Let it be `moment`; if its review is before that, it takes place."""
        own = [self._incident.id] if self._incident else []
        await rewinding.pass_time(self._stage, moment, own)

    async def choose_facilitator(self) -> str:
        """As an operator would on the first day: name who can facilitate, besides those named, and
        the time zone they all look at, if the recording knows it.
        """
        chosen = [one["assignee"] for one in self.events if one.get("role") == "facilitator"]
        person = self._people[0]
        await person.command("/incident settings", channel="general")
        named = dict.fromkeys([*_chosen(person, "facilitators"), *chosen])
        zone = self._recording["people"][0].get("tz")
        await person.submit({"facilitators": list(named)} | ({"time_zone": zone} if zone else {}))
        await person.close_modal()
        await self._stage.settled()
        return f"{person.user.real_name} names who can facilitate"

    async def tell(self, event: Event) -> str:
        """Have it happen now, and wait until the bot has done its part; one line that says what it
        was.
        """
        left_out = len(self.left_out)
        await self._deeds[event["kind"]](self._stage.slack.person(event["user"]), event)
        await self._stage.settled()
        if len(self.left_out) > left_out:
            return f"Left out: {self.left_out[-1]}"
        return self._line(event)

    def _line(self, event: Event) -> str:
        who = self._stage.slack.person(event["user"]).user.real_name
        match event["kind"]:
            case "message" | "thread_reply" | "edit":
                return f"{who}: {event['text']}"
            case "reaction":
                return f"{who} reacts with :{event['reaction']}:"
            case "status":
                return f"{who} sets the status: {event['status']}"
            case "role":
                return f"{who} changes the {event['role']}"
            case "delete":
                return f"{who} deletes a message"
            case _:
                return f"{who} types /incident {event.get('text') or event['intent']}"

    def _free_name(self, name: str) -> str:
        taken = {channel.name for channel in self._stage.slack.channels}
        numbered = (f"{name}-{n}" for n in range(2, len(taken) + 3))
        return next(one for one in numbered if one not in taken)

    async def _say(self, person: Person, event: Event) -> None:
        place = await self._joined(person)
        self._messages[event["id"]] = (place.id, await person.say(place.id, event["text"]))

    async def _reply(self, person: Person, event: Event) -> None:
        place, ts = self._messages[event["thread_of"]]
        await self._joined(person)
        await self._said(
            event, self._stage.slack.channel(place), person.reply(place, ts, event["text"])
        )

    async def _said(self, event: Event, place: Channel, deed: Awaitable[str]) -> None:
        self._messages[event["id"]] = (place.id, await deed)

    async def _react(self, person: Person, event: Event) -> None:
        if event["target"] not in self._messages:
            self._leave_out(event, f"“{event['target']}” was left out")
            return
        await self._joined(person)
        place, ts = self._messages[event["target"]]
        await person.react(place, ts, event["reaction"])
        self._is_kept_before |= event["reaction"] in self._recording["reaction_meanings"]

    async def _edit(self, person: Person, event: Event) -> None:
        await person.edit(*self._messages[event["target"]], event["text"])

    async def _delete(self, person: Person, event: Event) -> None:
        await person.delete(*self._messages[event["target"]])

    async def _change_status(self, person: Person, event: Event) -> None:
        if event["status"] == "resolved":
            await self._resolve(person, event)
            return
        await self._type(person, f"/incident status {event['status']} {event['text']}")

    async def _resolve(self, person: Person, event: Event) -> None:
        """The text's last sentence tells what users met, the others what ended it."""
        *ended, met = event["text"].split(". ")
        await self._type(person, "/incident resolve")
        await person.submit({"impact": met, "eased_by": ". ".join(ended) + "."})

    async def _change_role(self, person: Person, event: Event) -> None:
        if event["role"] == "lead":
            name = self._stage.slack.person(event["assignee"]).user.name
            await self._type(person, f"/incident lead @{name}")
            if person.modal is not None:  # where things stood is not in the recording
                await person.close_modal()
        elif event["role"] == "facilitator":
            await self._change_facilitator(person, self._stage.slack.person(event["assignee"]))
        else:
            self._leave_out(event, f"no command for the role {event['role']} yet")

    async def _change_facilitator(self, person: Person, named: Person) -> None:
        """Whoever is named says yes, if they are asked."""
        await self._type(person, f"/incident facilitator @{named.user.name}")
        await self._stage.settled()
        await press_in_letters(named, ACCEPT)

    async def _command(self, person: Person, event: Event) -> None:
        if event["intent"] == "start_review":
            await self._start(person, event["payload"])
        elif event["intent"] == "request_summary":
            await self._type(person, "/incident summary")
            await self._stage.settled()
            await person.click_in_modal(POST_SUMMARY)
            await person.close_modal(whole_stack=True)
        else:
            self._leave_out(event, f"no command for {event['intent']} yet")

    async def _start(self, person: Person, payload: Mapping[str, str]) -> None:
        """Where people have kept messages already, so that these count; else in a new channel."""
        known = {channel.id for channel in self._stage.slack.channels}
        here = "here " if self._is_kept_before else ""
        line = f'/incident start {here}"{payload["title"]}" {payload["severity"]}'
        await person.command(line, channel=self._before.id)
        await person.submit({"severity": payload["severity"]})
        await self._stage.settled()
        opened = [channel for channel in self._stage.slack.channels if channel.id not in known]
        ours = [one for one in opened if not one.is_direct and person.id in one.members]
        self._incident = next(iter(ours), self._before)

    async def _modal(self, person: Person, event: Event) -> None:
        fill_in = self._forms.get(event["intent"])
        if fill_in is None:
            self._leave_out(event, f"no form for a {event['intent']} yet")
            return
        ignored = await fill_in(person, event["payload"])
        if ignored:
            self._leave_out(event, f"not asked for there: {', '.join(sorted(ignored))}")

    async def _decide(self, person: Person, told: Event) -> frozenset[str]:
        await self._type(person, f"/incident decision {told['summary']}")
        return await submit(person, {name: told[name] for name in told if name != "summary"})

    async def _hand_over(self, person: Person, told: Event) -> frozenset[str]:
        receiver = self._stage.slack.person(told["to"]).user.name
        await self._type(person, f"/incident handoff @{receiver}")
        state, questions = told["state"], told["open_questions"]
        values = {"subject": told["what"], "state": state, "questions": questions}
        return await submit(person, values)

    async def _reflect(self, person: Person, told: Event) -> frozenset[str]:
        """A form asks what suits one's part; who has more to say asks for the other questions."""
        await self._type(person, "/incident reflect")
        if not open_fields(person) >= told.keys():
            await person.click_in_modal(MORE_QUESTIONS)
            await self._stage.settled()
        return await submit(person, told)

    async def _find(self, person: Person, told: Event) -> frozenset[str]:
        """With the entries that say the recorded words as its evidence."""
        await self._type(person, f"/incident finding {told['description']}")
        said = [self._said_in(each) for each in told["evidence"]]
        evidence = options_saying(person, "evidence", said)
        values = {"kind": "factor", "category": told["category"], "evidence": evidence}
        return await submit(person, values)

    async def _change(self, person: Person, told: Event) -> frozenset[str]:
        """It answers the factor that the recording names."""
        await self._type(person, f"/incident change {told['summary']}")
        factor = self._recorded(told["factor"])["payload"]["description"]
        values = {
            "factors": options_saying(person, "factors", [factor]),
            "strength": told["strength"],
            "owner": told["owner"],
            "due_on": told["due"],
        }
        return await submit(person, values)

    def _recorded(self, event_id: str) -> Event:
        return next(event for event in self.events if event["id"] == event_id)

    def _said_in(self, event_id: str) -> str:
        """What a recorded event says in its newest version."""
        event = self._recorded(event_id)
        edits = [
            one for one in self.events if (one["kind"], one.get("target")) == ("edit", event_id)
        ]
        told = event.get("payload", {})
        return str((edits or [event])[-1].get("text") or told.get("summary") or told.get("what"))

    async def _type(self, person: Person, line: str) -> None:
        place = await self._joined(person)
        await person.command(line, channel=place.id)

    async def _joined(self, person: Person) -> Channel:
        place = self.place
        if person.id not in place.members:
            await person.join(place.id)
        return place

    def _leave_out(self, event: Event, reason: str) -> None:
        what = event.get("intent") or event["kind"]
        self.left_out.append(f"{event['at']}  {what} {event['id']}: {reason}")


def recorded_at(event: Event) -> datetime:
    """When it happened, in UTC."""
    return datetime.fromisoformat(event["at"])


def _chosen(person: Person, block_id: str) -> list[str]:
    """The people whom a field of the open form names already."""
    if person.modal is None:
        return []
    (state,) = inputs.view_values(person.modal)[block_id].values()
    return list(state["selected_users"])
