"""Decision rights: a grid is corrected, saved, signed by both and exported, and a change voids the signatures."""

import pathlib
import re

from playwright.sync_api import expect

import seed


def run(test):
    organisation = test.organisation()
    [search] = seed.worked_example(organisation)
    test.sign_in(organisation.email("recruiter"))
    mend(test, search)
    sign(test)
    take_along(test)
    change(test)
    plan(test)


def mend(test, search):
    """Giving both people the last word is refused, and the form keeps its contents."""
    page, user = test.page, test.user
    page.goto(f"/searches/{search.id}")
    user.tab("Partnership")
    expect(page.get_by_role("heading", name=re.compile("^Who decides what"))).to_be_visible()
    test.check_page()
    user.open("Every decision")
    group = page.get_by_role("group", name=re.compile("^Pricing"))
    user.pick("CEO", "AR:", within=group)
    user.pick("COO", "A:", within=group)
    user.write_in(group.get_by_label("Note"), "Until the summer")
    user.press("Keep the grid")
    expect(page.get_by_role("alert")).to_contain_text("Both have the last word")
    group = page.get_by_role("group", name=re.compile("^Pricing"))
    test.check(group.get_by_label("Note").input_value() == "Until the summer", "what was typed is gone")
    test.check_page()
    user.pick("COO", "R:", within=group)
    user.press("Keep the grid")
    expect(page.get_by_role("status")).to_contain_text("The grid is kept")
    test.check_page()


def sign(test):
    page, user = test.page, test.user
    user.press("Record that the CEO has signed")
    expect(page.get_by_role("status")).to_contain_text("on record")
    user.press("Record that the candidate has signed")
    expect(page.get_by_text("Both have signed the grid below as it is.")).to_be_visible()
    test.check_page()


def take_along(test):
    page = test.page
    with page.expect_download() as waiting:
        test.user.follow("CSV")
    text = pathlib.Path(waiting.value.path()).read_text(encoding="utf-8")
    test.check("Until the summer,true,true" in text, f"the file lacks what was kept: {text[:300]}")


def change(test):
    """Undoing a change voids the signature."""
    page, user = test.page, test.user
    user.press("Undo the last change")
    expect(page.get_by_text("the signature has lapsed").first).to_be_visible()
    test.check_page()


def plan(test):
    page, user = test.page, test.user
    user.follow("The first hundred days")
    expect(page.get_by_role("heading", name="The weekly one-to-one")).to_be_visible()
    test.check_page()
    user.follow("Interview")
    expect(page.get_by_role("heading", name=re.compile("^What to ask"))).to_be_visible()
    test.check_page()
