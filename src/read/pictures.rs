//! Pictures that lie on the cells of an .xlsx sheet: where each begins.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::package::Package;
use super::relations::Relations;
use crate::model::address::CellRef;

/// The cells at the upper left of the pictures of a sheet; whatever is in doubt is no picture.
pub fn anchored(package: &mut Package, sheet: &str) -> BTreeSet<CellRef> {
    drawings(package, sheet)
        .into_iter()
        .filter_map(|part| package.xml(&part).ok()?)
        .flat_map(|part| anchors(&part))
        .collect()
}

/// Names of the drawings a sheet refers to.
fn drawings(package: &mut Package, sheet: &str) -> Vec<String> {
    let relations = Relations::of(package, sheet).unwrap_or_default();
    relations.all("drawing").map(str::to_owned).collect()
}

/// Column and row of `from` of each anchor that holds a picture.
fn anchors(part: &[u8]) -> Vec<CellRef> {
    let Ok(xml) = std::str::from_utf8(part) else { return Vec::new() };
    let mut reader = Reader::from_str(xml);
    let (mut found, mut from, mut place) = (Vec::new(), [None; 2], None);
    let mut in_from = false;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "oneCellAnchor" | "twoCellAnchor" => from = [None; 2],
                "from" => in_from = true,
                "col" if in_from => place = Some(0),
                "row" if in_from => place = Some(1),
                "pic" => found.extend(from[1].zip(from[0]).map(|(row, col)| CellRef::new(row, col))),
                _ => {}
            },
            Event::Text(text) => {
                if let Some(place) = place.take() {
                    from[place] = text.xml10_content().trim().parse().ok();
                }
            }
            Event::End(e) if e.local_name().as_ref() == "from" => in_from = false,
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_where_its_anchor_begins_and_a_chart_is_none() {
        let anchor = |col: u32, what: &str| {
            format!("<xdr:twoCellAnchor><xdr:from><xdr:col>{col}</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>4</xdr:row></xdr:from>
                <xdr:to><xdr:col>7</xdr:col><xdr:row>9</xdr:row></xdr:to><xdr:{what}></xdr:{what}></xdr:twoCellAnchor>")
        };
        let xml = format!("<xdr:wsDr>{}{}</xdr:wsDr>", anchor(2, "pic"), anchor(3, "graphicFrame"));
        assert_eq!(anchors(xml.as_bytes()).iter().map(CellRef::to_string).collect::<Vec<_>>(), ["C5"]);
    }
}
