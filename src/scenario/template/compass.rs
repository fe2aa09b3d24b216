//! What of a template goes by the compass, turned to where the places of another map lie: the wind,
//! where a fire breaks out and the sectors in which it is held. Where the places lie the other way
//! round, right and left change sides.

use std::ops::Range;

use crate::base::math;
use crate::base::written;
use crate::county::choice::{ChosenPlace, Thing};
use crate::county::place::{County, Cover};
use crate::scenario::file::{ScenarioFile, SectorFile, WildfireFile};
use crate::vocabulary::fact::FactKind;

/// What of a storyline goes by the compass.
#[derive(Debug, Clone, Copy)]
pub(super) enum Compass {
    /// Nothing.
    Still,
    /// Every wind, turned by as much as a bearing differs.
    Turned(Turn),
    /// A wildfire.
    Burning(Burning),
}

/// The bearing that the directions of a template are written for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    /// Place from which it is taken.
    pub(super) from: &'static str,
    /// Place that it leads to.
    pub(super) to: &'static str,
    /// Degrees clockwise from north.
    pub(super) degrees: f64,
}

/// A fire that a first wind drives towards one settlement and a second towards another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Burning {
    /// Place by which it breaks out.
    pub(super) fire: &'static str,
    /// Place that the first wind drives it towards.
    pub(super) head: &'static str,
    /// Place that the second drives it towards, and happening whose sector lies there.
    pub(super) run: &'static str,
    /// Places whose people are exposed, however far they are.
    pub(super) exposed: &'static [&'static str],
    /// Words that change places where the wind turns to the left instead of to the right.
    pub(super) sides: &'static [(&'static str, &'static str)],
}

/// Part of the way from the settlement to that at the head at which fire breaks out at most, as on
/// the shipped map.
const OUTBREAK_PART: f64 = 0.46;
/// Kilometres around the settlement within which it breaks out: those in which the storyline looks
/// for forest.
const FOREST_KM: f64 = 4.0;
/// Metres beyond the farthest settlement of the storyline that are still followed.
const MARGIN_M: f64 = 500.0;
/// Degrees that a wind may be off the middle of the eighth that texts name it by.
const EIGHTH_HALF: f64 = 22.0;

/// What is written instead on another map.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Parts of the document.
    pub(super) changes: Vec<(Range<usize>, String)>,
    /// Words that change places.
    pub(super) sides: &'static [(&'static str, &'static str)],
}

impl Written {
    /// The text with the words of both sides in each other's place.
    pub(super) fn with_sides(&self, text: String) -> String {
        self.sides.iter().fold(text, |text, (one, other)| {
            let parts: Vec<String> = text.split(one).map(|part| part.replace(other, one)).collect();
            parts.join(other)
        })
    }
}

/// What a scenario's document says by the compass, for the places that were chosen on a map.
pub(super) fn turned(
    compass: Compass,
    source: &str,
    chosen: &[ChosenPlace],
    county: &County,
) -> Written {
    let find = |name: &str| chosen.iter().find(|place| place.name == name).map(|it| it.thing);
    match compass {
        Compass::Still => Written::default(),
        Compass::Turned(turn) => find(turn.from)
            .zip(find(turn.to))
            .map(|(from, to)| winds(source, from.bearing_degrees(county, to) - turn.degrees))
            .unwrap_or_default(),
        Compass::Burning(burning) => {
            let places = [burning.fire, burning.head, burning.run].map(find);
            let [Some(fire), Some(head), Some(run)] = places else { return Written::default() };
            let exposed = burning.exposed.iter().filter_map(|name| find(name)).collect();
            Fire { source, county, fire, head, run, exposed }.written(burning)
        }
    }
}

/// Every wind, turned by so many degrees.
fn winds(source: &str, turn_degrees: f64) -> Written {
    let file = shipped(source);
    let spells = file.wind.iter().flat_map(|wind| wind.spells.iter().enumerate());
    let changes = spells.filter_map(|(index, spell)| {
        let span = written::span(source, &format!("wind.spells[{index}].from_degrees"))?;
        Some((span, degrees(spell.from_degrees + turn_degrees.round())))
    });
    Written { changes: changes.collect(), sides: &[] }
}

fn shipped(source: &str) -> ScenarioFile {
    match written::parse(super::PLAN, source) {
        Ok(file) => file,
        Err(problems) => panic!("a shipped template: {problems}"),
    }
}

fn degrees(value: f64) -> String {
    format!("{:.1}", value.rem_euclid(360.0))
}

/// Where the fire of a template burns on another map.
struct Fire<'a> {
    source: &'a str,
    county: &'a County,
    fire: Thing,
    head: Thing,
    run: Thing,
    exposed: Vec<Thing>,
}

