"""Opens the worked example's report in a real browser, and prints it.

usage: report.py PROGRAM BROWSER

The report is made from data/demo, opened in headless Chromium, and printed to PDF. What must hold:
it renders, says the verdict and every name, writes nothing to the console, asks for nothing beyond
itself, and on paper is a document of several pages on which the verdict and every name stand. The
browser has an empty profile of its own, and nothing is kept on disk.
"""

import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from browser import WAYS, launched, page_for, shape

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEARCH = ["--ceo", "data/demo/ceo.json", "--candidates", "data/demo/candidates.json"]
PATIENCE = 120  # seconds
CHECKS = []


def check(run):
    CHECKS.append(run)
    return run


def words(text):
    """A text with every run of blanks as one space, as line breaks differ between media."""
    return " ".join(text.split())


def run(command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode:
        raise SystemExit(f"{command[0]} gave {done.returncode}: {done.stderr.strip()[-2000:]}")
    return done


class Evidence:
    """What the program says, and what the browser makes of the report."""

    def __init__(self, program, browser_path, folder):
        page, paper = folder / "report.html", folder / "report.pdf"
        run([program, "report", *SEARCH, "--kind", "full", "--out", str(page)])
        table = run([program, "score", *SEARCH]).stdout
        # The sentence up to the contrast: who is ahead of whom, and how firmly.
        self.verdict = words(table.splitlines()[0].split(";")[0])
        self.candidates = [c["name"] for c in json.loads((ROOT / SEARCH[3]).read_text())]
        self.ceo = json.loads((ROOT / SEARCH[1]).read_text())["name"]
        with launched(browser_path) as browser:
            opened, watch = page_for(browser, WAYS[0], folder.as_uri())
            opened.goto(page.as_uri())
            self.document, self.wrong = opened.content(), shape(opened)
            opened.pdf(path=paper, prefer_css_page_size=True, print_background=True)
            self.wrong += watch.take()
        self.facts = run(["pdfinfo", str(paper)]).stdout
        self.pages = run(["pdftotext", "-layout", str(paper), "-"]).stdout.split("\f")[:-1]
        # In reading order, so that a sentence in a column stays together.
        self.paper = words(run(["pdftotext", str(paper), "-"]).stdout)

    @property
    def text(self):
        visible = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", self.document)
        return words(html.unescape(re.sub(r"<[^>]*>", " ", visible)))


@check
def the_page_renders_and_says_the_verdict(seen):
    assert seen.text.count(seen.verdict) >= 1, f"the verdict is not on the page: {seen.verdict}"
    assert "<h1" in seen.document and "</main>" in seen.document


@check
def the_page_names_everybody(seen):
    missing = [name for name in [seen.ceo, *seen.candidates] if name not in seen.text]
    assert not missing, f"not on the page: {missing}"


@check
def the_browser_finds_nothing_wrong(seen):
    assert not seen.wrong, "\n".join(seen.wrong)


@check
def the_page_asks_for_nothing(seen):
    loads = re.findall(r"""(?:src|href|srcset|data|action)\s*=\s*["'](?!#)[^"']*""", seen.document)
    assert not loads and "<script" not in seen.document, loads
    assert "Content-Security-Policy" in seen.document


@check
def the_paper_has_several_pages(seen):
    n_pages = int(re.search(r"^Pages:\s+(\d+)", seen.facts, re.MULTILINE)[1])
    assert 5 <= n_pages <= 60, f"{n_pages} pages"
    assert n_pages == len(seen.pages)


@check
def the_paper_says_the_verdict_first(seen):
    first = words(seen.pages[0])
    assert seen.verdict in seen.paper, f"the verdict is not on paper: {seen.verdict}"
    assert seen.verdict.split(" is ")[0] in first, "the leader is not named on the first page"


@check
def the_paper_names_everybody(seen):
    missing = [name for name in [seen.ceo, *seen.candidates] if name not in seen.paper]
    assert not missing, f"not on paper: {missing}"


@check
def no_page_of_paper_is_empty(seen):
    empty = [n for n, page in enumerate(seen.pages, 1) if not page.strip()]
    assert not empty, f"pages without a word: {empty}"


def main():
    program, browser = sys.argv[1:]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        seen = Evidence(str(pathlib.Path(program).resolve()), browser, pathlib.Path(folder))
        for test in CHECKS:
            try:
                test(seen)
            except AssertionError as error:
                failed += 1
                print(f"{test.__name__}: {error}")
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
