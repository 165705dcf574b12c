"""The recruiter's way: setting up, importing people with mistakes in the file, a search, weights, a shortlist, a report."""

import csv
import json
import pathlib
import re

from playwright.sync_api import expect

import seed


def walk(walker):
    set_up(walker)
    import_people(walker)
    begin(walker)
    weigh(walker)
    shortlist(walker)
    compare(walker)
    report(walker)


def set_up(walker):
    """From the link on the console to the first page; what was wrong is told, and what was typed stays."""
    page, hand = walker.page, walker.hand
    link = re.search(r"/setup/\S+", walker.server.told())[0]
    page.goto(link)
    walker.look()
    hand.write("Organisation", "Northwind")
    hand.write("Your name", "Robin Example")
    hand.write("Your e-mail", "robin@northwind")
    hand.write("Password", "robin@northwind")
    hand.press("Set up")
    expect(page.get_by_role("alert")).to_be_visible()
    walker.look()
    walker.that(page.get_by_label("Organisation").input_value() == "Northwind", "what was typed is gone")
    hand.write("Password", seed.PASSWORD)
    hand.press("Set up")
    expect(page.get_by_role("heading", level=1)).to_have_text("Searches")
    walker.look()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    page.goto("/")
    walker.watch.take()


def import_people(walker):
    """A file with two bad cells is shown as such; the corrected one is put on file, and so is the CEO."""
    page, hand = walker.page, walker.hand
    folder = pathlib.Path(walker.server.place.folder)
    good = seed.ROOT / "data/demo/candidates.csv"
    hand.follow("People")
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    walker.look()
    hand.follow("Import a file")
    expect(page.get_by_role("heading", level=1)).to_have_text("Import people")
    walker.look()
    hand.give("A file of people", spoilt(good, folder / "candidates.csv"))
    hand.press("Look at it")
    problems = page.get_by_role("table").first
    expect(problems).to_contain_text("a good deal")
    expect(problems).to_contain_text("140")
    walker.look()
    hand.give("Or send the corrected file", good)
    hand.press("Look at it")
    hand.press("Import all 6")
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
    walker.look()
    ceo = folder / "ceo.json"
    ceo.write_text(json.dumps([json.loads((seed.ROOT / "data/demo/ceo.json").read_text())]))
    hand.follow("Import another file")
    hand.give("A file of people", ceo)
    hand.press("Look at it")
    hand.press("Import all 1")
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
    hand.follow("See people on file")
    expect(page.get_by_role("link", name="Leonie Harkamp")).to_be_visible()
    hand.follow("Tomás Iriondo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tomás Iriondo")
    walker.look()


def spoilt(good, path):
    """A table with a word where a number belongs, and a number that is too large."""
    with open(good, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index("skill.operations")] = "a good deal"
    rows[4][rows[0].index("skill.strategy")] = "140"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def begin(walker):
    """A search with its CEO, its task and its candidates; without a title it is not begun, and nothing typed is lost."""
    page, hand = walker.page, walker.hand
    hand.follow("Searches")
    hand.follow("Start a search")
    expect(page.get_by_role("heading", level=1)).to_have_text("Start a search")
    walker.look()
    hand.tick("Leonie Harkamp", page.get_by_role("group", name="For whom is a counterpart sought?"))
    hand.write("What this COO must deliver", "Three times the volume.")
    hand.tick("Executor")
    candidates = page.get_by_role("group", name="Who might it be?")
    for name in ["Grace Tolliver", "Emeka Obiaku", "Tomás Iriondo", "Njeri Kamande"]:
        hand.tick(name, candidates)
    hand.press("Begin the search")
    expect(page.get_by_role("alert")).to_be_visible()
    walker.that(page.get_by_label("What this COO must deliver").input_value() != "", "what was typed is gone")
    walker.look()
    hand.write("Title", "COO for Askermoor Heat")
    hand.press("Begin the search")
    expect(page.get_by_role("heading", level=1)).to_have_text("COO for Askermoor Heat")
    walker.look()
    hand.press("Compute the search")
    expect(page.get_by_role("heading", name="What counts")).to_be_visible()
    walker.look()


def weigh(walker):
    """Weights from an order of the pillars, agreed for the search."""
    page, hand = walker.page, walker.hand
    hand.follow("Other ways to find weights")
    expect(page.get_by_role("heading", name="What should weigh how much?")).to_be_visible()
    hand.follow("Swings")
    fields = page.get_by_role("main").get_by_role("textbox")
    expect(fields.nth(4)).to_be_visible()
    for number, points in enumerate([100, 80, 60, 40, 20]):
        hand.write_in(fields.nth(number), points)
    hand.press("Look at the result")
    expect(page.get_by_role("heading", name="What follows from this")).to_be_visible()
    walker.look()
    hand.press("Keep as the agreed weights")
    expect(page.get_by_role("heading", name="What counts")).to_be_visible()
    walker.look()


def shortlist(walker):
    """The order follows another kind of COO: at once with scripts, with a button without."""
    page, hand = walker.page, walker.hand
    expect(page.get_by_role("row").filter(has_text="Tomás Iriondo")).to_be_visible()
    hand.pick("Kind of COO", "Heir apparent")
    if not walker.way.has_scripts:
        hand.press("Show the order with these")
    expect(page.get_by_text("Tried, not kept.")).to_be_visible()
    expect(page).to_have_url(re.compile("role_type=heir-apparent"))
    expect(page.get_by_role("row").nth(1)).to_contain_text("Njeri Kamande")
    walker.look()
    hand.follow("Back to the search’s own")
    expect(page.get_by_text("Tried, not kept.")).to_have_count(0)


def compare(walker):
    """Two of them beside each other."""
    page, hand = walker.page, walker.hand
    hand.tick("Compare Tomás Iriondo")
    hand.tick("Compare Njeri Kamande")
    hand.press("Compare those ticked")
    expect(page).to_have_url(re.compile(r"/compare\?c=.*&c="))
    for name in ["Tomás Iriondo", "Njeri Kamande"]:
        expect(page.get_by_role("main").get_by_text(name).first).to_be_visible()
    walker.that(page.get_by_role("img").count() >= 3, "hardly any chart compares the two")
    walker.look()


def report(walker):
    """The report says what the shortlist said."""
    page, hand = walker.page, walker.hand
    hand.follow("Shortlist")
    expect(page.get_by_role("heading", name="What counts")).to_be_visible()
    hand.follow("Full report")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leonie Harkamp")
