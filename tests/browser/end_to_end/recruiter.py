"""A recruiter sets up the workspace, imports people, runs a search, sets weights and reads the shortlist and the report."""

import csv
import json
import pathlib
import re

from playwright.sync_api import expect

import seed


def run(test):
    set_up(test)
    import_people(test)
    begin(test)
    weigh(test)
    shortlist(test)
    compare(test)
    report(test)


def set_up(test):
    """Sets up the first account through the link on the console; mistakes are explained and the form keeps its contents."""
    page, user = test.page, test.user
    link = re.search(r"/setup/\S+", test.server.told())[0]
    page.goto(link)
    test.check_page()
    user.write("Organisation", "Northwind")
    user.write("Your name", "Robin Example")
    user.write("Your email", "robin@northwind")
    user.write("Password", "robin@northwind")
    user.press("Set up")
    expect(page.get_by_role("alert")).to_be_visible()
    test.check_page()
    test.check(page.get_by_label("Organisation").input_value() == "Northwind", "what was typed is gone")
    user.write("Password", seed.PASSWORD)
    user.press("Set up")
    expect(page.get_by_role("heading", level=1)).to_have_text("Searches")
    test.check_page()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    page.goto("/")
    test.watch.take()


def import_people(test):
    """Imports people: two bad cells are reported, the corrected file is imported, and then the CEO."""
    page, user = test.page, test.user
    folder = pathlib.Path(test.server.place.folder)
    good = seed.ROOT / "data/demo/candidates.csv"
    user.follow("People")
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    test.check_page()
    user.follow("Import a file")
    expect(page.get_by_role("heading", level=1)).to_have_text("Import people")
    test.check_page()
    user.give("A file of people", spoilt(good, folder / "candidates.csv"))
    user.press("Preview")
    problems = page.get_by_role("table").first
    expect(problems).to_contain_text("a good deal")
    expect(problems).to_contain_text("140")
    test.check_page()
    user.give("Or send the corrected file", good)
    user.press("Preview")
    user.press("Import all 6")
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
    test.check_page()
    ceo = folder / "ceo.json"
    ceo.write_text(json.dumps([json.loads((seed.ROOT / "data/demo/ceo.json").read_text())]))
    user.follow("Import another file")
    user.give("A file of people", ceo)
    user.press("Preview")
    user.press("Import all 1")
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
    user.follow("See people on file")
    expect(page.get_by_role("link", name="Leonie Harkamp")).to_be_visible()
    user.follow("Tomás Iriondo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tomás Iriondo")
    test.check_page()


def spoilt(good, path):
    """Copies a table with a word in place of a number, and with a number that is too large."""
    with open(good, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index("skill.operations")] = "a good deal"
    rows[4][rows[0].index("skill.strategy")] = "140"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def begin(test):
    """Starts a search with a CEO, a mandate and candidates; without a title it is refused and the form keeps its contents."""
    page, user = test.page, test.user
    user.follow("Searches")
    user.follow("Start a search")
    expect(page.get_by_role("heading", level=1)).to_have_text("Start a search")
    test.check_page()
    user.tick("Leonie Harkamp", page.get_by_role("group", name="Who is the CEO?"))
    user.write("What this COO must deliver", "Three times the volume.")
    user.tick("Executor")
    candidates = page.get_by_role("group", name="Candidates")
    for name in ["Grace Tolliver", "Emeka Obiaku", "Tomás Iriondo", "Njeri Kamande"]:
        user.tick(name, candidates)
    user.press("Create search")
    expect(page.get_by_role("alert")).to_be_visible()
    test.check(page.get_by_label("What this COO must deliver").input_value() != "", "what was typed is gone")
    test.check_page()
    user.write("Title", "COO for Askermoor Heat")
    user.press("Create search")
    expect(page.get_by_role("heading", level=1)).to_have_text("COO for Askermoor Heat")
    test.check_page()
    brief(test)
    find(test)


