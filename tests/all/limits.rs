//! Every limit from both sides: the last value that is still right, and the first that is not.

use jixiao::rules::example::Case;

use crate::support::case::findings;

/// Rule, what else stands in the form, the cell, the value at the limit (silent), the value past it (spoken of).
type Limit = (&'static str, fn(&mut Case), &'static str, &'static str, &'static str);

const NOTHING: fn(&mut Case) = |_| {};

const LIMITS: [Limit; 25] = [
    // A rate of exactly 99 %, printed a hundredth of a percentage point off, and two.
    ("BUD-02", tenth_of_a_billion, "I7", "99.01%", "99.02%"),
    ("BUD-02", tenth_of_a_billion, "I7", "98.99%", "98.98%"),
    // 524,128.75 元, one cent more and two.
    ("BUD-05", NOTHING, "G6", "524128.76", "524128.77"),
    // 90 % of 10 million.
    ("BUD-06", low, "G8", "100000", "99999.99"),
    ("BUD-10", tiny, "E8", "1000", "999"),
    ("BUD-10", huge, "E8", "1000000000", "1000000001"),
    // The sum of the points is 100.01, 100.02; 99.99, 99.98.
    ("WGT-01", |case| case.blank("B21"), "G21", "5.01", "5.02"),
    ("WGT-01", |case| case.blank("B21"), "G21", "4.99", "4.98"),
    ("WGT-02", NOTHING, "G21", "5.01", "5.02"),
    ("WGT-02", NOTHING, "G21", "4.99", "4.98"),
    // The weight is what was changed as long as the points are what the profile asks.
    ("WGT-02", |case| case.set("B21", "30"), "G21", "5.01", "5.02"),
    ("WGT-04", |case| case.blank("B14"), "G14", "5.01", "5.02"),
    ("WGT-06", NOTHING, "G26", "30", "30.01"),
    ("SCR-02", NOTHING, "H21", "5", "5.01"),
    ("SCR-02", NOTHING, "H21", "0", "-0.01"),
    ("SCR-03", NOTHING, "H29", "99.75", "99.76"),
    ("SCR-03", NOTHING, "H29", "99.73", "99.72"),
    ("SCR-05", subtotal, "H22", "10.01", "10.02"),
    ("SCR-05", subtotal, "H22", "9.99", "9.98"),
    // 较好 is worth 60 to 80 % of the points.
    ("SCR-11", fairly_good, "H27", "12.01", "12.02"),
    ("SCR-11", fairly_good, "H27", "8.99", "8.98"),
    ("SCR-12", |case| case.text("F26", "未开展"), "H26", "12", "12.01"),
    // 97 % of 5 points is 4.85: not divided by the target.
    ("SCR-13", NOTHING, "H23", "4.83", "4.84"),
    ("DEV-02", NOTHING, "F21", "650人次", "651人次"),
    ("DEV-03", NOTHING, "F21", "999人次", "1000人次"),
];

fn tenth_of_a_billion(case: &mut Case) {
    case.set("E7", "10000000");
    case.set("G7", "9900000");
}

/// 10 million over both halves of the structure, 8.9 million of it spent on the first.
fn low(case: &mut Case) {
    [("E7", "9000000"), ("G7", "8900000"), ("E8", "1000000")].into_iter().for_each(|(at, yuan)| case.set(at, yuan));
}

/// 9,000 元 beside the cell, and nothing on the roster to compare with.
fn tiny(case: &mut Case) {
    case.own_entry().budget = None;
    case.set("E7", "9000");
}

/// 9 billion beside the cell.
fn huge(case: &mut Case) {
    case.own_entry().budget = None;
    case.set("E7", "9000000000");
}

/// The second row of 数量指标 becomes the subtotal of the first, which has 10 points.
fn subtotal(case: &mut Case) {
    case.text("D22", "小计");
    case.blank_area("E22", "F22");
    ["G21", "H21", "G22"].into_iter().for_each(|at| case.set(at, "10"));
}

/// 15 points.
fn fairly_good(case: &mut Case) {
    case.text("E27", "好");
    case.text("F27", "较好");
}

fn speaks(code: &str, prepare: fn(&mut Case), (cell, value): (&str, &str)) -> bool {
    let mut case = Case::clean();
    prepare(&mut case);
    case.set(cell, value);
    findings(&case).0.iter().any(|finding| finding.code == code)
}

#[test]
fn a_rule_speaks_just_past_its_limit_and_not_at_it() {
    let is_wrong = |(code, prepare, cell, at, past): &Limit| {
        let said = [speaks(code, *prepare, (cell, at)), speaks(code, *prepare, (cell, past))];
        (said != [false, true]).then(|| format!("{code} {cell}: {at} {}, {past} {}", said[0], said[1]))
    };
    let wrong: Vec<_> = LIMITS.iter().filter_map(is_wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Six characters say something, five don't.
#[test]
fn a_reason_has_six_characters() {
    for (reason, is_short) in [("发票晚到了些", false), ("发票晚到了", true)] {
        assert_eq!(speaks("DEV-05", NOTHING, ("I25", reason)), is_short, "{reason}");
    }
}
