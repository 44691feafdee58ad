use crate::model::finding::Severity::Warning;
use crate::model::finding::Subject;
use crate::model::roster::{Match, RosterEntry};
use crate::model::text::compact;
use crate::rules::example::Example;
use crate::rules::{Check, Findings, Form, Rule};

pub static RULE: Rule = Rule {
    code: "BAS-06",
    name: "name-differs-from-file",
    severity: Warning,
    title: "文件名是另一个部门的",
    why: "文件名写着名册上的另一个部门，表里却是本部门，可能发错了文件，或是照抄别人的表没有改全。",
    fix: "请核对文件和表中的部门名称，改正写错的那一个后重新报送。",
    over: &[],
    without_roster: "文件名没有与名册核对",
    check: Check::Form(check),
    example: Example {
        fires: |case| case.file = "湘东区民政局自评表.xlsx".to_owned(),
        silent: |case| case.file = "教育局（终稿）.xlsx".to_owned(),
    },
};

/// Shorter names occur in file names by chance.
const NAME_CHARS: usize = 3;

fn check(form: &Form, out: &mut Findings) {
    let (Some(roster), Some(Match::Known(own))) = (form.roster, form.matched) else { return };
    let Some(name) = form.submission.field("department") else { return };
    let file = compact(form.file_stem());
    // The longest name in the file name is meant: a bureau's own centre has the bureau's name in front.
    let length = |entry: &RosterEntry| longest_in(&file, entry, &form.profile.place_prefixes);
    let own_length = roster.entries.get(*own).map_or(0, length);
    let others = roster.entries.iter().enumerate().filter(|(i, _)| i != own);
    let Some((found, other)) = others.map(|(_, entry)| (length(entry), entry)).max_by_key(|(length, _)| *length) else {
        return;
    };
    if found > own_length {
        let message = format!(
            "文件名“{}”写的是“{}”，{} 填的部门却是“{}”。",
            form.file_stem(),
            other.name,
            name.cell,
            name.written
        );
        out.at(name, Subject::Department).expected(other.name.as_str()).message(message);
    }
}

/// Characters of the longest name or alias of the entry that occurs in the file name, places left out.
fn longest_in(file: &str, entry: &RosterEntry, prefixes: &[String]) -> usize {
    let names = std::iter::once(&entry.name).chain(&entry.aliases);
    let bare = names.map(|name| without_place(&compact(name), prefixes));
    let inside = bare.filter(|name| file.contains(name.as_str())).map(|name| name.chars().count());
    inside.filter(|length| *length >= NAME_CHARS).max().unwrap_or(0)
}

fn without_place(name: &str, prefixes: &[String]) -> String {
    let longest = prefixes.iter().filter_map(|prefix| name.strip_prefix(prefix.as_str())).min_by_key(|rest| rest.len());
    longest.filter(|rest| rest.chars().count() >= NAME_CHARS).unwrap_or(name).to_owned()
}
