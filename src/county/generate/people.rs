//! Zones of a generated county: subdistricts, townships and villages with their residents by hour
//! of day and by vulnerability. All shares are placeholders: plausible for a rural county from
//! which many work elsewhere, taken from no table.

use super::finder::Finder;
use super::names::{ANYWHERE, Namer, Stem};
use super::places::Places;
use super::scale::Scale;
use super::streets::Quarter;
use super::weave::Weave;
use crate::base::chance::{Draws, Purpose, Seed};
use crate::base::id::{NodeId, ZoneId};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::county::place::{Presence, Zone, ZoneKind};

/// The zones: subdistricts, then townships, then villages, and the cell of each.
pub(super) struct Peopled {
    /// Zones by id.
    pub zones: Vec<Zone>,
    /// Cell at the centre of each.
    pub cells: Vec<u32>,
    /// Names without the generic word.
    pub stems: Vec<Stem>,
}

/// Share of the county's people in the town, and in the seats of townships.
const TOWN_SHARE: f64 = 0.38;
const SEATS_SHARE: f64 = 0.20;

/// Peoples the places.
pub(super) fn people(
    scale: &Scale,
    seed: Seed,
    places: &Places,
    town: &Quarter,
    finder: &Finder<'_>,
    weave: &Weave,
    namer: &mut Namer,
) -> Peopled {
    let mut made = Peopled { zones: Vec::new(), cells: Vec::new(), stems: Vec::new() };
    let residents = f64::from(scale.residents);
    let centres = subdistrict_centres(scale, town, weave);
    let titles = subdistrict_names(&centres, weave);
    for (index, &cell) in centres.iter().enumerate() {
        let stem = Namer::subdistrict(titles[index]).expect("a usual name");
        let parent = ZoneId::from_index(index);
        let title = stem.with("街道", "Subdistrict");
        let mean = residents * TOWN_SHARE / centres.len() as f64;
        made.add(finder, weave, seed, (ZoneKind::Subdistrict, mean), cell, (stem, title, parent));
    }
    for (index, &cell) in places.townships.iter().enumerate() {
        let stem = Namer::township(index);
        let parent = ZoneId::from_index(centres.len() + index);
        let rural = index >= 2 && (index % 3 == 2 || index == super::places::YUNLING);
        let title = stem.with(if rural { "乡" } else { "镇" }, "Township");
        let mean = residents * SEATS_SHARE / places.townships.len() as f64;
        let mean = if rural { 0.6 * mean } else { 1.2 * mean };
        made.add(finder, weave, seed, (ZoneKind::Township, mean), cell, (stem, title, parent));
    }
    for (index, &(cell, township)) in places.villages.iter().enumerate() {
        let stem = if index == 0 { Namer::bend() } else { namer.village(cell) };
        let parent = township.map_or_else(
            || nearest_subdistrict(&centres, cell, scale.columns),
            |township| ZoneId::from_index(centres.len() + township),
        );
        let title = stem.with("村", "Village");
        let mean = residents * (1.0 - TOWN_SHARE - SEATS_SHARE) / places.villages.len() as f64;
        made.add(finder, weave, seed, (ZoneKind::Village, mean), cell, (stem, title, parent));
    }
    made
}

impl Peopled {
    fn add(
        &mut self,
        finder: &Finder<'_>,
        weave: &Weave,
        seed: Seed,
        kind: (ZoneKind, f64),
        cell: u32,
        names: (Stem, Text, ZoneId),
    ) {
        let (stem, title, parent) = names;
        let key = Key::written("zone", &stem.pinyin);
        let draws = seed.draws(Purpose::Generation, Key::born(9, &[key], 0));
        let node = finder.nearest(weave.centre(cell));
        let mut zone = zone(kind.0, kind.1, node, draws);
        zone.key = key;
        zone.name.clone_from(&stem.pinyin);
        zone.title = title;
        zone.parent = parent;
        self.zones.push(zone);
        self.cells.push(cell);
        self.stems.push(stem);
    }
}

