"""Using a page as people do: whatever is visible is found by its role and name, and used with a pointer or the keyboard.

End-to-end tests are written once, for a `User`. `KeyboardUser` does the same with Tab, Enter, Space, the arrow keys and
typing, and requires that everything it uses can be reached and shows its focus.
"""

import re

from playwright.sync_api import expect

FOCUS = """(e) => {
    const style = getComputedStyle(e);
    const around = e.closest('label') ? getComputedStyle(e.closest('label')) : style;
    const drawn = (s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
    return drawn(style) || drawn(around);
}"""
IS_FOCUSED = "(e) => e === document.activeElement"
# In a group of radio buttons, Tab may stop at any of them.
IS_IN_GROUP = "(e) => e.type === 'radio' && e.name === document.activeElement.name && e.form === document.activeElement.form"
MOST_STOPS = 600


def in_american_order(day):
    """A date as it is typed into a date field of the tests' browser."""
    year, month, date = day.split("-")
    return month + date + year


class User:
    """Someone with a pointer."""

    def __init__(self, page):
        self.page = page

    def follow(self, name, **more):
        """Follows a link."""
        self.use(self.one("link", name, **more))

    def press(self, name, **more):
        """Presses a button."""
        self.use(self.one("button", name, **more))

    def write(self, label, text):
        """Fills in a text field, found by its label."""
        self.write_in(self.page.get_by_label(label).first, text)

    def write_in(self, field, text):
        field.fill(str(text))

    def pick(self, label, option, within=None):
        """Picks an option of a list by the start of its text."""
        field = (within or self.page).get_by_label(label).first
        field.select_option(label=self.full_text(field, option))

    def tick(self, name, within=None):
        """Ticks a checkbox or a radio button."""
        self.choice(name, within).check()

    def give(self, label, path):
        """Chooses a file to upload."""
        self.page.get_by_label(label).first.set_input_files(path)

    def open(self, summary):
        """Opens a collapsed section by its summary."""
        self.use(self.page.locator("summary:visible").filter(has_text=summary).first)

    def tab(self, name, part=None):
        """Goes to a tab of a search, which on a phone is in a menu, and perhaps to a part of it."""
        menu = self.page.locator("details.tabs-menu")
        if menu.is_visible() and menu.get_attribute("open") is None:
            self.use(menu.locator("summary").first)
        self.follow(name, within=self.page.get_by_role("navigation", name="This search"))
        if part:
            self.follow(part, within=self.page.get_by_role("navigation", name="Parts of this tab"))

    def share(self, name):
        """Follows a link of a search's Share menu."""
        menu = self.page.locator("details.tabs-menu")
        if menu.is_visible() and menu.get_attribute("open") is None:
            self.use(menu.locator("summary").first)
        self.open("Share")
        self.follow(name)

    def open_own_menu(self):
        """Opens the menu behind one's own name."""
        self.use(self.page.locator(".who summary"))

    def use(self, target):
        target.click()

    def one(self, role, name, within=None, exact=False):
        return (within or self.page).get_by_role(role, name=name, exact=exact).first

    def choice(self, name, within=None):
        around = within or self.page
        return around.get_by_role("radio", name=name).or_(around.get_by_role("checkbox", name=name)).first

    @staticmethod
    def full_text(field, option):
        texts = [text.strip() for text in field.locator("option").all_text_contents()]
        found = [text for text in texts if re.match(option, text)]
        assert found, f"no option {option!r} among {texts}"
        return found[0]


class KeyboardUser(User):
    """Someone with the keyboard alone."""

    def __init__(self, page):
        super().__init__(page)
        # Listens from the start: on a busy machine the file chooser could open before a later listener is in place.
        page.on("filechooser", lambda _: None)

    def use(self, target):
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write_in(self, field, text):
        self.reach(field)
        self.page.keyboard.press("Control+a")
        is_date = field.get_attribute("type") == "date"
        self.page.keyboard.type(in_american_order(text) if is_date else str(text))
        if field.get_attribute("type") != "password":
            expect(field).to_have_value(str(text))

    def pick(self, label, option, within=None):
        field = (within or self.page).get_by_label(label).first
        wanted, n_options = self.full_text(field, option), field.locator("option").count()
        self.reach(field)
        self.page.keyboard.press("Home")
        chosen = "(e) => e.selectedOptions[0].textContent.trim()"
        for _ in range(n_options):
            if field.evaluate(chosen) == wanted:
                return
            self.page.keyboard.press("ArrowDown")
        assert field.evaluate(chosen) == wanted, f"the arrows do not reach {wanted!r} of {label!r}"

    def tick(self, name, within=None):
        target = self.choice(name, within)
        expect(target).to_be_visible()
        if target.is_checked():
            return
        if target.get_attribute("type") != "radio":
            self.reach(target)
            self.page.keyboard.press("Space")
        else:
            self.reach(target, IS_IN_GROUP)
            for _ in range(MOST_STOPS):
                if target.evaluate(IS_FOCUSED):
                    break
                self.page.keyboard.press("ArrowDown")
            if not target.is_checked():
                self.page.keyboard.press("Space")
        assert target.is_checked(), f"{name!r} cannot be ticked by keyboard"

    def give(self, label, path):
        self.reach(self.page.get_by_label(label).first)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(path)

    def reach(self, target, is_there=IS_FOCUSED):
        """Presses Tab until the element has the focus, starting over at the end of the page."""
        expect(target).to_be_visible()
        for _ in range(MOST_STOPS):
            if target.evaluate(is_there):
                break
            self.page.keyboard.press("Tab")
        assert target.evaluate(is_there), f"Tab does not reach {target}"
        focused = self.page.locator("*:focus")
        assert focused.evaluate(FOCUS), f"the focus is not visible on {focused.evaluate('(e) => e.outerHTML')[:200]}"
