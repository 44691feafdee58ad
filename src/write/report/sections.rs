//! The sections of the report.

use rust_decimal::Decimal;

use super::figures::{Figures, Money, aligned, names, rate, score, wan};
use crate::model::batch::DepartmentState;
use crate::model::finding::Severity;
use crate::model::moment;
use crate::model::number::percent;
use crate::write::document::{Align, Chart, Document, DocumentColumn};

/// Names in one sentence.
const NAMES: usize = 8;
/// Rules that are told of.
const RULES: usize = 10;

pub const fn column(title: &'static str, width: u32, align: Align) -> DocumentColumn {
    DocumentColumn { title, width, align }
}

pub fn basics(document: &mut Document, figures: &Figures<'_>) {
    document.section("一、基本情况");
    let until = figures.told.newest.map(|newest| {
        let (year, month, day) = moment::date(newest);
        format!("截至{year}年{month}月{day}日，")
    });
    document.paragraph(&format!("{}{}", until.unwrap_or_default(), received(figures)));
    let missing = figures.missing();
    if !missing.is_empty() {
        let list = names(missing.iter().map(|department| department.name.as_str()), NAMES);
        document.paragraph(&format!("尚未报送的部门{}家：{list}。【说明未报送的原因和催报情况】", missing.len()));
    }
    if figures.told.has_roster {
        document.paragraph(&covered(figures));
    }
    document.paragraph(&format!(
        "已报送的自评表中，金额可以汇总的{}份，涉及全年预算{}万元，全年执行{}万元。",
        figures.with_money,
        wan(figures.budget),
        wan(figures.executed)
    ));
    let states = [
        DepartmentState::Accepted,
        DepartmentState::AcceptedWithWarnings,
        DepartmentState::Returned,
        DepartmentState::ToConfirm,
        DepartmentState::Unreadable,
        DepartmentState::Missing,
    ];
    let columns = [
        column("审核状态", 2600, Align::Left),
        column("部门（家）", 1800, Align::Right),
        column(if figures.told.has_roster { "占应报送" } else { "占比" }, 1800, Align::Right),
    ];
    let row = |state: DepartmentState| {
        let count = figures.in_state(state.name()).len();
        let share = Decimal::from(count).checked_div(Decimal::from(figures.due()));
        vec![state.name().to_owned(), count.to_string(), aligned(share)]
    };
    document.caption("报送和审核情况");
    document.table(&columns, &states.map(row));
}

fn share(part: usize, whole: usize) -> String {
    rate(Decimal::from(part).checked_div(Decimal::from(whole)))
}

/// Who sent a form of those who owe one, where a roster says who does.
fn received(figures: &Figures<'_>) -> String {
    let (due, received) = (figures.due(), figures.received());
    match figures.told.has_roster {
        true => format!("应报送绩效自评表的部门{due}家，已报送{received}家，报送率{}。", share(received, due)),
        false => format!("已报送绩效自评表的部门{received}家。审核时没有名册，【填写应报送部门数和报送率】"),
    }
}

/// The same by money, as far as the roster tells of it.
fn covered(figures: &Figures<'_>) -> String {
    let Some(coverage) = figures.coverage() else {
        return "名册没有列出各部门全年预算。【填写应报送部门全年预算合计，以及已报送部门所占比例】".to_owned();
    };
    let unknown = match coverage.unknown {
        0 => String::new(),
        count => format!("名册没有列出全年预算的{count}家部门未计入。"),
    };
    format!(
        "按名册所列全年预算计算，应报送部门合计{}万元，已报送部门合计{}万元，占{}。{unknown}",
        wan(coverage.due),
        wan(coverage.received),
        rate(coverage.share())
    )
}

