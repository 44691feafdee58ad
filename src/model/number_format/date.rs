//! Days and times as a code shows them.

use super::section::Token;
use crate::model::moment;

/// A serial day of the 1900 system laid out in the letters of a code. What names months in English is shown as a day
/// in figures: nobody writes Dec-23 on these forms, Excel does it to what looks like a date.
pub fn shown(tokens: &[Token], serial: f64) -> Option<String> {
    let seconds = (serial * 86_400.0).round() as i64;
    let clock = [seconds.rem_euclid(86_400) / 3600, seconds.rem_euclid(3600) / 60, seconds.rem_euclid(60)];
    let is_day = tokens.iter().any(|token| matches!(token, Token::Date('y' | 'd' | 'e', _)));
    let has_hours = tokens.iter().any(|token| matches!(token, Token::Date('h' | 's', _)));
    let day = civil(serial);
    if (is_day || !has_hours) && day.is_none() {
        return None;
    }
    let (year, month, day) = day.unwrap_or_default();
    if tokens.iter().any(|token| matches!(token, Token::Date('m', 3..))) {
        let has_day = tokens.iter().any(|token| matches!(token, Token::Date('d', _)));
        return Some(if has_day { format!("{year}-{month:02}-{day:02}") } else { format!("{year}年{month}月") });
    }
    let has_noon = tokens.contains(&Token::Noon);
    let mut out = String::new();
    for (i, token) in tokens.iter().enumerate() {
        let text = match token {
            Token::Literal(text) => text.clone(),
            // What stands between numbers means something else there.
            Token::Fraction => "/".to_owned(),
            Token::Point => ".".to_owned(),
            Token::Noon => if clock[0] < 12 { "上午" } else { "下午" }.to_owned(),
            Token::Date('y', 1..=2) => format!("{:02}", year % 100),
            Token::Date('y' | 'e', _) => year.to_string(),
            Token::Date('m', n) if is_minute(tokens, i) => padded(clock[1], *n),
            Token::Date('m', n) => padded(month, *n),
            Token::Date('d', n) if *n < 3 => padded(day, *n),
            Token::Date('d' | 'a', _) => weekday(serial).to_owned(),
            Token::Date('h', n) if has_noon => padded((clock[0] + 11) % 12 + 1, *n),
            Token::Date('h', n) => padded(clock[0], *n),
            Token::Date('s', n) => padded(clock[2], *n),
            _ => String::new(),
        };
        out.push_str(&text);
    }
    Some(out)
}

fn padded(value: i64, letters: usize) -> String {
    if letters > 1 { format!("{value:02}") } else { value.to_string() }
}

/// An m is a minute behind hours and in front of seconds.
fn is_minute(tokens: &[Token], at: usize) -> bool {
    let letter = |token: &Token| if let Token::Date(letter, _) = token { Some(*letter) } else { None };
    let before = tokens[..at].iter().rev().find_map(letter);
    let behind = tokens[at + 1..].iter().find_map(letter);
    before == Some('h') || behind == Some('s')
}

fn weekday(serial: f64) -> &'static str {
    const DAYS: [&str; 7] = ["星期六", "星期日", "星期一", "星期二", "星期三", "星期四", "星期五"];
    DAYS[(serial.floor() as i64).rem_euclid(7) as usize]
}

/// Year, month and day of a serial; `None` past the calendar. The 1900 system has a 29 February 1900 that never was.
pub fn civil(serial: f64) -> Option<(i64, i64, i64)> {
    const EPOCH: i64 = 25_569; // 1970-01-01
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let day = serial as i64;
    Some(moment::civil(if day < 60 { day + 1 } else { day } - EPOCH))
}
