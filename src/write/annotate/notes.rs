//! Notes on cells: the list of comments, the drawing they are shown by, and how the sheet knows of both.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use quick_xml::escape::escape;

use super::Refusal;
use super::package::{Package, Parts, Relation, relations_part};
use super::xml::{Cuts, UNUSUAL, each_tag, root_end};
use crate::model::address::CellRef;
use crate::model::characters::writable;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const VML_TYPE: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
const AUTHOR: &str = "绩效 jixiao";
/// Elements that come behind legacyDrawing in a sheet (ECMA-376, CT_Worksheet).
const BEHIND: [&str; 9] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "AlternateContent",
];
/// Said on each shape, because their drawing may know these names by other prefixes.
const NAMESPACES: &str = r#"xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel""#;
const SHAPE_TYPE: &str = r##"<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>"##;

/// Adds notes to the sheet `place`, whose XML is given and comes back. A cell with a comment of its own keeps just
/// that, and so does one that is being discussed: Excel keeps a comment in its place for each discussion.
pub fn attach(
    package: &mut Package<'_>,
    parts: &mut Parts,
    place: &str,
    xml: String,
    notes: &BTreeMap<CellRef, String>,
) -> Result<String, Refusal> {
    let relations = package.relations(place)?;
    let of_kind = |kind: &str| relations.iter().find(|relation| relation.kind == kind).cloned();
    let mut links = String::new();
    let free = comments(package, parts, of_kind("comments"), notes, &mut links)?;
    let (legacy, at) = legacy_drawing(&xml)?;
    let drawing = match legacy {
        Some(id) => Some(relations.iter().find(|relation| relation.id == id).cloned().ok_or(UNUSUAL)?),
        None => None,
    };
    let is_new = drawing.is_none();
    shapes(package, parts, drawing, &free, &mut links)?;
    link(package, parts, place, &links)?;
    let mut cuts = Cuts::default();
    if is_new {
        let prefix = root_end(&xml)?.1;
        cuts.insert(at, format!(r#"<{prefix}legacyDrawing xmlns:r="{OFFICE}" r:id="{DRAWING_ID}"/>"#));
    }
    cuts.apply(&xml)
}

const COMMENTS_ID: &str = "rIdJixiaoNotes";
const DRAWING_ID: &str = "rIdJixiaoDrawing";

/// Relation id of the sheet's legacy drawing, and where one would have to stand.
fn legacy_drawing(xml: &str) -> Result<(Option<String>, usize), Refusal> {
    let (mut id, mut at) = (None, None);
    each_tag(xml, |tag| {
        if tag.depth == 1 && tag.opens("legacyDrawing") {
            id = Some(tag.attribute("id").ok_or(UNUSUAL)?);
        }
        let behind = tag.depth == 1 && tag.element.is_some() && BEHIND.contains(&tag.name.as_str());
        if behind || tag.closes("worksheet") {
            at.get_or_insert(tag.range.start);
        }
        Ok(())
    })?;
    Ok((id, at.ok_or(UNUSUAL)?))
}

/// Writes the comments; gives the cells that got one.
fn comments(
    package: &mut Package<'_>,
    parts: &mut Parts,
    existing: Option<Relation>,
    notes: &BTreeMap<CellRef, String>,
    links: &mut String,
) -> Result<Vec<CellRef>, Refusal> {
    let Some(relation) = existing else {
        let name = free_name(package, "xl/comments", "xml");
        let list = list(notes.iter(), 0, "");
        let text = format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><comments xmlns="{MAIN}"><authors><author>{AUTHOR}</author></authors><commentList>{list}</commentList></comments>"#
        );
        // Writing to a String cannot fail.
        let _ = write!(links, r#"<Relationship Id="{COMMENTS_ID}" Type="{OFFICE}/comments" Target="/{name}"/>"#);
        declare(package, parts, Some(&name))?;
        parts.put(name, text);
        return Ok(notes.keys().copied().collect());
    };
    let text = package.text(&relation.target)?;
    let theirs = survey(&text)?;
    let free: Vec<_> = notes.iter().filter(|(at, _)| !theirs.cells.contains(at)).collect();
    let mut cuts = Cuts::default();
    let prefix = root_end(&text)?.1;
    cuts.insert(theirs.authors_end, format!("<{prefix}author>{AUTHOR}</{prefix}author>"));
    cuts.insert(theirs.list_end, list(free.iter().copied(), theirs.authors, &prefix));
    parts.put(relation.target, cuts.apply(&text)?);
    declare(package, parts, None)?;
    Ok(free.into_iter().map(|(at, _)| *at).collect())
}

/// The comments a sheet has already.
#[derive(Default)]
struct Survey {
    cells: BTreeSet<CellRef>,
    authors: usize,
    /// Where the two lists end; 0 until they do.
    authors_end: usize,
    list_end: usize,
}

fn survey(xml: &str) -> Result<Survey, Refusal> {
    let mut found = Survey::default();
    each_tag(xml, |tag| {
        if tag.opens("comment") {
            found.cells.insert(tag.attribute("ref").and_then(|at| at.parse().ok()).ok_or(UNUSUAL)?);
        }
        found.authors += usize::from(tag.opens("author"));
        if tag.closes("authors") {
            found.authors_end = tag.range.start;
        } else if tag.closes("commentList") {
            found.list_end = tag.range.start;
        }
        Ok(())
    })?;
    if found.authors_end > 0 && found.list_end > 0 { Ok(found) } else { Err(UNUSUAL) }
}

fn list<'a>(notes: impl Iterator<Item = (&'a CellRef, &'a String)>, author: usize, p: &str) -> String {
    notes.fold(String::new(), |mut text, (at, note)| {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            r#"<{p}comment ref="{at}" authorId="{author}"><{p}text><{p}t xml:space="preserve">{}</{p}t></{p}text></{p}comment>"#,
            escape(&*writable(note))
        );
        text
    })
}

