//! Flash-flood hazard areas of a real place, estimated: the households of settlements that lie low
//! above a river, by the ground. Each has a rain gauge and a shelter, estimated too where the
//! source shows none near.

use std::collections::{BTreeMap, BTreeSet};

use super::note::Note;
use crate::base::grid::Grid;
use crate::base::id::{FacilityId, NodeId, ReachId, ZoneId};
use crate::base::key::Key;
use crate::base::math;
use crate::base::text::Text;
use crate::county::area::{self, THRESHOLDS_MM};
use crate::county::drainage::{NO_REACH, bank_height_m, drain, drained_km2};
use crate::county::estimate::{Estimate, EstimateKind};
use crate::county::network::Node;
use crate::county::place::{AreaWater, Cover, Facility, FacilityKind, HazardArea, Reach, Zone};

/// Ground that a settlement takes, m2 a head: placeholder.
const GROUND_M2: f64 = 150.0;
/// Radius of a settlement, m: at least and at most.
const RADIUS_M: (f64, f64) = (300.0, 1_500.0);
/// Height above the ordinary stage below which houses are in a hazard area, cm: placeholder.
const LOW_CM: u16 = 500;
/// Least height between the lowest and the highest house of an area, cm.
const BAND_CM: u32 = 100;
/// Households of which an area has at least so many.
const HOUSEHOLDS_MIN: u32 = 3;
/// Areas at most.
const AREAS_MAX: usize = 20;
/// Distance from which a rain gauge says nothing of a settlement any more, m: placeholder.
const GAUGE_M: f64 = 5_000.0;
/// Letters' bytes of a settlement's name that go into other names.
const STEM_BYTES_MAX: usize = 44;

/// A county without its hazard areas.
#[derive(Debug, Clone, Copy)]
pub struct Settled<'a> {
    /// Zones by id.
    pub zones: &'a [Zone],
    /// Junctions by id.
    pub nodes: &'a [Node],
    /// Reaches by id.
    pub reaches: &'a [Reach],
    /// Elevation with the channels cut into it, m.
    pub elevation_m: &'a Grid<f32>,
    /// Land cover, of the same shape.
    pub cover: &'a Grid<Cover>,
}

/// The ground by its height above rivers.
struct Heights {
    reach: Grid<u16>,
    above_cm: Grid<u16>,
    /// Height of each reach's banks, cm.
    banks_cm: Vec<u32>,
}

/// How low a settlement lies.
struct Low {
    zone: usize,
    reach: u16,
    height_cm: u32,
    top_cm: u32,
    households: u32,
    people: u32,
}

/// Hazard areas of the settlements that lie lowest above rivers, with what of them is estimated.
/// Gauges and shelters that there are not are added to the facilities.
pub fn areas(
    settled: &Settled<'_>,
    facilities: &mut Vec<Facility>,
    notes: &mut Vec<Note>,
) -> (Vec<HazardArea>, Vec<Estimate>) {
    if settled.reaches.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let heights = Heights::of(settled);
    let mut low: Vec<Low> =
        (0..settled.zones.len()).filter_map(|zone| low(settled, &heights, zone)).collect();
    low.sort_by_key(|low| (low.height_cm, settled.zones[low.zone].key));
    let by_zone: BTreeMap<usize, &Low> = low.iter().map(|low| (low.zone, low)).collect();
    let order: Vec<usize> = low.iter().map(|low| low.zone).collect();
    let mut chosen = Vec::new();
    area::spread(&order, |zone| settled.zones[zone].parent, AREAS_MAX, &mut chosen);
    let left: Vec<usize> = order.iter().copied().filter(|zone| !chosen.contains(zone)).collect();
    let what =
        Text::new("低洼临河而未设危险区的居民点", "settlements low above a river without an area");
    let mut more = Note::count(what, 0);
    left.iter().for_each(|zone| more.add(&settled.zones[*zone].name));
    more.push_to(notes);
    let mut making = Making {
        settled,
        heights: &heights,
        names: facilities.iter().map(|facility| facility.name.clone()).collect(),
        added: Vec::new(),
        facilities,
    };
    let areas: Vec<HazardArea> = chosen.iter().map(|zone| making.area(by_zone[zone])).collect();
    let estimates = estimates(&areas, making.added);
    (areas, estimates)
}