def brief(test):
    """The brief has what was written, and says what comes next."""
    page, user = test.page, test.user
    expect(page.get_by_role("heading", name="What this COO must deliver")).to_be_visible()
    expect(page.get_by_text("Three times the volume.").first).to_be_visible()
    expect(page.get_by_role("heading", name="What Leonie Harkamp needs beside them")).to_be_visible()
    test.check(page.locator(".outstanding li").count() == 6, "the checklist has not six lines")
    user.open("Edit mandate and situation")
    user.write("The company and its situation", "A founder-led maker of heat pumps.")
    user.press("Save changes")
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_text("A founder-led maker of heat pumps.").first).to_be_visible()
    test.check_page()


def find(test):
    """Everyone who is known is ranked, and ticked into the search."""
    page, user = test.page, test.user
    user.follow("Find candidates")
    expect(page.get_by_role("heading", name="Find candidates")).to_be_visible()
    test.check_page()
    user.tick("Add Meera Castellino")
    user.press("Add those ticked")
    expect(page.get_by_role("heading", name="What if")).to_be_visible()
    expect(page.get_by_role("link", name="Meera Castellino").first).to_be_visible()
    test.check_page()


def weigh(test):
    """Sets the search's agreed weights by the swing method."""
    page, user = test.page, test.user
    user.open("More")
    user.follow("Other ways to set weights")
    expect(page.get_by_role("heading", name="What should weigh how much?")).to_be_visible()
    user.follow("Swings")
    fields = page.get_by_role("main").get_by_role("textbox")
    expect(fields.nth(4)).to_be_visible()
    for number, points in enumerate([100, 80, 60, 40, 20]):
        user.write_in(fields.nth(number), points)
    user.press("Look at the result")
    expect(page.get_by_role("heading", name="What follows from this")).to_be_visible()
    test.check_page()
    user.press("Keep as the agreed weights")
    expect(page.get_by_role("heading", name="What if")).to_be_visible()
    test.check_page()


def shortlist(test):
    """Another COO type changes the order, immediately with scripts and with a button without."""
    page, user = test.page, test.user
    expect(page.get_by_role("row").filter(has_text="Tomás Iriondo")).to_be_visible()
    user.pick("COO type", "Heir apparent")
    if not test.way.has_scripts:
        user.press("Show the order with these")
    expect(page.get_by_text("Tried, not saved.")).to_be_visible()
    expect(page).to_have_url(re.compile("role_type=heir-apparent"))
    expect(page.get_by_role("row").nth(1)).to_contain_text("Njeri Kamande")
    test.check_page()
    user.open("Save as a scenario")
    user.write("Name of the scenario", "Heir apparent")
    user.press("Save the scenario")
    expect(page.get_by_text("is the most robust choice", exact=False)).to_be_visible()
    test.check_page()
    user.tab("Candidates")
    user.follow("Scenarios side by side (1)")
    user.follow("Heir apparent")
    expect(page.get_by_text("Tried, not saved.")).to_be_visible()
    user.follow("Reset")
    expect(page.get_by_text("Tried, not saved.")).to_have_count(0)


def compare(test):
    """Compares two candidates."""
    page, user = test.page, test.user
    user.tick("Compare Tomás Iriondo")
    user.tick("Compare Njeri Kamande")
    user.press("Compare those ticked")
    expect(page).to_have_url(re.compile(r"/finalists\?c=.*&c="))
    for name in ["Tomás Iriondo", "Njeri Kamande"]:
        expect(page.get_by_role("main").get_by_text(name).first).to_be_visible()
    # The charts are folded away under the sentences.
    charts = page.get_by_role("img", include_hidden=True)
    test.check(charts.count() >= 3, "hardly any chart compares the two")
    test.check_page()


def candidate(test):
    """A candidate's page says what they bring, what to watch and what to find out, with the trace behind it."""
    page, user = test.page, test.user
    user.tab("Candidates")
    expect(page.get_by_role("heading", name="What if")).to_be_visible()
    user.follow("Tomás Iriondo", within=page.get_by_role("main"))
    for heading in ["Brings", "Watch", "Find out", "Beside the CEO"]:
        expect(page.get_by_role("heading", name=heading, exact=True).first).to_be_visible()
    test.check_page()
    user.open("Why this score")
    expect(page.get_by_role("heading", name="Where the points went")).to_be_visible()
    test.check_page()


def report(test):
    """Opens the full report."""
    page, user = test.page, test.user
    candidate(test)
    user.share("Full report as it is now")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leonie Harkamp")
