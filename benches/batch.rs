//! How fast a batch is against the bare parser, on the same generated forms, in one run.
//!
//! `cargo bench` prints files per second, the ratios to calamine alone, and the peak memory. Rounds are
//! taken in turn and the medians compared, because machines are noisy. `JIXIAO_BENCH_FORMS` sets how many forms;
//! `JIXIAO_BENCH_KEEP` only writes them to that folder, for profiling.

#[path = "../tests/all/support/mod.rs"]
mod support;

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};
use rayon::prelude::*;
use support::Dice;
use support::file::write_xlsx;
use support::layout::{combination, draw};
use support::memory;
use support::truth::Truth;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const FORMS: usize = 2_000;
const ROUNDS: usize = 5;

fn main() {
    let forms = std::env::var("JIXIAO_BENCH_FORMS").ok().and_then(|n| n.parse().ok()).unwrap_or(FORMS);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let inputs = folder.path().join("forms");
    generate(&inputs, forms);
    if let Some(kept) = std::env::var_os("JIXIAO_BENCH_KEEP") {
        fs::rename(&inputs, &kept).expect("a place for the forms on the same disk");
        return;
    }
    let (mut bare, mut lean, mut full) = (Vec::new(), Vec::new(), Vec::new());
    let mut peak = [0; 2];
    for round in 0..=ROUNDS {
        let times = [calamine(&inputs), batch(&inputs, folder.path(), true), batch(&inputs, folder.path(), false)];
        if round == 0 {
            continue;
        }
        bare.push(times[0].0);
        lean.push(times[1].0);
        full.push(times[2].0);
        peak = [peak[0].max(times[1].1), peak[1].max(times[2].1)];
    }
    let bare = median(bare);
    println!("{forms} forms, a third of them faulty, median of {ROUNDS} rounds");
    report("calamine alone (range + merges)", forms, bare, bare, 0);
    report("batch --no-department-files", forms, median(lean), bare, peak[0]);
    report("batch", forms, median(full), bare, peak[1]);
}

/// Clean forms in many layouts; every third has a total that does not add up and a deduction without reason.
fn generate(folder: &Path, forms: usize) {
    fs::create_dir_all(folder).expect("a folder");
    (0..forms).into_par_iter().for_each(|i| {
        let mut truth = Truth::sample(i as u64);
        truth.department = format!("区第{i}单位");
        if i % 3 == 0 {
            truth.rows[8].score -= 100;
            truth.rows[9].score = truth.rows[9].points + 100;
        }
        let form = draw(&truth, &combination(&mut Dice(i as u64)));
        write_xlsx(&folder.join(format!("{i:05}.xlsx")), &[("自评表", &form)]);
    });
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder of forms");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// What calamine needs for the values and merges of every sheet.
fn calamine(folder: &Path) -> (Duration, u64) {
    let start = Instant::now();
    files(folder).par_iter().for_each(|path| {
        let file = BufReader::new(File::open(path).expect("a form"));
        let mut book: Xlsx<_> = Xlsx::new(file).expect("a workbook");
        for name in book.sheet_names() {
            std::hint::black_box(book.worksheet_range(&name).expect("a sheet"));
            std::hint::black_box(book.merge_cells_by_sheet_name(&name).expect("merges"));
        }
    });
    (start.elapsed(), 0)
}

/// The whole program as a user starts it, with the most memory it held.
fn batch(inputs: &Path, folder: &Path, lean: bool) -> (Duration, u64) {
    let out = folder.join("out");
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.args(["batch", "--quiet", "--out"]).arg(&out).arg(inputs).stdout(Stdio::null());
    if lean {
        command.arg("--no-department-files");
    }
    let mut child = command.spawn().expect("the program starts");
    let mut peak = 0;
    let status = loop {
        peak = peak.max(memory::peak(child.id()));
        match child.try_wait().expect("the program runs") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let elapsed = start.elapsed();
    assert!(status.code() == Some(1), "a batch with faulty forms ends with 1, not {status}");
    fs::remove_dir_all(&out).expect("the outputs are there");
    (elapsed, peak)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn report(what: &str, forms: usize, time: Duration, bare: Duration, peak: u64) {
    let rate = forms as f64 / time.as_secs_f64();
    let ratio = time.as_secs_f64() / bare.as_secs_f64();
    let memory = if peak > 0 { format!(", peak {peak} MiB") } else { String::new() };
    println!("{what:34} {rate:8.0} files/s   {ratio:5.2}× calamine{memory}");
}
