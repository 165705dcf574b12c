//! Drawings with their texts shaped.

use crate::Error;
use crate::design::INK;
use crate::text::{Setter, Text, Type, Words};
use report::paper::{self, Anchor, Label, Paint};
use std::rc::Rc;

/// A drawing.
pub(crate) struct Drawing {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) shapes: Vec<Shape>,
}

/// A shape of a drawing.
pub(crate) enum Shape {
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

impl Drawing {
    /// Reads a drawing.
    pub(crate) fn read(svg: &str, setter: &mut Setter<'_>) -> Result<Self, Error> {
        let paper::Drawing { width, height, shapes } = paper::Drawing::read(svg)?;
        let shapes = shapes.into_iter().map(|shape| match shape {
            paper::Shape::Lines { lines, is_closed, paint } => Ok(Shape::Lines { lines, is_closed, paint }),
            paper::Shape::Circle { centre, radius, paint } => Ok(Shape::Circle { centre, radius, paint }),
            paper::Shape::Text(label) => text(&label, setter),
        });
        Ok(Self { width, height, shapes: shapes.collect::<Result<_, Error>>()? })
    }
}

fn text(label: &Label, setter: &mut Setter<'_>) -> Result<Shape, Error> {
    let mut ty = Type::new(label.size).colour(label.colour.unwrap_or(INK)).tabular();
    ty.is_bold = label.is_bold;
    let mut text = setter.shape(Words::plain(&label.words, ty), ty)?;
    text.break_lines(f32::MAX, false);
    let shift = match label.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => text.width() / 2.0,
        Anchor::End => text.width(),
    };
    let at = (label.at.0 - shift, label.at.1);
    Ok(Shape::Text { at, text: Rc::new(text), has_halo: label.has_halo })
}
