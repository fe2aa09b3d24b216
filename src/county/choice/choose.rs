//! What each choice of a document comes to on one map, and what the map lacks where it comes to
//! nothing. How things of the map are ranked is `rank`'s.

use std::collections::BTreeMap;

use super::rank::{Lack, Ranking};
use super::{COUNTY, ChosenPlace, PlaceChoice, Selector, Side, Thing};
use crate::base::check::{Checker, is_name};
use crate::base::problem::{Problem, nearest};
use crate::base::text::Text;
use crate::county::place::County;

/// Chooses every place of `list` (the path of `choices` in the document), in the order in which
/// they are declared; what cannot be chosen is an error that says what the map lacks.
pub fn choose(
    check: &mut Checker,
    list: &str,
    choices: &[PlaceChoice],
    county: &County,
) -> Vec<ChosenPlace> {
    let mut chosen: Vec<ChosenPlace> = Vec::with_capacity(choices.len());
    let mut lacking: Vec<&str> = Vec::new();
    for (index, choice) in choices.iter().enumerate() {
        let path = format!("{list}[{index}]");
        if !local_name(check, &path, choice, &choices[..index]) {
            continue;
        }
        let known: BTreeMap<&str, Thing> =
            chosen.iter().map(|place| (place.name.as_str(), place.thing)).collect();
        match one(choice, &known, &lacking, county) {
            Ok(thing) => chosen.push(ChosenPlace {
                name: choice.name.clone(),
                thing,
                written: thing.written(county),
                title: thing.title(county),
                how: choice.choose.words(),
            }),
            Err(Lack::Unknown(name)) if lacking.contains(&name.as_str()) => {
                // What it goes by could not be chosen, which has been said.
                lacking.push(&choice.name);
            }
            Err(lack) => {
                lacking.push(&choice.name);
                check.push(problem(check, &path, choice, lack, &known));
            }
        }
    }
    chosen
}

/// What one choice comes to, by what was chosen before. What is apart from a place that could not
/// be chosen is apart from nothing.
fn one(
    choice: &PlaceChoice,
    known: &BTreeMap<&str, Thing>,
    lacking: &[&str],
    county: &County,
) -> Result<Thing, Lack> {
    let mut apart = Vec::new();
    for name in choice.apart_from.iter().filter(|name| !lacking.contains(&name.as_str())) {
        apart.push(*known.get(name.as_str()).ok_or_else(|| Lack::Unknown(name.clone()))?);
    }
    Ranking { county, known, apart: &apart }.first(&choice.choose)
}

/// Whether the local name can be one and is not yet taken.
fn local_name(
    check: &mut Checker,
    path: &str,
    choice: &PlaceChoice,
    before: &[PlaceChoice],
) -> bool {
    let path = format!("{path}.name");
    let found = format!("\"{}\"", choice.name);
    let reserved = [COUNTY, "number"].contains(&choice.name.as_str());
    if !is_name(&choice.name) || choice.name.contains('.') || reserved {
        let zh = "由字母、数字和连字符组成的地点代号（county、number 除外）";
        check.error(&path, found, zh, "a local name of letters, digits and hyphens");
        return false;
    }
    if before.iter().any(|other| other.name == choice.name) {
        check.error(&path, found, "未用过的地点代号", "a local name not yet used");
        return false;
    }
    true
}

fn problem(
    check: &Checker,
    path: &str,
    choice: &PlaceChoice,
    lack: Lack,
    known: &BTreeMap<&str, Thing>,
) -> Problem {
    let place = check.place(format!("{path}.choose"));
    match lack {
        Lack::Name { found, what, valid } => {
            Problem::unknown_name(place, &found, &what, valid.iter().map(String::as_str))
        }
        Lack::Unknown(name) => {
            let place = check.place(path);
            let expected = Text::new("之前已声明的地点代号", "a local name declared before");
            let problem = Problem::error(place, format!("\"{name}\""), expected);
            match nearest(&name, known.keys().copied()) {
                Some(near) => problem.hint(crate::base::problem::did_you_mean(near)),
                None => problem,
            }
        }
        Lack::Of { what, add } => {
            let expected =
                Text::new(format!("地图上有{}", what.zh), format!("a map that has {}", what.en));
            let hint = Text::new(
                format!("请在地图中补充：{}；或改用其他选择方式", add.zh),
                format!("add to the map: {}; or choose another way", add.en),
            );
            Problem::error(place, format!("{{{}}}", choice.name), expected).hint(hint)
        }
    }
}

