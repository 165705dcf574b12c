"""Tests the workspace in a real browser: end-to-end tests, and an audit of every page.

usage: workspace.py PROGRAM BROWSER [--all] [--only WORDS] [--but WORDS] [--pictures FOLDER]

The end-to-end tests follow each kind of user through a whole task: at a desk, without scripts, on a phone, in the dark and
by keyboard. The audit follows every link as each role, in organisations that are empty, typical, crowded, blind or full of
hostile text. No page may write to the console, break its content policy, request another host, lack a title or a heading,
be wider than its window, or have anything that axe-core finds.

By default every end-to-end test runs at a desk and the recruiter's in every way. The audit takes one role in each
organisation, and checks one page of each kind with axe-core. --all runs every test in every way, and audits every page as
every role.

--only runs the tests that have all WORDS in their name, such as board, "recruiter by keyboard", "audit hostile" or "audit
hostile admin", whether or not they run by default; --but leaves such tests out. --pictures keeps pictures of all pages, and
of where a test failed.
"""

import argparse
import pathlib
import signal
import sys
import time
import traceback

from playwright.sync_api import expect

import axe
import bad_page
import seed
import shortlist
from audit import Audit, Scope
from browser import WAYS, launched, page_for, path_of, shape
from end_to_end import (
    assessor, board, candidate, ceo, ceo_link, decision_rights, first_shortlist, partner, rater, reader, recruiter,
)
from seed import Checks, Organisation, Place, Server, drop_databases, new_database
from user import KeyboardUser, User

END_TO_END = {
    "candidate": candidate, "rater": rater, "assessor": assessor, "reader": reader, "recruiter": recruiter,
    "first-shortlist": first_shortlist, "board": board, "ceo": ceo, "ceo-link": ceo_link,
    "decision-rights": decision_rights, "partner": partner,
}
# Uses most parts of the workspace, and so goes every way by default, and over PostgreSQL.
WIDEST = "recruiter"
# Organisations: what fills each, and the roles that see it, beginning with the one that is audited by default.
ORGANISATIONS = {
    "Example": (seed.worked_example, ["admin", "recruiter", "panel_member", "viewer"]),
    "Hostile": (seed.hostile, ["admin", "panel_member"]),
    "Seasoned": (seed.seasoned, ["admin"]),
    "Crowded": (seed.large, ["recruiter"]),
    "Blind": (seed.blind, ["panel_member", "recruiter", "viewer"]),
    "Empty": (lambda organisation: [], ["admin", "panel_member"]),
}


class Run:
    """What the tests share: a browser, the program, and what was found."""

    def __init__(self, program, browser, pictures, is_full):
        self.program, self.browser, self.pictures = program, browser, pictures
        self.checks, self.scope = Checks(), Scope(is_full)

    def end_to_end(self, name, way, title, url=None):
        """Runs one end-to-end test in one way, with a server of its own."""
        began = time.monotonic()
        place = Place(url)
        server = Server(self.program, place)
        page, watch = page_for(self.browser, way, f"http://127.0.0.1:{server.port}")
        test = Test(page, watch, way, self, server, title)
        try:
            END_TO_END[name].run(test)
            test.check_page()
            test.check(True, "it got to its end")
        except Exception as error:  # reported, and the other tests go on
            message = "".join(traceback.format_exception_only(error)).strip()
            self.checks.that(False, f"{title}: failed at {path_of(page)}: {message}\n{failing_lines(error)}")
            self.keep_picture(page, title)
        finally:
            page.context.close()
            server.stop()
            place.remove()
        print(f"{title}: {time.monotonic() - began:.0f} s", flush=True)

    def keep_picture(self, page, title):
        if self.pictures is not None:
            self.pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.pictures / f"failed-{title.replace(' ', '-')}.png", full_page=True)

    def audit(self, name, fill, roles):
        """Audits an organisation as each of these roles; without a role, what is seen by someone not signed in."""
        place = Place()
        server = Server(self.program, place)
        base = f"http://127.0.0.1:{server.port}"
        self.scope.begin_organisation()
        try:
            organisation = Organisation(self.program, place, server.port, name)
            filled = fill(organisation)
            if name == "Crowded":
                cookies = sign_in(self.browser, base, organisation.email("recruiter"))
                shortlist.measure(self, base, cookies, filled[1])
            # The home page lists open searches; the others are audited as well.
            starts = ["/", *(f"/searches/{search.id}" for search in filled)]
            for role in roles:
                title, began = audit_title(name, role), time.monotonic()
                cookies = sign_in(self.browser, base, organisation.email(role)) if role else ()
                audit = Audit(self.browser, base, self.scope, self.checks, title, cookies, self.pictures)
                kinds = audit.run(*(starts if role else ["/sign-in"]))
                print(f"{title}: {time.monotonic() - began:.0f} s: {' '.join(sorted(kinds))}", flush=True)
        finally:
            server.stop()
            place.remove()


