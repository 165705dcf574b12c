"""Decision rights: a grid that will not do is told and mended, kept, signed by both, taken along, and lapses when changed."""

import pathlib
import re

from playwright.sync_api import expect

import seed


def walk(walker):
    organisation = walker.organisation()
    [search] = seed.worked_example(organisation)
    walker.sign_in(organisation.email("recruiter"))
    mend(walker, search)
    sign(walker)
    take_along(walker)
    change(walker)
    plan(walker)


def mend(walker, search):
    """Two with the last word are refused, and what was chosen stays."""
    page, hand = walker.page, walker.hand
    page.goto(f"/searches/{search.id}")
    hand.follow("Decision rights")
    expect(page.get_by_role("heading", name=re.compile("^Who decides what"))).to_be_visible()
    walker.look()
    hand.open("Every decision")
    group = page.get_by_role("group", name=re.compile("^Pricing"))
    hand.pick("CEO", "AR:", within=group)
    hand.pick("COO", "A:", within=group)
    hand.write_in(group.get_by_label("Note"), "Until the summer")
    hand.press("Keep the grid")
    expect(page.get_by_role("alert")).to_contain_text("Both have the last word")
    group = page.get_by_role("group", name=re.compile("^Pricing"))
    walker.that(group.get_by_label("Note").input_value() == "Until the summer", "what was typed is gone")
    walker.look()
    hand.pick("COO", "R:", within=group)
    hand.press("Keep the grid")
    expect(page.get_by_role("status")).to_contain_text("The grid is kept")
    walker.look()


def sign(walker):
    page, hand = walker.page, walker.hand
    hand.press("Record that the CEO has signed")
    expect(page.get_by_role("status")).to_contain_text("on record")
    hand.press("Record that the candidate has signed")
    expect(page.get_by_text("Both have signed the grid below as it is.")).to_be_visible()
    walker.look()


def take_along(walker):
    page = walker.page
    with page.expect_download() as waiting:
        walker.hand.follow("CSV")
    text = pathlib.Path(waiting.value.path()).read_text(encoding="utf-8")
    walker.that("Until the summer,true,true" in text, f"the file lacks what was kept: {text[:300]}")


def change(walker):
    """What is undone is what nobody has signed."""
    page, hand = walker.page, walker.hand
    hand.press("Undo the last change")
    expect(page.get_by_text("the signature has lapsed").first).to_be_visible()
    walker.look()


def plan(walker):
    page, hand = walker.page, walker.hand
    hand.follow("The first hundred days")
    expect(page.get_by_role("heading", name="The weekly one-to-one")).to_be_visible()
    walker.look()
    hand.follow("What to ask")
    expect(page.get_by_role("heading", name=re.compile("^What to ask"))).to_be_visible()
    walker.look()
