//! Rivers of a real place: reaches between confluences, from the waterways of a source and the
//! ground together. Floods are `hazard`'s.
//!
//! 1. `lines` takes the waterways out of the source;
//! 2. `burn` sinks them into the ground, so that water runs where they run: what drains through
//!    each cell follows, and with it which cells hold a channel. A waterway that drains too little
//!    is left out; where the source shows none, the ground says where water runs;
//! 3. `profile` gives the channels a level that falls;
//! 4. `naming` says what each stretch is called, and `reach` makes reaches of them.

mod burn;
mod lines;
mod naming;
mod profile;
mod reach;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::ground::Ground;
use super::note::Note;
use super::source::Source;
use super::waters::written;
use crate::base::grid::Grid;
use crate::base::text::Text;
use crate::county::channel;
use crate::county::drainage::{Flow, bank_height_m, neighbours};
use crate::county::estimate::{Estimate, EstimateKind};
use crate::county::frame::Frame;
use crate::county::place::{Reach, Water};
use burn::{Burnt, NO_LINE, is_edge};
use lines::Line;
use naming::Named;

/// Difference of neighbouring elevations, m, that may be an error.
const NOISE_M: f32 = 5.0;
/// Bounds of the least area that a channel drains, km2, which is a thousandth of the map.
const DRAINED_MIN_KM2: (f64, f64) = (3.0, 8.0);
/// Share of any map that a channel drains at least: so there are fewer springs than a map may hold
/// reaches.
const DRAINED_MIN_SHARE: f64 = 1.0 / 20_000.0;

/// The rivers of a map, and what they do to its ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Rivers {
    /// Upstream ones before those that they flow into; every course lies on the grid.
    pub reaches: Vec<Reach>,
    /// The ground with the channels cut into it: there its level is that of the ordinary water, as
    /// in a generated county.
    pub elevation_m: Grid<f32>,
    /// What of them is estimated.
    pub estimates: Vec<Estimate>,
    /// What was counted, left out or mended.
    pub notes: Vec<Note>,
}

/// Where water runs on the grid.
struct Waters {
    burnt: Burnt,
    flow: Flow,
    /// Cells that drain through each cell.
    area: Vec<u32>,
    channel: Vec<bool>,
    /// Level of the water in channel cells before they are cut, m.
    level_m: Grid<f32>,
    cell_km2: f64,
    /// Area that a channel drains at least, km2.
    least_km2: f64,
}

/// The rivers of a source on this ground.
pub fn rivers(source: &Source, frame: Option<Frame>, ground: &Ground) -> Rivers {
    let mut notes = Vec::new();
    let mut lines = lines::lines(source, frame, &mut notes);
    let waters = Waters::trace(ground, &mut lines, &mut notes);
    waters.note_left_out(&lines, &mut notes);
    let chains = channel::chains(&waters.flow, &waters.channel, |_| false);
    let named = naming::name(&waters, &lines, &chains);
    let reaches = reach::reaches(&waters, &lines, &chains, &named);
    let estimates = estimates(&lines, &reaches, &named);
    let elevation_m = waters.cut(ground);
    Rivers { reaches, elevation_m, estimates, notes }
}

/// The waterways of a source as lines to be drawn, where no reach is made of them.
pub(super) fn drawn(source: &Source, frame: Option<Frame>, notes: &mut Vec<Note>) -> Vec<Water> {
    let lines = lines::lines(source, frame, notes).into_iter();
    lines
        .map(|line| Water {
            name: format!("w{}", line.way),
            width_m: Some(line.width_m.unwrap_or(line.kind.usual_m())),
            title: line.name.map(|(title, _)| title),
            lines: vec![written(&line.points)],
        })
        .collect()
}

impl Waters {
    fn trace(ground: &Ground, lines: &mut [Line], notes: &mut Vec<Note>) -> Self {
        let grid = &ground.elevation_m;
        let burnt = burn::burn(ground, lines, notes);
        let flow = Flow::to(&burnt.surface, &mouths(&burnt.surface, &burnt.entries));
        let area = flow.accumulate();
        let cell_km2 = grid.cell_m * grid.cell_m / 1e6;
        let least_km2 = least_km2(cell_km2 * area.len() as f64);
        let is_fed = |cells: &u32| f64::from(*cells) * cell_km2 >= least_km2;
        // On flat ground nothing is known of what drains where: only rivers of the source count.
        let mut channel: Vec<bool> =
            area.iter().map(|cells| ground.is_measured && is_fed(cells)).collect();
        let from = if ground.is_measured { &burnt.entries } else { &burnt.heads };
        for &first in from {
            let mut cell = first;
            while !std::mem::replace(&mut channel[cell as usize], true) {
                cell = flow.receiver[cell as usize];
            }
        }
        let mut entries = Note::count(
            Text::new(
                "从图外流入的河流,其图外的集水面积未计入",
                "rivers from beyond the map: what they drain there is not counted",
            ),
            0,
        );
        let name = |entry: &u32| {
            let line = &lines[burnt.line[*entry as usize] as usize];
            line.name.as_ref().map_or(line.way.to_string(), |name| name.0.en.clone())
        };
        let from_beyond: BTreeSet<String> = burnt.entries.iter().map(name).collect();
        from_beyond.into_iter().for_each(|name| entries.add(name));
        entries.push_to(notes);
        let level_m = profile::levels(grid, &flow, &channel, &area);
        Self { burnt, flow, area, channel, level_m, cell_km2, least_km2 }
    }

    /// Area that drains through a cell, km2.
    fn drained_km2(&self, cell: u32) -> f64 {
        f64::from(self.area[cell as usize]) * self.cell_km2
    }

