//! The shipped storylines as templates: what `muster new` writes for any county that can carry
//! one. A template is a shipped scenario with its plans; on another map its places are chosen by
//! their `elsewhere`, what speaks of an optional place that the map lacks is left out, and a place
//! that cannot be done without is a problem that says what to add to the map.

mod compass;
mod write;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::base::written::Gone;
use crate::county::choice::ChosenPlace;
use crate::county::estimate::Estimate;
use crate::county::place::County;
use crate::county::posts;
use compass::{Burning, Compass, Turn};
use write::Document;

/// Name that the general plan has in a drill of its own.
const PLAN: &str = "plan";
/// Difference of heights, m, below which a map has no relief.
const RELIEF_M: f32 = 10.0;

/// A storyline that can be written for any county that carries it.
#[derive(Debug, Clone, Copy)]
pub struct Storyline {
    /// How it is named on a command line.
    pub name: &'static str,
    /// The shipped scenario.
    scenario: &'static str,
    /// Name and text of its special plan, if it has one.
    special: Option<(&'static str, &'static str)>,
    /// What of the ground plays in it.
    needs: Needs,
    /// What of it goes by the compass.
    compass: Compass,
}

/// What a map must have for nature to play on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Needs {
    /// Nothing.
    Nothing,
    /// Relief: fire runs uphill.
    Relief,
    /// Relief and rivers: water plays in it.
    Rivers,
}

/// A file under `scenarios/`.
macro_rules! shipped {
    ($path:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/", $path))
    };
}

/// The general plan that all storylines share.
const GENERAL: &str = shipped!("plans/qingshan.ron");

/// The catalogue, whole: name and text of each file.
const CATALOGUE: &[(&str, &str)] = &[
    ("chemical.ron", shipped!("catalogue/chemical.ron")),
    ("earthquake.ron", shipped!("catalogue/earthquake.ron")),
    ("flood.ron", shipped!("catalogue/flood.ron")),
    ("food-safety.ron", shipped!("catalogue/food-safety.ron")),
    ("forest-fire.ron", shipped!("catalogue/forest-fire.ron")),
    ("gas.ron", shipped!("catalogue/gas.ron")),
    ("ordinary.ron", shipped!("catalogue/ordinary.ron")),
    ("security.ron", shipped!("catalogue/security.ron")),
];

/// Every storyline that is a template.
pub const STORYLINES: &[Storyline] = &[
    Storyline {
        name: "flash-flood",
        scenario: shipped!("2026-q2-flash-flood/scenario.ron"),
        special: None,
        needs: Needs::Rivers,
        compass: Compass::Still,
    },
    Storyline {
        name: "gas-explosion",
        scenario: shipped!("2026-q3-gas-explosion/scenario.ron"),
        special: Some(("gas", shipped!("plans/qingshan-gas.ron"))),
        needs: Needs::Nothing,
        compass: Compass::Still,
    },
    Storyline {
        name: "release",
        scenario: shipped!("2026-q1-chlorine-release/scenario.ron"),
        special: Some(("chemical", shipped!("plans/qingshan-chemical.ron"))),
        needs: Needs::Nothing,
        compass: Compass::Turned(Turn { from: "plant", to: "school", degrees: 270.0 }),
    },
    Storyline {
        name: "forest-fire",
        scenario: shipped!("2026-q2-forest-fire/scenario.ron"),
        special: Some(("forest-fire", shipped!("plans/qingshan-forest-fire.ron"))),
        needs: Needs::Relief,
        compass: Compass::Burning(Burning {
            fire: "fire",
            head: "head",
            run: "run",
            exposed: &["head", "flank", "run"],
            sides: &[
                ("right-flank", "left-flank"),
                ("right flank", "left flank"),
                ("右翼", "左翼"),
                ("veering", "backing"),
            ],
        }),
    },
    Storyline {
        name: "earthquake",
        scenario: shipped!("2026-q3-night-earthquake/scenario.ron"),
        special: Some(("earthquake", shipped!("plans/qingshan-earthquake.ron"))),
        needs: Needs::Nothing,
        compass: Compass::Still,
    },
    Storyline {
        name: "bus-station",
        scenario: shipped!("2026-q4-bus-station/scenario.ron"),
        special: Some(("security", shipped!("plans/qingshan-security.ron"))),
        needs: Needs::Nothing,
        compass: Compass::Still,
    },
    Storyline {
        name: "food-poisoning",
        scenario: shipped!("2026-q4-school-food-poisoning/scenario.ron"),
        special: Some(("food-safety", shipped!("plans/qingshan-food-safety.ron"))),
        needs: Needs::Nothing,
        compass: Compass::Still,
    },
];