pub fn execution(document: &mut Document, figures: &Figures<'_>) {
    const LOW: Decimal = Decimal::from_parts(90, 0, 0, false, 2);
    document.section("二、资金执行情况");
    document.paragraph(&format!(
        "{}份自评表合计全年预算{}万元，全年执行{}万元，总体执行率{}。",
        figures.with_money,
        wan(figures.budget),
        wan(figures.executed),
        rate(figures.rate())
    ));
    let lines = figures.by_line();
    if !lines.is_empty() {
        money_table(document, "按资金项目汇总（同一资金按来源和按结构分别列示，不能相加）", "资金项目", &lines);
    }
    let sections = figures.by_section();
    if !sections.is_empty() {
        let rows = [&sections[..], &[figures.whole()]].concat();
        money_table(document, "按归口股室汇总", "归口股室", &rows);
        rates_chart(document, &sections);
    }
    let low = figures.low(LOW);
    match low.is_empty() {
        true => document.paragraph("没有执行率低于90%的部门。"),
        false => {
            let listed =
                low.iter().take(NAMES).map(|(form, rate)| format!("{}（{}）", form.department, percent(*rate)));
            let more = if low.len() > NAMES { "等" } else { "" };
            let mut money = Money::default();
            low.iter().filter_map(|(form, _)| form.money).for_each(|one| money.add(one));
            document.paragraph(&format!(
                "执行率低于90%的{}份，占{}，涉及全年预算{}万元，尚未执行{}万元。执行率最低的是：{}{more}。\
                 【分析执行率偏低的原因】",
                low.len(),
                share(low.len(), figures.with_money),
                wan(money.budget),
                wan(money.budget.saturating_sub(money.executed)),
                listed.collect::<Vec<_>>().join("、")
            ));
        }
    }
}

fn money_table(document: &mut Document, caption: &str, name: &'static str, rows: &[Money]) {
    let columns = [
        column(name, 2200, Align::Left),
        column("自评表（份）", 1450, Align::Right),
        column("全年预算（万元）", 1950, Align::Right),
        column("全年执行（万元）", 1950, Align::Right),
        column("执行率", 1100, Align::Right),
    ];
    let row = |money: &Money| {
        vec![money.name.clone(), money.forms.to_string(), wan(money.budget), wan(money.executed), aligned(money.rate())]
    };
    document.caption(caption);
    document.table(&columns, &rows.iter().map(row).collect::<Vec<_>>());
}

/// One bar alone shows nothing, and dozens can't be read.
const BARS: std::ops::RangeInclusive<usize> = 2..=12;

fn rates_chart(document: &mut Document, sections: &[Money]) {
    let rated: Vec<(String, Decimal)> =
        sections.iter().filter_map(|money| Some((money.name.clone(), money.rate()?))).collect();
    if BARS.contains(&rated.len()) {
        let (groups, rates) = rated.into_iter().unzip();
        let series = vec![("执行率".to_owned(), rates)];
        document.chart(Chart { groups, series, format: "0.00%" }, "各归口股室执行率");
    }
}

fn grades_chart(document: &mut Document, grades: &[(String, usize, usize)]) {
    if BARS.contains(&grades.len()) {
        let counts = |of: fn(&(String, usize, usize)) -> usize| grades.iter().map(|grade| of(grade).into()).collect();
        let series =
            vec![("部门自评".to_owned(), counts(|grade| grade.1)), ("复核计算".to_owned(), counts(|grade| grade.2))];
        let groups = grades.iter().map(|grade| grade.0.clone()).collect();
        document.chart(Chart { groups, series, format: "0" }, "等级分布（家）");
    }
}

pub fn results(document: &mut Document, figures: &Figures<'_>) {
    document.section("三、自评结果");
    let scored = figures.scored();
    let (Some(own), Some(again)) =
        (figures.average(|form| form.total()), figures.average(|form| form.scores.recomputed))
    else {
        document.paragraph("本次收到的自评表不计分，没有自评得分和等级。");
        return;
    };
    document.paragraph(&format!(
        "计分的自评表{}份，平均自评得分{}分；按自评表所列指标值、完成值重新计算，平均复核得分{}分。",
        scored.len(),
        score(own),
        score(again)
    ));
    let grades = figures.grades();
    let words: Vec<String> = grades.iter().map(|(name, own, _)| format!("“{name}”{own}家")).collect();
    document.paragraph(&format!("从部门自评看，{}。", words.join("、")));
    let columns = [
        column("等级", 1600, Align::Center),
        column("部门自评（家）", 2000, Align::Right),
        column("复核计算（家）", 2000, Align::Right),
    ];
    let rows: Vec<Vec<String>> =
        grades.iter().map(|(name, own, again)| vec![name.clone(), own.to_string(), again.to_string()]).collect();
    document.caption("等级分布");
    document.table(&columns, &rows);
    grades_chart(document, &grades);
    let changed = scored.iter().filter(|form| form.scores.grade_own != form.scores.grade_recomputed).count();
    let apart = scored.iter().filter(|form| form.difference().abs() >= Decimal::ONE).count();
    document.paragraph(&format!(
        "自评得分与复核得分相差1分及以上的{apart}家，等级因此变化的{changed}家；全部指标自评满分的{}家。",
        scored.iter().filter(|form| form.is_full).count()
    ));
    document.paragraph(&format!(
        "指标值没有量化、无法重新计算的分值占全部分值的{}，这部分按部门自评得分计入，结果有待进一步核实。",
        rate(figures.unverified())
    ));
}