impl Fire<'_> {
    fn written(&self, burning: Burning) -> Written {
        let file = shipped(self.source);
        let (Some(wind), Some(wildfire)) = (&file.wind, &file.wildfire) else {
            return Written::default();
        };
        let before = [0, 1].map(|spell: usize| wind.spells[spell].from_degrees);
        let outbreak_m = self.outbreak_m(wildfire);
        let now = [self.head, self.run].map(|to| self.wind_from(outbreak_m, to));
        let mut written = Written::default();
        let mut change = |path: String, text: String| {
            written.changes.extend(written::span(self.source, &path).map(|span| (span, text)));
        };
        for (spell, from) in now.iter().enumerate() {
            change(format!("wind.spells[{spell}].from_degrees"), degrees(*from));
        }
        // What is told of the wind, true or not, is told of one of the two.
        for (index, inject) in file.injects.iter().enumerate() {
            let Some(tells) = &inject.tells else { continue };
            let spell = before.iter().position(|from| *from == tells.value as f64);
            if let (FactKind::WindDirection, Some(spell)) = (tells.fact, spell) {
                let from = now[spell].rem_euclid(360.0).round();
                change(format!("injects[{index}].tells.value"), format!("{from}"));
            }
        }
        let fire_m = self.fire.place_m(self.county);
        let [east_km, north_km] = [outbreak_m.0 - fire_m.0, outbreak_m.1 - fire_m.1].map(in_km);
        change("wildfire.offset_km".into(), format!("({east_km}, {north_km})"));
        let within_km = wildfire.exposed.within_km.max(self.exposed_km(outbreak_m));
        change("wildfire.exposed.within_km".into(), format!("{within_km:.1}"));
        let is_left = |winds: [f64; 2]| (winds[1] - winds[0]).rem_euclid(360.0) >= 180.0;
        let mirrored = is_left(now) != is_left(before);
        for (index, sector) in wildfire.sectors.iter().enumerate() {
            let spell = usize::from(sector.happening == burning.run);
            let ends = turned_sector(sector, (before[spell], now[spell]), mirrored);
            for (end, value) in ["from_degrees", "to_degrees"].iter().zip(ends) {
                change(format!("wildfire.sectors[{index}].{end}"), degrees(value));
            }
        }
        written.sides = if mirrored { burning.sides } else { &[] };
        written
    }

    /// Where it breaks out, m east and north of the map's origin: in the forest nearest to the way
    /// from the settlement to that at the head, as far from it as in the template, or less where
    /// the two are near.
    fn outbreak_m(&self, wildfire: &WildfireFile) -> (f64, f64) {
        let [fire, head] = [self.fire, self.head].map(|thing| thing.place_m(self.county));
        let (east_km, north_km) = wildfire.offset_km;
        let as_written_m = 1_000.0 * math::hypot(east_km, north_km);
        let way_m = math::hypot(head.0 - fire.0, head.1 - fire.1).max(1.0);
        let part = (as_written_m / way_m).min(OUTBREAK_PART);
        let wanted = (fire.0 + part * (head.0 - fire.0), fire.1 + part * (head.1 - fire.1));
        let cover = &self.county.terrain.cover;
        let near = cover.cells_within(fire.0, fire.1, 1_000.0 * FOREST_KM);
        let forest =
            near.into_iter().filter(|(column, row)| cover.at(*column, *row) == Cover::Forest);
        let centres = forest.map(|(column, row)| cover.centre(column, row));
        let apart = |at: &(f64, f64)| math::hypot(at.0 - wanted.0, at.1 - wanted.1);
        centres.min_by(|one, other| apart(one).total_cmp(&apart(other))).unwrap_or(fire)
    }

    /// Where a wind blows from that drives the fire towards a settlement, degrees: within the
    /// eighth that texts name it by, which is that of the fire's settlement seen from there.
    fn wind_from(&self, outbreak_m: (f64, f64), to: Thing) -> f64 {
        let at = to.place_m(self.county);
        let from = math::atan2(outbreak_m.0 - at.0, outbreak_m.1 - at.1).to_degrees();
        let said = 45.0 * (to.bearing_degrees(self.county, self.fire) / 45.0).round();
        let off = (from - said + 180.0).rem_euclid(360.0) - 180.0;
        said + off.clamp(-EIGHTH_HALF, EIGHTH_HALF)
    }

    /// How far from where it breaks out people are exposed at least, km.
    fn exposed_km(&self, outbreak_m: (f64, f64)) -> f64 {
        let apart_m = |thing: &Thing| {
            let at = thing.place_m(self.county);
            math::hypot(at.0 - outbreak_m.0, at.1 - outbreak_m.1)
        };
        let farthest_m = self.exposed.iter().map(apart_m).fold(0.0, f64::max);
        (farthest_m + MARGIN_M) / 1_000.0
    }
}