/// A drill for a county, ready to be edited.
#[derive(Debug, Clone, PartialEq)]
pub struct Skeleton {
    /// Scenario, plans and catalogue by the names that they have in the drill's folder.
    pub files: BTreeMap<String, String>,
    /// The county with the posts and stations that were proposed for it.
    pub county: County,
    /// What was proposed.
    pub proposed: Vec<Estimate>,
    /// What the places came to, the plans' first.
    pub places: Vec<ChosenPlace>,
    /// Local names of optional places that the map does not have.
    pub absent: Vec<String>,
}

/// The drill of a storyline over a county; `map` names the map in problems.
///
/// # Errors
/// All that the map lacks, each with what to add.
///
/// # Panics
/// When a shipped template cannot be read.
pub fn skeleton(storyline: &Storyline, county: &County, map: &str) -> Result<Skeleton, Problems> {
    let (county, proposed) = posts::propose(county);
    let mut problems = Problems::default();
    problems.0.extend(lacks(storyline.needs, &county, map));
    let special = storyline.special.map(|(name, source)| Document::special(name, source));
    let mut plans: Vec<Document> =
        std::iter::once(Document::general(GENERAL)).chain(special).collect();
    let mut scenario = [Document::scenario(storyline.scenario)];
    let mut gone = Gone::default();
    // The plans share their places; the scenario has its own.
    let mut places = Vec::new();
    for documents in [plans.as_mut_slice(), &mut scenario] {
        places.extend(write::choose(documents, &county, map, (&mut gone, &mut problems)));
    }
    if problems.has_errors() {
        return Err(problems);
    }
    let special_names: Vec<&str> = storyline.special.iter().map(|(name, _)| *name).collect();
    let mut files: BTreeMap<String, String> = CATALOGUE
        .iter()
        .map(|(name, source)| (format!("catalogue/{name}"), (*source).to_owned()))
        .collect();
    let documents = || plans.iter().chain(&scenario);
    let name = format!("{}-{}", county.name, storyline.name);
    let mut texts: Vec<String> = documents()
        .map(|document| document.text(&county, (storyline, &name), &special_names, &gone))
        .collect();
    // What is left out of one document may be referred to in another.
    loop {
        let before = gone.names.len();
        for text in &mut texts {
            *text = crate::base::written::leave_out(text, &mut gone);
        }
        if gone.names.len() == before {
            break;
        }
    }
    files.extend(documents().map(Document::path).zip(texts));
    let absent = gone.places.into_iter().collect();
    Ok(Skeleton { files, county, proposed, places, absent })
}

/// What a map lacks of what nature plays on.
fn lacks(needs: Needs, county: &County, map: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let heights = &county.terrain.elevation_m.values;
    let lowest = heights.iter().copied().fold(f32::INFINITY, f32::min);
    let highest = heights.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let place = || Place::path(map, "");
    if needs >= Needs::Relief && highest - lowest < RELIEF_M {
        let expected = Text::new("有高程的地形", "terrain with elevation");
        let hint =
            Text::new("导入地图时用 --dem 提供高程数据", "import the map with elevation (--dem)");
        problems.push(Problem::error(place(), "-", expected).hint(hint));
    }
    if needs == Needs::Rivers && county.reaches.is_empty() {
        let expected = Text::new("至少一条河流", "at least one river");
        let hint = Text::new(
            "在地图中补充河流；导入时提供高程，可由地形推算",
            "add rivers to the map; with elevation the import can find them from the ground",
        );
        problems.push(Problem::error(place(), "-", expected).hint(hint));
    }
    problems
}
