//! A formula that was typed into a text cell, so that the sheet shows the formula itself.

use super::text::compact;

/// `=SUM(H14:H28)`, `＝G5/E5`; not `=100%` and not `=5人`, which are targets with a sign.
pub fn is_formula_text(text: &str) -> bool {
    let text = compact(text);
    let text = text.trim_start_matches(['\'', '‘', '`']);
    let Some(body) = text.strip_prefix('=') else { return false };
    let body = body.replace('$', "");
    let is_plain = body.chars().all(|c| c.is_ascii() || matches!(c, '“' | '”' | '\u{4e00}'..='\u{9fff}'));
    is_plain && (names_function(&body) || only_cells(&body))
}

/// Latin letters right in front of an opening bracket: SUM(, IF(.
fn names_function(body: &str) -> bool {
    body.match_indices('(').any(|(at, _)| {
        let name = body[..at].bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
        name >= 2 && body.as_bytes()[at - name].is_ascii_alphabetic()
    })
}

/// Nothing but cells, numbers and operators, and at least one cell.
fn only_cells(body: &str) -> bool {
    let words = body.split(|c: char| "+-*/^&:()%,!'".contains(c)).filter(|word| !word.is_empty());
    let mut has_cell = false;
    for word in words {
        let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
        let digits = &word[letters..];
        let is_cell = (1..=3).contains(&letters) && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if !is_cell && word.parse::<f64>().is_err() {
            return false;
        }
        has_cell |= is_cell;
    }
    has_cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_told_from_a_target_with_a_sign() {
        for text in [
            "=SUM(H14:H28)",
            "＝G5/E5",
            "=IF(E6=0,\"\",G6/E6)",
            " =H14+H15*2 ",
            "'=SUM(A1)",
            "=$G$8/$E$8",
            "=ROUND(A1/B1,2)",
        ] {
            assert!(is_formula_text(text), "{text}");
        }
        for text in
            ["=100%", "=5人", "＝12次", "≥95%", "SUM(H14:H28)", "=", "=A级", "=（3）次", "=PM2.5", "= 3A", "12=H5"]
        {
            assert!(!is_formula_text(text), "{text}");
        }
    }
}
