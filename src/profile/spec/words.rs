//! The word lists of a form.

use rust_decimal::Decimal;

/// Word lists; how each is compared is up to the stage that uses it.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Behind the name of a part that goes on from the page before (（续）).
    pub continued: Vec<String>,
    /// In the head of a column that the bureau fills in, not the department (财政复核得分).
    pub bureau: Vec<String>,
    /// In the heading of a form about one project.
    pub project_titles: Vec<String>,
    /// In the heading of a form about all of a department (整体支出).
    pub whole_titles: Vec<String>,
    /// In the heading of a table that is no self-evaluation (申报表, 监控表).
    pub other_forms: Vec<String>,
    /// Marks for "nothing" (— / 无).
    pub void_marks: Vec<String>,
    /// Template instructions somebody has to replace; `*` stands for any text.
    pub hints: Vec<String>,
    /// Bare words the template prints with a number (任务1：).
    pub placeholders: Vec<String>,
    /// In an indicator's name: the smaller the better, when no operator says otherwise.
    pub smaller_is_better: Vec<String>,
    /// An actual that says nothing was done.
    pub undone: Vec<String>,
    /// Words that name a level of a stated scale: a target of them is a target.
    pub scale_words: Vec<String>,
    /// Reasons that give no reason.
    pub empty_reasons: Vec<String>,
    /// Rates that cannot exceed 100 %.
    pub capped_rates: Vec<String>,
    /// Names of indicators that repeat the budget's execution rate.
    pub execution_names: Vec<String>,
    /// Level-2 names such indicators stand under.
    pub execution_level2: Vec<String>,
    /// Level-1 names where an unquantified target is only worth knowing.
    pub qualitative_targets_ok: Vec<String>,
    /// Level-1 names whose texts are alike in every department.
    pub template_text_level1: Vec<String>,
    /// Behind a smaller-is-better word these turn it round (投诉办结率, 成本节约率).
    pub turns_larger: Vec<String>,
    /// Rates that are no share of something finished, so less than 100 % says nothing (增长率, 占比).
    pub open_rates: Vec<String>,
    /// In a name of `execution_names`: the rate is of a part, not of the whole budget.
    pub execution_parts: Vec<String>,
    /// Verbs of a change upwards (提高 增长).
    pub rises: Vec<String>,
    /// Verbs and nouns of a change downwards: with them the fall is what was counted (下降 降幅).
    pub falls: Vec<String>,
    /// Endings of a name that say how it is counted, not what (投诉*件数*, 成本*控制情况*).
    pub measured_in: Vec<String>,
    /// Names of shares and ratios of which neither more nor less is better by itself (占比).
    pub points_nowhere: Vec<String>,
    /// Names of a limit of time, which a bare number behind them does not show (审批时限).
    pub time_limits: Vec<String>,
    /// Names of an amount of money, which a bare number behind them does not show (培训经费).
    pub money_names: Vec<String>,
    /// Apart from the number, these compare with something the form does not state (低于全省平均).
    pub comparisons: Vec<String>,
    /// In front of "not done" these turn it round (无未完成事项).
    pub denials: Vec<String>,
    /// In a column for it: more is better (正向).
    pub forward_marks: Vec<String>,
    /// In a column for it: less is better (反向).
    pub backward_marks: Vec<String>,
    /// In a column for it: the target is a wording, no number (定性).
    pub qualitative_marks: Vec<String>,
    /// Periods something is counted by (每月, 次/季度).
    pub periods: Vec<Period>,
    /// First of each list is the canonical unit.
    pub unit_synonyms: Vec<Vec<String>>,
    pub belongs: Vec<Belongs>,
}

/// A word that belongs under certain level-2 names (IND-09).
#[derive(Clone, Debug)]
pub struct Belongs {
    pub word: String,
    pub level2: Vec<String>,
}

/// How often a period comes in a year.
#[derive(Clone, Debug)]
pub struct Period {
    pub word: String,
    pub times: Decimal,
    /// Nobody counts it to the day (52 weeks, holidays among them): enough is enough, less proves nothing.
    pub about: bool,
}
