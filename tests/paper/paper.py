"""Sets documents on pages, and reads the PDF with another program.

usage: paper.py PROGRAM TYPESETTER

The worked example's report, plan, guide and decision rights are made as PDF, and so is the report of one candidate and of
seven with unkind names. What must hold: the same bytes twice; tagged, with title, outline, contents and page numbers; the
search, the version and the hash of the result at the head of each page; every number as the program says it elsewhere; no
word beyond the margins, and no page without words; under 1.5 MB. Without the typesetter everything else works, and the
message says what builds it.
"""

import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ["--ceo", "data/demo/ceo.json", "--candidates", "data/demo/candidates.json"]
PATIENCE = 300  # seconds, for a build without optimisation on a busy machine
MARGIN = 20 / 25.4 * 72
UNKIND = [
    "Bartholomew-Montgomery Featherstonehaugh-Cholmondeley von und zu Hohenlohe-Langenburg-Waldeck",
    "#strong[A] $x^2$ *b* _c_ @d <e> `f` \\u{41} #read(\"/etc/passwd\") // g /* h */",
    "\"; panic(); [](",
    "<script>alert(1)</script> &amp; 'x'",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "Nguyễn Thị Hồng Ánh, Çağrı Şükrü Işık, Ευαγγελία Παπαδοπούλου",
    "עברית abc 王小明",
]
CHECKS = []


def check(run):
    CHECKS.append(run)
    return run


def words(text):
    """A text with every run of blanks as one space, and without marks that nobody sees."""
    return " ".join(re.sub("[\u200b\u2066-\u2069\u00ad]", "", text).split())


def joined(text):
    """A text without blanks, for what may be broken anywhere."""
    return re.sub(r"\s", "", words(text))


def run(command, **more):
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=PATIENCE, **more)


def must(command):
    done = run(command)
    if done.returncode:
        raise SystemExit(f"{command[:2]} gave {done.returncode}: {done.stderr.decode()[-2000:]}")
    return done.stdout.decode()


