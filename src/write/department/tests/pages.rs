//! Where printed pages of a form begin.

use super::*;

/// The rows that printed pages of a sheet begin with, as Excel counts them.
fn page_begins(path: &PathBuf, part: &str) -> Vec<u32> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).expect("a file")).expect("a package");
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(part).expect("the sheet"), &mut xml).expect("text");
    let breaks = xml.split("<brk id=\"").skip(1);
    breaks.filter_map(|rest| Some(rest.split('"').next()?.parse::<u32>().ok()? + 1)).collect()
}

#[test]
fn a_header_is_printed_above_its_first_indicator() {
    let long = |(at, times): (&str, usize)| {
        (cell(at), Cell { value: CellValue::Text("改造".repeat(times)), ..Cell::default() })
    };
    let plain = sheet();
    let others = plain.cells().filter(|(at, _)| ![cell("B11"), cell("I15"), cell("I16")].contains(at));
    let cells = others
        .map(|(at, cell)| (at, cell.clone()))
        .chain([("B11", 300), ("I15", 150), ("I16", 150)].map(long))
        .collect();
    let tall = Sheet::new("自评表", cells, plain.merges.clone());
    let (_folder, path) = write_to_disk(&batch(everything()), &tall);
    // A page begins with the heading 分解目标自评 in row 12, not with the indicators below the header of 13 and 14.
    assert_eq!(page_begins(&path, "xl/worksheets/sheet2.xml"), [12]);
}
