//! Parquet and Arrow IPC: columns that are columns already.

use super::{BATCH, Columns, Desk, Listener, Reading, unreadable};
use crate::block::{Block, Texts, UNMEASURED, UNUSABLE};
use crate::read::Readable;
use crate::sieve::Sieve;
use arrow_array::cast::{AsArray, as_primitive_array};
use arrow_array::types::{
    ArrowPrimitiveType, Decimal128Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_schema::{DataType, Schema, SchemaRef};
use fit::Problem;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::ParquetStatisticsPolicy;
use std::io::{self, Read};

/// The columns of batches, each checked to be of a type that can be read.
#[derive(Debug, Clone)]
pub(super) struct BatchColumns(Columns);

impl BatchColumns {
    fn find(sieve: &Sieve, name: &str, schema: &Schema, listener: &Listener<'_>) -> Result<Self, Problem> {
        let header: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let columns = Columns::find(sieve, name, &header, listener)?;
        let check = |index: usize, is_fine: bool, expected: &str| {
            let field = schema.field(index);
            let found = format!("the column {:?} is of the type {}", field.name(), field.data_type());
            if is_fine { Ok(()) } else { Err(Problem::new(name, found, format!("expected {expected}"))) }
        };
        let kind = |index: usize| value_type(schema.field(index).data_type());
        for index in std::iter::once(columns.id).chain(columns.name) {
            check(index, is_text(kind(index)) || kind(index).is_integer(), "texts or whole numbers")?;
        }
        for &index in columns.values.iter().flatten() {
            check(index, is_text(kind(index)) || is_number(kind(index)), "numbers from 0 to 100")?;
        }
        Ok(Self(columns))
    }

    /// The indices of the columns that are read.
    fn all(&self) -> impl Iterator<Item = usize> {
        let Columns { id, name, values } = &self.0;
        std::iter::once(*id).chain(*name).chain(values.iter().flatten().copied())
    }

    /// Adds the rows of a batch to a block; a row without an id is counted and left out.
    pub(super) fn append(&self, name: &str, batch: &RecordBatch, block: &mut Block) -> Result<(), Problem> {
        let Columns { id, name: names, values } = &self.0;
        let failed = |error: &dyn std::fmt::Display| unreadable(name, error);
        let ids = plain(batch.column(*id)).map_err(|error| failed(&error))?;
        let mut own = Texts::default();
        let is_named = append_texts(&ids, &mut own);
        let keep: Vec<usize> = (0..batch.num_rows()).filter(|&row| is_named[row]).collect();
        let is_whole = keep.len() == batch.num_rows();
        block.n_unreadable += (batch.num_rows() - keep.len()) as u64;
        keep.iter().for_each(|&row| block.ids.push(own.get(row)));
        own.clear();
        match names {
            Some(names) => {
                append_texts(&plain(batch.column(*names)).map_err(|error| failed(&error))?, &mut own);
                keep.iter().for_each(|&row| block.names.push(own.get(row)));
            }
            None => keep.iter().for_each(|_| block.names.push("")),
        }
        for (column, index) in block.values.iter_mut().zip(values) {
            let start = column.len();
            match index {
                Some(index) => {
                    append_numbers(&plain(batch.column(*index)).map_err(|error| failed(&error))?, column);
                }
                None => column.resize(start + batch.num_rows(), UNMEASURED),
            }
            if !is_whole {
                let kept: Vec<f64> = keep.iter().map(|&row| column[start + row]).collect();
                column.truncate(start);
                column.extend(kept);
            }
        }
        Ok(())
    }
}

/// The type of the values themselves, of a dictionary as well.
fn value_type(of: &DataType) -> &DataType {
    match of {
        DataType::Dictionary(_, values) => values,
        other => other,
    }
}

fn is_text(of: &DataType) -> bool {
    matches!(of, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn is_number(of: &DataType) -> bool {
    of.is_integer() || of.is_floating() || matches!(of, DataType::Decimal128(..) | DataType::Null)
}

/// The values themselves, of a dictionary as well.
fn plain(array: &ArrayRef) -> Result<ArrayRef, arrow_schema::ArrowError> {
    match array.as_any_dictionary_opt() {
        Some(dictionary) => arrow_select::take::take(dictionary.values(), dictionary.keys(), None),
        None => Ok(array.clone()),
    }
}

/// Adds texts, or whole numbers as texts; whether each row has one.
fn append_texts(array: &ArrayRef, out: &mut Texts) -> Vec<bool> {
    fn add<'a>(texts: impl Iterator<Item = Option<&'a str>>, out: &mut Texts) -> Vec<bool> {
        texts
            .map(|text| {
                let text = text.unwrap_or_default();
                out.push(text);
                !text.is_empty()
            })
            .collect()
    }
    fn whole<T: ArrowPrimitiveType>(array: &ArrayRef, out: &mut Texts) -> Vec<bool>
    where
        T::Native: ToString,
    {
        let texts = as_primitive_array::<T>(array).iter().map(|value| value.map(|value| value.to_string()));
        let texts: Vec<Option<String>> = texts.collect();
        add(texts.iter().map(Option::as_deref), out)
    }
    match array.data_type() {
        DataType::Utf8 => add(array.as_string::<i32>().iter(), out),
        DataType::LargeUtf8 => add(array.as_string::<i64>().iter(), out),
        DataType::Utf8View => add(array.as_string_view().iter(), out),
        DataType::Int8 => whole::<Int8Type>(array, out),
        DataType::Int16 => whole::<Int16Type>(array, out),
        DataType::Int32 => whole::<Int32Type>(array, out),
        DataType::Int64 => whole::<Int64Type>(array, out),
        DataType::UInt8 => whole::<UInt8Type>(array, out),
        DataType::UInt16 => whole::<UInt16Type>(array, out),
        DataType::UInt32 => whole::<UInt32Type>(array, out),
        DataType::UInt64 => whole::<UInt64Type>(array, out),
        _ => add((0..array.len()).map(|_| None), out),
    }
}

/// Adds numbers, or texts that are numbers.
fn append_numbers(array: &ArrayRef, out: &mut Vec<f64>) {
    fn texts<'a>(texts: impl Iterator<Item = Option<&'a str>>, out: &mut Vec<f64>) {
        out.extend(texts.map(|text| text.map_or(UNMEASURED, super::text::number)));
    }
    fn numbers<T: ArrowPrimitiveType>(
        array: &ArrayRef,
        out: &mut Vec<f64>,
        number: impl Fn(T::Native) -> f64,
    ) {
        let array = as_primitive_array::<T>(array);
        let usable = |value: T::Native| {
            let value = number(value);
            if value.is_nan() { UNUSABLE } else { value }
        };
        let start = out.len();
        out.extend(array.values().iter().map(|&value| usable(value)));
        let Some(nulls) = array.nulls().filter(|nulls| nulls.null_count() > 0) else { return };
        let bits = nulls.inner().bit_chunks();
        // Sixty-four rows a word; the last word has those that are left.
        let words = bits.iter().chain([bits.remainder_bits()]);
        for (rows, word) in out[start..].chunks_mut(64).zip(words) {
            let mut missing = !word;
            while (missing.trailing_zeros() as usize) < rows.len() {
                rows[missing.trailing_zeros() as usize] = UNMEASURED;
                missing &= missing - 1;
            }
        }
    }
    match array.data_type() {
        DataType::Float64 => numbers::<Float64Type>(array, out, |v| v),
        DataType::Float32 => numbers::<Float32Type>(array, out, f64::from),
        DataType::Float16 => numbers::<Float16Type>(array, out, f64::from),
        DataType::Int8 => numbers::<Int8Type>(array, out, f64::from),
        DataType::Int16 => numbers::<Int16Type>(array, out, f64::from),
        DataType::Int32 => numbers::<Int32Type>(array, out, f64::from),
        DataType::Int64 => numbers::<Int64Type>(array, out, |v| v as f64),
        DataType::UInt8 => numbers::<UInt8Type>(array, out, f64::from),
        DataType::UInt16 => numbers::<UInt16Type>(array, out, f64::from),
        DataType::UInt32 => numbers::<UInt32Type>(array, out, f64::from),
        DataType::UInt64 => numbers::<UInt64Type>(array, out, |v| v as f64),
        // As text, so that 82.4 is the number that everybody else reads.
        DataType::Decimal128(_, _) => {
            let array = as_primitive_array::<Decimal128Type>(array);
            out.extend((0..array.len()).map(|row| {
                if array.is_valid(row) {
                    super::text::number(&array.value_as_string(row))
                } else {
                    UNMEASURED
                }
            }));
        }
        DataType::Utf8 => texts(array.as_string::<i32>().iter(), out),
        DataType::LargeUtf8 => texts(array.as_string::<i64>().iter(), out),
        DataType::Utf8View => texts(array.as_string_view().iter(), out),
        _ => out.extend(std::iter::repeat_n(UNMEASURED, array.len())),
    }
}

/// Opens a file once more.
type Open<'a, R> = Box<dyn Fn() -> io::Result<R> + Send + Sync + 'a>;

/// A Parquet file, of which row groups are read apart.
pub(super) struct ParquetFile<'a, R> {
    name: String,
    open: Open<'a, R>,
    metadata: ArrowReaderMetadata,
    mask: ProjectionMask,
    columns: BatchColumns,
}

