//! From `county.ron` as written to what it means: names resolved, figures checked against each
//! other. Every reference and every figure is checked, whatever else is wrong.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::RangeInclusive;

use super::bulk::{self, Courses};
use super::findings::Findings;
use super::names::NameIndex;
use super::table::{place_of_byte, quoted};
use super::written::{
    self, WrittenArea, WrittenCounty, WrittenFacility, WrittenReach, WrittenTraffic,
};
use super::{COUNTY, COURSES, NAME_BYTES_MAX, PLACES_MAX, REACHES_MAX};
use crate::base::grid::Grid;
use crate::base::id::{FacilityId, NodeId, ReachId, RoadId, ZoneId};
use crate::base::key::Key;
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;
use crate::county::estimate::Estimate;
use crate::county::frame::Frame;
use crate::county::place::{AreaWater, Facility, FacilityKind, HazardArea, Reach};
use crate::county::router::SLOW_PERCENT_MAX;
use crate::county::traffic::{ClassHours, HOURS, LOADED_MAX, RoadFlow, Traffic};

/// Cars an hour that a road takes.
const CARS_MAX: u32 = 100_000;

/// What has been read from the other files.
pub(super) struct Tables<'a> {
    pub(super) nodes: &'a NameIndex,
    pub(super) roads: &'a NameIndex,
    pub(super) zones: &'a NameIndex,
    pub(super) courses: &'a Courses<'a>,
    pub(super) elevation_m: Option<&'a Grid<f32>>,
}

/// `county.ron` with its names resolved.
pub(super) struct Linked {
    pub(super) name: String,
    pub(super) title: Text,
    pub(super) source: Text,
    pub(super) frame: Option<Frame>,
    pub(super) estimates: Vec<Estimate>,
    pub(super) reaches: Vec<Reach>,
    pub(super) facilities: Vec<Facility>,
    pub(super) areas: Vec<HazardArea>,
    pub(super) road_names: Vec<(RoadId, Text)>,
    pub(super) traffic: Option<Traffic>,
}

/// Resolves and checks the document.
pub(super) fn link(written: WrittenCounty, tables: &Tables<'_>, findings: &mut Findings) -> Linked {
    let mut linker = Linker { tables, findings };
    linker.title("title", &written.title);
    linker.title("source", &written.source);
    if let Some(frame) = written.frame {
        linker.between("frame.longitude", frame.longitude, -180.0, 180.0);
        linker.between("frame.latitude", frame.latitude, -85.0, 85.0);
    }
    for (index, estimate) in written.estimates.iter().enumerate() {
        linker.title(&format!("estimates[{index}].basis"), &estimate.basis);
    }
    let mut own = NameIndex::new(Text::new("县", "a county"));
    linker.admit("name", &written.name, 0, &mut own);
    let reaches = linker.reaches(written.reaches);
    let facilities = linker.facilities(written.facilities, &reaches.1);
    let areas = linker.areas(written.areas, &facilities, &reaches.1);
    let mut road_names = Vec::new();
    for (index, road) in written.road_names.into_iter().enumerate() {
        let path = format!("road_names[{index}]");
        linker.title(&format!("{path}.title"), &road.title);
        let id = linker.find(&format!("{path}.road"), &road.road, tables.roads);
        road_names.push((RoadId(id), road.title));
    }
    let traffic = written.traffic.map(|traffic| linker.traffic(traffic));
    Linked {
        name: written.name,
        title: written.title,
        source: written.source,
        frame: written.frame,
        estimates: written.estimates,
        reaches: reaches.0,
        facilities: facilities.0,
        areas,
        road_names,
        traffic,
    }
}

struct Linker<'a, 'f> {
    tables: &'a Tables<'a>,
    findings: &'f mut Findings,
}

impl Linker<'_, '_> {
    fn wrong(&mut self, path: &str, found: &impl ToString, expected: impl FnOnce() -> Text) {
        self.findings.report(|| written::wrong(path, found.to_string(), expected()));
    }

    fn title(&mut self, path: &str, title: &Text) {
        for (field, text) in [("zh", &title.zh), ("en", &title.en)] {
            if text.trim().is_empty() {
                let path = format!("{path}.{field}");
                self.wrong(&path, &quoted(text.as_bytes()), || Text::new("文字", "text"));
            }
        }
    }

    fn admit(&mut self, path: &str, name: &str, index: usize, names: &mut NameIndex) {
        let place = || Place::path(COUNTY, path);
        names.admit(name.as_bytes(), index, NAME_BYTES_MAX, self.findings, place);
    }

    /// The id behind a name; the first one's where there is none, which refuses the map.
    fn find(&mut self, path: &str, name: &str, names: &NameIndex) -> u32 {
        let place = || Place::path(COUNTY, path);
        names.find(name.as_bytes(), self.findings, place).unwrap_or(0)
    }

