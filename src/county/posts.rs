//! Posts and stations that a plan needs and a map may lack: where no source shows them they are
//! proposed by published ratios, and the map says that they are estimates. What a storyline needs
//! of nature (rivers, relief, a school) is never proposed.

use super::choice::{COUNTY, PlaceChoice, Selector, choose};
use super::estimate::{Estimate, EstimateKind};
use super::place::{County, Facility, FacilityKind as Kind, ZoneKind};
use crate::base::check::Checker;
use crate::base::id::{FacilityId, NodeId, ZoneId};
use crate::base::math;
use crate::base::text::Text;

/// Offices of the county in its town: written name and title.
pub const OFFICES: &[(&str, &str, &str)] = &[
    ("county-command", "县应急指挥中心", "County command centre"),
    ("emergency-office", "县应急管理局", "Emergency management bureau"),
    ("water-office", "县水利局", "Water bureau"),
    ("weather-office", "县气象局", "Weather bureau"),
    ("public-security-office", "县公安局", "Public security bureau"),
    ("health-office", "县卫生健康局", "Health bureau"),
    ("transport-office", "县交通运输局", "Transport bureau"),
    ("natural-resources-office", "县自然资源局", "Natural resources bureau"),
    ("civil-affairs-office", "县民政局", "Civil affairs bureau"),
    ("education-office", "县教育局", "Education bureau"),
    ("publicity-office", "县委宣传部", "Publicity department"),
    ("power-office", "县供电公司", "Power company"),
    ("telecom-office", "县通信保障中心", "Telecommunications centre"),
    ("armed-forces-office", "县人民武装部", "People's Armed Forces department"),
];

/// Offices and stations of the county that its special plans know besides.
const FURTHER: &[(Kind, &str, &str, &str)] = &[
    (Kind::CommandPost, "gas-office", "县燃气公司", "Gas company"),
    (Kind::CommandPost, "housing-office", "县住房和城乡建设局", "Housing and construction bureau"),
    (Kind::CommandPost, "park-office", "化工园区管委会", "Chemical park committee"),
    (Kind::CommandPost, "ecology-office", "县生态环境局", "Ecology and environment bureau"),
    (Kind::CommandPost, "water-works", "县自来水公司", "Water company"),
    (
        Kind::CommandPost,
        "market-supervision-office",
        "县市场监督管理局",
        "Market supervision bureau",
    ),
    (
        Kind::CommandPost,
        "disease-control-centre",
        "县疾病预防控制中心",
        "Centre for disease control",
    ),
    (Kind::CommandPost, "forestry-office", "县林业局", "Forestry bureau"),
    (Kind::CommandPost, "internet-office", "县委网信办", "Internet information office"),
    (Kind::TrafficPolice, "traffic-police-1", "县交警大队城区中队", "Town traffic police"),
    (Kind::Depot, "county-depot", "县应急物资储备库", "County depot"),
    (Kind::MaintenanceYard, "town-yard", "城区公路养护站", "Town road yard"),
    (Kind::Barracks, "armed-police-barracks", "武警中队营区", "Armed police barracks"),
    (Kind::Barracks, "militia-base", "县民兵训练基地", "Militia training base"),
];

/// People for whom one ambulance is wanted (national guidance on pre-hospital care, 2020, as
/// recalled: a placeholder until it has been read).
const PEOPLE_PER_AMBULANCE: u32 = 30_000;
/// Area of a fire station of the first class, km2 (建标 152-2017, article 14).
const FIRE_STATION_KM2: f64 = 7.0;
/// Built-up land a person, m2: the middle of the range of GB 50137-2011 (65 to 115), recalled.
const BUILT_M2_PER_PERSON: f64 = 90.0;
/// Hospital beds for a thousand people, where the map shows no hospital: a placeholder.
const BEDS_PER_1000: f64 = 2.0;
/// Minutes to the city's hospitals from where its road leaves the map: placeholders.
const CITY_MINUTES: [u32; 2] = [45, 75];
/// Range of a proposed mast in m, and minutes of its batteries: placeholders.
const MAST: (u32, u32) = (3_000, 240);
/// Places of a proposed shelter: a placeholder.
const SHELTER_PLACES: u32 = 600;

