"""From nothing to a ranked shortlist of one CEO and four candidates with full profiles: by hand, then by the workbook.

Clicks and page loads are counted and printed. By hand it takes fewer than 15 page loads a person, by the workbook fewer
than 15 in all and less than five minutes of steps.
"""

import io
import pathlib
import re
import time
import zipfile

from playwright.sync_api import expect

from end_to_end import recruiter

CEO = "Ines Halloran"
CANDIDATES = ["Amara Diallo", "Bjorn Eklund", "Carmen Ruiz", "Deepa Nair"]
PEOPLE = [CEO, *CANDIDATES]
MOST_LOADS_A_PERSON = 15
MOST_LOADS_BY_WORKBOOK = 15
MOST_SECONDS_BY_WORKBOOK = 300


class Count:
    """Clicks of a user and loads of pages, since the last time they were taken."""

    def __init__(self, test):
        self.clicks = self.loads = 0
        test.page.on("domcontentloaded", lambda _: self.loaded())
        for name in ["use", "tick", "pick", "give"]:
            self.count(test.user, name)

    def loaded(self):
        self.loads += 1

    def count(self, user, name):
        act = getattr(user, name)

        def counted(*arguments, **more):
            self.clicks += 1
            return act(*arguments, **more)

        setattr(user, name, counted)

    def take(self):
        taken = self.clicks, self.loads
        self.clicks = self.loads = 0
        return taken


def run(test):
    recruiter.set_up(test)
    count = Count(test)
    by_hand(test, count)
    by_workbook(test, count)


def by_hand(test, count):
    """Adds each person and types every value of their profile."""
    began = time.monotonic()
    test.user.follow("People")
    test.user.follow("Add one by hand")
    for number, name in enumerate(PEOPLE):
        if number > 0:
            test.user.follow("People")
            test.user.follow("Add a person")
        test.user.write("Name", name)
        test.user.press("Add", exact=True)
        expect(test.page.get_by_role("heading", level=1)).to_have_text(name)
        profile(test, number)
        clicks, loads = count.take()
        print(f"{test.title}: {name} by hand: {clicks} clicks, {loads} page loads", flush=True)
        test.check(loads < MOST_LOADS_A_PERSON, f"{name} takes {loads} page loads by hand")
    begin(test, "By hand", PEOPLE)
    clicks, loads = count.take()
    seconds = time.monotonic() - began
    print(f"{test.title}: the search by hand: {clicks} clicks, {loads} page loads; {seconds:.0f} s in all", flush=True)


def profile(test, number):
    """Types every value of a profile, and sees that each is saved."""
    page, user = test.page, test.user
    user.follow("Fill in the profile")
    fields = page.locator('main input[inputmode="decimal"]')
    n = fields.count()
    test.check(n > 50, f"a profile has {n} values only")
    for index in range(n):
        user.write_in(fields.nth(index), value(number, index))
    user.press("Save values")
    expect(page.get_by_text(f"{n} of {n}", exact=False).first).to_be_visible()
    test.check_page()


def value(number, index):
    """A value of a profile, different from person to person."""
    return 40 + (7 * index + 11 * number) % 55


def begin(test, title, people):
    """Begins a search with these people, and reads its shortlist."""
    page, user = test.page, test.user
    user.follow("Searches")
    user.follow("Start a search")
    ceo, *candidates = people
    user.tick(ceo, page.get_by_role("group", name="Who is the CEO?"))
    for name in candidates:
        user.tick(name, page.get_by_role("group", name="Candidates"))
    user.write("Title", title)
    user.press("Create search")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    user.tab("Candidates")
    expect(page.get_by_role("heading", name="What if")).to_be_visible()
    for name in candidates:
        expect(page.get_by_role("row").filter(has_text=name).first).to_be_visible()
    test.check(page.get_by_text("Not enough known to rank yet").count() == 0, "full profiles are ranked")
    test.check_page()


def by_workbook(test, count):
    """Fills in the workbook with people as columns, and imports it."""
    page, user = test.page, test.user
    began = time.monotonic()
    people = [f"{name} Two" for name in PEOPLE]
    user.follow("People")
    user.follow("Import a file")
    with page.expect_download() as download:
        user.follow("a workbook with dimensions as rows and people as columns")
    template = pathlib.Path(download.value.path()).read_bytes()
    file = pathlib.Path(test.server.place.folder) / "profiles.xlsx"
    file.write_bytes(filled_in(template, people))
    user.give("A file of people", file)
    user.press("Preview")
    user.press(f"Import all {len(people)}")
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
    begin(test, "By workbook", people)
    (clicks, loads), seconds = count.take(), time.monotonic() - began
    print(f"{test.title}: by workbook: {clicks} clicks, {loads} page loads, {seconds:.0f} s", flush=True)
    test.check(loads < MOST_LOADS_BY_WORKBOOK, f"by workbook it takes {loads} page loads")
    test.check(seconds < MOST_SECONDS_BY_WORKBOOK, f"by workbook it takes {seconds:.0f} s")


def filled_in(template, people):
    """The workbook with people in its columns from G, as a spreadsheet program would save it."""

    def row(found):
        number = int(found[1])
        cells = "".join(cell(number, column, name) for column, name in enumerate(people))
        return found[0].removesuffix("</row>") + cells + "</row>"

    def cell(number, column, name):
        place = f"{chr(ord('G') + column)}{number}"
        if number == 2:
            return f'<c r="{place}" t="inlineStr"><is><t>{name}</t></is></c>'
        return f'<c r="{place}"><v>{value(column, number)}</v></c>' if number > 3 else ""

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as book, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in book.namelist():
            content = book.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = re.sub(r'<row r="(\d+)"[^>]*>.*?</row>', row, content.decode(), flags=re.DOTALL)
                content = text.encode()
            copy.writestr(name, content)
    return made.getvalue()
