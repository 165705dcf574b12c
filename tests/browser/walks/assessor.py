"""Someone who has interviewed a person: a scorecard with notes."""

from playwright.sync_api import expect

from walks.candidate import agree, answer, invite, look, parts, title

NOTE = "She named three cases, and what went wrong in each."


def walk(walker):
    """An assessor answers with notes and hands in; the recruiter reads them."""
    organisation = walker.organisation()
    person = organisation.ask("POST", "/people", {"name": "Grace Tolliver"})["id"]
    link = invite(organisation, person, {"source": "assessor", "name": "Alex Assessor"})
    page, hand = walker.page, walker.hand
    page.goto(link)
    agree(walker, title("assessor"))
    hand.follow("Begin")
    for section in parts("assessor"):
        answer(walker, section, NOTE)
    expect(page.get_by_text(NOTE).first).to_be_visible()
    hand.press("Hand in")
    expect(page.get_by_text("Thank you.", exact=False)).to_be_visible()
    ratings = organisation.ask("GET", f"/people/{person}/ratings?limit=200")["items"]
    is_theirs = all(rating["rater"] == "Alex Assessor" for rating in ratings)
    walker.that(ratings and is_theirs, f"the ratings are {ratings}")
    walker.sign_in(organisation.email("recruiter"))
    page.goto(f"/people/{person}")
    hand.follow("Alex Assessor, assessor")
    expect(page.get_by_role("heading", name="Notes")).to_be_visible()
    expect(page.get_by_text(NOTE).first).to_be_visible()
    look(walker)