/// The county with what a plan needs of posts and stations, and the estimates that were added to
/// it; the same county where it lacks nothing.
pub fn propose(county: &County) -> (County, Vec<Estimate>) {
    let mut proposer = Proposer { county: county.clone(), estimates: Vec::new() };
    let Some(seat) = proposer.seat() else { return (proposer.county, Vec::new()) };
    proposer.offices(seat);
    proposer.hospitals(seat);
    proposer.fire_stations(seat);
    proposer.ambulances();
    proposer.of_each_township();
    proposer.power_and_masts(seat);
    proposer.feed();
    proposer.gauge_and_plant(seat);
    let Proposer { mut county, estimates } = proposer;
    county.estimates.extend(estimates.iter().cloned());
    (county, estimates)
}

struct Proposer {
    county: County,
    estimates: Vec<Estimate>,
}

impl Proposer {
    fn seat(&self) -> Option<ZoneId> {
        let seat = PlaceChoice {
            name: "seat".to_owned(),
            choose: Selector::CountySeat,
            elsewhere: None,
            apart_from: Vec::new(),
            optional: false,
        };
        let chosen = choose(&mut Checker::new(COUNTY), "places", &[seat], &self.county);
        let is_seat = |name: &str| chosen.first().is_some_and(|place| place.written == name);
        let found = self.county.zones.iter().position(|zone| is_seat(&zone.name));
        found.map(ZoneId::from_index)
    }

    fn has(&self, name: &str) -> bool {
        self.county.facilities.iter().any(|facility| facility.name == name)
    }

    fn count(&self, kind: Kind) -> usize {
        self.county.facilities.iter().filter(|facility| facility.kind == kind).count()
    }

    /// Adds a facility under a name that nothing has yet.
    fn add(&mut self, kind: Kind, name: &str, title: Text, at: (NodeId, ZoneId)) -> &mut Facility {
        let named = |count: usize| if count == 1 { name.into() } else { format!("{name}-{count}") };
        let name = (1..).map(named).find(|name| !self.has(name)).expect("a free name");
        self.county.facilities.push(Facility::new(name, title, kind, at));
        self.county.facilities.last_mut().expect("one was just added")
    }

    /// Says what was added since there were `before` facilities, and by what rule.
    fn say(&mut self, before: usize, zh: &str, en: &str) {
        let added = &self.county.facilities[before..];
        if added.is_empty() {
            return;
        }
        let mut of: Vec<String> = added.iter().map(|facility| facility.name.clone()).collect();
        of.sort();
        let basis = Text::new(zh, en);
        self.estimates.push(Estimate { kind: EstimateKind::Facilities, basis, of });
    }

    fn centre(&self, zone: ZoneId) -> (NodeId, ZoneId) {
        (self.county.zones[zone.index()].node, zone)
    }

    /// Townships and subdistricts (all zones where there is neither), of most people first.
    fn settlements(&self) -> Vec<ZoneId> {
        let zone = |id: &ZoneId| &self.county.zones[id.index()];
        let ids = || (0..self.county.zones.len()).map(ZoneId::from_index);
        let mut found: Vec<ZoneId> =
            ids().filter(|id| zone(id).kind != ZoneKind::Village).collect();
        if found.is_empty() {
            found = ids().collect();
        }
        found.sort_by_key(|id| (std::cmp::Reverse(zone(id).residents), zone(id).key));
        found
    }

    fn offices(&mut self, seat: ZoneId) {
        let (before, at) = (self.county.facilities.len(), self.centre(seat));
        let offices = OFFICES.iter().map(|(name, zh, en)| (Kind::CommandPost, *name, *zh, *en));
        for (kind, name, zh, en) in offices.chain(FURTHER.iter().copied()) {
            if !self.has(name) {
                self.add(kind, name, Text::new(zh, en), at);
            }
        }
        if self.count(Kind::BusStation) == 0 {
            self.add(Kind::BusStation, "bus-station", Text::new("汽车客运站", "Bus station"), at);
        }
        self.say(
            before,
            "地图未标注的县级机构和站点，一律暂设在县城中心，位置待核实",
            "offices and stations of the county that the map does not show, placed at the centre \
             of the county seat; to be checked",
        );
    }

