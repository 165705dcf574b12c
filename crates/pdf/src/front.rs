//! What stands around the blocks: the title, the foot of the first page, and head and foot of every page.

use crate::Error;
use crate::block::Flow;
use crate::design::{CEO, INK, LEFT, MEASURE, NORMAL, PAGE, QUIET, RULE, SMALL, TINY, TOP, WHOLE, mm};
use crate::piece::{self, Mark, Piece};
use crate::tags::Part;
use crate::text::{Type, Words};
use krilla::tagging::Tag;
use report::paper::{Edition, Paper};

const GUTTER: f32 = mm(8.0);
/// Where the page number of an entry stands.
const FOLIO: f32 = mm(8.0);

impl Flow<'_> {
    /// The title and what stands under it.
    pub(crate) fn title(&mut self, paper: &Paper, root: Part) -> Result<Vec<Piece>, Error> {
        let kicker = Type::new(SMALL).colour(CEO);
        let title = Type::new(25.0).bold().pitch(1.02);
        let fact = Type::new(NORMAL).colour(QUIET);
        let mut pieces = Vec::new();
        let set = [(&paper.kicker, kicker, MEASURE, 0.0, 7.0), (&paper.title, title, WHOLE, 7.0, 9.0)];
        let facts = paper.facts.iter().map(|words| (words, fact, MEASURE, 5.0, 5.0));
        for (at, (words, ty, width, above, below)) in set.into_iter().chain(facts).enumerate() {
            let part = if at == 1 { self.tags.add(root, Tag::Title) } else { self.tags.add(root, Tag::P) };
            let text = self.setter.set(Words::plain(words, ty), ty, width)?;
            let mut lines = piece::lines(&text, LEFT, part);
            piece::space(&mut lines, above, below);
            pieces.extend(lines);
        }
        let (from, to) = ((LEFT, 0.0), (LEFT + WHOLE, 0.0));
        let rule = Mark::Rule { from, to, colour: INK, width: 1.0, is_dashed: false };
        pieces.push(Piece { above: 10.0, below: 9.0, marks: vec![rule], ..Piece::default() });
        piece::stay(&mut pieces);
        Ok(pieces)
    }

    /// The foot of the first page: what holds for whoever keeps it.
    pub(crate) fn foot(&mut self, paper: &Paper, colophon: Part) -> Result<Vec<Piece>, Error> {
        let (from, to) = ((LEFT, 0.0), (LEFT + WHOLE, 0.0));
        let rule = Mark::Rule { from, to, colour: RULE, width: 0.5, is_dashed: false };
        let mut pieces = vec![Piece { below: 7.0, marks: vec![rule], ..Piece::default() }];
        let ty = Type::new(SMALL).colour(QUIET);
        let Edition { search, version, hash } = &paper.edition;
        let known: Vec<&str> =
            [search, version].into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let made_from = if hash.is_empty() { String::new() } else { format!(" · made from {hash}") };
        let words = format!("{}\n{}{made_from}", paper.colophon, known.join(" · "));
        let text = self.setter.set(Words::plain(&words, ty), ty, MEASURE)?;
        let mut lines = piece::lines(&text, LEFT, colophon);
        piece::space(&mut lines, 8.0, 0.0);
        pieces.extend(lines);
        piece::keep(&mut pieces);
        Ok(pieces)
    }

    /// The sections in two columns, each with its page.
    pub(crate) fn contents(
        &mut self,
        part: Part,
        page_of: &dyn Fn(usize) -> usize,
    ) -> Result<Vec<Piece>, Error> {
        let ty = Type::new(SMALL);
        let title = self.tags.add(part, Tag::Caption);
        let heading = self.setter.set(Words::plain("Contents", ty.bold().colour(QUIET)), ty, WHOLE)?;
        let width = (WHOLE - GUTTER) / 2.0;
        let listed: Vec<(usize, String, String)> = (0..)
            .zip(&self.headings)
            .filter(|(_, heading)| heading.level == 1)
            .map(|(at, heading)| (at, heading.words.clone(), heading.anchor.clone()))
            .collect();
        let mut entries = Vec::new();
        for (at, words, anchor) in listed {
            let part = self.tags.add(part, Tag::TOCI);
            let mut entry = Words::default();
            entry.push(&words, ty, &anchor, false);
            let text = self.setter.set(entry, ty, width - FOLIO)?;
            let folio = self.setter.set(Words::plain(&page_of(at).to_string(), ty.tabular()), ty, FOLIO)?;
            let mut one = Piece { above: 5.6, below: 5.6, ..Piece::whole(&text, 0.0, Some(part)) };
            let end = width - folio.width();
            let last =
                text.layout.get(text.n_lines().saturating_sub(1)).map_or(0.0, |line| line.metrics().advance);
            let dots = ((last + 4.0, one.height - 0.5), (end - 4.0, one.height - 0.5));
            if dots.0.0 < dots.1.0 {
                let (from, to) = dots;
                one.marks.push(Mark::Rule { from, to, colour: RULE, width: 0.7, is_dashed: true });
            }
            let at = (end, one.height);
            one.marks.push(Mark::Line { at, text: folio, line: 0, part: Some(part) });
            entries.push(one);
        }
        let half = entries.len().div_ceil(2);
        let right = entries.split_off(half);
        let mut columns = Piece::default();
        for (x, column) in [(LEFT, entries), (LEFT + width + GUTTER, right)] {
            for one in piece::merged(column, f32::MAX) {
                columns.height = columns.height.max(one.height);
                columns.marks.extend(one.marks.into_iter().map(|mark| mark.shifted(x)));
            }
        }
        let title =
            Piece { starts_page: true, below: 7.0, stays: true, ..Piece::whole(&heading, LEFT, Some(title)) };
        columns.below = 16.0;
        Ok(vec![title, columns])
    }

    /// What stands at the head and the foot of a page, from its top.
    pub(crate) fn running(&mut self, paper: &Paper, page: usize, n_pages: usize) -> Result<Vec<Mark>, Error> {
        let ty = Type::new(TINY).colour(QUIET);
        let Edition { search, version, hash } = &paper.edition;
        let hash: String = hash.chars().take(12).collect();
        let stamp: Vec<&str> =
            [version.as_str(), &hash].into_iter().filter(|part| !part.is_empty()).collect();
        let (head, foot) = (TOP - mm(9.0), PAGE.1 - mm(12.0) + 4.6);
        let mut marks = vec![Mark::Rule {
            from: (LEFT, head),
            to: (LEFT + WHOLE, head),
            colour: RULE,
            width: 0.4,
            is_dashed: false,
        }];
        let folio = format!("{page} of {n_pages}");
        for (y, left, right) in [(head - 4.5, search, stamp.join(" · ")), (foot, &paper.kicker, folio)] {
            let right = self.setter.set(Words::plain(&right, ty), ty, WHOLE)?;
            let room = WHOLE - right.width() - mm(6.0);
            let right_at = (LEFT + WHOLE - right.width(), y);
            // One line, whatever the search is called.
            let mut kept: Vec<char> = left.chars().filter(|c| !c.is_control()).take(400).collect();
            let mut text = self.setter.set(Words::plain(&kept.iter().collect::<String>(), ty), ty, room)?;
            while text.n_lines() > 1 && !kept.is_empty() {
                kept.truncate(kept.len() * 9 / 10);
                let words = kept.iter().collect::<String>() + "…";
                text = self.setter.set(Words::plain(&words, ty), ty, room)?;
            }
            marks.push(Mark::Line { at: (LEFT, y), text, line: 0, part: None });
            marks.push(Mark::Line { at: right_at, text: right, line: 0, part: None });
        }
        Ok(marks)
    }
}
