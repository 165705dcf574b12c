"""Someone who has worked with a person: eight minutes, by a link and nothing else."""

from playwright.sync_api import expect

from walks.candidate import agree, answer, invite, look, parts, title


def walk(walker):
    """A peer answers and hands in; of one peer nothing is shown to anyone."""
    organisation = walker.organisation()
    person = organisation.ask("POST", "/people", {"name": "Grace Tolliver"})["id"]
    link = invite(organisation, person, {"source": "peer", "name": "Kim Peer"})
    page, hand = walker.page, walker.hand
    page.goto(link)
    expect(page.get_by_text("Nobody is shown who said what.")).to_be_visible()
    agree(walker, title("rater"))
    hand.follow("Begin")
    for section in parts("rater"):
        answer(walker, section)
    hand.press("Hand in")
    expect(page.get_by_text("They wait until enough others have answered")).to_be_visible()
    look(walker)
    ratings = organisation.ask("GET", f"/people/{person}/ratings")["items"]
    walker.that(ratings == [], f"one peer's ratings are on file: {ratings}")
