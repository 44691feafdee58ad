//! What Word makes of a report: the form of the golden one, cut, nested, boxed, tracked, with fields, notes and headers,
//! is the same form.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use serde_json::Value;

use crate::reports::{Batch, golden, workbook};
use crate::support::package::rewrite;

/// What was read of a report: its form as the data has it, and its findings, the form's sheets by their names.
#[derive(Debug, PartialEq)]
struct Reading {
    form: Value,
    findings: Vec<[String; 5]>,
}

impl Reading {
    /// Of the golden report with its document changed, and with further parts.
    fn of(change: impl Fn(String) -> String, parts: &[(&str, String)]) -> Self {
        let batch = Batch::new();
        let path = batch.path("报告.docx");
        fs::copy(golden(), &path).expect("a copy");
        rewrite(&path, None, |name, text| Some(if name == "word/document.xml" { change(text) } else { text }));
        add(&path, parts);
        batch.run();
        let mut forms = batch.lines("submissions.jsonl");
        assert_eq!(forms.len(), 1);
        let mut form = forms.remove(0);
        form.as_object_mut().expect("an object").remove("sha256").expect("a digest");
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        let findings = batch.lines("findings.jsonl");
        let told = findings.iter().map(|f| ["rule", "sheet", "cell", "message", "quote"].map(|key| text(&f[key])));
        Self { form, findings: told.filter(|[rule, ..]| !rule.starts_with("BAT")).collect() }
    }

    fn golden() -> Self {
        let reading = Self::of(|text| text, &[]);
        assert_eq!(reading.form["indicators"].as_array().expect("a list").len(), 15);
        assert!(reading.findings.iter().any(|[rule, ..]| rule == "XSE-04"));
        reading
    }

    /// As if the table had another number.
    fn on(self, sheet: &str) -> Self {
        let text = self.form.to_string().replace("\"表1\"", &format!("\"{sheet}\""));
        let renamed = |[rule, own, cell, message, quote]: [String; 5]| {
            [rule, if own == "表1" { sheet.to_owned() } else { own }, cell, message, quote]
        };
        let findings = self.findings.into_iter().map(renamed).collect();
        Self { form: serde_json::from_str(&text).expect("JSON"), findings }
    }
}

/// Parts beside those of the package.
fn add(path: &Path, parts: &[(&str, String)]) {
    let mut out = zip::ZipWriter::new_append(Cursor::new(fs::read(path).expect("a report"))).expect("a package");
    for (name, text) in parts {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(text.as_bytes()).expect("a part");
    }
    fs::write(path, out.finish().expect("a package").into_inner()).expect("written");
}

/// The text with one piece replaced that must be there.
fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "the report has no {old}");
    text.replacen(old, new, 1)
}

/// Where the row of the table begins that holds a text.
fn row_of(document: &str, text: &str) -> usize {
    let table = document.find("<w:tbl>").expect("a table");
    let at = table + document[table..].find(text).expect("the text");
    document[..at].rfind("<w:tr>").expect("its row")
}

