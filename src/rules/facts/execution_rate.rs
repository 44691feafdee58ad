//! Which indicator repeats the rate of the budget block.

use crate::model::text::compact;
use crate::profile::spec::Profile;

/// Under the profile's level-2 names, named a rate of execution, and of the whole budget.
pub fn is_execution_rate(profile: &Profile, (level2, level3): (&str, &str)) -> bool {
    let words = &profile.words;
    let (level2, name) = (compact(level2), compact(level3));
    let holds = |list: &[String], text: &str| list.iter().any(|word| text.contains(word.as_str()));
    let other_line = profile.budget.lines.iter().filter(|line| !line.optional).any(|line| name.contains(&line.label));
    holds(&words.execution_level2, &level2)
        && holds(&words.execution_names, &name)
        && !holds(&words.execution_parts, &name)
        && !other_line
}
