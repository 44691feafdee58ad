use super::*;

#[test]
fn a_formula_without_result_is_not_blank_but_one_with_an_empty_text_is() {
    let cell = Cell { is_formula: true, ..Cell::default() };
    assert!(cell.is_uncalculated() && !cell.is_blank());
    let empty = Cell { value: CellValue::Text(String::new()), is_formula: true, format: None };
    assert!(!empty.is_uncalculated() && empty.is_blank());
    assert!(Cell { value: CellValue::Text(" \u{3000}".into()), ..Cell::default() }.is_blank());
}

fn sheet_of(places: &[&str]) -> Vec<(CellRef, Cell)> {
    let cell =
        |place: &&str| (place.parse().expect("an address"), Cell { value: CellValue::Number(1.0), ..Cell::default() });
    places.iter().map(cell).collect()
}

#[test]
fn what_a_merge_covers_is_not_there() {
    let area = |first: &str, last: &str| Area::new(first.parse().expect("a cell"), last.parse().expect("a cell"));
    let mut sheet = Sheet::new("表", sheet_of(&["A1", "A2", "B1", "B2", "C2"]), vec![area("A1", "A2")]);
    let places = |sheet: &Sheet| sheet.cells().map(|(at, _)| at.to_string()).collect::<Vec<_>>();
    assert_eq!(places(&sheet), ["A1", "B1", "B2", "C2"]);
    sheet.merge(area("B2", "C2"));
    assert_eq!(places(&sheet), ["A1", "B1", "B2"]);
}

#[test]
fn hidden_rows_and_pictures_are_known() {
    let pictures = BTreeSet::from(["B3".parse().expect("a cell")]);
    let unseen = Unseen { rows: vec![(1, 2)], cols: vec![(4, 4)], pictures };
    let mut sheet = Sheet::new("表", sheet_of(&["A1"]), vec![]).with_unseen(unseen);
    assert_eq!([0, 1, 2, 3].map(|row| sheet.is_row_hidden(row)), [false, true, true, false]);
    assert_eq!([3, 4, 5].map(|col| sheet.is_col_hidden(col)), [false, true, false]);
    let b2 = "B2".parse().expect("a cell");
    assert!(!sheet.picture_at(b2));
    sheet.merge(Area::new(b2, "B3".parse().expect("a cell")));
    assert!(sheet.picture_at(b2));
}
