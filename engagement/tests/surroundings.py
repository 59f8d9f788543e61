"""A partnership set up in full, in which every name and text tells whose it is, for tests of what leaks.

Words of the partnership begin with `JointZq`, those of the utility's internal matter with `InnerZq`, so that one of
them stands in a page only when what it belongs to does.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone
from PIL import Image

from agreements.models import Commitment
from agreements.services.drafting import state_interests
from agreements.services.signing import put_out_for_signature
from agreements.tests import cast as agreed
from conftest import LONG_AGO, Cast, give_role, make_person
from engagement.choices import PlanQuestion
from engagement.models import MailedDraft, Report, TakeHomeBrief
from engagement.services.contractors import carry_over
from engagement.services.interactions import Heads, count_heads, log_interaction
from engagement.services.inviting import plan_and_invite
from engagement.services.mailing import make_address
from engagement.services.plan_sharing import share_plan
from engagement.services.plans import add_plan_action, answer_plan_item
from engagement.services.reports import request_report
from engagement.services.sheets import open_sheet, sign
from engagement.services.sponsors import ask_for_briefing, send_sponsor_message
from engagement.services.stages import set_stage
from engagement.services.take_home import edit_brief, note_briefed, publish_brief
from engagement.services.targets import name_targets
from engagement.services.traction import take_snapshots
from partnering import access
from partnering.choices import RoleKind, Sector
from partnering.models import (
    Action,
    Handover,
    HandoverItem,
    ImportFile,
    Meeting,
    Membership,
    Merge,
    Organisation,
    Person,
    Position,
    RecordSuggestion,
    SignIn,
    Unit,
)
from partnering.repeating import Way, rule_of
from partnering.services.action_answers import give_back
from partnering.services.action_batches import change_together
from partnering.services.actions import add_action
from partnering.services.agendas import add_item
from partnering.services.attendances import Presence, note_attendance
from partnering.services.decisions import decide
from partnering.services.files import attach_file
from partnering.services.handovers import hand_over
from partnering.services.identity_providers import set_up_provider
from partnering.services.import_jobs import confirm_import, keep_import_file, work_on_import
from partnering.services.import_undo_jobs import ask_for_undo
from partnering.services.logos import set_logo
from partnering.services.meeting_series import repeat_meeting
from partnering.services.meetings import day_of, invite, plan_meeting
from partnering.services.merges import merge_people
from partnering.services.minutes import publish_minutes, take_action, write_minutes
from partnering.services.notes import add_note
from partnering.services.phases import choose_life_cycle
from partnering.services.saved_views import save_view
from partnering.services.sign_ins import note_sign_in
from partnering.services.tags import set_tags
from partnering.services.waivers import waive_finding
from partnering.together import Ask, What
from readiness.choices import WayKind, Whom
from readiness.framework_drafts import draft_of
from readiness.framework_files import REVIEW, built_in
from readiness.models import Campaign, Counting, Evidence, Invitation
from readiness.services.evidence import add_evidence
from readiness.services.following import take_on
from readiness.services.frameworks import framework_version
from readiness.services.outcomes import reckon_outcome, write_outcome
from readiness.services.own_frameworks import begin_next_version, make_framework, publish_framework
from readiness.services.reviews import ReviewAsking, draft_review
from readiness.services.sharing import share_result
from readiness.services.survey_imports import import_survey, keep_survey_file, map_words
from readiness.services.tokens import token_of
from readiness.services.ways import open_way
from readiness.tests import builders as surveys

JOINT, INTERNAL = b"jointzq", b"innerzq"


@dataclass
class World:
    """The cast with everything that a partnership can have; `things` are keyed as the table of routes names them."""

    cast: Cast
    things: dict[str, list[list[Any]]] = field(default_factory=dict)
    token: str = ""
    spent_token: str = ""
    sign_in_key: str = ""
    sheet_token: str = ""
    hidden: Person | None = None


def strangers(cast: Cast) -> None:
    """People who must see nothing: a former member's lead, somebody without a role, somebody suspended."""
    former = Organisation.objects.create(name="Former Member", sector=Sector.OTHER)
    Membership.objects.create(
        partnership=cast.partnership, organisation=former, joined_on=LONG_AGO, left_on=date(2024, 6, 1)
    )
    people = {
        "gina": make_person(former, "Gina"),
        "hugo": make_person(cast.outsider, "Hugo"),
        "ivan": make_person(cast.agency, "Ivan"),
        "jo": make_person(cast.utility, "Jo"),
    }
    give_role(people["gina"], RoleKind.PARTNERING_LEAD, None)
    give_role(people["gina"], RoleKind.SENIOR_SPONSOR, cast.partnership)
    give_role(people["jo"], RoleKind.SENIOR_SPONSOR, cast.partnership)
    people["jo"].user.is_active = False
    people["jo"].user.save()
    cast.people |= people
    cast.users |= {name: person.user for name, person in people.items()}


