//! Facilities of a generated county: which kinds stand where, and how many. Counts follow what
//! mountain counties of half a million people have; figures are fiction.

use super::finder::Finder;
use super::people::Peopled;
use super::places::XIAHE;
use super::rivers::Waters;
use super::roads::Laid;
use super::scale::Scale;
use super::weave::Weave;
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::grid::Grid;
use crate::base::id::{FacilityId, NodeId, ReachId, ZoneId};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::county::drainage::NO_REACH;
use crate::county::place::{Facility, FacilityKind as Kind, ZoneKind};
use crate::county::posts::OFFICES;

/// What facilities are placed by.
pub(super) struct Site<'a> {
    /// Scale of the county.
    pub scale: &'a Scale,
    /// Seed.
    pub seed: Seed,
    /// Zones.
    pub peopled: &'a Peopled,
    /// Waters.
    pub waters: &'a Waters,
    /// Reach that each cell drains to.
    pub reach: &'a Grid<u16>,
    /// Roads between places.
    pub laid: &'a Laid,
    /// Junctions.
    pub finder: &'a Finder<'a>,
    /// Points.
    pub weave: &'a Weave,
}

/// Makes all facilities.
pub(super) fn facilities(site: &Site<'_>) -> Vec<Facility> {
    let mut maker = Maker { site, made: Vec::new() };
    maker.substations();
    maker.offices();
    maker.services();
    maker.hospitals();
    maker.townships();
    maker.villages();
    maker.waters();
    maker.made
}

struct Maker<'a> {
    site: &'a Site<'a>,
    made: Vec<Facility>,
}

