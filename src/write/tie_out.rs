//! BAT-10: the figures that were written are the figures that were read, or nothing is put in place.

use super::WriteError;
use crate::model::batch::ControlTotals;
use crate::model::number;

/// Compares what was read with what stands in one output; `place` names the output for people.
pub fn tie_out(read: &ControlTotals, written: &ControlTotals, place: &str) -> Result<(), WriteError> {
    let pairs = figures(read).into_iter().zip(figures(written));
    match pairs.into_iter().find(|(read, written)| read != written) {
        None => Ok(()),
        Some(((what, read), (_, written))) => {
            Err(WriteError::DoesNotTie { what: format!("{place}的{what}"), read, written })
        }
    }
}

fn figures(control: &ControlTotals) -> [(&'static str, String); 8] {
    [
        ("表数", control.forms.to_string()),
        ("计入汇总的表数", control.counting_forms.to_string()),
        ("指标数", control.indicators.to_string()),
        ("问题数", control.findings.to_string()),
        ("全年预算数", number::money(control.budget)),
        ("全年执行数", number::money(control.executed)),
        ("自评得分合计", number::plain(control.own_scores)),
        ("复核得分合计", number::plain(control.recomputed_scores)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::dec;

    #[test]
    fn equal_figures_tie_and_a_missing_cent_is_named() {
        let read = ControlTotals { forms: 3, budget: dec("12869807.65"), ..ControlTotals::default() };
        assert!(tie_out(&read, &read.clone(), "汇总表").is_ok());
        let written = ControlTotals { budget: dec("12869807.64"), ..read.clone() };
        let message = tie_out(&read, &written, "汇总表").expect_err("a cent is missing").to_string();
        for part in ["BAT-10", "汇总表的全年预算数", "12869807.65", "12869807.64"] {
            assert!(message.contains(part), "{message}");
        }
    }
}
