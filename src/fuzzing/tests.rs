//! `CORPUS_SECONDS=3600 cargo test --lib fuzzing` looks for longer; what it or the targets in `fuzz/` find goes to
//! `tests/fixtures/corpus`, in the folder of its target.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::*;
use crate::model::batch::Content;

/// Good inputs of a target, and those that broke it once.
fn inputs(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/corpus").join(target);
    let entries = std::fs::read_dir(folder).expect("a folder for each target");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(path).expect("a file"))).collect()
}

#[test]
fn what_was_found_once_is_mended_for_ever() {
    for (name, target) in TARGETS {
        let inputs = inputs(name);
        assert!(!inputs.is_empty(), "{name}");
        for (path, bytes) in inputs {
            assert!(catch_unwind(|| target(&bytes)).is_ok(), "{}", path.display());
        }
    }
}

/// Good inputs are read as such, else what is made of them would test little.
#[test]
fn the_inputs_that_others_are_made_of_are_good() {
    for name in ["xls", "xlsx", "xlsb", "ods", "docx", "file"] {
        let read = |bytes: &[u8]| match name {
            "xls" | "file" => read::fuzzing::file(bytes),
            _ => read::fuzzing::file(&parts::package(bytes)),
        };
        let books = inputs(name).into_iter().filter_map(|(_, bytes)| read(&bytes).ok());
        assert!(books.flat_map(|book| book.sheets).map(|sheet| sheet.cells().len()).sum::<usize>() > 5, "{name}");
    }
    let profiles = inputs("profile")
        .into_iter()
        .filter(|(_, bytes)| decoded(bytes).is_some_and(|text| profile::load(&text).is_ok()));
    assert!(profiles.count() > 5);
    let forms = |bytes: &[u8]| pipeline::contents(form::drawn(bytes), &form::source(), form::ground(true));
    let found = (1..=25).filter(|base| forms(&[*base]).iter().any(|(content, _)| matches!(content, Content::Form(_))));
    assert!(found.count() > 20, "templates and samples are forms");
}

/// Steps of a generator of Steele, Lea and Flood.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
}

/// A few bytes turned, a piece taken out, doubled or put elsewhere, a number made large.
fn changed(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.roll(6) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.roll(bytes.len());
        let length = dice.roll(40).min(bytes.len() - at);
        match dice.roll(5) {
            0 => bytes[at] = dice.roll(256) as u8,
            1 => drop(bytes.drain(at..at + length)),
            2 => {
                let piece = bytes[at..at + length].to_vec();
                let to = dice.roll(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            3 => bytes[at..at + length].fill(0xff),
            _ => bytes[at] = bytes[at].wrapping_add(1),
        }
    }
    bytes
}

#[test]
fn nothing_that_is_given_ends_a_reader() {
    let seconds = std::env::var("CORPUS_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(8);
    for (number, (name, target)) in (0u64..).zip(TARGETS) {
        let inputs = inputs(name);
        let mut dice = Dice(20_231_231 + number + seconds);
        let end = Instant::now() + Duration::from_secs(seconds) / TARGETS.len() as u32;
        while Instant::now() < end {
            let bytes = changed(&inputs[dice.roll(inputs.len())].1, &mut dice);
            if catch_unwind(|| target(&bytes)).is_err() {
                let kept = std::env::temp_dir().join(format!("corpus-{name}"));
                std::fs::write(&kept, &bytes).expect("kept");
                panic!("{name}: the input is kept as {}", kept.display());
            }
        }
    }
}