    fn limit(&mut self, path: &str, count: usize, limit: usize) {
        if count > limit {
            let expected = || Text::new(format!("至多 {limit} 项"), format!("at most {limit}"));
            self.wrong(path, &count, expected);
        }
    }

    fn between(&mut self, path: &str, value: f64, low: f64, high: f64) {
        if !(low..=high).contains(&value) {
            let expected = || Text::new(format!("{low} 至 {high}"), format!("{low} to {high}"));
            self.wrong(path, &value, expected);
        }
    }

    /// Traffic; where something is wrong, what stands for it matters to nobody.
    fn traffic(&mut self, written: WrittenTraffic) -> Traffic {
        self.title("traffic.basis", &written.basis);
        let mut classes: Vec<ClassHours> = Vec::new();
        for (index, hours) in written.classes.into_iter().enumerate() {
            let path = format!("traffic.classes[{index}]");
            if classes.iter().any(|other| other.class == hours.class) {
                self.wrong(&format!("{path}.class"), &hours.class.word(), || {
                    Text::new("尚未列出的道路等级", "a class that is not listed yet")
                });
            }
            let path = format!("{path}.slow_percent");
            let percents = self.hours(&path, &hours.slow_percent, 100..=SLOW_PERCENT_MAX.into());
            let slow_percent = percents.map(|percent| percent as u16);
            classes.push(ClassHours { class: hours.class, slow_percent });
        }
        let mut flows: Vec<RoadFlow> = Vec::new();
        for (index, flow) in written.flows.into_iter().enumerate() {
            let path = format!("traffic.flows[{index}]");
            let road = RoadId(self.find(&format!("{path}.road"), &flow.road, self.tables.roads));
            if self.findings.is_empty() && flows.iter().any(|other| other.road == road) {
                self.wrong(&format!("{path}.road"), &quoted(flow.road.as_bytes()), || {
                    Text::new("尚未列出的道路", "a road that is not listed yet")
                });
            }
            let capacity = flow.capacity_per_hour.clamp(1, CARS_MAX);
            if capacity != flow.capacity_per_hour {
                self.wrong(&format!("{path}.capacity_per_hour"), &flow.capacity_per_hour, || {
                    Text::new(format!("1 至 {CARS_MAX}"), format!("1 to {CARS_MAX}"))
                });
            }
            let path = format!("{path}.cars_per_hour");
            let cars_per_hour = self.hours(&path, &flow.cars_per_hour, 0..=LOADED_MAX * capacity);
            flows.push(RoadFlow { road, capacity_per_hour: capacity, cars_per_hour });
        }
        Traffic { basis: written.basis, classes, flows }
    }

    /// One number for each hour, each within its limits.
    fn hours(&mut self, path: &str, numbers: &[u32], range: RangeInclusive<u32>) -> [u32; HOURS] {
        let (low, high) = (*range.start(), *range.end());
        let hours = <[u32; HOURS]>::try_from(numbers);
        let out = numbers.iter().find(|number| !range.contains(number));
        if hours.is_err() || out.is_some() {
            let found = out.map_or(format!("{} numbers", numbers.len()), u32::to_string);
            self.wrong(path, &found, || {
                Text::new(
                    format!("0 时起每小时一个数,共 {HOURS} 个,各为 {low} 至 {high}"),
                    format!("{HOURS} numbers {low} to {high}, one for each hour from midnight"),
                )
            });
        }
        hours.unwrap_or([low; HOURS])
    }

    fn reaches(&mut self, written: Vec<WrittenReach>) -> (Vec<Reach>, NameIndex) {
        self.limit("reaches", written.len(), REACHES_MAX);
        let mut names = NameIndex::new(Text::new("河段", "a reach"));
        for (index, reach) in written.iter().enumerate() {
            self.admit(&format!("reaches[{index}].name"), &reach.name, index, &mut names);
        }
        let downstream: Vec<Option<u32>> = written
            .iter()
            .enumerate()
            .map(|(index, reach)| {
                let path = format!("reaches[{index}].downstream");
                reach.downstream.as_ref().map(|name| self.find(&path, name, &names))
            })
            .collect();
        let order = self.downstream_order(&downstream);
        let mut rank = vec![0; written.len()];
        for (place, index) in order.iter().enumerate() {
            rank[*index] = place;
        }
        let mut slots: Vec<Option<Reach>> = (0..written.len()).map(|_| None).collect();
        let mut ranked = NameIndex::new(Text::new("河段", "a reach"));
        for (index, reach) in written.into_iter().enumerate() {
            let below = downstream[index].map(|below| ReachId::from_index(rank[below as usize]));
            let _ = ranked.enter(reach.name.as_bytes(), rank[index]);
            slots[rank[index]] = Some(self.reach(&format!("reaches[{index}]"), reach, below));
        }
        self.courses_without_reach(&ranked);
        let reaches: Vec<Reach> = slots.into_iter().flatten().collect();
        bulk::refuse_collisions(COUNTY, reaches.iter().map(|reach| reach.key), self.findings);
        (reaches, ranked)
    }

