//! Tests of what is checked about plans, names and shapes included: the shipped plan with one thing
//! broken at a time, over a small county.

use std::sync::OnceLock;

use super::super::file::{AidFile, Audience, ConditionFile, PlanFile};
use super::super::hospital::PlacesFile;
use super::super::resolve;
use super::super::withdrawal::WithdrawalFile;
use crate::base::problem::{Problems, Severity};
use crate::base::written;
use crate::county::generate::{Settings, generate};
use crate::county::place::County;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::Channel;
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::safety::DangerKind;
use crate::vocabulary::scale::EventKind;

fn county() -> &'static County {
    static COUNTY: OnceLock<County> = OnceLock::new();
    COUNTY.get_or_init(|| generate(&Settings { seed: 1, junctions: 1_000 }))
}

fn shipped() -> PlanFile {
    let source = include_str!("../../../scenarios/plans/qingshan.ron");
    written::parse("qingshan.ron", source).unwrap_or_else(|problems| panic!("{problems}"))
}

fn problems(file: &PlanFile) -> Problems {
    match resolve(file, "plan.ron", county()) {
        Ok((_, warnings)) => warnings,
        Err(problems) => problems,
    }
}

/// Breaks the shipped plan; its problems must then be just these: severity, path, part of what was
/// expected.
fn check(change: impl FnOnce(&mut PlanFile), expected: &[(Severity, &str, &str)]) {
    let mut file = shipped();
    change(&mut file);
    let found = problems(&file);
    let mut listed: Vec<_> = found.0.iter().collect();
    listed.sort_by_key(|problem| problem.place.path.clone());
    let mut wanted = expected.to_vec();
    wanted.sort_by_key(|(_, path, _)| path.to_string());
    assert_eq!(listed.len(), wanted.len(), "{found}");
    for (problem, (severity, path, part)) in listed.iter().zip(wanted) {
        assert_eq!((problem.severity, problem.place.path.as_str()), (severity, path), "{found}");
        assert!(problem.expected.en.contains(part), "{part}: {found}");
        assert!(!problem.expected.zh.is_empty());
    }
}

fn desk(name: &str) -> Audience {
    Audience::Desk(name.to_owned())
}

fn position<T>(list: &[T], is: impl Fn(&T) -> bool) -> usize {
    list.iter().position(is).unwrap()
}

#[test]
fn the_shipped_plan_is_clean() {
    check(|_| {}, &[]);
}

#[test]
fn every_bad_figure_and_name_is_named_at_once() {
    check(
        |file| {
            file.desks[0].staffing.staff = 0;
            file.desks[1].deputy = Some("commander".into());
            file.flows[2].limit_minutes = 0;
            file.flows[3].to[0] = desk("watre");
            file.call_taking[0].number = "13 800 000 000".replace(' ', "");
            file.teams[0].at = "nowhere".into();
            file.communications[0].loss_percent = 120.0;
            file.title.en = " ".into();
        },
        &[
            (Severity::Error, "desks[0].staffing.staff", "from 1 to 50"),
            (Severity::Error, "desks[1].deputy", "another desk"),
            (Severity::Error, "flows[2].limit_minutes", "from 1 to 4320 min"),
            (Severity::Error, "flows[3].to[0]", "the name of a desk"),
            (Severity::Error, "call_taking[0].number", "never a person's"),
            (Severity::Error, "teams[0].at", "the name of a facility"),
            (Severity::Error, "communications[0].loss_percent", "from 0 to 100 %"),
            (Severity::Error, "title.en", "a text"),
        ],
    );
}

#[test]
fn hospitals_are_hospitals_and_named_once() {
    check(
        |file| {
            let hospitals = file.medical.hospitals.as_mut().expect("the shipped plan has it");
            hospitals.occupied_percent = 101;
            hospitals.specialties[1].at = hospitals.specialties[0].at.clone();
            hospitals.specialties[2].at = "county-command".into();
        },
        &[
            (Severity::Error, "medical.hospitals.occupied_percent", "from 0 to 100 %"),
            (Severity::Error, "medical.hospitals.specialties[1].at", "not listed yet"),
            (Severity::Error, "medical.hospitals.specialties[2].at", "a hospital"),
        ],
    );
}

#[test]
fn a_capability_has_one_lead() {
    check(
        |file| {
            let mut second = file.duties[0].clone();
            second.lead = desk("water");
            second.support.clear();
            file.duties.push(second);
        },
        &[(Severity::Error, "duties[19].capability", "one lead")],
    );
}

#[test]
fn a_lead_without_a_team_is_named() {
    let medical = position(&shipped().duties, |duty| duty.capability == Capability::Medical);
    check(
        |file| file.duties[medical].lead = desk("publicity"),
        &[(Severity::Warning, &format!("duties[{medical}].lead"), "team for medical")],
    );
}

