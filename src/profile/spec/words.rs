//! The word lists of a form.

/// Word lists. Patterns of `hints` may hold `*` for any text.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub void_marks: Vec<String>,
    pub hints: Vec<String>,
    pub placeholders: Vec<String>,
    pub smaller_is_better: Vec<String>,
    pub undone: Vec<String>,
    pub scale_words: Vec<String>,
    pub empty_reasons: Vec<String>,
    pub capped_rates: Vec<String>,
    pub execution_names: Vec<String>,
    pub execution_level2: Vec<String>,
    pub qualitative_targets_ok: Vec<String>,
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
