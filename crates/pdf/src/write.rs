//! Pages to PDF.

use crate::design::{CAP, Colour, PAGE, QUIET};
use crate::drawing::{Drawing, Shape};
use crate::glyphs::{Cabinet, Stretch};
use crate::pages::Document;
use crate::piece::Mark;
use crate::tags::Part;
use crate::text::Text;
use crate::{Error, Pdf};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, BBox, ContentTag, Identifier, Node, SpanTag, Tag, TagGroup, TagKind, TagTree,
};
use krilla::{Document as File, SerializeSettings};
use report::paper::Paint;
use std::collections::HashMap;

const LANGUAGE: &str = "en-GB";

/// Writes a document. The same document gives the same bytes.
///
/// What a standard of accessible documents asks for is checked while writing. A letter without a form, or a name that no
/// reader could pronounce, breaks it, and is no reason to give nothing.
pub(crate) fn write(document: &Document, is_cancelled: &dyn Fn() -> bool) -> Result<Pdf, Error> {
    let checked = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let checked = checked.map_err(|_| "the standard for accessible documents is not known")?;
    let settings =
        SerializeSettings { configuration: checked, enable_tagging: true, ..SerializeSettings::default() };
    let unchecked = SerializeSettings { enable_tagging: true, ..SerializeSettings::default() };
    let written = match Writer::new(document).write(settings, is_cancelled)? {
        Err(KrillaError::Validation(_)) => Writer::new(document).write(unchecked, is_cancelled)?,
        done => done,
    };
    written.map_err(|error| Error::Defect(error.to_string()))
}

/// What a part has on pages, in the order of reading.
enum Leaf {
    Content(Identifier),
    Link(usize),
}

/// Words that lead elsewhere.
struct Link {
    area: Rect,
    to: String,
    words: String,
    content: Identifier,
    annotation: Option<Identifier>,
}

struct Writer<'a> {
    document: &'a Document,
    cabinet: Cabinet,
    leaves: Vec<Vec<Leaf>>,
    boxes: HashMap<Part, BBox>,
    links: Vec<Link>,
}

impl<'a> Writer<'a> {
    fn new(document: &'a Document) -> Self {
        let leaves = document.tags.0.iter().map(|_| Vec::new()).collect();
        let (boxes, links) = (HashMap::new(), Vec::new());
        Self { document, cabinet: Cabinet::default(), leaves, boxes, links }
    }

