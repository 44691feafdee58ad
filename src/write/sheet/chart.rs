//! A bar chart as the library's chart.

use rust_xlsxwriter::{
    Chart as XlsxChart, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, Color,
};

use super::column;
use crate::model::address::Area;
use crate::write::styles::palette;

/// Bars side by side, one colour a series; all ranges are on the named sheet.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Bars lie down instead of standing.
    pub lying: bool,
    pub title: String,
    pub sheet: String,
    pub categories: Area,
    pub series: Vec<Series>,
    /// Pixels.
    pub size: (u32, u32),
}

#[derive(Clone, Debug)]
pub struct Series {
    pub name: String,
    pub values: Area,
    pub colour: u32,
}

pub(super) fn chart_of(chart: &Chart) -> XlsxChart {
    let mut drawn = if chart.lying { XlsxChart::new_bar() } else { XlsxChart::new_column() };
    for series in &chart.series {
        add_series(&mut drawn, chart, series);
    }
    drawn.title().set_name(&chart.title).set_font(font(11).set_bold().set_color(Color::RGB(palette::BRAND)));
    match chart.series.len() {
        0 | 1 => drawn.legend().set_hidden(),
        _ => drawn.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9)),
    };
    // Lying bars: the library calls the axis along the bottom x, so the categories are on y.
    let names = if chart.lying { drawn.y_axis() } else { drawn.x_axis() };
    names.set_font(&font(9)).set_format(ChartFormat::new().set_line(&line())).set_major_gridlines(false);
    if chart.lying {
        // The most frequent one stands on top.
        names.set_reverse();
    }
    let amounts = if chart.lying { drawn.x_axis() } else { drawn.y_axis() };
    amounts.set_hidden(true).set_major_gridlines(false).set_min(0);
    let paper = ChartSolidFill::new().set_color(Color::RGB(palette::WHITE)).clone();
    drawn.chart_area().set_format(ChartFormat::new().set_solid_fill(&paper).set_border(&line()));
    drawn.set_width(chart.size.0).set_height(chart.size.1).set_alt_text(&chart.title);
    drawn
}

fn add_series(drawn: &mut XlsxChart, chart: &Chart, series: &Series) {
    let range = |area: Area| {
        let (first, last) = (area.first, area.last);
        (chart.sheet.as_str(), first.row, column(first), last.row, column(last))
    };
    let fill = ChartSolidFill::new().set_color(Color::RGB(series.colour)).clone();
    drawn
        .add_series()
        .set_name(series.name.as_str())
        .set_categories(range(chart.categories))
        .set_values(range(series.values))
        .set_gap(45)
        .set_format(ChartFormat::new().set_solid_fill(&fill))
        // A zero needs no label: the empty place says it.
        .set_data_label(ChartDataLabel::new().show_value().set_font(&font(8)).set_num_format("0;;"));
}

/// The text font, in points.
fn font(size: u8) -> ChartFont {
    ChartFont::new().set_name("微软雅黑").set_size(size).set_color(Color::RGB(palette::INK)).clone()
}

fn line() -> ChartLine {
    ChartLine::new().set_color(Color::RGB(palette::GRID)).set_width(0.75).clone()
}
