//! Which things of a map meet a selector, the best first; ties by the keys of written names.

use std::collections::BTreeMap;

use super::position::{
    apart_m, by_water, is_right_of, node, position_m, reach_of, way_down_m, zone_of,
};
use super::{Selector, Side, Thing};
use crate::base::id::{AreaId, FacilityId, ReachId, RoadId, ZoneId};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::county::network::{RoadClass, Structure};
use crate::county::place::{County, Cover, FacilityKind, ZoneKind};
use crate::county::router::{Direction, Overlay, Router};
use crate::county::survey;
use crate::vocabulary::profile::Profile;

/// Why nothing was chosen.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lack {
    /// The map has nothing of that written name.
    Name { found: String, what: Text, valid: Vec<String> },
    /// No place of that local name was declared before.
    Unknown(String),
    /// The map has nothing such: what, and what to add to it.
    Of { what: Text, add: Text },
}

impl Lack {
    fn of(zh: &str, en: &str, add_zh: &str, add_en: &str) -> Self {
        Self::Of { what: Text::new(zh, en), add: Text::new(add_zh, add_en) }
    }
}

/// Ranks the things of a map.
pub(super) struct Ranking<'a> {
    pub(super) county: &'a County,
    /// What was chosen before, by local name.
    pub(super) known: &'a BTreeMap<&'a str, Thing>,
    /// What must not be chosen.
    pub(super) apart: &'a [Thing],
}

