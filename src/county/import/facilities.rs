//! Facilities of an imported county: those that a source shows. What a plan needs besides is
//! proposed where a plan is written (`posts`).

use std::collections::BTreeSet;

use super::feature::{Feature, facility_kind, features};
use super::layers::OWN_KIND;
use super::names::{self, Numbering};
use super::note::Note;
use super::source::{Source, Tags};
use super::zones::{extent_m2, metres};
use crate::base::grid::Grid;
use crate::base::id::{NodeId, ReachId, ZoneId};
use crate::base::math;
use crate::base::text::Text;
use crate::county::drainage;
use crate::county::estimate::{Estimate, EstimateKind};
use crate::county::frame::Frame;
use crate::county::place::{Facility, FacilityKind as Kind, Reach, Zone};

/// Smallest lake behind a dam that counts as a reservoir, m2.
const RESERVOIR_MIN_M2: f64 = 10_000.0;
/// How high above its river the middle of a reservoir lies at most, cm: placeholder.
const RESERVOIR_ABOVE_MAX_CM: u16 = 1_500;
/// Mean depth of a reservoir of which only the area is known, m: placeholder.
const RESERVOIR_DEPTH_M: f64 = 10.0;

/// A facility that a source shows, before it has a junction.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) id: String,
    pub(super) at_m: (f64, f64),
    pub(super) kind: Kind,
    title: Option<(Text, bool)>,
    capacity: Option<u32>,
    area_m2: f64,
    /// The reach that a reservoir stands on.
    reach: Option<ReachId>,
    /// Whether it is a guess that this stands there at all.
    is_guess: bool,
}

impl Shown {
    /// What it is called, or what it is.
    pub(super) fn label(&self) -> Text {
        self.title.as_ref().map_or_else(|| self.kind.text(), |title| title.0.clone())
    }
}

/// The facilities that a source shows, by kind and number; of twins (a building and the point in
/// it) the first.
pub(super) fn shown(source: &Source, frame: Option<Frame>, notes: &mut Vec<Note>) -> Vec<Shown> {
    let to_metres = metres(frame);
    let whole = |tags: &Tags, key: &str| tags.get(key).and_then(|value| value.trim().parse().ok());
    let mut list: Vec<Shown> = Vec::new();
    let mut twins = Note::count(
        Text::new(
            "同类且相距 150 米以内的设施(视为同一处)",
            "facilities of one kind within 150 m (taken for one)",
        ),
        0,
    );
    for feature in features(source, |tags| facility_kind(tags).is_some()) {
        let kind = facility_kind(feature.tags).expect("it was kept by its kind");
        let area_m2 = extent_m2(source.unit, &feature);
        let at_m = to_metres(feature.at);
        if kind == Kind::Reservoir && area_m2 < RESERVOIR_MIN_M2 {
            continue;
        }
        let is_twin = |other: &&Shown| {
            let apart = (other.at_m.0 - at_m.0, other.at_m.1 - at_m.1);
            other.kind == kind && math::hypot(apart.0, apart.1) < 150.0
        };
        // What a planner lists is taken as listed.
        let is_listed = feature.tags.get(OWN_KIND).is_some();
        if !is_listed && list.iter().any(|other| is_twin(&other)) {
            twins.add(feature.id);
            continue;
        }
        let capacity = whole(feature.tags, "beds").or_else(|| whole(feature.tags, "capacity"));
        let title = names::title(feature.tags);
        list.push(Shown {
            id: feature.id,
            at_m,
            kind,
            title,
            capacity,
            area_m2,
            reach: None,
            is_guess: false,
        });
    }
    if !list.iter().any(|shown| shown.kind == Kind::Plant) {
        list.extend(largest_industry(source, frame));
    }
    twins.push_to(notes);
    list.sort_by_key(|shown| shown.kind);
    list
}

