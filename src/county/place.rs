//! What is in a county besides its roads: zones with people, facilities, hazard areas, rivers and
//! terrain, and the county that holds them all.

use std::sync::Arc;

use super::estimate::Estimate;
use super::frame::Frame;
use super::network::Network;
use super::traffic::Traffic;
use crate::base::grid::Grid;
use crate::base::id::{AreaId, FacilityId, NodeId, ReachId, RoadId, ZoneId};
use crate::base::key::Key;
use crate::base::text::Text;

crate::vocabulary::words! {
    /// Land cover.
    Cover {
        /// Farmland.
        Farmland "耕地" "farmland",
        /// Forest.
        Forest "林地" "forest",
        /// Grass and shrub.
        Grass "草灌" "grass and shrub",
        /// Built-up land.
        Built "建设用地" "built-up land",
        /// Water.
        Water "水域" "water",
        /// Bare rock and scree.
        Bare "裸岩" "bare rock",
    }
}

crate::vocabulary::words! {
    /// What kind of settlement a zone is.
    ZoneKind {
        /// Subdistrict of the county town.
        Subdistrict "街道" "subdistrict",
        /// Seat of a township.
        Township "乡镇" "township",
        /// Village.
        Village "村" "village",
    }
}

/// People of a zone who are there at a kind of hour, without visitors on no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Presence {
    /// At night.
    pub night: u32,
    /// On a working day, school in term.
    pub workday: u32,
    /// On the market day of the township.
    pub market_day: u32,
    /// On a holiday.
    pub holiday: u32,
}

/// A village, community or township seat.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name, unique among zones.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Kind of settlement.
    pub kind: ZoneKind,
    /// The township or subdistrict that it belongs to; itself for those.
    pub parent: ZoneId,
    /// Junction at its centre.
    pub node: NodeId,
    /// Registered residents.
    pub residents: u32,
    /// Households.
    pub households: u32,
    /// Who is there when.
    pub presence: Presence,
    /// Residents of 65 and older.
    pub elderly: u32,
    /// Residents below 15.
    pub children: u32,
    /// Residents who cannot walk out by themselves.
    pub immobile: u32,
}

crate::vocabulary::words! {
    /// What kind of facility it is.
    FacilityKind {
        /// State fire and rescue station.
        FireStation "消防救援站" "fire and rescue station",
        /// Township fire brigade.
        TownshipBrigade "乡镇专职消防队" "township brigade",
        /// Police station.
        PoliceStation "派出所" "police station",
        /// Traffic police squadron.
        TrafficPolice "交警中队" "traffic police squadron",
        /// Ambulance station.
        AmbulanceStation "急救站" "ambulance station",
        /// Hospital inside the county.
        Hospital "医院" "hospital",
        /// Hospital of the city, outside: travel beyond the map is `access_minutes`.
        CityHospital "市级医院" "city hospital",
        /// Township clinic.
        Clinic "卫生院" "clinic",
        /// Shelter.
        Shelter "避难安置点" "shelter",
        /// Supplies depot.
        Depot "物资储备库" "supplies depot",
        /// County command post or department office.
        CommandPost "指挥场所" "command post",
        /// Township government.
        TownshipOffice "乡镇政府" "township office",
        /// Radio mast.
        Mast "通信基站" "mast",
        /// Substation.
        Substation "变电站" "substation",
        /// School.
        School "学校" "school",
        /// Reservoir.
        Reservoir "水库" "reservoir",
        /// Rain gauge.
        RainGauge "雨量站" "rain gauge",
        /// River gauge.
        RiverGauge "水文站" "river gauge",
        /// Plant with hazardous substances.
        Plant "危化企业" "chemical plant",
        /// Bus station.
        BusStation "客运站" "bus station",
        /// Maintenance yard with heavy equipment.
        MaintenanceYard "养护站" "maintenance yard",
        /// Barracks of militia, armed police or army.
        Barracks "营区" "barracks",
    }
}

