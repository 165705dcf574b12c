//! A small typed writer of SVG. Whatever it is given, what it writes is well formed.
//!
//! Every mark carries a class, which the stylesheet colours for light, dark and print, and the light
//! colours as presentation attributes, for readers that know no stylesheet.

use std::fmt::Write as _;

use super::label::{one_line, text_width, truncate};
use super::number::fixed;

/// The natural width of a chart; narrower screens shrink it a little, then scroll.
pub(super) const WIDTH: f64 = 640.0;

/// Fonts of similar width first, because labels are measured before they are drawn.
const FONTS: &str = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, 'Liberation Sans', sans-serif";

/// A colour of the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Ink,
    Paper,
    Quiet,
    Rule,
    Ceo,
    Cand,
    Band,
    Flag,
}

impl Tone {
    #[cfg(test)]
    pub(super) const ALL: [Self; 8] =
        [Self::Ink, Self::Paper, Self::Quiet, Self::Rule, Self::Ceo, Self::Cand, Self::Band, Self::Flag];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ink => "ink",
            Self::Paper => "paper",
            Self::Quiet => "quiet",
            Self::Rule => "rule",
            Self::Ceo => "ceo",
            Self::Cand => "cand",
            Self::Band => "band",
            Self::Flag => "flag",
        }
    }

    /// The colour on white paper, the same as in the stylesheet.
    pub(super) const fn hex(self) -> &'static str {
        match self {
            Self::Ink => "#1c1f23",
            Self::Paper => "#ffffff",
            Self::Quiet => "#59616b",
            Self::Rule => "#d8dce1",
            Self::Ceo => "#1a4f8f",
            Self::Cand => "#c85f00",
            Self::Band => "#dde4ec",
            Self::Flag => "#a8202a",
        }
    }
}

/// How a shape is filled and outlined.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    fill: Option<Tone>,
    opacity: Option<f64>,
    stroke: Option<(Tone, f64)>,
    dash: Option<&'static str>,
}

impl Paint {
    pub(super) const fn fill(tone: Tone) -> Self {
        Self { fill: Some(tone), opacity: None, stroke: None, dash: None }
    }

    pub(super) const fn line(tone: Tone, width: f64) -> Self {
        Self { fill: None, opacity: None, stroke: Some((tone, width)), dash: None }
    }

    pub(super) const fn with_line(self, tone: Tone, width: f64) -> Self {
        Self { stroke: Some((tone, width)), ..self }
    }

    pub(super) const fn with_dash(self, dash: &'static str) -> Self {
        Self { dash: Some(dash), ..self }
    }

    pub(super) const fn with_fill_opacity(self, opacity: f64) -> Self {
        Self { opacity: Some(opacity), ..self }
    }

    fn attributes(&self) -> String {
        let mut class = String::new();
        let mut rest = String::new();
        match self.fill {
            Some(tone) => {
                class += &format!("c-{}", tone.name());
                rest += &format!(" fill=\"{}\"", tone.hex());
            }
            None => rest += " fill=\"none\"",
        }
        if let Some(opacity) = self.opacity {
            rest += &format!(" fill-opacity=\"{}\"", fixed(opacity, 2));
        }
        if let Some((tone, width)) = self.stroke {
            let space = if class.is_empty() { "" } else { " " };
            class += &format!("{space}l-{}", tone.name());
            rest += &format!(" stroke=\"{}\" stroke-width=\"{}\"", tone.hex(), coord(width));
        }
        if let Some(dash) = self.dash {
            rest += &format!(" stroke-dasharray=\"{dash}\"");
        }
        let class = if class.is_empty() { class } else { format!(" class=\"{class}\"") };
        class + &rest
    }
}

/// Which point of a text its position means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set. Its vertical position is its middle, not its baseline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    size: f64,
    tone: Tone,
    anchor: Anchor,
    is_bold: bool,
    is_haloed: bool,
}

