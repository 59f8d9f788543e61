"""Engagement's pages, grouped by thing."""

from django.urls import include, path

from engagement.views import (
    briefing_answers,
    briefings,
    bulk,
    calendar_files,
    contractors,
    dashboards,
    evenness,
    interactions,
    lists,
    log,
    mailing,
    network,
    plan_sharing,
    plans,
    portfolio,
    prepare,
    reach,
    reports,
    sheets,
    sponsors,
    stages,
    take_home,
    traction,
    wall,
    weights,
)

app_name = "engagement"

partnership_urls = [
    path("overview/", dashboards.partnership, name="partnership"),
    path("traction/", traction.traction, name="traction"),
    path("traction/weights/", weights.weights, name="weights"),
    path("traction/weights/change/", weights.set_weights, name="set-weights"),
    path("reach/", reach.reach, name="reach"),
    path("reach/targets/", reach.targets, name="targets"),
    path("reach/people/", stages.reach_people, name="reach-people"),
    path("reach/people/<int:pk>/", stages.stage, name="stage"),
    path("reach/people/<int:pk>/set/", stages.set_stage, name="set-stage"),
    path("reach/invite/", briefings.invite_to_briefing, name="invite-to-briefing"),
    path("plan/", plans.partnership_plan, name="partnership-plan"),
    path("plan/reuse/", plan_sharing.reuse, name="reuse-answers"),
    path("plan/share/", plan_sharing.share, name="share-plan"),
    path("plan/beside/", plan_sharing.beside, name="plans-beside"),
    path("plan/<str:question>/", plans.answer_here, name="answer-here"),
    path("balance/", evenness.balance, name="balance"),
    path("network/", network.network, name="network"),
    path("network/file/", network.network_file, name="network-file"),
    path("interactions/", interactions.interactions, name="interactions"),
    path("interactions/add/", log.log_interaction, name="log-interaction"),
    path("interactions/many/", bulk.log_many, name="log-many"),
    path("interactions/calendar/", calendar_files.log_calendar, name="log-calendar"),
    path("interactions/calendar/confirm/", calendar_files.confirm_calendar, name="confirm-calendar"),
    path("interactions/mail/", mailing.mail_address, name="mail-address"),
    path("interactions/mail/make/", mailing.make_mail_address, name="make-mail-address"),
    path("briefs/", lists.take_home_briefs, name="take-home-briefs"),
    path("report/", reports.request_report, name="request-report"),
    path("sponsor/", sponsors.sponsor, name="sponsor"),
    path("sponsor/message/", sponsors.write_message, name="write-message"),
    path("sponsor/pledge/", sponsors.pledge, name="pledge"),
    path("sponsor/briefing/", sponsors.ask_for_briefing, name="ask-for-briefing"),
]
interaction_urls = [
    path("", interactions.interaction, name="interaction"),
    path("edit/", interactions.edit_interaction, name="edit-interaction"),
    path("delete/", interactions.delete_interaction, name="delete-interaction"),
    path("heads/", log.count_heads, name="count-heads"),
    path("sheet/", sheets.interaction_sheet, name="interaction-sheet"),
    path("people/add/", interactions.add_participants, name="add-participants"),
    path("people/<int:person_pk>/remove/", interactions.remove_participant, name="remove-participant"),
]
briefing_urls = [
    path("", briefings.briefing, name="briefing"),
    path("edit/", briefings.edit_briefing, name="edit-briefing"),
    path("cancel/", briefings.cancel_briefing, name="cancel-briefing"),
    path("came/", briefings.log_briefing, name="log-briefing"),
]
brief_urls = [
    path("", take_home.take_home_brief, name="take-home-brief"),
    path("edit/", take_home.edit_take_home_brief, name="edit-take-home-brief"),
    path("publish/", take_home.publish_take_home_brief, name="publish-take-home-brief"),
    path("renew/", take_home.renew_take_home_brief, name="renew-take-home-brief"),
    path("told/", take_home.note_briefed, name="note-briefed"),
]
sheet_urls = [
    path("", sheets.sheet, name="sheet"),
    path("print/", sheets.print_sheet, name="print-sheet"),
    path("close/", sheets.close_sheet, name="close-sheet"),
]
plan_item_urls = [
    path("", plans.plan_item, name="plan-item"),
    path("actions/add/", plans.add_plan_action, name="add-plan-action"),
    path("set-aside/", plans.set_aside, name="set-aside"),
]
plan_urls = [
    path("", plans.plan, name="plan"),
    path("contractors/", contractors.contractors_parts, name="contractors-parts"),
    path("contractors/<int:contractor>/<str:question>/", contractors.carry_over, name="carry-over"),
    path("<str:question>/", plans.answer_question, name="answer-question"),
]
report_urls = [
    path("", reports.report, name="report"),
    path("progress/", reports.report_progress, name="report-progress"),
    path("download/", reports.download_report, name="download-report"),
    path("again/", reports.remake_report, name="remake-report"),
]
briefing_request_urls = [
    path("", sponsors.briefing_request, name="briefing-request"),
    path("answer/", sponsors.answer_briefing, name="answer-briefing"),
]
urlpatterns = [
    path("", dashboards.dashboard, name="dashboard"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("wall/", wall.wall, name="wall"),
    path("lists/interactions/", lists.every_interaction, name="every-interaction"),
    path("lists/briefs/", lists.every_brief, name="every-brief"),
    path("lists/reports/", lists.every_report, name="every-report"),
    path("partnerships/<slug:slug>/", include(partnership_urls)),
    path("targets/<int:pk>/", reach.edit_target, name="edit-target"),
    path("stages/<int:pk>/withdraw/", stages.withdraw_stage, name="withdraw-stage"),
    path("briefings/<int:pk>/", include(briefing_urls)),
    path(
        "briefings/answer/<str:token>/",
        briefing_answers.answer_briefing_invitation,
        name="answer-briefing-invitation",
    ),
    path(
        "briefings/invitations/<int:pk>/withdraw/",
        briefings.withdraw_briefing_invitation,
        name="withdraw-briefing-invitation",
    ),
    path("interactions/<int:pk>/", include(interaction_urls)),
    path("meetings/<int:pk>/sheet/", sheets.meeting_sheet, name="meeting-sheet"),
    path("sheets/<int:pk>/", include(sheet_urls)),
    path("mailed/<int:pk>/", mailing.mailed_draft, name="mailed-draft"),
    path("mailed/<int:pk>/discard/", mailing.discard_draft, name="discard-draft"),
    path("mail/receive/", mailing.receive_mail, name="receive-mail"),
    path("log/", bulk.phone_log, name="phone-log"),
    path("log/send/", bulk.send_from_phone, name="send-from-phone"),
    path("log/worker.js", bulk.phone_worker, name="phone-worker"),
    path("here/<str:token>/", sheets.sign_here, name="sign-here"),
    path("briefs/<int:pk>/", include(brief_urls)),
    path("organisations/<int:pk>/plan/", include(plan_urls)),
    path("carried/<int:pk>/answer/", contractors.answer_carried, name="answer-carried"),
    path("carried/<int:pk>/take-back/", contractors.take_back, name="take-back-carried"),
    path("plan-items/<int:pk>/", include(plan_item_urls)),
    path("organisations/<int:pk>/prepare/", prepare.prepare, name="prepare"),
    path("prepare/", prepare.prepare_own, name="prepare-own"),
    path("reports/<int:pk>/", include(report_urls)),
    path("sponsor-messages/<int:pk>/", sponsors.sponsor_message, name="sponsor-message"),
    path("briefing-requests/<int:pk>/", include(briefing_request_urls)),
]
