//! A look as the library's format.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::write::styles::{Across, Border, Face, Look, palette};

/// The font columns are measured by; no cell shows it. Its digits are 7 pixels wide in Excel and, by the font that
/// stands in for it, in LibreOffice too: a column is as wide in the one as in the other.
pub(super) fn ruler() -> Format {
    Format::new().set_font_name("Verdana").set_font_size(8)
}

pub(super) fn format_of(look: &Look) -> Format {
    let mut format = Format::new()
        .set_font_name(face_name(look.face))
        .set_font_size(look.size)
        .set_font_color(Color::RGB(look.ink))
        .set_align(if look.top { FormatAlign::Top } else { FormatAlign::VerticalCenter })
        .set_align(match look.across {
            Across::Left => FormatAlign::Left,
            Across::Centre => FormatAlign::Center,
            Across::Right => FormatAlign::Right,
        });
    if look.bold {
        format = format.set_bold();
    }
    if look.underline {
        format = format.set_underline(FormatUnderline::Single);
    }
    if look.wrap {
        format = format.set_text_wrap();
    } else if !look.number.is_empty() || matches!(look.border, Border::Thin | Border::TopRule) {
        // What is too long for its column becomes smaller: no cut text, and never #####.
        format = format.set_shrink();
    }
    if look.open {
        format = format.set_unlocked();
    }
    if look.indent > 0 {
        format = format.set_indent(look.indent);
    }
    if let Some(fill) = look.fill {
        format = format.set_background_color(Color::RGB(fill));
    }
    if !look.number.is_empty() {
        format = format.set_num_format(look.number.as_ref());
    }
    bordered(format, look.border)
}

fn bordered(format: Format, border: Border) -> Format {
    let grid = Color::RGB(palette::GRID);
    match border {
        Border::None => format,
        Border::Thin => format.set_border(FormatBorder::Thin).set_border_color(grid),
        Border::TopRule => format
            .set_border(FormatBorder::Thin)
            .set_border_color(grid)
            .set_border_top(FormatBorder::Medium)
            .set_border_top_color(Color::RGB(palette::BRAND)),
        Border::BottomRule => {
            format.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(Color::RGB(palette::BRAND_MID))
        }
    }
}

const fn face_name(face: Face) -> &'static str {
    match face {
        Face::Sans => "微软雅黑",
        Face::Serif => "宋体",
    }
}
