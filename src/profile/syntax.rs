//! What is no TOML, in Chinese. The parser goes on after a mistake, and much of what it says then follows from
//! the first one; here one mistake becomes one problem.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A place that is no TOML.
pub struct Mistake {
    pub span: Range<usize>,
    pub message: String,
    /// It hides which section the lines that follow belong to.
    pub loses_section: bool,
}

/// The mistakes of a text from what the parser says of it. Lists that are never closed swallow what follows and are
/// taken out of the table.
pub fn mistakes(errors: &[(Range<usize>, &str)], text: &str, table: &mut DeTable<'_>) -> Vec<Mistake> {
    let unclosed: Vec<_> = errors.iter().filter_map(|(span, said)| unclosed(span, said, table)).collect();
    let within = |span: &Range<usize>| unclosed.iter().any(|list| list.start <= span.start && span.start <= list.end);
    let others = errors.iter().filter(|(span, _)| !within(span)).map(|(span, said)| Mistake {
        span: span.clone(),
        message: message(said, text.get(span.clone()).unwrap_or_default(), text.get(span.start..).unwrap_or_default()),
        loses_section: said.starts_with("unclosed table") || said.starts_with("unclosed array table"),
    });
    let mut mistakes: Vec<_> = others.collect();
    mistakes.extend(unclosed.iter().map(|list| Mistake {
        span: list.start..list.start,
        message: never_closed(text.get(list.start..).unwrap_or_default()),
        loses_section: true,
    }));
    mistakes
}

fn never_closed(from: &str) -> String {
    let (open, close) = if from.starts_with('{') { ('{', '}') } else { ('[', ']') };
    format!("这里的“{open}”没有合上：请在这一项的末尾补上“{close}”")
}

/// The list or inline table that ends where the parser missed its end; taken out, it being what it is not.
fn unclosed(span: &Range<usize>, said: &str, table: &mut DeTable<'_>) -> Option<Range<usize>> {
    let is_list = said.starts_with("unclosed array,") || said.starts_with("unclosed inline table");
    if is_list { take_out(table, span.start) } else { None }
}

fn take_out(table: &mut DeTable<'_>, end: usize) -> Option<Range<usize>> {
    let is_it = |value: &Spanned<DeValue<'_>>| {
        let is_list = matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_));
        // A section's span is that of its name, and ends in a bracket.
        is_list && value.span().end == end
    };
    if let Some((key, span)) = table.iter().find(|(_, v)| is_it(v)).map(|(key, v)| (key.clone(), v.span())) {
        table.remove(&key);
        return Some(span);
    }
    table.iter_mut().find_map(|(_, value)| match value.get_mut() {
        DeValue::Table(below) => take_out(below, end),
        DeValue::Array(items) => {
            let tables = items.iter_mut().filter_map(|item| match item.get_mut() {
                DeValue::Table(below) => Some(below),
                _ => None,
            });
            tables.into_iter().find_map(|below| take_out(below, end))
        }
        _ => None,
    })
}

/// The parser's sentence, its `expected …` left out, in Chinese. What is not known here gets the last line: the
/// parser's English helps nobody who reads this.
fn message(said: &str, written: &str, rest: &str) -> String {
    let (what, expected) = said.split_once(", expected ").unwrap_or((said, ""));
    let words = match what {
        "duplicate key" => "这个项目或段落写了两次：请只保留一处",
        "key with no value" => "缺少等号：应写成 项目 = 值",
        "missing value" | "missing value for key" => "等号后面没有值：请补上",
        "unclosed table" | "unclosed array table" => "段落名称的方括号没有合上：请写成 [段落] 或 [[段落]]",
        "missing comma between array elements" | "missing comma between key-value pairs" => match rest.chars().next() {
            Some('，' | '、') => "两项之间要用英文逗号“,”",
            _ => "两项之间缺少逗号，或者方括号没有合上：请补上",
        },
        "extra assignment between key-value pairs" => "两项之间缺少逗号：请补上",
        "extra comma in array" | "extra comma in inline table" => "多了一个逗号：请删去",
        "extra `=`" => "多了一个等号：请删去",
        "unexpected `=` in array" => "列表里不能有等号：请看前面的方括号是否合上了",
        "unexpected key or value" => "这一行后面还有别的内容：一行只写一项，几个值要放在方括号里，用逗号分开",
        "unexpected content" | "invalid table" => "这里的内容不属于任何一项：请删去，或者写成 项目 = 值",
        "unquoted keys cannot be empty" => "这里没有项目名称：请补上",
        "invalid unquoted key" | "invalid key" => {
            "项目名称只能用英文字母、数字、“-”和“_”；中文名称要加英文引号，等号用“=”"
        }
        "missing escaped value" | "too few unicode value digits" => {
            "反斜杠“\\”后面写得不对：要写反斜杠本身，请写成“\\\\”，或者改用单引号"
        }
        "string values must be quoted" => unquoted(written),
        "missing opening quote" => "这里的文字缺少开头的引号：请补上英文引号，分隔用英文逗号",
        "invalid boolean" => "应为 true 或 false",
        "carriage return must be followed by newline" => "换行符不对：请用记事本等另存一次",
        "cannot recurse further; max recursion depth met" | "recursion limit" => "括号套得太深：请检查方括号和花括号",
        _ => by_kind(what, expected),
    };
    words.to_owned()
}

