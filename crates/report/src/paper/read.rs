//! Sections to blocks: reads the markup of our own templates and charts, and no other.
//!
//! The templates hold the sentences of the report. To say them on paper, too, without a second copy, a section is
//! rendered as ever and then read here. The vocabulary is small and closed: an element that is not in it is an error,
//! which the tests would see, because they read every section.

mod block;
mod inline;
mod table;
mod tree;

use super::Block;

pub(super) use tree::unescaped;

/// The blocks of a section.
pub(super) fn blocks(markup: &str) -> Result<Vec<Block>, String> {
    let nodes = tree::parse(markup)?;
    let mut reader = block::Reader::default();
    reader.nodes(&nodes)?;
    Ok(reader.blocks)
}