impl Selector {
    /// What it chooses by, in words; none where by a written name.
    pub fn words(&self) -> Option<Text> {
        Some(match self {
            Self::Zone(_) | Self::Facility(_) | Self::Road(_) | Self::Area(_) | Self::Reach(_) => {
                return None;
            }
            Self::CountySeat => Text::new("县城所在地", "the county seat"),
            Self::Populous { .. } => Text::new("人口最多", "the most residents"),
            Self::ZoneOf(place) => by(place, "所在的村镇", "the zone of"),
            Self::TownshipOf(place) => by(place, "所属的乡镇或街道", "the township of"),
            Self::NearestZone { to, side, .. } => {
                let nearest = by(to, "最近的村镇", "the zone nearest to");
                side.as_ref().map_or(nearest.clone(), |side| side.words(&nearest))
            }
            Self::RemotestZone { from, .. } => by(from, "最远的村镇", "the zone farthest from"),
            Self::IsolatedZone { .. } => Text::new(
                "断一条路即被隔绝、人口最多",
                "cut off with most people by the loss of one road",
            ),
            Self::ZoneUpstream { of, .. } => by(of, "上游最远的村镇", "farthest upstream of"),
            Self::ZoneDownstream { of, .. } => {
                by(of, "下游临水最低的村镇", "lowest by the water downstream of")
            }
            Self::ForestedZone { .. } => Text::new("周围林地最多的村镇", "most forest around it"),
            Self::NearestFacility { kinds, to, .. } => match kinds.as_slice() {
                [kind] => {
                    let kind = kind.text();
                    let zh = format!("最近的{}", kind.zh);
                    by(to, &zh, &format!("the {} nearest to", kind.en))
                }
                _ => by(to, "最近的设施", "the facility nearest to"),
            },
            Self::LargestFacility(kind) => {
                let kind = kind.text();
                Text::new(format!("最大的{}", kind.zh), format!("the largest {}", kind.en))
            }
            Self::FacilityUpstream { kind, of } => {
                let kind = kind.text();
                let zh = format!("上游最近的{}", kind.zh);
                by(of, &zh, &format!("the {} next upstream of", kind.en))
            }
            Self::EndangeredArea { .. } => {
                Text::new("人数最多的沿河危险区", "the riverside hazard area with most people")
            }
            Self::RiverAt(place) => by(place, "旁的河段", "the river at"),
            Self::NearestRoad { to, .. } => by(to, "最近的道路", "the road nearest to"),
            Self::IsolatingRoad { .. } => {
                Text::new("中断后受隔绝人数最多的道路", "the road whose loss cuts off most people")
            }
            Self::RoadBetween { from, to, .. } => Text::new(
                format!("{{{from}}}至{{{to}}}最快路线上最长的一段"),
                format!("the longest road on the quickest way from {{{from}}} to {{{to}}}"),
            ),
            Self::SameAs(place) => by(place, "，同一处", "the same as"),
            Self::FirstOf(all) => {
                let first = all.iter().find_map(Self::words)?;
                Text::new(format!("{}，或其次", first.zh), format!("{}, or what is next", first.en))
            }
        })
    }
}

impl Side {
    /// Words of what is chosen on it.
    fn words(&self, chosen: &Text) -> Text {
        let (Self::With { of, from, to } | Self::Across { of, from, to }) = self;
        let (zh, en) = match self {
            Self::With { .. } => ("同侧", "on the same side as"),
            Self::Across { .. } => ("对侧", "across from"),
        };
        Text::new(
            format!("{}，由 {{{from}}} 向 {{{to}}} 看与 {{{of}}} {zh}", chosen.zh),
            format!("{}, {en} {{{of}}} on the way from {{{from}}} to {{{to}}}", chosen.en),
        )
    }
}

/// Words about another place.
fn by(place: &str, zh: &str, en: &str) -> Text {
    Text::new(format!("{{{place}}}{zh}"), format!("{en} {{{place}}}"))
}
