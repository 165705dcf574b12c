//! What Typst may see: the design, the document, four fonts, and nothing else of the machine.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

const DESIGN: &str = include_str!("pages.typ");

const FONTS: [&[u8]; 4] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/regular.otf")),
    include_bytes!(concat!(env!("OUT_DIR"), "/italic.otf")),
    include_bytes!(concat!(env!("OUT_DIR"), "/semibold.otf")),
    include_bytes!(concat!(env!("OUT_DIR"), "/math.otf")),
];

/// The design with one document and the fonts.
pub(crate) struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    design: Source,
    document: (FileId, Bytes),
}

impl Desk {
    pub(crate) fn new(document: Vec<u8>) -> Result<Self, String> {
        let fonts = fonts();
        if fonts.len() != FONTS.len() {
            return Err("the fonts in the program cannot be read".to_owned());
        }
        // Rows are told to whoever is read to by their headings, which Typst still calls an extra.
        let features = [Feature::A11yExtras].into_iter().collect();
        Ok(Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            design: Source::new(id("pages.typ")?, DESIGN.to_owned()),
            document: (id("document.json")?, Bytes::new(document)),
        })
    }

    pub(crate) fn design(&self) -> &Source {
        &self.design
    }
}

/// The fonts that the program carries.
pub(crate) fn fonts() -> Vec<Font> {
    FONTS.iter().filter_map(|font| Font::new(Bytes::new(*font), 0)).collect()
}

fn id(name: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(name).map_err(|error| format!("{name}: {error}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.design.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.design.id() { Ok(self.design.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.document.0 { Ok(self.document.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// There is no day: the same document gives the same bytes on any.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
