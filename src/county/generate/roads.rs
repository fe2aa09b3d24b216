//! Which places are joined by which roads, in which order: trunk road down the valley, county roads
//! to the townships, roads to villages and hamlets, and links that close rings.

use super::places::{Places, XIAHE, YUNLING};
use super::rivers::Waters;
use super::scale::Scale;
use super::ways::{Errand, Ground, Scratch, Ways};
use crate::base::chance::{Purpose, Seed};
use crate::base::key::Key;
use crate::base::math;
use crate::county::network::RoadClass;

/// The roads between places, and where the trunk road leaves the county.
#[derive(Debug)]
pub(super) struct Laid {
    /// Links between cells.
    pub ways: Ways,
    /// Cells of the trunk road where it leaves: east (to the city), then west.
    pub exits: Vec<u32>,
}

/// Lays all roads between places.
pub(super) fn lay(
    scale: &Scale,
    seed: Seed,
    ground: &Ground<'_>,
    waters: &Waters,
    places: &Places,
) -> Laid {
    let mut layer = Layer {
        scale,
        ground,
        places,
        ways: Ways::new(scale),
        scratch: Scratch::new(scale.cells()),
    };
    let exits = layer.trunk(waters);
    layer.bend(places);
    layer.townships();
    layer.rings(&township_pairs(scale, places), RoadClass::Primary);
    layer.feeders();
    let pairs = village_pairs(scale, seed, places);
    layer.rings(&pairs, RoadClass::Village);
    for &hamlet in &places.hamlets {
        layer.feed(hamlet, RoadClass::Village);
    }
    Laid { ways: layer.ways, exits }
}

struct Layer<'a> {
    scale: &'a Scale,
    ground: &'a Ground<'a>,
    places: &'a Places,
    ways: Ways,
    scratch: Scratch,
}

impl Layer<'_> {
    fn join(&mut self, from: u32, to: u32, class: RoadClass, into_yunling: bool) {
        let realm = &self.places.realm;
        let may_enter = |cell: u32| into_yunling || usize::from(realm[cell as usize]) != YUNLING;
        let errand = Errand { class, from, to: Some(to), may_enter: &may_enter };
        self.ways.lay(self.ground, &errand, &mut self.scratch);
    }

    /// The nearest road, without leaving or entering the township at the end of a single road.
    fn feed(&mut self, from: u32, class: RoadClass) {
        if self.ways.has_road(from) {
            return;
        }
        let realm = &self.places.realm;
        let inside = usize::from(realm[from as usize]) == YUNLING;
        let may_enter = |cell: u32| (usize::from(realm[cell as usize]) == YUNLING) == inside;
        let errand = Errand { class, from, to: None, may_enter: &may_enter };
        self.ways.lay(self.ground, &errand, &mut self.scratch);
    }

    /// The trunk road: from the east edge up the valley to the west edge.
    fn trunk(&mut self, waters: &Waters) -> Vec<u32> {
        let (columns, rows) = (self.scale.columns, self.scale.rows);
        let mouth = waters.main[waters.main.len() - 1] as usize / columns;
        let dry = |column: usize, row: usize| {
            let cell = row * columns + column;
            !waters.channel[cell] && !waters.lake[cell]
        };
        let nearest = |column: usize, wanted: usize| {
            let row = (1..rows - 1)
                .filter(|row| dry(column, *row))
                .min_by_key(|row| row.abs_diff(wanted))
                .expect("an edge is not all water");
            (row * columns + column) as u32
        };
        let east = nearest(columns - 1, mouth + rows / 40 + 2);
        let upper = self.places.townships[0];
        let west = nearest(0, upper as usize / columns);
        for (from, to) in [
            (east, self.places.townships[1]),
            (self.places.townships[1], self.places.town),
            (self.places.town, upper),
            (upper, west),
        ] {
            self.join(from, to, RoadClass::Trunk, false);
        }
        vec![east, west]
    }

    /// The village across the river: over a bridge to the lower township, and the long way round
    /// to the town on its own bank.
    fn bend(&mut self, places: &Places) {
        let village = places.villages[0].0;
        self.join(village, places.townships[XIAHE], RoadClass::Secondary, false);
        let realm = &places.realm;
        let may_enter = |cell: u32| {
            let own_bank = !places.lower_bank[cell as usize];
            own_bank && usize::from(realm[cell as usize]) != YUNLING
        };
        let to = Some(places.town);
        let errand =
            Errand { class: RoadClass::Secondary, from: village, to, may_enter: &may_enter };
        self.ways.lay(self.ground, &errand, &mut self.scratch);
    }

    /// A county road from every township to the town, the nearer ones first.
    fn townships(&mut self) {
        let columns = self.scale.columns;
        let mut order: Vec<usize> = (YUNLING + 1..self.places.townships.len()).collect();
        let town = self.places.town;
        order.sort_by_key(|index| apart(columns, self.places.townships[*index], town));
        for index in order {
            self.join(self.places.townships[index], town, RoadClass::Primary, false);
        }
        self.join(self.places.townships[YUNLING], town, RoadClass::Primary, true);
    }

    /// A road from every village to the first road that it meets, the nearer to its seat first.
    fn feeders(&mut self) {
        let places = self.places;
        let columns = self.scale.columns;
        let seat = |village: &(u32, Option<usize>)| {
            apart(
                columns,
                village.0,
                village.1.map_or(places.town, |index| places.townships[index]),
            )
        };
        let mut order: Vec<&(u32, Option<usize>)> = places.villages.iter().collect();
        order.sort_by_key(|village| (seat(village), village.0));
        for village in order {
            self.feed(village.0, RoadClass::Secondary);
        }
    }

    /// Direct roads between neighbours.
    fn rings(&mut self, pairs: &[(u32, u32)], class: RoadClass) {
        for &(from, to) in pairs {
            let realm = |cell: u32| usize::from(self.places.realm[cell as usize]);
            if realm(from) != YUNLING && realm(to) != YUNLING {
                self.join(from, to, class, false);
            }
        }
    }
}

/// Square of the distance between cells.
fn apart(columns: usize, first: u32, second: u32) -> usize {
    let dx = (first as usize % columns).abs_diff(second as usize % columns);
    let dy = (first as usize / columns).abs_diff(second as usize / columns);
    dx * dx + dy * dy
}

/// Every township with its two nearest others.
fn township_pairs(scale: &Scale, places: &Places) -> Vec<(u32, u32)> {
    let mut pairs = std::collections::BTreeSet::new();
    for &from in &places.townships {
        let mut others: Vec<u32> =
            places.townships.iter().copied().filter(|other| *other != from).collect();
        others.sort_by_key(|other| (apart(scale.columns, from, *other), *other));
        for &to in others.iter().take(2) {
            pairs.insert((from.min(to), from.max(to)));
        }
    }
    pairs.into_iter().collect()
}

/// Some pairs of neighbouring villages.
fn village_pairs(scale: &Scale, seed: Seed, places: &Places) -> Vec<(u32, u32)> {
    let reach = 1.8 * math::sqrt(scale.cells() as f64 / scale.villages as f64);
    let mut pairs = Vec::new();
    for (index, &(from, _)) in places.villages.iter().enumerate() {
        for &(to, _) in &places.villages[index + 1..] {
            if apart(scale.columns, from, to) as f64 > reach * reach {
                continue;
            }
            let both = [Key(u64::from(from.min(to))), Key(u64::from(from.max(to)))];
            let mut draws = seed.draws(Purpose::Generation, Key::born(6, &both, 0));
            if draws.happens(0.22) {
                pairs.push((from.min(to), from.max(to)));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}
