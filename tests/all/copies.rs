//! Copied texts among many: all are found, nothing else is, and hardly any are compared.

use crate::support::prose::{LIKENESSES, texts};
use jixiao::model::sketch::Sketch;
use jixiao::rules::facts::copies::clusters;

const TEXTS: usize = 2_000;
/// Eight places with four neighbours each; all pairs would be a thousand comparisons for each text.
const COMPARISONS: usize = 32;

#[test]
fn copies_are_found_with_a_handful_of_comparisons_whatever_all_have_in_common() {
    for likeness in LIKENESSES {
        let (sketches, copied) = texts(TEXTS, likeness);
        let found = clusters(&sketches.iter().collect::<Vec<_>>(), 0.9);
        assert_eq!(found.clusters, copied, "{likeness:?}");
        assert!(found.comparisons <= TEXTS * COMPARISONS, "{likeness:?}: {}", found.comparisons);
    }
}

#[test]
fn everybody_copying_from_everybody_is_one_cluster_and_one_comparison_each() {
    let text: Vec<char> = "全年走访困难群众六百户建成养老服务站四个婚姻登记一次办结".chars().collect();
    let sketches = vec![Sketch::of(&text); TEXTS];
    let found = clusters(&sketches.iter().collect::<Vec<_>>(), 0.9);
    assert_eq!((found.clusters, found.comparisons), (vec![(0..TEXTS).collect()], TEXTS - 1));
}
