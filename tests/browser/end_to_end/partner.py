"""A search firm's partner records what became of a placement, asks the CEO by link and compares the weights with outcomes."""

import datetime
import math
import random
import re

from playwright.sync_api import expect

import seed

CONDITIONS = ["clear who of us", "each other’s word", "the same place", "the authority", "one voice"]


def run(test):
    organisation = test.organisation()
    ids = organisation.people(seed.pool(14, seed=11))
    search = organisation.search(ids[0], [ids[1]], draws=0, title="COO for Northwind")
    run = organisation.ask("POST", f"/searches/{search.id}/runs", {"draws": 0, "seed": 1})["id"]
    decision = {"run_id": run, "candidate_id": search.candidates[0], "reason": "They cover what the CEO lacks."}
    organisation.ask("POST", f"/searches/{search.id}/decision", decision)
    test.sign_in(organisation.email("admin"))
    record(test, search)
    ask(test, search, organisation)
    withdraw(test)
    hold_against(test)
    see_the_pool(test, ids)
    if test.way.name == "at a desk":
        adopt(test, organisation)


def record(test, search):
    """Records a start date; a date in the future is refused and the form keeps its contents."""
    page, user = test.page, test.user
    page.goto(f"/searches/{search.id}")
    user.tab("Partnership", "Outcomes")
    expect(page.get_by_text("Nothing is recorded yet.", exact=False)).to_be_visible()
    test.check_page()
    today = datetime.datetime.now(datetime.UTC).date()
    user.follow("They began")
    user.write("On which day?", (today + datetime.timedelta(days=40)).isoformat())
    user.write("In words", "In the rain")
    user.press("Record it")
    expect(page.get_by_role("alert")).to_be_visible()
    test.check(page.get_by_label("In words").input_value() == "In the rain", "what was typed is gone")
    test.check_page()
    user.write("On which day?", today.isoformat())
    user.press("Record it")
    expect(page.get_by_text("They began to work together")).to_be_visible()
    test.check_page()


def ask(test, search, organisation):
    """The CEO answers a pulse survey once, by link and without an account."""
    page, user = test.page, test.user
    user.pick("Who is asked?", "The CEO")
    user.pick("Which pulse is it?", ".*100 days")
    user.press("Make a link")
    link = page.get_by_label("Link to the pulse").input_value()
    test.check_page()
    test.sign_out()
    page.goto(re.sub(r"^https?://[^/]+", "", link))
    expect(page.get_by_role("heading", level=1)).to_have_text("How it goes between you two")
    test.audit_page()
    for n, condition in enumerate(CONDITIONS):
        group = page.get_by_role("group", name=condition)
        user.tick(str(n % 5 + 1), within=group)
    user.write("In your words", "Better than I hoped <b>for</b>")
    user.press("Send my answers")
    expect(page.get_by_text("You answered on", exact=False)).to_be_visible()
    test.audit_page()
    test.sign_in(organisation.email("admin"))
    page.goto(f"/searches/{search.id}/outcomes")
    expect(page.get_by_text("The CEO’s pulse after 100 days: 50 of 100", exact=False)).to_be_visible()
    expect(page.get_by_text("Better than I hoped <b>for</b>")).to_be_visible()
    test.check_page()


def withdraw(test):
    page, user = test.page, test.user
    user.follow("Withdraw it")
    user.write("Why is it withdrawn?", "It was the week after")
    user.press("Withdraw it")
    expect(page.get_by_text("It was the week after", exact=False).first).to_be_visible()
    test.check_page()


def hold_against(test):
    """With a single placement the page says that there is not enough evidence."""
    page, user = test.page, test.user
    user.open_own_menu()
    user.follow("Learning from outcomes")
    expect(page.get_by_role("heading", level=1)).to_have_text("Learning from what happened")
    test.check_page()
    user.pick("Which outcome?", ".*pulses")
    user.press("Hold them against it")
    expect(page.get_by_text(re.compile("not enough evidence to move", re.IGNORECASE)).first).to_be_visible(timeout=30_000)
    test.check_page()


def see_the_pool(test, ids):
    page, user = test.page, test.user
    page.goto("/people/map")
    expect(page.get_by_role("img").first).to_be_visible()
    test.check_page()
    page.goto(f"/people/{ids[1]}/alike")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    test.check_page()


def adopt(test, organisation):
    """With 36 placements whose success depends on trust, new weights are proposed and adopted with a reason."""
    page, user = test.page, test.user
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
    user.pick("Which outcome?", ".*board")
    user.write("Seed", "7")
    user.press("Hold them against it")
    expect(page.get_by_text("The outcomes speak for other weights.")).to_be_visible(timeout=60_000)
    test.check_page()
    user.write("Why do you adopt them?", "Trust decided every placement of ours")
    user.press("Adopt them")
    expect(page.get_by_text("Trust decided every placement of ours", exact=False).first).to_be_visible()
    test.check_page()
