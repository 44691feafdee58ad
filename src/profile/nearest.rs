//! What somebody perhaps meant by a name that is not known.

/// As near as this, of 1, is worth asking about.
const NEAR: f64 = 0.6;
/// More suggestions than this are a list, not a hint.
const MOST: usize = 3;

/// The known names most like what was written, the likest first; none when nothing is like it.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let written = written.trim().to_lowercase();
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(&written, &name.to_lowercase());
    let mut near: Vec<(f64, &str)> = known.into_iter().map(|name| (likeness(name), name)).collect();
    near.retain(|(likeness, _)| *likeness >= NEAR);
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.truncate(MOST);
    near.into_iter().map(|(_, name)| name).collect()
}

/// `：是不是 a、b？`, to be put behind a sentence; `otherwise` when nothing is near.
pub fn perhaps<'a>(written: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    match nearest(written, known) {
        near if near.is_empty() => otherwise.to_owned(),
        near => format!("：是不是 {}？", near.join(" 或 ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likest_come_first_and_strangers_not_at_all() {
        let known = ["total", "tiers", "total_preprinted", "grades"];
        assert_eq!(nearest("totl", known), ["total"]);
        assert_eq!(nearest("teirs", known), ["tiers"]);
        assert!(nearest("money", known).is_empty());
        assert_eq!(perhaps("Grade", known, "。"), "：是不是 grades？");
        assert_eq!(perhaps("money", known, "。"), "。");
    }
}
