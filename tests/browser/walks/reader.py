"""Someone on the board without an account: a report made for them, behind a link and a passcode, until it is revoked."""

import json
import re
import sqlite3

from playwright.sync_api import expect

import seed
from walks.candidate import look

PASSCODE = "blue heron at dawn"


def walk(walker):
    organisation = walker.organisation()
    people = [json.loads((seed.ROOT / f"data/demo/{name}.json").read_text()) for name in ["ceo", "candidates"]]
    ids = organisation.people([people[0], *people[1]])
    search = organisation.search(ids[0], ids[1:], is_blind=True)
    page, hand = walker.page, walker.hand
    walker.sign_in(organisation.email("recruiter"))
    page.goto(f"/searches/{search.id}/reports")
    expect(page.get_by_text("No report has been made yet.", exact=False)).to_be_visible()
    walker.look()
    hand.pick("What is it for?", "One candidate")
    hand.press("Make the report")
    expect(page.get_by_role("alert")).to_contain_text("Say about whom")
    hand.pick("What is it for?", "Comparison")
    hand.press("Make the report")
    expect(page.get_by_text("The report is made.", exact=False)).to_be_visible()
    title = page.get_by_role("heading", level=1).inner_text()
    walker.look()
    hand.write("For whom?", "The chair")
    hand.write("Days that it works", "40")
    hand.press("Make a link")
    expect(page.get_by_role("alert")).to_contain_text("1 to 30 days")
    hand.write("Days that it works", "7")
    hand.write("Passcode", PASSCODE)
    hand.press("Make a link")
    link = page.get_by_label("Link to this version").input_value()
    walker.look()
    read = re.sub(r"^https?://[^/]+", "", link)
    walker.sign_out()
    page.goto(read)
    expect(page.get_by_role("heading", level=1)).to_have_text("This report asks for a passcode")
    walker.that(title not in page.content(), "the title is shown before the passcode")
    look(walker)
    guess(walker)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    look(walker)
    hand.follow("Open to read or print")
    expect(page.get_by_text("Candidate A").first).to_be_visible()
    names = [person["name"] for person in people[1]]
    walker.that(not any(name in page.content() for name in names), "a blind report names somebody")
    walker.look()
    walker.sign_in(organisation.email("recruiter"))
    page.goto("/shares")
    expect(page.get_by_text("opened 1 time", exact=False)).to_be_visible()
    walker.look()
    hand.press("Revoke the link for The chair")
    expect(page.get_by_text("The link is revoked", exact=False)).to_be_visible()
    walker.sign_out()
    page.goto(read)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    walker.watch.take()
    expire(walker, organisation, search)
    page.goto("/sign-in")


def guess(walker):
    """Wrong guesses are told, and from the sixth on have to wait, which the right one does as well."""
    page, hand = walker.page, walker.hand
    for _ in range(6):
        hand.write("Passcode", "a guess that is wrong")
        hand.press("Open the report")
        expect(page.get_by_role("alert")).to_contain_text("This is not the passcode")
    hand.write("Passcode", PASSCODE)
    hand.press("Open the report")
    expect(page.get_by_role("alert")).to_contain_text("Too many attempts")
    walker.watch.take()
    page.wait_for_timeout(2_100)
    hand.write("Passcode", PASSCODE)
    hand.press("Open the report")


def expire(walker, organisation, search):
    """A link works until its day is over. That day is put into the past where the server keeps it."""
    page = walker.page
    [made] = organisation.ask("GET", f"/searches/{search.id}/reports")["items"]
    url = organisation.ask("POST", f"/reports/{made['id']}/shares", {"name": "The deputy chair"})["url"]
    read = re.sub(r"^https?://[^/]+", "", url)
    page.goto(read)
    expect(page.get_by_role("link", name="Open to read or print")).to_be_visible()
    with sqlite3.connect(f"{walker.server.place.data}/counterpart.db", timeout=30) as database:
        database.execute("UPDATE shares SET expires_at = '2020-01-01T00:00:00.000000Z' WHERE name = 'The deputy chair'")
    database.close()
    page.goto(read)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    walker.watch.take()
