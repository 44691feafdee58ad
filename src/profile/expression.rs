//! Conditions as the engine runs them: compiled once, held against figures. The only file that knows rhai.
//! Nothing can run away: no names but figures, no functions but three, limits on depth and work.

mod written;

use std::sync::OnceLock;

use rhai::{AST, Dynamic, Engine, EvalAltResult, ParseError, ParseErrorType, Position, Scope};
use rust_decimal::Decimal;

pub use written::Written;

/// Parentheses and operators that may lie within each other.
const DEEPEST: usize = 64;
/// Steps of one evaluation; a condition within `DEEPEST` needs a few hundred.
const MOST_STEPS: u64 = 10_000;
const COMPARISONS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
/// Figures of the trial: all different, so that little is divided by zero.
const TRIAL: [i64; 8] = [2, 3, 5, 7, 11, 13, 17, 19];

/// What is wrong with a condition, and at which byte of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub at: usize,
    pub message: String,
}

/// A condition over figures, which are numbered in the order of their first appearance.
#[derive(Clone, Debug)]
pub struct Expression {
    tree: AST,
}

impl Expression {
    /// Compiles, and tries it once on made-up figures, so that no form meets a condition that cannot be computed.
    pub fn compile(written: &Written<'_>) -> Result<Self, Fault> {
        let tree = parse(written.text(), written)?;
        // Both sides of && and || are computed in the trial, whatever the first gives.
        let trial = parse(&written.text().replace("&&", "& ").replace("||", "| "), written)?;
        let values: Vec<Decimal> = TRIAL.iter().cycle().take(written.names.len()).map(|n| Decimal::from(*n)).collect();
        match run(&trial, &values) {
            Ok(value) if value.is_bool() => Ok(Self { tree }),
            Ok(_) => Err(Fault {
                at: 0, message: "算出来是一个数，不能当条件：请写成比较，如 甲 > 乙".to_owned()
            }),
            Err(error) if depends_on_figures(&error) => Ok(Self { tree }),
            Err(error) => Err(Fault { at: place(error.position(), written), message: NOT_NUMBERS.to_owned() }),
        }
    }

    /// Whether it holds; `None` when it cannot be computed (division by zero, a result of more than 28 digits).
    pub fn holds(&self, values: &[Decimal]) -> Option<bool> {
        run(&self.tree, values).ok()?.as_bool().ok()
    }
}

const NOT_NUMBERS: &str = "从这里起算不出来：运算和比较的两边都要是数（连着的 a < b < c 请写成 a < b && b < c），&& || ! 只用于比较的结果，abs 用一个数，min、max 用两个数";

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut engine = Engine::new_raw();
        engine.set_strict_variables(true).set_max_expr_depths(DEEPEST).set_max_operations(MOST_STEPS);
        engine.register_fn("-", |value: Decimal| -value).register_fn("!", |truth: bool| !truth);
        engine.register_fn("abs", |value: Decimal| value.abs());
        engine
            .register_fn("min", |a: Decimal, b: Decimal| a.min(b))
            .register_fn("max", |a: Decimal, b: Decimal| a.max(b));
        // Left to itself the engine calls a number and a truth value different and goes on.
        engine.set_fast_operators(false);
        for sign in COMPARISONS {
            engine.register_fn(sign, |_: bool, _: Decimal| mixed()).register_fn(sign, |_: Decimal, _: bool| mixed());
        }
        engine
    })
}

fn mixed() -> Result<bool, Box<EvalAltResult>> {
    Err(EvalAltResult::ErrorMismatchDataType(String::new(), String::new(), Position::NONE).into())
}

fn variables(count: usize, value: impl Fn(usize) -> Decimal) -> Scope<'static> {
    let mut scope = Scope::new();
    for i in 0..count {
        scope.push_constant(written::variable(i), value(i));
    }
    scope
}

fn parse(text: &str, written: &Written<'_>) -> Result<AST, Fault> {
    let scope = variables(written.names.len(), |_| Decimal::ONE);
    engine().compile_expression_with_scope(&scope, text).map_err(|error| fault(&error, written))
}

fn run(tree: &AST, values: &[Decimal]) -> Result<Dynamic, Box<EvalAltResult>> {
    let mut scope = variables(values.len(), |i| values[i]);
    engine().eval_ast_with_scope(&mut scope, tree)
}

/// An error that other figures would not give.
fn depends_on_figures(error: &EvalAltResult) -> bool {
    matches!(error, EvalAltResult::ErrorArithmetic(..))
}

fn fault(error: &ParseError, written: &Written<'_>) -> Fault {
    use ParseErrorType::{BadInput, ExprTooDeep, MissingToken, UnexpectedEOF};
    let at = place(error.position(), written);
    let message = match error.err_type() {
        ExprTooDeep => "条件太长，或者括号套得太深：请拆成几条规则".to_owned(),
        UnexpectedEOF => "条件没有写完".to_owned(),
        MissingToken(token, _) if token == ")" => "缺少右括号 )".to_owned(),
        BadInput(rhai::LexError::MalformedNumber(_)) => "这个数的位数太多".to_owned(),
        _ => format!("从“{}”起读不通：请检查运算符号和括号（相等写 ==，并且写 &&，或者写 ||）", written.rest(at)),
    };
    Fault { at, message }
}

/// The byte of the written condition the engine means; everything stands on its line 1.
fn place(position: Position, written: &Written<'_>) -> usize {
    position.position().map_or(0, |column| written.place(column - 1))
}

#[cfg(test)]
mod tests;
