//! How long it takes to find copied texts among 100,000, with the most memory held; `JIXIAO_BENCH_TEXTS` sets how
//! many. All copies must be found and nothing else.

#[path = "../tests/all/support/mod.rs"]
mod support;

use std::time::Instant;

use jixiao::model::sketch::Sketch;
use jixiao::rules::facts::copies::clusters;
use support::memory::peak;
use support::prose::{LIKENESSES, texts};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let count = std::env::var("JIXIAO_BENCH_TEXTS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    for likeness in LIKENESSES {
        let (sketches, copied) = texts(count, likeness);
        measure(&format!("{likeness:?}"), &sketches, &copied);
    }
    let text: Vec<char> = (0..800).filter_map(|n| char::from_u32(0x4e00 + n)).collect();
    measure("Identical", &vec![Sketch::of(&text); count], &[(0..count).collect()]);
}

fn measure(what: &str, sketches: &[Sketch], copied: &[Vec<usize>]) {
    let (before, start) = (peak(std::process::id()), Instant::now());
    let found = clusters(&sketches.iter().collect::<Vec<_>>(), 0.9);
    let (count, time, peak) = (sketches.len(), start.elapsed().as_secs_f64(), peak(std::process::id()));
    let each = found.comparisons as f64 / count as f64;
    println!("{what:10} {count} texts: {time:5.2} s, {each:4.1} comparisons each, peak {peak} MiB ({before} before)");
    assert!(found.clusters == copied, "{what}: {} clusters, not {}", found.clusters.len(), copied.len());
}
