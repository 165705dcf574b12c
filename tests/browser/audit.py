"""The page audit: follows every link as one user, and checks each page it finds."""

import html
import re
import urllib.parse

import axe
from browser import DESKTOP, PHONE, Way, page_for, shape

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Dimensions have names instead of ids, and a page each.
DIMENSION = re.compile(r"(?<=/dimensions/)[^/]+")
LINK = re.compile(r"""<a\b[^>]*?\shref="([^"]*)""")
MOST_PAGES = 150
# The API's reference page is somebody else's work.
ELSEWHERE = ("/api/",)


def kind(path):
    """An address without ids, values and order: pages of one kind share a template."""
    parts = urllib.parse.urlsplit(path)
    names = sorted({name for name, _ in urllib.parse.parse_qsl(parts.query, keep_blank_values=True)})
    return DIMENSION.sub("…", ID.sub("…", parts.path)) + ("?" + "&".join(names) if names else "")


class Scope:
    """How much an audit checks, and what was checked before, perhaps as another user.

    In each organisation, an address of each kind is opened, and its status, shape, console, content policy and everything
    that axe-core knows are checked. Colours come from the style sheet, so that each kind's are checked once in all. With
    `is_full`, two addresses of each kind are opened, everything is checked on every page, and PDF has to work.
    """

    def __init__(self, is_full):
        self.is_full, self.most_of_a_kind = is_full, 2 if is_full else 1
        self.contents, self.kinds, self.coloured = set(), set(), set()

    def begin_organisation(self):
        """Starts over: another organisation fills the same kinds of page with something else."""
        self.kinds = set()
        if self.is_full:
            self.contents, self.coloured = set(), set()

    def wants_page(self, content):
        return is_added(self.contents, content)

    def wants_axe(self, kind):
        return is_added(self.kinds, kind) or self.is_full

    def wants_colours(self, kind, number):
        return is_added(self.coloured, (kind, number) if self.is_full else kind)


def is_added(known, what):
    """Adds to a set; says whether it is new."""
    is_new = what not in known
    known.add(what)
    return is_new


class Audit:
    """The audit of one organisation as one user."""

    def __init__(self, browser, base, scope, checks, name, cookies=(), pictures=None):
        self.scope, self.checks, self.name, self.pictures = scope, checks, name, pictures
        self.page, self.watch = page_for(browser, Way("at a desk"), base, cookies)
        self.plain, self.plain_watch = page_for(browser, Way("without scripts", has_scripts=False), base, cookies)
        self.n_of_kind, self.known = {}, set()

    def run(self, *starts):
        """Checks every page that can be reached from these; returns the kinds of page found."""
        waiting = list(starts)
        self.known.update(waiting)
        while waiting:
            path = waiting.pop(0)
            self.n_of_kind[kind(path)] = self.n_of_kind.get(kind(path), 0) + 1
            for address in self.visit(path):
                beyond = self.n_of_kind.get(kind(address), 0) + sum(kind(path) == kind(address) for path in waiting)
                if address not in self.known and beyond < self.scope.most_of_a_kind:
                    self.known.add(address)
                    waiting.append(address)
            assert len(self.known) < MOST_PAGES, f"{self.name}: links without end: {sorted(self.n_of_kind)}"
        self.page.context.close()
        self.plain.context.close()
        return set(self.n_of_kind)

    def visit(self, path):
        """Requests a page and checks it unless that was done before; returns the addresses of our own that it links to."""
        answer = self.page.request.get(path)
        if not self.holds(answer.status == 200, f"{path} answered {answer.status}"):
            return []
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if not is_page or "attachment" in answer.headers.get("content-disposition", ""):
            return []
        text = answer.text()
        if self.scope.wants_page(text[text.find("<main"):]):
            self.check(path)
        return addresses(path, text)

    def check(self, path):
        """Opens a page at a desk, in the dark, on a phone, for print and without scripts."""
        wants_axe = self.scope.wants_axe(kind(path))
        wants_colours = self.scope.wants_colours(kind(path), self.n_of_kind[kind(path)])
        left_out = () if wants_colours or self.scope.is_full else axe.COLOURS
        self.screen(DESKTOP)
        self.page.goto(path)
        self.judge(path, "at a desk", shape(self.page) + (axe.violations(self.page, but=left_out) if wants_axe else []))
        self.picture(path, "desk")
        self.screen(DESKTOP, "dark")
        if wants_colours:
            self.judge(path, "in the dark", axe.violations(self.page, axe.COLOURS))
        self.picture(path, "desk-dark")
        self.screen(PHONE, "dark")
        self.picture(path, "phone-dark")
        self.screen(PHONE)
        self.judge(path, "on a phone", shape(self.page) + (axe.violations(self.page, axe.WIDTH) if wants_axe else []))
        self.picture(path, "phone")
        self.screen(DESKTOP, media="print")
        self.picture(path, "print")
        self.judge(path, "in the browser", self.watch.take())
        self.plain.goto(path)
        self.judge(path, "without scripts", shape(self.plain) + self.plain_watch.take())

    def screen(self, size, scheme="light", media="screen"):
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.emulate_media(color_scheme=scheme, media=media)

    def judge(self, path, way, wrong):
        for what in wrong:
            self.checks.that(False, f"{self.name}: {path} {way}: {what}")
        if not wrong:
            self.checks.that(True, "")

    def holds(self, holds, what):
        return self.checks.that(holds, f"{self.name}: {what}")

    def picture(self, path, way):
        if self.pictures is None:
            return
        name = re.sub(r"[^a-z0-9]+", "-", kind(path).lower().replace("…", "x")).strip("-") or "start"
        number = self.n_of_kind[kind(path)]
        folder = self.pictures / self.name.replace(" ", "-")
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}{'' if number == 1 else f'-{number}'}.{way}.png", full_page=True)


def addresses(path, text):
    """Where a page's links lead within the workspace, without fragments."""
    found = []
    for address in LINK.findall(text):
        whole = urllib.parse.urljoin(f"http://here{path}", html.unescape(address))
        parts = urllib.parse.urlsplit(whole)
        if parts.netloc == "here" and not parts.path.startswith(ELSEWHERE):
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found