    fn hospitals(&mut self, seat: ZoneId) {
        let before = self.county.facilities.len();
        let people: u64 = self.county.zones.iter().map(|zone| u64::from(zone.residents)).sum();
        if self.count(Kind::Hospital) == 0 {
            let at = self.centre(seat);
            let title = Text::new("县人民医院", "County hospital");
            let beds = (people as f64 / 1e3 * BEDS_PER_1000).ceil().max(20.0) as u32;
            let made = self.add(Kind::Hospital, "county-hospital", title, at);
            made.capacity = beds;
            made.theatres = (beds / 80).max(1);
            self.say(
                before,
                "地图未标注医院：按每千人 2 张床位暂设一所，数值为暂定值",
                "the map shows no hospital: one with 2 beds for a thousand people, a placeholder",
            );
        }
        let before = self.county.facilities.len();
        let titles =
            [("市人民医院", "City People's Hospital"), ("市中心医院", "City Central Hospital")];
        let exit = self.way_out(seat);
        for (index, (zh, en)) in titles.into_iter().enumerate() {
            let name = format!("city-hospital-{}", index + 1);
            if !self.has(&name) {
                let made = self.add(Kind::CityHospital, &name, Text::new(zh, en), exit);
                made.capacity = 1_500;
                made.theatres = 20;
                made.access_minutes = CITY_MINUTES[index];
            }
        }
        self.say(
            before,
            "境外的市级医院：落在离县城最远的干线路口，境外车程 45、75 分钟为暂定值",
            "the city's hospitals outside: at the main road farthest from the county seat, 45 and \
             75 minutes beyond the map, placeholders",
        );
    }

    /// The end of a road of the highest class there is that lies farthest from the seat.
    fn way_out(&self, seat: ZoneId) -> (NodeId, ZoneId) {
        let network = &self.county.network;
        let home = &network.nodes[self.county.zones[seat.index()].node.index()];
        let highest = network.roads.iter().map(|road| road.class).min();
        let far = |id: NodeId| {
            let node = &network.nodes[id.index()];
            math::hypot(node.x_m - home.x_m, node.y_m - home.y_m)
        };
        let roads = network.roads.iter().zip(&self.county.road_settings);
        let best = roads.filter(|(road, _)| Some(road.class) == highest).max_by(|one, other| {
            far(one.0.to).total_cmp(&far(other.0.to)).then(one.0.key.cmp(&other.0.key))
        });
        best.map_or_else(|| self.centre(seat), |(road, setting)| (road.to, setting.zone))
    }

    fn fire_stations(&mut self, seat: ZoneId) {
        let before = self.county.facilities.len();
        let zones = self.county.zones.iter();
        let town = zones.filter(|zone| zone.kind == ZoneKind::Subdistrict || zone.parent == seat);
        let people: f64 = town.map(|zone| f64::from(zone.residents)).sum();
        let built_km2 = people * BUILT_M2_PER_PERSON / 1e6;
        let wanted = ((built_km2 / FIRE_STATION_KM2).ceil() as usize).max(2);
        let settlements = self.settlements();
        for index in self.count(Kind::FireStation)..wanted {
            let at = match (index, settlements.as_slice()) {
                (0, _) | (_, []) => self.centre(seat),
                (_, all) => self.centre(all[index % all.len()]),
            };
            let number = index + 1;
            let title =
                Text::new(format!("{number} 号消防救援站"), format!("Fire station {number}"));
            self.add(Kind::FireStation, &format!("fire-station-{number}"), title, at);
        }
        self.say(
            before,
            "消防站：一级站辖区不大于 7 平方公里（建标 152-2017 第十四条），建成区按人均 90 平方米\
             推算（暂定值），至少两座",
            "fire stations: at most 7 km2 for each of the first class (建标 152-2017, article 14), \
             built-up land from 90 m2 a person (a placeholder), two at least",
        );
    }

