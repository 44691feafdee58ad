//! The word lists of a form.

/// Word lists; how each is compared is up to the stage that uses it.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Behind the name of a part that goes on from the page before (（续）).
    pub continued: Vec<String>,
    /// In the head of a column that the bureau fills in, not the department (财政复核得分).
    pub bureau: Vec<String>,
    /// In the heading of a form about one project.
    pub project_titles: Vec<String>,
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