def fill(cast: Cast) -> World:
    """Everything that a partnership can have, named by whose it is."""
    world = World(cast)
    _rename(cast)
    _logo(cast)
    _staff(world)
    _account(world)
    _readiness(world)
    _agreement(world)
    _engagement(world)
    _sponsor(world)
    _actions(world)
    _meetings(world)
    _beside(world)
    take_snapshots(on=access.today())
    _report(world)
    world.things["history"] = [
        ["partnering.partnership", cast.partnership.pk],
        ["partnering.person", world.hidden.pk],
        ["engagement.interaction", world.things["interaction"][1][0]],
    ]
    return world


def _rename(cast: Cast) -> None:
    cast.partnership.name, cast.partnership.purpose = "JointZqpartnership", "JointZqpurpose"
    cast.partnership.save()
    cast.group.name, cast.group.purpose = "JointZqgroup", "JointZqgrouppurpose"
    cast.group.save()
    for name in ("utility", "university", "agency"):
        organisation = getattr(cast, name)
        organisation.name = f"JointZq{name}"
        organisation.save()
    cast.unit.name = "InnerZqunit"
    cast.unit.save()
    for name in ("bo", "dana", "fola"):
        Person.objects.filter(pk=cast.people[name].pk).update(name=f"JointZq{name}", job_title="JointZqtitle")
    for name in ("amina", "chidi"):
        Person.objects.filter(pk=cast.people[name].pk).update(name=f"InnerZq{name}", job_title="InnerZqtitle")
    for person in cast.people.values():
        person.refresh_from_db()


