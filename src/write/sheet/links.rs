//! Cells that jump to another cell or open a file.

use rust_decimal::Decimal;
use rust_xlsxwriter::Url;

use super::text::{LONGEST_LITERAL, LONGEST_TEXT, fitting, utf16};
use super::{Page, Stored, Target, column, quoted};
use crate::model::address::CellRef;
use crate::write::WriteError;
use crate::write::styles::Look;

/// Links Excel keeps per sheet; further ones become HYPERLINK formulas.
const LINKS: usize = 65_530;

/// A number that is also a link: its value, the formula that gives it, its look.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    pub formula: Option<&'a str>,
    pub value: Decimal,
    pub look: Look,
}

impl Page {
    /// A text that jumps. Beyond what Excel keeps, and on long sheets, a HYPERLINK formula.
    pub fn link(&mut self, at: CellRef, text: &str, target: &Target, look: impl Into<Look>) -> Result<(), WriteError> {
        if self.body.is_some() || self.links >= LINKS {
            return self.link_formula(at, text, target, look.into());
        }
        self.links += 1;
        let url = Url::new(target.address()).set_text(fitting(text, LONGEST_TEXT));
        self.cell(look.into(), |sheet, format| sheet.write_url_with_format(at.row, column(at), url, format))
    }

    fn link_formula(&mut self, at: CellRef, text: &str, target: &Target, look: Look) -> Result<(), WriteError> {
        let place = target.place();
        if utf16(text).max(utf16(&place)) > LONGEST_LITERAL {
            return self.text(at, text, look);
        }
        let formula = format!("HYPERLINK({},{})", quoted(&place), quoted(text));
        self.formula(at, &formula, Stored::Text(text.to_owned()), look)
    }

    /// Makes a cell that was or will be written jump as well; its content stays.
    pub fn jump(&mut self, at: CellRef, tip: &str, target: &Target, write: Cell<'_>) -> Result<(), WriteError> {
        if self.body.is_none() && self.links < LINKS {
            self.links += 1;
            let url = Url::new(target.address()).set_text("1").set_tip(fitting(tip, LONGEST_LITERAL));
            self.cell(write.look.clone(), |sheet, format| {
                sheet.write_url_with_format(at.row, column(at), url, format)
            })?;
        }
        match write.formula {
            Some(formula) => self.formula(at, formula, Stored::Number(write.value), write.look),
            None => self.number(at, write.value, write.look),
        }
    }
}
