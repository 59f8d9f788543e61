"""Traction in words: what a dimension rests on, what would raise it, what an alert says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.alerts import EARLY, HANGS, NOT_SPREAD, SLIPPING, STALLED
from engagement.choices import PlanQuestion
from engagement.wording_of_parts import PARTS, part_in_words, part_mend, part_title

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Names:
    """What rows are called that facts point at by number, as far as the reader may know them."""

    units: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    commitments: Mapping[int, str] = field(default_factory=dict)
    actions: Mapping[int, str] = field(default_factory=dict)
    reader: int | None = None


def name_of(key: str) -> str:
    """A dimension's name."""
    return {
        "breadth": _("Breadth"),
        "depth": _("Depth of ownership"),
        "leadership": _("Leadership"),
        "readiness": _("Readiness"),
        "preparation": _("Preparation"),
        "delivery": _("Delivery"),
        "momentum": _("Momentum"),
    }[key]


def _whole(number: Any) -> int:
    return round(float(number or 0))


def _share(number: Any) -> int:
    return round(100 * float(number or 0))


def explanation(key: str, value: float | None, counts: Facts) -> str:
    """A sentence on what a dimension's value rests on, or on why there is none."""
    if value is None:
        return _no_evidence(key)
    words = {
        "breadth": _breadth,
        "depth": _depth,
        "leadership": _leadership,
        "readiness": _readiness,
        "preparation": _preparation,
        "delivery": _delivery,
        "momentum": _momentum,
    }
    return words[key](counts)


def _no_evidence(key: str) -> str:
    return {
        "breadth": _("Nobody has said yet whose people are needed."),
        "depth": _("Nobody has taken part in anything yet."),
        "leadership": _("No sponsor is named, and nothing has happened yet."),
        "readiness": _("There is no readiness result that counts here."),
        "preparation": _("None of the ten questions has been taken up."),
        "delivery": _("Nothing was due so far."),
        "momentum": _("Nobody has taken part in anything yet."),
    }[key]


def _breadth(counts: Facts) -> str:
    return _(
        "%(involved)d of the %(wanted)d people who are needed are involved, in %(reached)d of %(units)d units."
    ) % {
        "involved": _whole(counts.get("involved")),
        "wanted": _whole(counts.get("wanted")),
        "reached": _whole(counts.get("units_involved")),
        "units": _whole(counts.get("units")),
    }


def _depth(counts: Facts) -> str:
    people = _whole(counts.get("people"))
    if not people:
        return _("There was activity once, but nobody has taken part for 180 days.")
    text = ngettext(
        "%(n)d person took part in the last 180 days; %(ties)s.",
        "%(n)d people took part in the last 180 days; %(ties)s.",
        people,
    )
    holders = _whole(counts.get("tie_holders"))
    ties = ngettext("%(n)d of them has met a partner", "%(n)d of them have met a partner", holders) % {
        "n": holders
    }
    return text % {"n": people, "ties": ties}


def _leadership(counts: Facts) -> str:
    sponsors, acted = _whole(counts.get("sponsors")), _whole(counts.get("acted"))
    if not sponsors:
        return _("No senior sponsor is named.")
    text = ngettext(
        "%(acted)d of %(n)d sponsor acted in the last 90 days.",
        "%(acted)d of %(n)d sponsors acted in the last 90 days.",
        sponsors,
    )
    return text % {"acted": acted, "n": sponsors}


def _readiness(counts: Facts) -> str:
    if counts.get("mean") is None:
        n = _whole(counts.get("organisations"))
        text = ngettext(
            "The mean over %(n)d organisation's result.", "The mean over %(n)d organisations' results.", n
        )
        return text % {"n": n}
    age = _whole(counts.get("age"))
    text = ngettext(
        "The latest result is %(mean).1f of 5, %(n)d day old.",
        "The latest result is %(mean).1f of 5, %(n)d days old.",
        age,
    )
    return text % {"mean": float(counts["mean"]), "n": age}


def _preparation(counts: Facts) -> str:
    return _(
        "%(answered)d of %(questions)d questions are answered, %(owned)d have an owner, %(on_time)d are on time."
    ) % {name: _whole(counts.get(name)) for name in ("answered", "questions", "owned", "on_time")}


def _delivery(counts: Facts) -> str:
    return _(
        "Of %(due)d commitments and actions that were due, %(in_time)d were done in time, %(late)d late and "
        "%(open)d not yet."
    ) % {name: _whole(counts.get(name)) for name in ("due", "in_time", "late", "open")}


