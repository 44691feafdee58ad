//! Texts of a sheet as label keys, and the roles a profile gives them inside one region.

use crate::model::address::{Area, CellRef};
use crate::model::grid::{Cell, Sheet};
use crate::model::text::{LabelKey, compact, is_blank_char, label_key, strip_numbering};
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
    /// In columns nobody sees.
    pub hidden: bool,
    /// What is left without a unit behind a stroke or a second line: the label, where the whole is none.
    short: Option<LabelKey>,
}

impl Text {
    fn new(sheet: &Sheet, cell: CellRef, text: &str) -> Self {
        let (key, area) = (label_key(text), sheet.area_of(cell));
        let short = without_unit(&key).or_else(|| first_line(text, &key));
        Self { cell, area, key, hidden: !is_seen(sheet, area), short }
    }

    /// A unit named behind the label, in brackets, behind a stroke or in a line of its own.
    pub fn remark(&self) -> Option<&str> {
        let short = || self.short.as_ref()?.remark.as_deref();
        self.key.remark.as_deref().or_else(short)
    }

    /// The key without numbering and group words in front of it, where a line has any (资金来源：（1）财政拨款).
    pub fn line(&self) -> &str {
        let key = self.key.key.rsplit([':', ')']).next().unwrap_or_default();
        if key.is_empty() { self.bare() } else { key }
    }

    /// The key without numbering in front of it.
    pub fn bare(&self) -> &str {
        strip_numbering(&self.key.key, &[])
    }
}

/// 全年预算数/万元, 全年预算数，万元.
fn without_unit(key: &LabelKey) -> Option<LabelKey> {
    let at = key.key.rfind(['/', ',', '，', '-', '—'])?;
    let unit = key.key[at..].trim_start_matches(['/', ',', '，', '-', '—']);
    let is_unit = unit.ends_with('元') && unit.chars().count() <= 3 || unit == "%" || unit == "分";
    let label = label_key(&key.key[..at]).key;
    (is_unit && !label.is_empty()).then(|| LabelKey { key: label, remark: Some(unit.to_owned()) })
}

/// The second line of a label explains it.
fn first_line(text: &str, whole: &LabelKey) -> Option<LabelKey> {
    let (first, rest) = text.trim_matches(is_blank_char).split_once(['\n', '\r'])?;
    let mut key = label_key(first);
    let unit = compact(rest);
    if key.remark.is_none() && unit.ends_with('元') && unit.chars().count() <= 4 {
        key.remark = Some(unit.trim_matches(['(', ')']).to_owned());
    }
    (!key.key.is_empty() && key.key != whole.key).then_some(key)
}

/// The short texts of a sheet in reading order; made once, looked at by every profile.
pub fn texts(sheet: &Sheet) -> Vec<Text> {
    let short = sheet.cells().filter_map(|(at, cell)| Some((at, cell.text()?)));
    let short = short.filter(|(at, text)| text.len() <= LONGEST_LABEL * 2 && sheet.area_of(*at).first == *at);
    let keyed = short.map(|(cell, text)| Text::new(sheet, cell, text));
    keyed.filter(|text| !text.key.key.is_empty() && text.key.key.len() <= LONGEST_LABEL).take(MOST_TEXTS).collect()
}

/// One region of a sheet through the eyes of one profile. Nothing outside its area is there.
pub struct View<'a> {
    pub sheet: &'a Sheet,
    pub profile: &'a Profile,
    pub area: Area,
    texts: Vec<(&'a Text, Roles<'a>)>,
    /// Those with a role: few, and looked through again and again.
    labels: Vec<(&'a Text, Roles<'a>)>,
    /// Labels in hidden columns: for what no other column is headed as.
    hidden: Vec<(&'a Text, Roles<'a>)>,
}

/// The roles of one text: by its whole key, and without its numbering.
#[derive(Clone, Copy, Default)]
pub struct Roles<'a> {
    exact: &'a [LabelRole],
    stripped: &'a [LabelRole],
    is_title: bool,
}

impl<'a> Roles<'a> {
    pub fn of(text: &Text, profile: &'a Profile) -> Self {
        let whole = Self::of_key(&text.key.key, profile);
        match &text.short {
            Some(short) if !whole.is_label() => Self::of_key(&short.key, profile),
            _ => whole,
        }
    }

    pub fn of_key(key: &str, profile: &'a Profile) -> Self {
        let exact = profile.labels.roles(key);
        let stripped = strip_numbering(key, &profile.labels.group_words);
        let stripped = if stripped == key { &[] } else { profile.labels.roles(stripped) };
        Self { exact, stripped, is_title: exact.is_empty() && is_title(key, profile) }
    }

