//! What spreads from an incident with the wind: the wind itself, a release, a wildfire, who is
//! exposed.

use super::super::cloud::ReleaseSetting;
use super::super::exposure::{self, Exposure};
use super::super::file::{
    ExposedFile, FuelFile, HappeningFile, ReleaseFile, ScenarioFile, WildfireFile, WindFile,
};
use super::super::fire::{FireSector, WildfireSetting};
use super::super::happening::{Happening, When};
use super::super::wind::WindSetting;
use super::Step;
use super::happening::task;
use crate::base::id::{IncidentKindId, NodeId};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::county::place::{Cover, FacilityKind};
use crate::event_log::event::CasualtyCause;

/// Kilometres within which settlements can be followed.
const WITHIN_KM: std::ops::RangeInclusive<f64> = 0.5..=30.0;
/// People of a place.
const PEOPLE: std::ops::RangeInclusive<u32> = 1..=100_000;
/// Kilometres from the incident to where a fire breaks out, east or north.
const OFFSET_KM: std::ops::RangeInclusive<f64> = -20.0..=20.0;

/// The wind; what its models refuse of it is asked once the drill stands.
pub(super) fn wind(step: &mut Step, file: &WindFile) -> Option<WindSetting> {
    if file.spells.is_empty() {
        step.check.error("wind.spells", "[]", "至少一段风", "at least one spell of wind");
    }
    let mut before = f64::NEG_INFINITY;
    for (index, spell) in file.spells.iter().enumerate() {
        let path = format!("wind.spells[{index}]");
        step.check.within(&format!("{path}.speed_m_s"), spell.speed_m_s, 0.5..=50.0, "m/s");
        step.check.within(&format!("{path}.from_degrees"), spell.from_degrees, 0.0..=360.0, "°");
        let play = step.play.minutes();
        step.check.within(&format!("{path}.at_minutes"), spell.at_minutes, 0.0..=play, "min");
        if spell.at_minutes < before {
            step.check.error(
                &format!("{path}.at_minutes"),
                spell.at_minutes,
                "不早于上一段风",
                "a time not before the spell above it",
            );
        }
        before = spell.at_minutes;
    }
    step.check.within("wind.spread[0]", file.spread.0, 0.0..=90.0, "°");
    step.check.within("wind.spread[1]", file.spread.1, 0.0..=1.0, "");
    step.check.within("wind.spread[2]", file.spread.2, 0.0..=240.0, "min");
    step.check.text("wind.source.text", &file.source.text);
    let station = step.facility("wind.station", &file.station)?;
    let kind = step.county.facilities[station.index()].kind;
    if kind != FacilityKind::RainGauge {
        step.check.error(
            "wind.station",
            format!("\"{}\" ({})", file.station, kind.text().en),
            "雨量站（自动气象站）",
            "a rain gauge, which is an automatic weather station",
        );
    }
    Some(WindSetting { key: Key::written("wind", "wind"), file: file.clone(), station })
}

/// The release; what its models refuse of it is asked once the drill stands.
pub(super) fn release(
    step: &mut Step,
    scenario: &ScenarioFile,
    file: &ReleaseFile,
    happenings: &[Happening],
) -> Option<ReleaseSetting> {
    step.check.within("release.rate_kg_s", file.rate_kg_s, 0.001..=1_000.0, "kg/s");
    step.check.within("release.mass_kg", file.mass_kg, 0.1..=1e7, "kg");
    step.check.within("release.height_m", file.height_m, 0.0..=300.0, "m");
    let contaminated = file.contaminated_percent;
    step.check.within("release.contaminated_percent", contaminated, 0.0..=100.0, "%");
    step.check.text("release.source.text", &file.source.text);
    if scenario.wind.is_none() {
        step.check.error("release", "release", "同时写明风（wind）", "a wind (wind) beside it");
    }
    let exposure = exposure(step, "release", scenario, happenings, CasualtyCause::Poisoning);
    let kind = incident_kind(scenario, step, &file.happening);
    let stopped_by = kind.and_then(|kind| task(step, "release.stopped_by", kind, &file.stopped_by));
    Some(ReleaseSetting { file: file.clone(), exposure: exposure?, stopped_by: stopped_by? })
}

