//! A bar chart as a part of a document, with its numbers in it: there is no workbook behind it that could get lost.

use rust_decimal::Decimal;

use super::escaped;
use crate::model::number::plain;
use crate::write::styles::palette;

/// Groups of bars, one bar of each series in a group.
#[derive(Clone, Debug)]
pub struct Chart {
    pub groups: Vec<String>,
    pub series: Vec<(String, Vec<Decimal>)>,
    /// How Excel would show a number (`0`, `0.00%`).
    pub format: &'static str,
}

const COLOURS: [u32; 2] = [palette::BRAND, palette::GREY];

impl Chart {
    /// The part.
    pub(super) fn part(&self) -> String {
        let series: String = (0..).zip(&self.series).map(|(at, series)| self.series(at, series)).collect();
        let legend = match self.series.len() {
            1 => "",
            _ => r#"<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>"#,
        };
        let format = self.format;
        format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}<c:gapWidth val="90"/><c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="1"/><c:axPos val="l"/><c:numFmt formatCode="{format}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx></c:plotArea>{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1050"><a:latin typeface="Times New Roman"/><a:ea typeface="仿宋"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr></c:chartSpace>"#
        )
    }

    fn series(&self, at: usize, (name, values): &(String, Vec<Decimal>)) -> String {
        let points = |texts: &mut dyn Iterator<Item = String>| -> String {
            let point = |(at, text): (usize, String)| format!(r#"<c:pt idx="{at}"><c:v>{text}</c:v></c:pt>"#);
            texts.enumerate().map(point).collect()
        };
        let (name, format, count, colour) =
            (escaped(name), self.format, self.groups.len(), COLOURS[at % COLOURS.len()]);
        let groups = points(&mut self.groups.iter().map(|group| escaped(group)));
        let values = points(&mut values.iter().map(|value| plain(*value)));
        format!(
            r#"<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:v>{name}</c:v></c:tx><c:spPr><a:solidFill><a:srgbClr val="{colour:06X}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/><c:dLbls><c:numFmt formatCode="{format}" sourceLinked="0"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls><c:cat><c:strLit><c:ptCount val="{count}"/>{groups}</c:strLit></c:cat><c:val><c:numLit><c:formatCode>{format}</c:formatCode><c:ptCount val="{count}"/>{values}</c:numLit></c:val></c:ser>"#
        )
    }
}

/// The chart of that number in the running text; `words` for whom it is read out to.
pub(super) fn inline(number: usize, words: &str) -> String {
    // 15 cm by 6.5 cm.
    let words = escaped(words);
    format!(
        r#"<w:p><w:pPr><w:pStyle w:val="Note"/><w:keepNext/><w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="5400000" cy="2340000"/><wp:docPr id="{number}" name="图{number}" descr="{words}"/><wp:cNvGraphicFramePr/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="chart{number}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#
    )
}

/// Its line among the types of parts.
pub(super) fn content_type(number: usize) -> String {
    format!(
        r#"<Override PartName="/word/charts/chart{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"/>"#
    )
}

/// Its line among the relations of the document.
pub(super) fn relation(number: usize) -> String {
    format!(
        r#"<Relationship Id="chart{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart" Target="charts/chart{number}.xml"/>"#
    )
}
