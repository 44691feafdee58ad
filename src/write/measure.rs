//! How much room a text takes in a cell: widths in Excel's unit (one digit), heights in points.

use unicode_normalization::char::is_combining_mark;

/// Height of one line of the body text (10 points in 微软雅黑), with air above and below.
pub const LINE: f64 = 16.0;
/// Excel's own limit for a row, in points.
pub const TALLEST: f64 = 409.0;

/// Width of the text's longest line, in digits: a Chinese character takes two.
pub fn width(text: &str) -> usize {
    text.lines().map(line_width).max().unwrap_or(0)
}

fn line_width(line: &str) -> usize {
    line.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    match c {
        '\u{0}'..='\u{2ff}' => 1,
        '\u{4e00}'..='\u{9fff}' => 2,
        _ if is_combining_mark(c) => 0,
        _ => 2,
    }
}

/// Lines the text needs in a column of this width (digits), wrapped.
pub fn lines(text: &str, column: f64) -> usize {
    // A cell loses about one digit to its padding, and a wide character never hangs over the edge.
    let room = ((column - 1.5).max(2.0) * 10.0) as usize;
    let wrapped = text.lines().map(|line| line.chars().map(tenths).sum::<usize>().div_ceil(room).max(1));
    wrapped.sum::<usize>().max(1)
}

/// Tenths of a digit, by the widest of the fonts that may stand in for ours.
fn tenths(c: char) -> usize {
    match c {
        _ if is_combining_mark(c) => 0,
        '\u{0}'..='\u{7f}' => 12,
        _ => 20,
    }
}

/// Row height in points that shows every text in its column, at most what Excel allows.
pub fn height<'a>(cells: impl IntoIterator<Item = (&'a str, f64)>) -> f64 {
    let most = cells.into_iter().map(|(text, column)| lines(text, column)).max().unwrap_or(1);
    (most as f64 * LINE + 4.0).min(TALLEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_is_two_digits_wide() {
        assert_eq!(width("财政A1\n补"), 6);
        assert_eq!(lines("财政拨款预算", 13.5), 1);
        assert_eq!(lines("财政拨款预算数", 13.5), 2);
        assert_eq!(lines("甲\n乙", 20.0), 2);
        assert_eq!(lines("0123456789", 13.5), 1);
        assert_eq!(lines("0123456789", 13.4), 2);
        assert_eq!(lines("", 20.0), 1);
    }

    #[test]
    fn a_row_is_as_high_as_its_fullest_cell_and_never_higher_than_excel_allows() {
        assert_eq!(height([("甲", 10.0), ("甲\n乙", 10.0)]), 2.0 * LINE + 4.0);
        assert_eq!(height([("长".repeat(5000).as_str(), 10.0)]), TALLEST);
    }
}