impl Heights {
    fn of(settled: &Settled<'_>) -> Self {
        let (reach, above_cm) = drain(settled.elevation_m, settled.reaches);
        let drained = drained_km2(settled.reaches);
        let bank_cm = |km2: &f64| (100.0 * bank_height_m(*km2)).round() as u32;
        Self { reach, above_cm, banks_cm: drained.iter().map(bank_cm).collect() }
    }
}

fn place(settled: &Settled<'_>, node: NodeId) -> (f64, f64) {
    let node = &settled.nodes[node.index()];
    (node.x_m, node.y_m)
}

/// How low a settlement lies above the river that most of its low ground drains to; none where it
/// has no low ground, or too few live there. People are taken to live evenly over its ground: what
/// is built up around its centre, else all around it.
fn low(settled: &Settled<'_>, heights: &Heights, index: usize) -> Option<Low> {
    let zone = &settled.zones[index];
    let radius_m = math::sqrt(GROUND_M2 * f64::from(zone.residents) / std::f64::consts::PI);
    let (x, y) = place(settled, zone.node);
    let radius_m = radius_m.clamp(RADIUS_M.0, RADIUS_M.1);
    let mut cells = settled.cover.cells_within(x, y, radius_m);
    cells.retain(|cell| settled.cover.at(cell.0, cell.1) != Cover::Water);
    let is_built = |cell: &(usize, usize)| settled.cover.at(cell.0, cell.1) == Cover::Built;
    if cells.iter().any(is_built) {
        cells.retain(is_built);
    }
    // Cells without a channel, below the limit, by the reach that they drain to.
    let mut by_reach: BTreeMap<u16, Vec<u16>> = BTreeMap::new();
    for &(column, row) in &cells {
        let (reach, above) = (heights.reach.at(column, row), heights.above_cm.at(column, row));
        if reach != NO_REACH && (1..LOW_CM).contains(&above) {
            by_reach.entry(reach).or_default().push(above);
        }
    }
    let key = |reach: &u16| settled.reaches[usize::from(*reach)].key;
    let (reach, above) = by_reach
        .iter()
        .max_by(|one, other| one.1.len().cmp(&other.1.len()).then(key(one.0).cmp(&key(other.0))))?;
    let share = above.len() as f64 / cells.len() as f64;
    let part = |whole: u32| (share * f64::from(whole)).round() as u32;
    let bank_cm = heights.banks_cm[usize::from(*reach)];
    let height_cm = u32::from(*above.iter().min()?).max(bank_cm);
    let top_cm = u32::from(*above.iter().max()?).max(height_cm + BAND_CM);
    let (households, people) = (part(zone.households), part(zone.residents));
    (households >= HOUSEHOLDS_MIN && people >= households).then_some(Low {
        zone: index,
        reach: *reach,
        height_cm,
        top_cm,
        households,
        people,
    })
}

/// Makes areas, and the facilities that they lack.
struct Making<'a> {
    settled: &'a Settled<'a>,
    heights: &'a Heights,
    names: BTreeSet<String>,
    /// Names of what was added.
    added: Vec<String>,
    facilities: &'a mut Vec<Facility>,
}

