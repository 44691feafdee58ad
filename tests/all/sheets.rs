//! Several forms on the sheets of one workbook, and forms that go on on the next: each is one, wherever it stands.

use jixiao::model::grid::Visibility;
use jixiao::model::submission::Submission;

use crate::forms::{assert_project, project};
use crate::support::sketch::{read_all, sheet, workbook};

#[test]
fn forms_below_each_other_are_forms_of_their_own() {
    let drawn = ["东河清淤", "西河清淤", "南河清淤"].into_iter().zip([12, 7, 31]).map(|(name, n)| project(name, n));
    for gap in ["", "\n", "\n\n\n"] {
        let drawn = drawn.clone().collect::<Vec<_>>().join(gap);
        let found = read_all(&workbook(vec![sheet("项目", &drawn)]));
        assert_eq!(found.len(), 3, "{gap:?}");
        for ((form, name), length) in found.iter().zip(["东河清淤", "西河清淤", "南河清淤"]).zip([12, 7, 31])
        {
            assert_project(form, name, length);
        }
        assert_eq!(found.iter().map(|form| form.place).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    }
}

#[test]
fn forms_side_by_side_are_forms_of_their_own() {
    let (left, right) = (project("东河清淤", 12), project("西河清淤", 7));
    for gap in ["|", "||", "|||"] {
        let both: Vec<String> = left.lines().zip(right.lines()).map(|(l, r)| format!("{l}{gap}{r}")).collect();
        let found = read_all(&workbook(vec![sheet("项目", &both.join("\n"))]));
        assert_eq!(found.len(), 2, "{gap}");
        assert_project(&found[0], "东河清淤", 12);
        assert_project(&found[1], "西河清淤", 7);
    }
}

/// The right one begins so many rows lower.
#[test]
fn forms_side_by_side_need_not_begin_in_the_same_row() {
    let (left, right) = (project("东河清淤", 12), project("西河清淤", 7));
    for lower in [1, 2] {
        let blank = "||||||||";
        let rights: Vec<&str> = std::iter::repeat_n(blank, lower).chain(right.lines()).collect();
        let lefts = left.lines().chain(std::iter::repeat_n(blank, lower));
        let both: Vec<String> = lefts.zip(rights).map(|(l, r)| format!("{l}||{r}")).collect();
        let found = read_all(&workbook(vec![sheet("项目", &both.join("\n"))]));
        assert_eq!(found.len(), 2, "{lower}");
        assert_project(&found[0], "东河清淤", 12);
        assert_project(&found[1], "西河清淤", 7);
    }
}

#[test]
fn every_sheet_with_a_project_is_a_form() {
    let sheets = [("1", "东河清淤", 12), ("2", "西河清淤", 7), ("3", "南河清淤", 31)];
    let drawn = sheets.map(|(tab, name, length)| sheet(tab, &project(name, length)));
    let found = read_all(&workbook(drawn.into()));
    assert_eq!(found.len(), 3);
    for (form, (tab, name, length)) in found.iter().zip(sheets) {
        assert_eq!(form.sheet, tab);
        assert_project(form, name, length);
    }
}

/// The form cut before a line, the rest on the next sheet below what that begins with.
fn cut_before(line: &str, beginning: &str) -> Vec<Submission> {
    let drawn = project("东河清淤", 12).replace("^|^|质量指标", "^|产出指标|质量指标");
    let (first, rest) = drawn.split_at(drawn.find(line).expect("the line is in the form"));
    let rest = rest.trim_start_matches('^');
    read_all(&workbook(vec![sheet("第一页", first), sheet("第二页", &format!("{beginning}{rest}"))]))
}

#[test]
fn a_form_goes_on_on_the_next_sheet() {
    let header = "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施\n";
    let again = format!("项目支出绩效自评表（续）|<|<|<|<|<|<|<|<\n{header}");
    let cuts = [
        ("绩效指标|一级指标", ""),
        ("^|效益指标", ""),
        ("^|效益指标", header),
        ("^|产出指标|质量", &again),
        ("总分", ""),
    ];
    for (line, beginning) in cuts {
        let found = cut_before(line, beginning);
        assert_eq!(found.len(), 1, "{line}");
        assert_project(&found[0], "东河清淤", 12);
        let total = &found[0].total.as_ref().expect("a total").stated;
        assert_eq!((found[0].sheet.as_str(), found[0].sheet_of(total.cell)), ("第一页", "第二页"), "{line}");
        let own = total.cell.on_sheet();
        assert!(own.row < total.cell.row && total.cell.to_string() == own.to_string());
    }
}

#[test]
fn what_is_no_rest_of_a_form_is_not_joined_to_it() {
    let whole = project("东河清淤", 12);
    let half = whole.replace("总分|<|<|<|<|<|100|100|\n", "");
    let list = "序号|单位|联系人|电话\n1|东河所|甲|1\n2|西河所|乙|2\n3|南河所|丙|3\n";
    let alone = read_all(&workbook(vec![sheet("表", &half)]));
    let beside = read_all(&workbook(vec![sheet("表", &half), sheet("名单", list)]));
    assert_eq!(beside, alone);
    let next = read_all(&workbook(vec![sheet("表", &half), sheet("另一张", &project("西河清淤", 7))]));
    assert_eq!(next.len(), 2);
    assert_project(&next[1], "西河清淤", 7);
    assert!(next.iter().all(|form| form.further_sheets.is_empty()) && next[0].total.is_none());
}

#[test]
fn a_hidden_sheet_is_no_form_and_is_named() {
    let mut hidden = sheet("去年", &project("西河清淤", 7));
    hidden.visibility = Visibility::Hidden;
    let found = read_all(&workbook(vec![hidden, sheet("今年", &project("东河清淤", 12))]));
    assert_eq!(found.len(), 1);
    assert_project(&found[0], "东河清淤", 12);
    assert_eq!(found[0].surroundings.hidden_sheets, ["去年"]);
}