def _staff(world: World) -> None:
    """Staff of the utility, unknown to partners, and units with a number of people that occurs nowhere else."""
    cast = world.cast
    below = Unit.objects.create(organisation=cast.utility, name="InnerZqlower", parent=cast.unit)
    for number, person in enumerate(surveys.staff(cast.utility, 7, unit=below)):
        person.name, person.email = f"InnerZqperson{number}", f"innerzq{number}@innerzqstaff.example"
        person.save()
        world.hidden = person
    choose_life_cycle(partnership=cast.partnership, slug="four-phases", by=cast.users["fola"], on=LONG_AGO)
    until = access.today() + timedelta(days=30)
    left = {"partnership": cast.partnership, "subject": "", "until": until}
    joint = waive_finding(
        **left, check="one manager", finding="JointZqfinding", reason="JointZqreason", by=cast.users["fola"]
    )
    internal = waive_finding(
        **left,
        check="plan late",
        finding="InnerZqfinding",
        reason="InnerZqreason",
        by=cast.users["amina"],
        organisation=cast.utility,
    )
    world.things["waiver"] = [[joint.pk], [internal.pk]]
    world.things["finding"] = [[cast.partnership.slug, f"no sponsor~member {cast.university.pk}"]]
    cast.partnership.checklist.update(text="JointZqchecklist", owner=cast.people["bo"])
    leaver = make_person(cast.utility, "InnerZqleaver")
    handover = hand_over(
        person=leaver, reason="leaving", on=access.today(), successors={}, by=cast.users["amina"]
    )
    waiting = Handover.objects.create(person=leaver, reason="away", on=access.today())
    HandoverItem.objects.create(handover=waiting, kind="role", subject_id=1, what="InnerZqrole")
    move = Position.objects.create(
        person=cast.people["chidi"], job_title="InnerZqcoming", level="staff", started_on=date(2999, 1, 1)
    )
    suggestion = RecordSuggestion.objects.create(person=cast.people["chidi"], note="InnerZqnote")
    Position.objects.create(
        person=cast.people["bo"], job_title="InnerZqpast", level="staff", ended_on=LONG_AGO
    )
    seat = cast.group.seats.get()
    role = cast.people["bo"].roles.get()
    world.things |= {
        "organisation": [[one.pk] for one in (cast.utility, cast.university, cast.agency)],
        "unit": [[cast.unit.pk], [below.pk]],
        "person": [[cast.people[name].pk] for name in ("amina", "bo")] + [[world.hidden.pk]],
        "partnership": [[cast.partnership.slug]],
        "membership": [[cast.partnership.memberships.get(organisation=cast.utility).pk]],
        "checklist item": [[cast.partnership.checklist.first().pk]],
        "group": [[cast.group.pk]],
        "seat": [[seat.pk]],
        "move": [[move.pk]],
        "suggestion": [[suggestion.pk]],
        "handover": [[handover.pk], [waiting.pk]],
        "people": [[cast.people["amina"].pk, cast.people["chidi"].pk]],
        "organisations": [[cast.utility.pk, cast.university.pk]],
        "pair": [["person", cast.people["amina"].pk, cast.people["chidi"].pk]],
        "merge": [[_merged(cast).pk]],
        "role": [[role.pk], [cast.people["amina"].roles.get().pk]],
    }
    file = keep_import_file(
        by=cast.users["amina"],
        name="InnerZqfile.csv",
        content=b"organisation,name\nInnerZqimported,InnerZqimported\n",
    )
    work_on_import(pk=file.pk, now=timezone.now())
    view = save_view(
        listing="people", query="q=InnerZqsearch", name="InnerZqview", shared=True, by=cast.users["amina"]
    )
    world.things |= {"saved view": [[view.pk]], "list": [["people"]]}
    world.things["import"] = [[file.pk]]
    world.things["import carried out"] = [[_carried_out(cast).pk]]


def _carried_out(cast: Cast) -> ImportFile:
    """An import that was looked at for its undo, of which something would stay."""
    file = keep_import_file(
        by=cast.users["amina"],
        name="InnerZqfile.csv",
        content=b"organisation,unit\nInnerZqstewarded,InnerZqdepot\n",
    )
    work_on_import(pk=file.pk, now=timezone.now())
    confirm_import(file=ImportFile.objects.get(pk=file.pk))
    work_on_import(pk=file.pk, now=timezone.now())
    Unit.objects.filter(name="InnerZqdepot").update(name="InnerZqstore")
    ask_for_undo(file=file)
    work_on_import(pk=file.pk, now=timezone.now())
    return ImportFile.objects.get(pk=file.pk)


def _logo(cast: Cast) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(picture, "PNG")
    set_logo(organisation=cast.utility, content=picture.getvalue(), by=cast.users["amina"])


def _account(world: World) -> None:
    """A lead's passkey, and a browser in which they are signed in."""
    user = world.cast.users["amina"]
    passkey = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "InnerZqpasskey", "credential": {}}
    )
    sign_in = note_sign_in(user=user, session_key="elsewhere", user_agent="", now=timezone.now())
    SignIn.objects.filter(pk=sign_in.pk).update(browser="InnerZqbrowser")
    world.sign_in_key = set_up_provider(
        organisation=world.cast.utility,
        issuer="http://127.0.0.1:1/InnerZqissuer",
        client_id="InnerZqclient",
        secret="InnerZqsecret",
        domains="innerzq.example",
        by=user,
    ).key
    world.things |= {"passkey": [[passkey.pk]], "sign-in": [[sign_in.pk]]}


