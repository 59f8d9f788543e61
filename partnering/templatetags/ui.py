"""Small helpers of the page's frame: icons, tabs, sorting, initials."""

from __future__ import annotations

import html
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from partnering import access, histories, registry
from partnering.addresses import address, address_of
from partnering.fixed_parts import FIXED_TAGS
from partnering.forms.notes import NoteForm
from partnering.models import Organisation
from partnering.words import LAZY, said
from partnering.xray import Finding, Hands

register = template.Library()

LONGEST_CELL = 160
A_PAGE = "\ue000"
"""In an address, what stands for the number of a page; nobody types it."""
ALERTS = {
    "error": ("danger", "octagon-alert"),
    "warning": ("warning", "triangle-alert"),
    "success": ("success", "circle-check"),
}


@register.simple_tag
@cache
def icon(name: str, size: int = 18) -> str:
    """A lucide icon beside a text that says the same; hidden from assistive technology."""
    drawn: str = lucide(Context(), name, size=size, aria_hidden="true", **{"class": "icon"})
    return drawn


FIXED_TAGS.add(icon)


@register.simple_tag
def holding_icon(kind: str) -> str:
    """The icon of a kind of thing that people hold and hand over."""
    return icon(next((one.icon for one in registry.holdings if one.key == kind), "circle"))


@register.filter
def day(value: date | None) -> str:
    """A day as pages write it; quicker than `date`, for what stands in each row of a list."""
    return "" if value is None else _day(value, get_language())


@lru_cache(maxsize=4_000)
def _day(value: date, language: str | None) -> str:
    return date_format(value, "j M Y")


@register.filter
def local_time(zone: str) -> datetime | None:
    """What time it is where somebody is; None for a zone that no clock knows."""
    try:
        return timezone.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    except (ValueError, ZoneInfoNotFoundError):
        return None


@register.simple_tag
def time_span(first: date | None, last: date | None = None) -> str:
    """From when to when something is, in words; `first` is None where nobody knows since when."""
    start, end = (date_format(day, "j M Y") if day else "" for day in (first, last))
    if first and last:
        return f"{start} – {end}"
    if last:
        return _("until %(day)s") % {"day": end}
    if first:
        return (_("from %(day)s") if first > access.today() else _("since %(day)s")) % {"day": start}
    return _("today")


@register.filter
def initials(name: str) -> str:
    """First letters of the first and last word of a name."""
    words = str(name).split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


@register.simple_tag
def logo(organisation: Organisation, size: str = "") -> SafeString:
    """An organisation's logo, or else its initials, beside its name; `size` is empty, 'lg' or 'sm'.

    It stands in each row of lists, where a function is quicker than a template.
    """
    look = f"avatar logo avatar-{size}" if size else "avatar logo"
    if not organisation.logo_digest:
        shown = f'<span class="{look}" aria-hidden="true">{escaped(initials(organisation.name))}</span>'
    else:
        picture = f"{address_of('partnering:logo', organisation.pk)}?v={escaped(organisation.logo_digest)}"
        shown = f'<img class="{look}" src="{picture}" alt="" loading="lazy">'
    return mark_safe(shown)  # noqa: S308  # each part is escaped


@register.filter
def alert_kind(tags: str) -> str:
    """Bootstrap's word for a message's kind."""
    return next((kind for tag, (kind, _name) in ALERTS.items() if tag in tags), "info")


@register.filter
def alert_icon(tags: str) -> str:
    """The icon for a message's kind."""
    return next((name for tag, (_kind, name) in ALERTS.items() if tag in tags), "info")


@register.simple_tag(takes_context=True)
def main_navigation(context: Context) -> str:
    """The navigation's entries, of which the one is marked under which the page lies.

    Pages of a partnership lie under theirs. It is drawn once for all who have the same entries.
    """
    entries = context["navigation"]
    active = _active_entry(context, entries)
    request: HttpRequest | None = context.get("request")
    is_it = request is not None and request.path == active
    language = get_language()
    shown = tuple((address(one.url_name), one.icon, said(one.label, language)) for one in entries)
    return _navigation(shown, active, is_it, language)


@lru_cache(maxsize=256)
def _navigation(
    entries: tuple[tuple[str, str, str], ...], active: str, is_it: bool, language: str | None
) -> str:
    return render_to_string("parts/_navigation.html", {"entries": entries, "active": active, "is_it": is_it})


def _active_entry(context: Context, entries: list[registry.NavigationItem]) -> str:
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    addresses = [address(entry.url_name) for entry in entries]
    above = [one for one in addresses if path == one or (one != "/" and path.startswith(one))]
    if not above and context.get("partnership"):
        above = [address("partnering:partnerships")]
    return max(above, key=len, default="")


@register.simple_tag(takes_context=True)
def tabs(context: Context, kind: str, thing: Any, here: str = "") -> str:
    """The tabs of a thing's pages, from all apps: `{% tabs "partnership" partnership %}`.

    `here` names the tab's URL on pages whose address lies elsewhere. Tabs of one group make one entry, and those of
    the group in which the page lies a second row. They are drawn once for all who have the same ones.
    """
    request: HttpRequest = context["request"]
    language = get_language()
    rows = [Tab(_("Overview"), "house", thing.get_absolute_url())]
    rows += [
        Tab(
            said(tab.label, language),
            tab.icon,
            address_of(tab.url_name, tab.key(thing)),
            said(tab.group, language),
            tab.mark(request, thing),
        )
        for tab in registry.tabs_for(kind)
        if tab.shown_to(request.user, thing)
    ]
    path = request.path
    if here:
        path = reverse(here, args=[next(t.key(thing) for t in registry.tabs_for(kind) if t.url_name == here)])
    under = [row.address for row in rows if path.startswith(row.address)]
    return _tabs(tuple(rows), max(under, key=len, default=""), language)