impl Ranking<'_> {
    /// The best thing that meets `selector`.
    pub(super) fn first(&self, selector: &Selector) -> Result<Thing, Lack> {
        let county = self.county;
        match selector {
            Selector::Zone(name) => {
                let names = county.zones.iter().map(|it| it.name.as_str());
                Ok(Thing::Zone(ZoneId::from_index(named(name, "村镇", "a zone", names)?)))
            }
            Selector::Facility(name) => {
                let names = county.facilities.iter().map(|it| it.name.as_str());
                Ok(Thing::Facility(FacilityId::from_index(named(
                    name,
                    "设施",
                    "a facility",
                    names,
                )?)))
            }
            Selector::Road(name) => {
                let names = county.network.roads.iter().map(|it| it.name.as_str());
                Ok(Thing::Road(RoadId::from_index(named(name, "道路", "a road", names)?)))
            }
            Selector::Area(name) => {
                let names = county.areas.iter().map(|it| it.name.as_str());
                let index = named(name, "危险区", "a hazard area", names)?;
                Ok(Thing::Area(AreaId::from_index(index)))
            }
            Selector::Reach(name) => {
                let names = county.reaches.iter().map(|it| it.name.as_str());
                Ok(Thing::Reach(ReachId::from_index(named(name, "河段", "a river reach", names)?)))
            }
            Selector::SameAs(place) => self.thing(place),
            Selector::FirstOf(all) => {
                let mut lacks = Vec::new();
                for selector in all {
                    match self.first(selector) {
                        Ok(thing) => return Ok(thing),
                        Err(lack) => lacks.push(lack),
                    }
                }
                // What the map lacks says more than that another place could not be chosen.
                let of_map = lacks.iter().position(|lack| !matches!(lack, Lack::Unknown(_)));
                let none = || Lack::of("可选的地点", "a place to choose", "地点", "a place");
                Err(lacks.into_iter().nth(of_map.unwrap_or(0)).unwrap_or_else(none))
            }
            _ => self.zone_first(selector).unwrap_or_else(|| self.other_first(selector)),
        }
    }

    /// Selectors of zones.
    fn zone_first(&self, selector: &Selector) -> Option<Result<Thing, Lack>> {
        let (ranked, lack) = match selector {
            Selector::CountySeat => {
                let lack = ("村镇", "a zone", "至少一个村镇", "at least one zone");
                (Ok(self.seat().into_iter().collect()), lack)
            }
            Selector::Populous { kinds } => {
                (Ok(self.populous(kinds)), ("这类村镇", "a zone of such a kind", "村镇", "zones"))
            }
            Selector::ZoneOf(place) => {
                (self.zone_of(place).map(|it| vec![it]), ("村镇", "a zone", "村镇", "zones"))
            }
            Selector::TownshipOf(place) => {
                let parent = |zone: ZoneId| vec![self.county.zones[zone.index()].parent];
                (self.zone_of(place).map(parent), ("乡镇", "a township", "乡镇", "townships"))
            }
            Selector::NearestZone { kinds, to, side } => {
                let lack = ("另一个这类村镇", "another zone of such a kind", "村镇", "zones");
                (self.nearest_zones(kinds, to, side.as_ref()), lack)
            }
            Selector::RemotestZone { kinds, from } => {
                let lack = ("另一个这类村镇", "another zone of such a kind", "村镇", "zones");
                (self.remotest(kinds, from), lack)
            }
            Selector::IsolatedZone { kinds } => {
                let lack = (
                    "断一条路即被隔绝的村镇",
                    "a zone that the loss of one road cuts off",
                    "尽端道路上的村镇",
                    "zones at the end of a single road",
                );
                (Ok(self.isolated(kinds)), lack)
            }
            Selector::ZoneUpstream { kinds, of } => {
                let lack =
                    ("上游临水的村镇", "a zone by the water upstream", "河流和沿河村镇", RIVERS);
                (self.upstream_zones(kinds, of), lack)
            }
            Selector::ForestedZone { kinds, within_km } => {
                let lack =
                    ("林地中的村镇", "a zone in a forest", "林地和林中村镇", "forest around zones");
                (Ok(self.forested(kinds, *within_km)), lack)
            }
            Selector::ZoneDownstream { kinds, of } => {
                let lack =
                    ("下游临水的村镇", "a zone by the water downstream", "河流和沿河村镇", RIVERS);
                (self.downstream_zones(kinds, of), lack)
            }
            _ => return None,
        };
        let (zh, en, add_zh, add_en) = lack;
        Some(ranked.and_then(|zones| {
            let things = zones.into_iter().map(Thing::Zone);
            self.not_apart(things).ok_or_else(|| Lack::of(zh, en, add_zh, add_en))
        }))
    }

    /// Selectors of everything else.
    fn other_first(&self, selector: &Selector) -> Result<Thing, Lack> {
        match selector {
            Selector::NearestFacility { kinds, to, within_km } => {
                let ranked = self.nearest_facilities(kinds, to, *within_km)?;
                self.facility(ranked, kinds)
            }
            Selector::LargestFacility(kind) => self.facility(self.largest(*kind), &[*kind]),
            Selector::FacilityUpstream { kind, of } => {
                let ranked = self.facilities_upstream(*kind, of)?;
                let what = kind.text();
                self.not_apart(ranked.into_iter().map(Thing::Facility)).ok_or_else(|| {
                    Lack::of(
                        &format!("上游的{}", what.zh),
                        &format!("a {} upstream", what.en),
                        &format!("河流和河上的{}", what.zh),
                        &format!("rivers with a {}", what.en),
                    )
                })
            }
            Selector::EndangeredArea { below, of } => {
                let ranked = self.endangered(below.as_deref(), of.as_deref())?;
                self.not_apart(ranked.into_iter().map(Thing::Area)).ok_or_else(|| {
                    Lack::of(
                        "沿河的山洪危险区",
                        "a hazard area beside a river",
                        "地形、河流和危险区（或由导入时推算）",
                        "terrain, rivers and hazard areas (or have the import estimate them)",
                    )
                })
            }
            Selector::RiverAt(place) => {
                let reach = reach_of(self.county, self.thing(place)?);
                let reach = reach.ok_or_else(|| Lack::of("河流", "a river", "河流", "rivers"));
                reach.map(Thing::Reach)
            }
            Selector::NearestRoad { classes, to } => {
                self.road(self.nearest_roads(classes, to)?, &[])
            }
            Selector::IsolatingRoad { structures } => {
                let cuts = survey::cuts(self.county).into_iter().map(|cut| cut.roads[0]);
                self.road(cuts.collect(), structures)
            }
            Selector::RoadBetween { structures, from, to } => {
                self.road(self.roads_between(from, to)?, structures)
            }
            _ => unreachable!("names, alternatives and zones are chosen elsewhere"),
        }
    }

    fn not_apart(&self, mut ranked: impl Iterator<Item = Thing>) -> Option<Thing> {
        ranked.find(|thing| !self.apart.contains(thing))
    }

    fn facility(&self, ranked: Vec<FacilityId>, kinds: &[FacilityKind]) -> Result<Thing, Lack> {
        let what = match kinds {
            [kind] => kind.text(),
            _ => Text::new("设施", "facility"),
        };
        self.not_apart(ranked.into_iter().map(Thing::Facility)).ok_or_else(|| {
            let (zh, en) = (what.zh.as_str(), what.en.as_str());
            Lack::of(zh, &format!("a {en}"), zh, &format!("a {en}"))
        })
    }

    fn road(&self, ranked: Vec<RoadId>, structures: &[Structure]) -> Result<Thing, Lack> {
        let is_such = |id: &RoadId| {
            let structure = self.county.network.roads[id.index()].structure;
            structures.is_empty() || structures.contains(&structure)
        };
        let such = ranked.into_iter().filter(is_such).map(Thing::Road);
        self.not_apart(such).ok_or_else(|| {
            Lack::of(
                "这样的道路或桥梁",
                "such a road or bridge",
                "道路及其桥梁",
                "roads and bridges",
            )
        })
    }

    fn thing(&self, place: &str) -> Result<Thing, Lack> {
        self.known.get(place).copied().ok_or_else(|| Lack::Unknown(place.to_owned()))
    }

    fn zone_of(&self, place: &str) -> Result<ZoneId, Lack> {
        let lack = || Lack::of("村镇", "a zone", "村镇", "zones");
        zone_of(self.county, self.thing(place)?).ok_or_else(lack)
    }

    /// Zones of these kinds (all where there is none), in the order of `score`, lowest first.
    fn zones(&self, kinds: &[ZoneKind], score: impl Fn(ZoneId) -> Option<f64>) -> Vec<ZoneId> {
        let ids = (0..self.county.zones.len()).map(ZoneId::from_index);
        let such = ids
            .filter(|id| kinds.is_empty() || kinds.contains(&self.county.zones[id.index()].kind));
        let scored = such.filter_map(|id| Some((score(id)?, id)));
        ranked(scored, |id: ZoneId| self.county.zones[id.index()].key)
    }

    fn seat(&self) -> Option<ZoneId> {
        let facilities = || self.county.facilities.iter();
        let command = facilities().find(|it| it.name == "county-command");
        let posts = || facilities().filter(|it| it.kind == FacilityKind::CommandPost);
        if let Some(post) = command.or_else(|| posts().min_by_key(|it| it.key)) {
            return Some(self.county.zones[post.zone.index()].parent);
        }
        let kinds = [ZoneKind::Subdistrict, ZoneKind::Township];
        self.populous(&kinds).into_iter().chain(self.populous(&[])).next()
    }

    fn populous(&self, kinds: &[ZoneKind]) -> Vec<ZoneId> {
        self.zones(kinds, |id| Some(-f64::from(self.county.zones[id.index()].residents)))
    }

    fn nearest_zones(
        &self,
        kinds: &[ZoneKind],
        to: &str,
        side: Option<&Side>,
    ) -> Result<Vec<ZoneId>, Lack> {
        let thing = self.thing(to)?;
        let (at, own) = (position_m(self.county, thing), zone_of(self.county, thing));
        let is_there = side.map(|side| self.is_on_side(side)).transpose()?;
        Ok(self.zones(kinds, |id| {
            let place = position_m(self.county, Thing::Zone(id));
            let is_such = Some(id) != own && is_there.as_ref().is_none_or(|it| it(place));
            is_such.then(|| apart_m(place, at))
        }))
    }

    /// Whether a place lies on a side of a way.
    fn is_on_side(&self, side: &Side) -> Result<impl Fn((f64, f64)) -> bool, Lack> {
        let (Side::With { of, from, to } | Side::Across { of, from, to }) = side;
        let place = |name: &str| Ok(position_m(self.county, self.thing(name)?));
        let (of, from, to) = (place(of)?, place(from)?, place(to)?);
        let with = matches!(side, Side::With { .. });
        let is_right = move |place| is_right_of(from, to, place);
        Ok(move |place| (is_right(place) == is_right(of)) == with)
    }

    fn remotest(&self, kinds: &[ZoneKind], from: &str) -> Result<Vec<ZoneId>, Lack> {
        let thing = self.thing(from)?;
        let router = Router::new(self.county.network.clone(), &[]);
        let nodes = [node(self.county, thing)];
        let profile = Profile::Road;
        let times = router.times_from_nearest(profile, &nodes, Direction::Outward, &Overlay::NONE);
        let own = zone_of(self.county, thing);
        Ok(self.zones(kinds, |id| {
            let time = times[self.county.zones[id.index()].node.index()];
            (Some(id) != own).then(|| time.map_or(0.0, |time| -time.minutes()))
        }))
    }

    fn isolated(&self, kinds: &[ZoneKind]) -> Vec<ZoneId> {
        let seat = self.seat();
        let mut found = Vec::new();
        for cut in survey::cuts(self.county) {
            let holds_seat = seat.is_some_and(|seat| cut.zones.contains(&seat));
            if !holds_seat {
                found.extend(self.populous(kinds).into_iter().filter(|id| cut.zones.contains(id)));
            }
        }
        found
    }

    fn forested(&self, kinds: &[ZoneKind], within_km: f64) -> Vec<ZoneId> {
        let cover = &self.county.terrain.cover;
        self.zones(kinds, |id| {
            let (x_m, y_m) = position_m(self.county, Thing::Zone(id));
            let cells = cover.cells_within(x_m, y_m, 1_000.0 * within_km);
            let is_forest =
                |(column, row): &&(usize, usize)| cover.at(*column, *row) == Cover::Forest;
            let forest = cells.iter().filter(is_forest).count();
            (forest > 0).then_some(-(forest as f64))
        })
    }

    fn upstream_zones(&self, kinds: &[ZoneKind], of: &str) -> Result<Vec<ZoneId>, Lack> {
        let Some(below) = reach_of(self.county, self.thing(of)?) else { return Ok(Vec::new()) };
        Ok(self.zones(kinds, |id| {
            let reach = by_water(self.county, id)?;
            let length_m = way_down_m(self.county, reach, below)?;
            (reach != below).then_some(-length_m)
        }))
    }

    fn downstream_zones(&self, kinds: &[ZoneKind], of: &str) -> Result<Vec<ZoneId>, Lack> {
        let Some(above) = reach_of(self.county, self.thing(of)?) else { return Ok(Vec::new()) };
        let terrain = &self.county.terrain;
        Ok(self.zones(kinds, |id| {
            way_down_m(self.county, above, by_water(self.county, id)?)?;
            let (x_m, y_m) = position_m(self.county, Thing::Zone(id));
            terrain.above_river_cm.sample(x_m, y_m).map(f64::from)
        }))
    }

    fn facilities(
        &self,
        kinds: &[FacilityKind],
        score: impl Fn(FacilityId) -> Option<f64>,
    ) -> Vec<FacilityId> {
        let ids = (0..self.county.facilities.len()).map(FacilityId::from_index);
        let such = ids.filter(|id| {
            kinds.is_empty() || kinds.contains(&self.county.facilities[id.index()].kind)
        });
        let scored = such.filter_map(|id| Some((score(id)?, id)));
        ranked(scored, |id: FacilityId| self.county.facilities[id.index()].key)
    }

    fn nearest_facilities(
        &self,
        kinds: &[FacilityKind],
        to: &str,
        within_km: Option<f64>,
    ) -> Result<Vec<FacilityId>, Lack> {
        let thing = self.thing(to)?;
        let at = position_m(self.county, thing);
        let limit_m = within_km.map_or(f64::INFINITY, |km| 1_000.0 * km);
        Ok(self.facilities(kinds, |id| {
            let facility = Thing::Facility(id);
            let away_m = apart_m(position_m(self.county, facility), at);
            (facility != thing && away_m <= limit_m).then_some(away_m)
        }))
    }

    fn largest(&self, kind: FacilityKind) -> Vec<FacilityId> {
        self.facilities(&[kind], |id| {
            let facility = &self.county.facilities[id.index()];
            // What a reservoir off every river holds goes nowhere.
            let is_off = kind == FacilityKind::Reservoir && facility.reach.is_none();
            let size = f64::from(facility.capacity.max(facility.storage_thousand_m3));
            (!is_off).then_some(-size)
        })
    }

    fn facilities_upstream(&self, kind: FacilityKind, of: &str) -> Result<Vec<FacilityId>, Lack> {
        let Some(below) = reach_of(self.county, self.thing(of)?) else { return Ok(Vec::new()) };
        Ok(self.facilities(&[kind], |id| {
            let reach = reach_of(self.county, Thing::Facility(id))?;
            way_down_m(self.county, reach, below)
        }))
    }

    fn endangered(&self, below: Option<&str>, of: Option<&str>) -> Result<Vec<AreaId>, Lack> {
        let above = match below {
            Some(place) => Some(reach_of(self.county, self.thing(place)?)),
            None => None,
        };
        let zone = match of {
            Some(place) => Some(self.zone_of(place)?),
            None => None,
        };
        let areas = self.county.areas.iter().enumerate();
        let scored = areas.filter_map(|(index, area)| {
            let reach = area.water.as_ref()?.reach;
            if let Some(above) = above {
                way_down_m(self.county, above?, reach)?;
            }
            let parent = self.county.zones[area.zone.index()].parent;
            let lies_there = zone.is_none_or(|zone| area.zone == zone || parent == zone);
            let id = AreaId::from_index(index);
            lies_there.then_some((-f64::from(area.people), id))
        });
        Ok(ranked(scored, |id| self.county.areas[id.index()].key))
    }

    fn nearest_roads(&self, classes: &[RoadClass], to: &str) -> Result<Vec<RoadId>, Lack> {
        let at = position_m(self.county, self.thing(to)?);
        let roads = self.county.network.roads.iter().enumerate();
        let such = roads.filter(|(_, road)| {
            let is_class = classes.is_empty() || classes.contains(&road.class);
            is_class && road.passable.has(Profile::Road)
        });
        let scored = such.map(|(index, _)| {
            let id = RoadId::from_index(index);
            (apart_m(position_m(self.county, Thing::Road(id)), at), id)
        });
        Ok(ranked(scored, |id: RoadId| self.county.network.roads[id.index()].key))
    }

    fn roads_between(&self, from: &str, to: &str) -> Result<Vec<RoadId>, Lack> {
        let network = &self.county.network;
        let ends = [self.thing(from)?, self.thing(to)?].map(|thing| node(self.county, thing));
        let router = Router::new(network.clone(), &[]);
        let route = router.route(Profile::Road, ends[0], ends[1], &Overlay::NONE);
        let arcs = route.map_or_else(Vec::new, |route| route.arcs);
        let roads = arcs.iter().map(|arc| network.road_of[arc.index()]);
        let scored = roads.map(|id| (-f64::from(network.roads[id.index()].length_mm), id));
        Ok(ranked(scored, |id: RoadId| network.roads[id.index()].key))
    }
}

/// What to add where a place by a river is wanted.
const RIVERS: &str = "rivers, and zones by them";

/// The things in the order of their scores, lowest first, then of their keys.
pub(super) fn ranked<T: Copy>(
    scored: impl Iterator<Item = (f64, T)>,
    key: impl Fn(T) -> Key,
) -> Vec<T> {
    let mut all: Vec<(f64, T)> = scored.collect();
    all.sort_by(|(first, one), (second, other)| {
        first.total_cmp(second).then_with(|| key(*one).cmp(&key(*other)))
    });
    all.into_iter().map(|(_, thing)| thing).collect()
}

/// The number of a written name.
fn named<'a>(
    name: &str,
    zh: &str,
    en: &str,
    mut names: impl Iterator<Item = &'a str> + Clone,
) -> Result<usize, Lack> {
    let valid = names.clone();
    names.position(|own| own == name).ok_or_else(|| Lack::Name {
        found: name.to_owned(),
        what: Text::new(zh, en),
        valid: valid.map(str::to_owned).collect(),
    })
}
