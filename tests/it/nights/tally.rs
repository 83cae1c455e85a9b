//! What was played, and what came of it.

use super::account::Divergence;
use std::collections::{BTreeMap, BTreeSet};

/// One district's nights.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    pub nights: u32,
    pub played: BTreeMap<String, u32>,
    /// Those that the man pages do not excuse, with the district's seed and the night.
    pub divergences: BTreeSet<(u64, u32, Divergence)>,
    pub accepted: BTreeMap<String, BTreeSet<u32>>,
    /// The first divergence, and the nights that led to it.
    pub first: Option<String>,
}

/// Several districts' nights, counted.
pub fn summary(tallies: &[Tally]) -> String {
    let nights: u32 = tallies.iter().map(|tally| tally.nights).sum();
    let mut played: BTreeMap<&str, u32> = BTreeMap::new();
    let mut divergences: BTreeMap<String, usize> = BTreeMap::new();
    let mut accepted: BTreeMap<&str, usize> = BTreeMap::new();
    for tally in tallies {
        for (what, count) in &tally.played {
            *played.entry(what).or_default() += count;
        }
        for (seed, night, divergence) in &tally.divergences {
            println!("seed {seed}, night {night}: {divergence:?}");
            *divergences.entry(format!("{:?}", divergence.class)).or_default() += 1;
        }
        for (what, people) in &tally.accepted {
            *accepted.entry(what).or_default() += people.len();
        }
    }
    format!("{nights} nights\n  played {played:?}\n  divergences {divergences:?}\n  accepted {accepted:?}")
}
