"""A peer rates someone they have worked with, by link."""

from playwright.sync_api import expect

from end_to_end.candidate import agree, answer, invite, parts, title


def run(test):
    """The peer submits their answers; a single peer's answers are shown to nobody."""
    organisation = test.organisation()
    person = organisation.ask("POST", "/people", {"name": "Grace Tolliver"})["id"]
    link = invite(organisation, person, {"source": "peer", "name": "Kim Peer"})
    page, user = test.page, test.user
    page.goto(link)
    expect(page.get_by_text("Nobody is shown who said what.")).to_be_visible()
    agree(test, title("rater"))
    user.follow("Begin")
    for section in parts("rater"):
        answer(test, section)
    user.press("Submit")
    expect(page.get_by_text("They wait until enough others have answered")).to_be_visible()
    test.audit_page()
    ratings = organisation.ask("GET", f"/people/{person}/ratings")["items"]
    test.check(ratings == [], f"one peer's ratings are on file: {ratings}")