impl Type {
    /// Names and values.
    pub(super) const BODY: Self =
        Self { size: 13.0, tone: Tone::Ink, anchor: Anchor::Start, is_bold: false, is_haloed: false };
    /// Keys and second lines.
    pub(super) const SMALL: Self = Self { size: 12.0, tone: Tone::Quiet, ..Self::BODY };
    /// Figures on axes and in tight places: the smallest text there is.
    pub(super) const TINY: Self = Self { size: 11.0, tone: Tone::Quiet, ..Self::BODY };

    pub(super) const fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    pub(super) const fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    pub(super) const fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    pub(super) const fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }

    /// With an edge in the colour of the paper, to stand out from lines behind it.
    pub(super) const fn haloed(self) -> Self {
        Self { is_haloed: true, ..self }
    }

    pub(super) fn width(&self, text: &str) -> f64 {
        text_width(text, self.size, self.is_bold)
    }
}

/// A drawing in the making.
#[derive(Debug)]
pub(super) struct Svg {
    id: String,
    body: String,
    width: f64,
}

impl Svg {
    pub(super) fn new(id: &str, width: f64) -> Self {
        Self { id: markup_id(id), body: String::new(), width }
    }

    pub(super) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, paint: Paint) {
        let (x, y, w, h) = (coord(x), coord(y), coord(width.max(0.0)), coord(height.max(0.0)));
        let paint = paint.attributes();
        self.push(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{paint}/>"));
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), paint: Paint) {
        let (x1, y1, x2, y2) = (coord(from.0), coord(from.1), coord(to.0), coord(to.1));
        let paint = paint.attributes();
        self.push(&format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{paint}/>"));
    }

    pub(super) fn circle(&mut self, centre: (f64, f64), radius: f64, paint: Paint) {
        let (x, y, r) = (coord(centre.0), coord(centre.1), coord(radius));
        let paint = paint.attributes();
        self.push(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{paint}/>"));
    }

    /// Lines through points, each list of points on its own; closed ones may be filled, and overlap
    /// by the even-odd rule.
    pub(super) fn path(&mut self, lines: &[Vec<(f64, f64)>], is_closed: bool, paint: Paint) {
        let mut data = String::new();
        for points in lines.iter().filter(|points| points.len() > 1) {
            for (i, (x, y)) in points.iter().enumerate() {
                let step = if i == 0 { 'M' } else { 'L' };
                let _ = write!(data, "{step}{} {}", coord(*x), coord(*y));
            }
            if is_closed {
                data.push('Z');
            }
        }
        if !data.is_empty() {
            let paint = paint.attributes();
            self.push(&format!(
                "<path d=\"{data}\"{paint} fill-rule=\"evenodd\" stroke-linejoin=\"round\"/>"
            ));
        }
    }

    /// A rectangle of slanted lines, which stand out in grey as they do in colour.
    pub(super) fn hatch(&mut self, x: f64, y: f64, width: f64, height: f64, tone: Tone) {
        const STEP: f64 = 5.0;
        let (right, bottom) = (x + width.max(0.0), y + height.max(0.0));
        let mut lines = Vec::new();
        // Each line runs up to the right: where x + y is constant. It is cut at the rectangle.
        let mut sum = ((x + y) / STEP).ceil() * STEP;
        while sum < right + bottom {
            let start = ((sum - bottom).max(x), (sum - x).min(bottom));
            let end = ((sum - y).min(right), (sum - right).max(y));
            lines.push(vec![start, end]);
            sum += STEP;
        }
        self.path(&lines, false, Paint::line(tone, 1.2));
        self.rect(x, y, width, height, Paint::line(tone, 1.0));
    }

    /// A text on one line, centred vertically on `y`.
    pub(super) fn text(&mut self, x: f64, y: f64, text: &str, style: Type) {
        let text = escape(&one_line(text));
        let (x, y) = (coord(x), coord(y + style.size * 0.35));
        let anchor = match style.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let bold = if style.is_bold { " font-weight=\"600\"" } else { "" };
        let (halo_class, halo) = if style.is_haloed {
            let paper = Tone::Paper.hex();
            let line = format!(
                " stroke=\"{paper}\" stroke-width=\"3.0\" stroke-linejoin=\"round\" paint-order=\"stroke\""
            );
            (" l-paper", line)
        } else {
            ("", String::new())
        };
        let (name, hex, size) = (style.tone.name(), style.tone.hex(), coord(style.size));
        self.push(&format!(
            "<text x=\"{x}\" y=\"{y}\"{anchor} class=\"c-{name}{halo_class}\" fill=\"{hex}\"{halo} \
             font-size=\"{size}\"{bold}>{text}</text>"
        ));
    }

    /// A text cut to the room there is; the whole of it is shown where a pointer rests on it.
    pub(super) fn label(&mut self, x: f64, y: f64, text: &str, room: f64, style: Type) {
        let whole = one_line(text);
        let shown = truncate(&whole, style.size, style.is_bold, room);
        if shown == whole {
            self.text(x, y, &whole, style);
        } else {
            self.body += &format!("<g><title>{}</title>", escape(&whole));
            self.text(x, y, &shown, style);
            self.body += "</g>";
        }
    }

    /// Something that tells a name where a pointer rests on it.
    pub(super) fn told(&mut self, name: &str, draw: impl FnOnce(&mut Self)) {
        self.body += &format!("<g><title>{}</title>", escape(&one_line(name)));
        draw(self);
        self.body += "</g>";
    }

    /// The finished drawing with its name and description for readers who do not see it.
    pub(super) fn finish(self, height: f64, title: &str, description: &str) -> String {
        self.close(height, title, description, "chart")
    }

    /// As [`Svg::finish`], for a drawing that sits in a table's cell.
    pub(super) fn finish_cell(self, height: f64, title: &str, description: &str) -> String {
        self.close(height, title, description, "chart chart-cell")
    }

    fn close(self, height: f64, title: &str, description: &str, class: &str) -> String {
        let (id, body) = (&self.id, &self.body);
        let (width, height) = (coord(self.width), coord(height));
        let (title, description) = (escape(&one_line(title)), escape(&one_line(description)));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" font-family=\"{FONTS}\">\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n{body}</svg>"
        )
    }

    fn push(&mut self, element: &str) {
        self.body += element;
        self.body.push('\n');
    }
}

