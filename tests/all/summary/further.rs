//! What only some forms have: further columns, merged points, forms without scores, several forms in one file.

use std::sync::Arc;

use calamine::{Xlsx, open_workbook};
use jixiao::model::batch::{Arrival, Batch, Content, Record};
use jixiao::model::submission::{Entry, GoalGroup, Points, State, Text};
use jixiao::profile::spec::Profile;

use super::{batch, column, options, row_of, sheet, written};

fn text(like: &Entry<Text>, words: &str) -> Entry<Text> {
    Entry { written: words.to_owned(), state: State::Read(Text), ..like.clone() }
}

fn profile(record: &Record) -> &'static Arc<Profile> {
    jixiao::profile::builtin().iter().find(|profile| profile.name == record.submission.profile).unwrap()
}

/// The batch with other forms in it, put together again.
fn with(change: impl FnOnce(&mut Vec<Arrival>)) -> Batch {
    let mut arrivals = batch::arrivals(22, 0);
    change(&mut arrivals);
    for arrival in &mut arrivals {
        if let Content::Form(record) = &mut arrival.content {
            record.book = jixiao::score::score(&record.submission, profile(record));
        }
    }
    batch::put_together(arrivals, 22)
}

fn record<'a>(arrivals: &'a mut [Arrival], file: &str) -> &'a mut Record {
    let arrival = arrivals.iter_mut().find(|arrival| arrival.source.name == file).unwrap();
    let Content::Form(record) = &mut arrival.content else { panic!("{file} holds no form") };
    record
}

const FIRST: &str = "区人大常委会办公室.xlsx";
const PROJECT: &str = "项目/区教育局_项目.xlsx";