/// Whether a junction lies in a lake or a river.
fn in_water(step: &Step, node: NodeId) -> bool {
    let (node, cover) = (&step.county.network.nodes[node.index()], &step.county.terrain.cover);
    cover.sample(node.x_m, node.y_m) == Some(Cover::Water)
}

/// The wildfire; what its models refuse of it is asked once the drill stands.
pub(super) fn wildfire(
    step: &mut Step,
    scenario: &ScenarioFile,
    file: &WildfireFile,
    happenings: &[Happening],
) -> Option<WildfireSetting> {
    let check = &mut step.check;
    check.within("wildfire.offset_km[0]", file.offset_km.0, OFFSET_KM, "km");
    check.within("wildfire.offset_km[1]", file.offset_km.1, OFFSET_KM, "km");
    check.within("wildfire.temperature_c", file.temperature_c, -40.0..=50.0, "°C");
    check.within("wildfire.humidity_percent", file.humidity_percent, 0.0..=100.0, "%");
    check.text("wildfire.source.text", &file.source.text);
    if scenario.wind.is_none() {
        check.error("wildfire", "wildfire", "同时写明风（wind）", "a wind (wind) beside it");
    }
    if scenario.release.is_some() {
        let expected = ("release 与 wildfire 只写其一", "either a release or a wildfire");
        check.error("wildfire", "release, wildfire", expected.0, expected.1);
        return None;
    }
    fuels(step, &file.fuels);
    let sectors = sectors(step, scenario, file);
    let exposure = exposure(step, "wildfire", scenario, happenings, CasualtyCause::Fire);
    Some(WildfireSetting { file: file.clone(), exposure: exposure?, sectors })
}

/// Fuels: each land cover that can burn at most once.
fn fuels(step: &mut Step, fuels: &[FuelFile]) {
    let check = &mut step.check;
    if fuels.is_empty() {
        check.error("wildfire.fuels", "[]", "至少一种可燃物", "at least one fuel");
    }
    for (index, fuel) in fuels.iter().enumerate() {
        let path = format!("wildfire.fuels[{index}]");
        let repeats = fuels[..index].iter().any(|other| other.cover == fuel.cover);
        let burns = matches!(fuel.cover, Cover::Farmland | Cover::Forest | Cover::Grass);
        if repeats || !burns {
            check.error(
                &format!("{path}.cover"),
                fuel.cover.text().en,
                "未列过的耕地、林地或草灌",
                "farmland, forest, or grass and shrub, each once",
            );
        }
        check.within(&format!("{path}.share_percent"), fuel.share_percent, 1.0..=100.0, "%");
        check.within(&format!("{path}.load_kg_m2"), fuel.load_kg_m2, 0.05..=50.0, "kg/m2");
        check.within(&format!("{path}.height_m"), fuel.height_m, 0.0..=40.0, "m");
    }
}

/// Sectors of the fire's edge that there are at the tier.
fn sectors(step: &mut Step, scenario: &ScenarioFile, file: &WildfireFile) -> Vec<FireSector> {
    let mut sectors = Vec::new();
    for (index, sector) in file.sectors.iter().enumerate() {
        let path = format!("wildfire.sectors[{index}]");
        let (from, to) = (sector.from_degrees, sector.to_degrees);
        step.check.within(&format!("{path}.from_degrees"), from, 0.0..=360.0, "°");
        step.check.within(&format!("{path}.to_degrees"), to, 0.0..=360.0, "°");
        if from == to {
            let expected = ("与起始方向不同的方向", "another direction than where it begins");
            step.check.error(&format!("{path}.to_degrees"), to, expected.0, expected.1);
        }
        if file.sectors[..index].iter().any(|other| other.happening == sector.happening) {
            step.check.error(
                &format!("{path}.happening"),
                format!("\"{}\"", sector.happening),
                "未列过的情节（一处险情对应一个扇区）",
                "a happening that is not listed yet: one incident holds one sector",
            );
        }
        let incident = step.incident(&format!("{path}.happening"), &sector.happening);
        let kind = incident_kind(scenario, step, &sector.happening);
        let task = kind.and_then(|kind| task(step, &format!("{path}.task"), kind, &sector.task));
        let span = (to - from).rem_euclid(360.0);
        if let (Some(incident), Some(held_by)) = (incident, task) {
            sectors.push(FireSector {
                incident,
                held_by,
                from_degrees: from,
                span_degrees: if span == 0.0 { 360.0 } else { span },
            });
        }
    }
    sectors
}

