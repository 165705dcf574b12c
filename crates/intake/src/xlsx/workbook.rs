//! What the cells of a workbook refer to: its sheets, shared texts, and number formats.

use super::archive::Archive;
use super::xml::{Element, Item, Refused, Xml};
use std::collections::HashMap;

/// A sheet that can be read.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) path: String,
}

/// How a number is shown, as far as it changes what the number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Plain,
    Percent,
    Date,
}

/// A workbook without its sheets' cells.
#[derive(Default)]
pub(super) struct Workbook {
    /// The visible worksheets, in the order of their tabs.
    pub(super) sheets: Vec<Sheet>,
    /// The names of those that are hidden.
    pub(super) hidden: Vec<String>,
    /// Texts by their index.
    pub(super) texts: Vec<String>,
    /// How numbers are shown, by the index of a cell's style.
    pub(super) styles: Vec<Shown>,
    /// Whether days are counted from the beginning of 1904.
    pub(super) is_since_1904: bool,
    /// Whether a spreadsheet is to compute the formulas when it opens the file: their results may never have been computed.
    pub(super) is_to_be_computed: bool,
}

impl Workbook {
    pub(super) fn read(archive: &mut Archive<'_>) -> Result<Self, Refused> {
        let main = relations(archive, "")?
            .into_values()
            .find(|relation| relation.kind.ends_with("/officeDocument"))
            .map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.path);
        let relations = relations(archive, &main)?;
        let mut part = |kind: &str| {
            let relation = relations.values().find(|relation| relation.kind.ends_with(kind));
            relation.map_or(Ok(None), |relation| archive.part(&relation.path))
        };
        let texts = part("/sharedStrings")?.map_or_else(|| Ok(Vec::new()), |part| read_texts(&part))?;
        let styles = part("/styles")?.map_or_else(|| Ok(Vec::new()), |part| read_styles(&part))?;
        let main = archive.part(&main)?.ok_or_else(|| Refused::broken("it has no main part"))?;
        let mut workbook = Self { texts, styles, ..Self::default() };
        workbook.read_main(&main, &relations)?;
        Ok(workbook)
    }

    fn read_main(&mut self, part: &[u8], relations: &HashMap<String, Relation>) -> Result<(), Refused> {
        let mut xml = Xml::new(part);
        while let Some(item) = xml.next()? {
            let Item::Open(element) = item else { continue };
            match element.name() {
                "workbookPr" => self.is_since_1904 = element.is("date1904")?,
                "calcPr" => self.is_to_be_computed = element.is("fullCalcOnLoad")?,
                "sheet" => {
                    let relation = element.attribute("id")?.and_then(|id| relations.get(&id));
                    // Charts may have a tab of their own, and are no worksheets.
                    let Some(relation) = relation.filter(|relation| relation.kind.ends_with("/worksheet"))
                    else {
                        continue;
                    };
                    let name = element.attribute("name")?.unwrap_or_default();
                    if element.attribute("state")?.is_some_and(|state| state != "visible") {
                        self.hidden.push(name);
                    } else {
                        self.sheets.push(Sheet { name, path: relation.path.clone() });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// A reference from one part to another.
struct Relation {
    kind: String,
    path: String,
}

/// The references of a part, or of the whole archive for the empty path, by their ids.
fn relations(archive: &mut Archive<'_>, of: &str) -> Result<HashMap<String, Relation>, Refused> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let Some(part) = archive.part(&format!("{folder}/_rels/{file}.rels"))? else { return Ok(HashMap::new()) };
    let mut xml = Xml::new(&*part);
    let mut relations = HashMap::new();
    while let Some(item) = xml.next()? {
        if let Item::Open(element) = item
            && element.name() == "Relationship"
            && let (Some(id), Some(kind), Some(target)) =
                (element.attribute("Id")?, element.attribute("Type")?, element.attribute("Target")?)
        {
            relations.insert(id, Relation { kind, path: resolve(folder, &target) });
        }
    }
    Ok(relations)
}

/// The path that a target means, seen from a folder.
fn resolve(folder: &str, target: &str) -> String {
    if target.starts_with('/') {
        return target.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').collect();
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

fn read_texts(part: &[u8]) -> Result<Vec<String>, Refused> {
    let mut xml = Xml::new(part);
    let mut texts = Vec::new();
    let mut text = RichText::default();
    while let Some(item) = xml.next()? {
        if matches!(&item, Item::Close(name) if name == "si") {
            texts.push(unescape(std::mem::take(&mut text).text));
        } else {
            text.take(&item);
        }
    }
    Ok(texts)
}

/// A text that may come in runs of different looks, and with hints how to pronounce it, which are no part of it.
#[derive(Default)]
pub(super) struct RichText {
    pub(super) text: String,
    is_in_text: bool,
    is_in_hint: bool,
}

impl RichText {
    pub(super) fn take(&mut self, item: &Item) {
        match item {
            Item::Open(element) if element.name() == "t" => self.is_in_text = true,
            Item::Open(element) if element.name() == "rPh" => self.is_in_hint = true,
            Item::Close(name) if name == "t" => self.is_in_text = false,
            Item::Close(name) if name == "rPh" => self.is_in_hint = false,
            Item::Text(text) if self.is_in_text && !self.is_in_hint => self.text.push_str(text),
            _ => {}
        }
    }
}

/// A text with the characters that XML cannot hold, which workbooks write as `_x000D_` and the like: ECMA-376 part 1,
/// 22.9.2.19. What only looks so is written with `_x005F_` for its first underscore.
pub(super) fn unescape(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        units.extend(rest[..at].encode_utf16());
        rest = &rest[at..];
        let digits = rest.get(2..6).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits
            .and_then(|digits| u16::from_str_radix(digits, 16).ok())
            .filter(|_| rest[6..].starts_with('_'))
        {
            Some(unit) => {
                units.push(unit);
                rest = &rest[7..];
            }
            None => {
                units.push(u16::from(b'_'));
                rest = &rest[1..];
            }
        }
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units)
}

fn read_styles(part: &[u8]) -> Result<Vec<Shown>, Refused> {
    let mut xml = Xml::new(part);
    let mut formats: HashMap<u32, Shown> = HashMap::new();
    let mut styles = Vec::new();
    let mut is_in_cell_styles = false;
    while let Some(item) = xml.next()? {
        match item {
            Item::Open(element) => match element.name() {
                "numFmt" => {
                    if let (Some(id), Some(code)) =
                        (number(&element, "numFmtId")?, element.attribute("formatCode")?)
                    {
                        formats.insert(id, shown(&code));
                    }
                }
                "cellXfs" => is_in_cell_styles = true,
                "xf" if is_in_cell_styles => {
                    let id = number(&element, "numFmtId")?.unwrap_or(0);
                    styles.push(formats.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            },
            Item::Close(name) if name == "cellXfs" => is_in_cell_styles = false,
            Item::Close(_) | Item::Text(_) => {}
        }
    }
    Ok(styles)
}

fn number(element: &Element, name: &str) -> Result<Option<u32>, Refused> {
    Ok(element.attribute(name)?.and_then(|text| text.parse().ok()))
}

/// The formats that files need not spell out: ECMA-376 part 1, 18.8.30.
fn built_in(id: u32) -> Shown {
    match id {
        9 | 10 => Shown::Percent,
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Shown::Date,
        _ => Shown::Plain,
    }
}

/// What a format code makes of a number: the letters that stand for parts of a date, or a percent sign, outside
/// quotation marks, brackets and escapes.
fn shown(code: &str) -> Shown {
    let mut chars = code.chars();
    let mut found = Shown::Plain;
    while let Some(c) = chars.next() {
        match c {
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '\\' | '_' | '*' => drop(chars.next()),
            '[' => {
                // [h] counts hours; [Red] is a colour and [$-409] a language.
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if matches!(inside.to_ascii_lowercase().trim_matches(['h', 'm', 's']), "")
                    && !inside.is_empty()
                {
                    return Shown::Date;
                }
            }
            '%' => found = Shown::Percent,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return Shown::Date,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart() {
        for code in
            ["General", "0.00", "#,##0.0", "0.00E+00", "[Red]0.0;[Blue]-0.0", "0\" days\"", "0\\d", "@"]
        {
            assert_eq!(shown(code), Shown::Plain, "{code}");
        }
        for code in ["0%", "0.0 %;[Red]-0.0 %"] {
            assert_eq!(shown(code), Shown::Percent, "{code}");
        }
        for code in ["yyyy-mm-dd", "[h]:mm", "[$-409]d. mmm", "HH:MM", "[ss]"] {
            assert_eq!(shown(code), Shown::Date, "{code}");
        }
    }

    #[test]
    fn escapes_are_decoded_once() {
        for (written, meant) in [
            ("Ada_x000D_", "Ada\r"),
            ("a_x0020_b", "a b"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x005f__x005F_", "__"),
            ("_xD83D__xDE00_", "\u{1f600}"),
            ("_xD83D_", "\u{fffd}"),
            ("_x00", "_x00"),
            ("_x00ZZ_ _x000D", "_x00ZZ_ _x000D"),
            ("skill_xé000_", "skill_xé000_"),
            ("max_xp_x0041_", "max_xpA"),
        ] {
            assert_eq!(unescape(written.to_owned()), meant, "{written}");
        }
    }

    #[test]
    fn targets_are_seen_from_their_folder() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/sheet1.xml"), "/xl/sheet1.xml");
        assert_eq!(resolve("xl/a", "../b.xml"), "xl/b.xml");
        assert_eq!(resolve("xl", "../../../b.xml"), "b.xml");
    }
}
