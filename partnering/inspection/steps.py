"""The core's steps of the guided journeys."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnering.choices import RoleKind
from partnering.inspection.facts import Facts
from partnering.xray import ANYBODY, MANAGER, Step


def _has_partner(facts: Facts) -> bool:
    return len(facts.members) > 1


def _all_sponsored(facts: Facts) -> bool:
    return bool(facts.members) and facts.sponsored() >= {one.organisation for one in facts.members}


def _group_of_all(facts: Facts) -> bool:
    """One group in which each member holds a seat."""
    members = {one.organisation for one in facts.members}
    seated = {(one.group, one.organisation) for one in facts.seats if one.person is not None}
    return bool(members) and any(all((group, one) in seated for one in members) for group in facts.groups)


def _sponsor_link(facts: Facts) -> str:
    return f"{reverse('partnering:add-role', args=[facts.slug])}?kind={RoleKind.SENIOR_SPONSOR}"


def _action_link(facts: Facts) -> str:
    return f"{reverse('partnering:add-action')}?partnership={facts.slug}"


def _has_own_action(facts: Facts) -> bool:
    return any(one.owner is not None and not one.owner_left for one in facts.actions)


def _checklist_done(facts: Facts) -> bool:
    return facts.checklist_done > 0 and not facts.items


STEPS = (
    Step(
        "partners",
        "scoping",
        _("Bring the partners together"),
        _("Add each organisation, with the part that it plays."),
        _has_partner,
        lambda facts: reverse("partnering:add-member", args=[facts.slug]),
        _("Add a member"),
        mender=MANAGER,
        order=10,
    ),
    Step(
        "sponsors",
        "scoping",
        _("Name a senior sponsor in each organisation"),
        _("Somebody with the standing to open doors, who is seen and acts."),
        _all_sponsored,
        _sponsor_link,
        _("Name a sponsor"),
        order=30,
    ),
    Step(
        "group",
        "managing",
        _("Give the partnership a group that meets"),
        _("A steering group with a seat for each member, held by people who may decide."),
        _group_of_all,
        lambda facts: reverse("partnering:groups", args=[facts.slug]),
        _("Set up groups and seats"),
        mender=ANYBODY,
        order=20,
    ),
    Step(
        "changes",
        "reviewing",
        _("Decide what changes, and give it to somebody"),
        _("A review without an action is a talk. Note at least one, with an owner."),
        _has_own_action,
        _action_link,
        _("Add an action"),
        mender=ANYBODY,
        order=60,
    ),
    Step(
        "custody",
        "sustaining",
        _("Say who looks after the results"),
        _("Name for each result the unit and the person that keep it alive."),
        _has_own_action,
        _action_link,
        _("Add an action"),
        mender=ANYBODY,
        order=20,
    ),
    *(
        Step(
            f"checklist of {kind}",
            kind,
            _("Work off the checklist"),
            _("It says what this phase needs before the next one."),
            _checklist_done,
            lambda facts: reverse("partnering:phases", args=[facts.slug]),
            _("Open the checklist"),
            mender=ANYBODY,
            order=90,
        )
        for kind in ("scoping", "managing", "reviewing", "sustaining")
    ),
)