def _merged(cast: Cast) -> Merge:
    """Somebody of the utility's staff who was there twice."""
    first, second = (
        Person.objects.create(organisation=cast.utility, name=f"InnerZq{name}") for name in ("twin", "double")
    )
    return merge_people(kept=first, gone=second, by=cast.users["amina"])


def _readiness(world: World) -> None:
    """A shared result, one kept to oneself, and an open survey with two answers."""
    cast = world.cast
    shared = surveys.closed_survey(cast.utility, title="InnerZqsharedtitle")
    sharing = share_result(
        campaign=shared, partnership=cast.partnership, by=cast.users["amina"], on=access.today()
    )
    kept = surveys.start(cast.utility, title="InnerZqkeptsurvey", framework="six-attributes")
    _answer(kept, 6)
    kept = surveys.close(kept)
    take_on(
        campaign=kept, area="skills", title="InnerZqtakenon", owner=None, due_on=None, by=cast.users["amina"]
    )
    running = surveys.start(cast.utility, title="InnerZqopensurvey", opening_text="InnerZqopening")
    _answer(running, 2)
    waiting = Invitation.objects.get(campaign=running, person=world.hidden)
    world.token = token_of(waiting)
    world.spent_token = token_of(Invitation.objects.filter(campaign=running, answered=True)[0])
    for kind in WayKind.values:
        open_way(campaign=running, kind=kind, people=40, by=cast.users["amina"])
    everything = [shared, kept, running]
    draft = surveys.draft(cast.utility, title="InnerZqdraftsurvey", framework="engagement-plan")
    reviews = _reviews(cast)
    asking = ReviewAsking("JointZqreviewdraft", Whom.EVERYBODY, access.today(), access.today())
    planned = draft_review(partnership=cast.partnership, asking=asking, by=cast.users["fola"])
    world.things |= {
        "campaign": [[one.pk] for one in everything],
        "survey draft": [[draft.pk]],
        "survey preview": [[one.pk, 1] for one in everything],
        "advice": [[one.pk, one.framework_version.framework.areas[0].key, 0] for one in everything],
        "way to answer": [[running.pk, kind] for kind in WayKind.values],
        "own survey": [[running.pk]],
        "sharing": [[sharing.pk]],
        "evidence": [[_evidence(cast).pk]],
        "review": [[one.pk] for one in (*reviews, planned)],
        "review draft": [[planned.pk]],
        "review preview": [[one.pk, 1] for one in (*reviews, planned)],
        "advice of a review": [[one.pk, one.framework_version.framework.areas[0].key, 0] for one in reviews],
        "counting": [[_counted(cast).pk]],
        **_imported(cast),
        **_frameworks(cast),
        "token": [[world.token], [world.spent_token]],
        "token area": [[world.token, 1]],
        "token astray": [[world.token, ")."]],
    }


def _counted(cast: Cast) -> Campaign:
    """A survey of the utility whose counting was given up."""
    day = date(2024, 5, 1)
    campaign = Campaign.objects.create(
        organisation=cast.utility,
        framework_version=framework_version("six-attributes"),
        title="InnerZqcounted",
        opens_on=day,
        closes_on=day,
        launched_on=day,
        counting_since=timezone.now(),
    )
    Counting.objects.create(campaign=campaign, day=day, failure="InnerZqfailure")
    return campaign


