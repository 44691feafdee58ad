//! Indicator rows: names, target and actual, points and score, direction.

use super::direction;
use super::level::known;
use super::measure::{is_percentage, whole_target};
use super::reader::Reader;
use crate::lang::placeholder::is_placeholder;
use crate::lang::shift::is_shifted;
use crate::model::grid::CellValue;
use crate::model::number::{LARGEST_RATIO, from_float};
use crate::model::quantity::Direction;
use crate::model::raw::{RawForm, RawIndicator, RawValue};
use crate::model::shown::exact;
use crate::model::submission::{Entry, Indicator, Points, State, Subtotal, Text};
use crate::profile::spec::IndicatorColumn as Column;

impl Reader<'_> {
    pub fn indicator(&self, raw: &RawIndicator) -> Indicator {
        let (level1, level2, level3) = self.levels(raw);
        let weight = self.level_points(raw, Column::Weight, level1.1);
        let level2_points = self.level_points(raw, Column::Level2Points, level2.1);
        let (level1, level2) = (level1.0, level2.0);
        let text = |column| raw.values.get(&column).map(|raw| self.text(raw));
        let (level1_known, level2_known) =
            known(level1.read().unwrap_or(""), level2.read().unwrap_or(""), self.profile);
        let mut indicator = Indicator {
            row: raw.row,
            level1,
            weight,
            level2,
            level2_points,
            level3,
            operator: text(Column::Operator),
            unit: text(Column::Unit),
            target_read: None,
            target_adjusted: text(Column::TargetAdjusted),
            coefficient: raw.values.get(&Column::Coefficient).map(|raw| self.rate(raw, None)),
            core: text(Column::Core),
            texts: self.own_texts(raw),
            goal: raw.goal,
            is_hidden: raw.is_hidden,
            points_in: raw.shared.get(&Column::Points).copied(),
            score_in: raw.shared.get(&Column::Score).copied(),
            target: raw.values.get(&Column::Target).map(|raw| self.measure(raw)),
            actual: raw.values.get(&Column::Actual).map(|raw| self.measure(raw)),
            points: raw.values.get(&Column::Points).map(|raw| self.points(raw)),
            score: raw.values.get(&Column::Score).map(|raw| self.points(raw)),
            reason: raw.values.get(&Column::Reason).map(|raw| self.text(raw)),
            level1_known,
            level2_known,
            direction: Direction::Unknown,
        };
        self.read_parts(raw, &mut indicator);
        if !self.keeps_formats {
            self.restore_percentages(raw, &mut indicator);
        }
        indicator.direction = direction::of(&indicator, &self.profile.words);
        indicator
    }

    /// The points of a level: in a column of their own, else in the level's cell.
    fn level_points(&self, raw: &RawIndicator, column: Column, inner: Option<Entry<Points>>) -> Option<Entry<Points>> {
        let own = raw.values.get(&column).map(|raw| self.weight(raw));
        own.filter(|own| !own.is_absent() || inner.is_none()).or(inner)
    }

    fn own_texts(&self, raw: &RawIndicator) -> Vec<(u8, Entry<Text>)> {
        let own = raw.values.iter().filter_map(|(column, raw)| match column {
            Column::Text(i) => Some((*i, self.text(raw))),
            _ => None,
        });
        own.collect()
    }

    /// Where operator or unit have columns of their own, the target is all three together.
    fn read_parts(&self, raw: &RawIndicator, indicator: &mut Indicator) {
        let said = |entry: &Option<Entry<Text>>| entry.as_ref().and_then(|entry| entry.read().map(str::to_owned));
        let (operator, unit) = (said(&indicator.operator), said(&indicator.unit));
        if operator.is_none() && unit.is_none() {
            return;
        }
        let unit = unit.as_deref();
        let whole = |value: &RawValue, operator: Option<&str>| {
            whole_target(operator, &exact(&value.content), unit, self.profile)
        };
        if let (Some(value), Some(target)) = (raw.values.get(&Column::Target), &mut indicator.target)
            && let State::Read(measure) = &mut target.state
        {
            let read = whole(value, operator.as_deref());
            *measure = read.measure;
            indicator.target_read = Some(read.written);
        }
        if let (Some(value), Some(actual)) = (raw.values.get(&Column::Actual), &mut indicator.actual)
            && let State::Read(measure) = &mut actual.state
        {
            *measure = whole(value, None).measure;
        }
    }

    fn levels(&self, raw: &RawIndicator) -> (Level, Level, Entry<Text>) {
        let absent = || self.text(&RawValue { content: Default::default(), ..anywhere(raw) });
        let of = |column| raw.values.get(&column);
        let level1 = of(Column::Level1).map_or_else(|| (absent(), None), |raw| self.level(raw));
        let level2 = of(Column::Level2).map_or_else(|| (absent(), None), |raw| self.level(raw));
        let level3 = of(Column::Level3).map_or_else(absent, |raw| self.text(raw));
        (level1, level2, level3)
    }

    /// A file without formats stores 95 % as 0.95: the row's other value or its name says so.
    fn restore_percentages(&self, raw: &RawIndicator, indicator: &mut Indicator) {
        let other = |entry: &Option<crate::model::submission::MeasureEntry>| entry.as_ref().is_some_and(is_percentage);
        let either = other(&indicator.target) || other(&indicator.actual);
        let named = either || self.is_rate_by_name(indicator);
        for column in [Column::Target, Column::Actual] {
            let shown = raw.values.get(&column).filter(|raw| is_lost_percentage(raw, named));
            let Some(mut entry) = shown.and_then(|raw| self.as_percentage(raw)).map(|raw| self.measure(&raw)) else {
                continue;
            };
            entry.notes.push("文件不保留数字格式，按本行含义读作百分比");
            match column {
                Column::Target => indicator.target = Some(entry),
                _ => indicator.actual = Some(entry),
            }
        }
    }

    /// 率 and 满意度 are percentages; a row without a name of its own may be.
    fn is_rate_by_name(&self, indicator: &Indicator) -> bool {
        let words = &self.profile.words;
        let own = indicator.level3.text().filter(|name| !is_placeholder(name, words));
        let shifted = is_shifted(indicator, words).then(|| indicator.target.as_ref()?.text()).flatten();
        let Some(name) = own.or(shifted) else { return true };
        let bare = name.trim_end_matches(|c: char| !c.is_alphabetic());
        bare.ends_with('率') || words.capped_rates.iter().any(|word| name.contains(word.as_str()))
    }

    pub fn subtotals(&self, raw: &RawForm) -> Vec<Subtotal> {
        let subtotal = |raw: &crate::model::raw::RawSubtotal| Subtotal {
            label: self.text(&raw.label),
            points: raw.points.as_ref().map(|raw| self.points(raw)),
            score: raw.score.as_ref().map(|raw| self.points(raw)),
            rows: raw.rows.clone(),
        };
        raw.subtotals.iter().map(subtotal).collect()
    }
}

type Level = (Entry<Text>, Option<Entry<Points>>);

/// A broken fraction below 1 is a percentage anyway; 0, 1 and what lies above only where the row says so.
fn is_lost_percentage(raw: &RawValue, named: bool) -> bool {
    let CellValue::Number(value) = raw.content.value else { return false };
    let fraction = value > 0.0 && value < 1.0;
    fraction || (named && from_float(value).is_some_and(|value| value.abs() <= LARGEST_RATIO))
}

/// Some cell of the row, for a column the form does not have.
fn anywhere(raw: &RawIndicator) -> RawValue {
    let place = crate::model::address::CellRef::new(raw.row, 0);
    let blank = RawValue {
        cell: place,
        area: crate::model::address::Area::of(place),
        label: None,
        content: Default::default(),
    };
    raw.values.values().next().cloned().unwrap_or(blank)
}
