//! Names of files that every system takes.

use super::text;

/// Windows refuses these in a name; control characters too.
const FORBIDDEN: [char; 9] = ['\\', '/', ':', '*', '?', '"', '<', '>', '|'];
/// Device names of DOS, still reserved, with any extension; COM1 to LPT9 too, also as COM¹.
const RESERVED: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
/// Paths on Windows end at 260 characters, and the folder is not ours to choose.
const LONGEST: usize = 60;

/// One part of a path: no forbidden characters, no dot or blank at the end, never empty.
pub fn safe_part(name: &str) -> String {
    // In a link # begins a place in the file, and % a character by its number.
    let kept = name.chars().map(|c| match c {
        '#' => '＃',
        '%' => '％',
        c if FORBIDDEN.contains(&c) => '_',
        c => c,
    });
    let kept: String = kept.collect();
    let short: String = text::tidy(&kept).chars().take(LONGEST).collect();
    let trimmed = short.trim_end_matches(['.', ' ']);
    match trimmed.is_empty() || is_device(trimmed) {
        true => format!("_{trimmed}"),
        false => trimmed.to_owned(),
    }
}

/// Up to the first dot, whatever follows.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let is_port = numbered.is_some_and(|number| "1 2 3 4 5 6 7 8 9 ¹ ² ³".split(' ').any(|known| known == number));
    RESERVED.contains(&stem.as_str()) || is_port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_on_windows_and_never_empty() {
        assert_eq!(safe_part("区教育局"), "区教育局");
        assert_eq!(safe_part("a/b\\c:d*e?f\"g<h>i|j"), "a_b_c_d_e_f_g_h_i_j");
        assert_eq!(safe_part("局. . "), "局");
        assert_eq!(safe_part("…\u{7}"), "…");
        for device in ["con", "NUL.txt", "com1", "LPT9.局.xlsx", "COM¹", "lpt³", "conin$"] {
            assert_eq!(safe_part(device), format!("_{device}"));
        }
        assert_eq!([safe_part("COM10"), safe_part("COM0"), safe_part("控件con")], ["COM10", "COM0", "控件con"]);
        assert_eq!(safe_part("1#楼\u{202e}办50%\u{200f}"), "1＃楼办50％");
        assert_eq!(safe_part(" "), "_");
        assert_eq!(safe_part(&"长".repeat(500)).chars().count(), 60);
    }
}
