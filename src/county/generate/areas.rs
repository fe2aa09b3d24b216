//! Flash-flood hazard areas of a generated county: the low rows of houses of villages beside a
//! river, with the gauge that warns them and the shelter that takes them in.

use super::facilities::{Site, reach_at};
use super::people::Peopled;
use crate::base::chance::Purpose;
use crate::base::id::{FacilityId, ReachId, ZoneId};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::county::area::{self, THRESHOLDS_MM};
use crate::county::place::{AreaWater, Facility, FacilityKind, HazardArea, Reach, ZoneKind};

/// Households and people on the lists of Qingshan's fourteen areas.
const HOUSEHOLDS: f64 = 612.0 / 14.0;
const PEOPLE: f64 = 2_140.0 / 14.0;

/// Chooses the areas: the village in the bend, one under the upper township, then the lowest
/// villages beside a river, no township with too many.
pub(super) fn areas(
    site: &Site<'_>,
    facilities: &mut Vec<Facility>,
    reaches: &[Reach],
) -> Vec<HazardArea> {
    let peopled = site.peopled;
    let chosen = choose(site, peopled);
    let mut counts = split(site, &chosen, HOUSEHOLDS);
    for (count, zone) in counts.iter_mut().zip(&chosen) {
        let households = peopled.zones[*zone].households.max(8);
        count.0 = count.0.min(households);
    }
    let mut areas = Vec::new();
    for (&zone, &(households, people)) in chosen.iter().zip(&counts) {
        let stem = &peopled.stems[zone];
        let cell = peopled.cells[zone];
        let name = format!("{}-riverside", stem.pinyin);
        let key = Key::written("area", &name);
        let mut draws = site.seed.draws(Purpose::Generation, Key::born(11, &[key], 0));
        let height_cm = 70 + draws.below(120);
        let id = ZoneId::from_index(zone);
        areas.push(HazardArea {
            key,
            name,
            title: Text::new(
                format!("{}村沿河危险区", stem.zh),
                format!("{} riverside", stem.title()),
            ),
            zone: id,
            node: peopled.zones[zone].node,
            households,
            people,
            shelter: shelter(site, facilities, zone),
            water: Some(AreaWater {
                reach: reach_at(site, cell).unwrap_or_else(|| last_reach(reaches)),
                height_cm,
                top_cm: height_cm + 140 + draws.below(220),
                gauge: nearest(site, facilities, cell, FacilityKind::RainGauge),
                thresholds_mm: THRESHOLDS_MM,
            }),
        });
    }
    areas
}

fn last_reach(reaches: &[Reach]) -> ReachId {
    ReachId::from_index(reaches.len() - 1)
}

/// Villages by how low they lie above a river that is not too small.
fn choose(site: &Site<'_>, peopled: &Peopled) -> Vec<usize> {
    let first = site.scale.subdistricts + site.scale.townships;
    let mut order: Vec<usize> = (first + 1..peopled.zones.len())
        .filter(|zone| peopled.zones[*zone].kind == ZoneKind::Village)
        .filter(|zone| reach_at(site, peopled.cells[*zone]).is_some())
        .collect();
    let above = |zone: usize| site.waters.above_m[peopled.cells[zone] as usize];
    order.sort_by(|left, right| {
        above(*left)
            .total_cmp(&above(*right))
            .then(peopled.stems[*left].pinyin.cmp(&peopled.stems[*right].pinyin))
    });
    let upper = ZoneId::from_index(site.scale.subdistricts);
    let mut chosen = vec![first];
    let from_upper: Vec<usize> =
        order.iter().copied().filter(|zone| peopled.zones[*zone].parent == upper).take(2).collect();
    chosen.extend(from_upper);
    chosen.truncate(site.scale.hazard_areas);
    let parent_of = |zone: usize| peopled.zones[zone].parent;
    area::spread(&order, parent_of, site.scale.hazard_areas, &mut chosen);
    chosen
}

/// Households and people of each area, drawn and then fitted to the county's totals.
fn split(site: &Site<'_>, chosen: &[usize], mean_households: f64) -> Vec<(u32, u32)> {
    let weights: Vec<f64> = chosen
        .iter()
        .map(|zone| {
            let key = site.peopled.zones[*zone].key;
            let mut draws = site.seed.draws(Purpose::Generation, Key::born(12, &[key], 0));
            draws.between(0.55, 1.6)
        })
        .collect();
    let whole: f64 = weights.iter().sum();
    let parts = |mean: f64| {
        let total = (mean * chosen.len() as f64).round();
        let mut before = 0.0;
        weights
            .iter()
            .map(|weight| {
                let from = (before / whole * total).round();
                before += weight;
                ((before / whole * total).round() - from) as u32
            })
            .collect::<Vec<u32>>()
    };
    parts(mean_households).into_iter().zip(parts(PEOPLE)).collect()
}

/// The nearest facility of a kind, by its zone's centre.
fn nearest(site: &Site<'_>, facilities: &[Facility], cell: u32, kind: FacilityKind) -> FacilityId {
    let own = site.weave.centre(cell);
    let apart = |facility: &Facility| {
        let place = site.weave.centre(site.peopled.cells[facility.zone.index()]);
        (place.0 - own.0) * (place.0 - own.0) + (place.1 - own.1) * (place.1 - own.1)
    };
    area::nearest(facilities, kind, apart).expect("every township has one")
}

/// The village's own shelter: its school, which may lie low itself, or a hall.
fn shelter(site: &Site<'_>, facilities: &mut Vec<Facility>, zone: usize) -> FacilityId {
    let stem = &site.peopled.stems[zone];
    let name = format!("{}-shelter", stem.pinyin);
    let mut place = site.weave.centre(site.peopled.cells[zone]);
    place.0 += 260.0;
    place.1 += 180.0;
    let title = stem.with("村避难安置点", "Village Shelter");
    let at = (site.finder.nearest(place), ZoneId::from_index(zone));
    facilities.push(area::plain(name, title, (FacilityKind::Shelter, 220), at));
    FacilityId::from_index(facilities.len() - 1)
}
