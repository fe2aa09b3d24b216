//! Which ways of a source can be driven, by what, how fast and in which direction: data that a
//! planner can write. The same rules serve the import, which makes roads of ways, and a question
//! about routes on a map that was imported, which keeps the tags of its ways.

use serde::Deserialize;

use super::source::Tags;
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::base::written;
use crate::county::network::{RoadClass, Structure};
use crate::vocabulary::profile::{Profile, ProfileSet};

/// The rules that are built in, each file a family: its first member and variants of it.
const BUILT_IN: [(&str, &str); 2] = [
    ("standard.ron", include_str!("rules/standard.ron")),
    ("reference-1.ron", include_str!("rules/reference-1.ron")),
];

/// The name of the rules by which a map is imported unless others are named.
pub const STANDARD: &str = "standard";

/// Fastest speed that is believed of a sign, km/h.
const SIGNED_MAX_KM_H: f64 = 150.0;
/// Kilometres in a mile.
const MILE_KM: f64 = 1.609344;

/// Rules of one name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoadRules {
    /// Written name.
    pub name: String,
    /// What they are called.
    pub title: Text,
    /// Roads by the value of `highway`; what is in none of them is no road.
    roads: Vec<RoadRule>,
    /// Whether areas (`area=yes`) are roads.
    areas: bool,
    access: Access,
    one_way: OneWay,
    max_speed: MaxSpeed,
    turns: Turns,
    /// What vehicles need of a road that limits height or weight.
    #[serde(default)]
    vehicles: Vec<Vehicle>,
    /// The same rules with another treatment of signed speeds.
    #[serde(default)]
    variants: Vec<Variant>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoadRule {
    highway: Vec<String>,
    class: RoadClass,
    speed_km_h: u8,
    width_dm: u16,
    /// Profiles that never pass; aircraft never do.
    #[serde(default)]
    except: Vec<Profile>,
}

/// The first of `keys` that has a value decides; `opened_by` overrules it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Access {
    keys: Vec<String>,
    closed: Vec<String>,
    #[serde(default)]
    opened_by: Vec<(String, Vec<String>)>,
}

/// `oneway` decides where it has a value, and any value in neither list means both ways; where it
/// has none, what is `implied` is driven forward.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneWay {
    forward: Vec<String>,
    backward: Vec<String>,
    implied: Vec<(String, String)>,
}

/// What a signed speed is to the speed of the class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum MaxSpeed {
    Ignored,
    Replaces,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Turns {
    Ignored,
    Obeyed,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vehicle {
    profile: Profile,
    height_dm: u32,
    weight_t: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    name: String,
    title: Text,
    max_speed: MaxSpeed,
}

/// In which direction of its vertices a way is driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driven {
    /// Both ways.
    BothWays,
    /// From its first vertex to its last only.
    Forward,
    /// From its last vertex to its first only.
    Backward,
}

/// What the rules make of a way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// Class.
    pub class: RoadClass,
    /// Free speed in km/h.
    pub speed_km_h: f64,
    /// Width of the carriageway in decimetres.
    pub width_dm: u16,
    /// Profiles that can use it in ordinary times.
    pub passable: ProfileSet,
    /// In which direction.
    pub driven: Driven,
    /// What it runs on.
    pub structure: Structure,
}

/// Names of the rules that are built in.
pub fn built_in_names() -> Vec<String> {
    families().iter().flat_map(|rules| rules.names().map(str::to_owned)).collect()
}

/// The built-in rules of that name.
pub fn built_in(name: &str) -> Option<RoadRules> {
    families().into_iter().find_map(|rules| rules.named(name))
}

fn families() -> Vec<RoadRules> {
    let read = |(file, source): &(&str, &str)| {
        parse(file, source).unwrap_or_else(|problems| panic!("{problems}"))
    };
    BUILT_IN.iter().map(read).collect()
}

/// Rules that a person wrote.
///
/// # Errors
/// Every problem, with its place.
pub fn parse(file: &str, source: &str) -> Result<RoadRules, Problems> {
    let rules: RoadRules = written::parse(file, source)?;
    let mut problems = Problems::default();
    for (index, road) in rules.roads.iter().enumerate() {
        let ranges = [
            ("speed_km_h", u64::from(road.speed_km_h), 1, 150),
            ("width_dm", u64::from(road.width_dm), 1, 1_000),
        ];
        for (field, found, low, high) in ranges {
            if !(low..=high).contains(&found) {
                let place = Place::path(file, format!("roads[{index}].{field}"));
                let expected = Text::new(format!("{low} 至 {high}"), format!("{low} to {high}"));
                problems.push(Problem::error(place, found.to_string(), expected));
            }
        }
    }
    if rules.roads.is_empty() {
        let expected = Text::new("至少一类道路", "at least one kind of road");
        problems.push(Problem::error(Place::path(file, "roads"), "[]", expected));
    }
    if problems.has_errors() {
        written::place_all(&mut problems, &[(file, source)].into());
        return Err(problems);
    }
    Ok(rules)
}

