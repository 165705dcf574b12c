//! Blocks to paragraphs and tables.

use crate::drawing::{self, Shown};
use crate::paragraph::{Bar, HANGING, Setting, spacer, twips};
use crate::run::runs;
use crate::xml::{Element, element, valued};
use crate::{Error, table};
use report::paper::{Block, Colour, Drawing, Layout, Look, Mark, Paper, Span, Table, Term, fitted, mm};
use std::collections::HashMap;

/// What stands between the margins.
pub(crate) const WHOLE: f32 = mm(170.0);
/// How wide a chart is, and a small one; how high one may be.
const CHART: f32 = mm(138.0);
const SMALL_CHART: f32 = mm(96.0);
const TALLEST: f32 = mm(215.0);

const RULE: Colour = [0xc9, 0xcf, 0xd6];
const QUIET: Colour = [0x59, 0x61, 0x6b];
const ALARM: Colour = [0xa8, 0x20, 0x2a];

/// The lists that every document knows; those with numbers come after them, each for itself.
pub(crate) const BULLETS: usize = 1;
pub(crate) const BOXES: usize = 2;

/// Gathers what a document holds besides its text.
pub(crate) struct Flow {
    /// The last id that was given to a drawing, a shape or a bookmark.
    last_id: usize,
    /// How many lists have numbers.
    pub(crate) n_numbered: usize,
    /// What the headings are called that links lead to.
    bookmarks: HashMap<String, String>,
}

/// Where blocks stand.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// How wide they are at most, in points.
    pub(crate) width: f32,
    /// How far in they stand.
    indent: f32,
    bar: Option<Bar>,
}

/// What stands before the first of some blocks.
#[derive(Clone, Copy, PartialEq)]
enum Lead {
    Nothing,
    /// The number of a step, in its heading.
    Step(usize),
    /// Nothing at all, not even room.
    Top,
    /// The mark of an item of a list, in a style.
    Item(usize, &'static str),
}

impl Place {
    /// Between the margins of the page.
    pub(crate) const PAGE: Self = Self { width: WHOLE, indent: 0.0, bar: None };

    /// Something of a width.
    pub(crate) const fn of(width: f32) -> Self {
        Self { width, ..Self::PAGE }
    }

    fn inside(self, by: f32) -> Self {
        Self { width: self.width - by, indent: self.indent + by, ..self }
    }

    fn set(self, style: &'static str) -> Setting {
        Setting { bar: self.bar, indent: self.indent, ..Setting::of(style) }
    }
}

impl Flow {
    pub(crate) fn of(paper: &Paper) -> Self {
        let mut bookmarks = HashMap::new();
        for block in &paper.blocks {
            if let Block::Heading { anchor, .. } = block
                && !anchor.is_empty()
            {
                let name = format!("heading_{}", bookmarks.len() + 1);
                bookmarks.entry(anchor.clone()).or_insert(name);
            }
        }
        Self { last_id: 0, n_numbered: 0, bookmarks }
    }

    /// A number that nothing else in the document has.
    pub(crate) fn id(&mut self) -> usize {
        self.last_id += 1;
        self.last_id
    }

    /// Blocks, one below the other.
    pub(crate) fn blocks(&mut self, blocks: &[Block], place: Place) -> Result<Vec<Element>, Error> {
        self.led(blocks, place, Lead::Nothing)
    }

    fn led(&mut self, blocks: &[Block], place: Place, lead: Lead) -> Result<Vec<Element>, Error> {
        let mut set = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            let lead = if at == 0 { lead } else { Lead::Nothing };
            set.extend(self.block(block, place, lead)?);
        }
        Ok(set)
    }

    fn block(&mut self, block: &Block, place: Place, lead: Lead) -> Result<Vec<Element>, Error> {
        match block {
            Block::Heading { level, spans, anchor, starts_page } => {
                let is_first = lead == Lead::Top;
                let setting = Setting { starts_page: *starts_page, is_first, ..place.set("") };
                self.heading(*level, spans, anchor, setting, lead)
            }
            Block::Paragraph { look, spans } => self.paragraph(*look, spans, place, lead),
            Block::List { mark, items } => self.list(*mark, items, place),
            Block::Terms { layout, items } => self.terms(*layout, items, place),
            Block::Table(table) => self.table(table, place),
            Block::Figure { title, alt, svg, is_small, table } => {
                let width = if *is_small { SMALL_CHART } else { CHART };
                self.figure((title, alt, svg), width, table.as_ref(), place)
            }
            Block::Flag { is_breach, blocks } => {
                let bar = Bar { colour: if *is_breach { ALARM } else { RULE } };
                self.blocks(blocks, Place { bar: Some(bar), ..place.inside(10.0) })
            }
            Block::Abreast { columns } => self.abreast(columns, place),
            Block::Room { label, is_small } => {
                let height = if *is_small { mm(9.0) } else { mm(20.0) };
                let label = Setting::of("RoomLabel").paragraph(runs(label, &[]));
                Ok(vec![table::boxed(vec![vec![label]], place.width, height), spacer()])
            }
        }
    }

