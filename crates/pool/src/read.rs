//! Files of people to blocks of rows: which format, which columns, on every core.

mod arrow;
mod columns;
mod csv;
mod json_lines;
mod text;

use crate::block::Block;
use crate::rank::Shard;
use crate::sieve::{Scratch, Sieve};
pub(crate) use columns::underscored;
use columns::{Columns, Header};
use fit::Problem;
use parquet::file::reader::ChunkReader;
use rayon::prelude::*;
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};

/// Rows that are worked on at a time, where the format leaves the choice.
const BATCH: usize = 1024;

/// What a file can be opened as: read from its start, or at any place.
pub trait Readable: ChunkReader + Read + Send + 'static {}

impl<R: ChunkReader + Read + Send + 'static> Readable for R {}

/// A file, or whatever else people can be read from.
pub struct Source<'a, R> {
    /// What it is called in messages.
    pub name: String,
    /// How long it is, where that is known.
    pub n_bytes: u64,
    /// How to get at it.
    pub origin: Origin<'a, R>,
}

/// How to get at the bytes of a source.
pub enum Origin<'a, R> {
    /// A file that can be opened again and again.
    File(Box<dyn Fn() -> io::Result<R> + Send + Sync + 'a>),
    /// A stream that is read once.
    Stream(Box<dyn Read + Send + 'a>),
}

/// Whom to tell how far the work is, and what is worth knowing beside the result.
pub struct Listener<'a> {
    /// Told how many bytes are read, of how many; of 0 where nobody knows.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Told in a sentence.
    pub note: &'a (dyn Fn(String) + Sync),
}

/// A format in which large pools are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC, as a file.
    ArrowFile,
    /// Arrow IPC, as a stream.
    ArrowStream,
    /// A table as text.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

impl Format {
    /// The format of a file that begins so.
    ///
    /// # Errors
    /// What it is instead, and what to do.
    pub fn detect(name: &str, start: &[u8]) -> Result<Self, Problem> {
        let refused = |found: &str, hint: &str| Err(Problem::new(name, found, hint));
        let readable = "give Parquet, Arrow IPC, CSV or JSON lines, also compressed with gzip or Zstandard";
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        match text {
            [] => refused("it is empty", readable),
            _ if start.starts_with(b"PAR1") => Ok(Self::Parquet),
            _ if start.starts_with(b"ARROW1") => Ok(Self::ArrowFile),
            _ if start.starts_with(&[0xff; 4]) => Ok(Self::ArrowStream),
            _ if start.starts_with(b"PK\x03\x04") => {
                refused("this is a workbook or archive", "save the table as CSV")
            }
            _ if start.contains(&0) => refused("it is neither text nor a format for tables", readable),
            [b'[', ..] => {
                refused("this is a JSON list, which cannot be read bit by bit", "write one person a line")
            }
            [b'{', ..] => Ok(Self::JsonLines),
            _ => Ok(Self::Csv),
        }
    }
}

/// Does something with a block of rows.
pub(crate) type Take<'a> = &'a (dyn Fn(&Block, &mut Scratch) -> Result<(), Problem> + Sync);

/// What a thread works with.
struct Desk {
    block: Block,
    scratch: Scratch,
}

impl Desk {
    fn new(sieve: &Sieve) -> Self {
        Self { block: Block::new(sieve.dimensions.len()), scratch: Scratch::default() }
    }
}

/// Reads all rows of all sources, a block at a time, in no particular order.
pub(crate) fn read_all<R: Readable>(
    sieve: &Sieve,
    sources: Vec<Source<'_, R>>,
    shard: Option<Shard>,
    listener: &Listener<'_>,
    take: Take<'_>,
) -> Result<(), Problem> {
    let reading = Reading {
        sieve,
        shard,
        take,
        listener,
        n_bytes: sources.iter().map(|source| source.n_bytes).sum(),
        done: AtomicU64::new(0),
    };
    // The row groups of all Parquet files are shared out first; what can only be read from its start follows.
    let mut n_blocks = 0;
    let mut row_groups = Vec::new();
    let mut streams = Vec::new();
    for source in sources {
        let Source { name, origin, .. } = source;
        let (start, stream) = match &origin {
            Origin::File(open) => {
                let file = open().map_err(|error| unreadable(&name, &error))?;
                peek(&name, Box::new(file) as Box<dyn Read + Send>)?
            }
            Origin::Stream(_) => (Vec::new(), Box::new(io::empty()) as Box<dyn Read + Send>),
        };
        match origin {
            Origin::File(open) if start.starts_with(b"PAR1") => {
                let file = arrow::ParquetFile::open(sieve, name, open, listener)?;
                row_groups.push(file);
            }
            Origin::File(_) => streams.push((name, stream)),
            Origin::Stream(stream) => {
                let (_, stream) = peek(&name, stream)?;
                streams.push((name, stream));
            }
        }
    }
    let units = row_groups.iter().flat_map(|file| (0..file.n_row_groups()).map(move |group| (file, group)));
    let units: Vec<_> = units.filter(|_| reading.is_ours(&mut n_blocks)).collect();
    units.into_par_iter().try_for_each_init(
        || Desk::new(sieve),
        |desk, (file, group)| file.read_row_group(group, desk, &reading),
    )?;
    for (name, stream) in streams {
        reading.read_stream(&name, stream, &mut n_blocks)?;
    }
    Ok(())
}

