//! What a season should come to: the rules of the matter, told once more and without the program.

use std::collections::{BTreeMap, BTreeSet};

pub const DEPARTMENTS: [&str; 24] = [
    "区教育局",
    "区司法局",
    "区水利局",
    "区民政局",
    "区财政局",
    "区统计局",
    "区审计局",
    "区商务局",
    "区林业局",
    "区气象局",
    "区文旅局",
    "区体育局",
    "区档案馆",
    "区图书馆",
    "区城管局",
    "区住建局",
    "区交通局",
    "区人社局",
    "区卫健委",
    "区发改委",
    "区工信局",
    "区应急局",
    "区信访局",
    "区妇联",
];

/// The row whose target may be lowered: ≥95% in every form.
pub const LOWERED: usize = 9;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Form,
    /// Written by a program without properties.
    Plain,
    Packed,
    Broken,
    /// The marked copy of the form, corrected.
    Annotated,
}

#[derive(Clone, Debug, Default)]
pub struct Step {
    pub file: Option<String>,
    pub kind: Kind,
    pub day: u8,
    pub wrong: String,
    pub is_same: bool,
    pub is_doubtful: bool,
    pub loses: bool,
    pub replies: bool,
}

/// Reads a line of a story.
pub fn step(line: &str, department: &str) -> Step {
    let mut step = Step::default();
    for (at, word) in line.split_whitespace().enumerate() {
        match word {
            "gone" | "lost" => step.loses = true,
            "reply" => step.replies = true,
            "same" => step.is_same = true,
            "?" => step.is_doubtful = true,
            _ if at == 0 => {
                let (kind, name) = word.split_once(':').unwrap_or(("", word));
                step.kind = match (kind, name) {
                    ("plain", _) => Kind::Plain,
                    ("zip", _) => Kind::Packed,
                    ("broken", _) => Kind::Broken,
                    (_, "annotated") => Kind::Annotated,
                    _ => Kind::Form,
                };
                step.file = Some(match step.kind {
                    Kind::Annotated => format!("007_{department}_标注.xlsx"),
                    _ => name.replace("{}", department),
                });
            }
            _ => match word.parse() {
                Ok(day) => step.day = day,
                Err(_) => step.wrong = word.to_owned(),
            },
        }
    }
    step
}

/// A submission as it was read, while its file was there or later.
#[derive(Clone, Debug)]
struct Sent {
    file: String,
    wrong: BTreeSet<char>,
    is_here: bool,
    /// As the one before.
    is_same: bool,
    /// It brought something that nobody had asked for.
    changes: bool,
}

pub struct Department {
    pub index: usize,
    pub name: &'static str,
    sent: Vec<Sent>,
    broken: Vec<String>,
    feedback: Vec<String>,
    /// What was answered, to which defect.
    answer: Option<(char, String)>,
    is_doubtful: bool,
    /// It was missing in some round, and what it has sent since.
    was_missing: bool,
    came: usize,
    arrived: bool,
}

fn rule(wrong: char) -> &'static str {
    match wrong {
        'S' => "SCR-02",
        'I' => "IND-03",
        _ => "TXT-02",
    }
}

impl Department {
    fn new(index: usize) -> Self {
        Self {
            index,
            name: DEPARTMENTS[index],
            sent: vec![],
            broken: vec![],
            feedback: vec![],
            answer: None,
            is_doubtful: false,
            was_missing: false,
            came: 0,
            arrived: false,
        }
    }

    /// All its forms are deleted; which files these are.
    pub fn lost(&mut self) -> Vec<String> {
        let here = self.sent.iter_mut().filter(|sent| sent.is_here);
        here.map(|sent| {
            sent.is_here = false;
            sent.file.clone()
        })
        .collect()
    }

    /// What is wrong in what it is about to send.
    pub fn wrong(&self, what: &Step) -> String {
        let last = self.sent.last().filter(|_| what.is_same);
        last.map_or(what.wrong.clone(), |last| last.wrong.iter().collect())
    }

    pub fn sends(&mut self, what: &Step) {
        self.is_doubtful = what.is_doubtful;
        let file = what.file.clone().expect("a file");
        if what.kind == Kind::Broken {
            return self.broken.push(file);
        }
        let file = if what.kind == Kind::Packed { format!("{file}!自评表.xlsx") } else { file };
        self.sent.iter_mut().filter(|sent| sent.file == file).for_each(|sent| sent.is_here = false);
        let last = self.sent.last().map(|sent| sent.wrong.clone());
        let wrong = if what.is_same { last.clone().expect("one before") } else { what.wrong.chars().collect() };
        let changes = wrong.contains(&'T') && last.is_some_and(|last| !last.contains(&'T'));
        self.sent.push(Sent { file, wrong, is_here: true, is_same: what.is_same, changes });
        self.came += 1;
    }