def _momentum(counts: Facts) -> str:
    text = _("People took part %(recent)d times in the last 90 days, %(earlier)d times in the 90 before.") % {
        "recent": _whole(counts.get("recent")),
        "earlier": _whole(counts.get("earlier")),
    }
    days = counts.get("days_since_joint")
    if days is None:
        return text
    last = ngettext(
        "The last joint interaction was %(n)d day ago.",
        "The last joint interaction was %(n)d days ago.",
        _whole(days),
    )
    return f"{text} {last % {'n': _whole(days)}}"


def evidence_rows(counts: Facts) -> tuple[tuple[str, str], ...]:
    """The counts with their names, in the order in which they were made."""
    labels = {
        "wanted": _("People needed"),
        "involved": _("Involved"),
        "units": _("Units needed"),
        "units_involved": _("Units reached"),
        "people": _("People who took part"),
        "acts": _("Participations"),
        "top_share": _("Share of the most active person"),
        "tie_holders": _("People who met a partner"),
        "tie_units": _("Units of theirs"),
        "ties": _("Ties between units"),
        "sponsors": _("Sponsors"),
        "acted": _("Of whom acted"),
        "mean": _("Mean, of 5"),
        "age": _("Days old"),
        "respondents": _("Answers"),
        "questions": _("Questions"),
        "answered": _("Answered"),
        "owned": _("Owned"),
        "on_time": _("On time"),
        "due": _("Due so far"),
        "in_time": _("In time"),
        "late": _("Late"),
        "open": _("Not done"),
        "recent": _("Last 90 days"),
        "earlier": _("90 days before"),
        "days_since_joint": _("Days since something joint"),
        "organisations": _("Organisations with evidence"),
    }
    shown = [(labels[name], _figure(name, counts[name])) for name in labels if counts.get(name) is not None]
    return tuple(shown)


def _figure(name: str, value: Any) -> str:
    if name == "top_share":
        return f"{_share(value)}%"
    return f"{float(value):.1f}" if name == "mean" else f"{_whole(value)}"


def step_in_words(kind: str, facts: Facts, names: Names) -> str:
    """The one step that would raise a dimension most, as advice; without facts, for all partners in general."""
    if not facts:
        return _step_in_general(kind)
    people = _whole(facts.get("people"))
    unit = names.units.get(_whole(facts.get("unit")), _("a unit that nobody is involved from"))
    question = facts.get("question")
    if kind == "ask sponsor" and facts.get("person") == names.reader is not None:
        return _("Act as a sponsor: speak, decide, or come along.")
    words = {
        "name targets": _("Say which units' people are needed."),
        "involve unit": ngettext(
            "Involve %(n)d person of %(unit)s.", "Involve %(n)d people of %(unit)s.", people
        ),
        "bring newcomers": ngettext(
            "Bring %(n)d person who has hardly taken part so far into the next joint meeting.",
            "Bring %(n)d people who have hardly taken part so far into the next joint meeting.",
            people,
        ),
        "name sponsor": _("Name a senior sponsor."),
        "ask sponsor": _("Ask %(person)s to act: to speak, to decide, or to come along."),
        "share readiness": _("Share the readiness result with the partners."),
        "measure readiness": _("Ask your people with a readiness survey."),
        "raise weakest area": _("Work on the weakest area of the readiness result, by one point."),
        "measure again": _("Ask again: the readiness result is %(age)d days old."),
        "complete question": _("Answer, with an owner and a day: %(question)s"),
        "set days": _("Agree on commitments and actions with days."),
        "deliver": _("Do what is late: %(promise)s"),
        "hold interaction": ngettext(
            "Hold a joint meeting or workshop with %(n)d of your people.",
            "Hold a joint meeting or workshop with %(n)d of your people.",
            people,
        ),
    }
    return words.get(kind, "") % {
        "n": people,
        "unit": unit,
        "person": names.people.get(_whole(facts.get("person")), _("the sponsor")),
        "age": _whole(facts.get("age")),
        "question": PlanQuestion(question).label if question else "",
        "promise": _promise(facts, names),
    }