#[test]
fn a_table_over_several_pages_is_one_table() {
    let paged = |text: String| {
        let at = row_of(&text, "一级指标");
        let (before, header) = text.split_at(at);
        let header = with(header, "<w:tr>", "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        let broken = with(&header, "<w:t>时效指标</w:t>", "<w:lastRenderedPageBreak/><w:t>时效指标</w:t>");
        format!("{before}{broken}")
    };
    assert_eq!(Reading::of(paged, &[]), Reading::golden());
}

/// Cut before a row in the midst of a level 1, once with one row of it left and once with several.
#[test]
fn a_table_cut_in_two_is_one_form_on_two() {
    cut_before("<w:t>时效指标</w:t>", 4);
    cut_before("<w:t>质量指标</w:t>", 6);
}

fn cut_before(first: &str, further: usize) {
    let cut = |text: String| {
        let at = row_of(&text, first);
        let head = text.find("<w:tblPr>").expect("properties");
        let properties = &text[head..head + text[head..].find("<w:tr>").expect("a row")];
        format!("{}</w:tbl><w:p/><w:tbl>{properties}{}", &text[..at], &text[at..])
    };
    let (whole, cut) = (Reading::golden(), Reading::of(cut, &[]));
    let values = |reading: &Reading, key: &str| -> Vec<Value> {
        reading.form[key].as_array().expect("a list").iter().map(without_places).collect()
    };
    assert_eq!(values(&cut, "indicators"), values(&whole, "indicators"));
    assert_eq!(cut.form["budget"], whole.form["budget"]);
    let rows = cut.form["indicators"].as_array().expect("a list");
    let sheets: Vec<Option<&str>> = rows.iter().map(|row| row["sheet"].as_str()).collect();
    assert_eq!(sheets, [vec![None; 15 - further], vec![Some("表2"); further]].concat());
    let rules = |reading: &Reading| {
        let mut rules: Vec<String> = reading.findings.iter().map(|[rule, ..]| rule.clone()).collect();
        rules.sort();
        rules
    };
    assert_eq!(rules(&cut), rules(&whole));
    let places: Vec<&str> =
        cut.findings.iter().filter(|[rule, ..]| rule == "SCR-14").map(|[_, sheet, ..]| sheet.as_str()).collect();
    assert_eq!(places, ["表2"; 3]);
}

#[test]
fn a_total_cut_off_from_its_table_keeps_its_columns() {
    // 总分 in columns 1 to 6, then points, score and the last.
    let total = |text: String| {
        let at = row_of(&text, "<w:t>总分</w:t>");
        let end = at + text[at..].find("</w:tr>").expect("the end of the row") + "</w:tr>".len();
        let cell = |span: u32, text: &str| {
            let span = format!("<w:tcPr><w:gridSpan w:val=\"{span}\"/></w:tcPr>");
            format!("<w:tc>{span}<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
        };
        let row = [cell(6, "总分"), cell(1, "100"), cell(1, "99.79"), cell(1, "")].concat();
        format!("{}<w:tr>{row}</w:tr>{}", &text[..at], &text[end..])
    };
    let cut = |text: String| {
        let text = total(text);
        let at = row_of(&text, "<w:t>总分</w:t>");
        format!("{}</w:tbl><w:p/><w:tbl>{}", &text[..at], &text[at..])
    };
    let (whole, cut) = (Reading::of(total, &[]), Reading::of(cut, &[]));
    assert_eq!(whole.form["total"], serde_json::json!({"stated": "99.79", "cell": "H29"}));
    assert_eq!(cut.form["total"], serde_json::json!({"stated": "99.79", "sheet": "表2", "cell": "H1"}));
    assert_eq!(cut.form["indicators"], whole.form["indicators"]);
}

/// A row of the data without where it stands.
fn without_places(row: &Value) -> Value {
    let mut row = row.clone();
    for key in ["cells", "sheet"] {
        row.as_object_mut().expect("an object").remove(key);
    }
    row
}

#[test]
fn a_form_in_a_table_for_layout_is_the_same_form() {
    let nested = |text: String| {
        let text = with(&text, "<w:tbl>", "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>附件</w:t></w:r></w:p><w:tbl>");
        with(&text, "</w:tbl>", "</w:tbl><w:p/></w:tc></w:tr></w:tbl>")
    };
    assert_eq!(Reading::of(nested, &[]), Reading::golden().on("表2"));
}

#[test]
fn a_table_in_a_cell_of_the_form_is_no_part_of_the_form() {
    let inner = |text: String| {
        let small = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>得分</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>77</w:t></w:r>\
                     </w:p></w:tc></w:tr></w:tbl>";
        let at = row_of(&text, "年初设定目标");
        let (before, after) = text.split_at(at);
        format!("{before}{}", with(after, "</w:p></w:tc>", &format!("</w:p>{small}<w:p/></w:tc>")))
    };
    assert_eq!(Reading::of(inner, &[]), Reading::golden());
}

#[test]
fn a_text_box_is_read_once_though_it_is_said_twice() {
    let boxed = |text: String| {
        let space = "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
                     xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
                     xmlns:v=\"urn:schemas-microsoft-com:vml\"";
        let inside = |words: &str| {
            let content = format!("<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>");
            format!(
                "<mc:AlternateContent {space}><mc:Choice Requires=\"wps\"><w:drawing><wps:wsp><wps:txbx>{content}\
                 </wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{content}\
                 </v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
            )
        };
        // In the table an amount, in the text a sentence that has a finding.
        let amount = with(&text, "<w:t>11352108.67</w:t>", &inside("11352108.67"));
        let begin = amount.find("（三）社会满意度及可持续性影响").expect("the sentence");
        let open = amount[..begin].rfind("<w:t").expect("its text");
        let end = begin + amount[begin..].find("</w:t>").expect("its end");
        let words = amount[begin..end].to_owned();
        format!("{}{}{}", &amount[..open], inside(&words), &amount[end + "</w:t>".len()..])
    };
    assert_eq!(Reading::of(boxed, &[]), Reading::golden());
}

#[test]
fn of_tracked_changes_the_accepted_text_is_read() {
    const WHO: &str = "w:id=\"7\" w:author=\"甲\" w:date=\"2024-03-01T08:00:00Z\"";
    let tracked = |text: String| {
        let changed = |old: &str, new: &str| {
            format!(
                "</w:r><w:del {WHO}><w:r><w:delText>{old}</w:delText></w:r></w:del>\
                 <w:ins {WHO}><w:r><w:t>{new}</w:t></w:r></w:ins><w:r>"
            )
        };
        // An amount and a score put right, a sentence moved to its own end, a row struck out, another put in.
        let text = with(&text, "<w:t>11352108.67</w:t>", &changed("999", "11352108.67"));
        let text = with(&text, "<w:t>4.79</w:t>", &changed("5", "4.79"));
        let words = "绩效等级优";
        let moved = format!(
            "</w:t></w:r><w:moveFrom {WHO}><w:r><w:t>绩效等级良</w:t></w:r></w:moveFrom>\
             <w:moveTo {WHO}><w:r><w:t>{words}</w:t></w:r></w:moveTo><w:r><w:t>"
        );
        let text = with(&text, words, &moved);
        let at = row_of(&text, "时效指标");
        let end = at + text[at..].find("</w:tr>").expect("the end of the row") + "</w:tr>".len();
        let row = &text[at..end];
        let marked = |mark: &str| with(row, "<w:tr>", &format!("<w:tr><w:trPr><w:{mark} {WHO}/></w:trPr>"));
        let text = format!("{}{}{}{}", &text[..at], marked("del"), marked("ins"), &text[end..]);
        // What a paragraph looked like before.
        with(
            &text,
            "<w:p><w:r><w:t>部门整体支出绩效自评表",
            &format!(
                "<w:p><w:pPr><w:jc w:val=\"center\"/><w:pPrChange {WHO}><w:pPr/></w:pPrChange></w:pPr><w:r><w:t>部门整体支出绩效自评表"
            ),
        )
    };
    assert_eq!(Reading::of(tracked, &[]), Reading::golden());
}

#[test]
fn of_a_field_its_result_is_read() {
    let fields = |text: String| {
        let mark = |kind: &str| format!("</w:r><w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r><w:r>");
        let code = "<w:instrText xml:space=\"preserve\"> =SUM(ABOVE) \\# \"0.00\" </w:instrText>";
        let result = "<w:t>1517698.98</w:t>";
        let sum = format!("{}{code}{}{result}{}", mark("begin"), mark("separate"), mark("end"));
        let text = with(&text, result, &sum);
        let year = "<w:fldSimple w:instr=\" DATE \\@ yyyy \"><w:r><w:t>（ 2023年度）</w:t></w:r></w:fldSimple>";
        with(&text, "<w:r><w:t>（ 2023年度）</w:t></w:r>", year)
    };
    assert_eq!(Reading::of(fields, &[]), Reading::golden());
}

/// A part of running text beside the document.
fn part(root: &str, words: &str) -> String {
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    format!("<w:{root} xmlns:w=\"{space}\"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:{root}>")
}

#[test]
fn footnotes_are_no_part_of_the_sentence_they_hang_on() {
    let noted = |text: String| {
        let note = "</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:endnoteReference w:id=\"2\"/></w:r><w:r><w:t>";
        let text = with(&text, "群众满意率达", &format!("群众{note}满意率达"));
        with(&text, "<w:t>4.79</w:t>", "<w:t>4.79</w:t></w:r><w:r><w:footnoteReference w:id=\"3\"/>")
    };
    let notes = "<w:footnote w:id=\"2\"><w:p><w:r><w:t>全年预算执行率为50%，自评得分60分，绩效等级差。</w:t></w:r></w:p></w:footnote>";
    let notes = part("footnotes", "").replace("<w:p><w:r><w:t></w:t></w:r></w:p>", notes);
    assert_eq!(Reading::of(noted, &[("word/footnotes.xml", notes)]), Reading::golden());
}

#[test]
fn headers_and_footers_are_no_part_of_the_text() {
    let headed = |text: String| {
        let space = "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
        let at = text.rfind("<w:pgSz").expect("the page");
        let mark = format!("<w:headerReference {space} w:type=\"default\" r:id=\"rId90\"/>");
        format!("{}{mark}{}", &text[..at], &text[at..])
    };
    let words = "2022年部门整体支出绩效自评报告，自评得分60分，绩效等级差。";
    let parts = [("word/header1.xml", part("hdr", words)), ("word/footer1.xml", part("ftr", words))];
    assert_eq!(Reading::of(headed, &parts), Reading::golden());
}

/// A copy of a file under another name, alone in a batch: the formats read, and the messages of STR-01.
fn under(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let batch = Batch::new();
    fs::write(batch.path(name), bytes).expect("written");
    batch.run();
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let formats = batch.lines("submissions.jsonl").iter().map(|form| text(&form["format"])).collect();
    let unreadable = batch.lines("findings.jsonl").into_iter().filter(|finding| finding["rule"] == "STR-01");
    (formats, unreadable.map(|finding| format!("{}{}", text(&finding["message"]), text(&finding["fix"]))).collect())
}

#[test]
fn a_document_is_told_by_what_it_holds_whatever_it_is_called() {
    let report = fs::read(golden()).expect("a report");
    for name in ["区人大常委会.doc", "区人大常委会.wps", "区人大常委会.xlsx", "区人大常委会.zip", "区人大常委会"]
    {
        assert_eq!(under(name, &report), (vec!["docx".to_owned()], vec![]), "{name}");
    }
    let table = fs::read(workbook()).expect("a workbook");
    for name in ["区人大常委会.docx", "区人大常委会.doc"] {
        assert_eq!(under(name, &table), (vec!["xlsx".to_owned()], vec![]), "{name}");
    }
}

#[test]
fn an_old_document_under_a_new_name_is_told_what_to_do() {
    let mut old = vec![0u8; 3 * 512];
    old[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    // Version 3, little-endian, sectors of 512 bytes, one sector of the allocation table (0), the directory in sector 1.
    for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        old[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    for (at, value) in [(44, 1_u32), (48, 1), (56, 4096), (60, 0xffff_fffe), (68, 0xffff_fffe), (76, 0)] {
        old[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    (80..512).step_by(4).for_each(|at| old[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes()));
    (512..1024).step_by(4).for_each(|at| old[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes()));
    old[512..516].copy_from_slice(&0xffff_fffd_u32.to_le_bytes());
    old[516..520].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    let mut entry = |at: usize, name: &str, kind: u8, child: u32| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        old[at..at + wide.len()].copy_from_slice(&wide);
        old[at + 64..at + 66].copy_from_slice(&(wide.len() as u16 + 2).to_le_bytes());
        (old[at + 66], old[at + 67]) = (kind, 1);
        (68..76).step_by(4).for_each(|gap| old[at + gap..at + gap + 4].copy_from_slice(&u32::MAX.to_le_bytes()));
        old[at + 76..at + 80].copy_from_slice(&child.to_le_bytes());
    };
    entry(1024, "Root Entry", 5, 1);
    entry(1152, "WordDocument", 2, u32::MAX);
    let (formats, told) = under("区人大常委会.docx", &old);
    assert_eq!((formats.len(), told.len()), (0, 1), "{told:?}");
    assert!(told[0].contains("旧版 Word 文档") && told[0].contains("另存为“Word 文档(*.docx)”"), "{told:?}");
    let (_, told) = under("区人大常委会.doc", &old);
    assert!(told.len() == 1 && told[0].contains("Word 文档") && told[0].contains("另存为 .docx"), "{told:?}");
    let (_, told) = under("区人大常委会.docx", b"<html><body><table></table></body></html>");
    assert!(told.len() == 1 && told[0].contains("网页") && told[0].contains("Word 文档(*.docx)"), "{told:?}");
    let whole = fs::read(golden()).expect("a report");
    let (_, told) = under("区人大常委会.docx", &whole[..whole.len() / 2]);
    assert!(told.len() == 1 && told[0].contains("已损坏") && told[0].contains(".docx 格式"), "{told:?}");
}

#[test]
fn the_text_is_found_under_another_name_and_in_another_encoding() {
    let renamed = |bytes: Vec<u8>, wide: bool| {
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..package.len() {
            let mut part = package.by_index(index).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).expect("readable");
            if name.ends_with(".xml") || name.ends_with(".rels") {
                let text = String::from_utf8(bytes).expect("text").replace("word/document.xml", "word/document2.xml");
                let is_wide = wide && name == "word/document.xml";
                bytes = match is_wide {
                    true => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
                    false => text.into_bytes(),
                };
            }
            let name = name.replace("word/document.xml", "word/document2.xml");
            out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
            out.write_all(&bytes).expect("a part");
        }
        out.finish().expect("a package").into_inner()
    };
    let report = fs::read(golden()).expect("a report");
    for wide in [false, true] {
        let bytes = renamed(report.clone(), wide);
        assert_eq!(under("区人大常委会.docx", &bytes), (vec!["docx".to_owned()], vec![]), "{wide}");
    }
}
