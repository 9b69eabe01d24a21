"""Walks the desk as an officer with a browser would: every link, every form, every field."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from lxml import html

HERE = "http://testserver"
# Pages of one kind differ in what they tell, not in how; so do their forms.
MOST_OF_A_KIND = 4
# Following these ends the walk itself.
LEAVES = ("sign-out", "/ui/", "revoke")
TYPED = ("text", "search", "url", "tel", "email", "")
FILLED = {"date": "2026-11-23", "number": "3", "time": "07:30", "month": "2026-10"}


@dataclass(frozen=True)
class Form:
    """A form that sends something, with what its fields hold and which of them are typed in."""

    page: str
    action: str
    kept: dict[str, str]
    typed: tuple[str, ...]
    file_fields: tuple[str, ...]


@dataclass
class Walk:
    """The pages that were found, and the forms on them, one of a kind."""

    pages: dict[str, html.HtmlElement] = field(default_factory=dict)
    forms: dict[tuple, Form] = field(default_factory=dict)


def page_of(answer):
    return html.fromstring(answer.text) if "text/html" in answer.headers["content-type"] else None


def walk(client, start):
    """Return every page that links lead to from a start, and every form that posts."""
    found, waiting, seen = Walk(), [start], Counter()
    while waiting:
        path = waiting.pop(0)
        if path in found.pages or any(each in path for each in LEAVES):
            continue
        seen[kind_of(path)] += 1
        if seen[kind_of(path)] > MOST_OF_A_KIND:
            continue
        answer = client.get(path)
        if (page := page_of(answer)) is None:
            continue
        found.pages[path] = page
        waiting += [link for link in links_of(page, path) if link not in found.pages]
        for form in forms_of(page, path):
            fields = sorted((*form.kept, *form.typed, *form.file_fields))
            found.forms.setdefault((*kind_of(form.action), *fields), form)
    return found


def kind_of(path):
    """Return what pages of one kind have in common: where they lie, and what they are asked."""
    address = urlsplit(path)
    place = address.path.split("/")
    return (*place[:3], len(place), *sorted(parse_qs(address.query)))


def links_of(page, path):
    for link in page.xpath("//a/@href"):
        address = urldefrag(urljoin(HERE + path, link))[0]
        if address.startswith(HERE + "/desk"):
            yield address.removeprefix(HERE)


def forms_of(page, path):
    for each in page.xpath("//form[translate(@method, 'POST', 'post') = 'post']"):
        action = urljoin(HERE + path, each.get("action") or path).removeprefix(HERE)
        if any(word in action for word in LEAVES):
            continue
        kept, typed, files = {}, [], []
        for one in each.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
            name, kind = one.get("name"), field_kind(one)
            if kind == "typed":
                typed.append(name)
            elif kind == "file":
                files.append(name)
            elif kind != "unticked" or name not in kept:
                kept[name] = value_of(one)
        yield Form(path, action, kept, tuple(typed), tuple(files))


def field_kind(one):
    kind = (one.get("type") or "").lower()
    if one.tag == "textarea" or (one.tag == "input" and kind in TYPED):
        return "typed"
    if kind == "file":
        return "file"
    if kind in ("radio", "checkbox") and one.get("checked") is None:
        return "unticked"
    return "kept"


def value_of(one):
    if one.tag == "select":
        values = [each.get("value", each.text or "") for each in one.xpath(".//option")]
        return next((each for each in values if each), "")
    return one.get("value") or FILLED.get((one.get("type") or "").lower(), "1")


def send(client, form, texts, *, secret):
    """Send a form with each of some texts in every field that is typed in; give the answers."""
    for first in range(len(texts)):
        typed = dict(zip(form.typed, cycle(texts[first:] + texts[:first]), strict=False))
        typed.update({each: secret for each in ("key",) if each in form.typed + tuple(form.kept)})
        files = {each: (f"{texts[first][:60]}.csv", b"a,b\n1,2\n") for each in form.file_fields}
        yield client.post(form.action, data={**form.kept, **typed}, files=files or None)
