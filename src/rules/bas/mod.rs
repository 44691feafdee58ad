//! BAS: who and when.
