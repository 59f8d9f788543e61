"""The ways by which data leaves without being a page: reports, files, mails, panels."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from agreements.models import Agreement
from engagement.models import Interaction, Report
from engagement.services.nudges import nudge
from engagement.services.reports import make_report, request_report
from engagement.tests.surroundings import INTERNAL, JOINT, World
from engagement.tests.test_every_surface import addresses, ask, every_route, leaks, pdf_text, readable
from partnering import access, registry
from partnering.accounts import CODE
from partnering.logs import HideKeys
from partnering.models import (
    Action,
    Attendance,
    Meeting,
    Membership,
    Note,
    Organisation,
    OutgoingMessage,
    Partnership,
    Person,
    WorkingGroup,
)
from partnering.registry import Composed, Suppressed
from partnering.sealing import seal
from partnering.services.calendar_keys import make_calendar_key
from partnering.services.logos import set_logo
from partnering.services.outbox import queue_message
from readiness.models import Evidence


def report_of(world: World, who: str) -> Report:
    report = request_report(partnership=world.cast.partnership, by=world.cast.users[who])
    make_report(pk=report.pk, now=timezone.now())
    report.refresh_from_db()
    return report


def test_the_report_of_another_member_holds_what_is_joint_and_nothing_internal(world):
    text = pdf_text(bytes(report_of(world, "dana").pdf)).lower()

    assert JOINT.decode() in text
    assert INTERNAL.decode() not in text


LISTS = {place.url_name: place.about for place in registry.lists}
TIMELINE = "partnering:timeline"
JOINT_LISTS = """partnering:organisations partnering:people partnering:partnerships partnering:actions
    partnering:every-role partnering:every-seat partnering:every-group partnering:groups partnering:meetings
    partnering:memberships partnering:timeline partnering:partnership-history agreements:agreements
    agreements:every-agreement agreements:commitments agreements:every-commitment engagement:interactions
    engagement:every-interaction"""
"""Those in which a partner finds something; the others hold only one's own."""
EVERYTHING = {"state": "all", "gone": "on", "archived": "on"}


def lists_as_files(client: Any, world: World) -> Iterator[tuple[str, Any]]:
    """Each list with everything in it, as far as the reader may see it, as CSV."""
    for name, about in {**LISTS, TIMELINE: "partnership"}.items():
        for parts in world.things[about] if about else [[]]:
            query = EVERYTHING if name != TIMELINE else {}
            yield name, client.post(reverse(name, args=parts, query=query), {"export": "csv"})


def test_no_file_of_a_list_holds_what_its_reader_may_not_know(client, world):
    for who, words in (("eve", (JOINT, INTERNAL)), ("gina", (JOINT, INTERNAL)), ("dana", (INTERNAL,))):
        client.force_login(world.cast.users[who])
        for name, response in lists_as_files(client, world):
            content = b"".join(response).lower()
            assert not any(word in content for word in words), (who, name)
            if who == "dana" and name in JOINT_LISTS.split():
                assert response["Content-Type"].startswith("text/csv"), name
                assert JOINT in content, name


def test_templates_to_fill_in_hold_nobodys_data(client, world):
    client.force_login(world.cast.users["amina"])

    for name in ("csv", "xlsx"):
        response = client.get(reverse(f"partnering:import-template-{name}"))
        assert not leaks(response, JOINT, INTERNAL)


@pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve", "fola"])
def test_the_rows_that_an_import_or_its_undo_leaves_go_to_nobody_but_its_user(client, world, who):
    client.force_login(world.cast.users[who])

    for route, thing in (("import-bad-rows", "import"), ("import-stays", "import carried out")):
        assert client.get(reverse(f"partnering:{route}", args=world.things[thing][0])).status_code == 404


def composed(message: OutgoingMessage) -> bytes:
    """All that a mail would say; nothing when it would not leave."""
    made = registry.message_composers[message.kind](message)
    if isinstance(made, Composed):
        return f"{made.subject}\n{made.text}\n{made.html}".lower().encode()
    return b""


