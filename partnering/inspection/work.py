"""The core's checks of what is to be done: actions and the items of checklists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnering.inspection.facts import ActionFact, Facts
from partnering.xray import ANYBODY, Hit


def _actions_page(facts: Facts, organisation: int) -> str:
    return f"{reverse('partnering:actions')}?partnership={facts.slug}&organisation={organisation}"


def action_without_owner(facts: Facts) -> Iterator[Hit]:
    """Open actions that nobody owns, by organisation."""
    for organisation, rows in _by_organisation(facts, lambda one: one.owner is None):
        yield Hit(
            _counted(
                rows,
                ngettext(
                    "An action of %(organisation)s has no owner: “%(title)s”.",
                    "%(count)s actions of %(organisation)s have no owner, “%(title)s” among them.",
                    len(rows),
                ),
            ),
            reverse("partnering:edit-action", args=[rows[0].pk]),
            _("Name an owner"),
            organisation,
            rows[0].organisation_name,
            f"member {organisation}",
        )


def owner_left(facts: Facts) -> Iterator[Hit]:
    """Open actions whose owner has left."""
    for one in facts.actions:
        if one.owner_left:
            sentence = _("Whoever was to do “%(title)s” has left %(organisation)s.") % {
                "title": one.title,
                "organisation": one.organisation_name,
            }
            link = reverse("partnering:edit-action", args=[one.pk])
            yield Hit(
                sentence,
                link,
                _("Name somebody else"),
                one.organisation,
                one.organisation_name,
                f"action {one.pk}",
            )


def late_actions(facts: Facts) -> Iterator[Hit]:
    """Late actions, by organisation."""
    for organisation, rows in _by_organisation(
        facts, lambda one: one.due_on is not None and one.due_on < facts.on
    ):
        yield Hit(
            _counted(
                rows,
                ngettext(
                    "An action of %(organisation)s is late: “%(title)s”.",
                    "%(count)s actions of %(organisation)s are late, “%(title)s” among them.",
                    len(rows),
                ),
            ),
            f"{_actions_page(facts, organisation)}&state=late",
            _("Look at them"),
            organisation,
            rows[0].organisation_name,
            f"member {organisation}",
            ANYBODY,
        )


def action_without_day(facts: Facts) -> Iterator[Hit]:
    """Actions without a day, by organisation."""
    for organisation, rows in _by_organisation(facts, lambda one: one.due_on is None):
        yield Hit(
            _counted(
                rows,
                ngettext(
                    "An action of %(organisation)s has no day: “%(title)s”.",
                    "%(count)s actions of %(organisation)s have no day, “%(title)s” among them.",
                    len(rows),
                ),
            ),
            _actions_page(facts, organisation),
            _("Set a day"),
            organisation,
            rows[0].organisation_name,
            f"member {organisation}",
            ANYBODY,
        )


def _by_organisation(
    facts: Facts, wanted: Callable[[ActionFact], bool]
) -> list[tuple[int, list[ActionFact]]]:
    rows = defaultdict(list)
    for one in facts.actions:
        if wanted(one):
            rows[one.organisation].append(one)
    return list(rows.items())


def _counted(rows: list[ActionFact], words: str) -> str:
    return words % {
        "count": len(rows),
        "organisation": rows[0].organisation_name,
        "title": rows[0].title.rstrip("."),
    }


def late_items(facts: Facts) -> Iterator[Hit]:
    """Items of the checklist whose day has passed."""
    late = [one for one in facts.items if one.due_on and one.due_on < facts.on]
    if late:
        words = ngettext(
            "An item of the phase's checklist is late: “%(text)s”.",
            "%(count)s items of the phase's checklist are late, “%(text)s” among them.",
            len(late),
        )
        link = reverse("partnering:phases", args=[facts.slug])
        yield Hit(
            words % {"count": len(late), "text": late[0].text.rstrip(".")},
            link,
            _("Look at the checklist"),
            mender=ANYBODY,
        )


def unowned_items(facts: Facts) -> Iterator[Hit]:
    """Items of the checklist to which nobody sees."""
    unowned = sum(one.owner is None for one in facts.items)
    if unowned:
        words = ngettext(
            "Nobody sees to one item of the phase's checklist.",
            "Nobody sees to %(count)s items of the phase's checklist.",
            unowned,
        )
        link = reverse("partnering:phases", args=[facts.slug])
        yield Hit(words % {"count": unowned}, link, _("Say who does"), mender=ANYBODY)
