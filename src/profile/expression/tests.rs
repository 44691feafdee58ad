use super::*;

fn compiled(text: &str) -> Result<Expression, Fault> {
    Expression::compile(&Written::read(text)?)
}

fn holds(text: &str, values: &[&str]) -> Option<bool> {
    let values: Vec<Decimal> = values.iter().map(|value| value.parse().unwrap()).collect();
    compiled(text).unwrap().holds(&values)
}

#[test]
fn figures_are_compared_as_exact_decimals() {
    assert_eq!(holds("a.b > 1.1 * c", &["110", "100"]), Some(false));
    assert_eq!(holds("a.b > 1.1 * c", &["110.01", "100"]), Some(true));
    assert_eq!(holds("a + 0.2 == 0.3", &["0.1"]), Some(true));
    assert_eq!(holds("a * 1 / 3 * 3 != 1 || 1 / 2 == 0.5 && a == 1", &["1"]), Some(true));
    assert_eq!(holds("abs(a - b) > min(a, b) && !(a == max(a, b))", &["1", "3"]), Some(true));
    assert_eq!(holds("scores.产出指标 < -1", &["-2"]), Some(true));
    assert_eq!(holds("a >\n 2 * a", &["-1"]), Some(true));
}

#[test]
fn what_cannot_be_computed_is_unknown() {
    assert_eq!(holds("a / b > 1", &["1", "0"]), None);
    assert_eq!(holds("b != 0 && a / b > 1", &["0", "1"]), Some(false));
    let most = Decimal::MAX.to_string();
    assert_eq!(holds("a * b > 1", &[&most, "2"]), None);
    assert_eq!(holds("a + a > 1", &[&most]), None);
}

#[test]
fn a_mistake_is_told_with_its_place() {
    let cases = [
        ("a = 1", 2, "“= 1”"),
        ("a > ", 4, "没有写完"),
        ("(a > 1", 6, "右括号"),
        ("a > 1)", 5, "“)”"),
        ("甲.乙 > 100 200", 14, "“200”"),
        ("a > 90%", 6, "0.9"),
        ("a ＞ 1", 2, "“＞”"),
        ("a > 1 // b", 6, "“//”"),
        ("a ** 2 > 1", 2, "“**”"),
        ("a > \"x\"", 4, "“\"”"),
        ("1 > 0", 0, "任何数"),
        ("", 0, "任何数"),
        ("a + b", 0, "比较"),
        ("1 < a < 2", 6, "连着"),
        ("a > 1 || a > 2 && b", 15, "比较的结果"),
        ("a == (b > 1)", 2, "两边"),
        ("min(a) > 1", 0, "两个数"),
        ("a > 99999999999999999999999999999999999", 4, "位数太多"),
    ];
    for (text, at, piece) in cases {
        let fault = compiled(text).expect_err(text);
        assert_eq!(fault.at, at, "{text}: {fault:?}");
        assert!(fault.message.contains(piece), "{text}: {fault:?}");
    }
}

#[test]
fn no_condition_runs_away() {
    let long = format!("{}a > 1", "a + ".repeat(240));
    let deep = format!("{}a{} > 1", "(".repeat(400), ")".repeat(400));
    let endless = format!("{}a", "1 > ".repeat(100_000));
    for text in [long.as_str(), &deep, &endless, &"!".repeat(900), &"-".repeat(999)] {
        assert!(compiled(text).is_err(), "{}", &text[..20]);
    }
    for word in ["loop", "while", "let", "fn", "eval", "import", "print", "true", "this", "sleep"] {
        let written = Written::read(word).unwrap();
        assert_eq!(written.names[0].0, word, "is but a figure nobody knows");
    }
    let terms = format!("{}a > 1", "a * a + ".repeat(14));
    assert_eq!(holds(&terms, &["9"]), Some(true));
}

proptest::proptest! {
    #[test]
    fn whatever_is_written_is_a_condition_or_a_fault_within_it(text in "[a-c.0-9()<>=!&|+*/ 甲-]{0,40}") {
        match compiled(&text) {
            Ok(expression) => {
                let names = Written::read(&text).unwrap().names.len();
                for value in [Decimal::ZERO, Decimal::MAX, Decimal::MIN, Decimal::new(1, 28)] {
                    expression.holds(&vec![value; names]);
                }
            }
            Err(fault) => proptest::prop_assert!(text.is_char_boundary(fault.at), "{fault:?}"),
        }
    }
}
