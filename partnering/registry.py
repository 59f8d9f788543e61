"""Lists that higher apps fill when they start, so that a lower app never names a higher one.

An app appends in its `AppConfig.ready`; the core reads. Every list is typed; order is by `order`, then by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from partnering.importing import Shape
from partnering.xray import Inspection

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from partnering.models import Meeting, OutgoingMessage, Person, User


@dataclass(frozen=True)
class CalendarPart:
    """What a message tells calendar programs: iCalendar text, and the METHOD that it has there too."""

    method: str
    content: bytes


@dataclass(frozen=True)
class Composed:
    """A message as it leaves: subject, plain text, HTML, and what it tells calendar programs."""

    subject: str
    text: str
    html: str = ""
    calendar: CalendarPart | None = None


@dataclass(frozen=True)
class Suppressed:
    """Why a message is not sent after all, for instance because the survey was answered meanwhile."""

    reason: str


Composer = Callable[["OutgoingMessage"], Composed | Suppressed]


@dataclass(frozen=True)
class BatchComposer:
    """A composer of a kind of which many messages leave together: `read` reads at once what all of them need.

    It returns what composes each of those that it was given. One message alone is a batch of one.
    """

    read: Callable[[Sequence[OutgoingMessage]], Composer]

    def __call__(self, message: OutgoingMessage) -> Composed | Suppressed:
        """Compose one message by itself."""
        return self.read([message])(message)


@dataclass(frozen=True)
class Panel:
    """A part of a page about a thing ('organisation', 'person', 'partnership') that a higher app shows there.

    `context` gets the request and the thing, and returns the template's context, or None to show nothing; it
    must use `visible_to` like any view. `there` gives, for a user and a thing's key, the rows without which there is
    nothing to show: a page that can asks for those of all its panels at once, and leaves out what is empty.
    """

    thing: str
    name: str
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any] | None]
    order: int = 100
    there: Callable[[Any, int], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the main navigation: a URL name, a label, a lucide icon and who sees it."""

    url_name: str
    label: Any
    icon: str
    shown_to: Callable[[Any], bool] = field(default=lambda user: True)
    order: int = 100


@dataclass(frozen=True)
class Tab:
    """One of the pages about a thing ('organisation', 'partnership'), in the row of tabs that all of them show.

    The address is `url_name` with `key(thing)`, such as its slug; `shown_to` gets the user and the thing. Tabs of
    one `group` share a place in the row, which bears the group's name; a second row below tells them apart.
    """

    thing: str
    url_name: str
    label: Any
    icon: str
    key: Callable[[Any], Any] = field(default=lambda thing: thing.pk)
    shown_to: Callable[[Any, Any], bool] = field(default=lambda user, thing: True)
    order: int = 100
    group: Any = ""
    mark: Callable[[HttpRequest, Any], int] = field(default=lambda request, thing: 0)
    """A number beside the label, 0 for none; it must cost no query."""


@dataclass(frozen=True)
class Surface:
    """A way by which data leaves the product: a page, chart, count, file, e-mail; each has an isolation test."""

    name: str
    kind: str
    where: str


@dataclass(frozen=True)
class Held:
    """One thing that a person holds: the key of its `Holding`, what it is and where, and a link to it."""

    kind: str
    pk: int
    what: str
    where: str = ""
    link: str = ""
    partnership: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class Holding:
    """A kind of thing that people hold and pass on, so that a handover misses nothing.

    `held_by` lists what a person holds on a day or later. `pass_on` gives one to somebody else from a day on, in the
    caller's transaction; it also works when the person has left meanwhile, and raises DomainError where it can't.
    `passable` returns a test of which of the person's things a user may pass on. `still_open` tells which of some
    things that were left open nobody has taken over yet.
    """

    key: str
    label: Any
    icon: str
    held_by: Callable[[Person, date], Iterable[Held]]
    pass_on: Callable[[int, Person, date, User], Any]
    passable: Callable[[User, Person], Callable[[Held], bool]]
    still_open: Callable[[Person, Iterable[int]], set[int]]
    order: int = 100