fn in_km(metres: f64) -> f64 {
    metres.round() / 1_000.0
}

/// Where a sector begins and ends when the wind, which blew from the first direction, blows from
/// the second: turned with it, and mirrored about it where the places lie the other way round.
fn turned_sector(sector: &SectorFile, (before, now): (f64, f64), mirrored: bool) -> [f64; 2] {
    let ends = [sector.from_degrees, sector.to_degrees].map(|end| end - before);
    let [from, to] = if mirrored { [-ends[1], -ends[0]] } else { ends };
    [from + now, to + now]
}

#[cfg(test)]
mod tests {
    use super::super::{STORYLINES, skeleton};
    use super::*;
    use crate::county::generate::{Settings, generate};

    /// Whether a direction lies clockwise of another.
    fn is_right(of: f64, degrees: f64) -> bool {
        (degrees - of).rem_euclid(360.0) < 180.0
    }

    #[test]
    fn both_sides_of_a_text_change_places() {
        let sides = &[("right-flank", "left-flank"), ("右翼", "左翼")];
        let written = Written { changes: Vec::new(), sides };
        let text = "right-flank, left-flank, 左翼；右翼".to_owned();
        assert_eq!(written.with_sides(text), "left-flank, right-flank, 右翼；左翼");
    }

    #[test]
    fn a_sector_turns_with_the_wind_and_is_mirrored_about_it() {
        let sector = SectorFile {
            happening: "head".into(),
            task: "hold".into(),
            from_degrees: 80.0,
            to_degrees: 200.0,
        };
        assert_eq!(turned_sector(&sector, (225.0, 235.0), false), [90.0, 210.0]);
        // It began 35 degrees clockwise of where the wind goes, and ends as far against the clock.
        let [from, to] = turned_sector(&sector, (225.0, 225.0), true);
        assert_eq!([from, to].map(|end| end.rem_euclid(360.0)), [250.0, 10.0]);
    }

    #[test]
    fn a_fire_breaks_out_in_forest_and_winds_drive_it_where_the_texts_say() {
        let storyline = STORYLINES.iter().find(|it| it.name == "forest-fire").unwrap();
        let mut sides = [false; 2];
        for seed in 1..9 {
            let made = skeleton(storyline, &generate(&Settings::small(seed)), "map").unwrap();
            let text = &made.files["scenario.ron"];
            let file: ScenarioFile = written::parse("scenario.ron", text).unwrap();
            let place = |name: &str| {
                made.places.iter().find(|it| it.name == name).unwrap().thing.place_m(&made.county)
            };
            let wildfire = file.wildfire.as_ref().unwrap();
            let (east_km, north_km) = wildfire.offset_km;
            let fire = place("fire");
            let outbreak = (fire.0 + 1_000.0 * east_km, fire.1 + 1_000.0 * north_km);
            let cover = made.county.terrain.cover.sample(outbreak.0, outbreak.1);
            assert_eq!(cover, Some(Cover::Forest));
            let winds = file.wind.as_ref().unwrap().spells.iter().map(|it| it.from_degrees);
            let winds: Vec<f64> = winds.collect();
            let is_left = !is_right(winds[0], winds[1]);
            sides[usize::from(is_left)] = true;
            let (flank, other) = if is_left { ("left", "right") } else { ("right", "left") };
            assert!(text.contains(&format!("the {flank} flank becomes the head")), "{seed}");
            for (side, happening) in [(is_left, flank), (!is_left, other)] {
                let happening = format!("{happening}-flank");
                let mut sectors = wildfire.sectors.iter();
                let sector = sectors.find(|it| it.happening == happening).unwrap();
                let span = (sector.to_degrees - sector.from_degrees).rem_euclid(360.0);
                let middle = sector.from_degrees + span / 2.0;
                assert_eq!(is_right(winds[0] + 180.0, middle), !side, "{seed}: {sector:?}");
            }
            // What is told falsely is the wind before it turned.
            let told = file.injects.iter().filter_map(|inject| inject.tells.as_ref());
            let mut told = told.filter(|it| it.fact == FactKind::WindDirection);
            assert!(told.all(|it| (it.value as f64 - winds[0]).abs() <= 0.5), "{seed}");
            for name in ["head", "flank", "run"] {
                let at = place(name);
                let km = math::hypot(at.0 - outbreak.0, at.1 - outbreak.1) / 1_000.0;
                assert!(km < wildfire.exposed.within_km, "{seed}: {name}");
            }
        }
        assert_eq!(sides, [true; 2], "both ways round occur");
    }
}