def mails_by_organisation() -> dict[str, bytes]:
    """What all mails in the outbox would say by now, by whose people would get them."""
    mails: dict[str, bytes] = {}
    for message in OutgoingMessage.objects.select_related("to_person__organisation"):
        owner = message.to_person.organisation.name
        mails[owner] = mails.get(owner, b"") + composed(message)
    return mails


def test_mails_say_to_each_member_what_is_theirs_and_nothing_once_it_has_left(world):
    nudge(now=timezone.now())
    mails = mails_by_organisation()

    assert {b"innerzqaction", b"jointzqaction"} <= set(re.findall(rb"\w+", mails["JointZqutility"]))
    assert INTERNAL not in mails["JointZquniversity"] + mails["JointZqagency"]
    assert not {"Outsider Works", "Former Member"} & mails.keys()

    Membership.objects.filter(organisation=world.cast.utility).update(left_on=access.today())

    later = set(re.findall(rb"\w+", mails_by_organisation()["JointZqutility"]))
    assert b"innerzqaction" in later
    assert not {b"jointzqaction", b"jointzqpartnership", b"jointzqsigned", b"jointzqwaits"} & later


def test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed(world):
    invitation = world.hidden.invitations.latest("pk").pk
    signatory = world.things["signatory"][1][0]
    subjects = [
        ("survey_invitation", invitation),
        ("survey_reminder", invitation),
        ("survey_trial", world.things["survey draft"][0][0]),
        ("survey_trial", world.things["review draft"][0][0]),
        ("survey_not_counted", world.things["counting"][0][0]),
        ("agreement_to_sign", signatory),
        ("handover", world.things["handover"][0][0]),
        ("mailed_draft", world.things["mailed draft"][0][0]),
        ("decisions", world.things["meeting"][1][0]),
        ("briefing_invitation", world.things["briefing invitation"][0][0]),
        ("briefing_cancellation", world.things["briefing invitation"][0][0]),
        ("sponsor_message", world.things["sponsor message"][0][0]),
        ("sponsor_message", world.things["sponsor message"][1][0]),
        ("briefing_request", world.things["briefing request"][0][0]),
        ("briefing_answered", world.things["briefing request"][1][0]),
    ]
    for kind, subject in subjects:
        key = f"forged:{kind}:{subject}"
        message = queue_message(key=key, kind=kind, to_person=world.cast.people["eve"], subject_id=subject)
        assert composed(message) == b"", kind


def test_mails_about_an_account_name_nobody_but_their_reader(world):
    eve = world.cast.people["eve"]
    eve.user.set_unusable_password()
    eve.user.save()
    for kind in ("account_invitation", "password_reset"):
        message = queue_message(key=kind, kind=kind, to_person=eve, subject_id=eve.user.pk)
        text = composed(message)
        assert b"/accounts/password/reset/key/" in text
        assert JOINT not in text
        assert INTERNAL not in text
    details = {
        "login_code": {"sealed": seal("ABCD-EFGH", purpose=CODE)},
        "account_changed": {"what": "password_set"},
    }
    for kind in ("login_code", "account_locked", "account_changed"):
        message = queue_message(
            key=kind, kind=kind, to_person=eve, subject_id=eve.user.pk, details=details.get(kind)
        )
        text = composed(message)
        assert text
        assert JOINT not in text
        assert INTERNAL not in text


def test_no_panel_tells_what_its_reader_may_not_know(world, rf):
    kinds = {
        "organisation": Organisation,
        "person": Person,
        "partnership": Partnership,
        "group": WorkingGroup,
        "action": Action,
        "handover": Person,
        "meeting": Meeting,
        "agreement": Agreement,
        "interaction": Interaction,
        "evidence": Evidence,
    }
    assert {panel.thing for panel in registry.panels} <= kinds.keys()
    for who in ("eve", "gina", "dana"):
        words = (INTERNAL,) if who == "dana" else (INTERNAL, JOINT)
        for panel in registry.panels:
            for one in kinds[panel.thing].objects.all():
                request = rf.get("/")
                request.user = world.cast.users[who]
                context = panel.context(request, one)
                if context is not None:
                    page = get_template(panel.template).render({**context, panel.thing: one}, request)
                    assert not [word for word in words if word in page.lower().encode()], (panel.name, who)


