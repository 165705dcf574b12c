//! Charts: our own drawings, read into the few shapes that they are made of.
//!
//! The vocabulary is that of the writer of charts and is closed: anything else is an error, which the tests would see,
//! because they set every document.

use super::unescaped;
use std::collections::HashMap;

/// A colour as red, green and blue.
pub type Colour = [u8; 3];

/// A drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// How wide it is, in its own units.
    pub width: f32,
    /// How high.
    pub height: f32,
    /// What it is made of, from the back to the front.
    pub shapes: Vec<Shape>,
}

/// A shape of a drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Lines through points; those that are closed may be filled, and overlap by the even-odd rule.
    Lines {
        /// The points of each line.
        lines: Vec<Vec<(f32, f32)>>,
        /// Whether each line ends where it began.
        is_closed: bool,
        /// How they are drawn.
        paint: Paint,
    },
    /// A circle.
    Circle {
        /// Its centre.
        centre: (f32, f32),
        /// Its radius.
        radius: f32,
        /// How it is drawn.
        paint: Paint,
    },
    /// A text on one line.
    Text(Label),
}

/// A text on one line of a drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Where its baseline begins, has its middle or ends.
    pub at: (f32, f32),
    /// Which of them.
    pub anchor: Anchor,
    /// The words.
    pub words: String,
    /// The size of its letters.
    pub size: f32,
    /// Whether it is weighty.
    pub is_bold: bool,
    /// Its colour; none for that of all text.
    pub colour: Option<Colour>,
    /// Whether it has an edge in the colour of the paper.
    pub has_halo: bool,
}

/// Which point of a text its position means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Where it begins.
    Start,
    /// Its middle.
    Middle,
    /// Where it ends.
    End,
}

/// How a shape is filled and outlined.
#[derive(Debug, Clone, PartialEq)]
pub struct Paint {
    /// What it is filled with.
    pub fill: Option<Colour>,
    /// How much of what is behind it the filling hides, up to 1.
    pub opacity: f32,
    /// The colour and the width of its outline.
    pub stroke: Option<(Colour, f32)>,
    /// The lengths of the dashes of its outline and of the gaps between; none where it is whole.
    pub dash: Vec<f32>,
}

impl Drawing {
    /// Reads a drawing.
    ///
    /// # Errors
    /// Where it is none of ours.
    pub fn read(svg: &str) -> Result<Self, String> {
        let mut drawing = Self { width: 0.0, height: 0.0, shapes: Vec::new() };
        let mut rest = svg;
        while let Some((_, after)) = rest.split_once('<') {
            let (tag, after) = after.split_once('>').ok_or("a tag is not closed")?;
            rest = after;
            let name = tag.split([' ', '\n', '/']).next().unwrap_or_default();
            match name {
                // The end of an element; and a group has no look of its own.
                "" | "g" => {}
                // Said elsewhere: the drawing's finding and what it shows, or a name in full.
                "title" | "desc" => rest = rest.split_once("</").ok_or("a title is not closed")?.1,
                "svg" => {
                    let attributes = Attributes::read(tag)?;
                    (drawing.width, drawing.height) =
                        (attributes.number("width")?, attributes.number("height")?);
                }
                "text" => {
                    let (words, after) = rest.split_once('<').ok_or("a text is not closed")?;
                    drawing.shapes.push(text(&Attributes::read(tag)?, words)?);
                    rest = after.split_once('>').ok_or("a text is not closed")?.1;
                }
                shape => drawing.shapes.push(shape_of(shape, &Attributes::read(tag)?)?),
            }
        }
        let is_sized = drawing.width > 0.0 && drawing.height > 0.0;
        if is_sized { Ok(drawing) } else { Err("a drawing has no size".to_owned()) }
    }
}

/// How wide a drawing of a size is shown where it is to have a width, so that none of it is cut off: one that would be
/// taller than may be is made smaller. None where its letters would be too small to read and it can be done without.
#[must_use]
pub fn fitted((width, height): (f32, f32), wanted: f32, tallest: f32, is_needed: bool) -> Option<f32> {
    let height = height * wanted / width;
    let is_shown = height <= 1.2 * tallest || is_needed;
    is_shown.then(|| if height > tallest { wanted * tallest / height } else { wanted })
}