    /// Whether the text can stand for this role, and if so how early in the profile's list.
    pub fn rank(&self, role: Role) -> Option<u16> {
        match role {
            Role::Title if self.is_title => Some(u16::MAX),
            _ => self.all().find(|r| r.role == role).map(|r| r.rank),
        }
    }

    pub fn has(&self, role: Role) -> bool {
        self.rank(role).is_some()
    }

    /// Every role; those of a text behind a number too, but for columns, whose labels carry none.
    pub fn all(self) -> impl Iterator<Item = LabelRole> + 'a {
        let is_column = |role: Role| matches!(role, Role::IndicatorColumn(_) | Role::BudgetColumn(_));
        let numbered = self.stripped.iter().filter(move |r| !is_column(r.role));
        self.exact.iter().chain(numbered).copied()
    }

    pub fn any(self, is: impl Fn(Role) -> bool) -> bool {
        self.all().any(|label| is(label.role))
    }

    pub fn is_label(&self) -> bool {
        self.is_title || self.all().next().is_some()
    }
}

/// A heading may carry the year and the place around the form's name (2023年度湘东区…自评表).
pub fn is_title(key: &str, profile: &Profile) -> bool {
    let is_other = || profile.words.other_forms.iter().any(|word| key.contains(word.as_str()));
    profile.labels.titles.iter().any(|title| key.contains(title.as_str())) && !is_other()
}

/// Some column of the cell is shown.
fn is_seen(sheet: &Sheet, area: Area) -> bool {
    !area.columns().all(|col| sheet.is_col_hidden(col))
}

impl<'a> View<'a> {
    pub fn new(sheet: &'a Sheet, texts: &'a [Text], area: Area, profile: &'a Profile) -> Self {
        let inside = texts.iter().filter(|text| area.contains(text.cell));
        let all = inside.map(|text| (text, Roles::of(text, profile)));
        let (hidden, texts): (Vec<_>, Vec<_>) = all.partition(|(text, _)| text.hidden);
        let labels = texts.iter().copied().filter(|(_, roles)| roles.is_label()).collect();
        Self { sheet, profile, area, texts, labels, hidden }
    }

    /// All short texts in reading order.
    pub fn texts(&self) -> impl Iterator<Item = (&'a Text, Roles<'a>)> + '_ {
        self.texts.iter().copied()
    }

    /// The texts that are labels of this profile, in reading order.
    pub fn labels(&self) -> impl Iterator<Item = (&'a Text, Roles<'a>)> + '_ {
        self.labels.iter().copied()
    }

    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &'a Text> + '_ {
        self.labels().filter(move |(_, roles)| roles.has(role)).map(|(text, _)| text)
    }

    /// The label of a role that comes first in the profile's list; of equals the first on the sheet.
    pub fn best(&self, role: Role, allowed: impl Fn(&Text) -> bool) -> Option<&'a Text> {
        let ranked = self.labels().filter_map(|(text, roles)| Some((roles.rank(role)?, text)));
        ranked.filter(|(_, text)| allowed(text)).min_by_key(|(rank, text)| (*rank, text.cell)).map(|(_, text)| text)
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

    /// The texts that may head columns: those of the row, and hidden ones that say what none of these does.
    pub fn heads(&self, row: u32, is_column: impl Fn(Role) -> bool) -> Vec<(&'a Text, Roles<'a>)> {
        let mut heads: Vec<_> = self.row(row).collect();
        let means = |roles: Roles<'a>| roles.all().filter(|r| is_column(r.role)).min_by_key(|r| r.rank).map(|r| r.role);
        let said: Vec<Role> = heads.iter().filter_map(|(_, roles)| means(*roles)).collect();
        let hidden = self.hidden.iter().filter(|(text, _)| text.cell.row == row);
        heads.extend(hidden.filter(|(_, roles)| means(*roles).is_some_and(|role| !said.contains(&role))));
        heads.sort_by_key(|(text, _)| text.cell.col);
        heads
    }

    /// The filled cells of one row, left to right.
    pub fn filled(&self, row: u32) -> impl DoubleEndedIterator<Item = (CellRef, &'a Cell)> + '_ {
        let (sheet, area) = (self.sheet, self.area);
        let filled = sheet.row(row).filter(move |(at, cell)| area.contains(*at) && !cell.is_blank());
        filled.filter(move |(at, _)| !sheet.is_col_hidden(at.col) || is_seen(sheet, sheet.area_of(*at)))
    }

    /// Rows of the region with anything in them, from `from` to before `to`.
    pub fn rows(&self, from: u32, to: u32) -> Vec<u32> {
        let end = to.min(self.area.last.row + 1);
        let rows = self.sheet.filled_rows(from.max(self.area.first.row), end).into_iter();
        rows.filter(|row| self.filled(*row).next().is_some()).collect()
    }

    /// One past the last row.
    pub fn end(&self) -> u32 {
        self.area.last.row.saturating_add(1)
    }
}
