//! The rows of a .csv as Excel shows them: a quoted line break does not end one, a blank line is one.

/// Number of each row that holds anything, and its cells; or the number of the row whose quote is never closed.
pub fn rows(text: &str, delimiter: char) -> Result<Vec<(usize, Vec<String>)>, usize> {
    let (mut rows, mut cells, mut cell, mut number) = (Vec::new(), Vec::new(), String::new(), 1);
    let (mut is_quoted, mut is_begun) = (false, false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if is_quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' if is_quoted => is_quoted = false,
            '"' if !is_begun => (is_quoted, is_begun) = (true, true),
            c if is_quoted => cell.push(c),
            c if c == delimiter => {
                cells.push(std::mem::take(&mut cell));
                is_begun = false;
            }
            '\r' if rest.peek() == Some(&'\n') => {}
            '\r' | '\n' => {
                cells.push(std::mem::take(&mut cell));
                let row = std::mem::take(&mut cells);
                rows.extend(row.iter().any(|cell| !cell.is_empty()).then_some((number, row)));
                (number, is_begun) = (number + 1, false);
            }
            c => {
                cell.push(c);
                is_begun = true;
            }
        }
    }
    if is_quoted {
        return Err(number);
    }
    cells.push(cell);
    rows.extend(cells.iter().any(|cell| !cell.is_empty()).then_some((number, cells)));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_as_excel_shows_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["单位编码,单位名称", "1,\"甲", "局\"", "", "2,\"乙\"\"局\"\"\"", ",", "3,丙\"局"].join(end);
            let found = rows(&text, ',').expect("whole");
            let seen: Vec<_> = found.iter().map(|(number, cells)| (*number, cells[1].clone())).collect();
            let first = format!("甲{end}局");
            let expected = [(1, "单位名称"), (2, &*first), (4, "乙\"局\""), (6, "丙\"局")];
            assert_eq!(seen, expected.map(|(number, cell)| (number, cell.to_owned())), "{end:?}");
        }
        assert_eq!(rows("单位名称\n甲局\n\"乙局\n丙局", ','), Err(3));
        assert_eq!(rows("", ','), Ok(vec![]));
    }
}
