use super::*;

fn words(words: &str) -> Vec<String> {
    words.split_whitespace().map(str::to_owned).collect()
}

fn prefixes() -> Vec<String> {
    words("江西省 萍乡市湘东区 萍乡市 湘东区 中共 区")
}

/// Names separated by blanks, aliases behind `=`.
fn roster(list: &str) -> Roster {
    let entries = words(list).into_iter().map(|item| {
        let mut names = item.split('=').map(str::to_owned);
        RosterEntry { name: names.next().unwrap(), aliases: names.collect(), ..RosterEntry::default() }
    });
    Roster { entries: entries.collect(), hash: String::new() }
}

fn find(written: &str, list: &str) -> Match {
    NameIndex::new(&roster(list), &prefixes(), &words("办公室 委员会 人民政府 局 中心 办")).find(written)
}

fn suggested(written: &str, list: &str) -> Vec<String> {
    let roster = roster(list);
    match find(written, list) {
        Match::Unknown(near) => near.into_iter().map(|i| roster.entries[i].name.clone()).collect(),
        known => panic!("{written}: {known:?}"),
    }
}

const BUREAUS: &str = "区教育局 区体育局 区人大常委会=区人大 区文化广电旅游局 区市场监督管理局 区住房和城乡建设局 \
    区发展和改革委员会 区人力资源和社会保障局 区民政局 区民族宗教事务局 下埠镇人民政府 区政务服务中心 区档案馆 区委统战部";

/// However long the roster is, a slip finds its name, and many names that share a common character cost nothing.
#[test]
fn a_slip_is_found_in_a_long_roster() {
    let letter = |n: u32| char::from_u32(0x4e00 + n).unwrap();
    let names: Vec<String> =
        (0..20_000).map(|n| format!("{}{}乡人民政府", letter(n % 150), letter(150 + n / 150))).collect();
    let entries = names.iter().map(|name| RosterEntry { name: name.clone(), ..RosterEntry::default() }).collect();
    let index = NameIndex::new(&Roster { entries, hash: String::new() }, &[], &words("人民政府"));
    assert!(index.alike("一丁乡人民政府").len() <= COMPARED);
    for n in [0, 7_777, 19_999] {
        let slip = names[n].replace("人民政府", "人民政俯");
        let Match::Unknown(near) = index.find(&slip) else { panic!("{slip} is on no roster") };
        assert_eq!(near.first(), Some(&n), "{slip}");
    }
}

#[test]
fn names_inside_a_text_are_found_without_their_place_unless_they_are_short() {
    let index = NameIndex::new(&roster("湘东区教育局 区民政局=区救助站 区医院"), &prefixes(), &[]);
    let inside = |text: &str| index.inside(text).collect::<Vec<_>>();
    assert_eq!(inside("报送-教育局（终稿）"), [(0, 3)]);
    assert_eq!(inside("救助站和民政局"), [(1, 3), (1, 3)]);
    assert_eq!(inside("医院"), []);
    assert_eq!(inside("湘东区医院"), [(2, 3)]);
}

#[test]
fn place_prefixes_go_on_both_sides() {
    for written in [
        "区教育局",
        "区教育局（盖章）",
        "湘东区教育局",
        "萍乡市湘东区教育局",
        "教育局",
        "江西省萍乡市湘东区 教育\n局",
        "区教育局　",
    ] {
        assert_eq!(find(written, BUREAUS), Match::Known(0), "{written}");
    }
    assert_eq!(find("区教育局", "萍乡市湘东区教育局"), Match::Known(0));
    assert_eq!(find("中共湘东区委组织部", "区委组织部"), Match::Known(0));
}

#[test]
fn a_whole_name_is_never_dropped() {
    assert_eq!(normalised("湘东区", &prefixes()), "湘东区");
    assert_eq!(normalised("萍乡市湘东区", &prefixes()), "湘东区");
    assert_eq!(normalised("", &prefixes()), "");
    assert_eq!(find("湘东区", BUREAUS), Match::Unknown(vec![]));
    assert_eq!(find(" \u{3000}", BUREAUS), Match::Unknown(vec![]));
}

#[test]
fn brackets_and_width_are_no_difference() {
    assert_eq!(find("区教育局【本级】", "区教育局（本级） 区民政局"), Match::Known(0));
    assert_eq!(find("第1中学", "第１中学"), Match::Known(0));
}

#[test]
fn aliases_are_names() {
    let written = "萍乡市湘东区人民代表大会常务委员 会";
    assert_eq!(find(written, "区人大常委会=湘东区人民代表大会常务委员会"), Match::Known(0));
    assert_eq!(suggested(written, BUREAUS), ["区人大常委会"]);
}

#[test]
fn a_name_that_fits_two_entries_is_nobodys() {
    let list = "萍乡市教育局 湘东区教育局 区民政局";
    assert_eq!(find("教育局", list), Match::Unknown(vec![0, 1]));
    assert_eq!(find("湘东区教育局", list), Match::Known(1));
}

#[test]
fn short_names_are_suggested_never_taken() {
    for (written, wanted) in [
        ("文旅局", "区文化广电旅游局"),
        ("区市场监管局", "区市场监督管理局"),
        ("湘东区住建局", "区住房和城乡建设局"),
        ("区发改委", "区发展和改革委员会"),
        ("人社局", "区人力资源和社会保障局"),
        ("人大常委会办公室", "区人大常委会"),
        ("人大办", "区人大常委会"),
        ("下埠镇", "下埠镇人民政府"),
        ("区政务服务管理中心", "区政务服务中心"),
        ("区教肓局", "区教育局"),
        ("区市场监督管理局局", "区市场监督管理局"),
    ] {
        assert_eq!(suggested(written, BUREAUS).first().map(String::as_str), Some(wanted), "{written}");
    }
}

#[test]
fn unlike_names_are_not_suggested() {
    for written in ["区委宣传部", "区税务局", "湘东镇人民政府", "区审计局", "某某有限公司", "局", "区卫生健康委员会"]
    {
        assert_eq!(suggested(written, BUREAUS), Vec::<String>::new(), "{written}");
    }
    assert!(!suggested("区育教局", "区体育局 区民政局").contains(&"区民政局".to_owned()));
}

proptest::proptest! {
    #[test]
    fn normalising_twice_changes_nothing(written in "[区湘东市教育局（）\u{3000} a]{0,12}") {
        let once = normalised(&written, &prefixes());
        proptest::prop_assert_eq!(normalised(&once, &prefixes()), once.clone());
        proptest::prop_assert_eq!(once.is_empty(), text::is_blank(&written));
        find(&written, BUREAUS);
    }
}

#[test]
fn suggestions_are_few_and_best_first() {
    let list = "区农业局 区农业农村局 区农业农机局 区农业农资局 区财政局";
    assert_eq!(suggested("区农业农林局", list), ["区农业农村局", "区农业农机局", "区农业农资局"]);
}
