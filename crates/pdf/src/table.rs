//! Tables: how wide columns are, and rows that are not parted.

use crate::Error;
use crate::block::Flow;
use crate::design::{GAP, QUIET, RULE};
use crate::piece::{self, Column, Mark, Piece};
use crate::tags::Part;
use crate::text::{Text, Type};
use krilla::tagging::{TableHeaderScope, Tag, TagKind};
use report::paper::{self, Cell, Span, Table};
use std::num::NonZeroU32;
use std::rc::Rc;

/// A row of more lines than this may go on on the next page.
const MOST_LINES: usize = 24;

/// A cell that is shaped, with the column that it begins in.
struct Shaped<'a> {
    column: usize,
    cell: &'a Cell,
    text: Text,
}

impl Flow<'_> {
    /// A table of a width.
    pub(crate) fn table(
        &mut self,
        data: &Table,
        x: f32,
        width: f32,
        parent: Part,
    ) -> Result<Vec<Piece>, Error> {
        let size = if data.is_dense { 7.2 } else { 8.4 };
        let ty = Type::new(size).pitch(1.12).tabular();
        let head: Result<Vec<_>, Error> =
            data.head.iter().map(|row| self.shaped(row, data, ty, false)).collect();
        let body: Result<Vec<_>, Error> =
            data.rows.iter().map(|row| self.shaped(row, data, ty, true)).collect();
        let (head, body) = (head?, body?);
        let widths = widths(data, &head, &body, size, width);
        let part = self.tags.add(parent, Tag::Table);
        let mut pieces = Vec::new();
        if !head.is_empty() {
            let section = self.tags.add(part, Tag::THead);
            for row in head {
                pieces.extend(self.row(row, data, &widths, x, section, false));
            }
            piece::stay(&mut pieces);
            self.heads.push(pieces.clone());
        }
        let repeated = (!pieces.is_empty()).then(|| self.heads.len() - 1);
        let section = self.tags.add(part, Tag::TBody);
        let n = body.len();
        for (y, row) in body.into_iter().enumerate() {
            let is_group = row.len() == 1 && data.is_number.len() > 1;
            let mut row = self.row(row, data, &widths, x, section, true);
            row.iter_mut().for_each(|piece| piece.head = repeated);
            // The first two rows stand on one page, the last two, and a heading with what it heads.
            if y + 1 < n && (is_group || y == 0 || y + 2 == n || n <= 5) {
                row.last_mut().into_iter().for_each(|piece| piece.stays = true);
            }
            pieces.extend(row);
        }
        piece::space(&mut pieces, 9.0, 9.0);
        Ok(pieces)
    }

    fn shaped<'a>(
        &mut self,
        row: &'a [Cell],
        data: &Table,
        ty: Type,
        is_body: bool,
    ) -> Result<Vec<Shaped<'a>>, Error> {
        let mut column = 0;
        let mut shaped = Vec::with_capacity(row.len());
        for cell in row {
            let is_group = is_group(cell, is_body);
            let is_bold = cell.is_head && is_body && (is_group || !data.is_dense);
            let ty = if is_bold { ty.bold() } else { ty };
            let ty = if is_group { ty.colour(QUIET) } else { ty };
            let words = self.words(&cell.spans, ty)?;
            shaped.push(Shaped { column, cell, text: self.setter.shape(words, ty)? });
            column += cell.columns.max(1);
        }
        Ok(shaped)
    }

    fn row(
        &mut self,
        row: Vec<Shaped<'_>>,
        data: &Table,
        widths: &[f32],
        x: f32,
        section: Part,
        is_body: bool,
    ) -> Vec<Piece> {
        let part = self.tags.add(section, Tag::TR);
        let left = |column: usize| x + widths.iter().take(column).map(|width| width + GAP).sum::<f32>();
        let (mut columns, mut empty) = (Vec::new(), Vec::new());
        let mut is_group_row = false;
        for Shaped { column, cell, mut text } in row {
            let until = column + cell.columns.max(1);
            let width = left(until) - left(column) - GAP;
            let is_group = is_group(cell, is_body);
            is_group_row |= is_group;
            let is_number = data.is_number.get(column).is_some_and(|is_number| *is_number) && !is_group;
            text.break_lines(width.max(1.0), is_number);
            let part = self.tags.add(part, kind(cell, is_body));
            if text.text.trim().is_empty() && text.drawings.is_empty() {
                empty.push(Mark::Nothing { part });
            } else {
                columns.push(Column { x: left(column), text: Rc::new(text), part });
            }
        }
        let n_lines = columns.iter().map(|column| column.text.n_lines()).max().unwrap_or(0);
        let mut pieces = if n_lines > MOST_LINES {
            piece::side_by_side(&columns)
        } else {
            // What is in a head stands at its foot.
            let height = columns.iter().map(|column| column.text.height()).fold(0.0, f32::max);
            let mut one = Piece { height, ..Piece::default() };
            for Column { x, text, part } in columns {
                let shift = if is_body { 0.0 } else { height - text.height() };
                one.marks.extend(Piece::whole(&text, x, Some(part)).marks.into_iter().map(|mut mark| {
                    mark.lower(shift);
                    mark
                }));
            }
            vec![one]
        };
        let pad = if data.is_dense { 2.2 } else { 3.4 };
        let (above, below) = if is_group_row { (5.0, 2.4) } else { (pad, pad) };
        let right = x + widths.iter().sum::<f32>() + GAP * (widths.len().max(1) - 1) as f32;
        if let Some(first) = pieces.first_mut() {
            first.height += above;
            first.marks.iter_mut().for_each(|mark| mark.lower(above));
            first.marks.extend(empty);
        }
        if let Some(last) = pieces.last_mut() {
            last.height += below;
            let (colour, width) = if is_body { (RULE, 0.4) } else { (QUIET, 0.6) };
            let (from, to) = ((x, last.height), (right, last.height));
            last.marks.push(Mark::Rule { from, to, colour, width, is_dashed: false });
        }
        pieces
    }
}

