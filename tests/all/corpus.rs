//! Inputs that are no inputs, for every reader of ours: what was ever found, replayed, and for a moment new ones made of
//! good ones. `CORPUS_SECONDS=3600 cargo test corpus` looks for longer; what it finds goes to tests/fixtures/corpus.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::support::Dice;
use crate::support::biff::{Kind, compound, encrypted, workbook, workbook_of_95};
use jixiao::ground::Ground;
use jixiao::model::source::Source;
use jixiao::pipeline::journey;
use jixiao::{profile, roster, waivers};

/// A reader, the name of a file it is given, and what it makes of it: anything but a panic.
type Target = (&'static str, &'static str, fn(&Path, &[u8]));

/// From the bytes of a file to its findings.
const JOURNEY: fn(&Path, &[u8]) = |path, bytes| {
    std::fs::write(path, bytes).expect("written");
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let size = bytes.len() as u64;
    let source = Source { path: path.to_owned(), name, size, modified: None, named: true, within: None };
    assert!(!journey(source, &Ground::builtin().of_year(Some(2023))).is_empty());
};

const TARGETS: [Target; 8] = [
    ("xls", "a.xls", JOURNEY),
    ("xlsx", "a.xlsx", JOURNEY),
    ("ods", "a.ods", JOURNEY),
    ("xlsb", "a.xlsb", JOURNEY),
    ("docx", "a.docx", JOURNEY),
    ("roster", "a.csv", |_, bytes| drop(roster::parse_csv(bytes))),
    ("profile", "a.toml", |_, bytes| drop(profile::load(&String::from_utf8_lossy(bytes)))),
    ("waivers", "a.csv", |path, bytes| {
        std::fs::write(path, bytes).expect("written");
        drop(waivers::load(path, |_| Err("打不开".to_owned())));
    }),
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Good inputs of a target, and those that broke it once.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let file = |path: &str| std::fs::read(fixtures().join(path)).expect("a fixture");
    let mut seeds = match target {
        "xls" => {
            let kinds = [Kind::Xor, Kind::Rc4, Kind::CryptoApi];
            let plain = [workbook(&[]), workbook_of_95(), compound(&[("Workbook", &workbook(&[]))])];
            let locked = kinds.map(|kind| compound(&[("Workbook", &encrypted(kind, "VelvetSweatshop"))]));
            plain.into_iter().chain(locked).chain([file("hostile/form.xls")]).collect()
        }
        "docx" => vec![file("reports/golden.docx")],
        "roster" => vec!["单位编码,单位名称,别名,全年预算数\r\n1,\"甲\r\n局\",甲;乙,1.5\r\n".into()],
        "waivers" => vec!["单位名称,规则,项目,理由,有效期至\n甲局,SCR-02,*,已核,2030-01-01\n".into()],
        "profile" => vec![file("own_rules.toml")],
        other => vec![file(&format!("hostile/form.{other}"))],
    };
    let found = std::fs::read_dir(fixtures().join("corpus").join(target));
    let mut found: Vec<PathBuf> = found.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort();
    seeds.extend(found.iter().map(|path| std::fs::read(path).expect("a fixture")));
    seeds
}

/// A few bytes turned, a piece taken out, doubled or put elsewhere, a number made large.
fn changed(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.roll(6) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.roll(bytes.len() as u64) as usize;
        let length = (dice.roll(40) as usize).min(bytes.len() - at);
        match dice.roll(5) {
            0 => bytes[at] = dice.roll(256) as u8,
            1 => drop(bytes.drain(at..at + length)),
            2 => {
                let piece = bytes[at..at + length].to_vec();
                let to = dice.roll(bytes.len() as u64 + 1) as usize;
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
    let folder = tempfile::tempdir().expect("a folder");
    for (number, (name, file, read)) in (0u64..).zip(TARGETS) {
        let seeds = seeds(name);
        let path = folder.path().join(file);
        seeds.iter().for_each(|seed| read(&path, seed));
        let mut dice = Dice(20_231_231 + number + seconds);
        let end = Instant::now() + Duration::from_secs(seconds) / TARGETS.len() as u32;
        while Instant::now() < end {
            let bytes = changed(&seeds[dice.roll(seeds.len() as u64) as usize], &mut dice);
            let outcome = std::panic::catch_unwind(|| read(&path, &bytes));
            if outcome.is_err() {
                let kept = std::env::temp_dir().join(format!("corpus-{name}"));
                std::fs::write(&kept, &bytes).expect("kept");
                panic!("{name}: the input is kept as {}", kept.display());
            }
        }
    }
}