fn unquoted(written: &str) -> &'static str {
    match written.chars().next() {
        None => "等号后面没有值：请补上",
        Some('“' | '”' | '‘' | '’' | '「' | '＂') => "文字要用英文引号：请把中文引号改成英文的“\"”",
        Some(c) if c.is_ascii_digit() || "+-.".contains(c) => "数字写法不对；如果是文字，请加上英文引号",
        Some(_) => "文字要加英文引号，如 \"文字\"",
    }
}

/// What the parser says in many ways.
fn by_kind(what: &str, expected: &str) -> &'static str {
    const NUMBER: [&str; 9] =
        ["number", "float", "zero", "sign", "radix", "mantissa", "fraction", "exponent", "between digits"];
    let is_about = |words: &[&str]| words.iter().any(|word| what.contains(word));
    if is_about(&["string"]) && expected.starts_with('`') {
        "引号没有合上：请在文字末尾补上引号"
    } else if is_about(&["string", "comment"]) {
        "这里有看不见的控制字符：请删去后重新输入"
    } else if is_about(&["unicode", "escape"]) {
        "反斜杠“\\”后面写得不对：要写反斜杠本身，请写成“\\\\”，或者改用单引号"
    } else if is_about(&NUMBER) {
        "数字写法不对：请写成 12 或 0.95；如果是文字，请加上英文引号"
    } else if is_about(&["date", "time"]) {
        "日期写法不对；如果是文字，请加上英文引号"
    } else {
        "这里不是正确的 TOML 写法：请检查引号、方括号、等号和逗号"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(usize, String)> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let errors: Vec<_> = errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message())).collect();
        let mistakes = mistakes(&errors, text, &mut table.into_inner());
        mistakes.into_iter().map(|mistake| (mistake.span.start, mistake.message)).collect()
    }

    #[test]
    fn each_kind_of_mistake_has_its_sentence() {
        for (text, piece) in [
            ("a = \"x\nb = 1\n", "引号没有合上"),
            ("a = 'x\n", "引号没有合上"),
            ("a = \"\"\"x\n", "引号没有合上"),
            ("a 1\n", "缺少等号"),
            ("a =\nb = 2\n", "没有值"),
            ("[a\nb = 1\n", "段落名称的方括号"),
            ("[[a]\nb = 1\n", "段落名称的方括号"),
            ("a = \"\\q\"\n", "反斜杠"),
            ("a = \"\\u12\"\n", "反斜杠"),
            ("a = 1\na = 2\n", "写了两次"),
            ("[a]\n[a]\n", "写了两次"),
            ("a = 1.2.3\n", "数字写法不对"),
            ("a = 12x\n", "数字写法不对"),
            ("a = 01\n", "数字写法不对"),
            ("a = 1_\n", "数字写法不对"),
            ("a = +0x1\n", "数字写法不对"),
            ("a = 中文\n", "英文引号"),
            ("a = “x”\n", "中文引号"),
            ("中文 = 1\n", "中文名称要加英文引号"),
            ("a = [\"x\" \"y\"]\n", "缺少逗号"),
            ("a = [\"x\"，\"y\"]\n", "英文逗号"),
            ("a = ['x',, 'y']\n", "多了一个逗号"),
            ("a = {b = 1 c = 2}\n", "缺少逗号"),
            ("a = tru\n", "true 或 false"),
            ("a == 1\n", "多了一个等号"),
            ("a = \"x\" \"y\"\n", "还有别的内容"),
            ("[a]]\nb = 1\n", "还有别的内容"),
            ("[]\na = 1\n", "没有项目名称"),
            ("a = 2024-13-40\n", "日期"),
            ("a = \"x\" # \u{1}\n", "控制字符"),
            ("a = \"\u{1}\"\n", "控制字符"),
        ] {
            let told = told(text);
            assert!(told.first().is_some_and(|(_, message)| message.contains(piece)), "{text:?}: {told:?}");
        }
    }

    #[test]
    fn no_sentence_is_english() {
        let texts =
            ["\u{0}", "= =", "a = \r1\n", "a = 0x\n", "a = 1e\n", "a = 25:00:00\n", "a = {\n}}\n", "]\n", "a.b.\n"];
        for text in texts {
            for (_, message) in told(text) {
                assert!(!message.contains("expected") && !message.contains("invalid"), "{text:?}: {message}");
                assert!(message.chars().filter(|c| !c.is_ascii()).count() > 5, "{text:?}: {message}");
            }
        }
    }

    #[test]
    fn a_list_that_is_never_closed_is_one_mistake_at_its_beginning() {
        let found = told("[labels]\ntitles = [\"a\", \"b\"\ntotal = [\"c\"]\n[x]\ny = 1\n");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0 == 18 && found[0].1.contains("“[”没有合上"), "{found:?}");
        let table = told("a = { b = 1\n");
        assert!(table.len() == 1 && table[0].1.contains("“{”没有合上"), "{table:?}");
    }
}
