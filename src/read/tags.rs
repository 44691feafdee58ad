//! Tags found in XML without parsing it: an order of magnitude cheaper, and enough where only some are of interest.

use memchr::memmem;

/// The opening tags of a piece of XML, found without parsing it.
pub struct Tags<'a>(pub &'a [u8]);

/// Its name without prefix, its attributes, and what stands behind it.
pub struct Tag<'a> {
    pub name: &'a [u8],
    attributes: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let open = memchr::memchr(b'<', self.0)? + 1;
            let from = &self.0[open..];
            let mark: Option<(&[u8], &[u8])> = match from {
                [b'!', b'-', b'-', ..] => Some((b"-->", b"<!--")),
                [b'!', b'[', ..] => Some((b"]]>", b"<![")),
                _ => None,
            };
            if let Some((close, _)) = mark {
                self.0 = &from[memmem::find(from, close)?..];
                continue;
            }
            let opens = !matches!(from.first(), Some(b'/' | b'?' | b'!'));
            let end = if opens { end_of_tag(from)? } else { memchr::memchr(b'>', from)? };
            self.0 = &from[end + 1..];
            let tag = &from[..end];
            if !opens {
                continue;
            }
            let length = tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/').unwrap_or(end);
            let (whole, attributes) = tag.split_at(length);
            let name = memchr::memrchr(b':', whole).map_or(whole, |colon| &whole[colon + 1..]);
            let rest = if tag.ends_with(b"/") { b"".as_slice() } else { self.0 };
            return Some(Tag { name, attributes, rest });
        }
    }
}

/// Where a tag ends: a `>` may stand in the value of an attribute.
fn end_of_tag(tag: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr::memchr3(b'>', b'"', b'\'', &tag[from..])?;
        if tag[at] == b'>' {
            return Some(at);
        }
        from = at + 2 + memchr::memchr(tag[at], &tag[at + 1..])?;
    }
}

/// Whether elements lie deeper in each other than `most`: every parser keeps what is open.
pub fn is_deeper(mut xml: &[u8], most: usize) -> bool {
    let mut depth = 0usize;
    while let Some(open) = memchr::memchr(b'<', xml) {
        xml = &xml[open + 1..];
        let passed_over: Option<&[u8]> = match xml {
            [b'!', b'-', b'-', ..] => Some(b"-->"),
            [b'!', b'[', ..] => Some(b"]]>"),
            [b'!' | b'?', ..] => Some(b">"),
            _ => None,
        };
        if let Some(end) = passed_over {
            xml = &xml[memmem::find(xml, end).unwrap_or(xml.len())..];
        } else if xml.first() == Some(&b'/') {
            depth = depth.saturating_sub(1);
        } else {
            let end = end_of_tag(xml).unwrap_or(xml.len());
            depth += usize::from(!xml[..end].ends_with(b"/"));
            xml = &xml[end..];
        }
        if depth > most {
            return true;
        }
    }
    false
}

impl<'a> Tag<'a> {
    /// The text up to the next tag.
    pub fn inner(&self) -> &'a [u8] {
        &self.rest[..memchr::memchr(b'<', self.rest).unwrap_or(0)]
    }

    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        memmem::find_iter(self.attributes, name).find_map(|at| {
            let before = self.attributes.get(at.checked_sub(1)?)?;
            let value = self.attributes[at + name.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
            let quote = *value.first()?;
            let end = memchr::memchr(quote, value.get(1..)?)?;
            before.is_ascii_whitespace().then(|| std::str::from_utf8(&value[1..=end]).ok())?
        })
    }

    pub fn number(&self, name: &str) -> Option<f64> {
        self.attribute(name)?.trim().parse().ok()
    }

    pub fn is_true(&self, name: &str) -> bool {
        matches!(self.attribute(name), Some("1" | "true"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_what_is_open_at_one_time() {
        let xml = b"<?xml?><a><!-- <x><x><x> --><b/><b c=\"d\"><![CDATA[<x><x>]]></b><b/></a><a><b></b></a>";
        assert!(is_deeper(xml, 1) && !is_deeper(xml, 2));
        let arrows = b"<a b=\">\" c='\">'/>".repeat(3);
        assert!(!is_deeper(&arrows, 1) && is_deeper(b"<a b='>'><b c='/>'><c>", 2));
        let names: Vec<_> = Tags(b"<x b='>'/><y a='\"' b='1'>").map(|tag| (tag.name, tag.attribute("b"))).collect();
        assert_eq!(names, [(b"x".as_slice(), Some(">")), (b"y", Some("1"))]);
        for odd in [b"<".as_slice(), b"<a b=\">", b"<!", b"<!--", b"<a", b"</", b"</a></a><a>", b""] {
            assert!(!is_deeper(odd, 1), "{odd:?}");
        }
    }
}
