//! BUD: money.
