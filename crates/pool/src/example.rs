//! People made up, as many as anyone cares to try.

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use fit::Framework;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use rayon::prelude::*;
use stats::draw::Stream;
use std::io::Write;
use std::sync::Arc;

/// So many rows make a row group: enough for columns to be compressed well, few enough to be shared out.
const ROW_GROUP: usize = 122_880;

/// So many rows are made from one stream of chance.
const BATCH: usize = 8192;

/// What share of the values nobody measured.
const UNMEASURED: f64 = 0.1;

/// A pool to be made up.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// How many people.
    pub rows: u64,
    /// Their seed.
    pub seed: u64,
}

/// Writes people made up as Parquet: the framework's reference population, measured to a tenth of a point, with one
/// value in ten missing. The same seed gives the same people.
///
/// # Errors
/// What is written to fails.
pub fn write_example<W: Write + Send>(
    framework: &Framework,
    example: Example,
    to: W,
    tell: &dyn Fn(u64, u64),
) -> Result<W, ParquetError> {
    let schema = schema(framework);
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .build();
    let mut writer = ArrowWriter::try_new(to, schema.clone(), Some(properties))?;
    let n_batches = example.rows.div_ceil(BATCH as u64);
    let at_a_time = 2 * rayon::current_num_threads() as u64;
    for first in (0..n_batches).step_by(usize::try_from(at_a_time).unwrap_or(1)) {
        let batches: Vec<RecordBatch> = (first..n_batches.min(first + at_a_time))
            .into_par_iter()
            .map(|batch| people(framework, &schema, example, batch))
            .collect::<Result<_, _>>()?;
        for batch in batches {
            writer.write(&batch)?;
        }
        tell(example.rows.min((first + at_a_time) * BATCH as u64), example.rows);
    }
    writer.into_inner()
}

fn schema(framework: &Framework) -> Arc<Schema> {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let value = |name: &str| Field::new(name, DataType::Float64, true);
    let fields = [text("id"), text("name")].into_iter().chain(framework.dimension_ids().map(value));
    Arc::new(Schema::new(fields.collect::<Vec<Field>>()))
}

fn people(
    framework: &Framework,
    schema: &Arc<Schema>,
    example: Example,
    batch: u64,
) -> Result<RecordBatch, ParquetError> {
    let first = batch * BATCH as u64;
    let numbers = first + 1..=example.rows.min(first + BATCH as u64);
    let n = numbers.clone().count();
    let mut stream = Stream::open(example.seed, "people made up", batch);
    let mut general = vec![0.0; n];
    stream.fill_normal(&mut general);
    let mut z = vec![0.0; n];
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(numbers.clone().map(|number| format!("p{number:010}")))),
        Arc::new(StringArray::from_iter_values(numbers.map(|number| format!("Person {number}")))),
    ];
    for dimension in &framework.dimensions {
        stream.fill_normal(&mut z);
        let norm = dimension.norm;
        let value = |(z, general): (&f64, &f64)| {
            let share = (norm.mean + norm.general * general + norm.sd * z).clamp(0.0, 1.0);
            (stream.uniform() >= UNMEASURED).then(|| (1000.0 * share).round() / 10.0)
        };
        columns.push(Arc::new(z.iter().zip(&general).map(value).collect::<Float64Array>()));
    }
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}