impl RoadRules {
    /// Names under which these rules and their variants go.
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.name).chain(self.variants.iter().map(|variant| &*variant.name))
    }

    /// These rules, or the variant of them of that name.
    pub fn named(mut self, name: &str) -> Option<Self> {
        if self.name == name {
            return Some(self);
        }
        let place = self.variants.iter().position(|variant| variant.name == name)?;
        let Variant { name, title, max_speed } = self.variants.swap_remove(place);
        Some(Self { name, title, max_speed, variants: Vec::new(), ..self })
    }

    /// Whether forbidden turns are kept to.
    pub fn obeys_turns(&self) -> bool {
        self.turns == Turns::Obeyed
    }

    /// What the rules make of a way with these tags; none where it cannot be driven.
    pub fn judge(&self, tags: &Tags) -> Option<Verdict> {
        let highway = tags.get("highway")?;
        let is_it = |rule: &&RoadRule| rule.highway.iter().any(|value| value == highway);
        let rule = self.roads.iter().find(is_it)?;
        if (!self.areas && tags.is("area", "yes")) || !self.access.is_open(tags) {
            return None;
        }
        let signed = match self.max_speed {
            MaxSpeed::Ignored => None,
            MaxSpeed::Replaces => tags.get("maxspeed").and_then(signed_km_h),
        };
        let width_m = tags.get("width").and_then(metres).filter(|width| *width >= 1.0);
        Some(Verdict {
            class: rule.class,
            speed_km_h: signed.unwrap_or_else(|| f64::from(rule.speed_km_h)),
            width_dm: width_m.map_or(rule.width_dm, |width| (width * 10.0).min(1_000.0) as u16),
            passable: self.passable(rule, tags),
            driven: self.one_way.of(tags),
            structure: structure(tags),
        })
    }

    fn passable(&self, rule: &RoadRule, tags: &Tags) -> ProfileSet {
        let mut passable = ProfileSet::ALL.without(Profile::Air);
        for profile in &rule.except {
            passable = passable.without(*profile);
        }
        let height_dm = tags.get("maxheight").and_then(metres).map(|metres| metres * 10.0);
        let weight_t = tags.get("maxweight").and_then(tonnes);
        for vehicle in &self.vehicles {
            let is_too_high = height_dm.is_some_and(|limit| f64::from(vehicle.height_dm) > limit);
            let is_too_heavy = weight_t.is_some_and(|limit| vehicle.weight_t > limit);
            if is_too_high || is_too_heavy {
                passable = passable.without(vehicle.profile);
            }
        }
        if structure(tags) == Structure::Ford {
            passable = passable.without(Profile::Road);
        }
        passable
    }
}

impl Access {
    fn is_open(&self, tags: &Tags) -> bool {
        let mut values = self.keys.iter().filter_map(|key| tags.get(key));
        let decides = values.find(|value| !value.is_empty());
        let is_closed = decides.is_some_and(|value| self.closed.iter().any(|it| it == value));
        let opens = |(key, values): &(String, Vec<String>)| {
            tags.get(key).is_some_and(|value| values.iter().any(|it| it == value))
        };
        !is_closed || self.opened_by.iter().any(opens)
    }
}

impl OneWay {
    fn of(&self, tags: &Tags) -> Driven {
        let has = |values: &[String], value: &str| values.iter().any(|it| it == value);
        match tags.get("oneway") {
            Some(value) if has(&self.forward, value) => Driven::Forward,
            Some(value) if has(&self.backward, value) => Driven::Backward,
            Some(_) => Driven::BothWays,
            None if self.implied.iter().any(|(key, value)| tags.is(key, value)) => Driven::Forward,
            None => Driven::BothWays,
        }
    }
}

/// What a way runs on.
fn structure(tags: &Tags) -> Structure {
    let says = |key: &str| tags.get(key).filter(|value| *value != "no");
    match (says("bridge"), says("tunnel"), says("ford")) {
        (Some(_), _, _) => Structure::Bridge,
        (_, Some("culvert"), _) => Structure::Culvert,
        (_, Some("building_passage"), _) => Structure::None,
        (_, Some(_), _) => Structure::Tunnel,
        (_, _, Some(_)) => Structure::Ford,
        _ => Structure::None,
    }
}

/// A signed speed in km/h: a positive whole number, or one of miles an hour.
fn signed_km_h(value: &str) -> Option<f64> {
    let (number, unit_km_h) = match value.strip_suffix("mph") {
        Some(number) => (number.trim_end(), MILE_KM),
        None => (value, 1.0),
    };
    let number: u32 = number.parse().ok().filter(|number| *number > 0)?;
    Some((f64::from(number) * unit_km_h).min(SIGNED_MAX_KM_H))
}

