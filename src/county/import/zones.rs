//! Settlements of a source as zones of a county: kinds, parents, names and people. What the source
//! does not say is estimated and marked so.

use super::feature::{Feature, Rank, features, rank};
use super::names;
use super::note::Note;
use super::people::{self, Basis, DWELLING_M2, Known, STOREYS};
use super::raster::{Population, Shares};
use super::source::{Source, Tags, Unit};
use crate::base::id::{NodeId, ZoneId};
use crate::base::key::Key;
use crate::base::math;
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;
use crate::county::estimate::{Estimate, EstimateKind};
use crate::county::frame::Frame;
use crate::county::place::{Zone, ZoneKind};

/// Dwellings and people farther than this from every settlement belong to none, m.
const REACH_M: f64 = 5_000.0;
/// Values of `building` in which people live.
const DWELLINGS: [&str; 8] =
    ["yes", "house", "residential", "apartments", "detached", "terrace", "farm", "dormitory"];

/// A settlement before it has a junction.
#[derive(Debug, Clone)]
pub(super) struct Settlement {
    pub(super) id: String,
    pub(super) at_m: (f64, f64),
    rank: Rank,
    pub(super) title: Text,
    is_title_estimated: bool,
    population: Option<f64>,
    is_capital: bool,
}

/// Settlements with names, and how many people the county has in all where a larger place says.
pub(super) struct Settlements {
    pub(super) list: Vec<Settlement>,
    total: Option<f64>,
    pub(super) notes: Vec<Note>,
}

/// Where a source's coordinates lie on a map.
pub(super) fn metres(frame: Option<Frame>) -> impl Fn((f64, f64)) -> (f64, f64) + Copy {
    move |at| frame.map_or(at, |frame| frame.metres(at))
}

/// The settlements that a source shows, the greatest first; equal ones by number.
pub(super) fn settlements(source: &Source, frame: Option<Frame>) -> Settlements {
    let to_metres = metres(frame);
    let mut nameless = Note::count(
        Text::new("没有名称的居民点(略去)", "settlements without a name (left out)"),
        0,
    );
    let mut list: Vec<Settlement> = Vec::new();
    for feature in features(source, |tags| rank(tags).is_some()) {
        let Feature { id, at, tags, .. } = feature;
        let Some((title, is_title_estimated)) = names::title(tags) else {
            nameless.add(id);
            continue;
        };
        list.push(Settlement {
            id,
            at_m: to_metres(at),
            rank: rank(tags).expect("it was kept by its rank"),
            title,
            is_title_estimated,
            population: population(tags),
            is_capital: tags.get("capital").is_some_and(|value| value != "no"),
        });
    }
    // Stable: features come by number.
    list.sort_by_key(|place| (place.rank, !place.is_capital));
    list.sort_by(|one, other| {
        let people = |place: &Settlement| place.population.unwrap_or(0.0);
        let order = (one.rank, !one.is_capital).cmp(&(other.rank, !other.is_capital));
        order.then(people(other).total_cmp(&people(one)))
    });
    let mut twice = Note::count(
        Text::new(
            "同名且相距 300 米以内的居民点(取其一)",
            "settlements of one name within 300 m (one is kept)",
        ),
        0,
    );
    without_twins(&mut list, &mut twice);
    let mut notes = Vec::new();
    nameless.push_to(&mut notes);
    twice.push_to(&mut notes);
    Settlements { list, total: total(source), notes }
}

fn population(tags: &Tags) -> Option<f64> {
    let digits: String =
        tags.get("population")?.chars().filter(|it| !" ,.'".contains(*it)).collect();
    digits.parse().ok().filter(|people: &f64| (1.0..=1e8).contains(people))
}

/// What the smallest of the larger places that say so has: the county itself, if it is one.
fn total(source: &Source) -> Option<f64> {
    let is_larger = |tags: &Tags| {
        let kinds = ["county", "district", "region", "state", "province", "country", "island"];
        tags.get("place").is_some_and(|place| kinds.contains(&place))
    };
    let larger = features(source, |tags| is_larger(tags));
    larger.iter().filter_map(|place| population(place.tags)).min_by(f64::total_cmp)
}

fn without_twins(list: &mut Vec<Settlement>, twice: &mut Note) {
    let mut kept: Vec<Settlement> = Vec::with_capacity(list.len());
    for place in list.drain(..) {
        let is_twin = |other: &Settlement| {
            let apart = (other.at_m.0 - place.at_m.0, other.at_m.1 - place.at_m.1);
            other.title == place.title && math::hypot(apart.0, apart.1) < 300.0
        };
        if kept.iter().any(is_twin) {
            twice.add(&place.title.en);
        } else {
            kept.push(place);
        }
    }
    *list = kept;
}

/// People whom a grid of population has nearest to each settlement.
pub(super) struct Counted {
    file: String,
    people: Vec<Option<f64>>,
}

