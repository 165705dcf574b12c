//! Takes out of the fonts that Typst ships the few that the pages use, so that the program does not carry the other eight
//! megabytes.

use std::io::{self, Write};
use std::path::Path;
use std::{env, error, fs};

/// The fonts by the names in their files: the text, its slanted and its weighty form, and signs that it lacks.
const FONTS: [(&str, &str); 4] = [
    ("LibertinusSerif-Regular", "regular"),
    ("LibertinusSerif-Italic", "italic"),
    ("LibertinusSerif-Semibold", "semibold"),
    ("NewCMMath-Regular", "math"),
];

fn main() -> Result<(), Box<dyn error::Error>> {
    writeln!(io::stdout(), "cargo::rerun-if-changed=build.rs")?;
    let folder = env::var_os("OUT_DIR").ok_or("there is no OUT_DIR")?;
    for (name, file) in FONTS {
        let found = typst_assets::fonts().find(|font| is_named(font, name));
        let font = found.ok_or_else(|| format!("typst-assets has no font {name}"))?;
        fs::write(Path::new(&folder).join(file).with_extension("otf"), font)?;
    }
    Ok(())
}

/// Whether a font is called so: the name in a CFF font's own index is plain ASCII that ends before a byte below space.
fn is_named(font: &[u8], name: &str) -> bool {
    let name = name.as_bytes();
    let is_whole = |at: usize| font.get(at + name.len()).is_none_or(|next| !next.is_ascii_alphanumeric());
    let Some(cff) = font.windows(4).position(|tag| tag == b"CFF ") else { return false };
    let at = font.get(cff + 8..cff + 12).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    let Some(at) = at.and_then(|at| usize::try_from(at).ok()) else { return false };
    let head = font.get(at..at + 64).unwrap_or_default();
    head.windows(name.len()).position(|window| window == name).is_some_and(|found| is_whole(at + found))
}