impl Making<'_> {
    fn area(&mut self, low: &Low) -> HazardArea {
        let zone = &self.settled.zones[low.zone];
        let id = ZoneId::from_index(low.zone);
        let name = format!("{}-riverside", stem(&zone.name));
        let title = &zone.title;
        HazardArea {
            key: Key::written("area", &name),
            name,
            title: Text::new(format!("{}沿河危险区", title.zh), format!("{} riverside", title.en)),
            zone: id,
            node: zone.node,
            households: low.households,
            people: low.people,
            shelter: self.shelter(low, id),
            water: Some(AreaWater {
                reach: ReachId(u32::from(low.reach)),
                height_cm: low.height_cm,
                top_cm: low.top_cm,
                gauge: self.gauge(id),
                thresholds_mm: THRESHOLDS_MM,
            }),
        }
    }

    /// The settlement's own shelter, or one at the nearest junction above the water.
    fn shelter(&mut self, low: &Low, zone: ZoneId) -> FacilityId {
        let is_own =
            |facility: &Facility| facility.kind == FacilityKind::Shelter && facility.zone == zone;
        if let Some(index) = self.facilities.iter().position(is_own) {
            return FacilityId::from_index(index);
        }
        let title = &self.settled.zones[low.zone].title;
        let title = Text::new(format!("{}避难安置点", title.zh), format!("{} Shelter", title.en));
        let capacity = low.people.div_ceil(10) * 10;
        self.add("shelter", title, (FacilityKind::Shelter, capacity), (self.dry(low), zone))
    }

    /// The junction nearest to a settlement's centre that lies above its area, or the centre.
    fn dry(&self, low: &Low) -> NodeId {
        let own = self.settled.zones[low.zone].node;
        let (x, y) = place(self.settled, own);
        let is_dry = |node: &Node| {
            let cell = self.heights.above_cm.cell_of(node.x_m, node.y_m);
            cell.is_some_and(|(column, row)| {
                u32::from(self.heights.above_cm.at(column, row)) > low.top_cm + BAND_CM
            })
        };
        let dry = self.settled.nodes.iter().enumerate().filter(|(_, node)| is_dry(node));
        let apart_m = dry.map(|(index, node)| (index, math::hypot(node.x_m - x, node.y_m - y)));
        let near = apart_m.filter(|(_, apart_m)| *apart_m <= 2.0 * RADIUS_M.1);
        let found = near.min_by(|one, other| one.1.total_cmp(&other.1));
        found.map_or(own, |(index, _)| NodeId::from_index(index))
    }

    /// The nearest rain gauge, or one at the settlement's centre.
    fn gauge(&mut self, zone: ZoneId) -> FacilityId {
        let own = self.settled.zones[zone.index()].node;
        let (x, y) = place(self.settled, own);
        let apart_m = |facility: &Facility| {
            let (own_x, own_y) = place(self.settled, facility.node);
            math::hypot(own_x - x, own_y - y)
        };
        let found = area::nearest(self.facilities, FacilityKind::RainGauge, apart_m);
        let near = found.filter(|id| apart_m(&self.facilities[id.index()]) <= GAUGE_M);
        near.unwrap_or_else(|| {
            let title = &self.settled.zones[zone.index()].title;
            let title =
                Text::new(format!("{}雨量站", title.zh), format!("{} Rain Gauge", title.en));
            self.add("rain-gauge", title, (FacilityKind::RainGauge, 0), (own, zone))
        })
    }

    fn add(
        &mut self,
        what: &str,
        title: Text,
        kind: (FacilityKind, u32),
        (node, zone): (NodeId, ZoneId),
    ) -> FacilityId {
        let stem = format!("{}-{what}", stem(&self.settled.zones[zone.index()].name));
        let mut name = stem.clone();
        let mut number = 1;
        while !self.names.insert(name.clone()) {
            number += 1;
            name = format!("{stem}-{number}");
        }
        self.added.push(name.clone());
        self.facilities.push(area::plain(name, title, kind, (node, zone)));
        FacilityId::from_index(self.facilities.len() - 1)
    }
}