#[test]
fn everything_wrong_with_hospitals_is_said_at_once() {
    check(
        |file| {
            file.desks[0].hospital = Some("county-depot".into());
            let hospitals = file.medical.hospitals.as_mut().unwrap();
            let care = hospitals.intensive_care.as_mut().unwrap();
            (care.beds_percent, care.occupied_percent) = (-1.0, 101);
            (care.below_score, care.stay_hours, care.deaths_percent_per_hour) = (13, 0.0, 100.0);
            let places = |at: &str| PlacesFile { at: at.into(), count: 4 };
            care.places = ["county-hospital", "county-hospital", "county-depot"].map(places).into();
            let transfer = care.transfer.as_mut().unwrap();
            (transfer.clause, transfer.desk) = ("5.22".into(), "healthh".into());
            transfer.to = vec!["tcm-hospital".into(), "tcm-hospital".into()];
            let washing = hospitals.decontamination.as_mut().unwrap();
            (washing.closed_minutes, washing.at) = (10_081, vec!["no-hospital".into()]);
        },
        &[
            (Severity::Error, "desks[0].hospital", "a hospital"),
            (Severity::Error, &care("beds_percent"), "from 0 to 100 %"),
            (Severity::Error, &care("occupied_percent"), "from 0 to 100 %"),
            (Severity::Error, &care("below_score"), "from 0 to 12"),
            (Severity::Error, &care("stay_hours"), "from 0.01 to 10000 h"),
            (Severity::Error, &care("deaths_percent_per_hour"), "from 0 to 99 %"),
            (Severity::Error, &care("places[1].at"), "not listed yet"),
            (Severity::Error, &care("places[2].at"), "not listed yet"),
            (Severity::Error, &care("transfer.clause"), "clause"),
            (Severity::Error, &care("transfer.desk"), "the name of a desk"),
            (Severity::Error, &care("transfer.to[1]"), "not listed yet"),
            (Severity::Error, "medical.hospitals.decontamination.closed_minutes", "10080 min"),
            (Severity::Error, "medical.hospitals.decontamination.at[0]", "facility"),
        ],
    );
}

/// The path of a figure of intensive care.
fn care(name: &str) -> String {
    format!("medical.hospitals.intensive_care.{name}")
}

#[test]
fn a_sender_who_never_learns_is_named() {
    check(
        |file| {
            let mut flow = file.flows[0].clone();
            flow.fact = FactKind::HospitalBeds;
            flow.at_least = None;
            flow.from = desk("education");
            file.flows.push(flow);
        },
        &[(
            Severity::Warning,
            &format!("flows[{}].from", shipped().flows.len()),
            "comes to know free hospital beds",
        )],
    );
}

/// Teams with instruments tell their desk what a substance is, villages and callers that it smells;
/// a desk without such teams is told by nobody.
#[test]
fn who_comes_to_know_a_substance_and_a_danger_in_the_air() {
    let add = |file: &mut PlanFile, fact: FactKind, from: Audience| {
        let mut flow = file.flows[0].clone();
        flow.fact = fact;
        flow.at_least = Some(1);
        flow.from = from;
        flow.to = vec![desk("publicity")];
        file.flows.push(flow);
    };
    check(
        |file| {
            add(file, FactKind::IncidentSubstance, desk("fire"));
            add(file, FactKind::AreaDanger, desk("ambulance"));
            add(file, FactKind::AreaDanger, Audience::VillageOfSubject);
            add(file, FactKind::IncidentSubstance, desk("education"));
        },
        &[(
            Severity::Warning,
            &format!("flows[{}].from", shipped().flows.len() + 3),
            "comes to know substance",
        )],
    );
}

#[test]
fn superiors_in_a_circle_are_named() {
    check(
        |file| {
            let city = position(&file.desks, |desk| desk.name == "city-flood-office");
            file.desks[city].reports_to = Some("duty-office".into());
        },
        &[(Severity::Error, "desks[0].reports_to", "no circle")],
    );
}

#[test]
fn a_deputy_who_shall_sign_must_exist() {
    check(
        |file| {
            let commander = position(&file.desks, |desk| desk.name == "commander");
            file.desks[commander].deputy = None;
        },
        &[
            (Severity::Error, "approvals[2].sign[0]", "with a deputy"),
            (Severity::Error, "approvals[3].sign[0]", "with a deputy"),
        ],
    );
}

#[test]
fn a_channel_that_the_county_has_not_is_named() {
    let rules = shipped().rules;
    let uses = |(_, rule): &(usize, &super::super::file::RuleFile)| {
        rule.then.contains(&super::Action::Warn(Channel::Loudspeaker))
    };
    let loud: Vec<usize> = rules.iter().enumerate().filter(uses).map(|(place, _)| place).collect();
    check(
        |file| file.communications.retain(|setting| setting.channel != Channel::Loudspeaker),
        &[
            (
                Severity::Error,
                &format!("rules[{}].then[0]", loud[0]),
                "listed under communications",
            ),
            (
                Severity::Error,
                &format!("rules[{}].then[0]", loud[1]),
                "listed under communications",
            ),
        ],
    );
}

