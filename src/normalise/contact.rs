//! A name and a phone number in one cell (填表人及联系电话：张三 0799-3441234).

use std::collections::BTreeMap;

use crate::model::submission::{Entry, State, Text};
use crate::model::text::{half_width, is_blank_char, tidy};
use crate::profile::spec::Profile;

/// Digits of a local number; fewer are an extension or an age.
const FEWEST_DIGITS: usize = 7;

/// Gives the phone that stands beside the name its own field, when the form has none elsewhere.
pub fn part(fields: &mut BTreeMap<String, Entry<Text>>, profile: &Profile) {
    if fields.get("phone").is_some_and(|phone| !matches!(phone.state, State::Blank)) {
        return;
    }
    let Some(filler) = fields.get_mut("filler").filter(|filler| filler.read().is_some()) else { return };
    let labels = profile.fields.iter().find(|field| field.key == "phone").map(|field| field.labels.as_slice());
    let Some((name, number)) = labels.and_then(|labels| split(&filler.written, labels)) else { return };
    filler.written = name;
    filler.notes.push("联系电话另行读取");
    let phone = Entry { written: number, notes: vec!["与填表人写在同一格"], ..filler.clone() };
    fields.insert("phone".to_owned(), phone);
}

/// The text around the number, and the number; `None` unless there is both.
fn split(text: &str, labels: &[String]) -> Option<(String, String)> {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let (first, last) = (text.find(is_digit)?, text.rfind(is_digit)?);
    let start = text[..first].trim_end_matches(['(', '（', '+', '＋']).len();
    let last = last + text[last..].chars().next().map_or(0, char::len_utf8);
    let end = text.len() - text[last..].trim_start_matches([')', '）']).len();
    let number = unwrapped(&text[start..end]);
    let is_number = number.chars().all(|c| is_digit(c) || is_blank_char(c) || "-—–－()（）+＋转/、,，".contains(c));
    if !is_number || number.chars().filter(|c| is_digit(*c)).count() < FEWEST_DIGITS {
        return None;
    }
    let name = [&text[..start], &text[end..]].map(|part| named(part, labels)).join(" ");
    Some((tidy(&name), tidy(number))).filter(|(name, _)| !name.is_empty())
}

/// Without brackets around the whole: （3441567）, but not （0799）3441567.
fn unwrapped(number: &str) -> &str {
    let inner = number.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）']));
    inner.filter(|inner| !inner.contains([')', '）'])).unwrap_or(number)
}

/// Without what only parts a name from a number: strokes, and the number's own label.
fn named<'a>(part: &'a str, labels: &[String]) -> &'a str {
    let is_stroke = |c: char| is_blank_char(c) || ",，、;；:：/-—".contains(c);
    let part = part.trim_matches(is_stroke);
    let label = labels.iter().filter(|label| half_width(part).ends_with(label.as_str())).max_by_key(|l| l.len());
    label.and_then(|label| part.strip_suffix(label.as_str())).unwrap_or(part).trim_end_matches(is_stroke)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_number_part() {
        let labels = ["电话", "联系电话"].map(str::to_owned);
        for (text, number) in [
            ("张三 0799-3441234", "0799-3441234"),
            ("张三13879912345", "13879912345"),
            ("张三，３４４１５６７", "３４４１５６７"),
            ("张三（3441567）", "3441567"),
            ("张三（0799）3441567转801", "（0799）3441567转801"),
            ("张三/138 7991 2345", "138 7991 2345"),
            ("张三 联系电话 3441234", "3441234"),
            ("13879912345 张三", "13879912345"),
        ] {
            assert_eq!(split(text, &labels), Some(("张三".to_owned(), number.to_owned())), "{text}");
        }
        for text in ["张三", "3441234", "张三 8012", "张三 2024年3月15日填 3441234"] {
            assert_eq!(split(text, &labels), None, "{text}");
        }
    }
}