/// A facility. Figures that its kind has no use for are zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Facility {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name, unique among facilities.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Kind.
    pub kind: FacilityKind,
    /// Junction where it is reached.
    pub node: NodeId,
    /// Zone that it lies in or serves.
    pub zone: ZoneId,
    /// Beds of a hospital or clinic, places of a shelter, crews that a source shows at a station.
    pub capacity: u32,
    /// Operating theatres of a hospital.
    pub theatres: u32,
    /// Minutes that a mast's batteries last.
    pub battery_minutes: u32,
    /// Range of a mast in metres.
    pub range_m: u32,
    /// Substation that feeds it, if one does.
    pub power: Option<FacilityId>,
    /// River reach that it stands at: gauges and reservoirs.
    pub reach: Option<ReachId>,
    /// Storage of a reservoir in thousand m3 at its flood-limit level.
    pub storage_thousand_m3: u32,
    /// Minutes of travel beyond the edge of the map, for what lies outside.
    pub access_minutes: u32,
}

impl Facility {
    /// A facility of which nothing but its place is known: every figure is zero.
    pub fn new(name: String, title: Text, kind: FacilityKind, at: (NodeId, ZoneId)) -> Self {
        Self {
            key: Key::written("facility", &name),
            name,
            title,
            kind,
            node: at.0,
            zone: at.1,
            capacity: 0,
            theatres: 0,
            battery_minutes: 0,
            range_m: 0,
            power: None,
            reach: None,
            storage_thousand_m3: 0,
            access_minutes: 0,
        }
    }
}

/// A flash-flood hazard area: households low above a river or under a slope.
#[derive(Debug, Clone, PartialEq)]
pub struct HazardArea {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name, unique among hazard areas.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Village that it belongs to.
    pub zone: ZoneId,
    /// Junction where its people gather and teams arrive.
    pub node: NodeId,
    /// Households.
    pub households: u32,
    /// People on its list.
    pub people: u32,
    /// Shelter where its people go.
    pub shelter: FacilityId,
    /// The water that threatens it; none where a scenario has something else threaten it.
    pub water: Option<AreaWater>,
}

/// The water that threatens a hazard area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaWater {
    /// The reach.
    pub reach: ReachId,
    /// Height of the area's lowest houses above the ordinary stage of that reach, in cm.
    pub height_cm: u32,
    /// Height of its highest houses above that stage, in cm.
    pub top_cm: u32,
    /// Rain gauge that its thresholds watch.
    pub gauge: FacilityId,
    /// Thresholds of rain, mm: prepare (1 h, 3 h), then move now (1 h, 3 h).
    pub thresholds_mm: [u32; 4],
}

/// A river reach: a stretch of one river between confluences.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name, unique among reaches.
    pub name: String,
    /// Name of the river that it is a part of.
    pub title: Text,
    /// The reach that it flows into; none at the map's edge.
    pub downstream: Option<ReachId>,
    /// Length in metres.
    pub length_m: f64,
    /// Mean slope of the bed, m/m.
    pub slope: f64,
    /// Width of the channel in metres.
    pub width_m: f64,
    /// Manning's roughness, s/m^(1/3).
    pub roughness: f64,
    /// Area that drains into it directly, without upstream reaches, km2.
    pub catchment_km2: f64,
    /// Course from its upper to its lower end: metres east and north.
    pub course: Vec<(f32, f32)>,
}

/// Water that is drawn and does nothing else: what a source shows beside the reaches.
#[derive(Debug, Clone, PartialEq)]
pub struct Water {
    /// Written name, unique among waters.
    pub name: String,
    /// What it is called, if it is called anything.
    pub title: Option<Text>,
    /// Width of a line in metres; none of an area.
    pub width_m: Option<f64>,
    /// One line, or the rings of an area, the first point of each not repeated: a point lies in it
    /// if it lies in an odd number of them. Metres east and north.
    pub lines: Vec<Vec<(f32, f32)>>,
}

impl Water {
    /// Whether a point, metres east and north, lies in an area; in a line none does.
    pub fn holds(&self, (x_m, y_m): (f32, f32)) -> bool {
        let crossings = self.lines.iter().flat_map(|ring| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().zip(next).filter(|(one, other)| {
                // The lower end belongs to a side, the upper one does not.
                (one.1 <= y_m) != (other.1 <= y_m)
                    && one.0 + (y_m - one.1) / (other.1 - one.1) * (other.0 - one.0) > x_m
            })
        });
        self.width_m.is_none() && crossings.count() % 2 == 1
    }
}

