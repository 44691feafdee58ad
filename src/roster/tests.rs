mod kept;

use rust_decimal::Decimal;

use super::*;
use crate::model::address::CellRef;
use crate::model::grid::{Cell, CellValue};
use crate::model::number::plain;
use crate::model::submission::MoneyUnit;

const CSV: &str = "2023年度绩效自评名册,,,,\n\
    单位编码,单位名称,别名,全年预算数（万元）,全年执行数,下属单位个数,归口股室\n\
    001,区教育局,教育局；区教体局、区教委,1286.98,\"12,869,807.65\",12,教科文股\n\
    ,,,,,,\n\
    002,\"区人大\n常委会\",,—,,,行财股\n\
    ,合计,,99,,,\n";

fn names(roster: &Roster) -> Vec<&str> {
    roster.entries.iter().map(|entry| entry.name.as_str()).collect()
}

#[test]
fn a_csv_is_read_whatever_its_encoding() {
    let plain_text = parse_csv(CSV.as_bytes()).unwrap();
    assert_eq!(names(&plain_text), ["区教育局", "区人大 常委会"]);
    let marked = parse_csv(format!("\u{feff}{CSV}").as_bytes()).unwrap();
    let gbk = parse_csv(&encoding_rs::GBK.encode(CSV).0).unwrap();
    let utf16: Vec<u8> = std::iter::once('\u{feff}')
        .chain(CSV.chars())
        .flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec())
        .flat_map(u16::to_le_bytes)
        .collect();
    for other in [marked, gbk, parse_csv(&utf16).unwrap()] {
        assert_eq!(other.entries, plain_text.entries);
        assert_ne!(other.hash, plain_text.hash);
    }
}

#[test]
fn every_column_is_taken() {
    let roster = parse_csv(CSV.as_bytes()).unwrap();
    let entry = &roster.entries[0];
    assert_eq!(entry.code.as_deref(), Some("001"));
    assert_eq!(entry.aliases, ["教育局", "区教体局", "区教委"]);
    assert_eq!(entry.section.as_deref(), Some("教科文股"));
    assert_eq!(entry.subordinate_units, Some(Decimal::from(12)));
    let figure = entry.budget.unwrap();
    assert_eq!((plain(figure.yuan), plain(figure.tolerance)), ("12869800".to_owned(), "50".to_owned()));
    assert_eq!(figure.unit, MoneyUnit::WanYuan);
    let figure = entry.executed.unwrap();
    assert_eq!((plain(figure.yuan), plain(figure.tolerance)), ("12869807.65".to_owned(), "0.005".to_owned()));
    assert_eq!(roster.entries[1].budget, None);
}

fn error(csv: &str) -> String {
    parse_csv(csv.as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_name_or_alias_twice_names_both_rows() {
    for csv in [
        "单位名称\n区教育局\n区民政局\n区 教育局",
        "单位名称,别名\n区教育局,教体局\n区民政局,\n区体育局,教体局",
        "单位名称,别名\n区体育局,\n区民政局,\n区教育局,区体育局",
    ] {
        assert!(error(csv).contains("第2行和第4行"), "{}", error(csv));
    }
    assert!(parse_csv("单位名称,别名\n区教育局,区教育局；区教体局；区教体局".as_bytes()).is_ok());
}

#[test]
fn rows_are_named_as_excel_shows_them_and_codes_are_one_department_s() {
    let twice = error("单位编码,单位名称\r\n1,甲局\r\n2,乙局\r\n3,甲局\r\n");
    assert!(twice.contains("第2行和第4行"), "{twice}");
    let broken = error("单位名称,备注\r\n甲局,\"一\r\n二\"\r\n\r\n甲局,\r\n");
    assert!(broken.contains("第2行和第4行"), "{broken}");
    let code = error("单位编码,单位名称\n101,甲局\n102,乙局\n101,丙局");
    assert!(code.contains("第2行和第4行") && code.contains("101"), "{code}");
    let open = error("单位名称\n甲局\n\"乙局\n丙局");
    assert!(open.contains("第3行") && open.contains("引号"), "{open}");
}

/// Linear: a hundred thousand departments are read like a hundred.
#[test]
fn a_long_roster_is_read() {
    let lines: String = (0..100_000).map(|number| format!("{number},第{number}局\r\n")).collect();
    let roster = parse_csv(format!("单位编码,单位名称\r\n{lines}").as_bytes()).expect("a roster");
    assert_eq!((roster.entries.len(), roster.entries[99_999].name.as_str()), (100_000, "第99999局"));
}

#[test]
fn what_is_wrong_is_said_in_one_line() {
    assert!(error("名称,编码\n区教育局,1").contains("没有“单位名称”"));
    assert!(error("单位名称\n \n,\n合计").contains("没有一个单位"));
    assert_eq!(error(""), error("x"));
    let message = error("单位名称,全年预算数\n区教育局,约100");
    assert!(message.contains("第2行“全年预算数”填的是“约100”"), "{message}");
    assert!(error("部门名称,下属单位个数\n区教育局,三个").contains("下属单位个数"));
    assert!(error("单位名称,预算数\n区教育局,99999999999999999999999999999999").contains("不是数字"));
}

#[test]
fn a_workbook_gives_the_same_roster() {
    let at = |row, col, value| (CellRef::new(row, col), Cell { value, ..Cell::default() });
    let text = |text: &str| CellValue::Text(text.to_owned());
    let mut amount = at(4, 5, CellValue::Number(1286.9));
    amount.1.format = Some("0.00".into());
    let cells = vec![
        at(1, 2, text("金额单位：万元")),
        at(3, 2, text("单位 名称")),
        at(3, 3, text("单位编码")),
        at(3, 5, text("全年预算数")),
        at(4, 2, text("区教育局")),
        at(4, 3, CellValue::Number(101.0)),
        amount,
        at(6, 2, text("区民政局")),
    ];
    let sheets =
        vec![Sheet::new("填报说明", vec![at(0, 0, text("请填写"))], vec![]), Sheet::new("名册", cells, vec![])];
    let roster = from_workbook(&Workbook { sheets, ..Workbook::default() }, "h".to_owned()).unwrap();
    assert_eq!(names(&roster), ["区教育局", "区民政局"]);
    assert_eq!(roster.entries[0].code.as_deref(), Some("101"));
    let figure = roster.entries[0].budget.unwrap();
    assert_eq!((plain(figure.yuan), plain(figure.tolerance)), ("12869000".to_owned(), "50".to_owned()));
}

#[test]
fn a_workbook_is_known_by_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("名册.csv");
    std::fs::write(&path, b"PK\x03\x04").unwrap();
    let opened = load(&path, |_| Err("打不开".to_owned())).unwrap_err();
    assert!(opened.to_string().contains("打不开"));
    std::fs::write(&path, CSV).unwrap();
    assert_eq!(load(&path, |_| unreachable!()).unwrap(), parse_csv(CSV.as_bytes()).unwrap());
    assert!(load(&folder.path().join("没有.csv"), |_| unreachable!()).unwrap_err().to_string().contains("没有.csv"));
}

#[test]
fn the_sample_roster_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_workbooks/名册.csv");
    let roster = load(&path, |_| unreachable!()).unwrap();
    assert_eq!(roster.entries[0].name, "区人大常委会");
    assert!(roster.entries.iter().all(|entry| entry.code.is_some() && entry.section.is_some()));
}