class Paper:
    """A PDF as another program reads it."""

    def __init__(self, path):
        self.path, self.bytes = path, path.read_bytes()
        self.facts = dict(re.findall(r"^([^:\n]+):\s*(.*)$", must(["pdfinfo", str(path)]), re.MULTILINE))
        self.pages = must(["pdftotext", "-layout", str(path), "-"]).split("\f")[:-1]
        # In reading order, so that a sentence in a column stays together.
        self.text = words(must(["pdftotext", str(path), "-"]))
        self.outline = must(["pdftohtml", "-xml", "-i", "-stdout", str(path)])
        self.boxes = [
            [(*map(float, box[:4]), box[4]) for box in re.findall(
                r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', page)]
            for page in must(["pdftotext", "-bbox", str(path), "-"]).split("<page ")[1:]
        ]


class Evidence:
    """What was made, once for all checks."""

    def __init__(self, program, typesetter, folder):
        self.program, self.folder = folder / "bin" / "counterpart", folder
        self.program.parent.mkdir()
        shutil.copy(program, self.program)
        self.alone = [self.make("report", name, DEMO) for name in ("none.pdf", "none.html")]
        shutil.copy(typesetter, self.program.with_name("counterpart-typeset"))
        self.made("report", "report.json", DEMO)
        self.result = json.loads((folder / "report.json").read_text())
        self.hash = hashlib.sha256((folder / "report.json").read_bytes()).hexdigest()
        self.report = self.paper("report", "report.pdf", DEMO)
        self.again = self.paper("report", "again.pdf", DEMO)
        pair = [*DEMO, "--candidate", self.result["results"][1]["id"]]
        self.pair = {kind: self.paper(kind, f"{kind}.pdf", pair) for kind in ("plan", "guide", "roles")}
        self.one, self.unkind = (self.paper("report", f"{n}.pdf", self.pool(n)) for n in (1, 7))
        self.all = [self.report, *self.pair.values(), self.one, self.unkind]

    def make(self, command, name, search):
        return run([str(self.program), command, *search, "--out", str(self.folder / name)], env={"PATH": "/nowhere"})

    def made(self, command, name, search):
        done = self.make(command, name, search)
        if done.returncode:
            raise SystemExit(f"{command} {name} gave {done.returncode}: {done.stderr.decode()[-2000:]}")
        return self.folder / name

    def paper(self, command, name, search):
        return Paper(self.made(command, name, search))

    def pool(self, n):
        people = json.loads((ROOT / DEMO[3]).read_text())
        people = [{**people[i % len(people)], "id": f"p-{i}", "name": UNKIND[i]} for i in range(n)]
        path = self.folder / f"pool-{n}.json"
        path.write_text(json.dumps(people))
        return [*DEMO[:3], str(path), "--draws", "2000"]


@check
def the_same_result_gives_the_same_bytes(seen):
    assert seen.report.bytes == seen.again.bytes
    assert not {"CreationDate", "ModDate"} & set(seen.report.facts), seen.report.facts


@check
def every_document_is_tagged_and_has_a_title_and_an_outline(seen):
    for paper in seen.all:
        facts = paper.facts
        assert facts["Tagged"] == "yes" and "A4" in facts["Page size"], (paper.path.name, facts)
        assert len(facts["Title"]) > 8 and facts["Creator"] == "Counterpart", (paper.path.name, facts)
        assert "<outline>" in paper.outline, paper.path.name
        assert len(paper.bytes) < 1_500_000, f"{paper.path.name} has {len(paper.bytes)} bytes"
        assert b"pdfuaid" in paper.bytes or paper is seen.unkind, f"{paper.path.name} is not as PDF/UA asks"


@check
def the_outline_names_every_section(seen):
    outline = words(seen.report.outline.split("<outline>", 1)[1])
    for title in ["Where we stand", "The ranking", "Pillar by pillar", "How the score is computed", "What this rests on"]:
        assert title in outline, title
        assert title in seen.report.pages[0], f"{title} is not in the contents"


@check
def every_page_says_which_edition_it_is(seen):
    for paper in seen.all:
        n = len(paper.pages)
        for at, page in enumerate(paper.pages, 1):
            assert f"{at} of {n}" in page, f"{paper.path.name}, page {at}"
            assert len(words(page).split()) > 30, f"{paper.path.name}, page {at} is all but empty"
            head = page.strip("\n").splitlines()[0]
            assert "COO candidates for" in head and "Counterpart " in head, f"{paper.path.name}: {head}"
    assert all(seen.hash[:12] in page for page in seen.report.pages), "the hash of the result"
    assert seen.hash in joined(seen.report.text)


@check
def numbers_are_those_of_the_result(seen):
    text = seen.report.text
    for result in seen.result["results"]:
        place, low, high = result["uncertainty"], result["uncertainty"]["p05"], result["uncertainty"]["p95"]
        score = f"{result['score']:.0f}"
        row = next(
            (line for page in seen.report.pages for line in page.splitlines()
             if re.match(rf"\s*{result['rank']}\s+{re.escape(result['name'])}", line)), "")
        for number in [score, f"{low:.0f}–{high:.0f}", f"{place['expected_rank']:.1f}", f"{100 * result['completeness']:.0f}"]:
            assert number in row, f"{number} in the row of {result['name']}: {row}"
    for setting in [seen.result["framework"]["sha256"], str(seen.result["seed"])]:
        assert setting in joined(text), setting


@check
def words_are_those_of_the_program(seen):
    table = must([str(seen.program), "score", *DEMO])
    verdict = words(table.split("\n\n")[0])
    assert verdict in words(seen.report.pages[0] + seen.report.text), verdict
    people = [*seen.result["results"], {"name": json.loads((ROOT / DEMO[1]).read_text())["name"]}]
    missing = [one["name"] for one in people if one["name"] not in seen.report.text]
    assert not missing, missing
    plan = must([str(seen.program), "plan", *DEMO, "--candidate", seen.result["results"][1]["id"]])
    lines = re.findall(r"^- (?:\[ \] )?([^*\n]{40,})$", plan, re.MULTILINE)
    lost = [line for line in lines if joined(line) not in joined(seen.pair["plan"].text)]
    # The head of a page may stand within one that goes on there.
    assert lines and len(lost) < len(seen.pair["plan"].pages), lost


@check
def nothing_stands_beyond_the_margins(seen):
    for paper in seen.all:
        for at, page in enumerate(paper.boxes, 1):
            for left, top, right, bottom, word in page:
                inside = left >= MARGIN - 2 and right <= 595.3 - MARGIN + 2 and top >= 20 and bottom <= 841.9 - 20
                assert inside, f"{paper.path.name}, page {at}: {word} at {left}, {top}, {right}, {bottom}"


@check
def names_stay_text(seen):
    text = joined(seen.unkind.text)
    for name in UNKIND[:6]:
        assert joined(name)[:60] in text, name


@check
def one_candidate_is_enough(seen):
    assert "With a single candidate there is no order" in seen.one.text


@check
def without_the_typesetter_everything_else_works(seen):
    pdf, html = seen.alone
    message = pdf.stderr.decode()
    assert pdf.returncode == 1 and "cargo build --release -p counterpart-typeset" in message, message
    assert len(message.strip().splitlines()) == 1 and not (seen.folder / "none.pdf").exists()
    assert html.returncode == 0 and (seen.folder / "none.html").exists()


@check
def the_typesetter_refuses_what_is_no_document(seen):
    typesetter = seen.program.with_name("counterpart-typeset")
    for document in [b"", b"{}", b"\xff" * 100, b"[" * 100_000]:
        done = run([str(typesetter)], input=document)
        told = done.stderr.decode()
        assert done.returncode == 1 and not done.stdout and len(told.splitlines()) == 1, told


def main():
    program, typesetter = (pathlib.Path(path).resolve() for path in sys.argv[1:])
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        seen = Evidence(program, typesetter, pathlib.Path(folder))
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