    pub fn replies(&mut self, file: &str, text: &str) {
        let asked = self.counting().expect("it was asked").wrong.clone();
        assert_eq!(asked.len(), 1, "the only line is answered");
        self.answer = asked.first().map(|wrong| (*wrong, text.to_owned()));
        self.feedback.push(file.to_owned());
    }

    /// The end of a round.
    pub fn seen(&mut self) {
        let is_missing = self.counting().is_none() && self.broken.is_empty();
        // That it came at last is told of until it sends something else.
        self.arrived = !is_missing && (self.was_missing || self.arrived && self.came == 0);
        self.was_missing = is_missing;
        self.came = 0;
        let answered = |wrong: char| {
            let asked = self.counting().is_some_and(|sent| sent.wrong.contains(&wrong));
            asked || self.before().is_some_and(|sent| sent.wrong.contains(&wrong))
        };
        if self.answer.as_ref().is_some_and(|(wrong, _)| !answered(*wrong)) {
            self.answer = None;
        }
    }

    fn counting(&self) -> Option<&Sent> {
        self.sent.iter().rev().find(|sent| sent.is_here)
    }

    /// Of files of one content the last one counts, and the one before is the one that said something else.
    fn before(&self) -> Option<&Sent> {
        let counting = self.sent.iter().rposition(|sent| sent.is_here)?;
        let first = self.sent[..=counting].iter().rposition(|sent| !sent.is_same)?;
        self.sent[..first].last()
    }

    pub fn round(&self) -> usize {
        self.sent.iter().filter(|sent| !sent.is_same).count()
    }

    pub fn has_left_nothing(&self) -> bool {
        self.counting().is_none() && !self.sent.is_empty()
    }

    fn changes(&self) -> bool {
        self.counting().is_some_and(|sent| sent.changes)
    }

    pub fn state(&self) -> &'static str {
        let Some(sent) = self.counting() else {
            return if self.broken.is_empty() { "未报送" } else { "无法读取" };
        };
        match sent.wrong.iter().any(|wrong| *wrong != 'T') {
            true => "退回",
            false if self.is_doubtful || self.changes() => "通过(需说明)",
            false => "通过",
        }
    }

    /// `file state`, sorted.
    pub fn files(&self) -> Vec<String> {
        let counting = self.counting().map(|sent| &sent.file);
        let state = |sent: &Sent| if Some(&sent.file) == counting { "计入汇总" } else { "已被替代" };
        let here = self.sent.iter().filter(|sent| sent.is_here).map(|sent| format!("{} {}", sent.file, state(sent)));
        let broken = self.broken.iter().map(|file| format!("{file} 无法读取"));
        let feedback = self.feedback.iter().map(|file| format!("{file} 反馈表"));
        let mut files: Vec<String> = here.chain(broken).chain(feedback).collect();
        files.sort();
        files
    }

    fn said(&self, wrong: char) -> String {
        let answer = self.answer.as_ref().filter(|(answered, _)| *answered == wrong);
        answer.map(|(_, text)| format!(" {text}")).unwrap_or_default()
    }

    fn states(&self) -> BTreeMap<&'static str, Vec<char>> {
        let none = BTreeSet::new();
        let (Some(now), Some(before)) = (self.counting(), self.before()) else { return BTreeMap::new() };
        let asks = |sent: &Sent| sent.wrong.iter().copied().filter(|wrong| *wrong != 'T').collect::<BTreeSet<char>>();
        let (now, before) = (asks(now), if before.wrong.is_empty() { none } else { asks(before) });
        BTreeMap::from([
            ("new", now.difference(&before).copied().collect()),
            ("open", now.intersection(&before).copied().collect()),
            ("fixed", before.difference(&now).copied().collect()),
        ])
    }

    pub fn fixed(&self) -> usize {
        self.states().get("fixed").map_or(0, Vec::len)
    }

    /// `file rule state answer` of every error and warning, sorted.
    pub fn findings(&self) -> Vec<String> {
        let mut all: Vec<String> = self.broken.iter().map(|file| format!("{file} STR-01 -")).collect();
        let (states, counting, before) = (self.states(), self.counting(), self.before());
        if let Some(now) = counting {
            for wrong in now.wrong.iter().filter(|wrong| **wrong != 'T') {
                let state =
                    ["new", "open"].into_iter().find(|state| states.get(state).is_some_and(|all| all.contains(wrong)));
                all.push(format!("{} {} {}{}", now.file, rule(*wrong), state.unwrap_or("-"), self.said(*wrong)));
            }
            all.extend(now.changes.then(|| format!("{} RND-02 -", now.file)));
        }
        for wrong in states.get("fixed").into_iter().flatten() {
            let file = &before.expect("it was wrong there").file;
            all.push(format!("{file} {} fixed{}", rule(*wrong), self.said(*wrong)));
        }
        // Of every other file that is still there what is wrong in it.
        for sent in self.sent.iter().filter(|sent| sent.is_here && Some(&sent.file) != counting.map(|now| &now.file)) {
            let is_before = before.is_some_and(|before| before.is_here && before.file == sent.file);
            let is_fixed = |wrong: &char| is_before && states.get("fixed").is_some_and(|all| all.contains(wrong));
            let rest = sent.wrong.iter().filter(|wrong| **wrong != 'T' && !is_fixed(wrong));
            all.extend(rest.map(|wrong| format!("{} {} -", sent.file, rule(*wrong))));
        }
        all.extend((self.state() == "未报送").then(|| "- BAT-01 -".to_owned()));
        all.extend(self.arrived.then(|| "- BAT-01 fixed".to_owned()));
        all.extend((self.is_doubtful && counting.is_some()).then(|| "- BAT-03 -".to_owned()));
        all.sort();
        all
    }
}