/// The kind of the incident of a happening.
pub(super) fn incident_kind(
    file: &ScenarioFile,
    step: &Step,
    happening: &str,
) -> Option<IncidentKindId> {
    let happening = file.happenings.iter().find(|one| one.name == happening)?;
    let site = happening.incident.as_ref()?;
    step.names.kinds.get(&site.kind).map(IncidentKindId::from_index)
}

/// Who is exposed to what spreads from the happening that `path` names; none where that does not
/// happen at this tier, which is an error for a hazard.
pub(super) fn exposure(
    step: &mut Step,
    path: &str,
    scenario: &ScenarioFile,
    happenings: &[Happening],
    cause: CasualtyCause,
) -> Option<Exposure> {
    let exposure::Written { exposed: file, happening, offset_m } = exposure::of_file(scenario)?;
    step.check.within(&format!("{path}.exposed.within_km"), file.within_km, WITHIN_KM, "km");
    let outdoors = file.outdoors_percent;
    step.check.within(&format!("{path}.exposed.outdoors_percent"), outdoors, 0.0..=100.0, "%");
    for (index, place) in file.places.iter().enumerate() {
        let path = format!("{path}.exposed.places[{index}]");
        step.facility(&format!("{path}.facility"), &place.facility);
        step.check.within(&format!("{path}.people"), place.people, PEOPLE, "");
        if file.places[..index].iter().any(|other| other.facility == place.facility) {
            let found = format!("\"{}\"", place.facility);
            step.check.error(&path, found, "未列过的设施", "a facility that is not listed yet");
        }
    }
    let kind = step.kind(&format!("{path}.exposed.incident"), &file.incident);
    let path = format!("{path}.happening");
    let incident = step.incident(&path, happening);
    let is_there = |one: &HappeningFile| one.name == happening && one.incident.is_some();
    if !scenario.happenings.iter().any(is_there) {
        return None;
    }
    let found = happenings.iter().find(|one| one.name == happening);
    let Some((begins, site)) = found.and_then(|one| match (one.when, &one.site) {
        (When::At(at), Some(site)) if site.roads.is_empty() => Some((at, site)),
        _ => None,
    }) else {
        step.check.error(
            &path,
            format!("\"{happening}\""),
            "各难度均在确定时刻发生、位于村镇或设施的情节",
            "a happening at every tier, at a moment (at-minutes), at a settlement or facility",
        );
        return None;
    };
    if in_water(step, site.node) {
        step.check.error(
            &path,
            format!("\"{happening}\""),
            "不在水面上的地点",
            "a place on land: this one lies in a lake or a river",
        );
    }
    reach(step, &path, file, (site.node, offset_m));
    Some(Exposure {
        incident: incident?,
        node: site.node,
        offset_m,
        begins: begins.max(Time::START),
        first_area: step.areas_of_map,
        outdoors: outdoors / 100.0,
        kind: kind?,
        cause,
    })
}

