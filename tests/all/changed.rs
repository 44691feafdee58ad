//! What changes between two submissions: what was asked for and what follows from it is nobody's question, the rest is.

use crate::season::outputs::Folder;
use crate::support::case::findings;
use crate::support::file::write_saved;
use crate::support::layout::draw;
use crate::support::truth::Truth;
use jixiao::rules::example::Case;

const DEPARTMENT: &str = "区教育局";

fn first() -> Truth {
    Truth { department: DEPARTMENT.to_owned(), ..Truth::sample(3) }
}

/// The forms as they are sent one after the other; the rules that speak of the last, and what RND-02 is about.
fn sent(forms: &[&dyn Fn(&mut Truth)]) -> (Vec<String>, Vec<String>) {
    let folder = Folder::new(&[DEPARTMENT]);
    for (round, change) in forms.iter().enumerate() {
        let mut truth = first();
        change(&mut truth);
        let name = format!("报送{}.xlsx", ["甲", "乙", "丙"][round]);
        write_saved(&folder.inbox().join(name), 1 + 7 * round as u8, &[("自评表", &draw(&truth, &[]))]);
    }
    let output = folder.run_with(&[]);
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    let changed: Vec<String> = folder.subjects("RND-02");
    (folder.findings(DEPARTMENT), changed)
}

fn fine(_: &mut Truth) {}

/// Output rows of the sample, which the department names itself.
const OUTPUT: usize = 7;

#[test]
fn putting_right_what_was_named_is_no_change_of_anything_else() {
    type Change = &'static dyn Fn(&mut Truth);
    let cases: [(&str, Change); 6] = [
        // Any amount may be the wrong one of a sum that does not tie.
        ("BUD-07", &|form| form.lines[3].budget += 100_000),
        // An amount, and the source of the money with it.
        ("BUD-05", &|form| {
            form.lines[3].executed = form.lines[3].budget + 500_000;
            form.lines[0].executed = form.lines[2].executed + form.lines[3].executed;
        }),
        // All amounts in another unit than the one they are read in.
        ("BUD-10", &|form| {
            form.lines
                .iter_mut()
                .for_each(|line| (line.budget, line.executed) = (line.budget / 10_000, line.executed / 10_000));
        }),
        // Any points may be the wrong ones, and a score goes with its points.
        ("WGT-02", &|form| {
            form.rows[OUTPUT].points += 100;
            form.rows[OUTPUT].score += 100;
        }),
        ("IND-01", &|form| form.rows[OUTPUT].level3 = String::new()),
        ("IND-03", &|form| form.rows[OUTPUT].actual = String::new()),
    ];
    for (rule, wrong) in cases {
        let (found, changed) = sent(&[wrong, &fine]);
        let expected = format!("报送甲.xlsx {rule} fixed");
        assert!(found.contains(&expected), "{rule}: {found:?}");
        assert_eq!(changed, Vec::<String>::new(), "{rule}");
    }
}

/// A level that had no indicator gets one, and another of its group gives up points for it.
#[test]
fn an_indicator_that_was_asked_for_is_not_added() {
    let without_one = |form: &mut Truth| {
        let at = form.rows.iter().position(|row| row.level2 == "时效指标").expect("one");
        let row = form.rows.remove(at);
        form.rows[OUTPUT].points += row.points;
        form.rows[OUTPUT].score += row.score;
    };
    assert!(first().rows.iter().filter(|row| row.level2 == "时效指标").count() == 1);
    let (found, changed) = sent(&[&without_one, &fine]);
    assert!(found.contains(&"报送甲.xlsx IND-11 fixed".to_owned()), "{found:?}");
    assert_eq!(changed, Vec::<String>::new());
    // Where nobody missed it, it is one more than before.
    let (_, changed) = sent(&[&fine, &|form| {
        let mut row = form.rows[OUTPUT].clone();
        row.level3 = "新修水渠长度".to_owned();
        row.points = 100;
        row.score = 100;
        form.rows[OUTPUT].points -= 100;
        form.rows[OUTPUT].score -= 100;
        form.rows.insert(OUTPUT + 1, row);
    }]);
    let name = |what: &str| format!("{}/{}{what}", first().rows[OUTPUT].level2, first().rows[OUTPUT].level3);
    assert_eq!(changed, [name("/分值"), name("/得分"), "数量指标/新修水渠长度".to_owned()]);
}

