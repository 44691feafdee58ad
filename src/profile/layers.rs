//! The texts a profile is made of: its own, the one it extends, what that extends, down to the base.
//! Their places stand behind each other, so one offset tells both text and line.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::nearest::perhaps;
use super::{BASE, BUILTIN};
use crate::model::cause;

/// One text, by the name it has for people.
pub struct Layer {
    pub name: String,
    pub text: String,
    /// Where it lies; a built-in lies nowhere.
    path: Option<PathBuf>,
    /// The offset of its first byte among those of all layers.
    start: usize,
}

impl Layer {
    /// The text of a file; what it extends is looked for beside it.
    pub fn file(path: &Path, text: String) -> Self {
        Self { name: path.display().to_string(), text, path: Some(path.to_owned()), start: 0 }
    }

    /// A text without a file, such as a built-in.
    pub fn named(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned(), path: None, start: 0 }
    }

    /// The offset of its first byte among those of all layers.
    pub fn start(&self) -> usize {
        self.start
    }

    /// One and the same text, however it was named.
    fn is(&self, other: &Self) -> bool {
        match (&self.path, &other.path) {
            (Some(own), Some(other)) => own == other || own.canonicalize().ok() == other.canonicalize().ok(),
            (None, None) => self.name == other.name,
            _ => false,
        }
    }

    /// The layer it extends, or why there is none to be had.
    fn below(&self) -> Option<Result<Self, String>> {
        let (name, _) = extends(&self.text)?;
        let builtin = BUILTIN.into_iter().chain([BASE]).find(|(known, _)| *known == name);
        Some(match builtin {
            Some((known, text)) => Ok(Self::named(known, text)),
            None => self.file_below(&name),
        })
    }

    fn file_below(&self, name: &str) -> Result<Self, String> {
        let folder = self.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        let path = folder.join(name);
        match super::read_text(&path) {
            Ok(text) => Ok(Self { name: name.to_owned(), ..Self::file(&path, text) }),
            Err(_) if !path.exists() => Err(nowhere(name)),
            Err(cause) => {
                let cause = cause::in_words(&cause);
                Err(format!("extends 引用的文件“{name}”读不出来（{cause}）：文件应为 UTF-8 编码的 .toml"))
            }
        }
    }
}

fn nowhere(name: &str) -> String {
    let known = super::names();
    let otherwise = format!("：内置的有 {}，用自己的文件请写相对本文件的路径", known.join("、"));
    format!("extends 引用的“{name}”不是内置的表样，也没有这个文件{}", perhaps(name, known, &otherwise))
}

/// The value of `extends` and where it stands, read leniently before anything else.
pub fn extends(text: &str) -> Option<(String, Range<usize>)> {
    let (table, _) = DeTable::parse_recoverable(text);
    let value = table.get_ref().get("extends")?;
    Some((value.get_ref().as_str()?.to_owned(), value.span()))
}

/// All texts of a profile, the lowest first, its own last.
pub struct Layers {
    layers: Vec<Layer>,
    /// Why there is nothing below the lowest, though it extends something.
    broken: Option<String>,
}

impl Layers {
    /// Follows `extends` down to the end, or to where it cannot be followed.
    pub fn below(own: Layer) -> Self {
        let mut chain = vec![own];
        let mut broken = None;
        while let Some(below) = chain.last().and_then(Layer::below) {
            match below {
                Ok(layer) if chain.iter().any(|above| above.is(&layer)) => {
                    broken = Some(circle(&chain, &layer));
                    break;
                }
                Ok(layer) => chain.push(layer),
                Err(message) => {
                    broken = Some(message);
                    break;
                }
            }
        }
        chain.reverse();
        let mut start = 0;
        for layer in &mut chain {
            layer.start = start;
            // One more than its length, for what is missing at the very end of it.
            start += layer.text.len() + 1;
        }
        Self { layers: chain, broken }
    }

    /// What is wrong with the lowest layer's `extends`, and where.
    pub fn broken(&self) -> Option<(Range<usize>, &str)> {
        let lowest = self.layers.first()?;
        let (_, span) = extends(&lowest.text)?;
        Some((span, self.broken.as_deref()?))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Layer> {
        self.layers.iter()
    }

    /// Every text, for the hash.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.layers.iter().map(|layer| layer.text.as_str())
    }

    /// The first offset of the own text.
    pub fn own_start(&self) -> usize {
        self.layers.last().map_or(0, Layer::start)
    }

    pub fn is_own(&self, offset: usize) -> bool {
        offset >= self.own_start()
    }

    /// What a layer under the own is called.
    pub fn name(&self, offset: usize) -> &str {
        self.layer(offset).map_or("", |layer| &layer.name)
    }

    /// 1-based line and character in the text the offset lies in.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let Some(layer) = self.layer(offset) else { return (1, 1) };
        let before = layer.text.char_indices().take_while(|(at, _)| layer.start + at < offset);
        before.fold((1, 1), |(line, column), (_, c)| if c == '\n' { (line + 1, 1) } else { (line, column + 1) })
    }

    /// What stands there.
    pub fn written(&self, span: &Range<usize>) -> &str {
        let text = |layer: &Layer| span.start - layer.start..span.end.saturating_sub(layer.start);
        self.layer(span.start).and_then(|layer| layer.text.get(text(layer))).unwrap_or_default()
    }

    /// The offset of a byte of a quoted text; of its quote where escapes make the two differ.
    pub fn within(&self, span: &Range<usize>, text: &str, at: usize) -> usize {
        self.written(span).find(text).map_or(span.start, |quote| span.start + quote + at)
    }

    fn layer(&self, offset: usize) -> Option<&Layer> {
        self.layers.iter().rfind(|layer| layer.start <= offset)
    }
}

fn circle(chain: &[Layer], again: &Layer) -> String {
    let from = chain.iter().position(|layer| layer.is(again)).unwrap_or_default();
    let names = chain[from..].iter().chain([again]).map(|layer| file_name(&layer.name));
    format!("extends 绕成了一圈（{}）：请让其中一个不再引用别的", names.collect::<Vec<_>>().join(" → "))
}

fn file_name(name: &str) -> &str {
    Path::new(name).file_name().and_then(|name| name.to_str()).unwrap_or(name)
}
