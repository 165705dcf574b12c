"""Someone who answers: from the link to the end, with an interruption, and without an account."""

import re
import tomllib
import urllib.parse

from playwright.sync_api import expect

import axe
import seed
from browser import path_of

INSTRUMENTS = seed.ROOT / "data/instruments"


def walk(walker):
    """A candidate about themselves: begins, is cut off, comes back by the link alone, looks over, hands in and corrects."""
    organisation = walker.organisation()
    person = organisation.ask("POST", "/people", {"name": "Grace Tolliver"})["id"]
    link = invite(organisation, person, {"source": "self", "instrument": "self-candidate"})
    page, hand = walker.page, walker.hand
    sections = parts("candidate")
    page.goto(link)
    agree(walker, title("candidate"))
    expect(page.get_by_text("not begun").first).to_be_visible()
    hand.follow("Begin")
    first, rest = sections[0], sections[1:]
    expect(page.get_by_role("heading", level=1)).to_have_text(first["title"])
    questions = first["questions"]
    choose(walker, first, questions[0], 1)
    if walker.way.has_scripts:
        lose_the_connection(walker, first, questions[1])
    else:
        choose(walker, first, questions[1], 2)
        hand.press("Keep and go on")
        expect(page.get_by_role("heading", level=1)).to_have_text(rest[0]["title"])
    # They close the window, and open the link again later.
    page.goto("about:blank")
    page.goto(link)
    expect(page.get_by_text(f"2 of {len(questions)} answered")).to_be_visible()
    look(walker)
    hand.follow("Go on")
    group = asked(page, questions[0])
    expect(group.get_by_role("radio").nth(1)).to_be_checked()
    for section in [{**first, "questions": questions[2:]}, *rest]:
        answer(walker, section)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers")
    expect(page.get_by_text("Every question is answered.")).to_be_visible()
    look(walker)
    hand.press("Hand in")
    expect(page.get_by_text("Thank you.", exact=False)).to_be_visible()
    look(walker)
    hand.follow(first["title"])
    choose(walker, first, questions[0], 0)
    if walker.way.has_scripts:
        expect(page.get_by_role("status")).to_have_text("All answers are kept.")
    hand.press("Keep and go on")
    expect(page.get_by_role("heading", level=1)).to_have_text(sections[1]["title"])
    page.goto(f"{link}/review")
    hand.press("Hand in")
    expect(page.get_by_text("Thank you.", exact=False)).to_be_visible()
    state = organisation.ask("GET", f"/people/{person}/invitations")["items"][0]["state"]
    walker.that(state == "done", f"the invitation is {state}")
    ratings = organisation.ask("GET", f"/people/{person}/ratings?limit=200")["items"]
    walker.that(ratings and all(rating["source"] == "self" for rating in ratings), f"the ratings are {ratings}")


def look(walker):
    """Holds what holds for every page; no link of the workspace leads to these, so axe-core comes along."""
    walker.look()
    if walker.way.has_scripts:
        for what in axe.violations(walker.page):
            walker.that(False, f"{path_of(walker.page)}: {what}")


def invite(organisation, person, body):
    """The path of the link that an invitation is answered by."""
    return urllib.parse.urlsplit(organisation.ask("POST", f"/people/{person}/invitations", body)["url"]).path


def parts(form):
    """The parts of the instrument of a form, as its file has them."""
    return tomllib.loads((INSTRUMENTS / f"{form}.toml").read_text())["sections"]


def title(form):
    """The title of the instrument of a form."""
    return tomllib.loads((INSTRUMENTS / f"{form}.toml").read_text())["title"]


def agree(walker, title):
    """Reads the notice, and agrees."""
    page, hand = walker.page, walker.hand
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    for heading in ["What is asked", "Who sees what", "How long it is kept", "Another way"]:
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    look(walker)
    hand.press("I have read this and want to answer")
    expect(page.get_by_role("heading", name="The parts")).to_be_visible()


def asked(page, question):
    """The group of a question's answers."""
    return page.get_by_role("group", name=question["text"], exact=True)


def choose(walker, section, question, place):
    """The answer at a place of a question."""
    group = asked(walker.page, question)
    label = group.get_by_role("radio").nth(place).get_attribute("id")
    name = walker.page.locator(f'label[for="{label}"]').inner_text()
    walker.hand.tick(re.compile(f"^{re.escape(name)}$"), within=group)


def answer(walker, section, note=""):
    """Every question of a part, and on to the next."""
    page, hand = walker.page, walker.hand
    expect(page.get_by_role("heading", level=1)).to_have_text(section["title"])
    for number, question in enumerate(section["questions"]):
        choose(walker, section, question, number % 3)
        if note:
            field = asked(page, question).get_by_role("textbox")
            if field.count():
                hand.write_in(field, note)
    look(walker)
    hand.use(page.get_by_role("button", name="Keep and"))


def lose_the_connection(walker, section, question):
    """An answer given while there is no connection stays on the page, which says so, and is kept once there is one."""
    page = walker.page
    expect(page.get_by_role("status")).to_have_text("All answers are kept.")
    page.context.set_offline(True)
    choose(walker, section, question, 2)
    expect(page.get_by_role("status")).to_contain_text("There is no connection.")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("All answers are kept.")
    # The browser notes what it could not send; all else has to be well.
    other = [what for what in walker.watch.take() if "ERR_INTERNET_DISCONNECTED" not in what]
    walker.that(not other, f"without a connection: {other}")
