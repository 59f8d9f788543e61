"""Frameworks of files become rows when they are first needed."""

from __future__ import annotations

import hashlib
import json

from django.utils.translation import gettext as _

from partnering.errors import DomainError
from readiness.framework_files import BUILT_IN, Framework, built_in, to_data
from readiness.models import FrameworkVersion


def framework_version(slug: str) -> FrameworkVersion:
    """The present version of a framework that comes with the product; a changed file is another version."""
    if slug not in BUILT_IN:
        raise DomainError(_("There is no such framework. Choose one of the list."))
    return keep_framework(built_in(slug))


def keep_framework(framework: Framework) -> FrameworkVersion:
    """The row of a framework's content, made when it isn't there."""
    data = to_data(framework)
    content = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return FrameworkVersion.objects.get_or_create(
        slug=framework.slug,
        digest=hashlib.sha256(content.encode()).hexdigest(),
        defaults={"name": framework.name, "version": framework.version, "data": data},
    )[0]


def built_in_frameworks() -> list[Framework]:
    """The frameworks that come with the product."""
    return [built_in(slug) for slug in BUILT_IN]