impl<'a, R: Readable> ParquetFile<'a, R> {
    pub(super) fn open(
        sieve: &Sieve,
        name: String,
        open: Open<'a, R>,
        listener: &Listener<'_>,
    ) -> Result<Self, Problem> {
        let file = open().map_err(|error| unreadable(&name, &error))?;
        // Without the types that whoever wrote it had in mind: text is then text, and no dictionary.
        // And without statistics of each piece, which nobody asks for and which would fill memory.
        let options = ArrowReaderOptions::new()
            .with_skip_arrow_metadata(true)
            .with_encoding_stats_policy(ParquetStatisticsPolicy::SkipAll)
            .with_column_stats_policy(ParquetStatisticsPolicy::SkipAll)
            .with_size_stats_policy(ParquetStatisticsPolicy::SkipAll);
        let metadata =
            ArrowReaderMetadata::load(&file, options).map_err(|error| unreadable(&name, &error))?;
        let found = BatchColumns::find(sieve, &name, metadata.schema(), listener)?;
        let mask = ProjectionMask::roots(metadata.parquet_schema(), found.all());
        // A projection keeps the order of the file.
        let mut read: Vec<usize> = found.all().collect();
        read.sort_unstable();
        let place = |index: usize| read.partition_point(|&other| other < index);
        let Columns { id, name: names, values } = &found.0;
        let columns = BatchColumns(Columns {
            id: place(*id),
            name: names.map(place),
            values: values.iter().map(|index| index.map(place)).collect(),
        });
        Ok(Self { name, open, metadata, mask, columns })
    }

