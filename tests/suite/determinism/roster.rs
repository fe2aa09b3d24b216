//! A team more in the middle of the roster moves nothing else.

use muster::base::chance::Seed;
use muster::base::id::{FacilityId, TeamId};
use muster::base::time::Time;
use muster::county::place::{Facility, FacilityKind};
use muster::event_log::EventLog;
use muster::event_log::event::Event;
use muster::scenario::Tier;
use muster::sim::control::{self, Input};
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::order::Order;
use muster::vocabulary::profile::Profile;

use super::{history, same_lines, whole_history};
use crate::fixture;

/// Events that somebody at the console brought about.
fn from_outside(log: &EventLog) -> Vec<bool> {
    let mut is_outside: Vec<bool> = Vec::with_capacity(log.records().len());
    for record in log.records() {
        let is_input = matches!(record.event, Event::InputTaken { .. });
        is_outside.push(is_input || record.cause.is_some_and(|cause| is_outside[cause.index()]));
    }
    is_outside
}

/// A team that can do nothing stands in the middle of the roster, and somebody at the console sends
/// it about. Without what follows from that, which takes nobody's attention and no line, as radio
/// has none, the drill plays on as it did: event for event, instant for instant, cause for cause.
/// Every later team has another id than before, every later message and order too.
#[test]
fn a_team_without_capabilities_in_the_middle_of_the_roster_moves_nothing_else() {
    let files = fixture::shipped_files();
    let mut more_files = files.clone();
    let teams = &mut more_files.plan.value.teams;
    let mut team = teams[0].clone();
    team.name = "messenger".to_owned();
    team.kind.profile = Profile::Road;
    team.kind.capabilities.clear();
    teams.insert(teams.len() / 2, team);
    for (seed, tier) in [(1, Tier::Beginner), (2, Tier::Intermediate), (3, Tier::Advanced)] {
        let prepare = |files| fixture::prepare(files, &fixture::small_county(seed), tier);
        let (drill, more) = (prepare(&files), prepare(&more_files));
        let plan = &more.drill.plan;
        let place = plan.teams.iter().position(|team| team.name == "messenger").expect("it is in");
        assert!((2..plan.teams.len() - 2).contains(&place), "in the middle, not at {place}");
        let inputs = send_about(&more, TeamId::from_index(place));
        let (log, more_log) = (play(&drill, Seed(seed), &[]), play(&more, Seed(seed), &inputs));
        let is_kept: Vec<bool> = from_outside(&more_log).iter().map(|outside| !outside).collect();
        let moves = is_kept.iter().filter(|kept| !**kept).count();
        assert!(moves > 10, "{tier:?}: it was sent about, {moves} events");
        let left = whole_history(&log);
        same_lines(&format!("{tier:?}"), &left, &history(&more_log, &is_kept));
    }
}

/// Orders for a team to go to another station and back.
fn send_about(prepared: &Prepared, team: TeamId) -> Vec<Input> {
    let plan = &prepared.drill.plan;
    let (desk, station) = (plan.teams[team.index()].desk, plan.teams[team.index()].station);
    let facilities = &prepared.drill.county.facilities;
    let away = |facility: &Facility| {
        facility.kind == FacilityKind::PoliceStation && facility.node != station
    };
    let at = FacilityId::from_index(facilities.iter().position(away).expect("a police station"));
    let orders = [Order::Stage { team, at }, Order::Recall { team }];
    let minutes = [5, 47];
    let input = |(sequence, (order, minute))| Input {
        at: Time::from_minutes(minute),
        sequence,
        action: control::Action::GiveOrder { desk, order },
    };
    (0..).zip(orders.into_iter().zip(minutes)).map(input).collect()
}
