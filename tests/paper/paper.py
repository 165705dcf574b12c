"""Sets documents on pages and writes them for Word, and reads both with other programs.

usage: paper.py PROGRAM

The worked example's report, plan, guide and decision rights are made as PDF, and so is the report of one candidate and of
seven with unkind names. What must hold: the same bytes twice; tagged, with title, outline, contents and page numbers; the
search, the version and the hash of the result at the head of each page; every number as the program says it elsewhere; no
word beyond the margins, and no page without words; under 1.5 MB. And its structure: headings, tables with header cells and
rows of one width, figures with words for whoever does not see them, lists, links that lead somewhere, all of it in reading
order. The same documents for Word: they open, in styles, with heads of tables and words for figures, and say the same in the
same order; where LibreOffice is installed, it opens them as well.
"""

import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import docx
import pikepdf

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ["--ceo", "data/demo/ceo.json", "--candidates", "data/demo/candidates.json"]
FULL = [*DEMO, "--kind", "full"]
MANDATE = ["--mandate", "Three times the volume within three years. " * 40, "--situation", "A founder-led maker. " * 60]
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


class Texts(dict):
    """The text of every piece of marked content: by page and number."""

    def __init__(self, file):
        super().__init__()
        for page in file.pages:
            fonts = {name: letters(font) for name, font in page.Resources.get("/Font", {}).items()}
            font, number = {}, None
            for operands, operator in pikepdf.parse_content_stream(page):
                operator = str(operator)
                if operator == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
                    number = operands[1].get("/MCID")
                elif operator == "EMC":
                    number = None
                elif operator == "Tf":
                    font = fonts[str(operands[0])]
                elif operator in ("Tj", "TJ") and number is not None:
                    parts = operands[0] if operator == "TJ" else operands
                    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                    shown = "".join(font.get(codes[i : i + 2], "") for i in range(0, len(codes), 2))
                    key = (page.obj.objgen, int(number))
                    self[key] = self.get(key, "") + shown