    fn write(
        mut self,
        settings: SerializeSettings,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Result<Pdf, KrillaError>, Error> {
        let document = self.document;
        let mut file = File::new_with(settings);
        for (at, marks) in document.pages.iter().enumerate() {
            if is_cancelled() {
                return Err(Error::Cancelled);
            }
            let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or("a page has no size")?;
            let mut page = file.start_page_with(size);
            let mut surface = page.surface();
            let before = self.links.len();
            for mark in marks {
                self.mark(&mut surface, at, mark);
            }
            surface.finish();
            for link in &mut self.links[before..] {
                let target = document.headings.iter().find(|placed| placed.heading.anchor == link.to);
                let Some(target) = target else { continue };
                let to = Target::Destination(XyzDestination::new(target.page, top(target.y)).into());
                let annotation = LinkAnnotation::new(link.area, to);
                let told = format!("To {}", link.words.trim());
                link.annotation =
                    Some(page.add_tagged_annotation(Annotation::new_link(annotation, Some(told))));
            }
            page.finish();
        }
        let metadata = Metadata::new()
            .title(document.title.clone())
            .language(LANGUAGE.to_owned())
            .creator("Counterpart".to_owned());
        file.set_metadata(metadata);
        file.set_outline(outline(document));
        file.set_tag_tree(self.tree());
        let lacking = self.cabinet.lacking;
        Ok(file.finish().map(|bytes| Pdf { bytes, lacking }))
    }

    fn mark(&mut self, surface: &mut Surface<'_>, page: usize, mark: &Mark) {
        match mark {
            Mark::Line { at, text, line, part } => self.line(surface, *at, (text, *line), *part),
            Mark::Rule { from, to, colour, width, is_dashed } => {
                let dash = if *is_dashed { vec![3.0 * width, 2.0 * width] } else { Vec::new() };
                let paint = Paint { fill: None, opacity: 1.0, stroke: Some((*colour, *width)), dash };
                artifact(surface, |surface| draw(surface, &path(&[vec![*from, *to]], false), &paint));
            }
            Mark::Frame { at, size, colour, width } => {
                artifact(surface, |surface| frame(surface, *at, *size, (*colour, *width), Vec::new()));
            }
            Mark::Drawing { at, width, drawing, part } => {
                let scale = width / drawing.width;
                let Some(part) = part else {
                    artifact(surface, |surface| self.drawing(surface, *at, scale, drawing));
                    return;
                };
                let content = surface.start_tagged(ContentTag::Other);
                self.drawing(surface, *at, scale, drawing);
                surface.end_tagged();
                self.leaves[*part].push(Leaf::Content(content));
                if let Some(area) = Rect::from_xywh(at.0, at.1, *width, drawing.height * scale) {
                    self.boxes.insert(*part, BBox::new(page, area));
                }
            }
            Mark::Nothing { part } => {
                let content = surface.start_tagged(ContentTag::Other);
                surface.end_tagged();
                self.leaves[*part].push(Leaf::Content(content));
            }
        }
    }

    /// A line of a text, in as many parts as it has links.
    fn line(
        &mut self,
        surface: &mut Surface<'_>,
        at: (f32, f32),
        (text, line): (&Text, usize),
        part: Option<Part>,
    ) {
        let (stretches, drawings) = self.cabinet.line(text, line);
        for group in stretches.chunk_by(|a, b| a.brush.link == b.brush.link) {
            let Some(part) = part else {
                artifact(surface, |surface| glyphs(surface, at, text, group));
                continue;
            };
            let content = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            glyphs(surface, at, text, group);
            surface.end_tagged();
            let link = self.link(at, text, group, content);
            self.leaves[part].push(link.map_or(Leaf::Content(content), Leaf::Link));
        }
        for frames in stretches.chunk_by(|a, b| a.brush.frame == b.brush.frame) {
            if let [first, ..] = frames
                && first.brush.frame > 0
            {
                let (left, right, _) = extent(frames);
                let place = (at.0 + left - 1.5, at.1 - first.size * CAP - 1.7);
                let size = (right - left + 3.0, first.size * CAP + 3.6);
                artifact(surface, |surface| frame(surface, place, size, (QUIET, 0.5), vec![1.4, 1.0]));
            }
        }
        for inline in drawings {
            if let Some(drawing) = text.drawings.get(inline.drawing) {
                let (place, scale) = ((at.0 + inline.at.0, at.1 + inline.at.1), inline.width / drawing.width);
                artifact(surface, |surface| self.drawing(surface, place, scale, drawing));
            }
        }
    }

    fn link(&mut self, at: (f32, f32), text: &Text, group: &[Stretch], content: Identifier) -> Option<usize> {
        let to =
            usize::from(group.first()?.brush.link).checked_sub(1).and_then(|link| text.links.get(link))?;
        self.document.headings.iter().find(|placed| placed.heading.anchor == *to)?;
        let (left, right, size) = extent(group);
        let area = Rect::from_ltrb(at.0 + left, at.1 - 0.8 * size, at.0 + right, at.1 + 0.3 * size)?;
        let words = group.iter().flat_map(|stretch| &stretch.glyphs);
        let range = words
            .map(|glyph| glyph.text_range.clone())
            .reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))?;
        let words = text.text.get(range).unwrap_or_default().to_owned();
        self.links.push(Link { area, to: to.clone(), words, content, annotation: None });
        Some(self.links.len() - 1)
    }

    fn drawing(&mut self, surface: &mut Surface<'_>, at: (f32, f32), scale: f32, drawing: &Drawing) {
        surface.push_transform(&Transform::from_row(scale, 0.0, 0.0, scale, at.0, at.1));
        for shape in &drawing.shapes {
            match shape {
                Shape::Lines { lines, is_closed, paint } => draw(surface, &path(lines, *is_closed), paint),
                Shape::Circle { centre, radius, paint } => draw(surface, &circle(*centre, *radius), paint),
                Shape::Text { at, text, has_halo } => {
                    let (stretches, _) = self.cabinet.line(text, 0);
                    if *has_halo {
                        halo(surface, *at, text, &stretches);
                    }
                    glyphs(surface, *at, text, &stretches);
                }
            }
        }
        surface.pop();
    }

    /// The structure of the document, with what stands on pages in it.
    fn tree(&mut self) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
        for part in &self.document.tags.0[self.document.root].parts {
            tree.push(self.group(*part));
        }
        tree
    }

    fn group(&mut self, part: Part) -> TagGroup {
        let tagged = &self.document.tags.0[part];
        let kind = match (&tagged.kind, self.boxes.get(&part)) {
            (TagKind::Figure(figure), Some(area)) => figure.clone().with_bbox(Some(*area)).into(),
            (kind, _) => kind.clone(),
        };
        let mut group = TagGroup::new(kind);
        for part in &tagged.parts {
            group.push(self.group(*part));
        }
        for leaf in std::mem::take(&mut self.leaves[part]) {
            match leaf {
                Leaf::Content(content) => group.push(content),
                Leaf::Link(link) => {
                    let Link { content, annotation, .. } = &self.links[link];
                    let both = annotation.iter().chain([content]).map(|one| Node::Leaf(*one)).collect();
                    group.push(TagGroup::with_children(Tag::Link, both));
                }
            }
        }
        group
    }
}

