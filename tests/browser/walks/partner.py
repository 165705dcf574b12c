"""A partner of a search firm: what became of a placement, the two asked by link, and the weights held against it all."""

import datetime
import math
import random
import re

from playwright.sync_api import expect

import seed
from walks.candidate import look

CONDITIONS = ["clear who of us", "each other’s word", "the same place", "the authority", "one voice"]


def walk(walker):
    organisation = walker.organisation()
    ids = organisation.people(seed.pool(14, seed=11))
    search = organisation.search(ids[0], [ids[1]], draws=0, title="COO for Northwind")
    run = organisation.ask("POST", f"/searches/{search.id}/runs", {"draws": 0, "seed": 1})["id"]
    decision = {"run_id": run, "candidate_id": search.candidates[0], "reason": "They cover what the CEO lacks."}
    organisation.ask("POST", f"/searches/{search.id}/decision", decision)
    walker.sign_in(organisation.email("admin"))
    record(walker, search)
    ask(walker, search, organisation)
    withdraw(walker)
    hold_against(walker)
    see_the_pool(walker, ids)
    if walker.way.name == "at a desk":
        adopt(walker, organisation)


def record(walker, search):
    """A day that is yet to come is refused, and what was typed stays."""
    page, hand = walker.page, walker.hand
    page.goto(f"/searches/{search.id}")
    hand.follow("Outcomes")
    expect(page.get_by_text("Nothing is recorded yet.", exact=False)).to_be_visible()
    walker.look()
    today = datetime.datetime.now(datetime.UTC).date()
    hand.follow("They began")
    hand.write("On which day?", (today + datetime.timedelta(days=40)).isoformat())
    hand.write("In words", "In the rain")
    hand.press("Record it")
    expect(page.get_by_role("alert")).to_be_visible()
    walker.that(page.get_by_label("In words").input_value() == "In the rain", "what was typed is gone")
    walker.look()
    hand.write("On which day?", today.isoformat())
    hand.press("Record it")
    expect(page.get_by_text("They began to work together")).to_be_visible()
    walker.look()


def ask(walker, search, organisation):
    """The CEO answers by link, once, without an account."""
    page, hand = walker.page, walker.hand
    hand.pick("Who is asked?", "The CEO")
    hand.pick("Which pulse is it?", ".*100 days")
    hand.press("Make a link")
    link = page.get_by_label("Link to the pulse").input_value()
    walker.look()
    walker.sign_out()
    page.goto(re.sub(r"^https?://[^/]+", "", link))
    expect(page.get_by_role("heading", level=1)).to_have_text("How it goes between you two")
    look(walker)
    for n, condition in enumerate(CONDITIONS):
        group = page.get_by_role("group", name=condition)
        hand.tick(str(n % 5 + 1), within=group)
    hand.write("In your words", "Better than I hoped <b>for</b>")
    hand.press("Send my answers")
    expect(page.get_by_text("You answered on", exact=False)).to_be_visible()
    look(walker)
    walker.sign_in(organisation.email("admin"))
    page.goto(f"/searches/{search.id}/outcomes")
    expect(page.get_by_text("The CEO’s pulse after 100 days: 50 of 100", exact=False)).to_be_visible()
    expect(page.get_by_text("Better than I hoped <b>for</b>")).to_be_visible()
    walker.look()


def withdraw(walker):
    page, hand = walker.page, walker.hand
    hand.follow("Withdraw it")
    hand.write("Why is it withdrawn?", "It was the week after")
    hand.press("Withdraw it")
    expect(page.get_by_text("It was the week after", exact=False).first).to_be_visible()
    walker.look()


def hold_against(walker):
    """One placement is not enough, in those words."""
    page, hand = walker.page, walker.hand
    hand.follow("Learning")
    expect(page.get_by_role("heading", level=1)).to_have_text("Learning from what happened")
    walker.look()
    hand.pick("Which outcome?", ".*pulses")
    hand.press("Hold them against it")
    expect(page.get_by_text(re.compile("not enough evidence to move", re.IGNORECASE)).first).to_be_visible(timeout=30_000)
    walker.look()


def see_the_pool(walker, ids):
    page, hand = walker.page, walker.hand
    page.goto("/people/map")
    expect(page.get_by_role("img").first).to_be_visible()
    walker.look()
    page.goto(f"/people/{ids[1]}/alike")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    walker.look()


def adopt(walker, organisation):
    """Thirty-six placements that hung on trust: what is proposed, a person adopts with a reason."""
    page, hand = walker.page, walker.hand
    chance = random.Random(3)
    ids = organisation.people(seed.pool(72, seed=13, name="Operator"))
    for ceo, candidate in zip(ids[::2], ids[1::2], strict=False):
        search = organisation.search(ceo, [candidate], draws=0)
        run = organisation.ask("POST", f"/searches/{search.id}/runs", {"draws": 0, "seed": 1})["id"]
        decision = {"run_id": run, "candidate_id": search.candidates[0], "reason": "They fit."}
        organisation.ask("POST", f"/searches/{search.id}/decision", decision)
        trust = organisation.ask("GET", f"/runs/{run}/result")["results"][0]["pillars"]["trust"]
        rating = 50 + 40 * math.log(max(trust, 1) / 50) + chance.gauss(0, 4)
        outcome = {"kind": "board_rating", "on": datetime.date.today().isoformat(), "rating": min(100, max(0, rating))}
        organisation.ask("POST", f"/searches/{search.id}/outcomes", outcome)
    page.goto("/learning")
    hand.pick("Which outcome?", ".*board")
    hand.write("Seed", "7")
    hand.press("Hold them against it")
    expect(page.get_by_text("The outcomes speak for other weights.")).to_be_visible(timeout=60_000)
    walker.look()
    hand.write("Why do you adopt them?", "Trust decided every placement of ours")
    hand.press("Adopt them")
    expect(page.get_by_text("Trust decided every placement of ours", exact=False).first).to_be_visible()
    walker.look()
