"""Frameworks of files become rows when they are first needed; which ones an organisation may ask with."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import Organisation
from readiness.framework_files import BUILT_IN, OF_ORGANISATIONS, Framework, built_in, to_data
from readiness.models import FrameworkVersion, OwnFramework


def framework_version(slug: str, organisation: Organisation | None = None) -> FrameworkVersion:
    """The present version of a framework that comes with the product, or of one of the organisation's own.

    A built-in file that has changed is another version.
    """
    if slug in (OF_ORGANISATIONS if organisation else BUILT_IN):
        return keep_framework(built_in(slug))
    version = own_versions(organisation).filter(slug=slug).first() if organisation else None
    if version is None:
        raise DomainError(_("There is no such framework. Choose one of the list."))
    return version


def keep_framework(
    framework: Framework,
    *,
    slug: str = "",
    own: OwnFramework | None = None,
    published_on: date | None = None,
) -> FrameworkVersion:
    """The row of a framework's content, made when it isn't there."""
    data = to_data(framework)
    content = json.dumps(data, sort_keys=True, ensure_ascii=False)
    values: dict[str, Any] = {"name": framework.name, "version": framework.version, "data": data}
    return FrameworkVersion.objects.get_or_create(
        slug=slug or framework.slug,
        digest=hashlib.sha256(content.encode()).hexdigest(),
        defaults=values | {"own": own, "published_on": published_on},
    )[0]


def built_in_frameworks() -> list[Framework]:
    """The frameworks that come with the product, with which an organisation asks its own people."""
    return [built_in(slug) for slug in OF_ORGANISATIONS]


def own_versions(organisation: Organisation) -> QuerySet[FrameworkVersion]:
    """The newest version of each own framework with which an organisation may ask."""
    newest = FrameworkVersion.objects.filter(own=OuterRef("own")).order_by("-version").values("pk")[:1]
    own = OwnFramework.objects.in_use().filter(organisation=organisation)
    return FrameworkVersion.objects.filter(own__in=own, pk=Subquery(newest)).order_by("name", "pk")


def frameworks_to_ask(organisation: Organisation) -> list[tuple[str, Framework]]:
    """What an organisation may ask with, each by the name that `framework_version` takes; its own ones last."""
    own = [(version.slug, version.framework) for version in own_versions(organisation)]
    return [(framework.slug, framework) for framework in built_in_frameworks()] + own
