"""An assessor who interviewed someone completes a scorecard with notes."""

from playwright.sync_api import expect

from end_to_end.candidate import agree, answer, invite, parts, title

NOTE = "She named three cases, and what went wrong in each."


def run(test):
    """The assessor submits answers with notes, and the recruiter reads them."""
    organisation = test.organisation()
    person = organisation.ask("POST", "/people", {"name": "Grace Tolliver"})["id"]
    link = invite(organisation, person, {"source": "assessor", "name": "Alex Assessor"})
    page, user = test.page, test.user
    page.goto(link)
    agree(test, title("assessor"))
    user.follow("Begin")
    for section in parts("assessor"):
        answer(test, section, NOTE)
    expect(page.get_by_text(NOTE).first).to_be_visible()
    user.press("Submit")
    expect(page.get_by_text("Thank you.", exact=False)).to_be_visible()
    ratings = organisation.ask("GET", f"/people/{person}/ratings?limit=200")["items"]
    is_theirs = all(rating["rater"] == "Alex Assessor" for rating in ratings)
    test.check(ratings and is_theirs, f"the ratings are {ratings}")
    test.sign_in(organisation.email("recruiter"))
    page.goto(f"/people/{person}")
    user.follow("Alex Assessor, assessor")
    expect(page.get_by_role("heading", name="Notes")).to_be_visible()
    expect(page.get_by_text(NOTE).first).to_be_visible()
    test.audit_page()
