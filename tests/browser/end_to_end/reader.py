"""A board member without an account reads a shared report with a link and a passcode, until the link is revoked."""

import json
import re
import sqlite3

from playwright.sync_api import expect

import lengths
import seed

PASSCODE = "blue heron at dawn"


def run(test):
    organisation = test.organisation()
    people = [json.loads((seed.ROOT / f"data/demo/{name}.json").read_text()) for name in ["ceo", "candidates"]]
    ids = organisation.people([people[0], *people[1]])
    search = organisation.search(ids[0], ids[1:], is_blind=True)
    page, user = test.page, test.user
    test.sign_in(organisation.email("recruiter"))
    page.goto(f"/searches/{search.id}/reports")
    expect(page.get_by_text("No report has been made yet.", exact=False)).to_be_visible()
    test.check_page()
    user.pick("What is it for?", "One candidate")
    user.press("Make the report")
    expect(page.get_by_role("alert")).to_contain_text("Say about whom")
    user.pick("What is it for?", "Comparison")
    user.press("Make the report")
    expect(page.get_by_text("The report is made.", exact=False)).to_be_visible()
    title = page.get_by_role("heading", level=1).inner_text()
    test.check_page()
    user.write("For whom?", "The chair")
    user.write("Days that it works", "40")
    user.press("Make a link")
    expect(page.get_by_role("alert")).to_contain_text("1 to 30 days")
    user.write("Days that it works", "7")
    user.write("Passcode", PASSCODE)
    user.press("Make a link")
    link = page.get_by_label("Link to this version").input_value()
    test.check_page()
    read = re.sub(r"^https?://[^/]+", "", link)
    test.sign_out()
    page.goto(read)
    expect(page.get_by_role("heading", level=1)).to_have_text("This report asks for a passcode")
    test.check(title not in page.content(), "the title is shown before the passcode")
    test.audit_page()
    guess(test)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    test.audit_page()
    expect(page.get_by_role("heading", name="Where we stand")).to_be_visible()
    expect(page.get_by_role("heading", name="The decision")).to_be_attached()
    names = [person["name"] for person in people[1]]
    test.check(not any(name in page.content() for name in names), "the brief of a blind report names somebody")
    test.check(page.get_by_role("link", name="CSV").count() == 0, "a file is offered that was not allowed")
    lengths.hold(test, "Brief by a link", 6_800, 3_700)
    user.follow("The whole report to read")
    expect(page.get_by_text(re.compile(r"Candidate [A-Z]")).first).to_be_visible()
    names = [person["name"] for person in people[1]]
    test.check(not any(name in page.content() for name in names), "a blind report names somebody")
    test.check_page()
    test.sign_in(organisation.email("recruiter"))
    page.goto("/shares")
    expect(page.get_by_text("opened 1 time", exact=False)).to_be_visible()
    test.check_page()
    user.press("Revoke the link for The chair")
    expect(page.get_by_text("The link is revoked", exact=False)).to_be_visible()
    test.sign_out()
    page.goto(read)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    test.watch.take()
    expire(test, organisation, search)
    page.goto("/sign-in")


def guess(test):
    """Wrong passcodes are refused. From the sixth on there is a delay, even for the right one."""
    page, user = test.page, test.user
    for _ in range(6):
        user.write("Passcode", "a guess that is wrong")
        user.press("Open the report")
        expect(page.get_by_role("alert")).to_contain_text("This is not the passcode")
    user.write("Passcode", PASSCODE)
    user.press("Open the report")
    expect(page.get_by_role("alert")).to_contain_text("Too many attempts")
    test.watch.take()
    page.wait_for_timeout(2_100)
    user.write("Passcode", PASSCODE)
    user.press("Open the report")


def expire(test, organisation, search):
    """An expired link no longer works. The test moves the expiry date into the past in the database."""
    page = test.page
    [made] = organisation.ask("GET", f"/searches/{search.id}/reports")["items"]
    url = organisation.ask("POST", f"/reports/{made['id']}/shares", {"name": "The deputy chair"})["url"]
    read = re.sub(r"^https?://[^/]+", "", url)
    page.goto(read)
    expect(page.get_by_role("link", name="The whole report to read")).to_be_visible()
    with sqlite3.connect(f"{test.server.place.data}/counterpart.db", timeout=30) as database:
        database.execute("UPDATE shares SET expires_at = '2020-01-01T00:00:00.000000Z' WHERE name = 'The deputy chair'")
    database.close()
    page.goto(read)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    test.watch.take()
