"""The board member's way: a link, a judgement of each finalist and weights of one's own, the reveal, the decision."""

import urllib.parse

from playwright.sync_api import expect

import seed


def walk(walker):
    organisation = walker.organisation()
    search = seed.worked_example(organisation)
    member, link = organisation.invite("panel_member", "Bo Chair")
    organisation.ask("PUT", f"/searches/{search.id}/members/{member}")
    sign_in(walker, link)


def sign_in(walker, link):
    """From the link in a message to the searches that wait for them."""
    page, hand = walker.page, walker.hand
    page.goto(urllib.parse.urlsplit(link).path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Bo Chair")
    walker.look()
    hand.write("New password", seed.PASSWORD)
    hand.press("Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Searches")
    walker.look()
    expect(page.get_by_text("COO for Askermoor Heat")).to_be_visible()
