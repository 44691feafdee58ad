use super::*;

#[test]
fn every_builtin_loads_under_its_own_name() {
    for (name, text) in BUILTIN {
        let profile = load(text).unwrap_or_else(|problems| panic!("{name}:\n{problems}"));
        assert_eq!(profile.name, name);
    }
    assert_eq!(builtin().len(), BUILTIN.len());
}
