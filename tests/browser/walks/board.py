"""The board member's way: a link, a judgement of each finalist and weights of one's own, the reveal, the decision."""

import re
import urllib.parse

from playwright.sync_api import expect

import seed

FINALISTS = ["Grace Tolliver", "Emeka Obiaku", "Tomás Iriondo"]
OPINIONS = ["Cannot say", "Certainly not", "Certainly yes"]


def walk(walker):
    organisation = walker.organisation()
    [search] = seed.worked_example(organisation)
    member, link = organisation.invite("panel_member", "Bo Chair")
    organisation.ask("PUT", f"/searches/{search.id}/members/{member}")
    sign_in(walker, link)
    see_no_score(walker, search)
    weigh(walker)
    judge(walker)
    see_all(walker)
    decide(walker)


def sign_in(walker, link):
    """From the link in a message to the searches that wait for them."""
    page, hand = walker.page, walker.hand
    page.goto(urllib.parse.urlsplit(link).path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Bo Chair")
    walker.look()
    hand.write("password", seed.PASSWORD)
    hand.press("Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Searches")
    walker.look()
    hand.follow("COO for Askermoor Heat")
    expect(page.get_by_role("heading", name="Your judgement")).to_be_visible()
    walker.look()


def see_no_score(walker, search):
    """Wherever they look before they have judged, they are sent to judging."""
    page = walker.page
    for address in ["", "/compare", "/decision", f"/candidates/{search.candidates[0]}"]:
        answer = page.goto(f"/searches/{search.id}{address}")
        is_panel = page.url.endswith("/panel")
        walker.that(is_panel or answer.status == 403, f"{address} is shown before the judgement: {page.url}")
        walker.watch.take()
    page.goto(f"/searches/{search.id}/panel")
    expect(page.get_by_role("heading", level=1)).to_have_text("COO for Askermoor Heat")
    walker.that(page.get_by_text("Computed order").count() == 0, "the order is shown before the judgement")
    walker.look()


def weigh(walker):
    """Weights of their own: looked at first, then kept."""
    page, hand = walker.page, walker.hand
    hand.follow("say what should count how much")
    expect(page.get_by_role("heading", name="What should weigh how much?")).to_be_visible()
    walker.look()
    hand.follow("Two at a time")
    expect(page.get_by_role("group", name=re.compile(r"^Distinct.* or Trust")).first).to_be_visible()
    walker.look()
    hand.follow("Points")
    fields = page.get_by_role("textbox")
    expect(fields.first).to_be_visible()
    for number, points in enumerate([40, 25, 15, 10, "ten"]):
        hand.write_in(fields.nth(number), points)
    hand.press("Look at the result")
    expect(page.get_by_role("alert")).to_be_visible()
    walker.that(fields.first.input_value() == "40", "what was typed is gone")
    walker.look()
    hand.write_in(fields.nth(4), 10)
    hand.press("Look at the result")
    expect(page.get_by_role("heading", name="What follows from this")).to_be_visible()
    expect(page.get_by_role("cell", name="40").first).to_be_visible()
    walker.look()
    hand.press("Keep as my own")
    expect(page.get_by_role("status")).to_be_visible()
    walker.look()


def judge(walker):
    """Would they appoint each finalist?"""
    page, hand = walker.page, walker.hand
    if not page.url.split("?")[0].endswith("/panel"):
        hand.follow("Panel")
    for finalist, opinion in zip(FINALISTS, OPINIONS):
        group = page.get_by_role("group", name=f"Would you appoint {finalist}?")
        expect(group).to_be_visible()
        hand.tick(opinion, group)
        hand.write_in(group.get_by_role("textbox"), f"What I think of {finalist}.")
    walker.that(page.get_by_text("Computed order").count() == 0, "the order is shown before the judgement")
    hand.press("Keep my judgements")
    expect(page.get_by_role("status")).to_be_visible()


def see_all(walker):
    """After that, what the others think, and the results."""
    page, hand = walker.page, walker.hand
    expect(page.get_by_role("heading", name="What the panel thinks")).to_be_visible()
    table = page.get_by_role("table").first
    for finalist, opinion in zip(FINALISTS, OPINIONS):
        expect(table.get_by_role("row").filter(has_text=finalist)).to_contain_text(opinion)
    walker.look()
    hand.follow("Shortlist")
    expect(page.get_by_role("heading", name="What counts")).to_be_visible()
    walker.look()


def decide(walker):
    """The decision with its reason, kept with what it rested on."""
    page, hand = walker.page, walker.hand
    hand.follow("Decision", exact=True)
    expect(page.get_by_role("heading", name="Record the decision")).to_be_visible()
    walker.look()
    hand.tick("Tomás Iriondo")
    hand.write("Why?", "He covers what she lacks, and both know it.")
    hand.press("Record the decision")
    expect(page.get_by_role("heading", name="Decided: Tomás Iriondo")).to_be_visible()
    expect(page.get_by_text("He covers what she lacks, and both know it.").first).to_be_visible()
    walker.look()
    hand.open("What it rested on")
    expect(page.get_by_text("Bo Chair").last).to_be_visible()
    hand.follow("The report that it rested on")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leonie Harkamp")