/// Whether a cell heads the rows below it.
fn is_group(cell: &Cell, is_body: bool) -> bool {
    is_body && cell.columns > 1 && cell.is_head
}

fn kind(cell: &Cell, is_body: bool) -> TagKind {
    let columns =
        u32::try_from(cell.columns).ok().and_then(NonZeroU32::new).filter(|columns| columns.get() > 1);
    match (cell.is_head, is_body) {
        (true, true) => Tag::TH(TableHeaderScope::Row).with_col_span(columns).into(),
        (_, false) => Tag::TH(TableHeaderScope::Column).with_col_span(columns).into(),
        (false, true) => Tag::TD.with_col_span(columns).into(),
    }
}

/// How wide each column is.
fn widths(
    data: &Table,
    head: &[Vec<Shaped<'_>>],
    body: &[Vec<Shaped<'_>>],
    size: f32,
    whole: f32,
) -> Vec<f32> {
    let column = |(x, is_number): (usize, &bool)| {
        let of = |rows: &[Vec<Shaped<'_>>]| {
            let cells = rows.iter().flatten().filter(|one| one.column == x && one.cell.columns == 1);
            cells
                .map(|one| one.text.widths())
                .fold((0.0_f32, 0.0_f32), |most, one| (most.0.max(one.0), most.1.max(one.1)))
        };
        let has_drawing = body.iter().flatten().any(|one| {
            one.column == x && one.cell.spans.iter().any(|span| matches!(span, Span::Drawing { .. }))
        });
        paper::Column { is_number: *is_number, has_drawing, head: of(head), body: of(body) }
    };
    let columns: Vec<paper::Column> = data.is_number.iter().enumerate().map(column).collect();
    paper::widths(&columns, size, whole - GAP * (columns.len().max(1) - 1) as f32)
}
