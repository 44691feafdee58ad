//! What a batch costs, against the bare parser on the same forms, in one run, always with a roster of the same length.
//!
//! `cargo bench --bench batch` prints for 2,000 and 20,000 forms: files per second, the ratio to calamine alone, peak
//! memory and what a further form adds to it; then one job against two, copies, unknown names, and a merge of halves.
//! Rounds are taken in turn and the medians compared, because machines are noisy. `JIXIAO_BENCH_FORMS=100000` sets
//! another larger size; `JIXIAO_BENCH_KEEP` only writes the smaller set to that folder, for profiling.

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

const SMALL: usize = 2_000;
const LARGE: usize = 20_000;
const ROUNDS: usize = 3;

/// What is special about the forms of a set.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// A third of them faulty, every name on the roster.
    Plain,
    /// Every tenth one's text in ten forms.
    Copied,
    /// No name is on the roster, every one is near one.
    Unknown,
}

/// Forms in a folder, and the roster for them.
struct Set {
    forms: usize,
    inputs: PathBuf,
    roster: PathBuf,
}

/// Time and peak memory (MiB) of one run.
type Cost = (Duration, u64);

fn main() {
    let large = std::env::var("JIXIAO_BENCH_FORMS").ok().and_then(|n| n.parse().ok()).unwrap_or(LARGE);
    let home = tempfile::tempdir().expect("a temporary folder");
    let small = Set::drawn(home.path(), "small", SMALL, Kind::Plain);
    if let Some(kept) = std::env::var_os("JIXIAO_BENCH_KEEP") {
        fs::rename(&small.inputs, &kept).expect("a place for the forms on the same disk");
        return;
    }
    let floor = median(|| calamine(&small));
    println!("{SMALL} forms with a roster of {SMALL}, a third of them faulty; medians of {ROUNDS} rounds");
    told("calamine alone (cells and merges)", SMALL, floor, floor);
    let lean = median(|| batch(&small, home.path(), &["--no-department-files"]));
    told("batch --no-department-files", SMALL, lean, floor);
    told("batch", SMALL, median(|| batch(&small, home.path(), &[])), floor);
    let one = median(|| batch(&small, home.path(), &["--no-department-files", "--jobs", "1"]));
    let two = median(|| batch(&small, home.path(), &["--no-department-files", "--jobs", "2"]));
    println!("{:42} {:5.2}×", "two jobs against one", seconds(one) / seconds(two));
    for (what, kind) in [("clusters of copies", Kind::Copied), ("unknown names", Kind::Unknown)] {
        let set = Set::drawn(home.path(), what, SMALL, kind);
        let cost = median(|| batch(&set, home.path(), &["--no-department-files"]));
        println!("{:42} {:5.2}× the plain batch", what, seconds(cost) / seconds(lean));
    }
    let merged = merge(&small, home.path());
    println!("{:42} {:5.2}× the plain batch", "merge of two halves", seconds(merged) / seconds(lean));
    at_scale(&small, lean, large, home.path());
}

/// Another size: what a further form takes, in time and in memory.
fn at_scale(small: &Set, lean: Cost, forms: usize, home: &Path) {
    let set = Set::drawn(home, "large", forms, Kind::Plain);
    let floor = calamine(&set);
    println!("{forms} forms with a roster of {forms}, one round");
    let cost = batch(&set, home, &["--no-department-files"]);
    told("batch --no-department-files", forms, cost, floor);
    told("batch", forms, batch(&set, home, &[]), floor);
    let each = |cost: Cost, forms: usize| seconds(cost) / forms as f64;
    let grown = each(cost, forms) / each(lean, small.forms);
    println!("{:42} {grown:5.2}×", "time per form against the smaller size");
    let further = (forms - small.forms) as f64;
    let memory = cost.1.saturating_sub(lean.1) as f64 * 1024.0 / further;
    println!("{:42} {memory:5.1} KiB", "memory of a further form");
}

