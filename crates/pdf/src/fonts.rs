//! The fonts that texts are set in.

use crate::Error;
use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use std::sync::Arc;

/// The text, its slanted and its weighty form; and signs and scripts that these lack.
const BUILT_IN: [&[u8]; 4] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/regular.otf")),
    include_bytes!(concat!(env!("OUT_DIR"), "/italic.otf")),
    include_bytes!(concat!(env!("OUT_DIR"), "/semibold.otf")),
    include_bytes!(concat!(env!("OUT_DIR"), "/math.otf")),
];

/// The fonts that a document is set in: those of the program, and those that were added for letters that these lack. A
/// letter is taken from the first that has it.
#[derive(Clone, Default)]
pub struct Fonts {
    added: Vec<Blob<u8>>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fonts({} added)", self.added.len())
    }
}

impl Fonts {
    /// Adds the fonts of a file (OpenType or TrueType, one or a collection).
    ///
    /// # Errors
    /// Where the file holds no font that can be read.
    pub fn add(&mut self, file: Vec<u8>) -> Result<(), Error> {
        let blob = Blob::from(file);
        let found = collection().register_fonts(blob.clone(), None);
        let is_usable = found
            .iter()
            .flat_map(|(_, fonts)| fonts)
            .all(|font| krilla::text::Font::new(blob.data().to_vec().into(), font.index()).is_some());
        if found.is_empty() || !is_usable {
            return Err(Error::NoFont);
        }
        self.added.push(blob);
        Ok(())
    }

    /// The fonts as texts are shaped with them, and the names of the families inside and of those that were added.
    pub(crate) fn context(&self) -> (FontContext, Vec<String>, Vec<String>) {
        let mut collection = collection();
        let mut register = |blob: Blob<u8>, names: &mut Vec<String>| {
            for (family, _) in collection.register_fonts(blob, None) {
                let name = collection.family_name(family).unwrap_or_default().to_owned();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        };
        let (mut inside, mut added) = (Vec::new(), Vec::new());
        BUILT_IN.iter().for_each(|font| register(Blob::new(Arc::new(*font)), &mut inside));
        self.added.iter().for_each(|blob| register(blob.clone(), &mut added));
        (FontContext { collection, source_cache: SourceCache::default() }, inside, added)
    }
}

/// No font of the machine is in it: the same document gives the same pages everywhere.
fn collection() -> Collection {
    Collection::new(CollectionOptions { shared: false, system_fonts: false })
}
