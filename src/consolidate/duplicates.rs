//! Several files for one form: which one counts, and why, in words.

use std::cmp::Ordering;

use super::version::Version;
use crate::model::moment;
use crate::model::standing::Standing;

/// What made one file newer than another; earlier ones are stronger evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Round,
    Date,
    Copy,
    SavedInside,
    FileTime,
    Name,
}

/// Orders the files offered for one form, the counting one first, and says why that one counts.
pub fn order(arrivals: &[Standing], files: &mut [usize]) -> String {
    if files.len() < 2 {
        return String::new();
    }
    let signs = usable_signs(arrivals, files);
    files.sort_by(|a, b| compare(&signs, &arrivals[*b], &arrivals[*a]));
    let newest = &arrivals[files[0]];
    let rival = files[1..].iter().map(|i| &arrivals[*i]).find(|other| !same_content(newest, other));
    match rival {
        None => format!("{}份文件内容完全相同，只计一份《{}》。", files.len(), newest.source.name),
        Some(rival) => because(deciding(&signs, newest, rival), newest),
    }
}

/// A sign only some of the files carry cannot order them all.
fn usable_signs(arrivals: &[Standing], files: &[usize]) -> Vec<Sign> {
    let all = |has: &dyn Fn(&Standing) -> bool| files.iter().all(|i| has(&arrivals[*i]));
    let version = |arrival: &Standing| Version::of(arrival.source.file_name());
    let with_year = |arrival: &Standing| version(arrival).date.is_some_and(|date| date.0 > 0);
    let without_year = |arrival: &Standing| version(arrival).date.is_some_and(|date| date.0 == 0);
    let mut signs = vec![Sign::Round];
    if all(&with_year) || all(&without_year) {
        signs.push(Sign::Date);
    }
    signs.push(Sign::Copy);
    if all(&|arrival| arrival.modified_inside.is_some()) {
        signs.push(Sign::SavedInside);
    }
    if all(&|arrival| arrival.source.modified.is_some()) {
        signs.push(Sign::FileTime);
    }
    signs.push(Sign::Name);
    signs
}

fn compare(signs: &[Sign], a: &Standing, b: &Standing) -> Ordering {
    signs.iter().map(|sign| compare_by(*sign, a, b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn compare_by(sign: Sign, a: &Standing, b: &Standing) -> Ordering {
    let version = |arrival: &Standing| Version::of(arrival.source.file_name());
    match sign {
        Sign::Round => version(a).round.cmp(&version(b).round),
        Sign::Date => version(a).date.cmp(&version(b).date),
        Sign::Copy => version(a).copy.cmp(&version(b).copy),
        Sign::SavedInside => a.modified_inside.cmp(&b.modified_inside),
        Sign::FileTime => a.source.modified.cmp(&b.source.modified),
        Sign::Name => a.source.name.cmp(&b.source.name),
    }
}

fn deciding(signs: &[Sign], a: &Standing, b: &Standing) -> Sign {
    let decided = signs.iter().find(|sign| compare_by(**sign, a, b).is_ne());
    decided.copied().unwrap_or(Sign::Name)
}

fn because(sign: Sign, newest: &Standing) -> String {
    let name = &newest.source.name;
    let inside = newest.modified_inside.map(moment::minute).unwrap_or_default();
    let outside = newest.source.modified.map(|time| moment::minute(moment::seconds(time))).unwrap_or_default();
    match sign {
        Sign::Round => format!("按文件名中的稿次，《{name}》最新，计入汇总。"),
        Sign::Date => format!("按文件名中的日期，《{name}》最新，计入汇总。"),
        Sign::Copy => format!("按文件名末尾的编号，《{name}》最新，计入汇总。"),
        Sign::SavedInside => {
            format!("文件名看不出先后，按文件内记录的最后保存时间（{inside}），《{name}》最新，计入汇总。")
        }
        Sign::FileTime => format!("文件名看不出先后，按文件的修改时间（{outside}），《{name}》最新，计入汇总。"),
        Sign::Name => format!("看不出先后，暂按文件名取《{name}》计入汇总，请核实以哪一份为准。"),
    }
}

/// The same bytes, or the same form in another wrapping.
fn same_content(a: &Standing, b: &Standing) -> bool {
    let same_bytes = !a.sha256.is_empty() && a.sha256 == b.sha256;
    let forms = || Some(a.form()?.digest == b.form()?.digest);
    same_bytes || forms().unwrap_or(false)
}
