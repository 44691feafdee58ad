//! A part of a package as a tree of elements.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

/// An element with all that is in it; prefixes are left off.
#[derive(Clone, Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    pub fn parse(part: &str, xml: &str) -> Self {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().unwrap_or_else(|cause| panic!("{part}: {cause}")) {
                Event::Start(start) => open.push(Self::of(&start)),
                Event::Empty(start) => open.last_mut().expect("a parent").children.push(Self::of(&start)),
                Event::End(_) => {
                    let done = open.pop().expect("it was opened");
                    open.last_mut().expect("a parent").children.push(done);
                }
                Event::Text(text) => open.last_mut().expect("a parent").text += text.as_ref(),
                Event::GeneralRef(of) => {
                    let name = of.as_ref().to_owned();
                    let text = match name.as_str() {
                        "lt" => "<".to_owned(),
                        "gt" => ">".to_owned(),
                        "amp" => "&".to_owned(),
                        "quot" => "\"".to_owned(),
                        "apos" => "'".to_owned(),
                        _ => of.resolve_char_ref().ok().flatten().map(String::from).unwrap_or_else(|| panic!("{name}")),
                    };
                    open.last_mut().expect("a parent").text += &text;
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open.len(), 1, "{part} ends inside an element");
        open.remove(0).children.into_iter().next().unwrap_or_else(|| panic!("{part} is empty"))
    }

    fn of(start: &quick_xml::events::BytesStart<'_>) -> Self {
        let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
        let attribute = |found: quick_xml::events::attributes::Attribute<'_>| {
            let value = quick_xml::escape::unescape(&found.value).expect("escaped").into_owned();
            (local(found.key.as_ref()), value)
        };
        let attributes = start.attributes().map(|found| attribute(found.expect("an attribute"))).collect();
        Self { name: local(start.name().as_ref()), attributes, ..Self::default() }
    }

    pub fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Every element of a name, however deep.
    pub fn all<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        let mut found: Vec<&Self> = self.children.iter().filter(|child| child.name == name).collect();
        found.extend(self.children.iter().flat_map(|child| child.all(name)));
        found
    }

    pub fn whole_text(&self) -> String {
        std::iter::once(self.text.clone()).chain(self.children.iter().map(Self::whole_text)).collect()
    }
}
