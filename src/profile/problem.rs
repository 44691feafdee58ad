//! What is wrong with a profile: every problem with its line, all of them at once.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use super::layers::Layers;
use super::places::Places;
use super::raw::Text;

/// One problem of a profile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProfileProblem {
    /// 1-based line in the profile's own text; `None` only where there is no text.
    pub line: Option<usize>,
    /// 1-based character in that line, where that is what is wrong; `None` where the line only is the nearest.
    pub column: Option<usize>,
    pub message: String,
}

impl fmt::Display for ProfileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "第{line}行第{column}列：{}", self.message),
            (Some(line), None) => write!(f, "第{line}行：{}", self.message),
            (None, _) => f.write_str(&self.message),
        }
    }
}

/// Everything that is wrong with one profile, in order of line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileProblems(pub Vec<ProfileProblem>);

impl fmt::Display for ProfileProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ProfileProblems {}

/// Collects problems while a profile is checked, by place in its texts. Lines are looked up at the end, when it
/// is known where everything stands.
pub struct Problems<'a> {
    layers: &'a Layers,
    /// The keys of the own text, and those of all texts laid over each other.
    own: Places,
    merged: Places,
    found: Vec<Found>,
    /// Keys that could not be read and were dropped: they are not missing.
    dropped: Vec<String>,
    syntax: Syntax,
}

struct Found {
    place: Place,
    message: String,
    is_syntax: bool,
}

#[derive(Clone)]
enum Place {
    Span(Range<usize>),
    /// Nothing stands there.
    Missing(Vec<String>),
}

/// How far a text can be trusted to say what its author meant.
#[derive(Default)]
struct Syntax {
    /// Lines of the own text that are no TOML; what else is found there comes from that.
    lines: BTreeSet<usize>,
    /// A section's name cannot be read, so nobody knows where what follows belongs.
    sections_lost: bool,
}

impl<'a> Problems<'a> {
    pub fn new(layers: &'a Layers) -> Self {
        Self {
            layers,
            own: Places::default(),
            merged: Places::default(),
            found: Vec::new(),
            dropped: Vec::new(),
            syntax: Syntax::default(),
        }
    }

    /// Where the keys of the own text stand.
    pub fn set_own(&mut self, own: Places) {
        self.own = own;
    }

    /// Where the keys of all texts stand.
    pub fn set_merged(&mut self, merged: Places) {
        self.merged = merged;
    }

    /// A problem at a place of the texts. An inherited place is not to blame: the problem is put at the own line
    /// nearest to it and says whose it is.
    pub fn at(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.found.push(Found { place: Place::Span(span), message: message.into(), is_syntax: false });
    }

    /// A problem of several places that do not go together: it is put at the first that stands in the own text,
    /// which is the one its author can change.
    pub fn between(&mut self, spans: impl IntoIterator<Item = Range<usize>>, message: impl Into<String>) {
        let mut spans = spans.into_iter().peekable();
        let first = spans.peek().cloned().unwrap_or_default();
        let own = spans.find(|span| self.is_own(span));
        self.at(own.unwrap_or(first), message);
    }

    /// True for what stands in the own text, in no inherited one.
    pub fn is_own(&self, span: &Range<usize>) -> bool {
        self.layers.is_own(span.start)
    }

    /// A problem at a byte within a quoted text.
    pub fn within(&mut self, text: &Text, at: usize, message: String) {
        let place = self.layers.within(&text.span(), text.get_ref(), at);
        self.at(place..place, message);
    }

    /// A problem of the key at a path (`["off", "SCR-02"]`).
    pub fn at_key(&mut self, path: &[&str], message: String) {
        let path_of_missing = || Place::Missing(path.iter().map(|key| (*key).to_owned()).collect());
        let place = self.merged.key(path).map_or_else(path_of_missing, Place::Span);
        self.found.push(Found { place, message, is_syntax: false });
    }