/// A zone of about so many residents, its names still to be given.
fn zone(kind: ZoneKind, mean: f64, node: NodeId, mut draws: Draws) -> Zone {
    let spread = if kind == ZoneKind::Village { 0.45 } else { 0.22 };
    let residents = draws.lognormal(mean * (1.0 - spread * spread / 2.0), spread).max(60.0);
    let rural = kind == ZoneKind::Village;
    let share = |share: f64, draws: &mut Draws| {
        (residents * share * draws.between(0.85, 1.15)).round() as u32
    };
    let elderly = share(if rural { 0.23 } else { 0.14 }, &mut draws);
    let children = share(if rural { 0.15 } else { 0.18 }, &mut draws);
    let immobile = share(if rural { 0.022 } else { 0.014 }, &mut draws);
    // Who is away for work in other provinces comes home for the holidays.
    let [night, workday, market_day, holiday] = match kind {
        ZoneKind::Subdistrict => [0.97, 1.08, 1.10, 0.93],
        ZoneKind::Township => [0.90, 0.96, 1.35, 0.98],
        ZoneKind::Village => [0.76, 0.66, 0.60, 0.97],
    };
    let present = |share: f64| (residents * share).round() as u32;
    Zone {
        key: Key(0),
        name: String::new(),
        title: Text::default(),
        kind,
        parent: ZoneId(0),
        node,
        residents: residents.round() as u32,
        households: (residents / if rural { 3.4 } else { 2.8 }).round() as u32,
        presence: Presence {
            night: present(night),
            workday: present(workday),
            market_day: present(market_day),
            holiday: present(holiday),
        },
        elderly,
        children,
        immobile,
    }
}

/// Centres of the subdistricts: the town's centre, then places far from those chosen, on its
/// ground.
fn subdistrict_centres(scale: &Scale, town: &Quarter, weave: &Weave) -> Vec<u32> {
    let mut centres = vec![town.centre];
    let inner = &town.cells[..town.cells.len() * 7 / 10 + 1];
    while centres.len() < scale.subdistricts {
        let apart = |cell: &u32| {
            let place = weave.centre(*cell);
            let square = |centre: &u32| {
                let other = weave.centre(*centre);
                (other.0 - place.0) * (other.0 - place.0)
                    + (other.1 - place.1) * (other.1 - place.1)
            };
            centres.iter().map(square).fold(f64::MAX, f64::min)
        };
        let farthest = inner
            .iter()
            .max_by(|first, second| apart(first).total_cmp(&apart(second)).then(second.cmp(first)))
            .expect("the town has ground");
        centres.push(*farthest);
    }
    centres
}

/// Names of the subdistricts by where they lie: the centre, then the farthest out in each
/// direction, then those between.
fn subdistrict_names(centres: &[u32], weave: &Weave) -> Vec<&'static str> {
    let mut names = vec![""; centres.len()];
    names[0] = "chengguan";
    let directions: [(&str, f64, f64); 4] = [
        ("dongcheng", 1.0, 0.0),
        ("xicheng", -1.0, 0.0),
        ("beiguan", 0.0, 1.0),
        ("nanmen", 0.0, -1.0),
    ];
    let centre = weave.centre(centres[0]);
    for (name, east, north) in directions {
        let out = |index: &usize| {
            let place = weave.centre(centres[*index]);
            (place.0 - centre.0) * east + (place.1 - centre.1) * north
        };
        let open = (1..centres.len()).filter(|index| names[*index].is_empty());
        let farthest = open.max_by(|first, second| out(first).total_cmp(&out(second)));
        if let Some(index) = farthest.filter(|index| out(index) > 300.0) {
            names[index] = name;
        }
    }
    let mut rest = ANYWHERE.iter();
    for name in names.iter_mut().filter(|name| name.is_empty()) {
        name.clone_from(rest.next().expect("at most ten subdistricts, five of them by direction"));
    }
    names
}

fn nearest_subdistrict(centres: &[u32], cell: u32, columns: usize) -> ZoneId {
    let apart = |centre: u32| {
        let dx = (centre as usize % columns).abs_diff(cell as usize % columns);
        let dy = (centre as usize / columns).abs_diff(cell as usize / columns);
        dx * dx + dy * dy
    };
    let nearest = (0..centres.len()).min_by_key(|index| apart(centres[*index]));
    ZoneId::from_index(nearest.expect("the town has subdistricts"))
}