class Test:
    """An end-to-end test in progress: its page, its user and its server."""

    def __init__(self, page, watch, way, run, server, title):
        self.page, self.watch, self.way, self.shared, self.server, self.title = page, watch, way, run, server, title
        self.user = (KeyboardUser if way.by_keyboard else User)(page)

    def organisation(self, name="Northwind"):
        """An organisation on the server, for the test to fill."""
        return Organisation(self.shared.program, self.server.place, self.server.port, name)

    def server_address(self):
        return f"http://127.0.0.1:{self.server.port}"

    def sign_in(self, email):
        self.page.goto("/sign-in")
        self.user.write("Email", email)
        self.user.write("Password", seed.PASSWORD)
        self.user.press("Sign in")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Searches")

    def sign_out(self):
        self.user.open_own_menu()
        self.user.press("Sign out")
        expect(self.page.get_by_role("button", name="Sign in")).to_be_visible()

    def check(self, holds, what):
        return self.shared.checks.that(holds, f"{self.title}: {what}")

    def check_page(self):
        """Checks what must hold for every page, here and since the last call."""
        for what in shape(self.page) + self.watch.take():
            self.check(False, f"{path_of(self.page)}: {what}")

    def audit_page(self):
        """The same with axe-core, for pages that the audit does not reach by default."""
        self.check_page()
        if self.way.has_scripts:
            for what in axe.violations(self.page):
                self.check(False, f"{path_of(self.page)}: {what}")


def failing_lines(error):
    """The lines of an end-to-end test that an error went through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/end_to_end/" in frame.filename]
    return "\n".join(f"    {pathlib.Path(frame.filename).name}:{frame.lineno}: {frame.line}" for frame in frames)


def sign_in(browser, base, email):
    """The cookies of a session."""
    page, _ = page_for(browser, WAYS[0], base)
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(seed.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{base}/")
    cookies = page.context.cookies()
    page.context.close()
    return cookies


def audit_title(organisation, role):
    return f"audit {organisation.lower()} {role or 'nobody'}"


class Choice:
    """Which tests to run: all of them, those named by --only, or else those that run by default; never those of --but."""

    def __init__(self, asked):
        self.only, self.but = set(asked.only.split()), set((asked.but or "").split())
        self.has_more = asked.all or bool(self.only)

    def takes(self, title, is_default=True):
        words = set(title.split())
        is_left_out = bool(self.but) and self.but <= words
        return self.only <= words and not is_left_out and (is_default or self.has_more)


def run_all(run, choice):
    if choice.takes("audit bad page"):
        bad_page.check(run.browser, run.checks)
    for name in END_TO_END:
        for way in WAYS:
            title = f"end-to-end {name} {way.name}"
            if choice.takes(title, is_default=way is WAYS[0] or name == WIDEST):
                run.end_to_end(name, way, title)
    title = f"end-to-end {WIDEST} {WAYS[0].name} on PostgreSQL"
    if choice.takes(title):
        run.end_to_end(WIDEST, WAYS[0], title, new_database())
    for name, (fill, roles) in ORGANISATIONS.items():
        taken = [
            role for number, role in enumerate([*roles, None])
            if choice.takes(audit_title(name, role), is_default=number == 0 or role is None)
        ]
        if taken:
            run.audit(name, fill, taken)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("browser")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="", metavar="WORDS")
    parser.add_argument("--but", metavar="WORDS")
    parser.add_argument("--pictures", type=pathlib.Path, metavar="FOLDER")
    asked = parser.parse_args()
    # When it is stopped from outside, it still stops the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with launched(asked.browser) as browser:
        run = Run(str(asked.program.resolve()), browser, asked.pictures, asked.all)
        run_all(run, Choice(asked))
    drop_databases()
    run.checks.end()


if __name__ == "__main__":
    sys.exit(main())
