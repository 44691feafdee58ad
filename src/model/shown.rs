//! What a person sees in a cell: numbers and dates by their format.

use rust_decimal::Decimal;

use crate::model::grid::{Cell, CellValue, NumberFormat};
use crate::model::moment;
use crate::model::number::{from_float, plain, round};
use crate::model::text::tidy;

/// The text of a cell as the sheet shows it, tidied.
pub fn shown(cell: &Cell) -> String {
    match &cell.value {
        CellValue::Empty => String::new(),
        CellValue::Text(text) => tidy(text),
        CellValue::Number(value) => number(*value, cell.format.as_deref().unwrap_or("")),
        CellValue::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        CellValue::Date(serial) => date(*serial, cell.format.as_deref().unwrap_or("")),
        CellValue::Error(error) => error.clone(),
    }
}

/// A number by its format code: digits, percent sign, separators, and the texts around it (`0.00"分"`).
/// General shows every stored digit, also of numbers Excel would show as 8.6E+10.
fn number(value: f64, code: &str) -> String {
    let Some(value) = from_float(value) else { return value.to_string() };
    let format = NumberFormat::parse(code).filter(|_| !code.contains("E+") && !code.contains("E-"));
    let Some(format) = format else { return plain(value) };
    let scaled = if format.percent { value.checked_mul(Decimal::ONE_HUNDRED) } else { Some(value) };
    let Some(scaled) = scaled else { return plain(value) };
    let section = code.split(';').next().unwrap_or(code);
    let digits = format!("{:.*}", format.decimals as usize, round(scaled, format.decimals));
    let digits = if section.contains(",#") || section.contains(",0") { grouped(&digits) } else { digits };
    let (before, behind) = literals(section);
    tidy(&format!("{before}{digits}{}{behind}", if format.percent { "%" } else { "" }))
}

/// Thousands separators in the whole part.
fn grouped(digits: &str) -> String {
    let (sign, body) = digits.strip_prefix('-').map_or(("", digits), |body| ("-", body));
    let whole = body.find('.').unwrap_or(body.len());
    let mut out = sign.to_owned();
    for (at, c) in body.char_indices() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Texts of a format code in front of its digits and behind them.
fn literals(section: &str) -> (String, String) {
    let mut texts = (String::new(), String::new());
    let (mut seen_digit, mut quoted) = (false, false);
    let mut chars = section.chars();
    while let Some(c) = chars.next() {
        let literal = match c {
            '"' => {
                quoted = !quoted;
                None
            }
            _ if quoted => Some(c),
            '\\' => chars.next(),
            '_' | '*' => {
                chars.next();
                None
            }
            '[' => {
                chars.by_ref().find(|c| *c == ']');
                None
            }
            '0' | '#' | '?' => {
                seen_digit = true;
                None
            }
            _ => (!c.is_ascii()).then_some(c),
        };
        let side = if seen_digit { &mut texts.1 } else { &mut texts.0 };
        side.extend(literal);
    }
    texts
}

/// A serial day of the 1900 system; its format decides between 2023年12月31日, 2023/12/31 and 2023-12-31.
fn date(serial: f64, code: &str) -> String {
    let Some((year, month, day)) = civil(serial) else { return number(serial, "") };
    let has_year = code.is_empty() || code.contains(['y', 'Y']);
    let has_day = code.is_empty() || code.contains(['d', 'D']);
    if code.contains('月') || code.contains('年') {
        let year = if has_year { format!("{year}年") } else { String::new() };
        let day = if has_day { format!("{day}日") } else { String::new() };
        return format!("{year}{month}月{day}");
    }
    // What calamine calls format 14, the short date of whoever opens the file.
    match code.contains('/') || code == "mm-dd-yy" {
        true => format!("{year}/{month}/{day}"),
        false => format!("{year}-{month:02}-{day:02}"),
    }
}

/// Year, month and day of a serial; `None` before March 1900 (where the 1900 system is off by a day) and past 9999.
fn civil(serial: f64) -> Option<(i64, i64, i64)> {
    const EPOCH: i64 = 25_569; // 1970-01-01
    (61.0..2_958_466.0).contains(&serial).then(|| moment::civil(serial as i64 - EPOCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_their_format_says() {
        for (value, code, text) in [
            (4.79, "General", "4.79"),
            (4.79, "0.000", "4.790"),
            (12_869_807.649999999, "General", "12869807.65"),
            (12_869_807.65, "#,##0.00", "12,869,807.65"),
            (-1234.5, "#,##0.00_);[Red]\\(#,##0.00\\)", "-1,234.50"),
            (1.0, "0%", "100%"),
            (0.9983, "0.00%", "99.83%"),
            (4.79, "0.00\"分\"", "4.79分"),
            (5.0, "0分", "5分"),
            (1286.98, "￥#,##0.00", "￥1,286.98"),
            (8.6e10, "0.00E+00", "86000000000"),
            (13_812_345_678.0, "", "13812345678"),
            (f64::NAN, "", "NaN"),
        ] {
            assert_eq!(number(value, code), text, "{value} {code}");
        }
    }

    #[test]
    fn serial_days_are_dates() {
        assert_eq!(date(45291.0, ""), "2023-12-31");
        assert_eq!(date(45291.5, "m/d/yyyy"), "2023/12/31");
        assert_eq!(date(45291.0, "mm-dd-yy"), "2023/12/31");
        assert_eq!(date(45291.0, "yyyy\"年\"m\"月\"d\"日\""), "2023年12月31日");
        assert_eq!(date(45291.0, "m\"月\"d\"日\""), "12月31日");
        assert_eq!(date(45351.0, ""), "2024-02-29");
        assert_eq!(date(0.5, ""), "0.5");
        assert_eq!(date(f64::NAN, ""), "NaN");
    }
}
