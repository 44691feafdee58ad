//! How much room a text takes in a cell: widths in Excel's unit (one digit), heights in points.

use unicode_normalization::char::is_combining_mark;

/// Height of one line of the body text (10 points in 微软雅黑, and in the fonts that stand in for it), in points.
pub const LINE: f64 = 15.0;
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

/// Lines the text needs in a column of this width (digits), wrapped as office programs do: between Chinese characters,
/// not inside a number or a Latin word, and never before a closing mark or after an opening one.
pub fn lines(text: &str, column: f64) -> usize {
    // Half a digit is lost to the padding.
    let room = ((column - 0.5).max(2.0) * 100.0) as usize;
    // Most texts fit by any count of their bytes.
    if text.len() * WIDEST <= room && !text.contains('\n') {
        return 1;
    }
    text.lines().map(|line| wrapped(line, room)).sum::<usize>().max(1)
}

fn wrapped(line: &str, room: usize) -> usize {
    let (mut lines, mut filled, mut piece, mut before) = (1, 0, 0, ' ');
    let mut add = |piece: usize| {
        if filled > 0 && filled + piece > room {
            lines += 1;
            filled = 0;
        }
        // What is longer than a line is broken where the line ends.
        filled += piece;
        lines += filled.saturating_sub(1) / room;
        filled = if filled > room { (filled - 1) % room + 1 } else { filled };
    };
    for c in line.chars() {
        if !holds_together(before, c) {
            add(std::mem::take(&mut piece));
        }
        piece += hundredths(c);
        before = c;
    }
    add(piece);
    lines
}

fn holds_together(before: char, c: char) -> bool {
    let is_closing =
        matches!(c, '，' | '。' | '；' | '：' | '、' | '！' | '？' | '）' | '》' | '”' | '’' | '】' | '%' | '％' | '/');
    let is_opened = matches!(before, '（' | '《' | '“' | '‘' | '【' | '/');
    is_closing || is_opened || before.is_ascii_graphic() && c.is_ascii_graphic()
}

/// Hundredths of a digit that a byte of a text takes at most.
const WIDEST: usize = 185;

/// Hundredths of a digit at 10 points, by the widest of the fonts that may stand in for ours.
fn hundredths(c: char) -> usize {
    match c {
        '\u{4e00}'..='\u{9fff}' => 191,
        '%' | '@' | 'M' | 'W' | 'm' | 'w' => WIDEST,
        '+' | '<'..='>' | '&' | '~' | 'A'..='Z' => 160,
        '\u{0}'..='\u{7f}' => 120,
        _ if is_combining_mark(c) => 0,
        _ => 191,
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
        // Seven characters of 13⅓ pixels stand in 14 digits of 7.
        assert_eq!(lines("财政拨款预算数", 14.0), 1);
        assert_eq!(lines("财政拨款预算数", 13.8), 2);
        assert_eq!(lines("甲\n乙", 20.0), 2);
        assert_eq!(lines("0123456789", 12.5), 1);
        assert_eq!(lines("0123456789", 12.4), 2);
        assert_eq!(lines("", 20.0), 1);
    }

    #[test]
    fn numbers_stay_whole_and_marks_stay_with_their_words() {
        // Three characters and a number of eight digits: together in 16 digits, else the number has its own line.
        assert_eq!(lines("预算数12345678", 16.0), 1);
        assert_eq!(lines("预算数12345678元", 16.0), 2);
        assert_eq!(lines("预算数12345678预算数12345678", 15.0), 3);
        // A full stop takes the character before it along.
        assert_eq!(lines("请核对金额。", 10.2), 2);
        assert_eq!(lines("请核对金额。请核对。", 10.2), 3);
        assert_eq!(lines(&"1".repeat(40), 12.5), 4);
    }

    #[test]
    fn a_row_is_as_high_as_its_fullest_cell_and_never_higher_than_excel_allows() {
        assert_eq!(height([("甲", 10.0), ("甲\n乙", 10.0)]), 2.0 * LINE + 4.0);
        assert_eq!(height([("长".repeat(5000).as_str(), 10.0)]), TALLEST);
    }
}