fn shape_of(name: &str, attributes: &Attributes<'_>) -> Result<Shape, String> {
    let number = |name| attributes.number(name);
    let paint = attributes.paint()?;
    match name {
        "rect" => {
            let (left, top) = (number("x")?, number("y")?);
            let (right, bottom) = (left + number("width")?, top + number("height")?);
            let corners = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
            Ok(Shape::Lines { lines: vec![corners], is_closed: true, paint })
        }
        "line" => {
            let ends = vec![(number("x1")?, number("y1")?), (number("x2")?, number("y2")?)];
            Ok(Shape::Lines { lines: vec![ends], is_closed: false, paint })
        }
        "circle" => Ok(Shape::Circle { centre: (number("cx")?, number("cy")?), radius: number("r")?, paint }),
        "path" => {
            let data = attributes.get("d");
            let lines =
                data.split('M').filter(|line| !line.is_empty()).map(points).collect::<Result<_, _>>()?;
            Ok(Shape::Lines { lines, is_closed: data.ends_with('Z'), paint })
        }
        other => Err(format!("<{other}> is not known in a drawing")),
    }
}

/// The points of `0.0 1.0L2.0 3.0Z`.
fn points(line: &str) -> Result<Vec<(f32, f32)>, String> {
    let point = |point: &str| {
        let (x, y) = point.split_once(' ').ok_or_else(|| format!("{point} is no point"))?;
        Ok((finite(x)?, finite(y)?))
    };
    line.trim_end_matches('Z').split('L').map(point).collect()
}

fn text(attributes: &Attributes<'_>, words: &str) -> Result<Shape, String> {
    Ok(Shape::Text(Label {
        at: (attributes.number("x")?, attributes.number("y")?),
        anchor: match attributes.get("text-anchor") {
            "middle" => Anchor::Middle,
            "end" => Anchor::End,
            _ => Anchor::Start,
        },
        words: unescaped(words)?,
        size: attributes.number("font-size")?,
        is_bold: !attributes.get("font-weight").is_empty(),
        colour: attributes.paint()?.fill,
        has_halo: attributes.get("paint-order") == "stroke",
    }))
}

struct Attributes<'a>(HashMap<&'a str, &'a str>);

impl<'a> Attributes<'a> {
    fn read(tag: &'a str) -> Result<Self, String> {
        let mut all = HashMap::new();
        let mut parts = tag.trim_end_matches('/').split('"');
        while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
            let name = name.rsplit([' ', '\n']).next().and_then(|name| name.strip_suffix('='));
            all.insert(name.ok_or_else(|| format!("<{tag}> cannot be read"))?, value);
        }
        Ok(Self(all))
    }

    fn get(&self, name: &str) -> &'a str {
        self.0.get(name).copied().unwrap_or_default()
    }

    fn number(&self, name: &str) -> Result<f32, String> {
        finite(self.get(name)).map_err(|words| format!("{name}: {words}"))
    }

    fn paint(&self) -> Result<Paint, String> {
        let opacity = if self.get("fill-opacity").is_empty() { 1.0 } else { self.number("fill-opacity")? };
        let stroke = match colour(self.get("stroke"))? {
            Some(colour) => Some((colour, self.number("stroke-width")?)),
            None => None,
        };
        let dash =
            self.get("stroke-dasharray").split([' ', ',']).filter(|part| !matches!(*part, "" | "none"));
        Ok(Paint {
            fill: colour(self.get("fill"))?,
            opacity: opacity.clamp(0.0, 1.0),
            stroke,
            dash: dash.map(finite).collect::<Result<_, _>>()?,
        })
    }
}

fn finite(number: &str) -> Result<f32, String> {
    let value = number.parse::<f32>().ok().filter(|value| value.is_finite());
    value.ok_or_else(|| format!("{number:?} is no number"))
}

fn colour(value: &str) -> Result<Option<Colour>, String> {
    if matches!(value, "" | "none") {
        return Ok(None);
    }
    let bytes = value.strip_prefix('#').and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let [_, red, green, blue] = bytes.ok_or_else(|| format!("{value} is no colour"))?.to_be_bytes();
    Ok(Some([red, green, blue]))
}
