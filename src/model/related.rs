//! A cell that took part in a finding.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::address::CellRef;

/// Written `H15`, and `表2!H15` on another sheet than the finding's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub sheet: Option<String>,
    pub cell: CellRef,
}

impl Related {
    /// Whether a text means it that names a cell alone.
    pub fn is_at(&self, cell: CellRef) -> bool {
        self.cell.on_sheet() == cell.on_sheet()
    }
}

impl From<CellRef> for Related {
    fn from(cell: CellRef) -> Self {
        Self { sheet: None, cell }
    }
}

impl fmt::Display for Related {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sheet {
            Some(sheet) => write!(f, "{sheet}!{}", self.cell),
            None => write!(f, "{}", self.cell),
        }
    }
}

impl Serialize for Related {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Related {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let (sheet, cell) = match text.rsplit_once('!') {
            Some((sheet, cell)) => (Some(sheet.to_owned()), cell),
            None => (None, text.as_ref()),
        };
        let cell = cell.parse().map_err(|()| de::Error::custom("not a cell address"))?;
        Ok(Self { sheet, cell })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_as_written() {
        for text in ["\"H15\"", "\"表2!D3\"", "\"甲!乙!A1\"", "\"第26段\""] {
            let related: Related = serde_json::from_str(text).expect("a place");
            assert_eq!(serde_json::to_string(&related).expect("written"), text);
        }
        assert!(serde_json::from_str::<Related>("\"表2!\"").is_err());
    }
}
