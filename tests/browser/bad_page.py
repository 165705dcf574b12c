"""Whether the audit finds what is wrong: on a page with every mistake, and on a page with none."""

import axe
from browser import WAYS, page_for, shape

BASE = "http://127.0.0.1:1"
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'"
GOOD = '<!doctype html><html lang="en"><title>Good</title><main><h1>Good</h1></main>'
BAD = """<!doctype html><html>
<h1>One</h1><h1>Two</h1>
<p style="color: #eee">An inline style</p>
<script>document.title = "an inline script"</script>
<script src="/missing.js"></script>
<script src="/broken.js"></script>
<img src="http://elsewhere.example/picture.png">
<pre>{}</pre>
""".format("wide " * 500)
FOUND = {
    "two headings": "2 h1", "no title": "no title", "a page that is too wide": "wider than the window",
    "an inline style": "Applying inline style violates", "an inline script": "Executing inline script violates",
    "what is missing": "/missing.js answered 404", "a script that fails": "a script failed", "another host": "elsewhere.example",
    "no language": "axe html-has-lang", "no alternative text": "axe image-alt",
}


def serve(route):
    pages = {f"{BASE}/good": GOOD, f"{BASE}/bad": BAD, f"{BASE}/broken.js": "throw new Error('broken')"}
    text = pages.get(route.request.url)
    kind = "text/javascript" if route.request.url.endswith(".js") else "text/html"
    route.fulfill(status=200 if text else 404, body=text or "", content_type=kind, headers={"Content-Security-Policy": POLICY})


def check(browser, checks):
    """Audits both pages."""
    page, watch = page_for(browser, WAYS[0], BASE)
    page.context.route("**/*", serve)
    page.goto("/good")
    found = shape(page) + axe.violations(page) + watch.take()
    checks.that(not found, f"a good page: {found}")
    page.goto("/bad")
    found = "\n".join(shape(page) + axe.violations(page) + watch.take())
    for what, words in FOUND.items():
        checks.that(words in found, f"a bad page: {what} is not found in:\n{found}")
    page.context.close()