@dataclass(frozen=True)
class Searchable:
    """A kind of thing that is found by its words, each by who may see it.

    `rows` gives what a user may see, by `visible_to`. `title` is the column that names a row, `fields` all columns
    or expressions that are searched, as the migration's `AddSearchColumn` has them. `about` (an expression) says
    beside the title where a row belongs; `text` is a longer column of which the page shows the passage that was
    found. The address is `url_name` with the column `key`, or the columns of an expression with
    slashes between them. None of these may hold what its reader must not know.
    """

    kind: str
    label: Any
    icon: str
    rows: Callable[[Any], QuerySet[Any]]
    title: str
    fields: tuple[Any, ...]
    url_name: str
    about: Any = None
    text: str = ""
    key: Any = "pk"
    order: int = 100


@dataclass(frozen=True)
class Command:
    """Something that the palette offers to do: a label, an icon, its address, and who may."""

    label: Any
    icon: str
    url_name: str
    shown_to: Callable[[Any], bool] = field(default=lambda user: True)
    order: int = 100


@dataclass(frozen=True)
class MergeRule:
    """How rows of a table (by its label in lower case) fare when what they point to is merged into another row.

    By default a row moves, and where the other has one already with which it can't stand, the two are joined.
    `stays` keeps a row with the one that went; `clash_stays` does so only where it could not stand. Rows that hold
    from one day to another (`times`, `within` fields that are the same) are joined when they share a day; `joined`
    gives what else the row that stays takes over from the rows that it is joined with.
    """

    table: str
    stays: Callable[[Any], bool] = field(default=lambda row: False)
    clash_stays: bool = False
    times: tuple[str, str] | None = None
    within: tuple[str, ...] = ()
    joined: Callable[[list[Any]], dict[str, Any]] = field(default=lambda rows: {})


@dataclass(frozen=True)
class Importable:
    """A table in which imports make and change rows, so that what they did can be taken back.

    `changeable` gives the rows that a user may change. `refused` looks at rows that are about to get back what they
    held before, and returns by key why one of them can't, in words for a user. `needed_by`
    says of rows by their keys what needs them beside what points to them: pairs of that row and the needed one's key.
    `touching` hears of rows that are about to be changed or to go, and may still refuse by a DomainError.
    """

    changeable: Callable[[Any], QuerySet[Any]]
    refused: Callable[[list[Any]], dict[int, str]] = field(default=lambda rows: {})
    touching: Callable[[Sequence[Any]], None] | None = None
    needed_by: Callable[[list[int]], Iterable[tuple[tuple[str, int], int]]] = field(default=lambda pks: ())


@dataclass(frozen=True)
class Importer:
    """A kind of file that can be imported.

    `preview` and `carry_out` take rows, the user and what those of the register (`services.importing`) take.
    `notes` says what belongs into each column, `rules` what holds for the file, and `counted` the names of what is
    counted. `does` says in a sentence what a row is.
    """

    key: str
    label: Any
    does: Any
    icon: str
    shape: Shape
    notes: Callable[[], Mapping[str, str]]
    counted: Mapping[str, Any]
    preview: Callable[..., Any]
    carry_out: Callable[..., Any]
    rules: Callable[[], Sequence[str]] = field(default=lambda: ())


importers: dict[str, Importer] = {}
"""By their keys, in the order in which the page offers them."""
derived: set[str] = set()
"""Tables, by label, of rows that are only worked out: they go with the row to which they belong."""
importables: dict[str, Importable] = {}
"""By the label of the table in lower case."""


class Hold(IntEnum):
    """What somebody may do with an entry of a timeline."""

    READ = 0
    DELETE = 1
    EDIT = 2


@dataclass(frozen=True)
class TimelineSource:
    """Something that happens in partnerships, for their timeline; all sources are put together in one query.

    `rows` gives what a user may see of a partnership; sources that have the same one share its rows, and have the same
    organisation. `on` is the column (or an expression) with its day, empty in rows of which there is nothing to tell.
    `title` and `detail` name columns that `text` speaks of; `words` says a detail's values in words. `organisation` is
    the foreign key of whose it is, `joint` the column that says whether all partners see it; without one they do.
    `hold` makes an expression of a user: what they may do with a row, as a `Hold`. `link` makes an address of a row's
    key and the partnership's slug. `kind`, `label` and `icon` are shared by what belongs together.
    """

    key: str
    kind: str
    label: Any
    icon: str
    rows: Callable[[Any, Any], QuerySet[Any]]
    on: Any
    text: Any
    title: str
    detail: str = ""
    words: Mapping[str, Any] = field(default_factory=dict)
    shows_detail: bool = False
    organisation: str = ""
    joint: str = ""
    hold: Callable[[Any], Any] | None = None
    link: Callable[[int, str], str] | None = None


