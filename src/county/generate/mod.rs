//! Generates plausible counties from a seed: relief cut by rivers, a reservoir, settlements, roads
//! that follow the ground, people and facilities. Bytes and files are not its business.
//!
//! 1. `relief` raises mountains and lets rivers cut them; `rivers` finds the channels, builds the
//!    dam and parts the rivers into reaches.
//! 2. `places` chooses where people settle; `ways` and `roads` join the places over the ground.
//! 3. `streets` and `lanes` fill the settlements; `weave` holds all of it as points and edges, and
//!    `network` makes junctions and roads of them.
//! 4. `people`, `facilities`, `areas` and `cover` say what is there.
//!
//! Storylines refer to places by role, so some names are given by role in every county: the upper
//! township on the main river is Shimen, the one below the town is Xiahe, with Hewan across the
//! river from it, and Yunling is at the end of a single road.

mod areas;
mod bridges;
mod cover;
mod facilities;
mod finder;
mod lanes;
mod names;
mod network;
mod noise;
mod people;
mod places;
mod relief;
mod rivers;
mod roads;
mod scale;
mod site;
mod streets;
#[cfg(test)]
mod tests;
mod ways;
mod weave;

use crate::base::chance::Seed;
use crate::base::grid::Grid;
use crate::base::text::Text;
use crate::county::derive::{Parts, complete};
use crate::county::drainage::drain;
use crate::county::place::County;

/// Fewest junctions of a generated county.
pub const JUNCTIONS_MIN: u32 = 500;
/// Most junctions of a generated county.
pub const JUNCTIONS_MAX: u32 = 200_000;

/// What to generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Seed of everything in it.
    pub seed: u64,
    /// Junctions (where other than two roads meet) that it has at least;
    /// [`JUNCTIONS_MIN`] to [`JUNCTIONS_MAX`].
    pub junctions: u32,
}

impl Settings {
    /// The shipped county, Qingshan, before it was edited by hand.
    pub const QINGSHAN: Self = Self { seed: 3, junctions: 20_000 };

    /// The smallest county: for tests.
    pub const fn small(seed: u64) -> Self {
        Self { seed, junctions: JUNCTIONS_MIN }
    }
}

/// Generates a county. The same settings give the same county everywhere.
///
/// # Panics
/// When the number of junctions is outside its limits, which callers check.
pub fn generate(settings: &Settings) -> County {
    let range = JUNCTIONS_MIN..=JUNCTIONS_MAX;
    assert!(range.contains(&settings.junctions), "callers check the number of junctions");
    let seed = Seed(settings.seed);
    let scale = scale::Scale::of(settings.junctions);
    let mut relief = relief::raise(&scale, seed);
    let waters = rivers::trace(&scale, &mut relief);
    round(&mut relief.elevation_m);
    let ground = &relief.elevation_m;
    let places = places::settle(&scale, seed, ground, &waters);
    let spot = site::Spot::new(&scale, seed);
    let mut namer = names::Namer::new(seed);
    let reaches = rivers::reaches(&waters, ground, &spot, &mut namer);
    let (reach, _) = drain(ground, &reaches);

    let laid = roads::lay(
        &scale,
        seed,
        &ways::Ground::new(&scale, seed, ground, &waters),
        &waters,
        &places,
    );
    let mut weave = weave::Weave::new(&scale);
    let (mut quarters, ground_of) = streets::mark_out(&scale, seed, ground, &waters, &places);
    let arrivals = weave::unroll(&mut weave, &laid.ways, &waters, &spot, &ground_of);
    for quarter in &mut quarters {
        streets::pave(&mut weave, seed, quarter, &waters, &ground_of);
    }
    streets::receive(&mut weave, &waters, &quarters, &arrivals);
    lanes::grow(&mut weave, &scale, seed, ground, &waters, &places);
    let mut network = network::finish(&weave, ground, &waters);

    let finder = finder::Finder::new(&network);
    let peopled = people::people(&scale, seed, &places, &quarters[0], &finder, &weave, &mut namer);
    let site = facilities::Site {
        scale: &scale,
        seed,
        peopled: &peopled,
        waters: &waters,
        reach: &reach,
        laid: &laid,
        finder: &finder,
        weave: &weave,
    };
    let mut facilities = facilities::facilities(&site);
    let areas = areas::areas(&site, &mut facilities, &reaches);
    let cover = cover::cover(&scale, seed, ground, &waters, &places, &ground_of);
    drop(finder);
    let road_names = bridges::name(&mut network, &peopled, &weave);
    complete(Parts {
        name: "qingshan".to_owned(),
        title: Text::new("青山县", "Qingshan County"),
        source: source(settings),
        frame: None,
        estimates: Vec::new(),
        nodes: network.nodes,
        roads: network.roads,
        turns: Vec::new(),
        traffic: None,
        road_names,
        zones: peopled.zones,
        facilities,
        areas,
        reaches,
        waters: Vec::new(),
        elevation_m: relief.elevation_m,
        cover,
    })
}

/// Rounds elevations to a decimetre, so that a map file holds them exactly.
fn round(ground: &mut Grid<f32>) {
    for value in &mut ground.values {
        *value = (*value * 10.0).round() / 10.0;
    }
}

/// Where the data come from.
fn source(settings: &Settings) -> Text {
    let (seed, junctions) = (settings.seed, settings.junctions);
    Text::new(
        format!("虚构县域:由 muster 按随机种子 {seed}、{junctions} 个路口生成;MIT 或 Apache-2.0"),
        format!(
            "Fictional: generated by muster from seed {seed} with {junctions} junctions; \
             MIT OR Apache-2.0"
        ),
    )
}