/// What a reviewer writes.
#[derive(Clone, Copy)]
pub struct Note {
    /// The row of the form; `None` for the department.
    pub row: Option<usize>,
    texts: [(&'static str, &'static str); 3],
}

impl Note {
    pub const fn department(score: &'static str, opinion: &'static str, reviewer: &'static str) -> Self {
        Self { row: None, texts: [("评审得分", score), ("复核意见", opinion), ("复核人", reviewer)] }
    }

    pub const fn indicator(row: usize, opinion: &'static str) -> Self {
        Self { row: Some(row), texts: [("评审得分", ""), ("复核意见", opinion), ("复核人", "")] }
    }

    pub fn sheet(&self) -> &'static str {
        if self.row.is_some() { "指标明细" } else { "部门汇总" }
    }

    pub fn texts(&self) -> [(&'static str, &'static str); 3] {
        self.texts
    }
}

pub struct Collection {
    pub departments: Vec<Department>,
    /// Sheet, department, text.
    pub notes: Vec<(&'static str, usize, &'static str)>,
}

impl Collection {
    pub fn new() -> Self {
        Self { departments: (0..DEPARTMENTS.len()).map(Department::new).collect(), notes: vec![] }
    }

    /// `sheet department text` of every note, where it stands now, sorted.
    pub fn notes(&self) -> Vec<String> {
        let place = |sheet: &'static str, department: usize| {
            let has_row = sheet == "部门汇总" || self.departments[department].counting().is_some();
            if has_row { sheet } else { "历史复核意见" }
        };
        let line = |(sheet, department, text): &(&'static str, usize, &str)| {
            format!("{} {} {text}", place(sheet, *department), DEPARTMENTS[*department])
        };
        let mut notes: Vec<String> = self.notes.iter().map(line).collect();
        notes.sort();
        notes
    }

    /// New, open and fixed by round, 合计 first; nothing while nobody has sent twice.
    pub fn rounds(&self) -> Vec<(String, [usize; 3])> {
        let mut rounds: BTreeMap<usize, [usize; 3]> = BTreeMap::new();
        for department in self.departments.iter().filter(|department| department.round() > 0) {
            let (states, counts) = (department.states(), rounds.entry(department.round()).or_default());
            for (at, state) in ["new", "open", "fixed"].into_iter().enumerate() {
                counts[at] += states.get(state).map_or(0, Vec::len);
            }
        }
        if rounds.keys().all(|round| *round < 2) {
            return vec![];
        }
        let all = rounds.values().fold([0; 3], |sum, counts| [0, 1, 2].map(|at| sum[at] + counts[at]));
        let lines = rounds.into_iter().map(|(round, counts)| (format!("第{round}次"), counts));
        [("合计".to_owned(), all)].into_iter().chain(lines).collect()
    }
}
