"""Takes the pictures of the workspace that the README shows, of the worked example.

usage: screenshots.py PROGRAM BROWSER
"""

import sys

from browser import PHONE, WAYS, launched, page_for
from seed import ROOT, Organisation, Place, Server, worked_example
from workspace import sign_in

DESK = (1280, 860)
# What is shown: a name, where it is below the search, what is scrolled to, the window, light or dark.
PICTURES = [
    ("shortlist", "/candidates", None, DESK, "light"),
    ("compare", "/finalists", "Side by side", DESK, "light"),
    ("need", "/brief", "What Leonie Harkamp needs", DESK, "light"),
    ("shortlist-phone", "/candidates", None, (PHONE[0], 860), "dark"),
]


def main(program, browser):
    place = Place()
    server = Server(program, place)
    base = f"http://127.0.0.1:{server.port}"
    try:
        organisation = Organisation(program, place, server.port, "Northwind")
        search = worked_example(organisation)[0]
        organisation.ask("POST", f"/searches/{search.id}/runs", {"seed": 1})
        organisation.judge(search, "panel_member", "")
        with launched(browser) as chromium:
            page, _ = page_for(chromium, WAYS[0], base, sign_in(chromium, base, organisation.email("recruiter")))
            for name, path, heading, (width, height), scheme in PICTURES:
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme=scheme)
                page.goto(f"/searches/{search.id}{path}")
                if heading:
                    page.get_by_role("heading", name=heading).first.evaluate("heading => heading.scrollIntoView()")
                page.screenshot(path=ROOT / f"docs/images/workspace-{name}.png")
    finally:
        server.stop()
        place.remove()


if __name__ == "__main__":
    main(*sys.argv[1:])
