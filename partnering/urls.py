"""The site's table of contents, grouped by thing. What belongs to a higher app is included by name."""

from django.urls import URLPattern, URLResolver, include, path

from partnering.views import (
    actions,
    groups,
    handovers,
    imports,
    logos,
    mail,
    organisation_sign_in,
    organisations,
    partnerships,
    people,
    phases,
    positions,
    records,
    search,
    units,
)

organisation_urls = [
    path("", organisations.organisation, name="organisation"),
    path("edit/", organisations.edit_organisation, name="edit-organisation"),
    path("archive/", organisations.archive_organisation, name="archive-organisation"),
    path("restore/", organisations.restore_organisation, name="restore-organisation"),
    path("take-over/", organisations.take_over_register, name="take-over-register"),
    path("logo/", logos.logo, name="logo"),
    path("logo/edit/", logos.edit_logo, name="edit-logo"),
    path("logo/remove/", logos.remove_logo, name="remove-logo"),
    path("units/", units.units, name="units"),
    path("sign-in/", organisation_sign_in.organisation_sign_in, name="organisation-sign-in"),
    path("sign-in/require/", organisation_sign_in.require_sign_in, name="require-sign-in"),
    path("sign-in/free/", organisation_sign_in.free_sign_in, name="free-sign-in"),
    path("sign-in/remove/", organisation_sign_in.remove_sign_in, name="remove-sign-in"),
    path("units/add/", units.add_unit, name="add-unit"),
    path("records/", records.records, name="records"),
    path("people/add/", people.add_person, name="add-person"),
]
person_urls = [
    path("", people.person, name="person"),
    path("edit/", people.edit_person, name="edit-person"),
    path("leave/", handovers.person_leaves, name="person-leaves"),
    path("move/", positions.move_person, name="move-person"),
    path("change-organisation/", positions.change_organisation, name="change-organisation"),
    path("stay/", handovers.person_stays, name="person-stays"),
    path("hand-over/", handovers.hand_over, name="hand-over"),
    path("invite/", people.invite_person, name="invite-person"),
    path("invite/take-back/", people.revoke_invitation, name="revoke-invitation"),
    path("lead/", people.make_lead, name="make-lead"),
]
partnership_urls = [
    path("", partnerships.partnership, name="partnership"),
    path("edit/", partnerships.edit_partnership, name="edit-partnership"),
    path("members/", partnerships.members, name="members"),
    path("members/add/", partnerships.add_member, name="add-member"),
    path("roles/add/", partnerships.add_role, name="add-role"),
    path("groups/", groups.groups, name="groups"),
    path("groups/add/", groups.add_group, name="add-group"),
    path("phases/", phases.phases, name="phases"),
    path("phases/move/", phases.move_phase, name="move-phase"),
    path("phases/choose/", phases.choose_phases, name="choose-phases"),
    path("checklist/add/", phases.add_checklist_item, name="add-checklist-item"),
]
checklist_item_urls = [
    path("edit/", phases.edit_checklist_item, name="edit-checklist-item"),
    path("done/", phases.tick_checklist_item, name="tick-checklist-item"),
    path("drop/", phases.drop_checklist_item, name="drop-checklist-item"),
    path("reopen/", phases.reopen_checklist_item, name="reopen-checklist-item"),
    path("shift/", phases.shift_checklist_item, name="shift-checklist-item"),
]
group_urls = [
    path("", groups.group, name="group"),
    path("edit/", groups.edit_group, name="edit-group"),
    path("archive/", groups.archive_group, name="archive-group"),
    path("seats/add/", groups.add_seat, name="add-seat"),
]
action_urls = [
    path("", actions.action, name="action"),
    path("edit/", actions.edit_action, name="edit-action"),
    path("done/", actions.complete_action, name="complete-action"),
    path("reopen/", actions.reopen_action, name="reopen-action"),
    path("cancel/", actions.cancel_action, name="cancel-action"),
]
import_urls = [
    path("", imports.upload, name="import"),
    path("template.csv", imports.csv_template, name="import-template-csv"),
    path("template.xlsx", imports.xlsx_template, name="import-template-xlsx"),
    path("<int:pk>/", imports.import_file, name="import-file"),
    path("<int:pk>/carry-out/", imports.carry_out, name="carry-out-import"),
    path("<int:pk>/cancel/", imports.cancel, name="cancel-import"),
    path("done/<int:pk>/", imports.done, name="import-done"),
]
search_urls = [
    path("", search.search, name="search"),
    path("palette/", search.palette, name="palette"),
]
core_urls: list[URLPattern | URLResolver] = [
    path("import/", include(import_urls)),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/add/", organisations.add_organisation, name="add-organisation"),
    path("organisations/<int:pk>/", include(organisation_urls)),
    path("units/<int:pk>/edit/", units.edit_unit, name="edit-unit"),
    path("units/<int:pk>/archive/", units.archive_unit, name="archive-unit"),
    path("units/<int:pk>/restore/", units.restore_unit, name="restore-unit"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", include(person_urls)),
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("handovers/<int:pk>/close/", handovers.close_handover, name="close-handover"),
    path("moves/<int:pk>/cancel/", positions.cancel_move, name="cancel-move"),
    path("suggestions/<int:pk>/take/", records.take_suggestion, name="take-suggestion"),
    path("suggestions/<int:pk>/refuse/", records.refuse_suggestion, name="refuse-suggestion"),
    path("my-record/<str:token>/", records.own_record, name="own-record"),
    path("my-record/<str:token>/wrong/", records.suggest_record, name="suggest-record"),
    path("roles/<int:pk>/end/", people.end_role, name="end-role"),
    path("partnerships/", partnerships.partnerships, name="partnerships"),
    path("start-a-partnership/", partnerships.add_partnership, name="add-partnership"),
    path("partnerships/<slug:slug>/", include(partnership_urls)),
    path("checklist/<int:pk>/", include(checklist_item_urls)),
    path("memberships/<int:pk>/edit/", partnerships.edit_member, name="edit-member"),
    path("memberships/<int:pk>/leave/", partnerships.member_leaves, name="member-leaves"),
    path("groups/<int:pk>/", include(group_urls)),
    path("seats/<int:pk>/fill/", groups.fill_seat, name="fill-seat"),
    path("seats/<int:pk>/end/", groups.end_seat, name="end-seat"),
    path("actions/", actions.actions, name="actions"),
    path("actions/add/", actions.add_action, name="add-action"),
    path("actions/<int:pk>/", include(action_urls)),
    path("search/", include(search_urls)),
    path("sent-mail/", mail.sent_mail, name="sent-mail"),
    path("sent-mail/<str:key>/", mail.sent_message, name="sent-message"),
]

urlpatterns = [
    path("accounts/", include("partnering.account_urls")),
    path("", include((core_urls, "partnering"))),
    path("", include("agreements.urls")),
    path("", include("readiness.urls")),
    path("", include("engagement.urls")),
]
