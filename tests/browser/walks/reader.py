"""Someone on the board without an account: a report made for them, behind a link and a passcode, until it is revoked."""

import json
import re

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
    hand.write("Passcode", "a guess that is wrong")
    hand.press("Open the report")
    expect(page.get_by_role("alert")).to_contain_text("This is not the passcode")
    hand.write("Passcode", PASSCODE)
    hand.press("Open the report")
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
    page.goto("/sign-in")
