"""The cost of a shortlist of fifty: how much a browser has to load, and how long a changed weight takes."""

from playwright.sync_api import expect

from browser import WAYS, page_for

MOST_BYTES = 150_000


def measure(run, base, cookies, search):
    """Opens the shortlist for the first time, then changes a weight."""
    page, watch = page_for(run.browser, WAYS[0], base, cookies)
    finished = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(f"/searches/{search.id}/candidates", wait_until="networkidle")
    sizes = [request.sizes() for request in finished]
    n_bytes = sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes)
    print(f"a shortlist of {len(search.candidates)}: {n_bytes} bytes in {len(sizes)} answers")
    run.checks.that(0 < n_bytes < MOST_BYTES, f"the shortlist of fifty transfers {n_bytes} bytes, not under {MOST_BYTES}")
    rows = page.get_by_role("table").first.get_by_role("row")
    run.checks.that(rows.count() > len(search.candidates), f"only {rows.count()} rows are shown")
    with page.expect_response(lambda answer: f"/searches/{search.id}/candidates?" in answer.url) as answered:
        page.get_by_role("slider").or_(page.get_by_role("spinbutton")).first.press("ArrowUp")
    answered.value.finished()
    timing = answered.value.request.timing
    print(f"a changed weight is answered after {timing['responseEnd'] - timing['requestStart']:.0f} ms")
    run.checks.that(answered.value.status == 200, f"a changed weight answered {answered.value.status}")
    expect(page).to_have_url(answered.value.url)
    for what in watch.take():
        run.checks.that(False, f"the shortlist of fifty: {what}")
    page.context.close()