#[test]
fn a_threshold_between_classes_is_named() {
    check(
        |file| file.rules[0].when[0].at_least = Some(40),
        &[(Severity::Warning, "rules[0].when[0].at_least", "one of 15, 25, 35, 50, 70")],
    );
}

#[test]
fn a_rule_about_a_level_says_of_which_event() {
    let level = |condition: &ConditionFile| condition.fact.is_level();
    let rules = shipped().rules;
    let rule = position(&rules, |rule| rule.when.iter().any(level));
    let place = position(&rules[rule].when, level);
    let path = format!("rules[{rule}].when[{place}]");
    check(
        |file| file.rules[rule].when[place].event = None,
        &[(Severity::Error, &path, "the kind of event that the level is about (event)")],
    );
}

#[test]
fn the_law_gives_social_security_events_no_warning_level() {
    let warning = position(&shipped().rules, |rule| rule.clause == "3.2");
    check(
        |file| {
            file.rules[warning].approval = None;
            for action in &mut file.rules[warning].then {
                if let super::Action::DeclareLevel(_, event, _) = action {
                    *event = EventKind::SocialSecurity;
                }
            }
        },
        &[
            (Severity::Error, &format!("rules[{warning}].then[0]"), "neither of the two"),
            (Severity::Warning, &format!("rules[{warning}].then[0]"), "an approval"),
        ],
    );
}

#[test]
fn an_audience_that_cannot_be_is_named() {
    check(
        |file| {
            let level = position(&file.flows, |flow| flow.fact == FactKind::ResponseLevel);
            assert_eq!(level, position(&file.flows, |flow| flow.clause == "4.3.2"));
            file.flows[level].to.push(Audience::Downstream);
            file.desks_each.retain(|each| each.name != "subdistrict");
            file.teams_each.retain(|each| each.name != "subdistrict-party");
        },
        &[(
            Severity::Error,
            &format!(
                "flows[{}].to[{}]",
                position(&shipped().flows, |flow| flow.clause == "4.3.2"),
                shipped().flows[position(&shipped().flows, |flow| flow.clause == "4.3.2")].to.len()
            ),
            "lies in no village or on no reach",
        )],
    );
    check(
        |file| {
            file.desks_each.retain(|each| each.name != "subdistrict");
            file.teams_each.retain(|each| each.name != "subdistrict-party");
        },
        &[(Severity::Warning, "desks_each", "a desk for every subdistrict")],
    );
}

#[test]
fn mutual_aid_names_a_duty_a_desk_that_can_and_a_place_to_arrive_at() {
    let aid = |file: &PlanFile, capability, from, staging: &str| AidFile {
        clause: file.clauses[0].name.clone(),
        capability,
        from: vec![from],
        staging: staging.into(),
        briefing_minutes: 601,
        source: file.limits.assign.source.clone(),
    };
    let desk = || Audience::Desk("city-flood-office".into());
    check(
        |file| {
            let odd = aid(file, Capability::GasIsolation, Audience::Townships, "no-such-yard");
            file.aid.push(odd);
        },
        &[
            (Severity::Error, "aid[0].briefing_minutes", "from 0 to 600"),
            (Severity::Error, "aid[0].capability", "with a duty"),
            (Severity::Error, "aid[0].from[0]", "outside the county"),
            (Severity::Error, "aid[0].staging", "a facility"),
        ],
    );
    check(
        |file| {
            let unable = aid(file, Capability::Rescue, desk(), "county-command");
            file.aid.push(AidFile { briefing_minutes: 10, ..unable });
        },
        &[(Severity::Warning, "aid[0].from[0]", "a desk with a team for rescue")],
    );
}

#[test]
fn a_withdrawal_names_a_clause_and_is_written_once_for_a_danger() {
    let withdrawal = |file: &PlanFile, minutes| WithdrawalFile {
        clause: file.clauses[0].name.clone(),
        fact: FactKind::Aftershock,
        danger: DangerKind::WeakenedBuilding,
        back_after_minutes: minutes,
        source: file.limits.assign.source.clone(),
    };
    check(|file| file.withdrawals = vec![withdrawal(file, 30)], &[]);
    check(
        |file| {
            let odd = WithdrawalFile { clause: "E9.9".into(), ..withdrawal(file, 0) };
            file.withdrawals = vec![withdrawal(file, 30), withdrawal(file, 40), odd];
        },
        &[
            (Severity::Error, "withdrawals[1].danger", "not listed yet"),
            (Severity::Error, "withdrawals[2].back_after_minutes", "from 1 to 1440"),
            (Severity::Error, "withdrawals[2].clause", "a clause"),
            (Severity::Error, "withdrawals[2].danger", "not listed yet"),
        ],
    );
}
