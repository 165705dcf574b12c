//! Pieces: what is never parted, and what stands on them.

use crate::design::Colour;
use crate::drawing::Drawing;
use crate::tags::Part;
use crate::text::Text;
use std::rc::Rc;

/// Something that stands on one page whole, such as a line of text or a row.
#[derive(Default, Clone)]
pub(crate) struct Piece {
    /// The room above it, unless what comes before asks for more; none at the top of a page.
    pub(crate) above: f32,
    pub(crate) below: f32,
    pub(crate) height: f32,
    /// Whether it stands on the same page as what follows.
    pub(crate) stays: bool,
    pub(crate) starts_page: bool,
    pub(crate) marks: Vec<Mark>,
    /// The head of the table that it is a row of, repeated where it begins a page.
    pub(crate) head: Option<usize>,
    /// The heading that it begins.
    pub(crate) heading: Option<usize>,
}

/// What is drawn, placed from the left of the page and the top of its piece.
#[derive(Clone)]
pub(crate) enum Mark {
    /// A line of a text, by its left and its baseline; what belongs to no part is not read out.
    Line {
        at: (f32, f32),
        text: Rc<Text>,
        line: usize,
        part: Option<Part>,
    },
    Rule {
        from: (f32, f32),
        to: (f32, f32),
        colour: Colour,
        width: f32,
        is_dashed: bool,
    },
    Frame {
        at: (f32, f32),
        size: (f32, f32),
        colour: Colour,
        width: f32,
    },
    Drawing {
        at: (f32, f32),
        width: f32,
        drawing: Rc<Drawing>,
        part: Option<Part>,
    },
    /// A part without words, such as an empty cell.
    Nothing {
        part: Part,
    },
}

impl Mark {
    pub(crate) fn lower(&mut self, by: f32) {
        match self {
            Self::Line { at, .. } | Self::Frame { at, .. } | Self::Drawing { at, .. } => at.1 += by,
            Self::Rule { from, to, .. } => {
                from.1 += by;
                to.1 += by;
            }
            Self::Nothing { .. } => {}
        }
    }

    /// The same, further to the right.
    pub(crate) fn shifted(mut self, by: f32) -> Self {
        match &mut self {
            Self::Line { at, .. } | Self::Frame { at, .. } | Self::Drawing { at, .. } => at.0 += by,
            Self::Rule { from, to, .. } => {
                from.0 += by;
                to.0 += by;
            }
            Self::Nothing { .. } => {}
        }
        self
    }

    /// The same, but not read out: for what is repeated.
    pub(crate) fn unread(mut self) -> Option<Self> {
        match &mut self {
            Self::Line { part, .. } | Self::Drawing { part, .. } => *part = None,
            Self::Nothing { .. } => return None,
            Self::Rule { .. } | Self::Frame { .. } => {}
        }
        Some(self)
    }
}

impl Piece {
    /// A text as one piece.
    pub(crate) fn whole(text: &Rc<Text>, x: f32, part: Option<Part>) -> Self {
        let marks = (0..text.n_lines())
            .map(|line| Mark::Line { at: (x, text.baseline(line)), text: Rc::clone(text), line, part })
            .collect();
        Self { height: text.height(), marks, ..Self::default() }
    }

    /// The room that it takes after what ends with so much room below.
    pub(crate) fn gap(&self, below: f32) -> f32 {
        self.above.max(below)
    }
}

/// A text as a piece a line, of which neither the first nor the last stands alone.
pub(crate) fn lines(text: &Rc<Text>, x: f32, part: Part) -> Vec<Piece> {
    side_by_side(&[Column { x, text: Rc::clone(text), part }])
}

/// A text beside others.
pub(crate) struct Column {
    pub(crate) x: f32,
    pub(crate) text: Rc<Text>,
    pub(crate) part: Part,
}

/// Texts that stand side by side, as a piece for each of their lines.
pub(crate) fn side_by_side(columns: &[Column]) -> Vec<Piece> {
    let n = columns.iter().map(|column| column.text.n_lines()).max().unwrap_or(0);
    let mut pieces = Vec::with_capacity(n);
    for line in 0..n {
        let mut piece = Piece { stays: line == 0 || line + 2 == n, ..Piece::default() };
        let here = || columns.iter().filter(|column| line < column.text.n_lines());
        piece.height = here().map(|column| column.text.cap).fold(0.0, f32::max);
        for Column { x, text, part } in here() {
            if line > 0 {
                piece.above = piece.above.max(text.baseline(line) - text.baseline(line - 1) - piece.height);
            }
            let text = Rc::clone(text);
            piece.marks.push(Mark::Line { at: (*x, piece.height), text, line, part: Some(*part) });
        }
        pieces.push(piece);
    }
    if let Some(last) = pieces.last_mut() {
        last.stays = false;
    }
    pieces
}

/// Sets the room around pieces.
pub(crate) fn space(pieces: &mut [Piece], above: f32, below: f32) {
    if let Some(first) = pieces.first_mut() {
        first.above = above;
    }
    if let Some(last) = pieces.last_mut() {
        last.below = below;
    }
}

/// Keeps pieces on one page, and with what follows.
pub(crate) fn stay(pieces: &mut [Piece]) {
    pieces.iter_mut().for_each(|piece| piece.stays = true);
}

/// Keeps pieces on one page.
pub(crate) fn keep(pieces: &mut [Piece]) {
    if let [all @ .., _] = pieces {
        stay(all);
    }
}

/// How high pieces are, one below the other.
pub(crate) fn height(pieces: &[Piece]) -> f32 {
    let mut height = 0.0;
    let mut below = None;
    for piece in pieces {
        height += below.map_or(0.0, |below| piece.gap(below)) + piece.height;
        below = Some(piece.below);
    }
    height
}

/// One piece of many, unless it would be too high to go on any page.
pub(crate) fn merged(pieces: Vec<Piece>, most: f32) -> Vec<Piece> {
    let total = height(&pieces);
    if total > most || pieces.len() < 2 {
        return pieces;
    }
    let mut one = Piece { height: total, ..Piece::default() };
    one.above = pieces.first().map_or(0.0, |first| first.above);
    one.heading = pieces.first().and_then(|first| first.heading);
    let (mut y, mut below) = (0.0, None);
    for piece in pieces {
        y += below.map_or(0.0, |below| piece.gap(below));
        one.marks.extend(piece.marks.into_iter().map(|mut mark| {
            mark.lower(y);
            mark
        }));
        y += piece.height;
        below = Some(piece.below);
        (one.below, one.stays) = (piece.below, piece.stays);
    }
    vec![one]
}