def _reviews(cast: Cast) -> list[Campaign]:
    """A closed relationship review of the partnership, and an open one."""
    day = access.today()
    given = {
        "partnership": cast.partnership,
        "framework_version": framework_version(REVIEW),
        "launched_on": date(2024, 5, 1),
        "opens_on": date(2024, 5, 1),
        "asked": 9,
        "population": 9,
    }
    closed = Campaign.objects.create(
        **given, title="JointZqreview", closes_on=date(2024, 5, 9), closed_on=date(2024, 5, 9)
    )
    answers = {question.key: 3 for question in built_in(REVIEW).questions}
    sheet = {
        "answers": answers,
        "unit": cast.utility.pk,
        "level": "",
        "comment": "JointZqneed",
        "person": None,
    }
    write_outcome(reckon_outcome(closed, [dict(sheet) for _each in range(6)]))
    running = Campaign.objects.create(**given, title="JointZqrunning", closes_on=day + timedelta(days=9))
    return [closed, running]


def _imported(cast: Cast) -> dict[str, list[list[Any]]]:
    """A survey of the utility that came from another tool, and a file that waits to be imported."""
    question = built_in("engagement-plan").questions[0].text
    lead = cast.users["amina"]
    given = {"organisation": cast.utility, "framework": "engagement-plan", "by": lead}
    rows = "".join("4,InnerZqremark\n" for _each in range(6))
    kept = keep_survey_file(name="InnerZqold.csv", content=f'"{question}",Comment\n{rows}'.encode(), **given)
    map_words(kept=kept, words={"4": "4"}, units={}, levels={})
    day = date(2024, 3, 1)
    campaign = import_survey(
        kept=kept, title="InnerZqimported", opens_on=day, closes_on=day, asked=9, by=lead
    )
    waits = keep_survey_file(
        name="InnerZqwaits.csv", content=f'"{question}",Unit\n4,InnerZqword\n'.encode(), **given
    )
    return {"survey import": [[waits.pk]], "imported campaign": [[campaign.pk]]}


def _evidence(cast: Cast) -> Evidence:
    """Evidence of the utility's own, assessed by somebody without a role."""
    today = access.today()
    return add_evidence(
        organisation=cast.utility,
        framework="engagement-plan",
        area=built_in("engagement-plan").areas[0].key,
        title="InnerZqevidence",
        note="InnerZqevidencenote",
        link="https://innerzq.example/",
        level=5,
        assessed_by=cast.people["chidi"],
        assessed_on=today - timedelta(days=400),
        stale_on=today - timedelta(days=1),
        by=cast.users["amina"],
    )


def _frameworks(cast: Cast) -> dict[str, list[list[Any]]]:
    """A framework of the utility's own: published once, with a draft of the next version."""
    draft = draft_of(built_in("engagement-plan")) | {"introduction": "InnerZqintroduction"}
    draft["translations"] = {}
    draft["areas"][0]["name"] = "InnerZqarea"
    draft["areas"][0]["questions"][0]["text"] = "InnerZqquestion"
    user = cast.users["amina"]
    own = make_framework(organisation=cast.utility, name="InnerZqframework", draft=draft, by=user)
    version = publish_framework(own=own, by=user, on=access.today())
    begin_next_version(own=own, by=user)
    area = draft["areas"][0]
    return {
        "own framework": [[own.pk]],
        "framework preview": [[own.pk, 1]],
        "framework file": [[own.pk, "toml"], [own.pk, "csv"]],
        "framework version": [[version.pk]],
        "framework version file": [[version.pk, "toml"], [version.pk, "csv"]],
        "framework area": [[own.pk, area["key"]]],
        "framework question": [[own.pk, area["questions"][0]["key"]]],
    }


def _answer(campaign: Campaign, number: int) -> None:
    surveys.answer(campaign, number, 3, comment="InnerZqcomment")


