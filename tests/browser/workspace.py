"""Walks through the workspace in a real browser, and a look at every page of it.

usage: workspace.py PROGRAM BROWSER [--only WORDS] [--but WORDS] [--pictures FOLDER]

The recruiter's, the board member's and the CEO's way, each with a pointer, without scripts, on a phone, in the dark and
by keyboard alone; then every page that a link leads to, for every role, in organisations that are empty, crowded, blind or
full of hostile text. No page may write to the console, break its content policy, ask another host, lack a title or a
heading, be wider than its window, or have anything that axe-core finds.

--only keeps what has all WORDS in its name, such as board, "recruiter by keyboard" or "pages hostile", and --but what has
not. --pictures keeps pictures of all pages, and of where a walk stumbled.
"""

import argparse
import pathlib
import signal
import sys
import traceback

from playwright.sync_api import expect

import bad_page
import seed
import shortlist
from browser import WAYS, launched, page_for, path_of, shape
from hand import Hand, Keys
from pages import Crawl
from seed import Checks, Organisation, Place, Server
from walks import assessor, board, candidate, ceo, partner, rater, reader, recruiter, rights

WALKS = {
    "candidate": candidate, "rater": rater, "assessor": assessor, "reader": reader,
    "recruiter": recruiter, "board": board, "ceo": ceo, "rights": rights, "partner": partner,
}


class Run:
    """What the walks and looks share: a browser, the program, and what was found."""

    def __init__(self, program, browser, pictures):
        self.program, self.browser, self.pictures = program, browser, pictures
        self.checks = Checks()

    def walk(self, name, way):
        """One walk in one way, with a server of its own."""
        place = Place()
        server = Server(self.program, place)
        title = f"{name} {way.name}"
        page, watch = page_for(self.browser, way, f"http://127.0.0.1:{server.port}")
        walker = Walker(page, watch, way, self, server, title)
        try:
            WALKS[name].walk(walker)
            walker.look()
        except Exception as error:  # whatever ends a walk is told, and the other walks go on
            told = "".join(traceback.format_exception_only(error)).strip()
            self.checks.that(False, f"{title}: stopped at {path_of(page)}: {told}\n{stumble(error)}")
            self.keep(page, title)
        finally:
            page.context.close()
            server.stop()
            place.remove()

    def keep(self, page, title):
        if self.pictures is not None:
            self.pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.pictures / f"stumbled-{title.replace(' ', '-')}.png", full_page=True)

    def look(self, name, fill, roles):
        """Every page of an organisation for each role, and what a stranger sees."""
        place = Place()
        server = Server(self.program, place)
        base = f"http://127.0.0.1:{server.port}"
        try:
            organisation = Organisation(self.program, place, server.port, name)
            filled = fill(organisation)
            if name == "Crowded":
                cookies = sign_in(self.browser, base, organisation.email("recruiter"))
                shortlist.look(self, base, cookies, filled[1])
            # The start lists searches that are open; these are also looked at where it does not.
            starts = [f"/searches/{search.id}" for search in filled]
            looked_at = set()
            for role in roles:
                cookies = sign_in(self.browser, base, organisation.email(role))
                self.crawl(base, f"pages {name.lower()} {role}", ["/", *starts], looked_at, cookies)
            self.crawl(base, f"pages {name.lower()} nobody", ["/sign-in"], looked_at)
        finally:
            server.stop()
            place.remove()


    def crawl(self, base, title, starts, looked_at, cookies=()):
        kinds = Crawl(self.browser, base, self.checks, title, cookies, self.pictures, looked_at).run(*starts)
        print(f"{title}: {' '.join(sorted(kinds))}", flush=True)


class Walker:
    """Someone on their way: their page, how they use it, and the server they are on."""

    def __init__(self, page, watch, way, run, server, title):
        self.page, self.watch, self.way, self.run, self.server, self.title = page, watch, way, run, server, title
        self.hand = (Keys if way.by_keyboard else Hand)(page)

    def organisation(self, name="Northwind"):
        """An organisation on the server, filled as its walk needs it."""
        return Organisation(self.run.program, self.server.place, self.server.port, name)

    def sign_in(self, email):
        self.page.goto("/sign-in")
        self.hand.write("E-mail", email)
        self.hand.write("Password", seed.PASSWORD)
        self.hand.press("Sign in")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Searches")

    def sign_out(self):
        self.hand.press("Sign out")
        expect(self.page.get_by_role("button", name="Sign in")).to_be_visible()

    def that(self, holds, what):
        return self.run.checks.that(holds, f"{self.title}: {what}")

    def look(self):
        """Holds what has to hold for every page, here and up to here."""
        for what in shape(self.page) + self.watch.take():
            self.that(False, f"{path_of(self.page)}: {what}")


def stumble(error):
    """The lines of a walk that an error went through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/walks/" in frame.filename]
    return "\n".join(f"    {pathlib.Path(frame.filename).name}:{frame.lineno}: {frame.line}" for frame in frames)


def sign_in(browser, base, email):
    """The cookies of a session."""
    page, _ = page_for(browser, WAYS[0], base)
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(seed.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{base}/")
    cookies = page.context.cookies()
    page.context.close()
    return cookies


LOOKS = {
    "Example": (seed.worked_example, ["admin", "recruiter", "panel_member", "viewer"]),
    "Hostile": (seed.hostile, ["admin", "panel_member"]),
    "Seasoned": (seed.seasoned, ["admin"]),
    "Crowded": (seed.large, ["recruiter"]),
    "Blind": (seed.blind, ["recruiter", "panel_member", "viewer"]),
    "Empty": (lambda organisation: [], ["admin", "panel_member"]),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("browser")
    parser.add_argument("--only", default="", metavar="WORDS")
    parser.add_argument("--but", metavar="WORDS")
    parser.add_argument("--pictures", type=pathlib.Path, metavar="FOLDER")
    asked = parser.parse_args()

    def is_asked(title):
        words = set(title.split())
        return set(asked.only.split()) <= words and not (asked.but and set(asked.but.split()) <= words)

    # Ended from outside, it still ends the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with launched(asked.browser) as browser:
        run = Run(str(asked.program.resolve()), browser, asked.pictures)
        if is_asked("bad page"):
            bad_page.look(browser, run.checks)
        for name in WALKS:
            for way in WAYS:
                if is_asked(f"{name} {way.name}"):
                    print(f"{name} {way.name}", flush=True)
                    run.walk(name, way)
        for name, (fill, roles) in LOOKS.items():
            if is_asked(f"pages {name.lower()}"):
                run.look(name, fill, roles)
    run.checks.end()


if __name__ == "__main__":
    sys.exit(main())