/// A length in metres: `3.5`, `3.5 m`, `11'6"`.
pub(super) fn metres(value: &str) -> Option<f64> {
    let value = value.trim();
    if let Some((feet, inches)) = value.split_once('\'') {
        let feet: f64 = feet.trim().parse().ok()?;
        let inches = inches.trim().trim_end_matches('"');
        let inches: f64 = if inches.is_empty() { 0.0 } else { inches.parse().ok()? };
        return Some(feet * 0.3048 + inches * 0.0254).filter(|metres| metres.is_finite());
    }
    let number = value.strip_suffix('m').unwrap_or(value).trim_end();
    number.parse().ok().filter(|metres: &f64| metres.is_finite() && *metres > 0.0)
}

/// A weight in tonnes: `7.5`, `7.5 t`.
fn tonnes(value: &str) -> Option<f64> {
    let number = value.trim().strip_suffix('t').unwrap_or(value).trim();
    number.parse().ok().filter(|tonnes: &f64| tonnes.is_finite() && *tonnes > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        Tags(pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect())
    }

    fn judged(rules: &str, pairs: &[(&str, &str)]) -> Option<(f64, Driven)> {
        let verdict = built_in(rules).unwrap().judge(&tags(pairs))?;
        Some((verdict.speed_km_h, verdict.driven))
    }

    #[test]
    fn reference_rules_are_those_that_were_published() {
        let of = |pairs: &[(&str, &str)]| judged("reference-1", pairs);
        assert_eq!(of(&[("highway", "motorway")]), Some((110.0, Driven::Forward)));
        assert_eq!(of(&[("highway", "track"), ("oneway", "-1")]), Some((15.0, Driven::Backward)));
        let roundabout = [("highway", "primary"), ("junction", "roundabout"), ("oneway", "no")];
        assert_eq!(of(&roundabout), Some((70.0, Driven::BothWays)));
        assert_eq!(of(&[("highway", "footway")]), None);
        assert_eq!(of(&[("highway", "service"), ("area", "yes")]), None);
        // The first key that is present and not empty decides.
        let access = |vehicle, access| {
            of(&[("highway", "road"), ("access", access), ("motor_vehicle", vehicle)]).is_some()
        };
        assert!(access("yes", "private") && !access("", "private") && !access("no", "yes"));
        let speeds = [("50", 50.0), ("30 mph", 48.28032), ("30mph", 48.28032), ("walk", 30.0)];
        for (signed, km_h) in speeds {
            let pairs = [("highway", "residential"), ("maxspeed", signed)];
            assert_eq!(judged("reference-1-maxspeed", &pairs).unwrap().0, km_h);
            assert_eq!(judged("reference-1", &pairs).unwrap().0, 30.0);
        }
    }

    #[test]
    fn responders_use_private_ways_that_no_sign_closes() {
        let of = |pairs: &[(&str, &str)]| judged("standard", pairs).is_some();
        assert!(of(&[("highway", "service"), ("access", "private")]));
        assert!(!of(&[("highway", "service"), ("access", "no")]));
        assert!(of(&[("highway", "service"), ("access", "no"), ("emergency", "yes")]));
    }

    #[test]
    fn a_low_bridge_stops_engines_and_not_cars() {
        let rules = built_in(STANDARD).unwrap();
        let low = rules.judge(&tags(&[("highway", "primary"), ("maxheight", "3.2 m")])).unwrap();
        assert!(!low.passable.has(Profile::HighClearance) && low.passable.has(Profile::Road));
        let weak = rules.judge(&tags(&[("highway", "primary"), ("maxweight", "3.5 t")])).unwrap();
        assert!(!weak.passable.has(Profile::Road) && weak.passable.has(Profile::OffRoad));
        assert_eq!(metres("11'6\""), Some(11.0 * 0.3048 + 6.0 * 0.0254));
    }

    #[test]
    fn whatever_the_reference_drives_the_standard_keeps() {
        // So that a map imported by the standard rules answers questions by the reference rules.
        let [standard, reference] = [STANDARD, "reference-1"].map(|it| built_in(it).unwrap());
        for road in &reference.roads {
            for access in ["yes", "private", "no", "destination", ""] {
                let tags = tags(&[("highway", &road.highway[0]), ("access", access)]);
                assert!(reference.judge(&tags).is_none() || standard.judge(&tags).is_some());
            }
        }
    }

    #[test]
    fn rules_that_a_person_wrote_are_refused_with_the_place() {
        let source = BUILT_IN[0].1.replacen("speed_km_h: 100", "speed_km_h: 0", 1);
        let said = parse("mine.ron", &source).unwrap_err().to_string();
        assert!(said.contains("roads[0].speed_km_h") && said.contains("mine.ron:"), "{said}");
        let source = BUILT_IN[0].1.replacen("class: trunk", "class: trunck", 1);
        assert!(parse("mine.ron", &source).unwrap_err().to_string().contains("trunk"));
    }
}
