//! People in files of every format.

use arrow_array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray};
use arrow_ipc::writer::FileWriter;
use fit::{Criteria, Framework, Points, Problem, Profile, Stated, framework};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use pool::{Listener, Origin, Ranking, Selection, Shard, Sieve, Source, rank as rank_pool};
use stats::draw::Stream;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

/// Read once, as reading takes longer than ranking a few people.
pub(crate) static FRAMEWORK: LazyLock<Framework> =
    LazyLock::new(|| Framework::parse(framework::DEFAULT).unwrap());

pub(crate) fn ceo() -> Profile {
    person(&mut Stream::open(1, "ceo", 0), "ceo")
}

fn person(stream: &mut Stream, id: &str) -> Profile {
    let mut profile = Profile::new(id, format!("Person {id}"));
    for dimension in FRAMEWORK.dimension_ids() {
        if stream.uniform() < 0.85 {
            let mean = Points::new((1000.0 * stream.uniform()).round() / 10.0).unwrap();
            profile.estimates.insert(dimension.to_owned(), Stated { mean, se: Points::STATED_SE });
        }
    }
    profile
}

pub(crate) fn people(n: usize) -> Vec<Profile> {
    let mut stream = Stream::open(7, "people", 0);
    (0..n).map(|number| person(&mut stream, &format!("p{}", number * 7919 % 10007))).collect()
}

pub(crate) fn sieve() -> Sieve {
    Sieve::new(FRAMEWORK.clone(), &ceo(), &Criteria::default()).unwrap()
}

pub(crate) fn rank(files: &[&String]) -> Result<Ranking, Problem> {
    rank_with(files, Selection::new(200, 0.0).unwrap(), None)
}

pub(crate) fn rank_with(
    files: &[&String],
    selection: Selection,
    shard: Option<Shard>,
) -> Result<Ranking, Problem> {
    let source = |file: &&String| {
        let path = (*file).clone();
        Source { name: path.clone(), n_bytes: 0, origin: Origin::File(Box::new(move || File::open(&path))) }
    };
    let listener = Listener { progress: &|_, _| {}, note: &|_| {} };
    rank_pool(&sieve(), files.iter().map(source).collect(), selection, shard, &listener)
}

/// A folder of one test's files.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    pub(crate) fn csv(&self, people: &[Profile]) -> String {
        let ids: Vec<&str> = FRAMEWORK.dimension_ids().collect();
        let mut text = format!("id,name,headline,{}\n", ids.join(","));
        for person in people {
            let value =
                |id: &&str| person.estimates.get(*id).map_or(String::new(), |v| v.mean.get().to_string());
            let values: Vec<String> = ids.iter().map(value).collect();
            text += &format!("{},\"{}\",,{}\n", person.id, person.name, values.join(","));
        }
        self.file("people.csv", text.as_bytes())
    }

    pub(crate) fn json_lines(&self, people: &[Profile]) -> String {
        let lines = people.iter().map(|person| serde_json::to_string(person).unwrap() + "\n");
        self.file("people.jsonl", lines.collect::<String>().as_bytes())
    }

    pub(crate) fn parquet(&self, people: &[Profile]) -> String {
        let batch = batch(people);
        let properties = WriterProperties::builder().set_max_row_group_row_count(Some(40)).build();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        self.file("people.parquet", &writer.into_inner().unwrap())
    }

    pub(crate) fn arrow(&self, people: &[Profile]) -> String {
        let batch = batch(people);
        let mut writer = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
        for start in (0..batch.num_rows()).step_by(70) {
            writer.write(&batch.slice(start, 70.min(batch.num_rows() - start))).unwrap();
        }
        self.file("people.arrow", &writer.into_inner().unwrap())
    }

    /// A Parquet file whose values are true and false.
    pub(crate) fn wrong_type(&self) -> String {
        let columns: [(&str, ArrayRef); 2] = [
            ("id", Arc::new(StringArray::from(vec!["a"]))),
            ("skill.operations", Arc::new(BooleanArray::from(vec![true]))),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        self.file("wrong.parquet", &writer.into_inner().unwrap())
    }

    pub(crate) fn gzip(&self, file: &str) -> String {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&std::fs::read(file).unwrap()).unwrap();
        self.file("people.gz", &encoder.finish().unwrap())
    }

    pub(crate) fn zstd(&self, file: &str) -> String {
        self.file("people.zst", &zstd::encode_all(&std::fs::read(file).unwrap()[..], 1).unwrap())
    }
}

fn batch(people: &[Profile]) -> RecordBatch {
    let texts = |text: fn(&Profile) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(people.iter().map(text)))
    };
    let mut columns: Vec<(String, ArrayRef)> =
        vec![("id".to_owned(), texts(|p| &p.id)), ("name".to_owned(), texts(|p| &p.name))];
    for id in FRAMEWORK.dimension_ids() {
        let values = people.iter().map(|person| person.estimates.get(id).map(|value| value.mean.get()));
        columns.push((id.to_owned(), Arc::new(values.collect::<Float64Array>())));
    }
    RecordBatch::try_from_iter(columns).unwrap()
}
