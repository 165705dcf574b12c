//! Charts: our own drawings, read into the few shapes that they are made of.
//!
//! The vocabulary is that of the writer of charts and is closed: anything else is an error, which the tests would see,
//! because they set every document.

use crate::Error;
use crate::design::{Colour, INK};
use crate::text::{Setter, Text, Type, Words};
use report::paper::unescaped;
use std::collections::HashMap;
use std::rc::Rc;

/// A drawing.
pub(crate) struct Drawing {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) shapes: Vec<Shape>,
}

/// A shape of a drawing.
pub(crate) enum Shape {
    /// Lines through points, closed or not.
    Lines {
        lines: Vec<Vec<(f32, f32)>>,
        is_closed: bool,
        paint: Paint,
    },
    Circle {
        centre: (f32, f32),
        radius: f32,
        paint: Paint,
    },
    /// A text on one line, whose baseline begins here.
    Text {
        at: (f32, f32),
        text: Rc<Text>,
        has_halo: bool,
    },
}

/// How a shape is filled and outlined.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Paint {
    pub(crate) fill: Option<Colour>,
    pub(crate) opacity: f32,
    pub(crate) stroke: Option<(Colour, f32)>,
    pub(crate) dash: Vec<f32>,
}

impl Drawing {
    /// Reads a drawing.
    pub(crate) fn read(svg: &str, setter: &mut Setter<'_>) -> Result<Self, Error> {
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
                    drawing.shapes.push(text(&Attributes::read(tag)?, words, setter)?);
                    rest = after.split_once('>').ok_or("a text is not closed")?.1;
                }
                shape => drawing.shapes.push(shape_of(shape, &Attributes::read(tag)?)?),
            }
        }
        let is_sized = drawing.width > 0.0 && drawing.height > 0.0;
        if is_sized { Ok(drawing) } else { Err(Error::from("a drawing has no size")) }
    }
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

fn text(attributes: &Attributes<'_>, words: &str, setter: &mut Setter<'_>) -> Result<Shape, Error> {
    let mut ty =
        Type::new(attributes.number("font-size")?).colour(attributes.paint()?.fill.unwrap_or(INK)).tabular();
    ty.is_bold = !attributes.get("font-weight").is_empty();
    let mut text = setter.shape(Words::plain(&unescaped(words)?, ty), ty)?;
    text.break_lines(f32::MAX, false);
    let shift = match attributes.get("text-anchor") {
        "middle" => text.width() / 2.0,
        "end" => text.width(),
        _ => 0.0,
    };
    let at = (attributes.number("x")? - shift, attributes.number("y")?);
    Ok(Shape::Text { at, text: Rc::new(text), has_halo: attributes.get("paint-order") == "stroke" })
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
