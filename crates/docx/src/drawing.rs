//! Drawings as groups of shapes (DrawingML), which Word and LibreOffice show and people can change.

use crate::block::Flow;
use crate::paragraph::{Setting, hex};
use crate::run::{directed, run as words_run};
use crate::xml::{Element, element, valued};
use report::charts::text_width;
use report::paper::{Anchor, Colour, Drawing, Label, Paint, Shape};

const A: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const GROUP: &str = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup";
const DECORATIVE: &str = "http://schemas.microsoft.com/office/drawing/2017/decorative";
const INK: Colour = [0x1c, 0x1f, 0x23];
const PAPER: Colour = [0xff, 0xff, 0xff];

/// What a drawing is to whoever does not see it.
#[derive(Clone, Copy)]
pub(crate) enum Shown<'a> {
    /// A figure, with words for it.
    Figure(&'a str),
    /// Beside its number, which says the same.
    InLine,
}

/// A drawing of a width in points, in a run.
pub(crate) fn run(flow: &mut Flow, drawing: &Drawing, width: f32, shown: Shown<'_>) -> Element {
    let scale = width / drawing.width;
    let size = (emu(width), emu(drawing.height * scale));
    let id = flow.id();
    let properties = element("wp:docPr").with("id", id).with("name", format!("Drawing {id}"));
    let properties = match shown {
        Shown::Figure(alt) => properties.with("descr", alt),
        Shown::InLine => {
            let mark = element("adec:decorative").with("xmlns:adec", DECORATIVE).with("val", 1);
            let extension = element("a:ext").with("uri", "{C183D7F6-B498-43B3-948B-1728B52AA6E4}").put(mark);
            properties.put(element("a:extLst").with("xmlns:a", A).put(extension))
        }
    };
    let mut pen = Pen { flow, scale };
    let mut group = element("wpg:wgp")
        .put(element("wpg:cNvGrpSpPr"))
        .put(element("wpg:grpSpPr").put(frame((0, 0), size).put_all(inner(size))));
    for shape in &drawing.shapes {
        group = group.put_all(pen.shape(shape));
    }
    let data = element("a:graphicData").with("uri", GROUP).put(group);
    let extent = element("wp:extent").with("cx", size.0).with("cy", size.1);
    let inline = element("wp:inline")
        .with("distT", 0)
        .with("distB", 0)
        .with("distL", 0)
        .with("distR", 0)
        .put(extent)
        .put(properties)
        .put(element("wp:cNvGraphicFramePr"))
        .put(element("a:graphic").with("xmlns:a", A).put(data));
    let choice = element("mc:Choice").with("Requires", "wpg").put(element("w:drawing").put(inline));
    element("w:r").put(element("mc:AlternateContent").put(choice))
}

/// Points as DrawingML counts: 12,700 to a point.
fn emu(points: f32) -> i64 {
    (f64::from(points) * 12_700.0).round() as i64
}

fn frame((x, y): (i64, i64), (width, height): (i64, i64)) -> Element {
    element("a:xfrm")
        .put(element("a:off").with("x", x).with("y", y))
        .put(element("a:ext").with("cx", width).with("cy", height))
}

/// What is in the group is placed as the group is.
fn inner((width, height): (i64, i64)) -> [Element; 2] {
    let from = element("a:chOff").with("x", 0).with("y", 0);
    [from, element("a:chExt").with("cx", width).with("cy", height)]
}

/// Draws shapes at a scale.
struct Pen<'a> {
    flow: &'a mut Flow,
    scale: f32,
}