/// Reservoirs with the reach that they stand on; those that stand on none are ponds, and left out.
/// Where no river is known all are kept.
pub(super) fn on_rivers(
    shown: Vec<(Shown, NodeId)>,
    elevation_m: &Grid<f32>,
    reaches: &[Reach],
    notes: &mut Vec<Note>,
) -> Vec<(Shown, NodeId)> {
    if reaches.is_empty() {
        return shown;
    }
    let (reach, above_cm) = drainage::drain(elevation_m, reaches);
    let on = |(x_m, y_m): (f64, f64)| {
        let (column, row) = elevation_m.cell_of(x_m, y_m)?;
        let number = reach.at(column, row);
        let is_low = above_cm.at(column, row) <= RESERVOIR_ABOVE_MAX_CM;
        (number != drainage::NO_REACH && is_low).then_some(ReachId(u32::from(number)))
    };
    let what = Text::new(
        "不在河道上的蓄水池（不作水库）",
        "basins that stand on no river (no reservoirs)",
    );
    let mut ponds = Note::count(what, 0);
    let mut kept = Vec::with_capacity(shown.len());
    for (mut shown, node) in shown {
        if shown.kind == Kind::Reservoir {
            shown.reach = on(shown.at_m);
            if shown.reach.is_none() {
                ponds.add(&shown.id);
                continue;
            }
        }
        kept.push((shown, node));
    }
    ponds.push_to(notes);
    kept
}

/// The largest industrial ground, where no plant is shown.
fn largest_industry(source: &Source, frame: Option<Frame>) -> Option<Shown> {
    let industry = features(source, |tags| tags.is("landuse", "industrial"));
    let area = |feature: &Feature<'_>| extent_m2(source.unit, feature);
    let largest = industry.into_iter().max_by(|one, other| {
        area(one).total_cmp(&area(other)).then_with(|| other.id.cmp(&one.id))
    })?;
    let area_m2 = area(&largest);
    let at_m = metres(frame)(largest.at);
    let title = names::title(largest.tags);
    Some(Shown {
        id: largest.id,
        at_m,
        kind: Kind::Plant,
        title,
        capacity: None,
        area_m2,
        reach: None,
        is_guess: true,
    })
}

/// What facilities are made from.
pub(super) struct Site<'a> {
    pub(super) zones: &'a [Zone],
    /// Where each zone's junction is, metres east and north.
    pub(super) zone_at_m: &'a [(f64, f64)],
}

/// The facilities of a county, and what of them is estimated.
pub(super) fn facilities(
    site: &Site<'_>,
    shown: &[(Shown, NodeId)],
    numbering: &mut Numbering,
) -> (Vec<Facility>, Vec<Estimate>) {
    let mut maker = Maker {
        site,
        numbering,
        made: Vec::new(),
        assumed: BTreeSet::new(),
        figured: BTreeSet::new(),
        translated: BTreeSet::new(),
    };
    maker.shown(shown);
    let estimates = maker.estimates();
    (maker.made, estimates)
}

struct Maker<'a, 'n> {
    site: &'a Site<'a>,
    numbering: &'n mut Numbering,
    made: Vec<Facility>,
    assumed: BTreeSet<String>,
    figured: BTreeSet<String>,
    translated: BTreeSet<String>,
}

impl Maker<'_, '_> {
    fn add(&mut self, kind: Kind, stem: &str, title: Text, at: (NodeId, ZoneId)) -> usize {
        let name = self.numbering.first(stem);
        self.made.push(Facility::new(name, title, kind, at));
        let index = self.made.len() - 1;
        self.figure(index);
        index
    }

    /// Figures that its kind has a use for: placeholders.
    fn figure(&mut self, index: usize) {
        let facility = &mut self.made[index];
        match facility.kind {
            Kind::Hospital => (facility.capacity, facility.theatres) = (200, 4),
            Kind::CityHospital => {
                (facility.capacity, facility.theatres) = (1_500, 20);
                facility.access_minutes = 60;
            }
            Kind::Clinic => facility.capacity = 30,
            Kind::Shelter => facility.capacity = 600,
            Kind::School => facility.capacity = 600,
            Kind::Mast => (facility.battery_minutes, facility.range_m) = (240, 6_000),
            _ => return,
        }
        self.figured.insert(facility.name.clone());
    }