def _step_in_general(kind: str) -> str:
    return {
        "name targets": _("Say which units' people are needed."),
        "involve unit": _("Involve people of a unit that hasn't been reached."),
        "bring newcomers": _("Bring people who have hardly taken part so far into the next joint meeting."),
        "name sponsor": _("Name a senior sponsor where there is none."),
        "ask sponsor": _("Ask a sponsor who has been quiet to act."),
        "share readiness": _("Share readiness results with the partners."),
        "measure readiness": _("Ask people with a readiness survey where that hasn't been done."),
        "raise weakest area": _("Work on the weakest area of a readiness result."),
        "measure again": _("Repeat a readiness survey that has grown old."),
        "complete question": _("Answer an open question of an engagement plan, with an owner and a day."),
        "set days": _("Agree on commitments and actions with days."),
        "deliver": _("Do what is late."),
        "hold interaction": _("Hold a joint meeting or workshop."),
    }.get(kind, "")


def _promise(facts: Facts, names: Names) -> str:
    if "commitment" in facts:
        return names.commitments.get(_whole(facts["commitment"]), _("a commitment"))
    return names.actions.get(_whole(facts.get("action")), _("an action"))


def alert_title(kind: str) -> str:
    """An alert's name."""
    if kind in PARTS:
        return part_title(kind)
    return {
        STALLED: _("Stalled"),
        SLIPPING: _("Slipping"),
        HANGS: _("Hangs on one person"),
        NOT_SPREAD: _("Signed, not spread"),
        EARLY: _("Early warning"),
    }[kind]


def alert_in_words(kind: str, facts: Facts, names: Names, *, on: date) -> str:
    """What an alert says, from its facts."""
    if kind == STALLED:
        return _stalled(facts)
    if kind == SLIPPING:
        return _("From %(before)d to %(score)d points within 60 days.") % {
            "before": _whole(facts.get("before")),
            "score": _whole(facts.get("score")),
        }
    if kind == HANGS:
        return _hangs(facts, names)
    if kind == EARLY:
        return _early(facts)
    if kind in PARTS:
        return part_in_words(kind, facts, names.people.get(_whole(facts.get("person")), ""))
    since = facts.get("since")
    days = (on - date.fromisoformat(since)).days if since else 60
    return _(
        "The agreement has been in force for %(days)d days, and breadth is %(share)d of 100: hardly anybody "
        "who is needed takes part."
    ) % {
        "days": days,
        "share": _share(facts.get("breadth")),
    }


def _stalled(facts: Facts) -> str:
    days = _whole(facts.get("days"))
    if not facts.get("last"):
        return _(
            "For %(days)d days partners should have been doing things together, and nothing joint has happened."
        ) % {"days": days}
    last = date_format(date.fromisoformat(facts["last"]))
    return _(
        "The last joint interaction was on %(last)s; for %(days)d days partners have done nothing together."
    ) % {
        "last": last,
        "days": days,
    }


def _hangs(facts: Facts, names: Names) -> str:
    if "organisations" in facts:
        return _("In %(n)d of %(of)d organisations the partnering hangs on one person each.") % {
            "n": _whole(facts["organisations"]),
            "of": _whole(facts.get("of")),
        }
    person = names.people.get(_whole(facts.get("person")), _("One person"))
    if _whole(facts.get("ties")) == 1:
        return _(
            "%(person)s is the only one who has met a partner in 180 days: with them every tie would go."
        ) % {"person": person}
    return _("%(person)s did %(share)d%% of all that your people took part in over 180 days.") % {
        "person": person,
        "share": _share(facts.get("share")),
    }


def _early(facts: Facts) -> str:
    """The signs in words; without any of its own it is what is known of such partnerships that warns."""
    words = {
        "thinning": _("fewer people take part than two months before"),
        "hanging": _("the work hangs on a few"),
        "closed": _("hardly anybody new comes"),
    }
    signs = [words[key] for key in str(facts.get("signs") or "").split(", ") if key in words]
    return _(
        "Partnerships tend to lose traction after such signs: %(signs)s. A reason to ask, not a verdict."
    ) % {"signs": "; ".join(signs) or _("too few people take part")}


def mend_in_words(kind: str) -> str:
    """What to do about an alert, as the label of a link."""
    if kind in PARTS:
        return part_mend(kind)
    return {
        STALLED: _("Log or plan something joint"),
        SLIPPING: _("See what would raise it most"),
        HANGS: _("See who could take part"),
        NOT_SPREAD: _("See who is not reached yet"),
        EARLY: _("See where it is heading"),
    }[kind]
