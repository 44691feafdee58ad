//! What the text of a report says in which words, and which sections it must have.

/// Words of a report; every list is compared with texts without blanks.
#[derive(Clone, Debug, Default)]
pub struct Narrative {
    /// May stand in front of a phrase without changing what it is about (部门 全年 其中).
    pub own_words: Vec<String>,
    /// In a phrase or in front of it: it is about all the money, whatever was told of before.
    pub whole_words: Vec<String>,
    /// A clause with one of these and no number says what the figures behind it are about (项目 经费).
    pub topics: Vec<String>,
    /// Stand between a phrase and its number (为 达到 共).
    pub joiners: Vec<String>,
    /// A number with one of these around it is no exact one (约 近 余).
    pub approximate: Vec<String>,
    /// A clause with one of these speaks of another year, of the future, of a plan or of others.
    pub foreign: Vec<String>,
    /// Name another year than the own until the own is named again.
    pub other_years: Vec<String>,
    /// The department's own total.
    pub totals: Vec<String>,
    pub grades: Vec<String>,
    /// The rate of execution of all the money.
    pub rates: Vec<String>,
    /// How much of the goals was done, in percent.
    pub completions: Vec<String>,
    pub satisfaction: Vec<String>,
    /// Whose satisfaction is anybody's (群众 服务对象).
    pub people: Vec<String>,
    /// Behind the name of a line: which column its amount is of.
    pub budget_words: Vec<String>,
    pub executed_words: Vec<String>,
    /// What says that there is a problem.
    pub problem_words: Vec<String>,
    /// A clause with one of these says that there is none.
    pub no_problems: Vec<String>,
    pub money: Vec<MoneyPhrase>,
    pub wholes: Vec<Whole>,
    pub sections: Vec<Section>,
}

/// Names of an amount in the text.
#[derive(Clone, Debug)]
pub struct MoneyPhrase {
    pub words: Vec<String>,
    /// A budget line's key; `None` for all the money of the form.
    pub line: Option<String>,
    pub columns: MoneyColumns,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyColumns {
    Budget,
    Executed,
    /// The words alone don't say.
    Either,
}

/// A total of the text with the parts it is made of.
#[derive(Clone, Debug)]
pub struct Whole {
    pub words: Vec<String>,
    pub unit: String,
    pub parts: Vec<String>,
    /// Some texts count them in, some don't.
    pub perhaps: Vec<String>,
    /// With all of these the list is whole, and has to come to the total.
    pub needed: Vec<String>,
}

/// A heading of the report.
#[derive(Clone, Debug)]
pub struct Section {
    pub name: String,
    /// A heading begins with one of these, its number apart.
    pub words: Vec<String>,
    /// Its absence is a fault (XSE-06).
    pub required: bool,
    /// It has to name a problem (XSE-07).
    pub names_problems: bool,
    /// The section it is a part of, by name.
    pub within: Option<String>,
}
