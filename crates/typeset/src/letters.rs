//! Which letters the fonts have.

use crate::desk::fonts;
use std::collections::BTreeSet;

/// The letters of a text, JSON or plain, that none of the fonts has. Signs that are not seen need no form.
pub(crate) fn lacking(text: &str) -> BTreeSet<char> {
    let fonts = fonts();
    let is_seen = |c: char| !c.is_control() && !c.is_whitespace() && !is_format(c);
    let mut letters: BTreeSet<char> = text.chars().filter(|&c| is_seen(c)).collect();
    letters.retain(|c| !fonts.iter().any(|font| font.info().coverage.contains(u32::from(*c))));
    letters
}

/// Joiners, marks of direction and the like.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// What is lacking, in words.
pub(crate) fn words(lacking: &BTreeSet<char>) -> String {
    let shown: String = lacking.iter().take(20).collect();
    let more = if lacking.len() > 20 { " and more" } else { "" };
    format!(
        "the fonts have no form of {shown}{more}: boxes stand in their place; every other format has them"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_europe_and_vietnam_and_our_own_signs_can_be_set() {
        for text in [
            "Çağrı Şükrü Işık, İpek Öğüt",
            "Nguyễn Thị Hồng Ánh, Đặng Lê Nguyên Vũ, Trần Ưu Ơn",
            "Ευαγγελία Παπαδοπούλου, ΐΰ",
            "Łukasz Żółć, Dvořák Ďáblická Ľubomír, Þórður Ægir, Ők Űr, Ģirts Ķēniņš, Ștefan Țuțea",
            "Щербаков Ёлкин Її Ґ Ђ Љ",
            "“”‘’„«»–—…·†‡§¶•°€£¥±×÷≥≤≠≈−½¼²³₂½™®",
            "↑↓→←●○◆□√σρτκΦα∑Σ⁵",
        ] {
            assert!(lacking(text).is_empty(), "{text}: {:?}", lacking(text));
        }
        assert_eq!(lacking("a王\u{2068}").into_iter().collect::<String>(), "王");
    }
}