    /// Indices with upstream reaches before those that they flow into, otherwise as written.
    fn downstream_order(&mut self, downstream: &[Option<u32>]) -> Vec<usize> {
        let mut waiting = vec![0u32; downstream.len()];
        for below in downstream.iter().flatten() {
            waiting[*below as usize] += 1;
        }
        let sources = (0..downstream.len()).filter(|index| waiting[*index] == 0);
        let mut ready: BinaryHeap<Reverse<usize>> = sources.map(Reverse).collect();
        let mut order = Vec::with_capacity(downstream.len());
        while let Some(Reverse(index)) = ready.pop() {
            order.push(index);
            if let Some(below) = downstream[index] {
                waiting[below as usize] -= 1;
                if waiting[below as usize] == 0 {
                    ready.push(Reverse(below as usize));
                }
            }
        }
        // What is left flows in a circle.
        for (index, still) in waiting.into_iter().enumerate() {
            if still > 0 {
                order.push(index);
                self.wrong(&format!("reaches[{index}].downstream"), &"a circle", || {
                    Text::new("不会流回自身的河段", "a reach that does not flow back to itself")
                });
            }
        }
        order
    }

    fn reach(&mut self, path: &str, reach: WrittenReach, below: Option<ReachId>) -> Reach {
        self.title(&format!("{path}.title"), &reach.title);
        self.between(&format!("{path}.length_m"), reach.length_m, 1.0, 1e6);
        self.between(&format!("{path}.slope"), reach.slope, 1e-6, 1.0);
        self.between(&format!("{path}.width_m"), reach.width_m, 0.1, 1e5);
        self.between(&format!("{path}.roughness"), reach.roughness, 0.005, 0.5);
        self.between(&format!("{path}.catchment_km2"), reach.catchment_km2, 0.0, 1e7);
        let course = self.tables.courses.by_reach.get(&reach.name);
        if course.is_none() && self.tables.courses.readable {
            self.wrong(&format!("{path}.name"), &quoted(reach.name.as_bytes()), || {
                Text::new("courses.csv 中有走向的河段", "a reach with a course in courses.csv")
            });
        }
        Reach {
            key: Key::written("reach", &reach.name),
            name: reach.name,
            title: reach.title,
            downstream: below,
            length_m: reach.length_m,
            slope: reach.slope,
            width_m: reach.width_m,
            roughness: reach.roughness,
            catchment_km2: reach.catchment_km2,
            course: course.map(|course| course.0.clone()).unwrap_or_default(),
        }
    }

    fn courses_without_reach(&mut self, reaches: &NameIndex) {
        let courses = self.tables.courses;
        for (name, (_, byte)) in &courses.by_reach {
            let place = || place_of_byte(COURSES, courses.bytes, *byte);
            reaches.find(name.as_bytes(), self.findings, place);
        }
        let Some(grid) = self.tables.elevation_m else { return };
        let shape = super::raster::Shape::of(grid);
        for (course, byte) in courses.by_reach.values() {
            let off = course.iter().find(|(x, y)| !shape.holds(f64::from(*x), f64::from(*y)));
            if let Some((x, y)) = off {
                let expected = Text::new("位于高程格网之内", "points on the elevation grid");
                let place = || place_of_byte(COURSES, courses.bytes, *byte);
                self.findings.report(|| Problem::error(place(), format!("{x} {y}"), expected));
            }
        }
    }

    fn facilities(
        &mut self,
        written: Vec<WrittenFacility>,
        reaches: &NameIndex,
    ) -> (Vec<Facility>, NameIndex) {
        self.limit("facilities", written.len(), PLACES_MAX);
        let mut names = NameIndex::new(Text::new("设施", "a facility"));
        for (index, facility) in written.iter().enumerate() {
            self.admit(&format!("facilities[{index}].name"), &facility.name, index, &mut names);
        }
        let kinds: Vec<FacilityKind> = written.iter().map(|facility| facility.kind).collect();
        let facilities: Vec<Facility> = written
            .into_iter()
            .enumerate()
            .map(|(index, facility)| {
                self.facility(&format!("facilities[{index}]"), facility, (&names, &kinds), reaches)
            })
            .collect();
        let keys = facilities.iter().map(|facility| facility.key);
        bulk::refuse_collisions(COUNTY, keys, self.findings);
        (facilities, names)
    }