def test_search_and_palette_find_nothing_that_their_reader_may_not_know(world, client):
    words = {"eve": (JOINT, INTERNAL), "gina": (JOINT, INTERNAL), "dana": (INTERNAL,)}
    for who, secret in words.items():
        client.force_login(world.cast.users[who])
        for word in secret:
            for name in ("search", "palette"):
                page = client.get(reverse(f"partnering:{name}"), {"q": word.decode()})
                assert page.context["kinds"] == [], (who, name, word)
                assert not re.findall(word + rb"(?:</mark>)?\w", readable(page)), (who, name, word)
            for kind in registry.searchables:
                of_kind = client.get(reverse("partnering:search"), {"q": word.decode(), "kind": kind.kind})
                assert of_kind.context["page"].paginator.count == 0, (who, kind.kind, word)

    client.force_login(world.cast.users["amina"])
    for word, finds in ((JOINT, 8), (INTERNAL, 5)):
        page = client.get(reverse("partnering:search"), {"q": word.decode()})
        assert len(page.context["kinds"]) >= finds, [kind.searchable.kind for kind in page.context["kinds"]]


def test_a_logo_goes_to_those_who_may_know_the_organisation(client, world, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    cast, kept = world.cast, io.BytesIO()
    Image.new("RGB", (8, 8)).save(kept, "PNG")
    set_logo(organisation=cast.utility, content=kept.getvalue(), by=cast.users["amina"])

    for who, status in {"dana": 200, "ivan": 404, "eve": 404, "gina": 404}.items():
        client.force_login(cast.users[who])
        assert client.get(reverse("partnering:logo", args=[cast.utility.pk])).status_code == status, who


def test_a_file_and_a_mention_reach_only_those_who_may_see_what_they_stand_beside(client, world):
    joint, *internal = [reverse("partnering:file", args=parts) for parts in world.things["attachment"]]
    for who, opens in {"dana": [joint], "ivan": [], "eve": [], "gina": []}.items():
        client.force_login(world.cast.users[who])
        for address in (joint, *internal):
            assert client.get(address).status_code == (200 if address in opens else 404), (who, address)
        for parts in world.things["beside"]:
            answer = client.get(reverse("partnering:mentions", args=parts), {"q": "inn", "joint": "on"})
            assert not leaks(answer, INTERNAL), who
    note = Note.objects.get(pk=world.things["note"][1][0])
    dana = world.cast.people["dana"]
    note.mentioned.add(dana)
    message = queue_message(key="astray", kind="mention", to_person=dana, subject_id=note.pk)
    assert registry.message_composers["mention"](message) == Suppressed("May not see the note")
    note.mentioned.clear()
    assert registry.message_composers["mention"](message) == Suppressed("Is not mentioned any more")


def without_tokens(content: bytes) -> bytes:
    return re.sub(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+', b"", content)


def test_error_pages_say_the_same_of_what_is_there_and_of_what_never_was(world, client, rf):
    cast = world.cast
    client.force_login(cast.users["eve"])
    never = without_tokens(client.get("/organisations/999999/").content)
    for name in ("organisation", "person", "group", "action"):
        address = reverse(f"partnering:{name}", args=world.things[name][0])
        assert without_tokens(client.get(address).content) == never, name
    assert without_tokens(client.get(f"/partnerships/{cast.partnership.slug}/").content) == never

    forged = Client(enforce_csrf_checks=True)
    forged.force_login(cast.users["eve"])
    address = reverse("partnering:edit-partnership", args=[cast.partnership.slug])
    answers = [forged.post(one) for one in (address, "/partnerships/never-was/edit/")]
    assert {answer.status_code for answer in answers} == {403}
    assert len({without_tokens(answer.content) for answer in answers}) == 1
    request = rf.get(address)
    request.user = cast.users["eve"]
    for template in ("403.html", "404.html", "405.html", "429.html", "500.html"):
        page = get_template(template).render({"partnership": cast.partnership}, request).lower()
        assert JOINT.decode() not in page, template
        assert cast.partnership.slug not in page, template


def test_log_lines_hold_neither_names_nor_keys(world, client):
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    handler.addFilter(HideKeys())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        for who in ("eve", "dana"):
            client.force_login(world.cast.users[who])
            for _name, address in addresses(world):
                ask(client, "get", address)
    finally:
        logger.removeHandler(handler)

    told = "\n".join(lines).lower()
    assert "not found: /partnerships/…/" in told
    for secret in (JOINT.decode(), INTERNAL.decode(), world.cast.partnership.slug, world.token.lower()):
        assert secret not in told, secret


def test_no_mail_about_a_meeting_is_composed_for_who_is_not_on_its_list_or_has_left(world):
    cast, now = world.cast, timezone.now()
    meeting = Meeting.objects.create(
        group=cast.group,
        title="JointZqmeeting",
        starts_at=now + timedelta(days=1),
        ends_at=now + timedelta(days=2),
        time_zone="UTC",
    )
    for who in ("eve", "gina", "dana"):
        person, about = cast.people[who], {"sequence": 0, "at": now.isoformat()}
        for kind in ("meeting_invitation", "meeting_cancellation", "meeting_reminder"):
            message = queue_message(
                key=f"{kind}{who}", kind=kind, to_person=person, subject_id=meeting.pk, details=about
            )
            assert composed(message) == b"", (who, kind)
        if who != "dana":
            Attendance.objects.create(meeting=meeting, person=person, organisation=person.organisation)
            for kind in ("meeting_invitation", "meeting_reminder"):
                message.kind = kind
                assert composed(message) == b"", (who, kind)

    # Who had it in their calendar before they left is told nothing but that it is theirs no more.
    gina, about = cast.people["gina"], {"sequence": 0, "at": now.isoformat()}
    sent = queue_message(
        key="told", kind="meeting_invitation", to_person=gina, subject_id=meeting.pk, details=about
    )
    OutgoingMessage.objects.filter(pk=sent.pk).update(sent_at=now)
    Attendance.objects.filter(person=gina).update(invited=False)
    withdrawal = OutgoingMessage.objects.get(key="meeting_cancellationgina")
    made = registry.message_composers["meeting_cancellation"](withdrawal)
    assert isinstance(made, Composed)
    assert made.calendar is not None
    assert JOINT not in composed(withdrawal) + made.calendar.content.lower()


def test_a_calendar_holds_what_its_owner_may_see_and_nothing_for_those_outside(client, world):
    cast, now = world.cast, timezone.now()
    meeting = Meeting.objects.create(
        group=cast.group,
        title="JointZqmeeting",
        starts_at=now + timedelta(days=1),
        ends_at=now + timedelta(days=2),
        time_zone="UTC",
    )
    for who, shown in (("dana", True), ("amina", True), ("ivan", True), ("eve", False), ("gina", False)):
        person = cast.people[who]
        Attendance.objects.create(meeting=meeting, person=person, organisation=person.organisation)
        answer = client.get(reverse("partnering:calendar", args=[make_calendar_key(user=cast.users[who])]))
        assert answer.status_code == 200, who
        assert (JOINT in answer.content.lower()) is shown, who
        if who == "ivan":  # who has no part in the partnership, and is invited to this meeting alone
            assert answer.content.count(b"BEGIN:VEVENT") == 1
        assert INTERNAL not in answer.content.lower(), who
    for key in (make_calendar_key(user=cast.users["jo"]), "guessed"):
        answer = client.get(reverse("partnering:calendar", args=[key]))
        assert answer.status_code == 404
        assert not leaks(answer, JOINT, INTERNAL)


def test_a_framework_as_a_file_goes_to_nobody_outside_the_organisation(client, world):
    addresses = [
        *(reverse("readiness:framework-file", args=parts) for parts in world.things["framework file"]),
        *(reverse("readiness:version-file", args=parts) for parts in world.things["framework version file"]),
    ]
    assert len(addresses) == 4
    for who in ("chidi", "dana", "eve", "fola", "gina", "ivan"):
        client.force_login(world.cast.users[who])
        for address in addresses:
            assert client.get(address).status_code == 404, (who, address)
    client.force_login(world.cast.users["amina"])
    for address in addresses:
        assert b"InnerZqquestion" in client.get(address).content


def test_a_result_on_one_page_goes_to_nobody_outside_those_who_read_the_result(client, world):
    address = reverse("readiness:one-page", args=world.things["campaign"][0])
    for who in ("chidi", "dana", "eve", "fola", "gina", "ivan"):
        client.force_login(world.cast.users[who])
        assert client.get(address).status_code == 404, who
    client.force_login(world.cast.users["amina"])
    assert "InnerZqsharedtitle" in pdf_text(client.get(address).content)


def test_a_review_on_one_page_goes_to_nobody_outside_the_partnership(client, world):
    address = reverse("readiness:review-one-page", args=world.things["review"][0])
    for who in ("chidi", "eve", "gina", "ivan"):
        client.force_login(world.cast.users[who])
        assert client.get(address).status_code == 404, who
    for who in ("amina", "dana", "fola"):
        client.force_login(world.cast.users[who])
        assert "JointZqreview" in pdf_text(client.get(address).content), who


def test_the_poster_and_the_paper_form_go_to_the_lead_alone(client, world):
    parts = world.things["campaign"][2]
    addresses = [reverse(f"readiness:{name}", args=parts) for name in ("poster", "paper-form")]
    for who in ("chidi", "dana", "eve", "fola", "gina", "ivan"):
        client.force_login(world.cast.users[who])
        for address in addresses:
            assert client.get(address).status_code == 404, (who, address)
    client.force_login(world.cast.users["amina"])
    for address in addresses:
        assert INTERNAL in pdf_text(client.get(address).content).lower().encode()


def test_the_network_as_a_file_goes_to_nobody_outside_the_partnership_and_tells_nothing_internal(
    client, world
):
    address = reverse("engagement:network-file", args=[world.cast.partnership.slug])
    for who in ("eve", "gina", "hugo"):
        client.force_login(world.cast.users[who])
        assert client.post(address).status_code in {302, 404}, who
    for who in ("dana", "fola"):
        client.force_login(world.cast.users[who])
        for kind in ("csv", "graphml", "svg"):
            answer = client.post(address, {"kind": kind})
            assert answer.status_code == 200, who
            assert not leaks(answer, INTERNAL), (who, kind)
            assert b"Chidi" not in answer.content


# How each surface that is no page is proved: the pages' proof is the walk above.
PROVED_BY = {
    "e-mail survey_invitation": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail survey_reminder": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail survey_trial": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail survey_not_counted": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail agreement_to_sign": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail briefing_invitation": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail briefing_cancellation": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail handover": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail mailed_draft": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail sponsor_message": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail briefing_request": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail briefing_answered": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail nudge": test_mails_say_to_each_member_what_is_theirs_and_nothing_once_it_has_left,
    "e-mail account_invitation": test_mails_about_an_account_name_nobody_but_their_reader,
    "e-mail password_reset": test_mails_about_an_account_name_nobody_but_their_reader,
    "e-mail login_code": test_mails_about_an_account_name_nobody_but_their_reader,
    "e-mail account_locked": test_mails_about_an_account_name_nobody_but_their_reader,
    "e-mail account_changed": test_mails_about_an_account_name_nobody_but_their_reader,
    "file engagement:download-report": test_the_report_of_another_member_holds_what_is_joint_and_nothing_internal,
    "file engagement:network-file": (
        test_the_network_as_a_file_goes_to_nobody_outside_the_partnership_and_tells_nothing_internal
    ),
    "file readiness:framework-file": test_a_framework_as_a_file_goes_to_nobody_outside_the_organisation,
    "file readiness:version-file": test_a_framework_as_a_file_goes_to_nobody_outside_the_organisation,
    "file readiness:one-page": test_a_result_on_one_page_goes_to_nobody_outside_those_who_read_the_result,
    "file readiness:review-one-page": test_a_review_on_one_page_goes_to_nobody_outside_the_partnership,
    "file readiness:poster": test_the_poster_and_the_paper_form_go_to_the_lead_alone,
    "file readiness:paper-form": test_the_poster_and_the_paper_form_go_to_the_lead_alone,
    "file partnering:logo": test_a_logo_goes_to_those_who_may_know_the_organisation,
    "file partnering:file": test_a_file_and_a_mention_reach_only_those_who_may_see_what_they_stand_beside,
    "autocomplete partnering:mentions": test_a_file_and_a_mention_reach_only_those_who_may_see_what_they_stand_beside,
    "e-mail decisions": test_a_mail_that_was_laid_to_the_wrong_person_is_not_composed,
    "e-mail meeting_invitation": test_no_mail_about_a_meeting_is_composed_for_who_is_not_on_its_list_or_has_left,
    "e-mail meeting_cancellation": test_no_mail_about_a_meeting_is_composed_for_who_is_not_on_its_list_or_has_left,
    "e-mail meeting_reminder": test_no_mail_about_a_meeting_is_composed_for_who_is_not_on_its_list_or_has_left,
    "feed partnering:calendar": test_a_calendar_holds_what_its_owner_may_see_and_nothing_for_those_outside,
    "e-mail mention": test_a_file_and_a_mention_reach_only_those_who_may_see_what_they_stand_beside,
    "panel partnering:partnership": test_no_panel_tells_what_its_reader_may_not_know,
    "panel partnering:group": test_no_panel_tells_what_its_reader_may_not_know,
    "file partnering:import-stays": test_the_rows_that_an_import_or_its_undo_leaves_go_to_nobody_but_its_user,
    "file partnering:import-bad-rows": test_the_rows_that_an_import_or_its_undo_leaves_go_to_nobody_but_its_user,
    "file partnering:import-template-csv": test_templates_to_fill_in_hold_nobodys_data,
    "file partnering:import-template-xlsx": test_templates_to_fill_in_hold_nobodys_data,
    **{f"file {name}": test_no_file_of_a_list_holds_what_its_reader_may_not_know for name in LISTS},
    "file partnering:timeline": test_no_file_of_a_list_holds_what_its_reader_may_not_know,
    "error page templates": test_error_pages_say_the_same_of_what_is_there_and_of_what_never_was,
    "log partnering.logs": test_log_lines_hold_neither_names_nor_keys,
    # There is no admin site and no webhook: every_route would show the one, registry.surfaces the other.
    "search partnering:search": test_search_and_palette_find_nothing_that_their_reader_may_not_know,
    "autocomplete partnering:palette": test_search_and_palette_find_nothing_that_their_reader_may_not_know,
    "panel partnering:organisation": test_no_panel_tells_what_its_reader_may_not_know,
    "panel partnering:person": test_no_panel_tells_what_its_reader_may_not_know,
    "panel partnering:handover": test_no_panel_tells_what_its_reader_may_not_know,
    "panel partnering:meeting": test_no_panel_tells_what_its_reader_may_not_know,
    "panel partnering:agreement": test_no_panel_tells_what_its_reader_may_not_know,
    "panel partnering:interaction": test_no_panel_tells_what_its_reader_may_not_know,
    "panel partnering:evidence": test_no_panel_tells_what_its_reader_may_not_know,
    "panel partnering:action": test_no_panel_tells_what_its_reader_may_not_know,
}


def test_each_surface_on_record_is_proved_and_each_mail_and_panel_is_on_record():
    names = every_route()
    others = set()
    for surface in registry.surfaces:
        if surface.kind == "page":
            assert surface.where in names, surface
        else:
            others.add(f"{surface.kind} {surface.where}")

    mails = {f"e-mail {kind}" for kind in registry.message_composers}
    panels = {f"panel partnering:{panel.thing}" for panel in registry.panels}
    assert mails | panels <= others
    assert others == PROVED_BY.keys()