/// Writes the shapes the notes are shown by.
fn shapes(
    package: &mut Package<'_>,
    parts: &mut Parts,
    existing: Option<Relation>,
    cells: &[CellRef],
    links: &mut String,
) -> Result<(), Refusal> {
    let Some(relation) = existing else {
        let name = free_name(package, "xl/drawings/vmlDrawing", "vml");
        let shapes = cells.iter().zip(1025..).map(|(at, id)| shape(*at, id)).collect::<String>();
        let text = format!(
            r#"<xml {NAMESPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>{SHAPE_TYPE}{shapes}</xml>"#
        );
        // Writing to a String cannot fail.
        let _ = write!(links, r#"<Relationship Id="{DRAWING_ID}" Type="{OFFICE}/vmlDrawing" Target="/{name}"/>"#);
        parts.put(name, text);
        return Ok(());
    };
    let text = package.text(&relation.target)?;
    let end = text.rfind("</xml>").ok_or(UNUSUAL)?;
    let kind = if text.contains("\"_x0000_t202\"") { "" } else { SHAPE_TYPE };
    let shapes = cells.iter().zip(highest_shape(&text) + 1..).map(|(at, id)| shape(*at, id)).collect::<String>();
    let mut cuts = Cuts::default();
    cuts.insert(end, format!("{kind}{shapes}"));
    parts.put(relation.target, cuts.apply(&text)?);
    Ok(())
}

fn highest_shape(vml: &str) -> u32 {
    let numbers = vml.split("_x0000_s").skip(1).filter_map(|rest| {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits.min(8)].parse().ok()
    });
    numbers.max().unwrap_or(1024)
}

/// A hidden note beside its cell, shown when the mouse is on it.
fn shape(at: CellRef, id: u32) -> String {
    let (row, col) = (at.row, at.col);
    let (left, right, bottom) = (col + 1, col + 5, row + 7);
    format!(
        r##"<v:shape {NAMESPACES} id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;width:220pt;height:110pt;z-index:{id};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 10, {row}, 4, {right}, 20, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{col}</x:Column></x:ClientData></v:shape>"##
    )
}

/// Adds the relations of new parts to the sheet.
fn link(package: &mut Package<'_>, parts: &mut Parts, place: &str, links: &str) -> Result<(), Refusal> {
    if links.is_empty() {
        return Ok(());
    }
    let name = relations_part(place);
    if !package.has(&name) {
        let text = format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="{PACKAGE}">{links}</Relationships>"#
        );
        parts.put(name, text);
        return Ok(());
    }
    let text = package.text(&name)?;
    let mut cuts = Cuts::default();
    let (end, prefix) = root_end(&text)?;
    cuts.insert(end, links.replace("<Relationship ", &format!("<{prefix}Relationship ")));
    parts.put(name, cuts.apply(&text)?);
    Ok(())
}

/// Says in the list of content types what the new parts are.
fn declare(package: &mut Package<'_>, parts: &mut Parts, comments: Option<&str>) -> Result<(), Refusal> {
    const NAME: &str = "[Content_Types].xml";
    let text = package.text(NAME)?;
    let (mut first, mut has_vml) = (None, false);
    each_tag(&text, |tag| {
        if tag.depth == 1 {
            first.get_or_insert(tag.range.start);
            has_vml |=
                tag.opens("Default") && tag.attribute("Extension").is_some_and(|e| e.eq_ignore_ascii_case("vml"));
        }
        Ok(())
    })?;
    let mut cuts = Cuts::default();
    let (end, prefix) = root_end(&text)?;
    if !has_vml {
        cuts.insert(first.ok_or(UNUSUAL)?, format!(r#"<{prefix}Default Extension="vml" ContentType="{VML_TYPE}"/>"#));
    }
    if let Some(name) = comments {
        cuts.insert(end, format!(r#"<{prefix}Override PartName="/{name}" ContentType="{COMMENTS_TYPE}"/>"#));
    }
    parts.put(NAME.to_owned(), cuts.apply(&text)?);
    Ok(())
}

fn free_name(package: &Package<'_>, stem: &str, extension: &str) -> String {
    let taken: BTreeSet<String> = package.names().map(str::to_lowercase).collect();
    let mut names = (1..).map(|number| format!("{stem}{number}.{extension}"));
    // There are always more numbers than parts.
    names.find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_default()
}
