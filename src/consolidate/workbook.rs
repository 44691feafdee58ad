//! Names of the department workbooks: readable and in order.

use std::collections::BTreeSet;

use crate::model::safe_name::safe_part;

/// `001_区教育局.xlsx`. Numbers are unique already; two names may still differ only in case on Windows.
pub fn file_name(number: usize, name: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = format!("{number:03}_{}", safe_part(name));
    let mut candidate = format!("{stem}.xlsx");
    let mut copy = 2;
    while !taken.insert(candidate.to_lowercase()) {
        candidate = format!("{stem}_{copy}.xlsx");
        copy += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_given_twice() {
        let mut taken = BTreeSet::new();
        assert_eq!(file_name(1, "A局", &mut taken), "001_A局.xlsx");
        assert_eq!(file_name(1, "a局", &mut taken), "001_a局_2.xlsx");
        assert_eq!(file_name(1, "A局", &mut taken), "001_A局_3.xlsx");
    }
}