    /// Says which waterways are not in any reach.
    fn note_left_out(&self, lines: &[Line], notes: &mut Vec<Note>) {
        let least_km2 = self.least_km2.round();
        let mut small = Note::count(
            Text::new(
                format!("水系线集水面积不足(至少 {least_km2} 平方公里),未作为河段"),
                format!("waterways that drain too little to be reaches ({least_km2} km2)"),
            ),
            0,
        );
        let mut off = Note::count(Text::new("水系线在图外", "waterways off the map"), 0);
        let mut is_kept = vec![false; lines.len()];
        for (cell, &line) in self.burnt.line.iter().enumerate() {
            if line != NO_LINE && self.channel[cell] {
                is_kept[line as usize] = true;
            }
        }
        for (index, line) in lines.iter().enumerate() {
            if self.burnt.is_off[index] {
                off.add(line.way);
            } else if !is_kept[index] {
                small.add(line.way);
            }
        }
        small.push_to(notes);
        off.push_to(notes);
    }

    /// The ground with the channels cut into it, to a tenth of a metre.
    fn cut(&self, ground: &Ground) -> Grid<f32> {
        let mut cut = ground.elevation_m.clone();
        if !ground.is_measured {
            return cut;
        }
        for (cell, value) in cut.values.iter_mut().enumerate() {
            if self.channel[cell] {
                let bank_m = bank_height_m(self.drained_km2(cell as u32)) as f32;
                *value = ((self.level_m.values[cell] - bank_m) * 10.0).round() / 10.0;
            }
        }
        cut
    }
}

/// Area that a channel drains at least, km2, on a map of this size.
fn least_km2(map_km2: f64) -> f64 {
    let (small, large) = DRAINED_MIN_KM2;
    (map_km2 / 1_000.0).clamp(small, large).max(DRAINED_MIN_SHARE * map_km2)
}

/// Where water leaves the grid: the cells at its edge, but for those in which a river comes in, and
/// those from which the ground falls inward by more than it may be wrong.
fn mouths(surface: &Grid<f32>, entries: &[u32]) -> Vec<u32> {
    let (columns, rows) = (surface.columns, surface.rows);
    let height = |cell: u32| surface.values[cell as usize];
    let leaves = |cell: &u32| {
        let falls_inward =
            |near: u32| !is_edge(surface, near) && height(near) < height(*cell) - NOISE_M;
        !entries.contains(cell)
            && !neighbours(columns, rows, *cell).any(|(near, _)| falls_inward(near))
    };
    let edge: Vec<u32> =
        (0..surface.values.len() as u32).filter(|cell| is_edge(surface, *cell)).collect();
    let mouths: Vec<u32> = edge.iter().copied().filter(leaves).collect();
    if !mouths.is_empty() {
        return mouths;
    }
    // A bowl whose rim is higher everywhere runs over where the rim is lowest.
    edge.into_iter()
        .min_by(|one, other| height(*one).total_cmp(&height(*other)))
        .into_iter()
        .collect()
}

/// What of the reaches no source says.
fn estimates(lines: &[Line], reaches: &[Reach], named: &[Named]) -> Vec<Estimate> {
    let mut estimates = Vec::new();
    if reaches.is_empty() {
        return estimates;
    }
    let estimate = |kind, basis, of| Estimate { kind, basis, of };
    let names = |wanted: fn(&Named) -> bool| -> Vec<String> {
        // Reaches come in the order that is the reverse of their chains'.
        let pairs = reaches.iter().zip(named.iter().rev());
        pairs.filter(|(_, named)| wanted(named)).map(|(reach, _)| reach.name.clone()).collect()
    };
    estimates.push(estimate(EstimateKind::Channels, channels_basis(lines), Vec::new()));
    let found = names(|named| !named.is_from_source);
    if !found.is_empty() {
        let basis = Text::new(
            "数据未绘出的河段:按高程由最陡下降方向汇流得出(O'Callaghan 与 Mark 1984)",
            "reaches that the source does not show: found by following the ground down the \
             steepest way (O'Callaghan and Mark 1984)",
        );
        estimates.push(estimate(EstimateKind::Rivers, basis, found));
    }
    let lacking = names(|named| named.lacks_language);
    if !lacking.is_empty() {
        let basis = Text::new(
            "数据只有一种语言的河名,或没有河名:另一种语言沿用原文(中文用拼音),\
             无名河段按所汇入的河流称呼",
            "the source names a river in one language or not at all: the other language repeats \
             it (Chinese in pinyin), and a reach without a name is called after the river that it \
             joins",
        );
        estimates.push(estimate(EstimateKind::Names, basis, lacking));
    }
    estimates
}

fn channels_basis(lines: &[Line]) -> Text {
    let measured = lines.iter().filter(|line| line.width_m.is_some()).count();
    Text::new(
        format!(
            "集水面积按高程格网汇流累积;河宽取数据所注({measured} 条水系线),其余按集水面积的平方根\
             (水力几何关系,Leopold 与 Maddock 1953,系数为占位值);糙率按坡度(Chow 1959 表 5-6);\
             常水位在岸下的深度按集水面积(占位值);纵剖面保序回归,坡降至少万分之一"
        ),
        format!(
            "drained areas by accumulation over the elevation grid; widths as the source says \
             ({measured} waterways), else by the square root of the drained area (hydraulic \
             geometry, Leopold and Maddock 1953; the factor is a placeholder); roughness by slope \
             (Chow 1959, table 5-6); height of the banks by drained area (a placeholder); profiles \
             by isotonic regression, slopes of at least 1 in 10,000"
        ),
    )
}