pub fn problems(document: &mut Document, figures: &Figures<'_>) {
    document.section("四、主要问题");
    let rules = &figures.told.rules;
    if rules.is_empty() {
        document.paragraph("审核没有发现须修改或需说明的问题。");
        return;
    }
    let errors: usize = figures.told.departments.iter().map(|department| department.errors).sum();
    let warnings: usize = figures.told.departments.iter().map(|department| department.warnings).sum();
    document.paragraph(&format!("审核共提出须修改的问题{errors}处、需说明的问题{warnings}处。较为普遍的有："));
    let told = rules.iter().filter(|rule| !rule.code.starts_with("BAT-01") && !rule.code.starts_with("BAT-03"));
    for (number, rule) in (1..).zip(told.take(RULES)) {
        let example = rule.example.as_ref().map(|example| format!("例如：{}", example.trim_end_matches('。')));
        let example = example.map(|example| format!("{example}。")).unwrap_or_default();
        document.paragraph(&format!(
            "{number}.{}。涉及{}家部门，共{}处。{example}",
            rule.title, rule.departments, rule.findings
        ));
    }
    document.paragraph("【结合日常管理情况，补充对问题原因的分析】");
}

pub fn sample(document: &mut Document, figures: &Figures<'_>) {
    document.section("五、抽查复核建议");
    let picks = figures.picks();
    if picks.is_empty() {
        document.paragraph("按自评与复核差异、文字高度相似、金额、满分和可核验程度衡量，没有明显需要优先抽查的部门。【如需抽查，请填写名单】");
        return;
    }
    document.paragraph(&format!(
        "按自评与复核得分差异、文字高度相似、预算金额、指标满分和无法核验分值五个方面衡量，建议对以下{}家部门开展抽查复核：",
        picks.len()
    ));
    let columns = [
        column("序号", 800, Align::Center),
        column("部门", 2600, Align::Left),
        column("全年预算（万元）", 1900, Align::Right),
        column("理由", 3400, Align::Left),
    ];
    let row = |(number, pick): (usize, &super::figures::Pick<'_>)| {
        let budget = pick.form.money.map_or("—".to_owned(), |(budget, _)| wan(budget));
        vec![number.to_string(), pick.form.department.clone(), budget, pick.reasons.join("；")]
    };
    document.caption("建议抽查名单");
    document.table(&columns, &(1..).zip(&picks).map(row).collect::<Vec<_>>());
}

pub fn next(document: &mut Document, figures: &Figures<'_>) {
    document.section("六、下一步工作");
    let mut number = 0;
    let mut item = |document: &mut Document, text: &str| {
        number += 1;
        document.paragraph(&format!("{number}.{text}"));
    };
    let missing = figures.missing().len();
    if missing > 0 {
        item(document, &format!("督促尚未报送的{missing}家部门限期报送。"));
    }
    let returned = figures.in_state(DepartmentState::Returned.name()).len();
    if returned > 0 {
        item(document, &format!("对退回修改的{returned}家部门跟踪整改，逐条核对修改结果。"));
    }
    if figures.told.rules.iter().any(|rule| rule.severity == Severity::Error) {
        item(document, "针对普遍存在的填报问题开展培训，下一年度在编制绩效目标时提前审核指标值的量化程度。");
    }
    if !figures.picks().is_empty() {
        item(document, "对建议名单中的部门开展抽查复核，核对佐证材料。");
    }
    item(document, "【自评结果与预算安排挂钩的意见】");
    item(document, "【自评结果公开的时间和方式】");
    document.signature("【单位名称】");
    document.signature("【日期】");
}
