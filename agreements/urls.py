"""The app's table of contents: what a partnership agreed, and what each party committed."""

from django.urls import include, path

from agreements.views import agreements, commitments, lists, parties, signing

app_name = "agreements"

agreement_urls = [
    path("", agreements.agreement, name="agreement"),
    path("edit/", agreements.edit_draft, name="edit-draft"),
    path("discard/", agreements.discard_draft, name="discard-draft"),
    path("parties/add/", parties.add_party, name="add-party"),
    path("interests/<int:organisation>/", parties.state_interests, name="state-interests"),
    path("signatories/add/", parties.name_signatory, name="name-signatory"),
    path("commitments/add/", commitments.add_commitment, name="add-commitment"),
    path("put-out/", signing.put_out_for_signature, name="put-out"),
    path("take-back/", signing.withdraw_from_signature, name="take-back"),
    path("sign/", signing.sign_agreement, name="sign"),
    path("actions/", commitments.plan_actions, name="plan-actions"),
    path("end/", signing.end_agreement, name="end-agreement"),
]
commitment_urls = [
    path("", commitments.commitment, name="commitment"),
    path("edit/", commitments.edit_commitment, name="edit-commitment"),
    path("remove/", commitments.remove_commitment, name="remove-commitment"),
    path("action/", commitments.make_action, name="make-action"),
    path("kept/", commitments.mark_kept, name="mark-kept"),
    path("not-kept/", commitments.mark_not_kept, name="mark-not-kept"),
    path("withdraw/", commitments.withdraw_commitment, name="withdraw-commitment"),
    path("reopen/", commitments.reopen_commitment, name="reopen-commitment"),
]
urlpatterns = [
    path("partnerships/<slug:slug>/agreements/", lists.agreements, name="agreements"),
    path("lists/agreements/", lists.every_agreement, name="every-agreement"),
    path("lists/commitments/", lists.every_commitment, name="every-commitment"),
    path("partnerships/<slug:slug>/agreements/draft/", agreements.draft_agreement, name="draft-agreement"),
    path("partnerships/<slug:slug>/commitments/", commitments.commitments, name="commitments"),
    path("agreements/<int:pk>/", include(agreement_urls)),
    path("agreement-parties/<int:pk>/remove/", parties.remove_party, name="remove-party"),
    path("signatories/<int:pk>/remove/", parties.remove_signatory, name="remove-signatory"),
    path("commitments/<int:pk>/", include(commitment_urls)),
]
