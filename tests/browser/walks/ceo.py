"""The CEO's way: their own answers, their gaps, and the counterpart who would cover them."""

import re
import tomllib
import urllib.parse

from playwright.sync_api import expect

import seed

# The CEO of the walk is strong where a founder is, and weak in running the work.
ANSWERS = {
    "skill.strategy": 88, "skill.innovation": 90, "skill.representation": 82, "skill.operations": 30,
    "skill.execution": 35, "skill.process": 25, "skill.finance": 45, "skill.technology": 40, "skill.talent": 55,
    "vision.growth": 84, "vision.horizon": 88, "vision.innovation": 90, "style.delegation": 60, "style.candour": 70,
}


def walk(walker):
    organisation = walker.organisation()
    _, link = organisation.invite("viewer", "Leonie Harkamp")
    page, hand = walker.page, walker.hand
    page.goto(urllib.parse.urlsplit(link).path)
    hand.write("password", seed.PASSWORD)
    hand.press("Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Searches")
    hand.follow("For a CEO")
    answer(walker)
    see_gaps(walker)


def answer(walker):
    """Places on a dozen dimensions; the rest is left out."""
    page, hand = walker.page, walker.hand
    expect(page.get_by_role("heading", level=1)).to_have_text("What should a partner bring?")
    walker.look()
    hand.write("Your name", "Leonie Harkamp")
    titles = {key: value["title"] for key, value in tomllib.loads(seed.FRAMEWORK)["dimensions"].items()}
    for dimension, points in ANSWERS.items():
        hand.write(re.compile(f"^Points for {re.escape(titles[dimension])}$"), points)
    walker.look()
    hand.press("Show my gaps")


def see_gaps(walker):
    """The gaps, whether a COO is the answer, and the ideal counterpart; the answers stay to be changed."""
    page, hand = walker.page, walker.hand
    expect(page.get_by_role("heading", level=1)).to_have_text("What Leonie Harkamp needs in a partner")
    expect(page.get_by_role("heading", name="Is a COO the answer?")).to_be_visible()
    expect(page.get_by_role("heading", name="Which kind of COO")).to_be_visible()
    walker.that(page.get_by_role("img").count() > 0, "no chart of the gaps or of the ideal counterpart")
    expect(page.get_by_text("Process", exact=False).first).to_be_visible()
    walker.look()
    hand.press("Change the answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("What should a partner bring?")
    walker.that(page.get_by_label("Your name").input_value() == "Leonie Harkamp", "the answers are gone")
    walker.look()
