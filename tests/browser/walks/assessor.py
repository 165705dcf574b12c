"""Someone who has interviewed a person: a scorecard with notes."""

from playwright.sync_api import expect

import seed
from walks.candidate import agree, answer, invite, parts
from walks.recruiter import sign_in

NOTE = "She named three cases, and what went wrong in each."


def walk(walker):
    """An assessor answers with notes and hands in; the recruiter reads them."""
    organisation = walker.organisation()
    person = organisation.ask("POST", "/people", {"name": "Grace Tolliver"})["id"]
    link = invite(organisation, person, {"source": "assessor", "name": "Alex Assessor"})
    page, hand = walker.page, walker.hand
    page.goto(link)
    agree(walker, "Interview scorecard")
    hand.follow("Begin")
    for section in parts("assessor"):
        answer(walker, section, NOTE)
    expect(page.get_by_text(NOTE).first).to_be_visible()
    hand.press("Hand in")
    expect(page.get_by_text("Thank you.", exact=False)).to_be_visible()
    sign_in(walker, organisation.email("recruiter"))
    page.goto(f"/people/{person}")
    hand.follow("Alex Assessor, assessor")
    expect(page.get_by_role("heading", name="Notes")).to_be_visible()
    expect(page.get_by_text(NOTE).first).to_be_visible()
    walker.look()
