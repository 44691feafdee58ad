use std::collections::BTreeMap;

use crate::model::address::{Area, CellRef};
use crate::model::finding::{Severity, Subject};
use crate::model::in_table::InTable;
use crate::model::number::plain;
use crate::model::submission::{Indicator, Submission};
use crate::model::text::compact;
use crate::profile::spec::{BudgetColumn, IndicatorColumn};
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "XSE-08",
    name: "tables-differ",
    severity: Severity::Error,
    title: "工作簿与报告中的自评表不一致",
    why: "同一张自评表在工作簿和报告中应当完全一致；本次以工作簿为准汇总，如应以报告为准，请一并告知。",
    fix: "请核对两处的数，以正确的为准，把工作簿和报告改为一致。",
    over: &["XSE-01", "XSE-02", "XSE-03", "XSE-04"],
    without_roster: "",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.report_table("F24", "91%"),
        silent: |case| case.report_table("D24", "其他写法"),
    },
};

fn check(form: &Form, out: &mut Findings) {
    let Some((report, table)) = form.report.as_ref().and_then(|report| Some((report, report.table?))) else { return };
    let (own, other) = (values(form.submission), values(table));
    for (key, value) in &own {
        let Some(there) = other.get(key).filter(|there| there.value != value.value) else { continue };
        let message = format!(
            "工作簿{}写的是“{}”，报告《{}》{} 写的是“{}”。",
            value.cell,
            value.written,
            report.file,
            in_words(table, there.cell),
            there.written
        );
        let draft = out.at_area((value.cell, value.area), value.about.clone());
        draft.found(value.written.clone()).message(message).related_elsewhere(table.sheet_of(there.cell), there.cell);
    }
}

/// 表1 行14 列4
fn in_words(form: &Submission, cell: CellRef) -> String {
    format!("{} {}", form.sheet_of(cell), InTable(Area::of(cell)))
}

struct Value {
    value: String,
    written: String,
    cell: CellRef,
    area: Area,
    about: Subject,
}

/// What must be the same in both tables, by what it is about; rows by their names, each name's in order.
fn values(form: &Submission) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    let mut put = |key: String, value: Option<String>, written: &str, place, about| {
        let value = value.unwrap_or_else(|| compact(written).into_owned());
        let (cell, area) = place;
        if !written.is_empty() {
            all.insert(key, Value { value, written: written.to_owned(), cell, area, about });
        }
    };
    for line in &form.budget {
        let columns = [
            (BudgetColumn::Initial, &line.initial),
            (BudgetColumn::Budget, &line.budget),
            (BudgetColumn::Executed, &line.executed),
        ];
        for (column, entry) in columns {
            let Some(entry) = entry else { continue };
            let value = entry.value().map(|amount| plain(amount.yuan));
            let about = Subject::Budget(line.key.clone(), column);
            let key = format!("{}/{}/{}", line.key, compact(&line.label.written), column.key());
            put(key, value, &entry.written, (entry.cell, entry.area), about);
        }
    }
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for (index, row) in form.indicators.iter().enumerate() {
        let name = name(row);
        let nth = met.entry(name.clone()).or_default();
        *nth += 1;
        let key = |column: &str| format!("{name}#{nth}/{column}");
        for (column, entry, tag) in
            [(IndicatorColumn::Target, &row.target, "target"), (IndicatorColumn::Actual, &row.actual, "actual")]
        {
            let Some(entry) = entry else { continue };
            let value = entry.value().and_then(|measure| measure.quantity()).map(|quantity| format!("{quantity:?}"));
            put(key(tag), value, &entry.written, (entry.cell, entry.area), Subject::Indicator(index, column));
        }
        for (column, entry, tag) in
            [(IndicatorColumn::Points, &row.points, "points"), (IndicatorColumn::Score, &row.score, "score")]
        {
            let Some(entry) = entry else { continue };
            let value = entry.value().map(|points| plain(points.value));
            put(key(tag), value, &entry.written, (entry.cell, entry.area), Subject::Indicator(index, column));
        }
    }
    if let Some(total) = &form.total {
        let value = total.stated.value().map(|points| plain(points.value));
        put("总分".to_owned(), value, &total.stated.written, (total.stated.cell, total.stated.area), Subject::Total);
    }
    all
}

fn name(row: &Indicator) -> String {
    let target = row.target.as_ref().filter(|_| row.level3.is_absent()).map_or("", |target| target.written.as_str());
    [row.level1.written.as_str(), &row.level2.written, &row.level3.written, target]
        .map(|text| compact(text).into_owned())
        .join("/")
}
