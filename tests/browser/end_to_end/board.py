"""A recruiter invites a board member, who reads about each finalist, judges, sets their own weights, sees the results, changes
their mind in the open, and records the decision with its minutes. The pages are no longer than their limits."""

import re
import urllib.parse

from playwright.sync_api import expect

import lengths
import seed

FINALISTS = ["Grace Tolliver", "Emeka Obiaku", "Tomás Iriondo"]
OPINIONS = ["Cannot say", "Certainly not", "Certainly yes"]


def run(test):
    organisation = test.organisation()
    [search] = seed.worked_example(organisation)
    note = {"audience": "panel", "text": "Grace led three plants through a merger. Ask about the second."}
    organisation.ask("POST", f"/searches/{search.id}/candidates/{search.candidates[0]}/notes", note)
    link = invite(test, organisation, search)
    sign_in(test, link)
    see_no_score(test, search)
    read(test, search)
    weigh(test)
    judge(test)
    see_all(test)
    change(test, search)
    decide(test)


def invite(test, organisation, search):
    """The recruiter invites by name and e-mail, and hands on the link."""
    page, user = test.page, test.user
    test.sign_in(organisation.email("recruiter"))
    page.goto(f"/searches/{search.id}/panel")
    expect(page.get_by_role("heading", name="What this COO must deliver")).to_be_visible()
    user.write("Name", "Bo Chair")
    user.write("E-mail", organisation.email("panel_member", 2))
    user.press("Invite")
    link = page.get_by_label("Link to sign in").input_value()
    test.audit_page()
    test.sign_out()
    return link


def read(test, search):
    """All there is to read about a finalist is on one screen, with the mandate and without a score."""
    page, user = test.page, test.user
    user.follow("Read about Grace Tolliver")
    expect(page.get_by_role("heading", name="Grace Tolliver", exact=True)).to_be_visible()
    expect(page.get_by_text("Grace led three plants through a merger.", exact=False)).to_be_visible()
    expect(page.get_by_text("Three times the volume.").first).to_be_visible()
    test.check(page.get_by_text("Score").count() == 0, "the material shows a score")
    lengths.hold(test, "Material of a finalist", 2_800, 2_000)
    test.audit_page()
    page.goto(f"/searches/{search.id}/panel")


def change(test, search):
    """Another opinion after the scores needs a reason, and stands beside the first."""
    page, user = test.page, test.user
    page.goto(f"/searches/{search.id}/panel")
    group = page.get_by_role("group", name="Would you appoint Grace Tolliver?")
    user.tick("Certainly yes", group)
    user.write_in(group.get_by_role("textbox").first, "Her references told me more.")
    user.press("Keep my judgements")
    expect(page.get_by_role("status")).to_be_visible()
    row = page.get_by_role("table").first.get_by_role("row").filter(has_text="Grace Tolliver")
    expect(row).to_contain_text("Cannot say → Certainly yes*")
    expect(page.get_by_text("after seeing the scores", exact=False).first).to_be_visible()
    lengths.hold(test, "Panel", 4_000, 3_300)
    test.audit_page()