impl Set {
    fn drawn(home: &Path, name: &str, forms: usize, kind: Kind) -> Self {
        let set = Self { forms, inputs: home.join(name), roster: home.join(format!("{name}.csv")) };
        fs::create_dir_all(&set.inputs).expect("a folder");
        (0..forms).into_par_iter().for_each(|i| {
            let form = draw(&truth(i, kind), &combination(&mut Dice(i as u64)));
            write_xlsx(&set.inputs.join(format!("{i:06}.xlsx")), &[("自评表", &form)]);
        });
        let names: String = (0..forms).map(|i| format!("区第{i}单位\n")).collect();
        fs::write(&set.roster, format!("单位名称\n{names}")).expect("a roster");
        set
    }
}

/// A clean form; every third has a score above its points and a deduction without reason.
fn truth(i: usize, kind: Kind) -> Truth {
    let seed = if kind == Kind::Copied && i % 100 < 10 { i - i % 100 } else { i };
    let mut truth = Truth::sample(seed as u64);
    truth.department = if kind == Kind::Unknown { format!("区第{i}单伍") } else { format!("区第{i}单位") };
    if i.is_multiple_of(3) {
        truth.rows[8].score -= 100;
        truth.rows[9].score = truth.rows[9].points + 100;
    }
    truth
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder of forms");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// What calamine needs for the values and merges of every sheet.
fn calamine(set: &Set) -> Cost {
    let start = Instant::now();
    files(&set.inputs).par_iter().for_each(|path| {
        let file = BufReader::new(File::open(path).expect("a form"));
        let mut book: Xlsx<_> = Xlsx::new(file).expect("a workbook");
        for name in book.sheet_names() {
            std::hint::black_box(book.worksheet_range(&name).expect("a sheet"));
            std::hint::black_box(book.merge_cells_by_sheet_name(&name).expect("merges"));
        }
    });
    (start.elapsed(), 0)
}

/// The whole program as a user starts it.
fn batch(set: &Set, home: &Path, more: &[&str]) -> Cost {
    let out = home.join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command.args(["batch", "--quiet", "--out"]).arg(&out).arg(&set.inputs).arg("--roster").arg(&set.roster).args(more);
    let cost = run(command);
    fs::remove_dir_all(&out).expect("the outputs are there");
    cost
}

/// Two batches of half the forms each, made one; the batches are not counted.
fn merge(set: &Set, home: &Path) -> Cost {
    let halves = [home.join("half0"), home.join("half1")];
    for (index, half) in halves.iter().enumerate() {
        let list = home.join("list");
        let mut paths = files(&set.inputs);
        paths.sort();
        let own: Vec<String> = paths.iter().skip(index).step_by(2).map(|path| path.display().to_string()).collect();
        fs::write(&list, own.join("\n")).expect("a list");
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        command.args(["batch", "--quiet", "--no-department-files", "--paths-from"]).arg(&list);
        run(command.arg("--out").arg(half).arg("--roster").arg(&set.roster));
    }
    median(|| {
        let out = home.join("merged");
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
        let cost = run(command.args(["merge", "--quiet", "--out"]).arg(&out).args(&halves));
        fs::remove_dir_all(&out).expect("the outputs are there");
        cost
    })
}

/// Time and the most memory held.
fn run(mut command: impl std::borrow::BorrowMut<Command>) -> Cost {
    let start = Instant::now();
    let mut child = command.borrow_mut().stdout(Stdio::null()).spawn().expect("the program starts");
    let mut peak = 0;
    let status = loop {
        peak = peak.max(memory::peak(child.id()));
        match child.try_wait().expect("the program runs") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    assert!(matches!(status.code(), Some(0 | 1)), "the run failed: {status}");
    (start.elapsed(), peak)
}

/// The median of so many rounds, after one that is not counted.
fn median(mut round: impl FnMut() -> Cost) -> Cost {
    round();
    let mut costs: Vec<Cost> = (0..ROUNDS).map(|_| round()).collect();
    costs.sort();
    costs[costs.len() / 2]
}

fn seconds((time, _): Cost) -> f64 {
    time.as_secs_f64()
}

fn told(what: &str, forms: usize, cost: Cost, floor: Cost) {
    let (rate, ratio) = (forms as f64 / seconds(cost), seconds(cost) / seconds(floor));
    let memory = if cost.1 > 0 { format!("   peak {} MiB", cost.1) } else { String::new() };
    println!("{what:42} {rate:6.0} forms/s   {ratio:5.2}× the floor{memory}");
}
