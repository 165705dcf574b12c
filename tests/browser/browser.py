"""A real browser, and what must hold for every page opened in it."""

import contextlib
import dataclasses
import shutil
import urllib.parse

from playwright.sync_api import expect, sync_playwright

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]
PATIENCE_MS = 120_000  # a page that takes longer does not open
expect.set_options(timeout=PATIENCE_MS)
DESKTOP, PHONE = (1280, 900), (360, 740)


@dataclasses.dataclass(frozen=True)
class Way:
    """A way to use the workspace."""

    name: str
    size: tuple[int, int] = DESKTOP
    scheme: str = "light"
    has_scripts: bool = True
    by_keyboard: bool = False


WAYS = [
    Way("at a desk"),
    Way("without scripts", has_scripts=False),
    Way("on a phone", size=PHONE),
    Way("in the dark", scheme="dark"),
    Way("by keyboard", by_keyboard=True),
]


@contextlib.contextmanager
def launched(path):
    """Chromium with an empty profile, which is removed afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(path) or path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def page_for(browser, way, base, cookies=()):
    """An empty page in a context of its own, and a watch over it."""
    width, height = way.size
    context = browser.new_context(
        base_url=base, viewport={"width": width, "height": height}, color_scheme=way.scheme,
        java_script_enabled=way.has_scripts, reduced_motion="reduce", locale="en-GB",
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies(list(cookies))
    page = context.new_page()
    return page, Watch(page, base)


class Watch:
    """Records what no page may do: write to the console, break its content policy, request another host, miss a file."""

    def __init__(self, page, base):
        self.base, self.found = base, []
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.found.append(f"a script failed: {error}"))
        page.on("request", self.request)
        page.on("requestfailed", self.failed)
        page.on("response", self.response)

    def console(self, message):
        # The browser also logs a page's error status, which `response` judges.
        is_status = message.text.startswith("Failed to load resource: the server responded with a status")
        if message.type in ("error", "warning") and not is_status:
            self.found.append(f"the console says: {message.text}")

    def request(self, request):
        if not request.url.startswith((f"{self.base}/", "data:", "blob:")):
            self.found.append(f"it asks elsewhere: {request.url}")

    def failed(self, request):
        # A navigation that becomes a download, or is overtaken by another, is aborted by the browser itself.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"{request.method} {request.url} failed: {request.failure}")

    def response(self, response):
        is_page = response.request.resource_type == "document"
        if response.status >= (500 if is_page else 400):
            self.found.append(f"{response.request.method} {response.url} answered {response.status}")

    def take(self):
        """What was found since the last call."""
        found, self.found = self.found, []
        return found


# Lists what is wrong with a page's shape.
SHAPE = """() => {
    const wrong = [];
    const n_titles = document.querySelectorAll('h1').length;
    if (n_titles !== 1) wrong.push(`${n_titles} h1`);
    if (!document.title.trim()) wrong.push('no title');
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
        const wide = [...document.body.querySelectorAll('*')].filter((e) => {
            const scrolls = (a) => a && (/auto|scroll|hidden/.test(getComputedStyle(a).overflowX) || scrolls(a.parentElement));
            return e.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(e.parentElement);
        });
        const names = wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 120));
        wrong.push(`wider than the window: ${root.scrollWidth} > ${root.clientWidth}: ${names.join(' | ')}`);
    }
    return wrong;
}"""


def shape(page):
    """What is wrong with the page's headings, title and width."""
    return page.evaluate(SHAPE)


def path_of(page):
    """The page's address without its host."""
    parts = urllib.parse.urlsplit(page.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
