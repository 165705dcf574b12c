#![allow(clippy::all)]
use pool::*;
use std::fs::File;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let framework = fit::Framework::parse(fit::framework::DEFAULT).unwrap();
    if args[1] == "example" {
        let out = File::create(&args[3]).unwrap();
        write_example(&framework, Example { rows: args[2].parse().unwrap(), seed: 1 }, std::io::BufWriter::new(out), &|_, _| {}).unwrap();
        return;
    }
    if args[1] == "read" {
        use parquet::arrow::arrow_reader::*;
        use rayon::prelude::*;
        let m = ArrowReaderMetadata::load(&File::open(&args[2]).unwrap(), ArrowReaderOptions::new().with_skip_arrow_metadata(true)).unwrap();
        let b: usize = args[3].parse().unwrap();
        let t = std::time::Instant::now();
        let n: usize = (0..m.metadata().num_row_groups()).into_par_iter().map(|g| ParquetRecordBatchReaderBuilder::new_with_metadata(File::open(&args[2]).unwrap(), m.clone()).with_row_groups(vec![g]).with_batch_size(b).build().unwrap().map(|b| b.unwrap().num_rows()).sum::<usize>()).sum();
        println!("{n} {:?}", t.elapsed());
        return;
    }
    let ceo: fit::Profile = {
        let mut p = fit::Profile::new("ceo", "CEO");
        for (i, d) in framework.dimension_ids().enumerate() {
            if i % 9 != 8 {
                p.estimates.insert(d.to_owned(), fit::Settled { mean: fit::Points::new(((i * 37) % 101) as f64).unwrap(), se: fit::Points::SETTLED_SE });
            }
        }
        p
    };
    let sieve = Sieve::new(framework, &ceo, &fit::Criteria::default()).unwrap();
    if args[1] == "sql" || args[1] == "check" {
        let request = sql::Request { dialect: sql::Dialect::find(&args[2]).unwrap(), table: &args[3], has_underscores: false,
            selection: Selection::new(200, args.get(5).map_or(0.0, |m| m.parse().unwrap())).unwrap(), explains: args.get(4).is_some_and(|a| a == "explain"), version: "0" };
        let f = if args[1] == "sql" { sql::statement } else { sql::check };
        print!("{}", f(&sieve, &request).unwrap());
        return;
    }
    let t = std::time::Instant::now();
    let sources = args[2..].iter().map(|f| Source { name: f.clone(), n_bytes: std::fs::metadata(f).unwrap().len(), origin: Origin::File(Box::new(move || File::open(f))) }).collect();
    let listener = Listener { progress: &|_, _| {}, note: &|n| eprintln!("{n}") };
    let r = rank(&sieve, sources, Selection::new(200, 0.0).unwrap(), None, &listener);
    match r {
        Ok(r) => println!("{} rows {} unreadable {} unusable, {:?}", r.rows, r.unreadable, r.unusable, r.results.iter().take(3).map(|p| (&p.id, p.score, p.completeness)).collect::<Vec<_>>()),
        Err(e) => println!("{e}"),
    }
    eprintln!("{:?}; {}", t.elapsed(), std::fs::read_to_string("/proc/self/status").unwrap().lines().find(|l| l.starts_with("VmHWM")).unwrap());
}
