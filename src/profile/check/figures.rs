//! Names of figures in a profile's own rules → figures, as far as this form has them.

use crate::profile::spec::{BudgetSpec, FieldSpec, Figure, IndicatorSpec, LineSpec, OnRoster, Overall, Spot, Total};

const SHAPES: &str = "year、subordinate_units、indicators.count、budget.<行>.<栏>、overall.<budget、executed、rate>、total.<stated、own、recomputed、difference>、scores.<一级指标>、verified_points、unverified_points、roster.<budget、executed、subordinate_units>";

/// The parts of the profile that figures belong to.
pub struct Figures<'p> {
    pub fields: &'p [FieldSpec],
    pub budget: &'p BudgetSpec,
    pub indicators: &'p IndicatorSpec,
    pub per_project: bool,
}

impl Figures<'_> {
    /// The figure of a name, or what names there are.
    pub fn find(&self, name: &str) -> Result<Figure, String> {
        let parts: Vec<&str> = name.split('.').collect();
        let found = match parts[..] {
            ["year"] => Figure::Year,
            ["subordinate_units"] if self.has_field("subordinate_units") => Figure::SubordinateUnits,
            ["indicators", "count"] => Figure::Indicators,
            ["verified_points"] => Figure::VerifiedPoints,
            ["unverified_points"] => Figure::UnverifiedPoints,
            ["budget", line, column] => return self.budget(line, column),
            ["scores", level1] => return self.level1(level1),
            ["overall", "budget"] => Figure::Overall(Overall::Budget),
            ["overall", "executed"] => Figure::Overall(Overall::Executed),
            ["overall", "rate"] => Figure::Overall(Overall::Rate),
            ["total", "stated"] => Figure::Total(Total::Stated),
            ["total", "own"] => Figure::Total(Total::Own),
            ["total", "recomputed"] => Figure::Total(Total::Recomputed),
            ["total", "difference"] => Figure::Total(Total::Difference),
            ["roster", what] => return self.roster(what).ok_or_else(|| unknown(name)),
            _ => return Err(unknown(name)),
        };
        Ok(found)
    }

    /// The cell of a name: a figure's, a single field's, the title or the total.
    pub fn spot(&self, name: &str) -> Result<Spot, String> {
        match name {
            "title" => return Ok(Spot::Title),
            "total" => return Ok(Spot::Figure(Figure::Total(Total::Stated))),
            field if self.has_field(field) && field != "subordinate_units" => return Ok(Spot::Field(field.to_owned())),
            _ => {}
        }
        let fields = self.fields.iter().map(|field| field.key.as_str()).collect::<Vec<_>>().join("、");
        let cells = format!("title、total、{fields}，或者 budget.<行>.<栏>、scores.<一级指标> 这样的数");
        match self.find(name) {
            Ok(figure) if figure.has_cell() => Ok(Spot::Figure(figure)),
            Ok(_) => Err(format!("“{name}”在表上没有自己的单元格：可以写 {cells}")),
            Err(_) => Err(format!("没有名为“{name}”的单元格：可以写 {cells}")),
        }
    }

    fn budget(&self, line: &str, column: &str) -> Result<Figure, String> {
        let line = self.line(line)?;
        let mut columns = self.budget.columns.iter().map(|(column, _)| *column);
        match columns.find(|known| known.key() == column) {
            Some(column) => Ok(Figure::Budget(line.key.clone(), column)),
            None => {
                let known = self.budget.columns.iter().map(|(known, _)| known.key()).collect::<Vec<_>>().join("、");
                Err(format!("预算表没有“{column}”这一栏：可以写 {known}"))
            }
        }
    }

    /// A line by its key, its label, or the first words of its key where no other key begins so.
    fn line(&self, name: &str) -> Result<&LineSpec, String> {
        let lines = &self.budget.lines;
        let begins = |line: &&LineSpec| line.key.strip_prefix(name).is_some_and(|rest| rest.starts_with('_'));
        let mut near = lines.iter().filter(begins);
        let shortened = near.next().filter(|_| near.next().is_none());
        let exact = lines.iter().find(|line| line.key == name || line.label == name);
        exact.or(shortened).ok_or_else(|| {
            let known = lines.iter().map(|line| format!("{}（{}）", line.key, line.label)).collect::<Vec<_>>();
            format!("没有名为“{name}”的预算行：可以写 {}", known.join("、"))
        })
    }

    fn level1(&self, name: &str) -> Result<Figure, String> {
        let names = || self.indicators.level1.iter().map(|level1| level1.name.as_str());
        match names().any(|known| known == name) {
            true => Ok(Figure::Level1(name.to_owned())),
            false => Err(format!("没有名为“{name}”的一级指标：可以写 {}", names().collect::<Vec<_>>().join("、"))),
        }
    }

    /// A form about one project is not compared with the figures of its department's year.
    fn roster(&self, what: &str) -> Option<Figure> {
        let figure = match what {
            "budget" => OnRoster::Budget,
            "executed" => OnRoster::Executed,
            "subordinate_units" => OnRoster::SubordinateUnits,
            _ => return None,
        };
        (!self.per_project).then_some(Figure::Roster(figure))
    }

    fn has_field(&self, key: &str) -> bool {
        self.fields.iter().any(|field| field.key == key)
    }
}

fn unknown(name: &str) -> String {
    format!("这张表没有名为“{name}”的数：可以写 {SHAPES}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::builtin;
    use crate::profile::spec::BudgetColumn;

    fn of(profile: &crate::profile::Profile) -> Figures<'_> {
        let (fields, budget, indicators) = (&profile.fields, &profile.budget, &profile.indicators);
        Figures { fields, budget, indicators, per_project: profile.per_project }
    }

    #[test]
    fn every_shape_that_is_offered_is_found() {
        let profile = &builtin()[0];
        let figures = of(profile);
        for shape in
            SHAPES.split('、').filter(|shape| !shape.contains(['<', '>']) && shape.contains(char::is_alphabetic))
        {
            let names = ["", "overall.", "total.", "roster."].map(|front| format!("{front}{shape}"));
            assert!(names.iter().any(|name| figures.find(name).is_ok()), "{shape}");
        }
        let executed = Figure::Budget("fiscal_appropriation".to_owned(), BudgetColumn::Executed);
        for name in ["budget.fiscal.executed", "budget.fiscal_appropriation.executed", "budget.财政拨款.executed"] {
            assert_eq!(figures.find(name).as_ref(), Ok(&executed));
        }
        for name in
            ["budget.f.executed", "budget.fiscal", "budget..executed", "", ".", "total", "scores.", "roster.名称"]
        {
            assert!(figures.find(name).is_err(), "{name}");
        }
    }

    #[test]
    fn only_a_departments_form_has_figures_on_the_roster() {
        assert!(of(&builtin()[0]).find("roster.budget").is_ok());
        let profile = &builtin()[1];
        let figures = of(profile);
        assert!(figures.find("roster.budget").is_err() && figures.find("budget.total.executed").is_ok());
    }
}
