//! An indicator table with its levels.

use super::{CLOSING, Drawing, LINE, heading, input, printed, room, tall};
use crate::model::address::{Area, CellRef};
use crate::profile::spec::IndicatorColumn;
use crate::write::WriteError;
use crate::write::styles::palette;
use crate::write::template::layout::{Level, Table};

impl Drawing<'_> {
    pub(super) fn table(&mut self, table: &Table) -> Result<(), WriteError> {
        let across = |row| Area::new(CellRef::new(row, 0), CellRef::new(row, self.layout.width() - 1));
        if let Some(band) = self.layout.band {
            self.page.merge(band, &self.layout.profile.layout.indicators_title, heading())?;
            self.page.height(band.first.row, LINE)?;
        }
        if let Some((label, beside)) = &table.goal {
            self.page.merge(*beside, label, heading())?;
        }
        self.page.height(table.header, self.fitting(&self.layout.columns))?;
        for column in &self.layout.columns {
            self.page.merge(column.area(table.header), &column.label, heading())?;
        }
        table.levels.iter().try_for_each(|level| self.level(level))?;
        for row in table.rows() {
            self.row(table, row)?;
        }
        self.page.height(table.end, CLOSING)?;
        self.page.merge(across(table.end), "", printed().fill(palette::GREY_FILL))
    }

    /// The names of a level, over its rows.
    fn level(&mut self, level: &Level) -> Result<(), WriteError> {
        let spec = self.layout.level1(level);
        for column in &self.layout.columns {
            let over = |rows: std::ops::Range<u32>| {
                Area::new(CellRef::new(rows.start, column.first), CellRef::new(rows.end - 1, column.last))
            };
            match column.what {
                IndicatorColumn::Level1 => self.page.merge(over(level.rows()), &level.label, printed())?,
                IndicatorColumn::Weight => {
                    self.page.merge(over(level.rows()), "", printed())?;
                    if let Some(weight) = spec.weight {
                        self.page.number(CellRef::new(level.rows().start, column.first), weight, printed())?;
                    }
                }
                IndicatorColumn::Level2 => {
                    for group in &level.groups {
                        if let Some(level2) = self.layout.level2(level, group) {
                            self.page.merge(over(group.rows.clone()), &level2.name, printed())?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The height of a row that has the name of its level 2 to itself.
    fn beside(&self, name: &str) -> f64 {
        let column = self.layout.column(IndicatorColumn::Level2);
        column.map_or(LINE, |column| tall(name, room(&self.layout.widths, (column.first, column.last)), LINE))
    }

    /// The cells of one row that a department fills in.
    fn row(&mut self, table: &Table, row: u32) -> Result<(), WriteError> {
        use IndicatorColumn as C;
        let level = table.levels.iter().find(|level| level.rows().contains(&row));
        let group = level.and_then(|level| level.groups.iter().find(|group| group.rows.contains(&row)));
        let named = level.zip(group).and_then(|(level, group)| self.layout.level2(level, group));
        let alone = named.filter(|_| group.is_some_and(|group| group.rows.len() == 1));
        self.page.height(row, alone.map_or(LINE, |level2| self.beside(&level2.name)))?;
        let fixed = named.and_then(|level2| level2.points);
        let is_named = group.is_some_and(|group| group.level2.is_some());
        let has_targets = level.is_none_or(|level| self.layout.level1(level).has_targets);
        for column in &self.layout.columns {
            let area = column.area(row);
            match column.what {
                C::Level1 | C::Weight => continue,
                C::Level2 if is_named => continue,
                C::Target | C::TargetAdjusted | C::Operator | C::Unit if !has_targets => {
                    self.page.merge(area, "", printed().fill(palette::GREY_FILL))?;
                    continue;
                }
                C::Level3 | C::Reason | C::Text(_) => self.open(area, None, input(true))?,
                C::Points => {
                    let known = fixed.map(|points| points.to_string());
                    self.open(area, known.as_deref(), input(false))?;
                }
                _ => self.open(area, None, input(false))?,
            }
            self.page.entry(area, &self.entries.column(column.what, area))?;
        }
        Ok(())
    }
}
