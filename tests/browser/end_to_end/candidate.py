"""A candidate answers a questionnaire by link, without an account and with an interruption."""

import re
import tomllib
import urllib.parse

from playwright.sync_api import expect

import seed

INSTRUMENTS = seed.ROOT / "data/instruments"


def run(test):
    """The candidate starts, loses the connection, returns through the link, reviews, submits and corrects an answer."""
    organisation = test.organisation()
    person = organisation.ask("POST", "/people", {"name": "Grace Tolliver"})["id"]
    link = invite(organisation, person, {"source": "self", "instrument": "self-candidate"})
    page, user = test.page, test.user
    sections = parts("candidate")
    page.goto(link)
    agree(test, title("candidate"))
    expect(page.get_by_text("not begun").first).to_be_visible()
    user.follow("Begin")
    first, rest = sections[0], sections[1:]
    expect(page.get_by_role("heading", level=1)).to_have_text(first["title"])
    questions = first["questions"]
    choose(test, first, questions[0], 1)
    if test.way.has_scripts:
        lose_the_connection(test, first, questions[1])
    else:
        choose(test, first, questions[1], 2)
        user.press("Keep and go on")
        expect(page.get_by_role("heading", level=1)).to_have_text(rest[0]["title"])
    # They close the window, and open the link again later.
    page.goto("about:blank")
    page.goto(link)
    expect(page.get_by_text(f"2 of {len(questions)} answered")).to_be_visible()
    test.audit_page()
    user.follow("Go on")
    group = asked(page, questions[0])
    expect(group.get_by_role("radio").nth(1)).to_be_checked()
    for section in [{**first, "questions": questions[2:]}, *rest]:
        answer(test, section)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers")
    expect(page.get_by_text("Every question is answered.")).to_be_visible()
    test.audit_page()
    user.press("Submit")
    expect(page.get_by_text("Thank you.", exact=False)).to_be_visible()
    test.audit_page()
    user.follow(first["title"])
    choose(test, first, questions[0], 0)
    if test.way.has_scripts:
        expect(page.get_by_role("status")).to_have_text("All answers are kept.")
    user.press("Keep and go on")
    expect(page.get_by_role("heading", level=1)).to_have_text(sections[1]["title"])
    page.goto(f"{link}/review")
    user.press("Submit")
    expect(page.get_by_text("Thank you.", exact=False)).to_be_visible()
    state = organisation.ask("GET", f"/people/{person}/invitations")["items"][0]["state"]
    test.check(state == "done", f"the invitation is {state}")
    ratings = organisation.ask("GET", f"/people/{person}/ratings?limit=200")["items"]
    test.check(ratings and all(rating["source"] == "self" for rating in ratings), f"the ratings are {ratings}")


def invite(organisation, person, body):
    """Invites someone through the API; returns the path of the link."""
    return urllib.parse.urlsplit(organisation.ask("POST", f"/people/{person}/invitations", body)["url"]).path


def parts(form):
    """The sections of a questionnaire, from its file."""
    return tomllib.loads((INSTRUMENTS / f"{form}.toml").read_text())["sections"]


def title(form):
    """The title of a questionnaire, from its file."""
    return tomllib.loads((INSTRUMENTS / f"{form}.toml").read_text())["title"]


def agree(test, title):
    """Reads the privacy notice and agrees to it."""
    page, user = test.page, test.user
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    for heading in ["What is asked", "Who sees what", "How long it is kept", "Another way"]:
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    test.audit_page()
    user.press("I have read this and want to answer")
    expect(page.get_by_role("heading", name="The parts")).to_be_visible()


def asked(page, question):
    """The group of answers to a question."""
    return page.get_by_role("group", name=question["text"], exact=True)


def choose(test, section, question, place):
    """Chooses an answer by its position."""
    group = asked(test.page, question)
    label = group.get_by_role("radio").nth(place).get_attribute("id")
    name = test.page.locator(f'label[for="{label}"]').inner_text()
    test.user.tick(re.compile(f"^{re.escape(name)}$"), within=group)


def answer(test, section, note=""):
    """Answers every question of a section and continues to the next."""
    page, user = test.page, test.user
    expect(page.get_by_role("heading", level=1)).to_have_text(section["title"])
    for number, question in enumerate(section["questions"]):
        choose(test, section, question, number % 3)
        if note:
            field = asked(page, question).get_by_role("textbox")
            if field.count():
                user.write_in(field, note)
    test.audit_page()
    user.use(page.get_by_role("button", name="Keep and"))


def lose_the_connection(test, section, question):
    """An answer given while offline stays on the page, which says so, and is saved once the connection is back."""
    page = test.page
    expect(page.get_by_role("status")).to_have_text("All answers are kept.")
    page.context.set_offline(True)
    choose(test, section, question, 2)
    expect(page.get_by_role("status")).to_contain_text("There is no connection.")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("All answers are kept.")
    # The browser notes what it could not send; all else has to be well.
    other = [what for what in test.watch.take() if "ERR_INTERNET_DISCONNECTED" not in what]
    test.check(not other, f"without a connection: {other}")
