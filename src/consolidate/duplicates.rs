//! Several files for one form: which one counts, and why, in words.

use std::cmp::Ordering;

use super::version::Version;
use crate::model::moment;
use crate::model::standing::Standing;

/// Why the first of several files counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// In words; empty when there was only one.
    pub because: String,
    /// A person has to say whether it is the right one.
    pub is_doubtful: bool,
}

/// Orders the files offered for one form, the counting one first, and says why that one counts: the last saved; where
/// the times are missing or equal, what the names say; at last the name itself. Where an older file's name says that
/// it is the newer one, or nothing says anything, it is a question.
pub fn order(arrivals: &[Standing], files: &mut [usize]) -> Choice {
    if files.len() < 2 {
        return Choice::default();
    }
    let is_timed = files.iter().all(|file| arrivals[*file].saved().is_some());
    let order = |a: &Standing, b: &Standing| {
        let by_time = if is_timed { a.saved().cmp(&b.saved()) } else { Ordering::Equal };
        by_time.then_with(|| by_name(a, b)).then_with(|| a.source.name.cmp(&b.source.name))
    };
    files.sort_by(|a, b| order(&arrivals[*b], &arrivals[*a]));
    let newest = &arrivals[files[0]];
    let mut rivals = files[1..].iter().map(|i| &arrivals[*i]).filter(|other| !same_content(newest, other)).peekable();
    let Some(next) = rivals.peek() else {
        let because = format!("{}份文件内容完全相同，只计一份《{}》。", files.len(), newest.source.name);
        return Choice { because, is_doubtful: false };
    };
    let (name, is_later) = (&newest.source.name, is_timed && newest.saved() > next.saved());
    if let Some(other) = rivals.find(|other| by_name(newest, other).is_lt()) {
        let other = &other.source.name;
        let because =
            format!("{}，《{name}》最新，暂计入汇总；但从文件名看《{other}》更新，请核实以哪一份为准。", saved(newest));
        return Choice { because, is_doubtful: true };
    }
    if is_later {
        return Choice {
            because: format!("{}，《{name}》最新，计入汇总。", saved(newest)), is_doubtful: false
        };
    }
    let says = files[1..].iter().all(|i| same_content(newest, &arrivals[*i]) || by_name(newest, &arrivals[*i]).is_gt());
    match says {
        true => Choice {
            because: format!("按文件名中的稿次、日期或“最终”“修改”等字样，《{name}》最新，计入汇总。"),
            is_doubtful: false,
        },
        false => Choice {
            because: format!("保存时间和文件名都看不出先后，暂取《{name}》计入汇总，请核实以哪一份为准。"),
            is_doubtful: true,
        },
    }
}

fn by_name(a: &Standing, b: &Standing) -> Ordering {
    Version::of(&a.source.name).against(&Version::of(&b.source.name))
}

fn saved(newest: &Standing) -> String {
    let time = newest.saved().map(moment::minute).unwrap_or_default();
    match newest.modified_inside {
        Some(_) => format!("按文件内记录的最后保存时间（{time}）"),
        None => format!("按文件的修改时间（{time}）"),
    }
}

/// The same bytes, or the same form in another wrapping.
fn same_content(a: &Standing, b: &Standing) -> bool {
    let same_bytes = !a.sha256.is_empty() && a.sha256 == b.sha256;
    let forms = || Some(a.form()?.digest == b.form()?.digest);
    same_bytes || forms().unwrap_or(false)
}
