"""Documents in HTML: one file each, which loads nothing and in which no text is markup."""

import base64
import hashlib
import html

from maraude.domain.text import printable

_STYLE = """
body { font: 1rem/1.5 sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h2 { border-bottom: 1px solid; margin-top: 2rem; }
li { margin: .4rem 0; }
.when, .source { color: #444; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } }
"""


class Markup(str):
    """HTML as it stands; any other text is escaped by ``tag``."""

    __slots__ = ()


def tag(name: str, *inside: str, **attributes: str) -> Markup:
    """Give an element; this is the one place where text becomes HTML."""
    written = "".join(f' {key.rstrip("_")}="{_escaped(v)}"' for key, v in attributes.items())
    content = "".join(part if isinstance(part, Markup) else _escaped(part) for part in inside)
    return Markup(f"<{name}{written}>{content}</{name}>")


def page(title: str, language: str, *body: Markup) -> str:
    """Give a whole document, which a policy keeps from loading anything at all."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    head = tag(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        Markup('<meta name="viewport" content="width=device-width">'),
        tag("title", title),
        Markup(f"<style>{_STYLE}</style>"),
    )
    whole = tag("html", head, tag("body", tag("main", *body)), lang=language)
    return f"<!doctype html>\n{whole}\n"


def _escaped(text: str) -> str:
    return html.escape(printable(text))