def _agreement(world: World) -> None:
    """An agreement in force, one out for signature and a draft, with commitments and interests."""
    cast, lead = world.cast, world.cast.users["fola"]
    words = {name: f"JointZq{name}" for name in ("purpose", "scope", "principles", "governance")}
    signed = agreed.in_force(cast, title="JointZqsigned", **words)
    waits = put_out_for_signature(agreement=agreed.draft(cast, title="JointZqwaits", **words), by=lead)
    draft = agreed.draft(cast, title="JointZqdraft", **words)
    state_interests(
        agreement=draft, organisation=cast.utility, text="JointZqinterest", by=cast.users["amina"]
    )
    Commitment.objects.update(text="JointZqcommitment")
    every = (signed, waits, draft)
    versions = [one.current_version() for one in every]
    world.things |= {
        "agreement": [[one.pk] for one in every],
        "agreement party": [[one.pk, cast.utility.pk] for one in every],
        "party": [[pk] for pk in draft.parties.values_list("pk", flat=True)],
        "signatory": [[one.signatories.order_by("pk")[0].pk] for one in versions],
        "commitment": [[one.commitments.get().pk] for one in (signed, draft)],
    }


def _engagement(world: World) -> None:
    """Interactions, the plan, targets."""
    cast, lead, today = world.cast, world.cast.users["amina"], access.today()
    given = {"partnership": cast.partnership, "held_on": today - timedelta(days=3), "by": lead}
    people = [cast.people[name] for name in ("bo", "chidi", "dana")]
    joint = log_interaction(
        **given, kind="workshop", title="JointZqworkshop", notes="JointZqnotes", people=people
    )
    internal = log_interaction(
        **given,
        kind="briefing",
        title="InnerZqbriefing",
        notes="InnerZqnotes",
        people=[cast.people["chidi"]],
        organisation=cast.utility,
    )
    count_heads(interaction=joint, heads=Heads(cast.utility, 7, cast.unit), by=lead)
    sheet = open_sheet(thing=joint, first_day=today, last_day=today, by=lead)
    sign(sheet=sheet, name="InnerZqsigned", email="x@innerzqstaff.example")
    make_address(partnership=cast.partnership, by=lead)
    draft = MailedDraft.objects.create(
        partnership=cast.partnership, owner=lead, title="InnerZqmailed", held_on=today, key="x"
    )
    world.sheet_token = sheet.token()
    for question in PlanQuestion:
        answer_plan_item(
            organisation=cast.utility,
            question=question,
            answer="InnerZqanswer",
            by=lead,
            owner=cast.people["chidi"],
            due_on=today - timedelta(days=40),
        )
    special = answer_plan_item(
        organisation=cast.utility,
        question=PlanQuestion.SKILLS,
        partnership=cast.partnership,
        answer="InnerZqanswerhere",
        evidence="InnerZqevidence",
        link="https://innerzq.example/evidence",
        by=lead,
        owner=cast.people["chidi"],
    )
    add_plan_action(item=special, title="InnerZqplanaction", owner=None, due_on=today, by=lead)
    for sharing in (cast.utility, cast.university):
        share_plan(organisation=sharing, partnership=cast.partnership, questions=PlanQuestion.values, by=None)
    named = name_targets(partnership=cast.partnership, organisation=cast.utility, units=[cast.unit], by=lead)
    chidi = cast.people["chidi"]
    setting = set_stage(
        partnership=cast.partnership, person=chidi, stage="informed", reason="InnerZqreasonofstage", by=lead
    )
    world.things |= {
        "target": [[named[0].pk]],
        **_briefing(cast),
        "set stage": [[setting.pk]],
        "person in a partnership": [[cast.partnership.slug, chidi.pk]],
        "interaction": [[joint.pk], [internal.pk]],
        "sheet": [[sheet.pk]],
        "mailed draft": [[draft.pk]],
        "participant": [[one.pk, cast.people["chidi"].pk] for one in (joint, internal)],
        "question": [[cast.utility.pk, PlanQuestion.SKILLS.value]],
        **_contractors(cast),
        "question here": [[cast.partnership.slug, PlanQuestion.SKILLS.value]],
        "plan item": [[special.pk]],
    }


