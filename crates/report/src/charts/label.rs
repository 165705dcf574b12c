//! Names and labels: how wide they are, where they are cut, and how they are kept apart.

/// Fonts differ, and a label that is a little too narrow is better than one that overlaps.
const WIDTH_ALLOWANCE: f64 = 1.06;
const BOLD_ALLOWANCE: f64 = 1.07;

/// The width of a text in the sans-serif fonts that the charts ask for, on the generous side.
#[must_use]
pub fn text_width(text: &str, size: f64, is_bold: bool) -> f64 {
    let ems: f64 = text.chars().map(char_width).sum();
    ems * size * WIDTH_ALLOWANCE * if is_bold { BOLD_ALLOWANCE } else { 1.0 }
}

/// The width of one character in ems, by class: close to Helvetica's for Latin letters, a full em
/// for scripts and symbols set on a square, and nothing for marks that sit on their neighbour.
fn char_width(c: char) -> f64 {
    match c {
        _ if joins_previous(c) => 0.0,
        'i' | 'j' | 'l' | '\'' | '|' => 0.24,
        ' ' | '.' | ',' | ':' | ';' | '!' | 'I' | 'f' | 't' | '/' | '\\' | '[' | ']' | '·' => 0.29,
        'r' | '-' | '(' | ')' | '`' | '"' | '{' | '}' | '*' => 0.38,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 0.51,
        'F' | 'T' | 'Z' | 'L' | '+' | '<' | '=' | '>' | '~' | '−' => 0.61,
        'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' | '&' => 0.67,
        'C' | 'D' | 'H' | 'N' | 'R' | 'U' | 'w' => 0.73,
        'G' | 'O' | 'Q' => 0.78,
        'm' | 'M' | '%' => 0.87,
        'W' | '@' | '…' => 1.0,
        '\u{21}'..='\u{7e}' => 0.56,
        '\u{a0}'..='\u{2ff}' | '\u{370}'..='\u{52f}' => 0.68,
        '\u{530}'..='\u{6ff}' | '\u{2000}'..='\u{206f}' => 0.62,
        '\u{1f000}'.. => 1.35,
        _ => 1.05,
    }
}

/// Whether a character is drawn on or with the one before it, so that a cut must not come between.
fn joins_previous(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200d}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The text as it is drawn: on one line, without control characters and without marks that turn the
/// direction of the text after them.
pub(crate) fn one_line(text: &str) -> String {
    let is_turn = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}');
    let shown = |c: char| match c {
        '\u{2028}' | '\u{2029}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    };
    let text: String = text.chars().filter(|&c| !is_turn(c)).map(shown).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text cut to a width, with an ellipsis where something was cut. It should be on one line.
pub(super) fn truncate(text: &str, size: f64, is_bold: bool, room: f64) -> String {
    if text_width(text, size, is_bold) <= room {
        return text.to_owned();
    }
    let room = room - text_width("…", size, is_bold);
    let mut end = 0;
    let mut is_joined = false;
    for (at, c) in text.char_indices() {
        // A joiner ties the next character to this one as well.
        if !joins_previous(c) && !is_joined {
            if text_width(&text[..at], size, is_bold) > room {
                break;
            }
            end = at;
        }
        is_joined = c == '\u{200d}';
    }
    format!("{}…", text[..end].trim_end())
}

/// Moves labels apart as little as possible: positions at least `gap` apart and inside `low..=high`
/// where there is room, in the order wanted, with the least sum of squared moves.
///
/// Taking `i · gap` off the i-th turns the task into an isotonic regression, solved by pooling
/// adjacent violators.
pub(super) fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (i, &label) in order.iter().enumerate() {
        let mut pool = (wanted[label] - i as f64 * gap, 1);
        while let Some(&(mean, n)) = pools.last().filter(|(mean, _)| *mean > pool.0) {
            pool = ((mean * n as f64 + pool.0 * pool.1 as f64) / (n + pool.1) as f64, n + pool.1);
            pools.pop();
        }
        pools.push(pool);
    }
    let last = (wanted.len().max(1) - 1) as f64;
    let top = (high - last * gap).max(low);
    let mut placed = vec![0.0; wanted.len()];
    let flat = pools.iter().flat_map(|&(mean, n)| std::iter::repeat_n(mean, n));
    for (i, (base, &label)) in flat.zip(&order).enumerate() {
        placed[label] = base.clamp(low, top) + i as f64 * gap;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_to_the_room() {
        let name = "Maximiliane von Hohenlohe-Waldenburg ".repeat(4);
        let cut = truncate(&name, 13.0, false, 150.0);
        assert!(cut.ends_with('…') && text_width(&cut, 13.0, false) <= 150.0, "{cut}");
        assert_eq!(truncate("Ada", 13.0, false, 150.0), "Ada");
        assert_eq!(truncate("Ada", 13.0, false, 0.0), "…");
    }

    #[test]
    fn a_cut_never_separates_joined_characters() {
        let family = "👩\u{200d}👩\u{200d}👧 family of an unusual length";
        for room in 0..200 {
            let cut = truncate(family, 13.0, false, f64::from(room));
            let kept = cut.trim_end_matches('…');
            assert!(!kept.ends_with('\u{200d}'), "{cut:?}");
            assert!(kept.is_empty() || kept.starts_with("👩\u{200d}👩\u{200d}👧"), "{cut:?}");
        }
    }

    #[test]
    fn direction_marks_and_controls_are_not_drawn() {
        assert_eq!(one_line("a\u{202e}b\n\tc\u{0}d "), "ab c d");
    }

    #[test]
    fn labels_are_moved_apart_and_kept_inside() {
        assert_eq!(spread(&[10.0, 40.0], 10.0, 0.0, 100.0), [10.0, 40.0]);
        assert_eq!(spread(&[20.0, 20.0, 20.0], 10.0, 0.0, 100.0), [10.0, 20.0, 30.0]);
        assert_eq!(spread(&[99.0, 98.0], 10.0, 0.0, 100.0), [100.0, 90.0]);
        assert_eq!(spread(&[], 10.0, 0.0, 100.0), Vec::<f64>::new());
        let crowded = spread(&[5.0; 4], 10.0, 0.0, 20.0);
        assert_eq!(crowded, [0.0, 10.0, 20.0, 30.0], "without room the gap wins");
    }
}
