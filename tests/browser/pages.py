"""Every page that someone can reach by links: opened, looked at in every way, and kept as pictures."""

import html
import re
import urllib.parse

import axe
from browser import DESKTOP, PHONE, Way, page_for, shape

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Dimensions have names for ids, and a page each.
DIMENSION = re.compile(r"(?<=/dimensions/)[^/]+")
LINK = re.compile(r"""<a\b[^>]*?\shref="([^"]*)""")
# So many pages of a kind are opened: people, searches and candidates are shown by the same page each.
MOST_OF_A_KIND = 2
MOST_PAGES = 150
# The description of the API is a page of another's making.
ELSEWHERE = ("/api/",)


def kind(path):
    """What stays of an address without ids, values and order."""
    parts = urllib.parse.urlsplit(path)
    names = sorted({name for name, _ in urllib.parse.parse_qsl(parts.query, keep_blank_values=True)})
    return DIMENSION.sub("…", ID.sub("…", parts.path)) + ("?" + "&".join(names) if names else "")


class Crawl:
    """Follows every link from the start, as one user, and looks at each page."""

    def __init__(self, browser, base, checks, name, cookies=(), pictures=None, looked_at=None):
        self.checks, self.name, self.pictures = checks, name, pictures
        # What pages hold beside their frame, where they were looked at already, perhaps as someone else.
        self.looked_at = set() if looked_at is None else looked_at
        self.page, self.watch = page_for(browser, Way("at a desk"), base, cookies)
        self.plain, self.plain_watch = page_for(browser, Way("without scripts", has_scripts=False), base, cookies)
        self.n_of_kind, self.known = {}, set()

    def run(self, *starts):
        """Looks at every page from these on; gives the kinds of page that there were."""
        waiting = list(starts)
        self.known.update(waiting)
        while waiting:
            path = waiting.pop(0)
            self.n_of_kind[kind(path)] = self.n_of_kind.get(kind(path), 0) + 1
            for address in self.look(path):
                beyond = self.n_of_kind.get(kind(address), 0) + sum(kind(path) == kind(address) for path in waiting)
                if address not in self.known and beyond < MOST_OF_A_KIND:
                    self.known.add(address)
                    waiting.append(address)
            assert len(self.known) < MOST_PAGES, f"{self.name}: links without end: {sorted(self.n_of_kind)}"
        self.page.context.close()
        self.plain.context.close()
        return set(self.n_of_kind)

    def look(self, path):
        """Opens a page in every way; gives the addresses of our own that it links to."""
        answer = self.page.request.get(path)
        if not self.holds(answer.status == 200, f"{path} answered {answer.status}"):
            return []
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if not is_page or "attachment" in answer.headers.get("content-disposition", ""):
            return []
        text = answer.text()
        held = text[text.find("<main"):]
        if held not in self.looked_at:
            self.looked_at.add(held)
            self.open(path)
        return addresses(path, text)

    def open(self, path):
        self.screen(DESKTOP)
        self.page.goto(path)
        self.judge(path, "at a desk", shape(self.page) + axe.violations(self.page))
        self.picture(path, "desk")
        self.screen(DESKTOP, "dark")
        # A theme changes the colours of a kind of page alike for everyone.
        theme = ("dark", kind(path), self.n_of_kind[kind(path)])
        if theme not in self.looked_at:
            self.looked_at.add(theme)
            self.judge(path, "in the dark", axe.violations(self.page, axe.COLOURS))
        self.picture(path, "desk-dark")
        self.screen(PHONE, "dark")
        self.picture(path, "phone-dark")
        self.screen(PHONE)
        self.judge(path, "on a phone", shape(self.page) + axe.violations(self.page, axe.WIDTH))
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