    fn ambulances(&mut self) {
        let before = self.county.facilities.len();
        let hospitals: Vec<(String, Text, (NodeId, ZoneId))> = self
            .county
            .facilities
            .iter()
            .filter(|facility| facility.kind == Kind::Hospital)
            .map(|it| (it.name.clone(), it.title.clone(), (it.node, it.zone)))
            .collect();
        let people: u32 = self.county.zones.iter().map(|zone| zone.residents).sum();
        let wanted = people.div_ceil(PEOPLE_PER_AMBULANCE).max(1) as usize;
        if self.count(Kind::AmbulanceStation) == 0 {
            for (name, title, at) in hospitals {
                let title = Text::new(
                    format!("{}急救站", title.zh),
                    format!("{} ambulance station", title.en),
                );
                self.add(Kind::AmbulanceStation, &format!("{name}-ambulances"), title, at);
            }
        }
        for zone in self.settlements() {
            if self.count(Kind::AmbulanceStation) >= wanted {
                break;
            }
            let at = self.centre(zone);
            let Some((name, title)) = self.without(Kind::AmbulanceStation, zone) else { continue };
            let title =
                Text::new(format!("{}急救点", title.zh), format!("{} ambulance station", title.en));
            self.add(Kind::AmbulanceStation, &format!("{name}-ambulances"), title, at);
        }
        self.say(
            before,
            "急救站：每家医院一处，救护车按每 3 万人一辆补足（2020 年院前医疗急救服务指导意见，\
             凭记忆引用，待核实）",
            "ambulance stations: one at each hospital, and as many as give one ambulance for \
             30,000 people (national guidance of 2020, recalled, to be verified)",
        );
    }

    /// Name and title of a zone that has no facility of that kind.
    fn without(&self, kind: Kind, zone: ZoneId) -> Option<(String, Text)> {
        let mut facilities = self.county.facilities.iter();
        let has = facilities.any(|it| it.kind == kind && it.zone == zone);
        let zone = &self.county.zones[zone.index()];
        (!has).then(|| (zone.name.clone(), zone.title.clone()))
    }

    fn of_each_township(&mut self) {
        let before = self.county.facilities.len();
        for zone in self.settlements() {
            for (kind, word, zh, en, capacity) in [
                (Kind::PoliceStation, "police", "派出所", "police station", 0),
                (Kind::Shelter, "shelter", "避难安置点", "shelter", SHELTER_PLACES),
                (Kind::Clinic, "clinic", "卫生院", "clinic", 20),
                (Kind::TownshipOffice, "office", "政府", "office", 0),
            ] {
                let Some((name, title)) = self.without(kind, zone) else { continue };
                let at = self.centre(zone);
                let title = Text::new(format!("{}{zh}", title.zh), format!("{} {en}", title.en));
                self.add(kind, &format!("{name}-{word}"), title, at).capacity = capacity;
            }
        }
        self.say(
            before,
            "每个乡镇、街道一处派出所、安置点、卫生院和政府驻地，容量为暂定值",
            "a police station, a shelter, a clinic and an office in every township and \
             subdistrict; their sizes are placeholders",
        );
    }

    /// A substation, and a mast in every zone that none reaches.
    fn power_and_masts(&mut self, seat: ZoneId) {
        let before = self.county.facilities.len();
        if self.count(Kind::Substation) == 0 {
            let at = self.centre(seat);
            let title = Text::new("城区变电站", "Town substation");
            self.add(Kind::Substation, "town-substation", title, at);
        }
        let mut zones: Vec<ZoneId> = (0..self.county.zones.len()).map(ZoneId::from_index).collect();
        zones.sort_by_key(|id| self.county.zones[id.index()].key);
        for zone in zones {
            let at = self.centre(zone);
            if self.is_reached(at.0) {
                continue;
            }
            let place = &self.county.zones[zone.index()];
            let (name, title) = (format!("{}-mast", place.name), place.title.clone());
            let title = Text::new(format!("{}基站", title.zh), format!("{} mast", title.en));
            let made = self.add(Kind::Mast, &name, title, at);
            (made.range_m, made.battery_minutes) = MAST;
        }
        self.say(
            before,
            "变电站和基站：没有基站覆盖的村镇各设一处，覆盖 3 公里、蓄电池 4 小时为暂定值",
            "a substation, and a mast in every zone that none reaches: 3 km and batteries of 4 \
             hours are placeholders",
        );
    }

