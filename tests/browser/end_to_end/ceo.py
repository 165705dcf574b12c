"""A CEO describes themselves and sees their gaps and the counterpart who would cover them."""

import re
import tomllib
import urllib.parse

from playwright.sync_api import expect

import seed

# This CEO is strong where a founder is, and weak in running the work.
ANSWERS = {
    "skill.strategy": 88, "skill.innovation": 90, "skill.representation": 82, "skill.operations": 30,
    "skill.execution": 35, "skill.process": 25, "skill.finance": 45, "skill.technology": 40, "skill.talent": 55,
    "vision.growth": 84, "vision.horizon": 88, "vision.innovation": 90, "style.delegation": 60, "style.candour": 70,
}


def run(test):
    organisation = test.organisation()
    _, link = organisation.invite("viewer", "Leonie Harkamp")
    page, user = test.page, test.user
    page.goto(urllib.parse.urlsplit(link).path)
    user.write("password", seed.PASSWORD)
    user.press("Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Searches")
    user.open_own_menu()
    user.follow("For a CEO")
    answer(test)
    see_gaps(test)


def answer(test):
    """Rates themselves on some dimensions and leaves the others empty."""
    page, user = test.page, test.user
    expect(page.get_by_role("heading", level=1)).to_have_text("What should a partner bring?")
    test.check_page()
    user.write("Your name", "Leonie Harkamp")
    titles = {key: value["title"] for key, value in tomllib.loads(seed.FRAMEWORK)["dimensions"].items()}
    for dimension, points in ANSWERS.items():
        user.write(re.compile(f"^Points for {re.escape(titles[dimension])}$"), points)
    test.check_page()
    user.press("Show my gaps")


def see_gaps(test):
    """Sees the gaps, whether a COO is the answer and the ideal counterpart, then returns to the answers."""
    page, user = test.page, test.user
    expect(page.get_by_role("heading", level=1)).to_have_text("What Leonie Harkamp needs in a partner")
    expect(page.get_by_role("heading", name="Is a COO the answer?")).to_be_visible()
    expect(page.get_by_role("heading", name="Which COO type")).to_be_visible()
    test.check(page.get_by_role("img").count() > 0, "no chart of the gaps or of the ideal counterpart")
    expect(page.get_by_text("Process", exact=False).first).to_be_visible()
    test.check_page()
    user.press("Change the answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("What should a partner bring?")
    test.check(page.get_by_label("Your name").input_value() == "Leonie Harkamp", "the answers are gone")
    test.check_page()