/// Terrain and what covers it.
#[derive(Debug, Clone, PartialEq)]
pub struct Terrain {
    /// Elevation in metres.
    pub elevation_m: Grid<f32>,
    /// Land cover.
    pub cover: Grid<Cover>,
    /// Reach that each cell drains to by the steepest way down; the largest number: none.
    pub reach: Grid<u16>,
    /// Height of each cell above the water of that reach, in cm, at most 65,535.
    pub above_river_cm: Grid<u16>,
}

/// A county.
#[derive(Debug, Clone, PartialEq)]
pub struct County {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Where its data come from, and under which licence.
    pub source: Text,
    /// Where it lies on Earth; none where it is fictional.
    pub frame: Option<Frame>,
    /// What of it is estimated.
    pub estimates: Vec<Estimate>,
    /// Roads.
    pub network: Arc<Network>,
    /// How slow they are at which hour, if the map says.
    pub traffic: Option<Traffic>,
    /// Zones by id.
    pub zones: Vec<Zone>,
    /// Facilities by id.
    pub facilities: Vec<Facility>,
    /// Hazard areas by id.
    pub areas: Vec<HazardArea>,
    /// Reaches by id, upstream ones before those that they flow into.
    pub reaches: Vec<Reach>,
    /// Water beside the reaches, to be drawn.
    pub waters: Vec<Water>,
    /// Terrain.
    pub terrain: Terrain,
    /// Nearest zone and reach of each road, and its height above that reach in cm: what water and
    /// slopes do to it is looked up here.
    pub road_settings: Vec<RoadSetting>,
    /// Bridges of divided roads ([`super::divided`]): the roads of each, and all of them, by key.
    pub divided_bridges: Vec<Vec<RoadId>>,
}

/// Where a road lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadSetting {
    /// Nearest zone by straight line.
    pub zone: ZoneId,
    /// Reach whose water reaches it first.
    pub reach: Option<ReachId>,
    /// Height of its lowest point above the ordinary stage of that reach, cm.
    pub above_river_cm: u32,
}

impl County {
    /// What it and everything in it is called.
    pub fn titles(&self) -> impl Iterator<Item = &Text> {
        let zones = self.zones.iter().map(|it| &it.title);
        let facilities = self.facilities.iter().map(|it| &it.title);
        let areas = self.areas.iter().map(|it| &it.title);
        let reaches = self.reaches.iter().map(|it| &it.title);
        let waters = self.waters.iter().filter_map(|it| it.title.as_ref());
        let roads = self.network.road_names.iter().map(|(_, title)| title);
        let places = zones.chain(facilities).chain(areas);
        std::iter::once(&self.title).chain(places).chain(reaches).chain(waters).chain(roads)
    }

    /// What is lost when a road is lost: it and the other carriageways of its bridge, by key.
    pub fn lost_together<'a>(&'a self, road: &'a RoadId) -> &'a [RoadId] {
        let bridge = self.divided_bridges.iter().find(|roads| roads.contains(road));
        bridge.map_or(std::slice::from_ref(road), Vec::as_slice)
    }

    /// The shelter of a township or subdistrict: the first by its key, if it has one.
    pub fn shelter_of(&self, zone: ZoneId) -> Option<FacilityId> {
        let shelters = self.facilities.iter().enumerate().filter(|(_, facility)| {
            facility.kind == FacilityKind::Shelter && facility.zone == zone
        });
        let first = shelters.min_by_key(|(_, facility)| facility.key);
        first.map(|(index, _)| FacilityId::from_index(index))
    }

    /// The hazard areas of a zone.
    pub fn areas_of(&self, zone: ZoneId) -> impl Iterator<Item = AreaId> {
        self.areas
            .iter()
            .enumerate()
            .filter(move |(_, area)| area.zone == zone)
            .map(|(index, _)| AreaId::from_index(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_island_is_no_water() {
        let square = |low: f32, high: f32| vec![(low, low), (high, low), (high, high), (low, high)];
        let lines = vec![square(0.0, 90.0), square(20.0, 40.0)];
        let pond = Water { name: "pond".into(), title: None, width_m: None, lines };
        assert!(pond.holds((10.0, 10.0)) && pond.holds((60.0, 60.0)));
        assert!(!pond.holds((30.0, 30.0)) && !pond.holds((95.0, 30.0)));
        assert!(!Water { width_m: Some(3.0), ..pond }.holds((10.0, 10.0)));
    }
}