    /// Masts of which the map does not say it are fed by the nearest substation.
    fn feed(&mut self) {
        let County { facilities, network, .. } = &mut self.county;
        let at = |facility: &Facility| {
            let node = &network.nodes[facility.node.index()];
            (node.x_m, node.y_m)
        };
        let substations = facilities.iter().enumerate().filter(|it| it.1.kind == Kind::Substation);
        let substations: Vec<_> = substations.map(|(index, it)| (index, at(it))).collect();
        let mut of = Vec::new();
        for mast in facilities.iter_mut().filter(|it| it.kind == Kind::Mast && it.power.is_none()) {
            let own = at(mast);
            let far =
                |(_, there): &(usize, (f64, f64))| math::hypot(there.0 - own.0, there.1 - own.1);
            let nearest = substations
                .iter()
                .min_by(|one, other| far(one).total_cmp(&far(other)).then(one.0.cmp(&other.0)));
            mast.power = nearest.map(|(index, _)| FacilityId::from_index(*index));
            of.push(mast.name.clone());
        }
        if !of.is_empty() {
            of.sort();
            let basis = Text::new(
                "基站由最近的变电站供电（假设，待核实）",
                "masts are fed by the nearest substation: assumed, to be checked",
            );
            self.estimates.push(Estimate { kind: EstimateKind::Facilities, basis, of });
        }
    }

    fn is_reached(&self, node: NodeId) -> bool {
        let nodes = &self.county.network.nodes;
        let here = &nodes[node.index()];
        self.county.facilities.iter().filter(|it| it.kind == Kind::Mast).any(|mast| {
            let there = &nodes[mast.node.index()];
            let away_m = math::hypot(there.x_m - here.x_m, there.y_m - here.y_m);
            away_m <= f64::from(mast.range_m)
        })
    }

    fn gauge_and_plant(&mut self, seat: ZoneId) {
        let at = self.centre(seat);
        let before = self.county.facilities.len();
        if self.count(Kind::RainGauge) == 0 {
            let title = Text::new("县城气象站", "Town weather station");
            self.add(Kind::RainGauge, "town-gauge", title, at);
        }
        self.say(
            before,
            "地图未标注气象站：暂设县城一处",
            "the map shows no weather station: one in the county seat, a placeholder",
        );
        let before = self.county.facilities.len();
        if self.count(Kind::Plant) == 0 {
            let title = Text::new("自来水厂加氯间", "Chlorine store of the waterworks");
            self.add(Kind::Plant, "chlorine-store", title, at);
        }
        self.say(
            before,
            "地图未标注危化企业：假设县城自来水厂存有液氯，供演练用，须由编制人员核实",
            "the map shows no plant with hazardous substances: a store of chlorine at the county \
             seat's waterworks is assumed for exercises, to be checked by whoever edits the drill",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::generate::{Settings, generate};

    #[test]
    fn a_map_without_stations_gets_them_once_and_says_so() {
        let mut bare = generate(&Settings::small(3));
        bare.facilities.clear();
        bare.areas.clear();
        let (proposed, estimates) = propose(&bare);
        let count = |kind| proposed.facilities.iter().filter(|it| it.kind == kind).count();
        assert!(count(Kind::Hospital) == 1 && count(Kind::FireStation) >= 2);
        let people: u32 = proposed.zones.iter().map(|zone| zone.residents).sum();
        assert!(count(Kind::AmbulanceStation) >= people.div_ceil(PEOPLE_PER_AMBULANCE) as usize);
        let mut of: Vec<&String> = estimates.iter().flat_map(|estimate| &estimate.of).collect();
        of.sort();
        of.dedup();
        assert_eq!(of.len(), proposed.facilities.len());
        let masts = || proposed.facilities.iter().filter(|it| it.kind == Kind::Mast);
        assert!(masts().count() > 0 && masts().all(|mast| mast.power.is_some()));
        assert_eq!(proposed.estimates, estimates);
        let names: std::collections::BTreeSet<&str> =
            proposed.facilities.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names.len(), proposed.facilities.len());
        assert_eq!(propose(&proposed).1, []);
        let files = crate::county::codec::encode(&proposed);
        let (back, problems) = crate::county::codec::decode(&files).unwrap();
        assert_eq!(problems.0, []);
        assert!(back == proposed);
    }

    #[test]
    fn what_a_map_has_stays_and_nothing_of_its_kind_is_proposed() {
        let county = generate(&Settings::small(3));
        let (proposed, estimates) = propose(&county);
        assert_eq!(proposed.facilities[..county.facilities.len()], county.facilities);
        let kind = |name: &String| {
            proposed.facilities.iter().find(|it| it.name == *name).map(|it| it.kind)
        };
        let of = estimates.iter().flat_map(|estimate| &estimate.of);
        let kinds: Vec<Kind> = of.filter_map(kind).collect();
        assert!(!kinds.contains(&Kind::Hospital) && !kinds.contains(&Kind::FireStation));
    }
}
