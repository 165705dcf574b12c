"""A CEO without an account: from the link to a page of their own, on two devices, with an interruption."""

import re
import subprocess
import tomllib

from playwright.sync_api import expect

import seed
from browser import page_for
from end_to_end.candidate import INSTRUMENTS, choose, invite

# How long pages may be, in pixels, and the paper, in pages.
MOST = {"questions": {1280: 6_500, 390: 8_500}, "page": {1280: 3_300, 390: 5_200}}
SITUATION = tomllib.loads((seed.ROOT / "data/situation/ceo-coo.toml").read_text())["questions"]


def run(test):
    organisation = test.organisation()
    ceo = organisation.ask("POST", "/people", {"name": "Leonie Harkamp"})["id"]
    search = organisation.search(ceo, [], title="COO for Askermoor Heat")
    link = invite(organisation, ceo, {"source": "self", "search_id": search.id})
    form = tomllib.loads((INSTRUMENTS / "ceo.toml").read_text())
    questions = [q for section in form["sections"] for q in section["questions"] if q["id"] in form["first"]]
    page = test.page
    page.goto(link)
    agree_to_begin(test)
    test.audit_page()
    measure(test, "questions")
    for question in questions[:5]:
        choose(test, form, question, 1)
    if test.way.has_scripts:
        expect(page.get_by_role("status")).to_have_text("All answers are kept.")
    else:
        test.user.press("Save and see my page")
        expect(page.get_by_text("5 of the first 12 questions are answered.")).to_be_visible()
    # The window is closed. The rest is answered on another device.
    page.goto("about:blank")
    on_another_device(test, link, form, questions)
    page.goto(link)
    see_the_page(test)
    situation(test, link)
    pass_on(test, organisation, ceo)


def agree_to_begin(test):
    page, user = test.page, test.user
    expect(page.get_by_role("heading", level=1)).to_have_text("About yourself, as a CEO")
    expect(page.get_by_text("what you could hand over, and whom you need beside you")).to_be_visible()
    test.audit_page()
    user.press("I have read this and want to answer")
    expect(page.get_by_role("heading", level=1)).to_have_text("A few questions to begin with")


def on_another_device(test, link, form, questions):
    """The same link in another browser, on a phone: what was answered is there, and the rest follows."""
    phone, _ = page_for(test.shared.browser, test.way, test.server_address())
    here, user = test.page, test.user
    test.page = user.page = phone
    phone.goto(link)
    expect(phone.get_by_text("5 of the first 12 questions are answered.")).to_be_visible()
    user.follow("Go on")
    checked = phone.locator("input:checked")
    expect(checked).to_have_count(5)
    for question in questions[5:]:
        choose(test, form, question, 3)
    user.press("Save and see my page")
    expect(phone.get_by_role("heading", level=1)).to_have_text("What you could hand over, and whom you need beside you")
    phone.context.close()
    test.page = user.page = here


def see_the_page(test):
    page = test.page
    expect(page.get_by_role("heading", level=1)).to_have_text("What you could hand over, and whom you need beside you")
    for heading in ["Where you would want support", "What to hand over, and what to keep", "Whom you need beside you",
                    "Three questions to ask yourself first"]:
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(page.get_by_text("from 12 of your own answers")).to_be_visible()
    expect(page.get_by_text("Not answered yet, and so not ranked")).to_be_visible()
    test.audit_page()
    measure(test, "page")
    with page.expect_download() as waiting:
        test.user.follow("Save as PDF")
    told = subprocess.run(["pdfinfo", waiting.value.path()], capture_output=True, text=True, check=True).stdout
    n_pages = int(re.search(r"^Pages:\s+(\d+)", told, re.MULTILINE)[1])
    print(f"{test.title}: my-page.pdf: {n_pages} page(s)", flush=True)
    test.check(n_pages == 1, f"the PDF has {n_pages} pages")


def situation(test, link):
    page, user = test.page, test.user
    user.follow("Your situation")
    for question in SITUATION:
        group = page.get_by_role("group", name=question["own"], exact=True)
        label = group.get_by_role("radio").nth(0).get_attribute("id")
        name = page.locator(f'label[for="{label}"]').inner_text()
        if question["id"] in ("situation-strategy", "situation-succession"):
            user.tick(re.compile(f"^{re.escape(name)}$"), within=group)
    test.audit_page()
    user.press("Save and see my page")
    expect(page.get_by_text("Heir apparent", exact=False).first).to_be_visible()
    test.check_page()


def pass_on(test, organisation, ceo):
    page, user = test.page, test.user
    ratings = organisation.ask("GET", f"/people/{ceo}/ratings")["items"]
    test.check(ratings == [], f"something is passed on before they said so: {ratings}")
    user.press("Pass my answers on")
    expect(page.get_by_text("Your answers were passed on", exact=False)).to_be_visible()
    test.audit_page()
    ratings = organisation.ask("GET", f"/people/{ceo}/ratings?limit=200")["items"]
    test.check(ratings and all(rating["source"] == "self" for rating in ratings), f"the ratings are {ratings}")


def measure(test, what):
    """Prints how long the page is at a desk and on a phone, and holds it to its limit."""
    page, size = test.page, test.page.viewport_size
    for width, most in MOST[what].items():
        page.set_viewport_size({"width": width, "height": 844})
        height = page.evaluate("document.documentElement.scrollHeight")
        print(f"{test.title}: {what} at {width}: {height} px", flush=True)
        test.check(height <= most, f"{what} are {height} px long at {width}, and may be {most}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        test.check(not wide, f"{what} scroll sideways at {width}")
    page.set_viewport_size(size)