/// The headings of the first two levels.
fn outline(document: &Document) -> Outline {
    let mut outline = Outline::new();
    let mut section: Option<OutlineNode> = None;
    for placed in document.headings.iter().filter(|placed| placed.heading.level < 3) {
        let to = XyzDestination::new(placed.page, top(placed.y));
        let node = OutlineNode::new(placed.heading.words.clone(), to);
        match &mut section {
            Some(open) if placed.heading.level > 1 => open.push_child(node),
            _ => {
                section.take().into_iter().for_each(|done| outline.push_child(done));
                section = Some(node);
            }
        }
    }
    section.into_iter().for_each(|done| outline.push_child(done));
    outline
}

/// Where a reader who comes to a heading stands: a little above it.
fn top(y: f32) -> Point {
    Point::from_xy(0.0, (y - 12.0).max(0.0))
}

/// Draws what is no part of the document.
fn artifact(surface: &mut Surface<'_>, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::default()));
    draw(surface);
    surface.end_tagged();
}

/// How far glyphs reach to the left and the right, and how large they are.
fn extent(stretches: &[Stretch]) -> (f32, f32, f32) {
    let start = (f32::MAX, f32::MIN, 0.0_f32);
    stretches.iter().fold(start, |(left, right, size), one| {
        (left.min(one.x), right.max(one.x + one.width), size.max(one.size))
    })
}

fn glyphs(surface: &mut Surface<'_>, at: (f32, f32), text: &Text, stretches: &[Stretch]) {
    surface.set_stroke(None);
    for Stretch { font, size, brush, x, glyphs, .. } in stretches {
        surface.set_fill(Some(fill(brush.colour, 1.0)));
        surface.draw_glyphs(Point::from_xy(at.0 + x, at.1), glyphs, font.clone(), &text.text, *size, false);
    }
}

/// An edge in the colour of the paper, so that words stand out from lines behind them.
fn halo(surface: &mut Surface<'_>, at: (f32, f32), text: &Text, stretches: &[Stretch]) {
    const PAPER: Colour = [0xff; 3];
    surface.set_fill(Some(fill(PAPER, 1.0)));
    surface.set_stroke(Some(stroke(PAPER, 3.0, Vec::new())));
    for Stretch { font, size, x, glyphs, .. } in stretches {
        surface.draw_glyphs(Point::from_xy(at.0 + x, at.1), glyphs, font.clone(), &text.text, *size, true);
    }
}

fn draw(surface: &mut Surface<'_>, path: &Option<Path>, paint: &Paint) {
    let Some(path) = path else { return };
    if paint.fill.is_none() && paint.stroke.is_none() {
        return;
    }
    surface.set_fill(paint.fill.map(|colour| fill(colour, paint.opacity)));
    surface.set_stroke(paint.stroke.map(|(colour, width)| stroke(colour, width, paint.dash.clone())));
    surface.draw_path(path);
}

fn frame(surface: &mut Surface<'_>, at: (f32, f32), size: (f32, f32), line: (Colour, f32), dash: Vec<f32>) {
    let (right, bottom) = (at.0 + size.0, at.1 + size.1);
    let corners = vec![at, (right, at.1), (right, bottom), (at.0, bottom)];
    draw(surface, &path(&[corners], true), &Paint { fill: None, opacity: 1.0, stroke: Some(line), dash });
}

fn path(lines: &[Vec<(f32, f32)>], is_closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for points in lines {
        for (at, (x, y)) in points.iter().enumerate() {
            if at == 0 { builder.move_to(*x, *y) } else { builder.line_to(*x, *y) }
        }
        if is_closed {
            builder.close();
        }
    }
    builder.finish()
}

/// A circle of four curves.
fn circle((x, y): (f32, f32), radius: f32) -> Option<Path> {
    let c = radius * 0.552_284_8;
    let mut builder = PathBuilder::new();
    builder.move_to(x + radius, y);
    builder.cubic_to(x + radius, y + c, x + c, y + radius, x, y + radius);
    builder.cubic_to(x - c, y + radius, x - radius, y + c, x - radius, y);
    builder.cubic_to(x - radius, y - c, x - c, y - radius, x, y - radius);
    builder.cubic_to(x + c, y - radius, x + radius, y - c, x + radius, y);
    builder.close();
    builder.finish()
}

fn fill([red, green, blue]: Colour, opacity: f32) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE),
        rule: FillRule::EvenOdd,
    }
}

fn stroke([red, green, blue]: Colour, width: f32, dash: Vec<f32>) -> Stroke {
    Stroke {
        paint: rgb::Color::new(red, green, blue).into(),
        width,
        line_join: LineJoin::Round,
        dash: (!dash.is_empty()).then_some(StrokeDash { array: dash, offset: 0.0 }),
        ..Stroke::default()
    }
}