def _contractors(cast: Cast) -> dict[str, list[list[Any]]]:
    """What the utility asks of a contractor, and what it is asked as one itself."""
    lead = cast.users["amina"]
    ours = Organisation.objects.create(name="InnerZqcontractor", contractor_of=cast.utility)
    asked = carry_over(
        principal=cast.utility, contractor=ours, question=PlanQuestion.TOOLS, asks="InnerZqasks", by=lead
    )
    answer_plan_item(
        organisation=ours, question=PlanQuestion.TOOLS, carried=asked, answer="InnerZqtheiranswer", by=None
    )
    principal = Organisation.objects.create(name="InnerZqprincipal")
    Organisation.objects.filter(pk=cast.utility.pk).update(contractor_of=principal)
    cast.utility.refresh_from_db()
    here = carry_over(
        principal=principal,
        contractor=cast.utility,
        question=PlanQuestion.TOOLS,
        asks="InnerZqasked",
        by=None,
    )
    answer_plan_item(
        organisation=cast.utility,
        question=PlanQuestion.TOOLS,
        carried=here,
        answer="InnerZqanswered",
        owner=cast.people["chidi"],
        by=lead,
    )
    return {
        "contractor's question": [[cast.utility.pk, ours.pk, PlanQuestion.CONTRACTORS.value]],
        "carried question": [[asked.pk]],
        "carried here": [[here.pk]],
    }


def _briefing(cast: Cast) -> dict[str, list[list[Any]]]:
    """A briefing to come inside the utility, to which somebody is invited."""
    begins = timezone.now() + timedelta(days=3)
    made, _invited = plan_and_invite(
        partnership=cast.partnership,
        organisation=cast.utility,
        title="InnerZqbriefinginside",
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        time_zone="UTC",
        place="InnerZqroom",
        people=[cast.people["chidi"]],
        by=cast.users["amina"],
    )
    return {"briefing": [[made.pk]], "briefing invitation": [[made.invitations.get().pk]]}


def _sponsor(world: World) -> None:
    """What the utility's sponsor wrote to everybody and to their own people, and asked of the manager and the lead."""
    given = {"partnership": world.cast.partnership, "by": world.cast.users["bo"]}
    written = [
        send_sponsor_message(audience="everybody", subject="JointZqsubject", text="JointZqwords", **given),
        send_sponsor_message(audience="ours", subject="InnerZqsubject", text="InnerZqwords", **given),
    ]
    soon = access.today() + timedelta(days=10)
    asked = [
        ask_for_briefing(
            asked_from="manager", about="Of the manager: JointZqbrief me", wanted_by=soon, **given
        ),
        ask_for_briefing(asked_from="lead", about="Of our lead: InnerZqbrief me", wanted_by=soon, **given),
    ]
    world.things |= {
        "sponsor message": [[one.pk] for one in written],
        "briefing request": [[one.pk] for one in asked],
    }


def _actions(world: World) -> None:
    """Late actions, joint and internal."""
    cast, late = world.cast, access.today() - timedelta(days=20)
    joint = add_action(
        title="JointZqaction",
        notes="JointZqactionnotes",
        organisation=cast.utility,
        partnership=cast.partnership,
        group=cast.group,
        owner=cast.people["bo"],
        due_on=late,
        by=cast.users["fola"],
    )
    internal = add_action(
        title="InnerZqaction",
        notes="InnerZqactionnotes",
        organisation=cast.utility,
        owner=cast.people["chidi"],
        due_on=late,
        by=cast.users["amina"],
    )
    world.things["action"] = [[joint.pk], [internal.pk]]
    returned = add_action(
        title="JointZqreturned",
        organisation=cast.utility,
        partnership=cast.partnership,
        owner=cast.people["bo"],
        by=cast.users["fola"],
    )
    given_back = give_back(
        action=returned, person=cast.people["bo"], named=cast.people["chidi"].email, note="InnerZqgivenback"
    )
    batch = change_together(pks=[internal.pk], ask=Ask(What.SHIFT, days=-1), by=cast.users["amina"])
    world.things["change of many"] = [[batch.pk]]
    world.things["action given back"] = [[given_back.pk]]


