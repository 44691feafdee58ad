//! A bar chart as the library's chart.

use rust_xlsxwriter::{Chart as XlsxChart, ChartDataLabel, ChartFont, ChartFormat, ChartLine, ChartSolidFill, Color};

use super::column;
use crate::model::address::Area;
use crate::write::styles::palette;

/// Bars of one series; categories and values are ranges on the named sheet.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Bars lie down instead of standing.
    pub lying: bool,
    pub title: String,
    pub sheet: String,
    pub categories: Area,
    pub values: Area,
    /// Of each bar; the last one goes for the rest.
    pub colours: Vec<u32>,
    /// Pixels.
    pub size: (u32, u32),
}

pub(super) fn chart_of(chart: &Chart) -> XlsxChart {
    let mut drawn = if chart.lying { XlsxChart::new_bar() } else { XlsxChart::new_column() };
    let range = |area: Area| {
        let (first, last) = (area.first, area.last);
        (chart.sheet.as_str(), first.row, column(first), last.row, column(last))
    };
    let mut font = ChartFont::new();
    font.set_name("微软雅黑").set_size(9).set_color(Color::RGB(palette::INK));
    let mut title_font = font.clone();
    title_font.set_size(11).set_bold().set_color(Color::RGB(palette::BRAND));

    let series = drawn.add_series();
    series.set_categories(range(chart.categories)).set_values(range(chart.values)).set_gap(45);
    series.set_point_colors(&chart.colours.iter().map(|c| Color::RGB(*c)).collect::<Vec<_>>());
    // A zero needs no label: the empty place says it.
    series.set_data_label(ChartDataLabel::new().show_value().set_font(&font).set_num_format("#,##0;;"));
    drawn.title().set_name(&chart.title).set_font(&title_font);
    drawn.legend().set_hidden();
    drawn
        .x_axis()
        .set_font(&font)
        .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(Color::RGB(palette::GRID))));
    drawn.y_axis().set_hidden(true).set_major_gridlines(false).set_min(0);
    if chart.lying {
        // The most frequent one stands on top.
        drawn.x_axis().set_reverse();
    }
    let frame = ChartLine::new().set_color(Color::RGB(palette::GRID)).set_width(0.75).clone();
    let paper = ChartSolidFill::new().set_color(Color::RGB(palette::WHITE)).clone();
    drawn.chart_area().set_format(ChartFormat::new().set_solid_fill(&paper).set_border(&frame));
    drawn.set_width(chart.size.0).set_height(chart.size.1).set_alt_text(&chart.title);
    drawn
}
