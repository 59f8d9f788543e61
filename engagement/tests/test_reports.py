"""A report is a row first, made once with its reader's rights, and nobody else gets at it."""

from __future__ import annotations

import io
import re
import sys
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from conftest import Cast
from engagement.models import Report
from engagement.queries.briefs import brief_for
from engagement.queries.reports import is_overtaken
from engagement.services import reports as services
from engagement.tasks import make_due_reports, make_report, nudge
from engagement.tests.test_pages import internal, joint
from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import Role
from partnering.services import partnerships
from readiness.services.sharing import share_result, withdraw_share
from readiness.tests.builders import closed_survey

State = Report.State


@pytest.fixture
def report(cast: Cast) -> Report:
    joint(cast)
    return services.request_report(partnership=cast.partnership, by=cast.users["bo"])


def made(report: Report) -> Report:
    services.make_report(pk=report.pk, now=timezone.now())
    report.refresh_from_db()
    return report


def text_of(report: Report) -> str:
    pages = PdfReader(io.BytesIO(bytes(report.pdf))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_pressing_the_button_makes_a_row_and_leads_to_its_page(client, cast):
    client.force_login(cast.users["bo"])

    response = client.post(reverse("engagement:request-report", args=[cast.partnership.slug]))

    row = Report.objects.get()
    assert response.status_code == 302
    assert response.url == row.get_absolute_url()
    assert (row.state, row.requested_by, row.progress) == (State.PLANNED, cast.users["bo"], 0)
    assert str(row).startswith("Clean River")


def test_pressing_it_again_meanwhile_makes_no_second_report(cast, report):
    assert services.request_report(partnership=cast.partnership, by=cast.users["bo"]) == report
    assert services.request_report(partnership=cast.partnership, by=cast.users["fola"]) != report


def test_a_report_is_made_and_downloaded(client, cast, report):
    client.force_login(cast.users["bo"])

    assert made(report).state == State.DONE
    response = client.get(reverse("engagement:download-report", args=[report.pk]))

    assert response["Content-Type"] == "application/pdf"
    assert re.search(r'filename="traction-clean-river-\d{4}-\d\d-\d\d\.pdf"', response["Content-Disposition"])
    assert response.content.startswith(b"%PDF")
    assert "no-store" in response["Cache-Control"]


def test_the_report_shows_what_the_overview_shows(cast, report):
    brief = brief_for(cast.users["bo"], cast.partnership, on=access.today())
    text = text_of(made(report))

    assert brief.verdict in text
    for one in (*brief.organisations, *brief.aspects):
        assert one.name in text
    for one in brief.findings:
        assert one in text
    for one in brief.asks:
        assert one.text in text


def test_a_report_is_tagged_and_speaks_its_language(report):
    reader = PdfReader(io.BytesIO(bytes(made(report).pdf)))

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].startswith("en")
    assert "Clean River" in reader.metadata.title


@pytest.mark.parametrize("who", ["amina", "chidi", "dana", "eve", "fola"])
@pytest.mark.parametrize("route", ["report", "report-progress", "download-report"])
def test_nobody_else_gets_at_a_report(client, cast, report, route, who):
    made(report)
    client.force_login(cast.users[who])

    assert client.get(reverse(f"engagement:{route}", args=[report.pk])).status_code == 404


@pytest.mark.parametrize("who", ["eve", "chidi"])
def test_who_is_not_part_of_the_partnership_can_ask_for_no_report(client, cast, who):
    client.force_login(cast.users[who])

    response = client.post(reverse("engagement:request-report", args=[cast.partnership.slug]))

    assert response.status_code == 404
    assert not Report.objects.exists()


def test_who_lost_the_role_meanwhile_gets_no_report_and_no_old_one(client, cast, report):
    Role.objects.filter(person=cast.people["bo"]).update(ended_on=access.today())
    client.force_login(cast.users["bo"])

    row = made(report)

    assert (row.state, row.pdf) == (State.FAILED, None)
    assert "not part of" in row.error
    assert client.get(row.get_absolute_url()).status_code == 404


def test_a_report_holds_nothing_internal_to_another_organisation(cast):
    internal(cast)
    theirs = services.request_report(partnership=cast.partnership, by=cast.users["dana"])

    text = text_of(made(theirs))

    assert "Inside only" not in text
    assert "Chidi" not in text
    assert "Operations" not in text