def sign_in(test, link):
    """Signs in through the invitation link and opens the search."""
    page, user = test.page, test.user
    page.goto(urllib.parse.urlsplit(link).path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Bo Chair")
    test.check_page()
    user.write("password", seed.PASSWORD)
    user.press("Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Searches")
    test.check_page()
    user.follow("COO for Askermoor Heat")
    expect(page.get_by_role("heading", name="Your judgement")).to_be_visible()
    test.check_page()


def see_no_score(test, search):
    """Before judging, every other page of the search leads back to the judgement page."""
    page = test.page
    for address in ["", "/compare", "/decision", f"/candidates/{search.candidates[0]}"]:
        answer = page.goto(f"/searches/{search.id}{address}")
        is_panel = page.url.endswith("/panel")
        test.check(is_panel or answer.status == 403, f"{address} is shown before the judgement: {page.url}")
        test.watch.take()
    page.goto(f"/searches/{search.id}/panel")
    expect(page.get_by_role("heading", level=1)).to_have_text("COO for Askermoor Heat")
    test.check(page.get_by_text("Order by fit").count() == 0, "the order is shown before the judgement")
    test.audit_page()


def weigh(test):
    """Previews weights of their own, then saves them."""
    page, user = test.page, test.user
    user.follow("say what should count how much")
    expect(page.get_by_role("heading", name="What should weigh how much?")).to_be_visible()
    test.check_page()
    user.follow("Two at a time")
    expect(page.get_by_role("group", name=re.compile(r"^Distinct.* or Trust")).first).to_be_visible()
    test.check_page()
    user.follow("Points")
    fields = page.get_by_role("textbox")
    expect(fields.first).to_be_visible()
    for number, points in enumerate([40, 25, 15, 10, "ten"]):
        user.write_in(fields.nth(number), points)
    user.press("Look at the result")
    expect(page.get_by_role("alert")).to_be_visible()
    test.check(fields.first.input_value() == "40", "what was typed is gone")
    test.check_page()
    user.write_in(fields.nth(4), 10)
    user.press("Look at the result")
    expect(page.get_by_role("heading", name="What follows from this")).to_be_visible()
    expect(page.get_by_role("cell", name="40").first).to_be_visible()
    test.check_page()
    user.press("Keep as my own")
    expect(page.get_by_role("status")).to_be_visible()
    test.check_page()


def judge(test):
    """Says of each finalist whether they would appoint them."""
    page, user = test.page, test.user
    if not page.url.split("?")[0].endswith("/panel"):
        user.tab("Panel and decision")
    for finalist, opinion in zip(FINALISTS, OPINIONS):
        group = page.get_by_role("group", name=f"Would you appoint {finalist}?")
        expect(group).to_be_visible()
        user.tick(opinion, group)
        user.write_in(group.get_by_role("textbox").first, f"What I think of {finalist}.")
    test.check(page.get_by_text("Order by fit").count() == 0, "the order is shown before the judgement")
    user.press("Keep my judgements")
    expect(page.get_by_role("status")).to_be_visible()


def see_all(test):
    """After judging, the panel's opinions and the results are visible."""
    page, user = test.page, test.user
    expect(page.get_by_role("heading", name="What the panel thinks")).to_be_visible()
    table = page.get_by_role("table").first
    for finalist, opinion in zip(FINALISTS, OPINIONS):
        expect(table.get_by_role("row").filter(has_text=finalist)).to_contain_text(opinion)
    test.check_page()
    user.tab("Finalists")
    expect(page.get_by_role("heading", name="Where we stand")).to_be_visible()
    expect(page.get_by_text("Three times the volume.").first).to_be_visible()
    lengths.hold(test, "Finalists", 5_600, 3_500)
    user.open("Where each one’s points went")
    expect(page.get_by_role("heading", name="Where each one’s points went")).to_be_attached()
    test.audit_page()


def decide(test):
    """Records the decision and its reason, and finds the evidence stored with it."""
    page, user = test.page, test.user
    user.tab("Panel and decision", "Decision")
    expect(page.get_by_role("heading", name="Record the decision")).to_be_visible()
    test.check_page()
    lengths.hold(test, "Decision", 2_800, 2_600)
    user.tick("Tomás Iriondo")
    user.write("Why?", "He covers what she lacks, and both know it.")
    user.write("On which day was it decided?", "2026-11-30")
    user.tick("Bo Chair")
    user.write("Who else was present?", "Ann Other, Ng Third")
    user.pick("Who would have been next?", "Grace Tolliver")
    user.write("Why, or why not, Emeka Obiaku?", "Less used to a plant of this size.")
    user.press("Record the decision")
    expect(page.get_by_role("heading", name="Decided: Tomás Iriondo")).to_be_visible()
    expect(page.get_by_text("He covers what she lacks, and both know it.").first).to_be_visible()
    expect(page.get_by_text("Bo Chair, Ann Other, Ng Third")).to_be_visible()
    expect(page.get_by_text("Less used to a plant of this size.", exact=False)).to_be_visible()
    minutes = page.get_by_role("link", name="Minutes to sign (PDF)").get_attribute("href")
    test.check(page.request.get(minutes).body().startswith(b"%PDF"), "the minutes are no PDF")
    test.check_page()
    user.open("What it rested on")
    expect(page.get_by_text("Bo Chair").last).to_be_visible()
    user.follow("The report that it rested on")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leonie Harkamp")