def letters(font):
    """What each glyph of a font says."""
    table = {}
    for line in font.ToUnicode.read_bytes().decode("latin-1").splitlines():
        pair = re.fullmatch(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", line.strip())
        if pair:
            table[bytes.fromhex(pair[1])] = bytes.fromhex(pair[2]).decode("utf-16-be")
    return table


class Node:
    """A part of a document's structure."""

    def __init__(self, element, texts, page=None):
        self.element, self.texts, self.page = element, texts, element.get("/Pg", page)
        self.kind = str(element.get("/S", "/Root"))[1:]
        self.alt = str(element.get("/Alt", ""))

    @property
    def kids(self):
        kids = self.element.get("/K", [])
        return list(kids) if isinstance(kids, pikepdf.Array) else [kids]

    @property
    def nodes(self):
        kids = (kid for kid in self.kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid)
        return [Node(kid, self.texts, self.page) for kid in kids]

    @property
    def columns(self):
        attributes = self.element.get("/A", [])
        attributes = [attributes] if isinstance(attributes, pikepdf.Dictionary) else list(attributes)
        return max([int(one.get("/ColSpan", 1)) for one in attributes], default=1)

    def all(self):
        """Every part in it, in the order of reading."""
        for node in self.nodes:
            yield node
            yield from node.all()

    def inside(self, *kinds):
        return [node for node in self.nodes if node.kind in kinds]

    def own(self):
        """Its own words, without those of the parts in it: a text for each piece."""
        said = []
        for kid in self.kids:
            if isinstance(kid, int):
                said.append(self.texts.get((self.page.objgen, kid), ""))
            elif kid.get("/Type") == "/MCR":
                said.append(self.texts.get((kid.get("/Pg", self.page).objgen, int(kid.MCID)), ""))
        return said

    @property
    def pages(self):
        """The pages that its own words stand on."""
        marked = [kid for kid in self.kids if isinstance(kid, int) or kid.get("/Type") == "/MCR"]
        return {(self.page if isinstance(kid, int) else kid.get("/Pg", self.page)).objgen for kid in marked}

    def text(self):
        said = []
        for kid in self.kids:
            if isinstance(kid, int):
                said.append(self.texts.get((self.page.objgen, kid), ""))
            elif kid.get("/Type") == "/MCR":
                said.append(self.texts.get((kid.get("/Pg", self.page).objgen, int(kid.MCID)), ""))
            elif "/S" in kid:
                said.append(Node(kid, self.texts, self.page).text())
        return " ".join(said)


class Paper:
    """A PDF as another program reads it."""

    def __init__(self, path):
        self.path, self.bytes = path, path.read_bytes()
        self.facts = dict(re.findall(r"^([^:\n]+):\s*(.*)$", must(["pdfinfo", str(path)]), re.MULTILINE))
        self.pages = must(["pdftotext", "-layout", str(path), "-"]).split("\f")[:-1]
        # In reading order, so that a sentence in a column stays together.
        self.text = words(must(["pdftotext", str(path), "-"]))
        self.outline = must(["pdftohtml", "-xml", "-i", "-stdout", str(path)])
        self.file = pikepdf.open(path)
        self.structure = Node(self.file.Root.StructTreeRoot, Texts(self.file))
        with self.file.open_outline() as outline:
            self.sections = [item.title for item in outline.root]
        self.boxes = [
            [(*map(float, box[:4]), box[4]) for box in re.findall(
                r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', page)]
            for page in must(["pdftotext", "-bbox", str(path), "-"]).split("<page ")[1:]
        ]


class Word:
    """A Word file as another program reads it."""

    def __init__(self, path):
        self.path, self.bytes, self.file = path, path.read_bytes(), docx.Document(path)
        self.body = self.file.element.body
        self.headings = [
            words(one.text) for one in self.file.paragraphs if one.style.name in ("Heading 1", "heading 1")
        ]
        # Without what stands in drawings, as the texts of a PDF.
        self.text = "".join(
            one.text or "" if one.tag == docx.oxml.ns.qn("w:t") else " " for one in self.body.iter()
            if one.tag in (docx.oxml.ns.qn("w:t"), docx.oxml.ns.qn("w:p"), docx.oxml.ns.qn("w:br"))
            and not any(up.tag == docx.oxml.ns.qn("w:drawing") for up in one.iterancestors())
        )

    @property
    def figures(self):
        """What its figures say to whoever does not see them; nothing for a bar beside its number."""
        return [one.get("descr", "") for one in self.body.iter(docx.oxml.ns.qn("wp:docPr"))]

    def pages(self, folder):
        """Its pages as LibreOffice sets them."""
        home = (folder / "office").as_uri()
        must(["soffice", "--headless", f"-env:UserInstallation={home}", "--convert-to", "pdf", "--outdir",
              str(folder / "office"), str(self.path)])
        pdf = folder / "office" / (self.path.stem + ".pdf")
        return must(["pdftotext", "-layout", str(pdf), "-"]).split("\f")[:-1]


class Evidence:
    """What was made, once for all checks."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.warnings = {}
        self.made("report", "report.json", DEMO)
        self.result = json.loads((folder / "report.json").read_text())
        self.hash = hashlib.sha256((folder / "report.json").read_bytes()).hexdigest()
        self.report = self.paper("report", "report.pdf", FULL)
        self.again = self.paper("report", "again.pdf", FULL)
        pair = [*DEMO, "--candidate", self.result["results"][1]["id"]]
        self.pair = {kind: self.paper(kind, f"{kind}.pdf", pair) for kind in ("plan", "guide", "roles")}
        self.one, self.unkind = (self.paper("report", f"{n}.pdf", [*self.pool(n), "--kind", "full"]) for n in (1, 7))
        self.usual = self.paper("report", "usual.pdf", DEMO)
        self.briefs = [self.brief(n, named) for n in (1, 3, 5, 7) for named in (0, min(n, 5))]
        self.words = [
            (Word(self.made("report", "report.docx", FULL)), self.report),
            (Word(self.made("report", "usual.docx", DEMO)), self.usual),
            (Word(self.made("report", "unkind.docx", [*self.pool(7), "--kind", "full"])), self.unkind),
            *((Word(self.made(kind, f"{kind}.docx", pair)), paper) for kind, paper in self.pair.items()),
        ]
        self.all = [self.report, self.usual, *self.briefs, *self.pair.values(), self.one, self.unkind]

    def make(self, command, name, search):
        return run([str(self.program), command, *search, "--out", str(self.folder / name)], env={"PATH": "/nowhere"})

    def made(self, command, name, search):
        done = self.make(command, name, search)
        if done.returncode:
            raise SystemExit(f"{command} {name} gave {done.returncode}: {done.stderr.decode()[-2000:]}")
        self.warnings[name] = [line for line in done.stderr.decode().splitlines() if line.startswith("warning: ")]
        return self.folder / name

    def paper(self, command, name, search):
        return Paper(self.made(command, name, search))

    def brief(self, n, n_finalists):
        """The brief of so many candidates with unkind names, a long mandate, and so many named finalists."""
        named = ["--finalists", ",".join(f"p-{i}" for i in range(n_finalists))] if n_finalists else []
        search = [*self.pool(n), *MANDATE, *named, "--kind", "brief"]
        return self.paper("report", f"brief-{n}-{n_finalists}.pdf", search)

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
        is_unkind = paper is seen.unkind or paper.path.name.startswith("brief-7")
        assert b"pdfuaid" in paper.bytes or is_unkind, f"{paper.path.name} is not as PDF/UA asks"


@check
def the_outline_names_every_section(seen):
    outline = words(seen.report.outline.split("<outline>", 1)[1])
    [contents] = [page for page in seen.report.pages if re.search(r"^\s*Contents", page, re.MULTILINE)]
    for title in ["Where we stand", "The ranking", "Pillar by pillar", "How the score is computed", "What this rests on"]:
        assert title in outline, title
        assert title in contents, f"{title} is not in the contents"


@check
def a_brief_has_two_pages_and_a_report_a_page_a_finalist(seen):
    for brief in seen.briefs:
        assert len(brief.pages) == 2, f"{brief.path.name} has {len(brief.pages)} pages"
        assert "What this COO must deliver" in brief.pages[0] and "Appointed" in brief.pages[1], brief.path.name
    assert len(seen.usual.pages) <= 8 and len(seen.report.pages) <= 20, (len(seen.usual.pages), len(seen.report.pages))


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
    # Places count those who are known well enough to rank.
    ranked = [result for result in seen.result["results"] if not result["provisional"]]
    for result in seen.result["results"]:
        low, high = result["uncertainty"]["p05"], result["uncertainty"]["p95"]
        place = ranked.index(result) + 1 if result in ranked else "not ranked"
        score = f"{result['score']:.0f}"
        row = next(
            (line for page in seen.report.pages for line in page.splitlines()
             if re.match(rf"\s*{place}\s+{re.escape(result['name'])}", line)), "")
        for number in [score, f"{low:.0f}–{high:.0f}", f"{100 * result['completeness']:.0f}"]:
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
def letters_that_no_font_has_are_named(seen):
    [warning] = seen.warnings["7.pdf"]
    assert all(letter in warning for letter in "王小明") and "ע" not in warning, warning
    assert not seen.warnings["report.pdf"], seen.warnings["report.pdf"]


@check
def what_is_no_font_is_refused(seen):
    done = run([str(seen.program), "report", *DEMO, "--out", str(seen.folder / "no.pdf"), "--font", DEMO[1]])
    told = done.stderr.decode()
    assert done.returncode == 2 and DEMO[1] in told and "font" in told, (done.returncode, told)
    assert not (seen.folder / "no.pdf").exists()


@check
def headings_tables_figures_and_lists_are_tagged(seen):
    for paper in seen.all:
        where = paper.path.name
        kinds = [node.kind for node in paper.structure.all()]
        assert kinds.count("Title") == 1 and "H1" in kinds and "P" in kinds, (where, set(kinds))
        for node in paper.structure.all():
            if node.kind == "Figure":
                assert len(node.alt) > 20, (where, node.alt)
            if node.kind == "Table":
                rows = [row for row in node.all() if row.kind == "TR"]
                assert rows and all(row.inside("TH", "TD") for row in rows), where
                widths = {sum(cell.columns for cell in row.inside("TH", "TD")) for row in rows}
                assert len(widths) == 1, (where, "rows of different widths", widths)
                assert any(cell.kind == "TH" for row in rows for cell in row.inside("TH", "TD")), where
            if node.kind == "L":
                assert node.inside("LI") and all(item.inside("LBody") for item in node.inside("LI")), where
    kinds = [node.kind for node in seen.report.structure.all()]
    assert {"TOC", "TOCI", "Table", "THead", "Figure", "L", "Link"} <= set(kinds), set(kinds)


@check
def what_belongs_together_stands_on_one_page(seen):
    for paper in seen.all:
        parts = [node for node in paper.structure.all() if node.pages]
        for heading, following in zip(parts, parts[1:]):
            if re.fullmatch(r"H\d", heading.kind):
                assert heading.pages & following.pages, (paper.path.name, heading.text(), "ends a page")
        for row in paper.structure.all():
            if row.kind == "TR":
                cells = [cell.pages for cell in row.inside("TH", "TD")]
                assert len(set().union(*cells)) == 1, (paper.path.name, row.text(), "is parted")


@check
def what_is_read_out_is_in_the_order_of_the_document(seen):
    titles = [words(node.text()) for node in seen.report.structure.all() if node.kind == "H1"]
    outline = [words(title) for title in seen.report.sections]
    assert titles == outline, (titles, outline)
    listed = [words(node.text()) for node in seen.report.structure.all() if node.kind == "TOCI"]
    assert len(listed) == len(titles) and all(line.startswith(title) for line, title in zip(listed, titles)), listed


@check
def links_lead_to_sections(seen):
    links = [link for page in seen.report.file.pages for link in page.get("/Annots", [])]
    pages = {page.obj.objgen for page in seen.report.file.pages}
    assert len(links) > 15, len(links)
    for link in links:
        assert link.Subtype == "/Link" and str(link.Contents).startswith("To "), link
        assert link.get("/Dest", link.get("/A", {}).get("/D"))[0].objgen in pages, link


@check
def word_files_say_the_same_in_the_same_order(seen):
    for word, paper in seen.words:
        text, at, lost = joined(word.text), 0, []
        if paper is seen.unkind:
            # Its PDF lacks letters; here all are there.
            assert all(joined(name) in text for name in UNKIND), word.path.name
            continue
        for node in paper.structure.all():
            # Marks of lists are no text in Word; and a link is read before what stands beside it.
            if node.kind in ("Figure", "Lbl", "TOCI", "Caption", "Link"):
                continue
            for said in map(joined, node.own()):
                found = text.find(said, at, at + 900)
                if found < 0:
                    lost.append(said)
                else:
                    at = found + len(said)
        # What stands at the foot of the first page is no part of the text in Word.
        foot = joined("".join(one.text for one in word.file.sections[0].first_page_footer.paragraphs))
        lost = [said for said in lost if said not in foot]
        assert not lost, (word.path.name, lost[:5], len(lost))


@check
def word_files_have_styles_heads_and_words_for_figures(seen):
    for word, paper in seen.words:
        where = word.path.name
        assert word.file.core_properties.title == paper.facts["Title"], where
        assert word.headings == [words(title) for title in paper.sections], (where, word.headings, paper.sections)
        figures = [node.alt for node in paper.structure.all() if node.kind == "Figure"]
        assert [alt for alt in word.figures if alt] == figures, where
        repeated = [
            table for table in word.file.tables if table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        ]
        tables = [node for node in paper.structure.all() if node.kind == "THead"]
        assert len(repeated) == len(tables), (where, len(repeated), len(tables))
        section = word.file.sections[0]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297), where
        assert not [one for one in word.file.part.package.iter_rels() if one.is_external], where


@check
def word_files_have_the_numbers_of_the_result(seen):
    word, _ = seen.words[0]
    rows = [" ".join(cell.text for cell in row.cells) for table in word.file.tables for row in table.rows]
    for result in seen.result["results"]:
        score, low, high = f"{result['score']:.0f}", result["uncertainty"]["p05"], result["uncertainty"]["p95"]
        mine = [row for row in rows if result["name"] in row]
        assert any(score in row and f"{low:.0f}–{high:.0f}" in row for row in mine), (result["name"], mine)


@check
def the_same_result_gives_the_same_word_file(seen):
    again = seen.made("report", "again.docx", FULL)
    assert seen.words[0][0].bytes == again.read_bytes()


@check
def other_programs_open_word_files(seen):
    if not shutil.which("soffice"):
        return
    brief = Word(seen.made("report", "brief.docx", [*DEMO, "--kind", "brief"]))
    assert len(brief.pages(seen.folder)) == 2, "the brief has two pages"
    for word, most in [(seen.words[1][0], 8), (seen.words[0][0], 24)]:
        pages = word.pages(seen.folder)
        assert len(pages) <= most, (word.path.name, len(pages))
        text = joined(" ".join(pages))
        assert all(joined(heading) in text for heading in word.headings), word.path.name
        # The words in charts stand in boxes of their own.
        assert "candidatecovers" in text and "levelneeded" in text, word.path.name


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        seen = Evidence(program, pathlib.Path(folder))
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