def test_while_it_is_made_its_page_asks_again_and_then_stops(client, cast, report):
    client.force_login(cast.users["bo"])
    page = client.get(report.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "Look again" in page

    made(report)

    progress = client.get(reverse("engagement:report-progress", args=[report.pk])).content.decode()
    assert "hx-trigger" not in progress
    assert reverse("engagement:download-report", args=[report.pk]) in progress


def test_a_report_that_is_not_ready_has_no_file(client, cast, report):
    client.force_login(cast.users["bo"])

    assert client.get(reverse("engagement:download-report", args=[report.pk])).status_code == 404


def test_only_one_worker_makes_a_report(report):
    now = timezone.now()

    assert services._claim(report.pk, now) is True
    assert services._claim(report.pk, now) is False
    assert services.make_report(pk=report.pk, now=now) is False


def test_the_claim_of_a_killed_worker_returns_after_its_lease(report):
    now = timezone.now()
    services._claim(report.pk, now)

    assert services.make_due_reports(now=now) == 0
    Report.objects.update(claimed_at=now - services.LEASE)
    assert services.make_due_reports(now=now) == 1


def test_after_three_deaths_it_says_that_it_failed(report):
    Report.objects.update(attempts=services.ATTEMPTS)

    row = made(report)

    assert row.state == State.FAILED
    assert "interrupted" in row.error


def test_a_slow_worker_that_lost_its_claim_overwrites_nothing(report):
    services._claim(report.pk, timezone.now())
    mine = Report.objects.get(pk=report.pk)
    Report.objects.update(claimed_at=timezone.now() + timedelta(minutes=9))

    services._give_up(mine, "Too late")

    report.refresh_from_db()
    assert (report.state, report.error) == (State.CLAIMED, "")


def test_a_failed_report_says_why_and_is_made_again(client, cast, report, monkeypatch):
    def fail(*args, **kwargs):
        raise DomainError("The text libraries are missing.")

    monkeypatch.setattr(services, "pdf_from", fail)
    assert made(report).state == State.FAILED
    client.force_login(cast.users["bo"])
    assert "The text libraries are missing." in client.get(report.get_absolute_url()).content.decode()

    monkeypatch.undo()
    response = client.post(reverse("engagement:remake-report", args=[report.pk]))
    assert response.url == report.get_absolute_url()

    assert made(report).state == State.DONE


def test_a_report_that_is_ready_is_not_made_again(cast, report):
    made(report)

    services.try_again(report=report, by=cast.users["bo"])

    report.refresh_from_db()
    assert report.state == State.DONE


def test_earlier_reports_stand_below_a_new_one(client, cast, report):
    made(report)
    newer = services.request_report(partnership=cast.partnership, by=cast.users["bo"])
    client.force_login(cast.users["bo"])

    assert report.get_absolute_url() in client.get(newer.get_absolute_url()).content.decode()


def test_a_missing_pango_is_said_in_plain_words(report, monkeypatch):
    class Broken:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'\nand more")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])

    row = made(report)

    assert row.state == State.FAILED
    assert "Pango" in row.error
    assert "and more" not in row.error


def test_the_tasks_ring_their_services(cast, report):
    assert make_report(report.pk) is True
    assert make_due_reports() == 0
    assert nudge() == 0


def test_only_the_newest_reports_are_kept(cast, report):
    Report.objects.update(state=State.FAILED)
    for _ in range(services.KEPT + 2):
        services.request_report(partnership=cast.partnership, by=cast.users["bo"])
        Report.objects.update(state=State.FAILED)

    assert Report.objects.count() == services.KEPT
    assert not Report.objects.filter(pk=report.pk).exists()


def is_handed_out(client, report: Report) -> bool:
    answer = client.get(reverse("engagement:download-report", args=[report.pk]))
    if answer.status_code == 302:
        assert b"Ask for a new one" in client.get(answer.url).content
    return answer.status_code == 200


def test_once_a_shared_result_is_taken_back_earlier_reports_are_not_handed_out(client, cast, report):
    amina, today = cast.users["amina"], access.today()
    shared = share_result(
        campaign=closed_survey(cast.utility), partnership=cast.partnership, by=amina, on=today
    )
    client.force_login(cast.users["bo"])
    assert is_handed_out(client, made(report))
    withdraw_share(shared=shared, by=amina, on=today)
    assert not is_handed_out(client, report)
    fresh = services.request_report(partnership=cast.partnership, by=cast.users["bo"])
    assert is_handed_out(client, made(fresh))
    Report.objects.filter(pk=fresh.pk).update(finished_at=timezone.now() - timedelta(days=2))
    assert not is_handed_out(client, fresh)


def test_once_a_role_of_its_reader_has_ended_an_earlier_report_is_not_handed_out(client, cast, report):
    bo = cast.people["bo"]
    partnerships.give_role(
        person=bo, kind=RoleKind.CONTRIBUTOR, partnership=cast.partnership, by=cast.users["amina"]
    )
    made(report)
    sponsor = Role.objects.get(person=bo, kind=RoleKind.SENIOR_SPONSOR)
    partnerships.end_role(role=sponsor, on=access.today(), by=cast.users["amina"])
    client.force_login(cast.users["bo"])
    assert not is_handed_out(client, report)


def test_a_report_that_is_not_ready_is_not_overtaken(cast, report):
    assert not is_overtaken(report)