/// A row whose target and points stayed is the same under another name, and asked about once; with another target it is
/// a row that went and one that came.
#[test]
fn a_row_under_another_name_is_one_change() {
    let renamed = |form: &mut Truth| form.rows[OUTPUT].level3 = "新修水渠长度".to_owned();
    let at = |level3: &str| format!("{}/{level3}", first().rows[OUTPUT].level2);
    let old = at(&first().rows[OUTPUT].level3);
    assert_eq!(sent(&[&fine, &renamed]).1, [format!("{old}/三级指标")]);
    let (_, changed) = sent(&[&fine, &|form| {
        renamed(form);
        form.rows[OUTPUT].target = "≥1234公里".to_owned();
        form.rows[OUTPUT].actual = "1234公里".to_owned();
    }]);
    assert_eq!(changed, [at("新修水渠长度"), old]);
}

/// A rate that repeats the money's follows from it.
#[test]
fn the_rate_that_follows_from_the_amounts_is_not_asked_about() {
    let rate = |form: &mut Truth, share: i64| {
        form.lines[3].executed = form.lines[3].budget * share / 100;
        form.lines[0].executed = form.lines[2].executed + form.lines[3].executed;
        let spent = form.lines[2].executed + form.lines[3].executed;
        let all = form.lines[2].budget + form.lines[3].budget;
        let hundredths = (spent * 100_000 / all + 5) / 10;
        let row = &mut form.rows[1];
        row.level3 = "预算执行率".to_owned();
        row.target = "≥50%".to_owned();
        row.actual = format!("{}.{:02}%", hundredths / 100, hundredths % 100);
        row.score = row.points;
        row.reason = None;
    };
    let (found, changed) = sent(&[&|form| rate(form, 120), &|form| rate(form, 90)]);
    assert!(found.contains(&"报送甲.xlsx BUD-05 fixed".to_owned()), "{found:?}");
    assert_eq!(changed, Vec::<String>::new());
}

/// Of two rows one's name begins with the other's: what was said of the longer says nothing of the shorter.
#[test]
fn a_row_is_known_by_its_whole_name() {
    let named = |form: &mut Truth, target: &str| {
        form.rows[OUTPUT].level3 = "培训".to_owned();
        form.rows[OUTPUT].target = target.to_owned();
        form.rows[OUTPUT + 1].level2 = form.rows[OUTPUT].level2;
        form.rows[OUTPUT + 1].level3 = "培训期数".to_owned();
    };
    let wrong = |form: &mut Truth| {
        named(form, "≥12次");
        form.rows[OUTPUT + 1].score = form.rows[OUTPUT + 1].points + 100;
    };
    let (_, changed) = sent(&[&wrong, &|form| named(form, "≥10次")]);
    assert_eq!(changed, [format!("{}/培训/指标值", first().rows[OUTPUT].level2)]);
}

/// What was changed unasked and is put back was asked about in between.
#[test]
fn what_is_put_back_is_no_further_change() {
    let higher = |form: &mut Truth| {
        form.rows[OUTPUT].actual = form.rows[OUTPUT].actual.replacen(|c: char| c.is_ascii_digit(), "9", 1)
    };
    let subject = format!("{}/{}/完成值", first().rows[OUTPUT].level2, first().rows[OUTPUT].level3);
    assert_eq!(sent(&[&fine, &higher]).1, std::slice::from_ref(&subject));
    let other = |form: &mut Truth| form.achieved += "并已公示。";
    assert_eq!(sent(&[&fine, &higher, &fine]).1, Vec::<String>::new(), "the first form again");
    let putting_back = |form: &mut Truth| other(form);
    assert_eq!(sent(&[&fine, &higher, &putting_back]).1, Vec::<String>::new());
    // One round later than it was right it is a change again.
    assert_eq!(sent(&[&fine, &other, &higher]).1, [subject]);
}

/// What was blank and is filled in has changed nowhere: a form not filled in, a column that was not there.
#[test]
fn filling_in_is_no_change() {
    type Lack = (&'static str, fn(&mut Case));
    let lacks: [Lack; 3] = [
        ("STR-15", Case::unfill),
        ("STR-05", |case| case.blank_area("H12", "H28")),
        ("SCR-03", |case| case.set("H29", "71")),
    ];
    for (rule, lack) in lacks {
        let mut case = Case::clean();
        case.file = "湘东区教育局第一稿.xlsx".to_owned();
        lack(&mut case);
        case.add_file("湘东区教育局第二稿.xlsx", "湘东区教育局");
        let (own, batch) = findings(&case);
        assert!(own.iter().any(|finding| finding.code == rule), "{rule}: {own:?}");
        let changed: Vec<_> = batch.iter().filter(|finding| finding.code == "RND-02").map(|one| &one.message).collect();
        assert!(changed.is_empty(), "{rule}: {changed:?}");
    }
}
