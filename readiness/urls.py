"""The app's table of contents: surveys and frameworks of one's organisation, shared results, a respondent's pages."""

from django.urls import URLPattern, URLResolver, include, path

from readiness.views import (
    asking,
    campaigns,
    comments,
    comparing,
    evidence,
    framework_parts,
    framework_reading,
    frameworks,
    opening,
    own_surveys,
    results,
    reviews,
    survey,
    survey_imports,
    trying,
    ways,
)

app_name = "readiness"

campaign_urls = [
    path("", results.campaign, name="campaign"),
    path("edit/", asking.edit_campaign, name="edit-campaign"),
    path("launch/", asking.launch_campaign, name="launch-campaign"),
    path("trial/", trying.send_trial, name="send-trial"),
    path("preview/", trying.preview_campaign, name="preview-campaign"),
    path("preview/<int:number>/", trying.preview_campaign, name="preview-area"),
    path("recall/", asking.recall_campaign, name="recall-campaign"),
    path("clone/", asking.clone_campaign, name="clone-campaign"),
    path("withdraw/", campaigns.withdraw_campaign, name="withdraw-campaign"),
    path("extend/", campaigns.extend_campaign, name="extend-campaign"),
    path("reminders/", campaigns.change_reminders, name="change-reminders"),
    path("undo-import/", survey_imports.undo_survey_import, name="undo-survey-import"),
    path("close/", campaigns.close_campaign, name="close-campaign"),
    path("ways/", ways.ways, name="ways"),
    path("ways/paper-form/", ways.paper_form, name="paper-form"),
    path("ways/poster/", ways.poster, name="poster"),
    path("ways/replace-link/", ways.replace_link, name="replace-link"),
    path("ways/enter-sheet/", ways.enter_sheet, name="enter-sheet"),
    path("ways/<slug:kind>/open/", ways.open_way, name="open-way"),
    path("ways/<slug:kind>/close/", ways.close_way, name="close-way"),
    path("take-on/<slug:area>/<int:number>/", results.take_on, name="take-on"),
    path("compare/", comparing.compare, name="compare"),
    path("compare/join/", comparing.join_benchmark, name="join-benchmark"),
    path("compare/leave/", comparing.leave_benchmark, name="leave-benchmark"),
    path("comments/", comments.comments, name="comments"),
    path("one-page/", results.one_page, name="one-page"),
    path("share/", results.share_result, name="share-result"),
]
framework_urls = [
    path("", frameworks.framework, name="framework"),
    path("edit/", framework_parts.edit_framework, name="edit-framework"),
    path("areas/add/", framework_parts.add_area, name="add-area"),
    path("areas/<slug:area>/", framework_parts.edit_area, name="edit-area"),
    path("areas/<slug:area>/remove/", framework_parts.remove_area, name="remove-area"),
    path("areas/<slug:area>/add-question/", framework_parts.add_question, name="add-question"),
    path("questions/<slug:question>/", framework_parts.edit_question, name="edit-question"),
    path("questions/<slug:question>/remove/", framework_parts.remove_question, name="remove-question"),
    path("arrange/", framework_parts.arrange_framework, name="arrange-framework"),
    path("leave-out-languages/", framework_parts.leave_out_languages, name="leave-out-languages"),
    path("import/", frameworks.import_framework, name="import-framework"),
    path("publish/", frameworks.publish_framework, name="publish-framework"),
    path("discard/", frameworks.discard_draft, name="discard-draft"),
    path("next-version/", frameworks.next_version, name="next-version"),
    path("archive/", frameworks.archive_framework, name="archive-framework"),
    path("restore/", frameworks.restore_framework, name="restore-framework"),
    path("preview/<int:number>/", framework_reading.preview_framework, name="preview-framework"),
    path("file/<str:kind>/", framework_reading.framework_file, name="framework-file"),
]
frameworks_urls: list[URLPattern | URLResolver] = [
    path("", frameworks.frameworks, name="frameworks"),
    path("new/", frameworks.new_framework, name="new-framework"),
    path("import/", frameworks.import_new_framework, name="import-new-framework"),
    path("built-in/", framework_reading.built_in_framework, name="built-in-framework"),
    path("versions/<int:pk>/", framework_reading.framework_version, name="framework-version"),
    path("versions/<int:pk>/file/<str:kind>/", framework_reading.version_file, name="version-file"),
    path("<int:pk>/", include(framework_urls)),
]
import_urls = [
    path("", survey_imports.survey_import, name="survey-import"),
    path("columns/", survey_imports.survey_import_columns, name="survey-import-columns"),
    path("words/", survey_imports.survey_import_words, name="survey-import-words"),
    path("throw-away/", survey_imports.throw_away_survey_import, name="throw-away-survey-import"),
]
review_urls = [
    path("", reviews.review, name="review"),
    path("extend/", reviews.extend_review, name="extend-review"),
    path("close/", reviews.close_review, name="close-review"),
]
evidence_urls = [
    path("", evidence.evidence_item, name="evidence-item"),
    path("edit/", evidence.edit_evidence, name="edit-evidence"),
    path("still-holds/", evidence.confirm_evidence, name="confirm-evidence"),
    path("remove/", evidence.remove_evidence, name="remove-evidence"),
]
survey_urls = [
    path("", survey.survey, name="survey"),
    path("about/", survey.about, name="survey-about"),
    path("<int:number>/", survey.area, name="survey-area"),
    path("review/", survey.review, name="survey-review"),
    path("take-back/", survey.take_back, name="survey-take-back"),
]
urlpatterns = [
    path("readiness/", campaigns.campaigns, name="campaigns"),
    path("readiness/my-surveys/", own_surveys.own_surveys, name="own-surveys"),
    path("readiness/my-surveys/<int:pk>/", own_surveys.open_survey, name="open-survey"),
    path("readiness/start/", asking.start_campaign, name="start-campaign"),
    path("readiness/start/reach/", asking.campaign_reach, name="campaign-reach"),
    path("readiness/<int:pk>/", include(campaign_urls)),
    path("readiness/import/", survey_imports.import_survey, name="import-survey"),
    path("readiness/import/<int:pk>/", include(import_urls)),
    path("readiness/evidence/", evidence.evidence, name="evidence"),
    path("readiness/evidence/add/", evidence.add_evidence, name="add-evidence"),
    path("readiness/evidence/<int:pk>/", include(evidence_urls)),
    path("readiness/frameworks/", include(frameworks_urls)),
    path("readiness/sharings/<int:pk>/take-back/", results.withdraw_share, name="withdraw-share"),
    path("partnerships/<slug:slug>/reviews/", reviews.reviews, name="reviews"),
    path("partnerships/<slug:slug>/reviews/start/", reviews.start_a_review, name="start-review"),
    path("reviews/<int:pk>/", include(review_urls)),
    path("partnerships/<slug:slug>/readiness/", results.shared_results, name="shared-results"),
    path("survey/", opening.find_survey, name="find-survey"),
    path("survey/<str:token>/", include(survey_urls)),
]
