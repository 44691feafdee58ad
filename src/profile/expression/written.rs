//! A condition as written → in the engine's words: the names of figures become variables, every number a decimal.
//! Whatever is neither name, number, parenthesis nor one of a few signs ends here.

use std::ops::Range;

use super::Fault;

/// Characters of one condition.
const LONGEST: usize = 1000;
const FUNCTIONS: [&str; 3] = ["abs", "min", "max"];
const SIGNS: &str = "+-*/()<>=!&|,";
/// Signs of the engine's language that conditions do without.
const FOREIGN: [&str; 6] = ["**", "//", "/*", "<<", ">>", "=>"];

/// A condition taken apart.
#[derive(Debug)]
pub struct Written<'t> {
    source: &'t str,
    /// Names of figures in the order of their first appearance, with the bytes of that.
    pub names: Vec<(&'t str, Range<usize>)>,
    text: String,
    /// For each character of `text`, the byte of `source` it comes from.
    places: Vec<usize>,
}

/// The engine's name of a figure.
pub fn variable(index: usize) -> String {
    format!("f{index}")
}

impl<'t> Written<'t> {
    pub fn read(source: &'t str) -> Result<Self, Fault> {
        if source.chars().count() > LONGEST {
            return Err(Fault {
                at: 0, message: format!("条件太长：最多 {LONGEST} 个字符，请拆成几条规则")
            });
        }
        let mut written = Self { source, names: Vec::new(), text: String::new(), places: Vec::new() };
        let mut at = 0;
        while let Some(first) = source[at..].chars().next() {
            at = written.take(at, first)?;
        }
        match written.names.is_empty() {
            true => Err(Fault { at: 0, message: "条件里没有用到表上的任何数".to_owned() }),
            false => Ok(written),
        }
    }

    /// The condition as the engine reads it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the source behind a character of `text`; its end for anything behind that.
    pub(super) fn place(&self, character: usize) -> usize {
        self.places.get(character).copied().unwrap_or(self.source.len())
    }

    /// A few characters of the source, to show where one is.
    pub(super) fn rest(&self, at: usize) -> String {
        self.source[at..].chars().take(12).collect()
    }

    /// Takes the name, number or sign that starts at a byte; where the next one starts.
    fn take(&mut self, at: usize, first: char) -> Result<usize, Fault> {
        let rest = &self.source[at..];
        let until = |is_part: fn(char) -> bool| rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        if first.is_alphabetic() || first == '_' {
            let end = at + until(|c| c.is_alphanumeric() || c == '_' || c == '.');
            self.name(at..end);
            return Ok(end);
        }
        if first.is_ascii_digit() {
            let end = at + until(|c| c.is_ascii_digit() || c == '_' || c == '.');
            self.number(at..end);
            return Ok(end);
        }
        self.sign(at, first)?;
        Ok(at + first.len_utf8())
    }

    fn name(&mut self, range: Range<usize>) {
        let name = &self.source[range.clone()];
        let is_called = self.source[range.end..].trim_start().starts_with('(');
        if is_called && FUNCTIONS.contains(&name) {
            return self.push(name, range.start);
        }
        let known = self.names.iter().position(|(other, _)| *other == name);
        let index = known.unwrap_or_else(|| {
            self.names.push((name, range.clone()));
            self.names.len() - 1
        });
        self.push(&variable(index), range.start);
    }

    /// Whole numbers get a decimal point: the engine would divide them without remainder.
    fn number(&mut self, range: Range<usize>) {
        let number = &self.source[range.clone()];
        self.push(number, range.start);
        if !number.contains('.') {
            self.push(".0", range.start);
        }
    }

    fn sign(&mut self, at: usize, sign: char) -> Result<(), Fault> {
        let rest = &self.source[at..];
        if sign.is_whitespace() {
            self.push(" ", at);
            return Ok(());
        }
        let message = if sign == '%' {
            "百分数请写成小数，如 90% 写 0.9".to_owned()
        } else if let Some(foreign) = FOREIGN.iter().find(|foreign| rest.starts_with(**foreign)) {
            format!("条件里没有“{foreign}”这种写法")
        } else if !SIGNS.contains(sign) {
            format!("条件里不能写“{sign}”：只能写名称、数字和半角的 + - * / ( ) > >= < <= == != && || !")
        } else {
            self.push(&sign.to_string(), at);
            return Ok(());
        };
        Err(Fault { at, message })
    }

    fn push(&mut self, text: &str, at: usize) {
        self.places.extend(text.chars().map(|_| at));
        self.text.push_str(text);
    }
}