impl Pen<'_> {
    fn shape(&mut self, shape: &Shape) -> Option<Element> {
        match shape {
            Shape::Lines { lines, is_closed, paint } => self.lines(lines, *is_closed, paint),
            Shape::Circle { centre, radius, paint } => {
                let corner = (centre.0 - radius, centre.1 - radius);
                let area = self.area(corner, (2.0 * radius, 2.0 * radius));
                Some(self.drawn(area, preset("ellipse"), paint, false))
            }
            Shape::Text(label) => (!label.words.trim().is_empty()).then(|| self.label(label)),
        }
    }

    fn at(&self, points: f32) -> i64 {
        emu(points * self.scale)
    }

    fn area(&self, (x, y): (f32, f32), (width, height): (f32, f32)) -> Area {
        Area { from: (self.at(x), self.at(y)), size: (self.at(width), self.at(height)) }
    }

    fn lines(&mut self, lines: &[Vec<(f32, f32)>], is_closed: bool, paint: &Paint) -> Option<Element> {
        let points = || lines.iter().flatten();
        let (left, right) = bounds(points().map(|point| point.0))?;
        let (top, bottom) = bounds(points().map(|point| point.1))?;
        let area = self.area((left, top), (right - left, bottom - top));
        let (geometry, is_rising) = match lines {
            [line] if is_closed && is_rectangle(line) => (preset("rect"), false),
            [line] if !is_closed && line.len() == 2 => {
                let (from, to) = (line[0], line[1]);
                (preset("line"), (to.0 - from.0) * (to.1 - from.1) < 0.0)
            }
            _ => (self.path(lines, is_closed, &area), false),
        };
        Some(self.drawn(area, geometry, paint, is_rising))
    }

    /// Lines as a path of their own, whose points are counted from the corner of its area.
    fn path(&self, lines: &[Vec<(f32, f32)>], is_closed: bool, area: &Area) -> Element {
        let mut path = element("a:path").with("w", area.size.0.max(1)).with("h", area.size.1.max(1));
        for line in lines {
            for (n, (x, y)) in line.iter().enumerate() {
                let (x, y) = (self.at(*x) - area.from.0, self.at(*y) - area.from.1);
                let point = element("a:pt").with("x", x.max(0)).with("y", y.max(0));
                path = path.put(element(if n == 0 { "a:moveTo" } else { "a:lnTo" }).put(point));
            }
            path = path.put_if(is_closed, || element("a:close"));
        }
        let whole = element("a:rect").with("l", 0).with("t", 0).with("r", "r").with("b", "b");
        element("a:custGeom")
            .put(element("a:avLst"))
            .put(element("a:gdLst"))
            .put(element("a:ahLst"))
            .put(element("a:cxnLst"))
            .put(whole)
            .put(element("a:pathLst").put(path))
    }

    fn drawn(&mut self, area: Area, geometry: Element, paint: &Paint, is_rising: bool) -> Element {
        let mut place = frame(area.from, area.size);
        if is_rising {
            place = place.with("flipV", 1);
        }
        let look = element("wps:spPr").put(place).put(geometry).put(fill(paint)).put(self.outline(paint));
        let id = self.flow.id();
        element("wps:wsp")
            .put(element("wps:cNvPr").with("id", id).with("name", format!("Shape {id}")))
            .put(element("wps:cNvSpPr"))
            .put(look)
            .put(element("wps:bodyPr"))
    }

    fn outline(&self, paint: &Paint) -> Element {
        let Some((colour, width)) = paint.stroke else {
            return element("a:ln").put(element("a:noFill"));
        };
        let line = element("a:ln").with("w", self.at(width).max(1)).put(solid(colour, 1.0));
        // Dashes and gaps are counted in thousandths of a percent of the width of the line.
        let part = |length: f32| (f64::from(length / width.max(0.1)) * 100_000.0).round() as i64;
        let dashes: Vec<Element> = paint
            .dash
            .chunks(2)
            .map(|dash| {
                let gap = dash.last().copied().unwrap_or_default();
                element("a:ds").with("d", part(dash[0])).with("sp", part(gap))
            })
            .collect();
        line.put_if(!dashes.is_empty(), || element("a:custDash").put_all(dashes)).put(element("a:round"))
    }

    /// A text on one line in a box without edges, as wide as the text may be in any font.
    fn label(&mut self, label: &Label) -> Element {
        const ASCENT: f32 = 0.905;
        const LINE: f32 = 1.15;
        // Word knows half points.
        let size = (label.size * self.scale * 2.0).round().max(2.0) / 2.0;
        let measured = text_width(&label.words, f64::from(size), label.is_bold) as f32;
        let width = 1.08 * measured + 2.0;
        let (x, y) = (label.at.0 * self.scale, label.at.1 * self.scale);
        let (left, side) = match label.anchor {
            Anchor::Start => (x, "left"),
            Anchor::Middle => (x - width / 2.0, "center"),
            Anchor::End => (x - width, "right"),
        };
        let area =
            Area { from: (emu(left), emu(y - ASCENT * size)), size: (emu(width), emu(LINE * size + 1.0)) };
        // In the order that Word insists on.
        let look = |is_rtl: bool| {
            element("w:rPr")
                .put_if(label.is_bold, || element("w:b"))
                .put_if(label.is_bold, || element("w:bCs"))
                .put(valued("w:color", hex(label.colour.unwrap_or(INK))))
                .put(valued("w:sz", (2.0 * size) as i64))
                .put(valued("w:szCs", (2.0 * size) as i64))
                .put_if(is_rtl, || element("w:rtl"))
        };
        let words = directed(&label.words).into_iter().map(|(words, is_rtl)| words_run(look(is_rtl), words));
        let paragraph = Setting { side: Some(side), ..Setting::of("ChartText") }.paragraph(words);
        let id = self.flow.id();
        let back = if label.has_halo { solid(PAPER, 0.7) } else { element("a:noFill") };
        let look = element("wps:spPr")
            .put(frame(area.from, area.size))
            .put(preset("rect"))
            .put(back)
            .put(element("a:ln").put(element("a:noFill")));
        let body = element("wps:bodyPr")
            .with("rot", 0)
            .with("vert", "horz")
            .with("wrap", "none")
            .with("lIns", 0)
            .with("tIns", 0)
            .with("rIns", 0)
            .with("bIns", 0)
            .with("anchor", "t")
            .put(element("a:noAutofit"));
        element("wps:wsp")
            .put(element("wps:cNvPr").with("id", id).with("name", format!("Text {id}")))
            .put(element("wps:cNvSpPr").with("txBox", 1))
            .put(look)
            .put(element("wps:txbx").put(element("w:txbxContent").put(paragraph)))
            .put(body)
    }
}

/// Where a shape stands in its drawing.
#[derive(Clone, Copy)]
struct Area {
    from: (i64, i64),
    size: (i64, i64),
}

fn preset(name: &str) -> Element {
    element("a:prstGeom").with("prst", name).put(element("a:avLst"))
}

fn fill(paint: &Paint) -> Element {
    paint.fill.map_or_else(|| element("a:noFill"), |colour| solid(colour, paint.opacity))
}

fn solid(colour: Colour, opacity: f32) -> Element {
    let thousandths = (f64::from(opacity) * 100_000.0).round() as i64;
    let colour = element("a:srgbClr").with("val", hex(colour));
    let is_clear = opacity < 1.0;
    element("a:solidFill").put(colour.put_if(is_clear, || element("a:alpha").with("val", thousandths)))
}

fn bounds(values: impl Iterator<Item = f32>) -> Option<(f32, f32)> {
    values.map(|value| (value, value)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// Whether the corners of a closed line are those of an upright rectangle, one after the other.
fn is_rectangle(line: &[(f32, f32)]) -> bool {
    let [a, b, c, d] = line else { return false };
    a.1 == b.1 && b.0 == c.0 && c.1 == d.1 && d.0 == a.0
}