/// Shares the people of a grid out among the settlements; notes those whom none has, and the
/// settlements of which the grid knows nothing. Refuses a grid that knows of none.
pub(super) fn counted(
    population: &Population,
    settlements: &Settlements,
    frame: Option<Frame>,
    notes: &mut Vec<Note>,
) -> Result<Counted, Box<Problem>> {
    let place = |settlement: &Settlement| match frame {
        Some(frame) => frame.degrees(settlement.at_m),
        None => settlement.at_m,
    };
    let places: Vec<(f64, f64)> = settlements.list.iter().map(place).collect();
    let Shares { people, far } = population.shares(&places, REACH_M);
    let file = population.file().to_owned();
    if people.iter().all(Option::is_none) {
        let expected =
            Text::new("覆盖本县居民点的人口栅格", "a grid that covers places of the county");
        let found = format!("none of {} places within it", places.len());
        return Err(Box::new(Problem::error(Place::path(file, ""), found, expected)));
    }
    let mut unknown = Note::count(
        Text::new("人口栅格未覆盖的居民点", "places of which the grid of population knows nothing"),
        0,
    );
    let without = settlements.list.iter().zip(&people).filter(|(_, people)| people.is_none());
    without.for_each(|(settlement, _)| unknown.add(&settlement.title.en));
    unknown.push_to(notes);
    if far >= 1.0 {
        let far_km = REACH_M / 1_000.0;
        let what = Text::new(
            format!("人口栅格中距任何居民点超过 {far_km} 公里的居民(未计入)"),
            format!("people of the grid farther than {far_km} km from any place (not counted)"),
        );
        notes.push(Note::count(what, far as usize));
    }
    Ok(Counted { file, people })
}

/// A place where no source shows one: the whole county's people live there.
pub(super) fn stand_in(title: &Text, at_m: (f64, f64)) -> Settlement {
    Settlement {
        id: "none".to_owned(),
        at_m,
        rank: Rank::Town,
        title: title.clone(),
        is_title_estimated: false,
        population: None,
        is_capital: true,
    }
}

/// The zones of settlements, each at its junction, and what of them is estimated.
pub(super) fn zones(
    source: &Source,
    settlements: &Settlements,
    nodes: &[NodeId],
    frame: Option<Frame>,
    counted: Option<&Counted>,
    numbering: &mut names::Numbering,
) -> (Vec<Zone>, Vec<Estimate>) {
    let list = &settlements.list;
    let kinds = kinds(list);
    let parents = parents(list, &kinds);
    let housed = housed(source, list, frame);
    let known: Vec<Known> = (0..list.len())
        .map(|index| Known {
            rank: list[index].rank,
            population: list[index].population,
            counted: counted.and_then(|counted| counted.people[index]).map(f64::round),
            housed: housed[index],
            part_of: (list[index].rank == Rank::Quarter).then(|| part_of(list, index)).flatten(),
        })
        .collect();
    let people = people::residents(&known, settlements.total);
    let mut zones = Vec::new();
    for (index, place) in list.iter().enumerate() {
        let residents = people[index].0 as u32;
        let made = people::make_up(residents, kinds[index]);
        let name = numbering.first(&names::stem(&place.title));
        zones.push(Zone {
            key: Key::written("zone", &name),
            name,
            title: place.title.clone(),
            kind: kinds[index],
            parent: ZoneId::from_index(parents[index]),
            node: nodes[index],
            residents,
            households: made.households,
            presence: made.presence,
            elderly: made.elderly,
            children: made.children,
            immobile: made.immobile,
        });
    }
    let estimates = estimates(list, &zones, (&people, counted));
    (zones, estimates)
}

/// The seat and its parts are subdistricts, other towns townships; where there is no town but the
/// seat, nothing is a township.
fn kinds(list: &[Settlement]) -> Vec<ZoneKind> {
    let kind = |(index, place): (usize, &Settlement)| match place.rank {
        _ if index == 0 => ZoneKind::Subdistrict,
        Rank::City | Rank::Town if place.title.zh.ends_with("街道") => ZoneKind::Subdistrict,
        Rank::City | Rank::Town => ZoneKind::Township,
        Rank::Quarter | Rank::Village | Rank::Hamlet => ZoneKind::Village,
    };
    list.iter().enumerate().map(kind).collect()
}

/// The subdistrict or township nearest to each village; itself for those.
fn parents(list: &[Settlement], kinds: &[ZoneKind]) -> Vec<usize> {
    let is_parent = |index: &usize| kinds[*index] != ZoneKind::Village;
    let parent = |index: usize| {
        if is_parent(&index) { index } else { nearest(list, index, is_parent).unwrap_or(0) }
    };
    (0..list.len()).map(parent).collect()
}

/// The city or town nearest to a quarter.
fn part_of(list: &[Settlement], quarter: usize) -> Option<usize> {
    nearest(list, quarter, |other| list[*other].rank <= Rank::Town)
}