    pub(super) fn n_row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    pub(super) fn read_row_group(
        &self,
        group: usize,
        desk: &mut Desk,
        reading: &Reading<'_>,
    ) -> Result<(), Problem> {
        let failed = |error: &dyn std::fmt::Display| unreadable(&self.name, error);
        let file = (self.open)().map_err(|error| failed(&error))?;
        let batches = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_row_groups(vec![group])
            .with_projection(self.mask.clone())
            .with_batch_size(BATCH)
            .build()
            .map_err(|error| failed(&error))?;
        for batch in batches {
            desk.block.clear();
            self.columns.append(&self.name, &batch.map_err(|error| failed(&error))?, &mut desk.block)?;
            (reading.take)(&desk.block, &mut desk.scratch)?;
        }
        let n_bytes = self.metadata.metadata().row_group(group).compressed_size();
        reading.advance(u64::try_from(n_bytes).unwrap_or(0));
        Ok(())
    }
}

/// The stream in an Arrow file: what stands between a mark with its padding and an index, which nobody needs who reads it
/// all.
fn after_mark<'s>(mut stream: Box<dyn Read + Send + 's>) -> io::Result<Box<dyn Read + Send + 's>> {
    let mut word = *b"ARROW1\0\0";
    let mark = word;
    while word == mark || word == [0; 8] {
        stream.read_exact(&mut word)?;
    }
    Ok(Box::new(io::Cursor::new(word).chain(stream)))
}

/// The batches of an Arrow IPC file or stream.
pub(super) fn batches<'s>(
    reading: &Reading<'_>,
    name: &'s str,
    stream: Box<dyn Read + Send + 's>,
    is_file: bool,
) -> Result<(BatchColumns, impl Iterator<Item = Result<RecordBatch, Problem>> + Send + use<'s>), Problem> {
    let failed = |error: arrow_schema::ArrowError| unreadable(name, &error);
    let find = |schema: &SchemaRef| BatchColumns::find(reading.sieve, name, schema, reading.listener);
    let stream = if is_file { after_mark(stream).map_err(|error| unreadable(name, &error))? } else { stream };
    let reader = StreamReader::try_new(stream, None).map_err(failed)?;
    let columns = find(&reader.schema())?;
    Ok((columns, reader.map(move |batch| batch.map_err(|error| unreadable(name, &error)))))
}