def _meetings(world: World) -> None:
    """A meeting to come with an agenda, and one of yesterday with published minutes."""
    cast, by, now = world.cast, world.cast.users["fola"], timezone.now()
    given = {"group": cast.group, "time_zone": "Europe/London", "by": by, "place": "JointZqplace"}
    begun, soon = now - timedelta(days=1), now + timedelta(days=9)
    over, ahead = (
        plan_meeting(title="JointZqmeeting", starts_at=one, ends_at=one + timedelta(hours=1), **given)
        for one in (begun, soon)
    )
    invite(meeting=ahead, people=[cast.people["chidi"]], by=by)
    rule = rule_of(Way.WEEKS, day_of(ahead), every=1, until=None, count=2)
    repeat_meeting(meeting=ahead, rule=rule, by=by)
    item = add_item(meeting=ahead, text="JointZqpoint", by=by)
    note_attendance(meeting=over, rows=[Presence(cast.people["dana"], True)], by=by)
    write_minutes(meeting=over, minutes="JointZqminutes", by=by)
    decision = decide(meeting=over, text="JointZqdecision", by=by)
    action = take_action(meeting=over, title="JointZqtodo", organisation=cast.utility, by=by)
    publish_minutes(meeting=over, by=by)
    world.things |= {
        "meeting": [[ahead.pk], [over.pk]],
        "brief": _briefs(cast, over, ahead),
        "agenda item": [[item.pk]],
        "invitation to a meeting": [[one.pk] for one in ahead.attendances.all()],
        "decision": [[decision.pk]],
        "action of a meeting": [[action.pk]],
    }


def _briefs(cast: Cast, over: Meeting, ahead: Meeting) -> list[list[int]]:
    """A draft and a published brief of the utility, told to somebody."""
    lead = cast.users["amina"]
    draft = TakeHomeBrief.objects.create(meeting=ahead, organisation=cast.utility, text="InnerZqdraft")
    brief = TakeHomeBrief.objects.get(meeting=over, organisation=cast.utility)
    edit_brief(brief=brief, text="InnerZqbrief", by=lead)
    publish_brief(brief=brief, by=lead)
    note_briefed(brief=brief, people=[cast.people["chidi"]], by=lead)
    return [[draft.pk], [brief.pk]]


def _beside(world: World) -> None:
    """Notes, files and tags of the utility, for itself and for all partners."""
    cast, lead = world.cast, world.cast.users["amina"]
    action = Action.objects.get(title="JointZqaction")
    notes, attached = [], []
    for thing, joint, word in (
        (cast.partnership, True, "JointZq"),
        (cast.partnership, False, "InnerZq"),
        (action, False, "InnerZq"),
        (cast.people["chidi"], False, "InnerZq"),
    ):
        notes.append(add_note(thing=thing, text=f"{word}note", joint=joint, by=lead))
        content = f"{word}filecontent".encode()
        attached.append(
            attach_file(thing=thing, name=f"{word}file.txt", content=content, joint=joint, by=lead)
        )
        set_tags(thing=thing, names=["InnerZqtag"], by=lead)
    world.things |= {
        "beside": [[one.kind, one.thing_pk] for one in notes],
        "note": [[one.pk] for one in notes],
        "attachment": [[one.pk] for one in attached],
    }


def _report(world: World) -> None:
    """The utility's own report; making a real one takes a second."""
    report = request_report(partnership=world.cast.partnership, by=world.cast.users["amina"])
    Report.objects.update(state=Report.State.DONE, pdf=b"InnerZqpdf", finished_at=timezone.now())
    world.things["report"] = [[report.pk]]
