//! A small county, plan and drill made by hand, for the tests of this folder: a bridge goes under
//! water, one desk is told late, two engines turn back. Its log is in `log`, its score in `card`.

pub(crate) mod card;
mod county;
pub(crate) mod everything;
pub(crate) mod log;
mod plan;
mod scenario;

use std::sync::Arc;

use crate::base::id::{DeskId, IdKind, RoadId, TeamId};
use crate::base::key::Key;
use crate::base::record::WrittenNames;
use crate::base::text::Text;
use crate::county::place::County;
use crate::plan::Plan;
use crate::plan::file::{Source, Standing};
use crate::scenario::{Drill, Scenario};
use county::county;
use plan::plan;
use scenario::{catalogue, scenario};

pub(crate) const BRIDGE: RoadId = RoadId(4);
pub(crate) const SHIMEN: DeskId = DeskId(0);
pub(crate) const TRANSPORT: DeskId = DeskId(1);
pub(crate) const FIRE: DeskId = DeskId(2);
pub(crate) const HEADQUARTERS: DeskId = DeskId(3);
pub(crate) const HEWAN: DeskId = DeskId(4);
pub(crate) const HEALTH: DeskId = DeskId(5);
pub(crate) const ENGINE_1: TeamId = TeamId(0);
pub(crate) const ENGINE_2: TeamId = TeamId(1);
pub(crate) const AMBULANCE: TeamId = TeamId(2);
pub(crate) const DIGGER: TeamId = TeamId(3);

/// A source of this standing.
pub(crate) fn source(standing: Standing) -> Source {
    Source {
        standing, text: Text::new("青山县防汛应急预案附表", "Qingshan flood plan, annex")
    }
}

fn written(county: &County, plan: &Plan, scenario: &Scenario) -> WrittenNames {
    let mut names = WrittenNames::default();
    let network = &county.network;
    let mut set = |kind, pairs: Vec<(Key, String)>| {
        let (keys, words): (Vec<Key>, Vec<String>) = pairs.into_iter().unzip();
        names.set(kind, keys, words);
    };
    let bare = |keys: Vec<Key>, word: &str| {
        keys.into_iter()
            .enumerate()
            .map(|(index, key)| (key, format!("{word}{index}")))
            .collect::<Vec<_>>()
    };
    set(IdKind::NodeId, bare(network.nodes.iter().map(|node| node.key).collect(), "n"));
    set(IdKind::RoadId, bare(network.roads.iter().map(|road| road.key).collect(), "r"));
    let arc = |index: usize| Key::written("arc", &format!("a{index}"));
    set(IdKind::ArcId, bare((0..network.head.len()).map(arc).collect(), "a"));
    set(IdKind::ZoneId, county.zones.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::FacilityId, county.facilities.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::AreaId, county.areas.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::ReachId, county.reaches.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::DeskId, plan.desks.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::TeamId, plan.teams.iter().map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::ClauseId, plan.clauses.iter().map(|it| (it.key, it.name.clone())).collect());
    let happenings = scenario.happenings.iter();
    set(IdKind::HappeningId, happenings.map(|it| (it.key, it.name.clone())).collect());
    set(IdKind::InjectId, scenario.injects.iter().map(|it| (it.key, it.name.clone())).collect());
    let kinds = catalogue();
    set(IdKind::IncidentKindId, kinds.iter().map(|it| (it.key, it.name.clone())).collect());
    names
}

/// The drill.
pub(crate) fn drill() -> Drill {
    let (county, plan, scenario) = (county(), plan(), scenario());
    let names = written(&county, &plan, &scenario);
    Drill {
        county: Arc::new(county),
        plan: Arc::new(plan),
        catalogue: Arc::new(catalogue()),
        scenario,
        names: Arc::new(names),
    }
}