    fn heading(
        &mut self,
        level: u8,
        spans: &[Span],
        anchor: &str,
        setting: Setting,
        lead: Lead,
    ) -> Result<Vec<Element>, Error> {
        let style = match level {
            1 => "Heading1",
            2 => "Heading2",
            _ => "Heading3",
        };
        let mut words = Vec::new();
        if let Lead::Step(number) = lead {
            words.extend(runs(&format!("{number}. "), &[]));
        }
        words.extend(self.spans(spans)?);
        if let Some(name) = self.bookmarks.get(anchor).cloned() {
            let id = self.id();
            words.insert(0, element("w:bookmarkStart").with("w:id", id).with("w:name", name));
            words.push(element("w:bookmarkEnd").with("w:id", id));
        }
        Ok(vec![Setting { style, ..setting }.paragraph(words)])
    }

    /// What a link to a heading leads to.
    pub(crate) fn bookmark(&self, anchor: &str) -> Option<&String> {
        self.bookmarks.get(anchor)
    }

    fn paragraph(
        &mut self,
        look: Look,
        spans: &[Span],
        place: Place,
        lead: Lead,
    ) -> Result<Vec<Element>, Error> {
        let style = match look {
            Look::Body => "BodyText",
            Look::Lead => "Lead",
            Look::Note => "Note",
            Look::Caution => "Caution",
            Look::Headline => "Headline",
            Look::Intro => "Intro",
            Look::Ask => "Ask",
        };
        let mut setting = place.set(style);
        if let Lead::Item(list, style) = lead {
            setting.list = Some(list);
            if look == Look::Body {
                setting.style = style;
            }
        }
        if look == Look::Caution {
            setting.bar = Some(Bar { colour: QUIET });
            setting.indent += 8.0;
        }
        Ok(vec![setting.paragraph(self.spans(spans)?)])
    }

    fn list(&mut self, mark: Mark, items: &[Vec<Block>], place: Place) -> Result<Vec<Element>, Error> {
        let has_heading = |item: &Vec<Block>| item.iter().any(|block| matches!(block, Block::Heading { .. }));
        let mut set = Vec::new();
        let (list, style) = match mark {
            Mark::Scale => return self.scale(items, place),
            Mark::Number if items.iter().any(has_heading) => {
                // Steps and questions: the number stands in the heading of each.
                for (at, item) in (1..).zip(items) {
                    set.extend(self.led(item, place, Lead::Step(at))?);
                }
                return Ok(set);
            }
            Mark::Bullet => (BULLETS, "ListBullet"),
            Mark::Box => (BOXES, "ListCheck"),
            Mark::Number => {
                self.n_numbered += 1;
                (BOXES + self.n_numbered, "ListNumber")
            }
        };
        for item in items {
            set.extend(self.led(item, place.inside(HANGING), Lead::Item(list, style))?);
        }
        Ok(set)
    }

