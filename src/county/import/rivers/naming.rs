//! What each stretch of a river is called: what most of the lines along it are called, else after
//! the river that it joins.

use std::collections::BTreeMap;

use super::burn::NO_LINE;
use super::lines::Line;
use super::{Waters, channel};
use crate::base::text::Text;

/// What a stretch is called, and how that is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    pub(super) title: Text,
    /// Whether the source shows a waterway along most of it.
    pub(super) is_from_source: bool,
    /// Whether the source lacks its name in a language.
    pub(super) lacks_language: bool,
}

/// Names of the chains, in their order: nearer to a mouth first.
pub(super) fn name(waters: &Waters, lines: &[Line], chains: &[Vec<u32>]) -> Vec<Named> {
    let first: BTreeMap<u32, usize> =
        chains.iter().enumerate().map(|(index, chain)| (chain[0], index)).collect();
    let below = |chain: &[u32]| first.get(&chain[chain.len() - 1]).copied();
    let mut own: Vec<Option<(Text, bool)>> =
        chains.iter().map(|chain| most(waters, lines, chain)).collect();
    // A stretch without a name between two of one river is that river: a lake, or a gap.
    for index in (0..chains.len()).rev() {
        if own[index].is_some() {
            continue;
        }
        let downstream = below(&chains[index]).and_then(|below| own[below].clone());
        let grid = &waters.level_m;
        let feeds = channel::feeders(grid, &waters.flow, &waters.channel, chains[index][0]);
        let feeds: Vec<u32> = feeds.collect();
        let is_above = |chain: &Vec<u32>| feeds.contains(&chain[chain.len() - 2]);
        let mut upstream = (0..chains.len()).filter(|other| is_above(&chains[*other]));
        if downstream.is_some() && upstream.any(|other| own[other] == downstream) {
            own[index] = downstream;
        }
    }
    let mut named: Vec<Named> = Vec::with_capacity(chains.len());
    let mut joined: Vec<Option<Text>> = Vec::with_capacity(chains.len());
    for (chain, own) in chains.iter().zip(own) {
        let is_from_source = 2 * covered(waters, chain) >= chain.len();
        // Chains nearer to a mouth come first: the river below is named already.
        let into = below(chain).and_then(|below| joined[below].clone());
        joined.push(own.as_ref().map(|(title, _)| title.clone()).or_else(|| into.clone()));
        let (title, lacks_language) = own.unwrap_or_else(|| (tributary(into.as_ref()), true));
        named.push(Named { title, is_from_source, lacks_language });
    }
    named
}

/// What a stretch without a name is called.
fn tributary(into: Option<&Text>) -> Text {
    match into {
        Some(river) => Text::new(format!("{}支流", river.zh), format!("Tributary of {}", river.en)),
        None => Text::new("无名河", "Unnamed stream"),
    }
}

/// Cells of a chain that a line passes.
fn covered(waters: &Waters, chain: &[u32]) -> usize {
    chain.iter().filter(|cell| waters.burnt.line[**cell as usize] != NO_LINE).count()
}

/// The name that most of a chain's cells have; of equals the one that sorts first. The last cell
/// belongs to the chain below.
fn most(waters: &Waters, lines: &[Line], chain: &[u32]) -> Option<(Text, bool)> {
    let mut votes: BTreeMap<&(Text, bool), usize> = BTreeMap::new();
    for &cell in &chain[..chain.len() - 1] {
        let line = waters.burnt.line[cell as usize];
        if line != NO_LINE
            && let Some(name) = &lines[line as usize].name
        {
            *votes.entry(name).or_insert(0) += 1;
        }
    }
    let best = votes.iter().max_by(|one, other| one.1.cmp(other.1).then(other.0.cmp(one.0)));
    best.filter(|best| 3 * *best.1 >= chain.len() - 1).map(|best| (*best.0).clone())
}
