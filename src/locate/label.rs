//! Texts of a sheet as label keys, and the roles a profile gives them.

use crate::model::address::{Area, CellRef};
use crate::model::grid::Sheet;
use crate::model::text::{LabelKey, label_key, strip_numbering};
use crate::profile::spec::{LabelRole, Profile, Role};

/// Bytes; longer texts are prose, never a label or a title.
pub const LONGEST_LABEL: usize = 180;

/// A form has a few hundred short texts; a sheet with more of them holds something else below it.
const MOST_TEXTS: usize = 20_000;

/// A short text on the sheet.
pub struct Text {
    pub cell: CellRef,
    pub area: Area,
    pub key: LabelKey,
}

/// The short texts of a sheet in reading order; made once, looked at by every profile.
pub fn texts(sheet: &Sheet) -> Vec<Text> {
    let short = sheet.cells().filter_map(|(at, cell)| Some((at, cell.text()?)));
    let short = short.filter(|(_, text)| text.len() <= LONGEST_LABEL * 2);
    let keyed = short.map(|(cell, text)| Text { cell, area: sheet.area_of(cell), key: label_key(text) });
    keyed.filter(|text| !text.key.key.is_empty() && text.key.key.len() <= LONGEST_LABEL).take(MOST_TEXTS).collect()
}

/// The texts of a sheet through the eyes of one profile.
pub struct View<'a> {
    texts: Vec<(&'a Text, Roles<'a>)>,
    /// Those with a role: few, and looked through again and again.
    labels: Vec<(&'a Text, Roles<'a>)>,
}

/// The roles of one text: by its whole key, and as a budget line without its numbering.
#[derive(Clone, Copy, Default)]
pub struct Roles<'a> {
    exact: &'a [LabelRole],
    stripped: &'a [LabelRole],
    is_title: bool,
}

impl<'a> Roles<'a> {
    fn of(key: &str, profile: &'a Profile) -> Self {
        let exact = profile.labels.roles(key);
        let stripped = strip_numbering(key, &profile.labels.group_words);
        let stripped = if stripped == key { &[] } else { profile.labels.roles(stripped) };
        Self { exact, stripped, is_title: exact.is_empty() && is_title(key, profile) }
    }

    /// Whether the text can stand for this role, and if so whether canonically.
    pub fn rank(&self, role: Role) -> Option<bool> {
        match role {
            Role::Title if self.is_title => Some(false),
            _ => self.all().find(|r| r.role == role).map(|r| r.canonical),
        }
    }

    pub fn has(&self, role: Role) -> bool {
        self.rank(role).is_some()
    }

    /// Every role; budget lines also through their numbering.
    pub fn all(self) -> impl Iterator<Item = LabelRole> + 'a {
        let lines = self.stripped.iter().filter(|r| matches!(r.role, Role::BudgetLine(_)));
        self.exact.iter().chain(lines).copied()
    }

    pub fn is_label(&self) -> bool {
        self.is_title || self.all().next().is_some()
    }
}

/// A heading may carry the year and the place around the form's name (2023年度湘东区…自评表).
fn is_title(key: &str, profile: &Profile) -> bool {
    profile.labels.titles.iter().any(|title| key.len() > title.len() && key.contains(title.as_str()))
}

impl<'a> View<'a> {
    pub fn new(texts: &'a [Text], profile: &'a Profile) -> Self {
        let texts: Vec<_> = texts.iter().map(|text| (text, Roles::of(&text.key.key, profile))).collect();
        let labels = texts.iter().copied().filter(|(_, roles)| roles.is_label()).collect();
        Self { texts, labels }
    }

    /// All short texts in reading order.
    pub fn texts(&self) -> impl Iterator<Item = &'a Text> + '_ {
        self.texts.iter().map(|(text, _)| *text)
    }

    /// The texts that are labels of this profile, in reading order.
    pub fn labels(&self) -> impl Iterator<Item = (&'a Text, Roles<'a>)> + '_ {
        self.labels.iter().copied()
    }

    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &'a Text> + '_ {
        self.labels().filter(move |(_, roles)| roles.has(role)).map(|(text, _)| text)
    }

    /// The first canonical label of a role among the texts allowed, else the first alias.
    pub fn best(&self, role: Role, allowed: impl Fn(&Text) -> bool) -> Option<&'a Text> {
        let ranked =
            |canonical: bool| self.labels().find(|(text, roles)| roles.rank(role) == Some(canonical) && allowed(text));
        ranked(true).or_else(|| ranked(false)).map(|(text, _)| text)
    }

    /// The text in a cell, when it is a label of this profile.
    pub fn label_at(&self, cell: CellRef) -> Option<(&'a Text, Roles<'a>)> {
        self.labels.binary_search_by_key(&cell, |(text, _)| text.cell).ok().map(|i| self.labels[i])
    }

    /// The texts of one row, left to right.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (&'a Text, Roles<'a>)> + '_ {
        let from = self.texts.partition_point(|(text, _)| text.cell.row < row);
        self.texts[from..].iter().copied().take_while(move |(text, _)| text.cell.row == row)
    }
}