/// As much of a settlement's name as fits into another one.
fn stem(name: &str) -> &str {
    let mut end = name.len().min(STEM_BYTES_MAX);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

fn estimates(areas: &[HazardArea], added: Vec<String>) -> Vec<Estimate> {
    let mut estimates = Vec::new();
    if !areas.is_empty() {
        let low_m = f64::from(LOW_CM) / 100.0;
        let basis = Text::new(
            format!(
                "居民点中心周围(每人 {GROUND_M2} 平方米,占位值)高出所汇河段常水位不足 {low_m} 米\
                 (占位值)的格子所占比例,乘以其户数与人数;高度取自高程格网;雨量阈值 {THRESHOLDS_MM:?} \
                 毫米为占位值"
            ),
            format!(
                "share of the ground around a settlement's centre ({GROUND_M2} m2 a head, a \
                 placeholder) that lies less than {low_m} m (a placeholder) above the ordinary \
                 stage of the reach that it drains to, times its households and people; heights \
                 from the elevation grid; rain thresholds {THRESHOLDS_MM:?} mm are placeholders"
            ),
        );
        let of = areas.iter().map(|area| area.name.clone()).collect();
        estimates.push(Estimate { kind: EstimateKind::Areas, basis, of });
    }
    if !added.is_empty() {
        let basis = Text::new(
            "危险区缺少的雨量站(5 公里内无站时设于居民点)与避难安置点(设于水面以上最近的路口)",
            "rain gauges that hazard areas lack (at a settlement without one within 5 km), and \
             shelters (at the nearest junction above the water)",
        );
        estimates.push(Estimate { kind: EstimateKind::Facilities, basis, of: added });
    }
    estimates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::name::ShortName;
    use crate::county::import::testing::reach;
    use crate::county::place::{Presence, ZoneKind};

    /// A river along the middle of 40 x 40 cells, ground rising by a metre a cell on both sides.
    fn ground() -> Grid<f32> {
        let mut ground = Grid::filled(40, 40, 100.0, 0.0_f32);
        for row in 0..40_usize {
            for column in 0..40 {
                let fall = 0.1 * column as f32;
                ground.set(column, row, 100.0 - fall + row.abs_diff(20) as f32);
            }
        }
        ground
    }

    fn zone(number: usize, node: usize) -> Zone {
        let name = format!("village-{number}");
        Zone {
            key: Key::written("zone", &name),
            title: Text::new(format!("{number}村"), &name),
            name,
            kind: ZoneKind::Village,
            parent: ZoneId(0),
            node: NodeId::from_index(node),
            residents: 400,
            households: 100,
            presence: Presence::default(),
            elderly: 40,
            children: 40,
            immobile: 4,
        }
    }

    fn node(number: usize, x_m: f64, y_m: f64) -> Node {
        Node::new(ShortName::numbered('n', number), x_m, y_m, 0.0)
    }

    #[test]
    fn who_lives_low_has_an_area_a_gauge_and_a_shelter_above_the_water() {
        let (elevation_m, reaches) =
            (ground(), [reach("r", 10.0, &[(50.0, 1_950.0), (3_950.0, 1_950.0)])]);
        let cover = elevation_m.map(|_| Cover::Grass);
        // By the river, on the slope above it, and far up.
        let nodes = [
            node(0, 1_050.0, 1_750.0),
            node(1, 1_050.0, 1_050.0),
            node(2, 1_050.0, 150.0),
            node(3, 2_850.0, 1_750.0),
        ];
        let zones = [zone(0, 0), zone(1, 2), zone(2, 3)];
        let settled = Settled {
            zones: &zones,
            nodes: &nodes,
            reaches: &reaches,
            elevation_m: &elevation_m,
            cover: &cover,
        };
        let mut facilities = Vec::new();
        let mut notes = Vec::new();
        let (areas, estimates) = areas(&settled, &mut facilities, &mut notes);
        let names: Vec<&str> = areas.iter().map(|area| &*area.name).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        for area in &areas {
            let water = area.water.as_ref().unwrap();
            assert!((100..300).contains(&water.height_cm), "{water:?}");
            assert!((400..500).contains(&water.top_cm), "{water:?}");
            assert!((40..=100).contains(&area.households) && area.people > area.households);
            assert_eq!(facilities[water.gauge.index()].kind, FacilityKind::RainGauge);
            let shelter = &facilities[area.shelter.index()];
            assert_eq!((shelter.kind, shelter.node), (FacilityKind::Shelter, NodeId(1)));
            assert!(shelter.capacity >= area.people);
        }
        // One gauge serves both: they lie 1.8 km apart.
        let gauges = areas.iter().map(|area| area.water.as_ref().unwrap().gauge);
        assert_eq!(gauges.collect::<BTreeSet<_>>().len(), 1);
        let kinds: Vec<EstimateKind> = estimates.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [EstimateKind::Areas, EstimateKind::Facilities]);
        assert_eq!(estimates[0].of, names);
        assert_eq!(estimates[1].of.len(), 3, "a gauge and two shelters: {:?}", estimates[1].of);
        assert_eq!(notes, []);
        let none = Settled { reaches: &[], ..settled };
        assert_eq!(super::areas(&none, &mut facilities, &mut notes), (Vec::new(), Vec::new()));
    }
}
