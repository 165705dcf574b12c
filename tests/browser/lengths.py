"""How long pages are on a phone and on a desktop, printed, and held as limits."""

import re

from browser import path_of

PHONE, DESKTOP = (390, 844), (1280, 900)
# What is folded at first is not counted.
LENGTH = "() => document.documentElement.scrollHeight"
# Parts that have to be moved sideways to be read.
SIDEWAYS = """() => [...document.querySelectorAll('main *')]
    .filter((e) => /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1
        && e.checkVisibility() && !e.matches('textarea, input, select'))
    .map((e) => e.outerHTML.slice(0, 80))"""


def hold(test, name, most_on_phone, most_on_desktop):
    """Measures the page that is open, and checks that it is no longer than the limits."""
    page, before = test.page, test.page.viewport_size
    found = {}
    for (width, height), most in [(PHONE, most_on_phone), (DESKTOP, most_on_desktop)]:
        page.set_viewport_size({"width": width, "height": height})
        found[width] = page.evaluate(LENGTH)
        test.check(found[width] <= most, f"{name} is {found[width]} px long at {width} px, more than {most}")
        if width == PHONE[0]:
            sideways = page.evaluate(SIDEWAYS)
            test.check(not sideways, f"{name} has to be moved sideways on a phone: {sideways}")
    page.set_viewport_size(before)
    n_words = len(re.findall(r"\w+", page.locator("main").inner_text()))
    print(f"{name} ({path_of(page)}): {found[PHONE[0]]} px at 390, {found[DESKTOP[0]]} px at 1280, {n_words} words", flush=True)
