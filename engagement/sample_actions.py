"""What became of the sample's actions: which are in progress, came back from their owners, or are talked about."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from engagement.sample_data import SampleData
from partnering.choices import ActionColumn
from partnering.models import Action, ActionReturn, Note, User
from partnering.services.action_answers import give_back
from partnering.services.actions import move_action
from partnering.services.notes import add_note


def load_actions(data: SampleData) -> None:
    """Load all of it, each as who is named there, or as the owner who answers to a mail."""
    chapter = data.chapter("actions.toml")
    for one in chapter["started"]:
        action = Action.objects.get(title=one["action"])
        move_action(action=action, to=ActionColumn.DOING, by=User.objects.get(email=one["by"]))
        Action.objects.filter(pk=action.pk).update(started_on=data.day(one["days_ago"]))
    for one in chapter["given_back"]:
        action = Action.objects.select_related("owner").get(title=one["action"])
        said = give_back(action=action, person=action.owner, named=one["named"], note=one["note"])
        ActionReturn.objects.filter(pk=said.pk).update(made_at=_morning(data, one["days_ago"]))
    for one in chapter["comments"]:
        action = Action.objects.get(title=one["about"])
        author = User.objects.get(person__email=one["author"])
        note = add_note(thing=action, text=one["text"], by=author, joint=True)
        Note.objects.filter(pk=note.pk).update(created_at=_morning(data, one["days_ago"]))


def _morning(data: SampleData, days_ago: int) -> datetime:
    return timezone.make_aware(datetime.combine(data.day(days_ago), time(10)))