impl Maker<'_> {
    /// Adds a facility at a cell; gives its place in the list for its figures.
    fn add(&mut self, kind: Kind, name: &str, title: Text, at: (u32, ZoneId)) -> &mut Facility {
        let site = self.site;
        let node = site.finder.nearest(site.weave.centre(at.0));
        self.add_at(kind, name, title, node, at.1)
    }

    fn add_at(
        &mut self,
        kind: Kind,
        name: &str,
        title: Text,
        node: NodeId,
        zone: ZoneId,
    ) -> &mut Facility {
        self.made.push(Facility::new(name.to_owned(), title, kind, (node, zone)));
        self.made.last_mut().expect("one was just added")
    }

    fn draws(&self, name: &str) -> Draws {
        let key = Key::born(10, &[Key::written("facility", name)], 0);
        self.site.seed.draws(Purpose::Generation, key)
    }

    /// A place in the town, some way from the centre of one of its subdistricts.
    fn in_town(&self, name: &str, subdistrict: usize) -> (u32, ZoneId) {
        let peopled = self.site.peopled;
        let index = subdistrict % self.site.scale.subdistricts;
        let mut draws = self.draws(name);
        let reach = (super::places::town_radius(self.site.scale) * 0.3).max(1.0);
        let shift = |draws: &mut Draws| draws.between(-reach, reach).round() as i64;
        let columns = self.site.scale.columns as i64;
        let cell =
            i64::from(peopled.cells[index]) + shift(&mut draws) + columns * shift(&mut draws);
        let cell = cell.clamp(0, self.site.scale.cells() as i64 - 1) as u32;
        (cell, ZoneId::from_index(index))
    }

    /// The seat of a township.
    fn seat(&self, township: usize) -> (u32, ZoneId) {
        let index = self.site.scale.subdistricts + township % self.site.scale.townships;
        (self.site.peopled.cells[index], ZoneId::from_index(index))
    }

    /// A place near a seat, so that not everything shares one junction.
    fn near_seat(&self, name: &str, township: usize) -> (u32, ZoneId) {
        let (cell, zone) = self.seat(township);
        let mut draws = self.draws(name);
        let columns = self.site.scale.columns as i64;
        let shift = draws.between(-3.4, 3.4) as i64 + columns * draws.between(-3.4, 3.4) as i64;
        let moved = (i64::from(cell) + shift).clamp(0, self.site.scale.cells() as i64 - 1);
        (moved as u32, zone)
    }

    /// How many of something there are that Qingshan has `at_reference` of.
    fn count(&self, at_reference: f64, least: usize) -> usize {
        let scaled = at_reference * crate::base::math::pow(self.site.scale.ratio, 0.6);
        (scaled.round() as usize).max(least)
    }

    fn substations(&mut self) {
        let at = self.in_town("town-substation", 2);
        self.add(
            Kind::Substation,
            "town-substation",
            Text::new("城区变电站", "Town substation"),
            at,
        );
        for index in 0..self.count(4.0, 1) {
            let stem = self.stem_of_township(index * 2);
            let name = format!("{}-substation", stem.pinyin);
            let at = self.near_seat(&name, index * 2);
            self.add(Kind::Substation, &name, stem.with("变电站", "Substation"), at);
        }
    }

    fn stem_of_township(&self, township: usize) -> super::names::Stem {
        self.site.peopled.stems[self.seat(township).1.index()].clone()
    }

    fn offices(&mut self) {
        for (index, (name, zh, en)) in OFFICES.iter().enumerate() {
            let at = self.in_town(name, index / 4);
            self.add(Kind::CommandPost, name, Text::new(*zh, *en), at);
        }
    }

    /// Fire, police, transport and stores in the town.
    fn services(&mut self) {
        let numerals = ["一", "二", "三", "四"];
        for (index, numeral) in numerals.iter().enumerate().take(self.count(3.0, 2)) {
            let name = format!("fire-station-{}", index + 1);
            let zh = format!("{numeral}号消防救援站");
            let title = Text::new(zh, format!("Fire station {}", index + 1));
            let at = match index {
                0 => self.in_town(&name, 0),
                // On the lower township's bank: its way to the bend leads over the bridge.
                1 => self.seat(XIAHE),
                _ => self.near_seat(&name, index + 1),
            };
            self.add(Kind::FireStation, &name, title, at);
        }
        for index in 0..self.site.scale.subdistricts {
            let stem = self.site.peopled.stems[index].clone();
            let name = format!("{}-police", stem.pinyin);
            let at = self.in_town(&name, index);
            self.add(Kind::PoliceStation, &name, stem.with("派出所", "Police Station"), at);
            let name = format!("{}-shelter", stem.pinyin);
            let at = self.in_town(&name, index);
            let title = stem.with("应急避难场所", "Shelter");
            self.add(Kind::Shelter, &name, title, at).capacity = 2_500;
            let name = format!("{}-school", stem.pinyin);
            let at = self.in_town(&name, index);
            let title = stem.with("中学", "Middle School");
            self.add(Kind::School, &name, title, at).capacity = 1_860;
        }
        let singles = [
            (
                Kind::TrafficPolice,
                "traffic-police-1",
                "县交警大队城区中队",
                "Town traffic police",
                0,
            ),
            (Kind::Depot, "county-depot", "县应急物资储备库", "County depot", 1),
            (Kind::BusStation, "bus-station", "青山汽车客运站", "Qingshan bus station", 2),
            (Kind::MaintenanceYard, "town-yard", "城区公路养护站", "Town road yard", 3),
            (Kind::Barracks, "armed-police-barracks", "武警中队营区", "Armed police barracks", 3),
            (Kind::Barracks, "militia-base", "县民兵训练基地", "Militia training base", 4),
            (Kind::Plant, "park-plant", "青山化工园区氯碱厂", "Chemical park plant", 1),
        ];
        for (kind, name, zh, en, subdistrict) in singles {
            let at = self.in_town(name, subdistrict);
            self.add(kind, name, Text::new(zh, en), at);
        }
    }

    fn hospitals(&mut self) {
        let share = |beds: f64| (beds * self.site.scale.ratio).ceil().max(20.0) as u32;
        let wanted = [
            ("county-hospital", "县人民医院", "County People's Hospital", share(620.0), 8),
            ("tcm-hospital", "县中医医院", "County Hospital of Chinese Medicine", share(280.0), 4),
            ("second-hospital", "县第二人民医院", "Second People's Hospital", share(160.0), 2),
        ];
        let count = self.count(3.0, 2).min(3);
        for (index, (name, zh, en, beds, theatres)) in wanted.into_iter().take(count).enumerate() {
            let at = if index < 2 { self.in_town(name, index) } else { self.near_seat(name, 3) };
            let made = self.add(Kind::Hospital, name, Text::new(zh, en), at);
            made.capacity = beds;
            made.theatres = theatres;
            let post = format!("{name}-ambulances");
            let title = Text::new(format!("{zh}急救站"), format!("{en} ambulance station"));
            self.add(Kind::AmbulanceStation, &post, title, at);
        }
        for (index, minutes) in [45, 75].into_iter().enumerate() {
            let name = format!("city-hospital-{}", index + 1);
            let title = [
                Text::new("市人民医院", "City People's Hospital"),
                Text::new("市中心医院", "City Central Hospital"),
            ][index]
                .clone();
            let node = self.site.finder.nearest(self.site.weave.centre(self.site.laid.exits[0]));
            let zone = ZoneId::from_index(self.site.scale.subdistricts + XIAHE);
            let made = self.add_at(Kind::CityHospital, &name, title, node, zone);
            made.capacity = 1_500;
            made.theatres = 20;
            made.access_minutes = minutes;
        }
    }

    /// What every township has, and what some have.
    fn townships(&mut self) {
        for township in 0..self.site.scale.townships {
            let stem = self.stem_of_township(township);
            for (kind, word, zh, en, capacity) in [
                (Kind::TownshipOffice, "office", "政府", "Township Office", 0),
                (Kind::PoliceStation, "police", "派出所", "Police Station", 0),
                (Kind::Clinic, "clinic", "卫生院", "Clinic", 30),
                (Kind::School, "school", "中心学校", "School", 900),
                (Kind::Shelter, "shelter", "避难安置点", "Shelter", 600),
                (Kind::RainGauge, "gauge", "雨量站", "gauge", 0),
            ] {
                let name = format!("{}-{word}", stem.pinyin);
                let at = if kind == Kind::TownshipOffice {
                    self.seat(township)
                } else {
                    self.near_seat(&name, township)
                };
                self.add(kind, &name, stem.with(zh, en), at).capacity = capacity;
            }
            self.mast(&stem, self.seat(township), true);
            let every = |step: usize, first: usize| township % step == first;
            for (kind, word, zh, en, here) in [
                (Kind::TownshipBrigade, "brigade", "专职消防队", "Fire Brigade", every(3, 1)),
                (Kind::AmbulanceStation, "ambulances", "急救点", "Ambulance Station", every(4, 1)),
                (Kind::Depot, "depot", "应急物资分库", "Depot", every(5, 1)),
                (Kind::TrafficPolice, "traffic-police", "交警中队", "Traffic Police", every(8, 1)),
                (Kind::MaintenanceYard, "yard", "公路养护站", "Road Yard", every(7, 0)),
            ] {
                if here {
                    let name = format!("{}-{word}", stem.pinyin);
                    let at = self.near_seat(&name, township);
                    self.add(kind, &name, stem.with(zh, en), at);
                }
            }
        }
    }

    /// A mast with batteries, fed by the nearest substation.
    fn mast(&mut self, stem: &super::names::Stem, at: (u32, ZoneId), seat: bool) {
        let name = format!("{}-mast", stem.pinyin);
        let mut draws = self.draws(&name);
        let own = self.site.weave.centre(at.0);
        let apart = |facility: &Facility| {
            let zone = self.site.peopled.cells[facility.zone.index()];
            let place = self.site.weave.centre(zone);
            crate::base::math::hypot(place.0 - own.0, place.1 - own.1)
        };
        let power = (0..self.made.len())
            .filter(|index| self.made[*index].kind == Kind::Substation)
            .min_by(|first, second| {
                apart(&self.made[*first]).total_cmp(&apart(&self.made[*second]))
            })
            .map(FacilityId::from_index);
        let battery_minutes =
            if seat { 60 * (4 + draws.below(5)) } else { 30 * (3 + draws.below(6)) };
        let range_m = if seat { 6_000 } else { 2_500 + 100 * draws.below(16) };
        let made = self.add(Kind::Mast, &name, stem.with("基站", "Mast"), at);
        made.battery_minutes = battery_minutes;
        made.range_m = range_m;
        made.power = power;
    }

    /// Masts, schools, gauges and shelters of villages: some of them, by their names.
    fn villages(&mut self) {
        let first = self.site.scale.subdistricts + self.site.scale.townships;
        for index in 0..self.site.peopled.zones.len() {
            let at = (self.site.peopled.cells[index], ZoneId::from_index(index));
            let stem = self.site.peopled.stems[index].clone();
            let zone = &self.site.peopled.zones[index];
            if zone.kind == ZoneKind::Subdistrict {
                self.mast(&stem, at, true);
            }
            if index < first {
                continue;
            }
            let mut draws = self.draws(&format!("{}-village", stem.pinyin));
            let bend = index == first;
            if draws.happens(0.42) || bend {
                self.mast(&stem, at, false);
            }
            if draws.happens(0.22) || bend {
                let name = format!("{}-school", stem.pinyin);
                self.add(Kind::School, &name, stem.with("小学", "Primary School"), at).capacity =
                    160;
            }
            if draws.happens(0.16) {
                let name = format!("{}-gauge", stem.pinyin);
                self.add(Kind::RainGauge, &name, stem.with("雨量站", "gauge"), at);
            }
        }
    }

    /// The reservoir and the river gauges.
    fn waters(&mut self) {
        let (site, waters) = (self.site, self.site.waters);
        let zone_of = |cell: u32| nearest_zone(site, cell);
        let dam = waters.dam;
        let reach = reach_at(site, waters.flow.receiver[dam as usize]);
        let storage = site.scale.storage_thousand_m3;
        let title = Text::new("龙潭水库", "Longtan Reservoir");
        let zone = zone_of(dam);
        let made = self.add(Kind::Reservoir, "longtan-reservoir", title, (dam, zone));
        made.storage_thousand_m3 = storage;
        made.reach = reach;
        let columns = site.scale.columns;
        let east = |cell: u32| (cell as usize % columns) as f64 / columns as f64;
        let places = [
            ("shimen-river-gauge", "石门水文站", "Shimen river gauge", super::relief::SHIMEN_EAST),
            ("dam-river-gauge", "坝下水文站", "River gauge below the dam", east(dam) + 0.02),
            ("town-river-gauge", "城区水文站", "Town river gauge", super::relief::TOWN_EAST),
            ("xiahe-river-gauge", "下河水文站", "Xiahe river gauge", super::relief::XIAHE_EAST),
        ];
        for (name, zh, en, east) in places {
            let cell = waters.main_at(columns, east);
            let reach = reach_at(site, cell);
            let zone = zone_of(cell);
            self.add(Kind::RiverGauge, name, Text::new(zh, en), (cell, zone)).reach = reach;
        }
    }
}

/// The reach at a cell.
pub(super) fn reach_at(site: &Site<'_>, cell: u32) -> Option<ReachId> {
    let reach = site.reach.values[cell as usize];
    (reach != NO_REACH).then(|| ReachId(u32::from(reach)))
}

/// The zone whose centre is nearest to a cell.
fn nearest_zone(site: &Site<'_>, cell: u32) -> ZoneId {
    let own = site.weave.centre(cell);
    let apart = |index: &usize| {
        let place = site.weave.centre(site.peopled.cells[*index]);
        (place.0 - own.0) * (place.0 - own.0) + (place.1 - own.1) * (place.1 - own.1)
    };
    let nearest = (0..site.peopled.cells.len())
        .min_by(|first, second| apart(first).total_cmp(&apart(second)));
    ZoneId::from_index(nearest.expect("a county has zones"))
}
