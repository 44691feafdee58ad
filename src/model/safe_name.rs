//! Names of files that every system takes.

use super::text;

/// Windows refuses these in a name; control characters too.
const FORBIDDEN: [char; 9] = ['\\', '/', ':', '*', '?', '"', '<', '>', '|'];
/// Device names of DOS, still reserved.
const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
/// Paths on Windows end at 260 characters, and the folder is not ours to choose.
const LONGEST: usize = 60;

/// One part of a path: no forbidden characters, no dot or blank at the end, never empty.
pub fn safe_part(name: &str) -> String {
    let kept: String = name.chars().map(|c| if FORBIDDEN.contains(&c) { '_' } else { c }).collect();
    let short: String = text::tidy(&kept).chars().take(LONGEST).collect();
    let trimmed = short.trim_end_matches(['.', ' ']);
    match trimmed.is_empty() || RESERVED.contains(&trimmed.to_ascii_uppercase().as_str()) {
        true => format!("{trimmed}_"),
        false => trimmed.to_owned(),
    }
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
        assert_eq!(safe_part("con"), "con_");
        assert_eq!(safe_part(" "), "_");
        assert_eq!(safe_part(&"长".repeat(500)).chars().count(), 60);
    }
}
