//! Who can come to know what: a flow, a report or a rule whose desk never learns its fact will
//! never run.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Plan;
use super::super::file::{Action, Audience, PlanFile};
use super::audiences::{members, resolved};
use crate::base::check::Checker;
use crate::base::id::DeskId;
use crate::base::text::Text;
use crate::county::place::County;
use crate::vocabulary::capability::{Capability, CapabilitySet};
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::scale::Scale;

/// Facts that people on the spot see for themselves, whoever they are.
const SEEN_ON_THE_SPOT: &[FactKind] = &[
    FactKind::RoadPassable,
    FactKind::ZoneCondition,
    FactKind::ZoneReachable,
    FactKind::ZoneCasualties,
    FactKind::AreaMoved,
    FactKind::AreaUnlisted,
    FactKind::ShelterOpen,
    FactKind::ShelterOccupancy,
    FactKind::ShelterSupplies,
    FactKind::Incident,
    FactKind::IncidentTrapped,
    FactKind::IncidentInjured,
    FactKind::AreaDanger,
    FactKind::PeopleUnsheltered,
    FactKind::RiverBlocked,
    FactKind::BarrierLakeLevel,
    FactKind::LandslideDamBroken,
];

/// Facts that a desk learns from its teams at a site.
const SEEN_BY_TEAMS: &[FactKind] = &[
    FactKind::RoadPassable,
    FactKind::ZoneCondition,
    FactKind::ZoneCasualties,
    FactKind::Incident,
    FactKind::IncidentTrapped,
    FactKind::IncidentInjured,
    FactKind::IncidentState,
    FactKind::TeamState,
    FactKind::ShelterSupplies,
    FactKind::PeopleUnsheltered,
];

/// Facts that the desk of a hospital sees in its own house.
const SEEN_IN_HOSPITALS: &[FactKind] = &[FactKind::HospitalPatients, FactKind::IntensiveCarePlaces];

/// Facts that the public tells the desk that answers its calls.
const TOLD_BY_CALLERS: &[FactKind] = &[
    FactKind::Incident,
    FactKind::IncidentTrapped,
    FactKind::IncidentInjured,
    FactKind::AreaDanger,
];

type Learners = BTreeMap<FactKind, BTreeSet<DeskId>>;

/// Warns of flows, reports and rules whose desk never learns the fact.
pub(super) fn senders(check: &mut Checker, file: &PlanFile, plan: &Plan, county: &County) {
    let learners = learners(plan, county);
    let mut ever = |path: String, fact: FactKind, audience: &Audience| {
        let audience = resolved(plan, audience);
        let desks = members(plan, county, &audience, None);
        if learners.get(&fact).is_none_or(|learners| learners.is_disjoint(&desks)) {
            let text: Text = fact.text();
            check.warning(
                &path,
                plan.audience_name(&audience),
                &format!("能够获知“{}”的岗位（监测、接报、通报均未到达此岗位）", text.zh),
                &format!("a desk that comes to know {}: nothing tells it", text.en),
            );
        }
    };
    for (index, flow) in file.flows.iter().enumerate() {
        ever(format!("flows[{index}].from"), flow.fact, &flow.from);
    }
    for (index, report) in file.reporting.iter().enumerate() {
        ever(format!("reporting[{index}].from"), report.when.fact, &report.from);
    }
    for (index, rule) in file.rules.iter().enumerate() {
        for (place, when) in rule.when.iter().enumerate() {
            ever(format!("rules[{index}].when[{place}]"), when.fact, &rule.desk);
        }
    }
}

/// Which desks can come to know each kind of fact: by themselves first, then through flows and
/// reports until nothing is added.
fn learners(plan: &Plan, county: &County) -> Learners {
    let mut learners = by_themselves(plan, county);
    loop {
        let mut grew = false;
        let mut pass =
            |fact, from: &Audience<DeskId>, to: &[Audience<DeskId>], kinds: &[FactKind]| {
                let from = members(plan, county, from, None);
                let known = learners.get(&fact).cloned().unwrap_or_default();
                let senders: BTreeSet<DeskId> = from.intersection(&known).copied().collect();
                if senders.is_empty() {
                    return;
                }
                for audience in to {
                    let told = members(plan, county, audience, Some(&senders));
                    for kind in kinds {
                        let before = learners.entry(*kind).or_default();
                        let count = before.len();
                        before.extend(&told);
                        grew |= before.len() > count;
                    }
                }
            };
        for flow in &plan.flows {
            pass(flow.when.fact, &flow.from, &flow.to, &[flow.when.fact]);
        }
        for report in &plan.reporting {
            let kinds: Vec<FactKind> =
                report.fields.iter().copied().chain([report.when.fact]).collect();
            pass(report.when.fact, &report.from, std::slice::from_ref(&report.to), &kinds);
        }
        if !grew {
            return learners;
        }
    }
}

/// What desks know without being told by another desk.
fn by_themselves(plan: &Plan, county: &County) -> Learners {
    let mut learners = Learners::new();
    let mut add = |facts: &[FactKind], desks: BTreeSet<DeskId>| {
        for fact in facts {
            learners.entry(*fact).or_default().extend(&desks);
        }
    };
    for monitoring in &plan.monitoring {
        for audience in &monitoring.to {
            add(&[monitoring.fact], members(plan, county, audience, None));
        }
    }
    for (_, desk) in &plan.call_taking {
        add(TOLD_BY_CALLERS, BTreeSet::from([*desk]));
    }
    let speaks = plan.desks.iter().enumerate().filter(|(_, desk)| desk.hospital.is_some());
    add(SEEN_IN_HOSPITALS, speaks.map(|(index, _)| DeskId::from_index(index)).collect());
    add(SEEN_ON_THE_SPOT, plan.zone_desk.iter().copied().flatten().collect());
    let treats = CapabilitySet::of(&[Capability::Medical, Capability::PatientTransport]);
    let measures =
        CapabilitySet::of(&[Capability::HazardousMaterials, Capability::EnvironmentalMonitoring]);
    for team in &plan.teams {
        add(SEEN_BY_TEAMS, BTreeSet::from([team.desk]));
        if team.capabilities.0 & measures.0 != 0 {
            add(&[FactKind::IncidentSubstance], BTreeSet::from([team.desk]));
        }
        if team.capabilities.0 & treats.0 != 0 {
            // Those who bring patients in count them; so does the desk above them.
            let above = plan.desks[team.desk.index()].reports_to;
            add(&[FactKind::ZoneCasualties], above.into_iter().chain([team.desk]).collect());
        }
    }
    for rule in &plan.rules {
        let desks = members(plan, county, &rule.desk, None);
        for action in &rule.then {
            match action {
                Action::AssessAreas => add(&[FactKind::AreaStage], desks.clone()),
                Action::AssessDownwind(_) => add(&[FactKind::AreaProtection], desks.clone()),
                Action::DeclareLevel(Scale::WarningLevel, ..) => {
                    add(&[FactKind::WarningLevel], desks.clone());
                }
                Action::DeclareLevel(Scale::ResponseLevel, ..) => {
                    add(&[FactKind::ResponseLevel], desks.clone());
                }
                Action::Evacuate => add(&[FactKind::AreaMoved], desks.clone()),
                Action::OpenShelter => add(&[FactKind::ShelterOpen], desks.clone()),
                Action::SetOutflow(_) => add(&[FactKind::ReservoirOutflow], desks.clone()),
                _ => {}
            }
        }
    }
    learners
}
