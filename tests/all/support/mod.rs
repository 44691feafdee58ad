//! Forms made for tests: a truth, a layout that bends it, and a file in some format.

#![allow(dead_code)]

pub mod biff;
pub mod book;
pub mod case;
pub mod example;
pub mod file;
pub mod grid;
pub mod layout;
pub mod memory;
pub mod ods;
pub mod office;
pub mod package;
pub mod prose;
pub mod results;
pub mod sketch;
pub mod truth;

use std::io::Write as _;

/// Says so past the harness, which keeps what a test that passes prints to itself.
pub fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

/// A small repeatable source of choices (SplitMix64): tests need variety, not randomness.
#[derive(Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len() as u64) as usize]
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }
}