#[test]
fn columns_that_few_forms_have_are_there_when_one_has_them() {
    let title = ["比较符号", "计量单位", "调整指标值", "得分系数", "是否核心指标", "年度绩效目标"];
    let headers = |name, batch: &Batch| {
        let mut book: Xlsx<_> = open_workbook(written(name, batch, &options())).unwrap();
        sheet(&mut book, "指标明细")[2].iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let plain = headers("plain-columns", &batch::batch(22, 0));
    assert!(title.iter().all(|title| !plain.iter().any(|header| header == title)));
    let further = with(|arrivals| {
        let form = &mut record(arrivals, FIRST).submission;
        let like = form.indicators[0].level3.clone();
        form.goal_groups = vec![GoalGroup { name: text(&like, "保障运转"), weight: None }];
        let row = &mut form.indicators[0];
        (row.operator, row.unit, row.core) = (Some(text(&like, "≥")), Some(text(&like, "%")), Some(text(&like, "是")));
        (row.target_adjusted, row.goal) = (Some(text(&like, "90")), Some(0));
    });
    let headers = headers("further-columns", &further);
    for title in title.iter().filter(|title| **title != "得分系数") {
        assert!(headers.iter().any(|header| header == title), "{title}: {headers:?}");
    }
    assert!(!headers.iter().any(|header| header == "得分系数"));
}

/// The second row has its points and its score in the first.
pub fn merged_points() -> Batch {
    with(|arrivals| {
        let rows = &mut record(arrivals, FIRST).submission.indicators;
        let cells = [rows[0].points.as_ref(), rows[0].score.as_ref()].map(|entry| entry.map(|entry| entry.cell));
        (rows[1].points, rows[1].score) = (None, None);
        [rows[1].points_in, rows[1].score_in] = cells;
    })
}

#[test]
fn a_row_with_its_points_in_an_earlier_one_says_so_and_the_sums_hold() {
    let mut book: Xlsx<_> = open_workbook(written("merged-points", &merged_points(), &options())).unwrap();
    let rows = sheet(&mut book, "指标明细");
    let row = &rows[4];
    assert_eq!(row[column(&rows, "计算过程")].to_string(), "分值、得分与第14行合并（G14、H14）");
    for title in ["分值", "自评得分", "复核得分", "核验结论"] {
        assert_eq!(row[column(&rows, title)].to_string(), "", "{title}");
    }
}

/// One form asks for no scores.
pub fn not_scored() -> Batch {
    with(|arrivals| {
        let form = &mut record(arrivals, FIRST).submission;
        (form.is_scored, form.total) = (false, None);
        for row in &mut form.indicators {
            (row.points, row.score) = (None, None);
        }
    })
}

#[test]
fn a_form_without_scores_is_blank_and_in_no_average() {
    let mut book: Xlsx<_> = open_workbook(written("not-scored", &not_scored(), &options())).unwrap();
    let rows = sheet(&mut book, "部门汇总");
    let row = row_of(&rows, "区人大常委会办公室");
    for title in ["自评总分(填报)", "自评总分(复核)", "差额", "等级(填报)", "等级(复核)", "排名", "已核验分值"]
    {
        assert_eq!(row[column(&rows, title)].to_string(), "", "{title}");
    }
}

/// One form scores its goals.
pub fn scored_goals() -> Batch {
    with(|arrivals| {
        let form = &mut record(arrivals, FIRST).submission;
        let score = form.indicators[0].score.clone().unwrap();
        let state = State::Read(Points { value: 7.into(), decimals: 0 });
        form.goals.score = Some(Entry { written: "7".to_owned(), state, ..score });
    })
}

#[test]
fn scored_goals_are_part_of_the_sums() {
    let mut book: Xlsx<_> = open_workbook(written("scored-goals", &scored_goals(), &options())).unwrap();
    let rows = sheet(&mut book, "指标明细");
    assert_eq!(rows[3][column(&rows, "自评得分")].to_string(), "7");
}

#[test]
fn who_carries_a_project_out_has_a_column() {
    let batch = with(|arrivals| {
        let form = &mut record(arrivals, PROJECT).submission;
        let like = form.fields["project"].clone();
        form.fields.insert("implementer".to_owned(), text(&like, "区第一中学"));
    });
    let mut book: Xlsx<_> = open_workbook(written("implementer", &batch, &options())).unwrap();
    let rows = sheet(&mut book, "项目汇总");
    assert_eq!(row_of(&rows, "区教育局")[column(&rows, "实施单位")].to_string(), "区第一中学");
    let rows = sheet(&mut book, "部门汇总");
    assert!(!rows[2].iter().any(|cell| *cell == "实施单位"));
}

/// A file with two forms of one project's department.
pub fn several_forms() -> Batch {
    with(|arrivals| {
        let at = arrivals.iter().position(|arrival| arrival.source.name == PROJECT).unwrap();
        for (at, place) in [(at, 1), (arrivals.len(), 2)] {
            if at == arrivals.len() {
                let copy = arrivals.iter().find(|arrival| arrival.source.name == PROJECT).unwrap().clone();
                arrivals.push(copy);
            }
            let Content::Form(record) = &mut arrivals[at].content else { panic!("a form") };
            record.submission.place = Some(place);
        }
    })
}

#[test]
fn a_file_with_several_forms_is_one_file() {
    let batch = several_forms();
    let education = batch.departments.iter().find(|department| department.name == "区教育局").unwrap();
    assert_eq!(education.slots.iter().filter(|slot| slot.project.is_some()).count(), 2, "two forms, no copy");
    let mut book: Xlsx<_> = open_workbook(written("several-forms", &batch, &options())).unwrap();
    let rows = sheet(&mut book, "报送台账");
    let (files, forms) = (column(&rows, "文件"), rows[2].iter().position(|cell| *cell == "表").unwrap());
    let lines: Vec<_> = rows.iter().filter(|row| row[files] == PROJECT).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0][forms].to_string(), "第1张表、第2张表");
}

#[test]
fn forms_read_by_their_own_words_are_counted_on_the_overview() {
    let line = |name, batch: &Batch| {
        let mut book: Xlsx<_> = open_workbook(written(name, batch, &options())).unwrap();
        let rows = sheet(&mut book, "总览");
        rows.iter().flatten().map(ToString::to_string).find(|text| text.contains("没有专门的表样配置"))
    };
    assert_eq!(line("known-forms", &batch::batch(22, 0)), None);
    let unknown = with(|arrivals| record(arrivals, FIRST).submission.is_unknown_form = true);
    assert!(
        line("unknown-forms", &unknown)
            .is_some_and(|line| line.starts_with("1 份表没有专门的表样配置，按表上栏目读取"))
    );
}