/// The first bytes of a stream, and the whole of it.
fn peek<'a>(
    name: &str,
    mut stream: Box<dyn Read + Send + 'a>,
) -> Result<(Vec<u8>, Box<dyn Read + Send + 'a>), Problem> {
    let mut start = Vec::new();
    stream.by_ref().take(4096).read_to_end(&mut start).map_err(|error| unreadable(name, &error))?;
    Ok((start.clone(), Box::new(io::Cursor::new(start).chain(stream))))
}

/// The problem of a file that ends too early, or cannot be read.
fn unreadable(name: &str, error: &dyn std::fmt::Display) -> Problem {
    Problem::new(name, format!("it cannot be read ({error})"), "check that it is whole, and its permissions")
}

struct Reading<'a> {
    sieve: &'a Sieve,
    shard: Option<Shard>,
    take: Take<'a>,
    listener: &'a Listener<'a>,
    n_bytes: u64,
    done: AtomicU64,
}

impl Reading<'_> {
    /// Whether the next block of rows belongs to our shard.
    fn is_ours(&self, n_blocks: &mut u64) -> bool {
        *n_blocks += 1;
        self.shard.is_none_or(|shard| shard.has(*n_blocks - 1))
    }

    fn advance(&self, n_bytes: u64) {
        let done = self.done.fetch_add(n_bytes, Ordering::Relaxed) + n_bytes;
        (self.listener.progress)(done, self.n_bytes);
    }

    /// Reads what comes one piece after the other, and shares the pieces out.
    fn read_stream(
        &self,
        name: &str,
        stream: Box<dyn Read + Send + '_>,
        n_blocks: &mut u64,
    ) -> Result<(), Problem> {
        let (start, stream) = peek(name, Box::new(Counted { stream, reading: self }))?;
        let (start, stream) = if start.starts_with(&[0x1f, 0x8b]) {
            peek(name, Box::new(flate2::read::MultiGzDecoder::new(stream)))?
        } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
            let decoder =
                zstd::stream::read::Decoder::new(stream).map_err(|error| unreadable(name, &error))?;
            peek(name, Box::new(decoder))?
        } else {
            (start, stream)
        };
        match Format::detect(name, &start)? {
            Format::Parquet => Err(Problem::new(
                name,
                "Parquet is read from its end, and this can only be read from its start",
                "name the file itself, uncompressed; what is in it is compressed already",
            )),
            Format::ArrowFile | Format::ArrowStream => {
                let is_file = start.starts_with(b"ARROW1");
                let (columns, batches) = arrow::batches(self, name, stream, is_file)?;
                self.share_out(batches, n_blocks, |batch, desk| columns.append(name, batch, &mut desk.block))
            }
            Format::Csv => {
                let (table, chunks) = csv::open(self, name, stream)?;
                self.share_out(chunks, n_blocks, |chunk, desk| {
                    table.append(chunk, &mut desk.block);
                    Ok(())
                })
            }
            Format::JsonLines => {
                let (people, chunks) = json_lines::open(self, name, stream);
                self.share_out(chunks, n_blocks, |chunk, desk| {
                    people.append(chunk, &mut desk.block);
                    Ok(())
                })
            }
        }
    }

    /// Works on pieces of a stream on every core.
    fn share_out<P: Send>(
        &self,
        pieces: impl Iterator<Item = Result<P, Problem>> + Send,
        n_blocks: &mut u64,
        append: impl Fn(&P, &mut Desk) -> Result<(), Problem> + Sync,
    ) -> Result<(), Problem> {
        pieces.filter(|piece| piece.is_err() || self.is_ours(n_blocks)).par_bridge().try_for_each_init(
            || Desk::new(self.sieve),
            |desk, piece| {
                desk.block.clear();
                append(&piece?, desk)?;
                (self.take)(&desk.block, &mut desk.scratch)
            },
        )
    }

    /// Where the values of people stand in a table with these columns; what is missing is said.
    fn columns(&self, name: &str, header: &Header<'_>) -> Result<Columns, Problem> {
        Columns::find(self.sieve, name, header, self.listener)
    }
}

/// A stream that says how far it has been read.
struct Counted<'a, S> {
    stream: S,
    reading: &'a Reading<'a>,
}

impl<S: Read> Read for Counted<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.stream.read(buffer)?;
        self.reading.advance(n as u64);
        Ok(n)
    }
}