/// A coordinate with its one decimal. Nothing that is not a number reaches the drawing.
fn coord(value: f64) -> String {
    if value.is_finite() { fixed(value, 1) } else { "0.0".to_owned() }
}

/// The text with everything that has a meaning in markup replaced, and what XML forbids left out.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\'' => safe += "&#39;",
            '\t' | '\n' => safe.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => safe.push(c),
        }
    }
    safe
}

/// An id that is safe in markup and in a stylesheet; different ids stay different.
pub(super) fn markup_id(id: &str) -> String {
    let mut safe = String::from("chart-");
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => safe.push(char::from(byte)),
            _ => {
                let _ = write!(safe, "_{byte:02x}");
            }
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_safe_and_stay_different() {
        assert_eq!(markup_id("rank-1"), "chart-rank-1");
        assert_ne!(markup_id("a b"), markup_id("a_20b"));
        assert_eq!(markup_id("\"><script>"), "chart-_22_3e_3cscript_3e");
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escape("<a href='x'>&\"\u{0}\u{b}"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    }

    #[test]
    fn a_hatch_stays_inside_its_rectangle() {
        let mut svg = Svg::new("h", WIDTH);
        svg.hatch(10.0, 20.0, 33.0, 12.0, Tone::Flag);
        let data = svg.body.split("d=\"").nth(1).and_then(|d| d.split('"').next()).unwrap();
        for point in data.split(['M', 'L']).filter(|p| !p.is_empty()) {
            let (x, y) = point.split_once(' ').unwrap();
            let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
            assert!((10.0..=43.0).contains(&x) && (20.0..=32.0).contains(&y), "{point}");
        }
    }
}