    fn shown(&mut self, shown: &[(Shown, NodeId)]) {
        for (shown, node) in shown {
            let zone = self.nearest_zone(shown.at_m);
            let near = &self.site.zones[zone.index()];
            let (title, is_estimated) = shown.title.clone().unwrap_or_else(|| {
                let (kind, of) = (shown.kind.text(), &near.title);
                let title =
                    Text::new(format!("{}{}", of.zh, kind.zh), format!("{} {}", of.en, kind.en));
                (title, true)
            });
            let kind = self.kind(shown.kind, zone);
            let index = self.add(kind, &names::stem(&title), title, (*node, zone));
            let facility = &mut self.made[index];
            match (kind, shown.capacity) {
                (Kind::Hospital, Some(beds)) => {
                    (facility.capacity, facility.theatres) = (beds, (beds / 50).max(1));
                }
                // Places of a shelter, crews of a station.
                (_, Some(capacity)) if kind != Kind::Reservoir => facility.capacity = capacity,
                _ => {}
            }
            facility.reach = shown.reach;
            if kind == Kind::Reservoir {
                let storage_m3 = shown.area_m2 * RESERVOIR_DEPTH_M;
                facility.storage_thousand_m3 = (storage_m3 / 1_000.0).round().max(1.0) as u32;
                self.figured.insert(facility.name.clone());
            }
            if is_estimated {
                self.translated.insert(facility.name.clone());
            }
            if shown.is_guess {
                self.assumed.insert(facility.name.clone());
            }
        }
    }

    /// The office of the seat is where the county is commanded from.
    fn kind(&self, kind: Kind, zone: ZoneId) -> Kind {
        let commands = self.made.iter().any(|made| made.kind == Kind::CommandPost);
        match kind {
            Kind::TownshipOffice if zone == ZoneId(0) && !commands => Kind::CommandPost,
            kind => kind,
        }
    }

    fn nearest_zone(&self, (x_m, y_m): (f64, f64)) -> ZoneId {
        let apart = |index: &usize| {
            let (zone_x_m, zone_y_m) = self.site.zone_at_m[*index];
            math::hypot(zone_x_m - x_m, zone_y_m - y_m)
        };
        let nearest = (0..self.site.zones.len())
            .min_by(|one, other| apart(one).total_cmp(&apart(other)).then(one.cmp(other)));
        ZoneId::from_index(nearest.expect("a county has zones"))
    }

    fn estimates(&self) -> Vec<Estimate> {
        let of = |names: &BTreeSet<String>| names.iter().cloned().collect();
        let all = [
            (
                EstimateKind::Facilities,
                Text::new(
                    "数据中没有危化企业：取最大的工业用地；请按实际修改",
                    "the data show no plant with hazardous substances: the largest industrial \
                     ground stands for one; put the real one here",
                ),
                of(&self.assumed),
            ),
            (
                EstimateKind::Capacities,
                Text::new(
                    "床位、手术间、容量、备电、库容为暂定值(水库按面积乘 10 米平均水深)",
                    "beds, theatres, places, battery hours and storage are placeholders (a \
                     reservoir: its area times 10 m)",
                ),
                of(&self.figured),
            ),
            (
                EstimateKind::Names,
                Text::new(
                    "名称按所在地和类别拟定,或以另一语言的名称代替",
                    "named after place and kind, or with the name in the other language",
                ),
                of(&self.translated),
            ),
        ];
        let some = all.into_iter().map(|(kind, basis, of): (_, _, Vec<String>)| Estimate {
            kind,
            basis,
            of,
        });
        some.filter(|estimate| !estimate.of.is_empty()).collect()
    }
}
