//! Characters that are not what they seem: invisible ones, and shapes that stand for other characters.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// White space as people see it: Unicode blanks, and the invisible characters spreadsheets leave behind.
pub fn is_blank_char(c: char) -> bool {
    match c {
        // Nearly every character of a form; looking the others up costs more.
        '!'..='~' | '\u{3001}'..='\u{3163}' | '\u{3165}'..='\u{d7ff}' => false,
        _ => c.is_whitespace() || c.is_control() || is_invisible(c),
    }
}

/// Takes no room and says nothing: zero-width characters, marks of direction, selectors of variants, fillers, and
/// what is no character at all.
pub fn is_invisible(c: char) -> bool {
    match c {
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' => true,
        '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180e}' | '\u{2800}' | '\u{3164}' => true,
        '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' => true,
        '\u{e0000}'..='\u{e01ef}' => true,
        _ => c as u32 & 0xfffe == 0xfffe,
    }
}

/// What XML 1.0 cannot hold, and the controls nobody sees: no output has any of it.
pub fn is_unwritable(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// The text as a part of an output may hold it.
pub fn writable(text: &str) -> Cow<'_, str> {
    match text.contains(is_unwritable) {
        true => Cow::Owned(text.chars().filter(|c| !is_unwritable(*c)).collect()),
        false => Cow::Borrowed(text),
    }
}

/// What moves the cursor, changes colours, or makes a line read backwards: names of files may hold it.
pub fn is_unprintable(c: char) -> bool {
    let is_direction =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() && !matches!(c, '\n' | '\t') || is_direction
}

/// A text of a cell as the reader hands it on: with its blanks and line breaks, without what cannot be seen, its
/// radicals made characters. `None` when it is so already, as nearly all are.
pub fn legible(text: &str) -> Option<String> {
    let is_plain = |c: char| matches!(c, ' '..='~' | '\u{3001}'..='\u{3163}' | '\u{4e00}'..='\u{9fff}');
    let changes = |c: char| !is_plain(c) && (is_invisible(c) || character(c) != c);
    text.contains(changes).then(|| text.chars().filter(|c| !is_invisible(*c)).map(character).collect())
}

/// The character a radical stands for: PDF programs write ⼈ and ⻔ where 人 and 门 are meant. NFKC knows those of
/// Kangxi and the compatibility ideographs, but of the radicals supplement only two.
pub fn character(c: char) -> char {
    const SUPPLEMENT: &str = "\
        ⺀厂乛乚乙亻冂几刀刂卜㔾小小兀尣尢尢巳幺彑彐忄㣺扌攵⺚旡日月歺母民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罓罒网网网羊羊羊耂肀聿\
        肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食飠飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";
    match c {
        '!'..='\u{2e7f}' | '\u{3001}'..='\u{d7ff}' => c,
        '\u{2e80}'..='\u{2ef3}' => SUPPLEMENT.chars().nth(c as usize - 0x2e80).unwrap_or(c),
        // NFKC gives the forms of the mainland's old characters; nobody here means 戶 and 靑.
        '⼾' => '户',
        '⾭' => '青',
        '\u{2f00}'..='\u{2fd5}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' => c.nfkc().next().unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::{compact, half_width, tidy};

    #[test]
    fn radicals_of_a_pdf_are_the_characters_they_look_like() {
        for (drawn, meant) in
            [("⻔⼾", "门户"), ("⼀级指标", "一级指标"), ("⻋⻚⻢⻓", "车页马长"), ("⻱⻳", "龜龟"), ("⽬标", "目标")]
        {
            assert_eq!((tidy(drawn).as_str(), &*compact(drawn), half_width(drawn).as_str()), (meant, meant, meant));
        }
        // Each place of the table is its radical's; the two that stand for nothing stay.
        let stay = ('\u{2e80}'..='\u{2ef3}').filter(|c| character(*c) == *c).count();
        assert_eq!((stay, character('\u{2ef3}'), character('\u{2eb0}')), (2, '龟', '纟'));
    }

    #[test]
    fn what_no_output_may_hold_is_left_out() {
        assert_eq!(writable("甲\u{ffff}乙\u{fffe}\u{0}\u{1b}\u{85}\r\n丙\t"), "甲乙\n丙\t");
        assert!(matches!(writable("甲𠀀\u{fffd}"), Cow::Borrowed(_)));
        let shown: String = "甲\u{1b}[31m\u{9b}\u{202e}\u{2067}\n".chars().filter(|c| !is_unprintable(*c)).collect();
        assert_eq!(shown, "甲[31m\n");
    }

    #[test]
    fn a_text_keeps_its_lines_and_loses_what_nobody_sees() {
        assert_eq!(legible("第一行\n 第\u{200b}二⾏"), Some("第一行\n 第二行".to_owned()));
        assert_eq!(legible("第一行\n 第二行（100%）"), None);
    }
}