    /// Something that should stand in a section (`scoring`) under a key, and does not.
    pub fn missing(&mut self, section: &str, key: &str, what: &str) {
        let path: Vec<_> = section.split('.').filter(|step| !step.is_empty()).chain([key]).collect();
        let path = path.join(".");
        let is_below = |dropped: &String| {
            let rest = path.strip_prefix(dropped.as_str());
            dropped.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if self.dropped.iter().any(is_below) {
            return;
        }
        let section = if section.is_empty() { String::new() } else { format!("[{section}] ") };
        let place = Place::Missing(path.split('.').map(str::to_owned).collect());
        let message = format!("{section}缺少 {key}，请补上：{what}");
        self.found.push(Found { place, message, is_syntax: false });
    }

    /// A key that was taken out because it could not be read; the empty path is all of them.
    pub fn dropped(&mut self, path: String) {
        self.dropped.push(path);
    }

    /// A place that is no TOML, of which only the first on a line is told: the others follow from it.
    pub fn syntax(&mut self, span: Range<usize>, message: String, loses_section: bool) {
        let (line, _) = self.layers.position(span.start);
        if self.layers.is_own(span.start) {
            self.syntax.sections_lost |= loses_section;
            if !self.syntax.lines.insert(line) {
                return;
            }
        }
        self.found.push(Found { place: Place::Span(span), message, is_syntax: true });
    }

    /// The name as it is written in the texts.
    pub fn written(&self, span: &Range<usize>) -> &'a str {
        self.layers.written(span)
    }

    pub fn into_result<T>(self, value: T) -> Result<T, ProfileProblems> {
        if self.found.is_empty() {
            return Ok(value);
        }
        let mut told: Vec<_> = self.found.iter().filter_map(|found| self.told(found)).collect();
        told.sort();
        told.dedup();
        Err(ProfileProblems(told))
    }

    fn told(&self, found: &Found) -> Option<ProfileProblem> {
        let message = found.message.clone();
        let place = match &found.place {
            Place::Span(span) => self.own_key(span).map_or_else(|| Place::Span(span.clone()), Place::Span),
            missing => missing.clone(),
        };
        let problem = match &place {
            Place::Span(span) if self.layers.is_own(span.start) => {
                let (line, column) = self.layers.position(span.start);
                ProfileProblem { line: Some(line), column: Some(column), message }
            }
            Place::Span(span) => {
                let line = Some(self.nearest(self.merged.path(span), &message));
                let message = format!("{message}（继承自 {}）", self.layers.name(span.start));
                ProfileProblem { line, column: None, message }
            }
            Place::Missing(path) => ProfileProblem { line: Some(self.nearest(path, &message)), column: None, message },
        };
        self.is_meant(&problem, found).then_some(problem)
    }

    /// Where TOML itself is broken, only what stands in so many words elsewhere in the text is worth telling.
    fn is_meant(&self, problem: &ProfileProblem, found: &Found) -> bool {
        let broken = |line| self.syntax.lines.contains(&line);
        let is_sound = problem.column.is_some() && !self.syntax.sections_lost && !problem.line.is_some_and(broken);
        self.syntax.lines.is_empty() || found.is_syntax || is_sound
    }

    /// The own key behind an inherited one: where a value is replaced the key keeps its place, and with it its
    /// order, but what is wrong with it is the own text's.
    fn own_key(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let replaced = self.merged.with_key(span).filter(|(_, value)| self.layers.is_own(value.start));
        let (path, _) = replaced.filter(|_| !self.layers.is_own(span.start))?;
        self.own.key(path)
    }

    fn nearest(&self, path: &[String], message: &str) -> usize {
        let own = self.own.nearest(path, message);
        let extends = || self.own.key(&["extends"]);
        let span = own.or_else(extends).or_else(|| self.own.first());
        self.layers.position(span.map_or(self.layers.own_start(), |span| span.start)).0
    }
}