class Tab(NamedTuple):
    """A tab as it is drawn."""

    label: str
    icon: str
    address: str
    group: str = ""
    mark: int = 0


@lru_cache(maxsize=512)
def _tabs(rows: tuple[Tab, ...], here: str, language: str | None) -> str:
    entries = _entries([{**row._asdict(), "here": row.address == here} for row in rows])
    beside = next((one["within"] for one in entries if one["here"]), [])
    return render_to_string(
        "parts/_tabs.html", {"tabs": entries, "beside": beside if len(beside) > 1 else []}
    )


def _entries(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of tabs by group, where the first of each stands; `within` has all of an entry's own."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["group"] or row["address"], []).append(row)
    return [
        {
            **first,
            "label": first["group"] if len(within) > 1 else first["label"],
            "here": any(row["here"] for row in within),
            "mark": sum(row["mark"] for row in within),
            "within": within,
        }
        for within in groups.values()
        for first in within[:1]
    ]


@register.simple_tag
def way_to(name: str, key: int | str) -> str:
    """The address of a thing's route, as `{% url %}` has it; for what stands in each row of a list."""
    return address_of(name, key)


@register.simple_tag
def search_query(text: str, kind: str = "") -> str:
    """The part of an address that asks the search for a text, and for one kind of finds alone."""
    return urlencode({"q": text, "kind": kind} if kind else {"q": text})


@register.inclusion_tag("parts/_history_link.html", takes_context=True)
def history_link(context: Context, thing: Any) -> dict[str, Any]:
    """The way to a thing's history, for who may read it."""
    may = access.reads_history_of(context["request"].user, thing)
    return {"thing": thing._meta.label_lower, "pk": thing.pk, "may": may}


@register.simple_tag
def note_fields(form: NoteForm) -> str:
    """The fields of a note. An empty form says the same to everybody, and is drawn once for each language."""
    if form.is_bound:
        return str(as_crispy_form(form))
    return _blank_note_fields(form.shareable, form.shared, get_language())


@lru_cache(maxsize=64)
def _blank_note_fields(shareable: bool, shared: bool, _language: str | None) -> str:
    return str(as_crispy_form(NoteForm(shareable=shareable, shared=shared)))


@register.simple_tag
def options(field: BoundField) -> str:
    """The options of a choice that narrows a list; there may be hundreds, for which widgets take long."""
    now, language = str(field.value() or ""), get_language()
    words = (
        (escaped(str(value)), escaped(said(label, language) if type(label) is LAZY else label))
        for value, label in field.field.choices
    )
    chosen = escaped(now)
    return mark_safe(  # noqa: S308  # each value and label is escaped
        "".join(
            f'<option value="{value}"{" selected" if value == chosen else ""}>{label}</option>'
            for value, label in words
        )
    )


def escaped(value: Any) -> str:
    """As templates escape; plain text, which it nearly always is, without asking what else it may be."""
    return html.escape(value) if type(value) is str else conditional_escape(value)


@register.simple_tag(takes_context=True)
def sort_heading(context: Context, key: str, label: str) -> str:
    """A table heading that sorts by `key`; a second press turns the order round."""
    request: HttpRequest = context["request"]
    now = request.GET.get("sort") or context.get("sort", "")
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{key}" if now == key else key
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "none")
    return _sort_heading(label, query.urlencode(), order)


@lru_cache(maxsize=512)
def _sort_heading(label: str, query: str, order: str) -> str:
    return render_to_string("parts/_sort.html", {"label": label, "query": query, "order": order})


@register.inclusion_tag("parts/_paging.html", takes_context=True)
def paging(context: Context, page: Page[Any]) -> dict[str, Any]:
    """The foot of a list: which rows these are, and the way to the others."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    query = context["request"].GET.copy()
    query["page"] = A_PAGE
    first, _page, last = query.urlencode().partition(quote(A_PAGE))

    def way(number: int) -> str:
        """The address of another page of the same list."""
        return f"?{first}{number}{last}"

    ways = [(number, way(number) if isinstance(number, int) else "") for number in numbers]
    return {
        "page": page,
        "ways": ways,
        "before": way(page.number - 1) if page.has_previous() else "",
        "after": way(page.number + 1) if page.has_next() else "",
    }


@register.simple_tag(takes_context=True)
def panel(context: Context, name: str, values: dict[str, Any]) -> str:
    """A higher app's part of the page: its template, with its own values over those of the page."""
    engine = context.template.engine
    with context.push(**values):
        return engine.get_template(name).render(context)


@register.inclusion_tag("parts/_conflicts.html", takes_context=True)
def conflicts(context: Context, form: Any) -> dict[str, Any]:
    """What two people changed to different values, with who else it was and when, to choose from."""
    found = getattr(form, "conflicts", ())
    rows = []
    if found:
        names = [one.name for one in found]
        changes = histories.last_changes(context["request"].user, form.rows(), names)
        rows = [(one, changes.get(one.name)) for one in found]
    return {"rows": rows}


@register.filter
def can_mend(hands: Hands, finding: Finding) -> bool:
    """Whether the reader can follow the way that a finding offers."""
    return hands.mend(finding)


@register.filter
def can_waive(hands: Hands, finding: Finding) -> bool:
    """Whether the reader may leave a finding for now."""
    return hands.waive(finding)


@register.filter
def as_cell(value: Any) -> str:
    """A value of a list's column in words: days and moments as pages write them, long texts cut."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j M Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j M Y")
    return Truncator(str(value)).chars(LONGEST_CELL)


@register.filter
def is_blank(value: Any) -> bool:
    """Whether a cell says nothing; a nought says something."""
    return value is None or value == ""
