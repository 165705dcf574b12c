"""The recruiter's way: setting up, importing people with mistakes in the file, a search, weights, a shortlist, a report."""

import re

from playwright.sync_api import expect

PASSWORD = "correct horse battery staple"


def walk(walker):
    set_up(walker)


def set_up(walker):
    """From the link on the console to the first page; what was wrong is told, and what was typed stays."""
    page, hand = walker.page, walker.hand
    link = re.search(r"/setup/\S+", walker.server.told())[0]
    page.goto(link)
    walker.look()
    hand.write("Organisation", "Northwind")
    hand.write("Your name", "Robin Example")
    hand.write("Your e-mail", "robin@northwind")
    hand.write("Password", "robin@northwind")
    hand.press("Set up")
    expect(page.get_by_role("alert")).to_be_visible()
    walker.look()
    walker.that(page.get_by_label("Organisation").input_value() == "Northwind", "what was typed is gone")
    hand.write("Password", PASSWORD)
    hand.press("Set up")
    expect(page.get_by_role("heading", level=1)).to_have_text("Searches")
    walker.look()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    walker.that(True, "the link works once")
    page.goto("/")