    /// Boxes side by side, to be ticked.
    fn scale(&mut self, items: &[Vec<Block>], place: Place) -> Result<Vec<Element>, Error> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let mut cells = Vec::new();
        for item in items {
            let mut words = Vec::new();
            for block in item {
                if let Block::Paragraph { spans, .. } = block {
                    words.extend(self.spans(spans)?);
                }
            }
            cells.push(vec![Setting::of("RoomLabel").paragraph(words)]);
        }
        Ok(vec![table::boxed(cells, place.width, 0.0), spacer()])
    }

    fn terms(&mut self, layout: Layout, items: &[Term], place: Place) -> Result<Vec<Element>, Error> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let mut set = Vec::new();
        for item in items {
            let (term, detail) = (self.spans(&item.term)?, self.spans(&item.detail)?);
            set.push((term, detail));
        }
        let (style, width) = match layout {
            Layout::Stacked => {
                let paragraphs = set.into_iter().flat_map(|(term, detail)| {
                    [place.set("Term").paragraph(term), place.set("BodyText").paragraph(detail)]
                });
                return Ok(paragraphs.collect());
            }
            Layout::Figures => {
                let n = set.len().min(5);
                let cells = set.into_iter().map(|(term, detail)| {
                    let term = Setting { stays: true, ..Setting::of("FigureTerm") }.paragraph(term);
                    vec![term, Setting::of("LargeFigure").paragraph(detail)]
                });
                let cells: Vec<Vec<Element>> = cells.collect();
                let rows = cells.chunks(n).map(<[_]>::to_vec).collect();
                let widths = vec![place.width / n as f32; n];
                return Ok(vec![table::layout(rows, &widths, ("ReportFigures", place.indent)), spacer()]);
            }
            Layout::Settings => ("ReportSettings", mm(62.0)),
            Layout::Beside => ("ReportTerms", mm(32.0)),
        };
        let width = width.min(0.5 * place.width);
        let row = |(term, detail)| {
            let term = Setting::of("TermBeside").paragraph(term);
            vec![vec![term], vec![Setting::of("TableText").paragraph(detail)]]
        };
        let rows = set.into_iter().map(row).collect();
        let widths = [width, place.width - width];
        Ok(vec![table::layout(rows, &widths, (style, place.indent)), spacer()])
    }

    fn figure(
        &mut self,
        (title, alt, svg): (&str, &str, &str),
        width: f32,
        table: Option<&Table>,
        place: Place,
    ) -> Result<Vec<Element>, Error> {
        let mut set = Vec::new();
        if !title.is_empty() {
            let caption = Setting { stays: true, ..place.set("Caption") };
            set.push(caption.paragraph(runs(title, &[])));
        }
        let drawing = Drawing::read(svg)?;
        let size = (drawing.width, drawing.height);
        if let Some(width) = fitted(size, width.min(place.width), TALLEST, table.is_none()) {
            let shown = drawing::run(self, &drawing, width, Shown::Figure(alt));
            let setting = Setting { stays: table.is_some(), ..place.set("Figure") };
            set.push(setting.paragraph([shown]));
        }
        if let Some(table) = table {
            set.extend(self.table(table, place)?);
        }
        Ok(set)
    }

    /// Blocks beside each other, in rows of a few columns.
    fn abreast(&mut self, columns: &[Vec<Block>], place: Place) -> Result<Vec<Element>, Error> {
        const MOST: usize = 3;
        if columns.is_empty() {
            return Ok(Vec::new());
        }
        let n = columns.len().min(MOST);
        let width = place.width / n as f32;
        let mut rows = Vec::new();
        for row in columns.chunks(MOST) {
            let cells = row.iter().map(|blocks| {
                let mut cell = self.led(blocks, Place::of(width - table::GAP), Lead::Top)?;
                if cell.is_empty() {
                    cell.push(spacer());
                }
                Ok(cell)
            });
            rows.push(cells.collect::<Result<Vec<_>, Error>>()?);
        }
        Ok(vec![table::layout(rows, &vec![width; n], ("ReportColumns", place.indent)), spacer()])
    }

    fn table(&mut self, table: &Table, place: Place) -> Result<Vec<Element>, Error> {
        match table::of(self, table, place.width, place.indent)? {
            Some(table) => Ok(vec![table, spacer()]),
            None => Ok(Vec::new()),
        }
    }

    /// Words of spans.
    pub(crate) fn spans(&mut self, spans: &[Span]) -> Result<Vec<Element>, Error> {
        let mut set = Vec::new();
        for span in spans {
            match span {
                Span::Text { text, styles, to } => match self.bookmarks.get(to) {
                    Some(name) => {
                        let link = element("w:hyperlink").with("w:anchor", name).with("w:history", 1);
                        set.push(link.put_all(runs(text, styles)));
                    }
                    None => set.extend(runs(text, styles)),
                },
                // The number stands beside it, so that whoever is read to needs no bar.
                Span::Drawing { svg } => {
                    let drawing = Drawing::read(svg)?;
                    set.extend(runs(" ", &[]));
                    set.push(drawing::run(self, &drawing, mm(17.0), Shown::InLine));
                }
                Span::Break => set.push(element("w:r").put(element("w:br"))),
            }
        }
        Ok(set)
    }
}

/// A width as tables say it.
pub(crate) fn width(name: &'static str, points: f32) -> Element {
    element(name).with("w:w", twips(points)).with("w:type", "dxa")
}

/// The numbering of lists: bullets, boxes, and every list with numbers for itself.
pub(crate) fn numbering(n_numbered: usize) -> Element {
    const NUMBERS: usize = 3;
    let level = |format: &str, text: &str, font: Option<&str>| {
        let indent = element("w:ind").with("w:left", twips(HANGING)).with("w:hanging", twips(HANGING));
        let fonts = |name: &str| {
            let fonts = element("w:rFonts").with("w:ascii", name).with("w:hAnsi", name).with("w:cs", name);
            element("w:rPr").put(fonts)
        };
        element("w:lvl")
            .with("w:ilvl", 0)
            .put(valued("w:start", 1))
            .put(valued("w:numFmt", format))
            .put(valued("w:lvlText", text))
            .put(valued("w:lvlJc", "left"))
            .put(element("w:pPr").put(indent))
            .put_all(font.map(fonts))
    };
    let kind = |id: usize, level: Element| {
        let kind = element("w:abstractNum").with("w:abstractNumId", id);
        kind.put(valued("w:multiLevelType", "singleLevel")).put(level)
    };
    let list =
        |id: usize, kind: usize| element("w:num").with("w:numId", id).put(valued("w:abstractNumId", kind));
    let restarted = |n: usize| {
        let start = element("w:lvlOverride").with("w:ilvl", 0).put(valued("w:startOverride", 1));
        list(BOXES + n, NUMBERS).put(start)
    };
    element("w:numbering")
        .with("xmlns:w", crate::package::WORD)
        .put(kind(BULLETS, level("bullet", "•", None)))
        .put(kind(BOXES, level("bullet", "☐", Some("Segoe UI Symbol"))))
        .put(kind(NUMBERS, level("decimal", "%1.", None)))
        .put(list(BULLETS, BULLETS))
        .put(list(BOXES, BOXES))
        .put_all((1..=n_numbered).map(restarted))
}