    fn facility(
        &mut self,
        path: &str,
        facility: WrittenFacility,
        (names, kinds): (&NameIndex, &[FacilityKind]),
        reaches: &NameIndex,
    ) -> Facility {
        let tables = self.tables;
        self.title(&format!("{path}.title"), &facility.title);
        let power = facility.power.as_ref().map(|name| {
            let path = format!("{path}.power");
            let id = self.find(&path, name, names);
            self.kind(&path, name, names, kinds, FacilityKind::Substation);
            FacilityId(id)
        });
        let reach = facility.reach.as_ref();
        Facility {
            key: Key::written("facility", &facility.name),
            node: NodeId(self.find(&format!("{path}.node"), &facility.node, tables.nodes)),
            zone: ZoneId(self.find(&format!("{path}.zone"), &facility.zone, tables.zones)),
            reach: reach.map(|name| ReachId(self.find(&format!("{path}.reach"), name, reaches))),
            power,
            name: facility.name,
            title: facility.title,
            kind: facility.kind,
            capacity: facility.capacity,
            theatres: facility.theatres,
            battery_minutes: facility.battery_minutes,
            range_m: facility.range_m,
            storage_thousand_m3: facility.storage_thousand_m3,
            access_minutes: facility.access_minutes,
        }
    }

    /// Refuses a facility of another kind; a name that leads nowhere is refused elsewhere.
    fn kind(
        &mut self,
        path: &str,
        name: &str,
        names: &NameIndex,
        kinds: &[FacilityKind],
        wanted: FacilityKind,
    ) {
        let Some(index) = names.get(name.as_bytes()) else { return };
        if kinds[index as usize] != wanted {
            self.wrong(path, &quoted(name.as_bytes()), || {
                let wanted = wanted.text();
                Text::new(format!("一处{}", wanted.zh), format!("a {}", wanted.en))
            });
        }
    }

    fn areas(
        &mut self,
        written: Vec<WrittenArea>,
        facilities: &(Vec<Facility>, NameIndex),
        reaches: &NameIndex,
    ) -> Vec<HazardArea> {
        self.limit("areas", written.len(), PLACES_MAX);
        let mut names = NameIndex::new(Text::new("危险区", "a hazard area"));
        let kinds: Vec<FacilityKind> = facilities.0.iter().map(|place| place.kind).collect();
        let mut areas = Vec::with_capacity(written.len());
        for (index, area) in written.into_iter().enumerate() {
            let path = format!("areas[{index}]");
            self.admit(&format!("{path}.name"), &area.name, index, &mut names);
            self.figures(&path, &area);
            let gauge = format!("{path}.gauge");
            self.kind(&gauge, &area.gauge, &facilities.1, &kinds, FacilityKind::RainGauge);
            let shelter = format!("{path}.shelter");
            self.kind(&shelter, &area.shelter, &facilities.1, &kinds, FacilityKind::Shelter);
            let tables = self.tables;
            let water = AreaWater {
                reach: ReachId(self.find(&format!("{path}.reach"), &area.reach, reaches)),
                height_cm: area.height_cm,
                top_cm: area.top_cm,
                gauge: FacilityId(self.find(&gauge, &area.gauge, &facilities.1)),
                thresholds_mm: area.thresholds_mm,
            };
            areas.push(HazardArea {
                key: Key::written("area", &area.name),
                zone: ZoneId(self.find(&format!("{path}.zone"), &area.zone, tables.zones)),
                node: NodeId(self.find(&format!("{path}.node"), &area.node, tables.nodes)),
                shelter: FacilityId(self.find(&shelter, &area.shelter, &facilities.1)),
                name: area.name,
                title: area.title,
                households: area.households,
                people: area.people,
                water: Some(water),
            });
        }
        bulk::refuse_collisions(COUNTY, areas.iter().map(|area| area.key), self.findings);
        areas
    }

    fn figures(&mut self, path: &str, area: &WrittenArea) {
        self.title(&format!("{path}.title"), &area.title);
        if area.top_cm < area.height_cm {
            let low = area.height_cm;
            self.wrong(&format!("{path}.top_cm"), &area.top_cm, || {
                Text::new(
                    format!("不低于最低房屋的 {low} 厘米"),
                    format!("at least the {low} cm of its lowest houses"),
                )
            });
        }
        let [prepare_1, prepare_3, move_1, move_3] = area.thresholds_mm;
        if move_1 < prepare_1 || move_3 < prepare_3 {
            let found = format!("{:?}", area.thresholds_mm);
            self.wrong(&format!("{path}.thresholds_mm"), &found, || {
                Text::new(
                    "准备转移(1小时、3小时)、立即转移(1小时、3小时)雨量,后者不低于前者",
                    "rain to prepare (1 h, 3 h), then to move (1 h, 3 h), the latter no lower",
                )
            });
        }
    }
}
