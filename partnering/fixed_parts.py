"""Templates whose fixed parts are drawn once for each language: words, icons, addresses and files that never change.

A third of a page's tags say the same whoever asks. Once a template is read, each row of such tags, with the text
between them, becomes one part of it. What such a part says depends on the language and on nothing of a request.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from django.template.base import FilterExpression, Node, NodeList, Template, TextNode
from django.template.context import Context
from django.template.defaulttags import CommentNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import ExtendsNode
from django.template.loaders.base import Loader as Reading
from django.template.loaders.cached import Loader as Keeping
from django.templatetags.i18n import LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString, mark_safe

from partnering.quick_variables import SURROUNDINGS, page_of, quicken, surroundings

FIXED_TAGS: set[Any] = set()
"""Functions of simple tags that give the same for the same values, in any request."""


class FixedPart(Node):
    """Text and fixed tags that follow each other, drawn once."""

    child_nodelists = ()

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.token, self.origin = nodes[0].token, nodes[0].origin
        self.drawn: dict[Hashable, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """What it says in the reader's language."""
        key = (surroundings(context), context.autoescape)
        found = self.drawn.get(key)
        if found is None:
            text = "".join(str(node.render_annotated(context)) for node in self.nodes)
            found = self.drawn[key] = mark_safe(text)  # noqa: S308  # each node escapes what it draws
        return found


class FixedName(Node):
    """Words that a template gives a name to, translated once."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode) -> None:
        self.node, self.token, self.origin = node, node.token, node.origin
        self.words: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """Nothing; what has the name is in the context."""
        language, name = surroundings(context)[0], str(self.node.asvar)
        if language not in self.words:
            self.node.render(context)
            self.words[language] = context[name]
        context[name] = self.words[language]
        return ""


class OtherLanguage(LanguageNode):
    """A part of a page in another language than the rest."""

    def render(self, context: Context) -> str:
        """What is in it, as that language says it."""
        before = page_of(context).pop(SURROUNDINGS, None)
        try:
            return super().render(context)
        finally:
            page_of(context)[SURROUNDINGS] = before


class _Fixing(Reading):
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """A template as it was read, with its fixed parts put together."""
        template = super().get_template(template_name, skip)
        _fix(template.nodelist)
        return template


class Loader(Keeping, _Fixing):
    """Reads each template once."""


def _fix(nodes: NodeList) -> None:
    for node in nodes:
        quicken(node)
        if type(node) is LanguageNode:
            node.__class__ = OtherLanguage
        for within in _within(node):
            _fix(within)
    if any(isinstance(node, ExtendsNode) for node in nodes):
        return  # what else stands there is looked through by the tag itself
    fixed: list[Node] = []
    for node in nodes:
        before = fixed[-1] if fixed else None
        if isinstance(node, TranslateNode) and node.asvar and _are_fixed_words(node):
            fixed.append(FixedName(node))
        elif _is_fixed(node) and isinstance(before, FixedPart):
            fixed[-1] = FixedPart([*before.nodes, node])
        else:
            fixed.append(FixedPart([node]) if _is_fixed(node) else node)
    nodes[:] = [_alone(node) for node in fixed]


def _alone(node: Node) -> Node:
    """A part that is no more than a text needs nothing kept of it."""
    if isinstance(node, FixedPart) and len(node.nodes) == 1 and isinstance(node.nodes[0], TextNode):
        return node.nodes[0]
    return node


def _within(node: Node) -> Iterator[NodeList]:
    for value in vars(node).values():
        if isinstance(value, NodeList):
            yield value
    for _condition, nodes in getattr(node, "conditions_nodelists", ()):
        yield nodes


def _is_fixed(node: Node) -> bool:
    if isinstance(node, TextNode | LoadNode | CommentNode):
        return True
    if isinstance(node, TranslateNode):
        return not node.asvar and _are_fixed_words(node)
    if isinstance(node, URLNode):
        return not (node.args or node.kwargs or node.asvar) and _is_literal(node.view_name)
    if isinstance(node, StaticNode):
        return not node.varname and _is_literal(node.path)
    if isinstance(node, SimpleNode):
        values = [*node.args, *node.kwargs.values()]
        return node.func in FIXED_TAGS and not node.target_var and all(map(_is_literal, values))
    return False


def _are_fixed_words(node: TranslateNode) -> bool:
    return not node.noop and not node.message_context and _is_literal(node.filter_expression)


def _is_literal(value: FilterExpression) -> bool:
    """Whether a value stands in the template itself."""
    return not value.filters and (not value.is_var or getattr(value.var, "lookups", ()) is None)