fn nearest(list: &[Settlement], of: usize, is_it: impl Fn(&usize) -> bool) -> Option<usize> {
    let apart = |other: &usize| {
        let (from, to) = (list[of].at_m, list[*other].at_m);
        math::hypot(to.0 - from.0, to.1 - from.1)
    };
    let others = (0..list.len()).filter(|other| *other != of && is_it(other));
    others.min_by(|one, other| apart(one).total_cmp(&apart(other)).then(one.cmp(other)))
}

/// People for whom the dwellings around each settlement have room.
fn housed(source: &Source, list: &[Settlement], frame: Option<Frame>) -> Vec<f64> {
    let mut housed = vec![0.0; list.len()];
    let to_metres = metres(frame);
    let lives = |tags: &Tags| tags.get("building").is_some_and(|kind| DWELLINGS.contains(&kind));
    for building in features(source, |tags| lives(tags)) {
        let (x_m, y_m) = to_metres(building.at);
        let apart = |place: &Settlement| math::hypot(place.at_m.0 - x_m, place.at_m.1 - y_m);
        let near = (0..list.len()).map(|index| (apart(&list[index]), index));
        let Some((far_m, index)) = near.min_by(|one, other| one.0.total_cmp(&other.0)) else {
            continue;
        };
        if far_m <= REACH_M {
            let storeys = building.tags.get("building:levels").and_then(|it| it.parse().ok());
            let storeys: f64 = storeys.filter(|it| (1.0..=60.0).contains(it)).unwrap_or(STOREYS);
            housed[index] += extent_m2(source.unit, &building) * storeys / DWELLING_M2;
        }
    }
    housed
}

/// Area of a feature in square metres.
pub(super) fn extent_m2(unit: Unit, feature: &Feature<'_>) -> f64 {
    match unit {
        Unit::Millimetre => feature.extent,
        Unit::Degree => {
            let degree_m = crate::county::frame::EARTH_RADIUS_M.to_radians();
            feature.extent * degree_m * degree_m * math::cos(feature.at.1.to_radians())
        }
    }
}

/// What of the zones is estimated, by how it was.
fn estimates(
    list: &[Settlement],
    zones: &[Zone],
    (people, counted): (&[(f64, Basis)], Option<&Counted>),
) -> Vec<Estimate> {
    let of = |is_it: &dyn Fn(usize) -> bool| -> Vec<String> {
        let some = (0..zones.len()).filter(|index| is_it(*index));
        some.map(|index| zones[index].name.clone()).collect()
    };
    let by = |basis: Basis| of(&|index| people[index].1 == basis);
    let file = counted.map_or("", |counted| &counted.file);
    let far_km = REACH_M / 1_000.0;
    let of_grid = Text::new(
        format!("人口栅格 {file}:每格人口计入 {far_km} 公里内最近的居民点"),
        format!(
            "the grid {file}: people of each cell count to the nearest place within {far_km} km"
        ),
    );
    let dwellings = Text::new(
        format!("按住宅建筑面积和人均 {DWELLING_M2} 平方米(2020 年人口普查)推算,未注层数的按 2 层"),
        format!(
            "from the floor of dwellings at {DWELLING_M2} m2 a person (China, census of 2020); \
             two storeys where none are told"
        ),
    );
    let usual = Text::new(
        "按居民点等级取常见人数(OpenStreetMap place 取值说明范围内的暂定值)",
        "what a place of its rank usually has (placeholders within the ranges that OpenStreetMap \
         gives)",
    );
    let rest = Text::new(
        "由上级总人口扣除已知部分后按住宅或等级分摊",
        "a share of what the whole has beyond what is told, by dwellings or rank",
    );
    let make_up = Text::new(
        "老幼比例、户均人数取 2020 年人口普查全国值;行动不便者 2%、分时段在位比例为暂定值",
        "old, young and household size: China, census of 2020; 2 % who cannot walk, and who is \
         where when, are placeholders",
    );
    let translated = Text::new(
        "源数据缺中文名或英文名,以另一语言的名称代替",
        "the source has the name in one language only, which stands for the other",
    );
    let residents = EstimateKind::Residents;
    let all = [
        (residents, of_grid, by(Basis::Counted)),
        (residents, dwellings, by(Basis::Dwellings)),
        (residents, usual, by(Basis::Usual)),
        (residents, rest, by(Basis::Rest)),
        (EstimateKind::Names, translated, of(&|index| list[index].is_title_estimated)),
    ];
    let some = all.into_iter().filter(|(_, _, of)| !of.is_empty());
    let mut estimates: Vec<Estimate> =
        some.map(|(kind, basis, of)| Estimate { kind, basis, of }).collect();
    estimates.push(Estimate { kind: EstimateKind::People, basis: make_up, of: Vec::new() });
    estimates
}
