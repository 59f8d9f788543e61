"""The app's table of contents: surveys of one's organisation, shared results, and a respondent's own pages."""

from django.urls import include, path

from readiness.views import campaigns, results, survey

app_name = "readiness"

campaign_urls = [
    path("", results.campaign, name="campaign"),
    path("extend/", campaigns.extend_campaign, name="extend-campaign"),
    path("close/", campaigns.close_campaign, name="close-campaign"),
    path("take-on/<slug:area>/<int:number>/", results.take_on, name="take-on"),
    path("share/", results.share_result, name="share-result"),
]
survey_urls = [
    path("", survey.survey, name="survey"),
    path("about/", survey.about, name="survey-about"),
    path("<int:number>/", survey.area, name="survey-area"),
    path("review/", survey.review, name="survey-review"),
]
urlpatterns = [
    path("readiness/", campaigns.campaigns, name="campaigns"),
    path("readiness/start/", campaigns.start_campaign, name="start-campaign"),
    path("readiness/<int:pk>/", include(campaign_urls)),
    path("readiness/sharings/<int:pk>/take-back/", results.withdraw_share, name="withdraw-share"),
    path("partnerships/<slug:slug>/readiness/", results.shared_results, name="shared-results"),
    path("survey/<str:token>/", include(survey_urls)),
]