/// What begins off the map, or where nobody is near enough, is refused; `path` names its happening.
fn reach(step: &mut Step, path: &str, file: &ExposedFile, from: (NodeId, (f64, f64))) {
    let (node, (east_m, north_m)) = from;
    let node = &step.county.network.nodes[node.index()];
    let is_on_map = step.county.terrain.elevation_m.cell_of(node.x_m + east_m, node.y_m + north_m);
    let (east_km, north_km) = (east_m / 1_000.0, north_m / 1_000.0);
    if is_on_map.is_some() && step.areas_of_map == step.county.areas.len() {
        step.check.error(
            &path.replace("happening", "exposed.within_km"),
            file.within_km,
            "足以包含村镇的距离",
            "a distance that settlements lie within: nobody would be exposed",
        );
    }
    // What is too far is refused for that.
    let is_near = OFFSET_KM.contains(&east_km) && OFFSET_KM.contains(&north_km);
    if is_on_map.is_none() && is_near {
        step.check.error(
            &path.replace("happening", "offset_km"),
            format!("({east_km}, {north_km})"),
            "地图范围内的起火点",
            "a place on the map where fire breaks out",
        );
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::super::file::{ExposedPlaceFile, PlaceFile, WhenFile, WindSpellFile};
    use super::super::tests::{Files, check, check_over, earthquake, place};
    use super::*;
    use crate::base::problem::Severity::Error;
    use crate::county::place::County;
    use crate::hazard::release::dispersion::Terrain;
    use crate::hazard::release::stability::Sky;
    use crate::hazard::release::toxic::Gas;
    use crate::hazard::wildfire::rate::Fuel;

    /// A station of the county.
    fn rain_gauge() -> String {
        let mut facilities = place().0.facilities.iter();
        facilities.find(|it| it.kind == FacilityKind::RainGauge).unwrap().name.clone()
    }

    /// Gives the shipped drill a leak at its landslide, with a wind.
    fn leak((scenario, _): &mut Files) {
        let source = scenario.people.source.clone();
        let slide = &mut scenario.happenings[1];
        slide.when = WhenFile::AtMinutes(10.0);
        let site = slide.incident.as_mut().unwrap();
        site.at = PlaceFile::Zone("yunling".into());
        scenario.wind = Some(WindFile {
            spells: vec![WindSpellFile { at_minutes: 0.0, speed_m_s: 2.5, from_degrees: 45.0 }],
            spread: (10.0, 0.1, 5.0),
            sky: Sky::SlightSun,
            station: rain_gauge(),
            source: source.clone(),
        });
        scenario.release = Some(ReleaseFile {
            happening: slide.name.clone(),
            stopped_by: "clear".into(),
            gas: Gas::Chlorine,
            rate_kg_s: 1.0,
            mass_kg: 1_000.0,
            height_m: 1.0,
            terrain: Terrain::Rural,
            contaminated_percent: 0.0,
            exposed: ExposedFile {
                within_km: 8.0,
                outdoors_percent: 30.0,
                places: Vec::new(),
                incident: "people-in-water".into(),
            },
            source,
        });
    }

    #[test]
    fn a_release_is_checked_to_the_last_figure() {
        check(
            |files| {
                leak(files);
                let scenario = &mut files.0;
                let wind = scenario.wind.as_mut().unwrap();
                wind.spells.push(WindSpellFile {
                    at_minutes: -1.0,
                    speed_m_s: 60.0,
                    from_degrees: 400.0,
                });
                wind.station = "county-command".into();
                let release = scenario.release.as_mut().unwrap();
                (release.rate_kg_s, release.height_m) = (0.0, f64::NAN);
                release.stopped_by = "cleer".into();
                release.exposed.within_km = 31.0;
                release.exposed.outdoors_percent = 101.0;
                let school = ExposedPlaceFile { facility: "no-such-school".into(), people: 0 };
                release.exposed.places.push(school);
            },
            &[
                (Error, "wind.spells[1].at_minutes", "from 0 to"),
                (Error, "wind.spells[1].at_minutes", "not before the spell"),
                (Error, "wind.spells[1].speed_m_s", "from 0.5 to 50"),
                (Error, "wind.spells[1].from_degrees", "from 0 to 360"),
                (Error, "wind.station", "a rain gauge"),
                (Error, "release.rate_kg_s", "kg/s"),
                (Error, "release.height_m", "from 0 to 300"),
                // The landslide does not happen to beginners.
                (Error, "release.happening", "at every tier"),
                (Error, "release.stopped_by", "a task of that incident"),
                (Error, "release.exposed.within_km", "from 0.5 to 30"),
                (Error, "release.exposed.outdoors_percent", "from 0 to 100"),
                (Error, "release.exposed.places[0].facility", "the name of a facility"),
                (Error, "release.exposed.places[0].people", "from 1 to"),
            ],
        );
    }

    #[test]
    fn a_release_needs_a_wind_and_a_moment() {
        check(
            |files| {
                leak(files);
                files.0.wind = None;
                files.0.happenings[1].when =
                    WhenFile::After { happening: "mast-a-and-10kv".into(), minutes: 1.0 };
            },
            &[
                (Error, "release", "a wind (wind) beside it"),
                (Error, "release.happening", "at a moment (at-minutes)"),
            ],
        );
    }

    /// What a plant lets out after an earthquake is a happening a little later.
    #[test]
    fn a_release_may_follow_an_earthquake() {
        check(
            |files| {
                leak(files);
                every_tier(files);
                let quake = earthquake(&files.0);
                files.0.happenings[1].when = WhenFile::AtMinutes(quake.at_minutes + 3.0);
                files.0.earthquake = Some(quake);
            },
            &[],
        );
    }

    #[test]
    fn a_release_in_a_river_is_refused() {
        let (county, plan) = place();
        let mut county = County::clone(county);
        let yunling = county.zones.iter().find(|zone| zone.name == "yunling").unwrap();
        let node = &county.network.nodes[yunling.node.index()];
        let (column, row) = county.terrain.cover.cell_of(node.x_m, node.y_m).unwrap();
        county.terrain.cover.set(column, row, Cover::Water);
        check_over(
            &(Arc::new(county), plan.clone()),
            |files| {
                leak(files);
                every_tier(files);
            },
            &[(Error, "release.happening", "a place on land")],
        );
    }

    /// Lets the landslide happen to beginners too.
    fn every_tier((scenario, _): &mut Files) {
        scenario.tiers.beginner.push("landslide".into());
    }

    /// Gives the shipped drill a grass fire at its landslide instead, with a wind.
    fn grass_fire(files: &mut Files, offset_km: (f64, f64)) {
        leak(files);
        every_tier(files);
        let scenario = &mut files.0;
        let leak = scenario.release.take().unwrap();
        let fuel = |cover| FuelFile {
            cover,
            fuel: Fuel::Cogon,
            share_percent: 100.0,
            load_kg_m2: 1.0,
            height_m: 0.5,
        };
        scenario.wildfire = Some(WildfireFile {
            happening: leak.happening,
            offset_km,
            fuels: [Cover::Farmland, Cover::Forest, Cover::Grass].map(fuel).to_vec(),
            temperature_c: 25.0,
            humidity_percent: 15.0,
            sectors: Vec::new(),
            exposed: leak.exposed,
            source: leak.source,
        });
    }

    #[test]
    fn a_fire_that_breaks_out_off_the_map_is_refused() {
        let (county, _) = place();
        let yunling = county.zones.iter().find(|zone| zone.name == "yunling").unwrap();
        let node = &county.network.nodes[yunling.node.index()];
        // Out over the nearest edge.
        let east = if node.x_m < 20_000.0 { -20.0 } else { 20.0 };
        let grid = &county.terrain.cover;
        assert!(grid.cell_of(node.x_m + 1_000.0 * east, node.y_m).is_none());
        check(
            |files| grass_fire(files, (east, 0.0)),
            &[(Error, "wildfire.offset_km", "a place on the map")],
        );
    }

    #[test]
    fn a_wildfire_is_checked_to_the_last_figure() {
        check(
            |files| {
                grass_fire(files, (21.0, f64::NAN));
                let fire = files.0.wildfire.as_mut().unwrap();
                (fire.temperature_c, fire.humidity_percent) = (51.0, 101.0);
                fire.fuels[1].cover = Cover::Farmland;
                fire.fuels[2].cover = Cover::Water;
                fire.fuels[0].share_percent = 0.0;
                fire.fuels[0].load_kg_m2 = 51.0;
                fire.fuels[0].height_m = -1.0;
            },
            &[
                (Error, "wildfire.offset_km[0]", "from -20 to 20 km"),
                (Error, "wildfire.offset_km[1]", "from -20 to 20 km"),
                (Error, "wildfire.temperature_c", "from -40 to 50"),
                (Error, "wildfire.humidity_percent", "from 0 to 100 %"),
                (Error, "wildfire.fuels[0].share_percent", "from 1 to 100 %"),
                (Error, "wildfire.fuels[0].load_kg_m2", "from 0.05 to 50"),
                (Error, "wildfire.fuels[0].height_m", "from 0 to 40 m"),
                (Error, "wildfire.fuels[1].cover", "each once"),
                (Error, "wildfire.fuels[2].cover", "each once"),
            ],
        );
    }
}
