//! Small cuts into XML text, so that what is not touched stays as it was written.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Refusal;

pub const UNUSUAL: Refusal = "文件内部写法特殊，改动可能损坏文件";

/// Replacements by place, made all at once.
#[derive(Default)]
pub struct Cuts(Vec<(Range<usize>, String)>);

impl Cuts {
    pub fn replace(&mut self, range: Range<usize>, text: String) {
        self.0.push((range, text));
    }

    pub fn insert(&mut self, at: usize, text: String) {
        self.replace(at..at, text);
    }

    /// The text with every cut made; cuts at one place stay in the order they were given.
    pub fn apply(mut self, text: &str) -> Result<String, Refusal> {
        self.0.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(text.len() + self.0.iter().map(|(_, new)| new.len()).sum::<usize>());
        let mut at = 0;
        for (range, new) in self.0 {
            out += text.get(at..range.start).ok_or(UNUSUAL)?;
            out += &new;
            at = range.end;
        }
        Ok(out + text.get(at..).ok_or(UNUSUAL)?)
    }
}

/// One start, end or empty tag, where it stands, and how deep (the root is 0).
pub struct Tag<'a> {
    pub element: Option<BytesStart<'a>>,
    /// Name without its prefix.
    pub name: String,
    /// The prefix with its colon; mostly empty.
    pub prefix: String,
    pub range: Range<usize>,
    pub depth: usize,
    pub is_empty: bool,
}

impl Tag<'_> {
    pub fn opens(&self, name: &str) -> bool {
        self.element.is_some() && self.name == name
    }

    pub fn closes(&self, name: &str) -> bool {
        self.element.is_none() && self.name == name
    }

    /// An attribute's value by its local name.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let element = self.element.as_ref()?;
        let found = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
        found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
    }
}

/// Goes through the tags of a part.
pub fn each_tag(xml: &str, mut see: impl FnMut(Tag<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0usize;
    loop {
        let start = place(&reader)?;
        let event = reader.read_event().map_err(|_| UNUSUAL)?;
        let range = start..place(&reader)?;
        match event {
            Event::Start(e) => {
                let (prefix, name) = parted(e.name().as_ref());
                see(Tag { element: Some(e), name, prefix, range, depth, is_empty: false })?;
                depth += 1;
            }
            Event::Empty(e) => {
                let (prefix, name) = parted(e.name().as_ref());
                see(Tag { element: Some(e), name, prefix, range, depth, is_empty: true })?;
            }
            Event::End(e) => {
                depth = depth.checked_sub(1).ok_or(UNUSUAL)?;
                let (prefix, name) = parted(e.name().as_ref());
                see(Tag { element: None, name, prefix, range, depth, is_empty: false })?;
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// `x:row` as `x:` and `row`.
fn parted(name: &str) -> (String, String) {
    let (prefix, name) = name.split_at(name.find(':').map_or(0, |colon| colon + 1));
    (prefix.to_owned(), name.to_owned())
}

/// Where the root ends, and its prefix: what is put in there needs it too.
pub fn root_end(xml: &str) -> Result<(usize, String), Refusal> {
    let mut found = None;
    each_tag(xml, |tag| {
        if tag.depth == 0 && tag.element.is_none() {
            found = Some((tag.range.start, tag.prefix));
        }
        Ok(())
    })?;
    found.ok_or(UNUSUAL)
}

fn place(reader: &Reader<&[u8]>) -> Result<usize, Refusal> {
    usize::try_from(reader.buffer_position()).map_err(|_| UNUSUAL)
}

/// The opening tag with one attribute set; everything else as it was.
pub fn with_attribute(tag: &str, name: &str, value: u32) -> Result<String, Refusal> {
    if let Some(range) = value_range(tag, name) {
        return Ok(format!("{}{value}{}", &tag[..range.start], &tag[range.end..]));
    }
    let end = tag.rfind("/>").or(tag.rfind('>')).ok_or(UNUSUAL)?;
    Ok(format!("{} {name}=\"{value}\"{}", tag[..end].trim_end(), &tag[end..]))
}

/// Where an attribute's value stands in an opening tag, without its quotes.
fn value_range(tag: &str, name: &str) -> Option<Range<usize>> {
    let mut at = tag.find(|c: char| c.is_whitespace())?;
    loop {
        let equals = at + tag[at..].find('=')?;
        let key = tag[at..equals].trim();
        let open = equals + tag[equals..].find(['"', '\''])?;
        let quote = tag[open..].chars().next()?;
        let close = open + 1 + tag[open + 1..].find(quote)?;
        if key == name {
            return Some(open + 1..close);
        }
        at = close + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_is_set_and_the_rest_left_alone() {
        assert_eq!(with_attribute(r#"<c r="H15" s="7" t="s">"#, "s", 9).as_deref(), Ok(r#"<c r="H15" s="9" t="s">"#));
        assert_eq!(with_attribute("<c  r='s=1' s='7'/>", "s", 9).as_deref(), Ok("<c  r='s=1' s='9'/>"));
        assert_eq!(with_attribute(r#"<c r="H15" />"#, "s", 9).as_deref(), Ok(r#"<c r="H15" s="9"/>"#));
        assert_eq!(with_attribute("<xf>", "fillId", 2).as_deref(), Ok(r#"<xf fillId="2">"#));
    }

    #[test]
    fn cuts_are_made_where_they_were_said() {
        let mut cuts = Cuts::default();
        cuts.insert(3, "!".to_owned());
        cuts.replace(0..1, "区".to_owned());
        assert_eq!(cuts.apply("abc").as_deref(), Ok("区bc!"));
    }
}