@dataclass(frozen=True)
class ListPlace:
    """A list of the product: where it is, and what the page of all lists says of it.

    `key` is that of its `Listing`, by which views are saved. `about` names the kind of thing whose list it is
    ('partnership', 'organisation'); one without stands in the page of all lists, under the heading `group`.
    """

    key: str
    url_name: str
    label: Any
    says: Any = ""
    icon: str = "list"
    group: Any = ""
    about: str = ""
    shown_to: Callable[[Any], bool] = field(default=lambda user: True)
    order: int = 100


message_composers: dict[str, Composer] = {}
panels: list[Panel] = []
navigation: list[NavigationItem] = []
tabs: list[Tab] = []
surfaces: list[Surface] = []
searchables: list[Searchable] = []
commands: list[Command] = []
lists: list[ListPlace] = []
holdings: list[Holding] = []
timeline: list[TimelineSource] = []
inspections: list[Inspection] = []
"""What each app looks at in the X-ray and in the guided journeys; a lower app's comes first."""


@dataclass(frozen=True)
class Attachable:
    """A kind of thing beside which there may be notes, files and tags.

    `model` gives its table, `visible` the rows that a user may see, `partnership` that whose members may share what
    stands beside a row, or None. `title` is the column that names a row.
    """

    model: Callable[[], Any]
    visible: Callable[[Any], QuerySet[Any]]
    partnership: Callable[[Any], Any] = field(default=lambda thing: None)
    title: str = "name"


attachables: dict[str, Attachable] = {}
"""By the name of the model, such as `workinggroup`."""
meeting_held: list[Callable[[Meeting], None]] = []
"""Each hears, in the transaction, of a meeting of which it was noted or changed who was there."""
meetings_imported: list[Callable[[Sequence[tuple[Meeting, list[Person]]]], list[Any]]] = []
"""Each hears, in the transaction, of held meetings that were imported with who was there, and returns what it made."""
minutes_published: list[Callable[[Meeting], None]] = []
"""Each hears, in the transaction, of a meeting whose minutes all partners may read from now on."""
merge_rules: dict[str, MergeRule] = {}
merge_objections: list[Callable[[Any, Any], str]] = []
"""Each gets the row that stays and the one that goes, and returns why they can't be merged, or an empty text."""
loose_ends: list[tuple[str, str, str]] = []
"""Tables that name a thing without a foreign key: label, the column with its model's name, that with its key."""

homes: dict[str, str] = {"partnership": "partnering:partnership"}
"""The URL name of the first page about a thing; the highest app that shows it puts its own here."""


def panels_for(thing: str) -> Iterable[Panel]:
    """The panels registered for a kind of thing, in the order in which the page shows them."""
    return sorted((panel for panel in panels if panel.thing == thing), key=lambda p: (p.order, p.name))


def tabs_for(thing: str) -> Iterable[Tab]:
    """The tabs registered for a kind of thing, in their order."""
    return sorted((tab for tab in tabs if tab.thing == thing), key=lambda t: (t.order, t.url_name))


def lists_of(user: Any) -> list[ListPlace]:
    """The lists that stand for themselves and that a user may open, in their order."""
    found = [one for one in lists if not one.about and one.shown_to(user)]
    return sorted(found, key=lambda one: (one.order, one.url_name))


def add_lists(*places: ListPlace) -> None:
    """Put lists on record, each also as a surface by which data leaves: a page, and a file; for an app's start."""
    lists.extend(places)
    for kind in ("page", "file"):
        surfaces.extend(Surface(f"{place.label} ({kind})", kind, place.url_name) for place in places)


def holdings_in_order() -> list[Holding]:
    """The kinds of things that people hold, in the order in which a handover lists them."""
    return sorted(holdings, key=lambda one: (one.order, one.key))


def add_merge_rules(*rules: MergeRule) -> None:
    """Say how rows fare in a merge; for an app's start."""
    merge_rules.update({rule.table: rule for rule in rules})
