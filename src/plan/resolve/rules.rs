//! What is decided: approvals, duties, rules; and the standards and medical figures beside them.

use super::super::file::{
    Action, ApprovalFile, Audience, ConditionFile, Downwind, PlanFile, RuleFile,
};
use super::super::limits::Standard;
use super::super::rules::{Aid, Approval, Duty, Rule};
use super::super::withdrawal::Withdrawal;
use super::super::{Medical, Stock};
use super::{Step, in_order, length};
use crate::base::id::DeskId;
use crate::base::problem::Problem;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::county::place::FacilityKind;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::FactKind;

/// Outflow that a rule can order, m3/s.
const OUTFLOW_M3_S: std::ops::RangeInclusive<u32> = 1..=20_000;

/// Approval chains in the order of their names.
pub(super) fn approvals(step: &mut Step, sorted: &[(usize, &ApprovalFile)]) -> Vec<Approval> {
    let mut approvals = Vec::new();
    for (index, written) in sorted {
        let path = format!("approvals[{index}]");
        let clause = step.clause(&path, &written.clause);
        let within = |step: &mut Step, name: &str, minutes: u32| {
            step.check.within(&format!("{path}.{name}"), minutes, 0..=600, "min");
        };
        within(step, "draft_minutes", written.draft_minutes);
        let review = written.review.as_ref().map(|(desk, minutes)| {
            within(step, "review[1]", *minutes);
            (step.desk(&format!("{path}.review[0]"), desk), length(*minutes))
        });
        let signer = step.desk(&format!("{path}.sign[0]"), &written.sign.0);
        within(step, "sign[1]", written.sign.1);
        if let Some(minutes) = written.deputy_after_minutes {
            within(step, "deputy_after_minutes", minutes);
        }
        let limit = step.minutes(&format!("{path}.limit_minutes"), written.limit_minutes);
        step.source(&path, &written.source);
        let review = match review {
            Some((Some(desk), time)) => Some((desk, time)),
            Some((None, _)) => continue,
            None => None,
        };
        let (Some(clause), Some(signer)) = (clause, signer) else { continue };
        approvals.push(Approval {
            clause,
            draft: length(written.draft_minutes),
            review,
            sign: (signer, length(written.sign.1)),
            deputy_after: written.deputy_after_minutes.map(length),
            limit,
            source: written.source.clone(),
        });
    }
    approvals
}

/// Duties, by capability; two for one are an error.
pub(super) fn duties(step: &mut Step, file: &PlanFile) -> Vec<Duty> {
    let mut duties: Vec<Duty> = Vec::new();
    let mut leads: Vec<(Capability, usize)> = Vec::new();
    for (index, written) in in_order(&file.duties) {
        let path = format!("duties[{index}]");
        let clause = step.clause(&path, &written.clause);
        let lead = step.audience(&format!("{path}.lead"), &written.lead);
        let support = step.audiences(&format!("{path}.support"), &written.support, true);
        for (place, audience) in written.support.iter().enumerate() {
            if *audience == written.lead || written.support[..place].contains(audience) {
                step.check.error(
                    &format!("{path}.support[{place}]"),
                    super::written(audience),
                    "既非牵头岗位、也未列过的岗位",
                    "a desk that neither leads nor stands before",
                );
            }
        }
        let earlier = leads.iter().find(|(capability, _)| *capability == written.capability);
        if let Some((_, earlier)) = earlier {
            let expected = Text::new("只规定一次牵头岗位的任务", "a capability with one lead");
            let place = step.check.place(format!("{path}.capability"));
            let problem = Problem::error(place, written.capability.text().en, expected);
            let other = step.check.place(format!("duties[{earlier}].capability"));
            step.check.push(problem.against(other));
            continue;
        }
        leads.push((written.capability, index));
        let (Some(clause), Some(lead), Some(support)) = (clause, lead, support) else { continue };
        duties.push(Duty { clause, capability: written.capability, lead, support });
    }
    duties.sort_by_key(|duty| duty.capability);
    duties
}

/// Mutual aid, by capability; a capability without a duty, or named twice, is an error.
pub(super) fn aid(step: &mut Step, file: &PlanFile) -> Vec<Aid> {
    let mut all: Vec<Aid> = Vec::new();
    for (index, written) in in_order(&file.aid) {
        let path = format!("aid[{index}]");
        let clause = step.clause(&path, &written.clause);
        let from = step.audiences(&format!("{path}.from"), &written.from, true);
        let capability = written.capability;
        let has_duty = file.duties.iter().any(|duty| duty.capability == capability);
        if !has_duty || all.iter().any(|aid| aid.capability == capability) {
            step.check.error(
                &format!("{path}.capability"),
                capability.text().en,
                "有牵头岗位（duties）且未列过的任务",
                "a capability with a duty that is not listed yet",
            );
        }
        for (place, audience) in written.from.iter().enumerate() {
            if !matches!(audience, Audience::Desk(_)) {
                let path = format!("{path}.from[{place}]");
                let found = super::written(audience);
                step.check.error(&path, found, "县外的岗位", "a desk outside the county");
            }
        }
        let staging = step.facility(&format!("{path}.staging"), &written.staging);
        let minutes = written.briefing_minutes;
        step.check.within(&format!("{path}.briefing_minutes"), minutes, 0..=600, "min");
        step.source(&path, &written.source);
        let (Some(clause), Some(from), Some(staging)) = (clause, from, staging) else { continue };
        let source = written.source.clone();
        all.push(Aid { clause, capability, from, staging, briefing: length(minutes), source });
    }
    all.sort_by_key(|aid| aid.capability);
    all
}

/// On what news teams come out of a danger, by both.
pub(super) fn withdrawals(step: &mut Step, file: &PlanFile) -> Vec<Withdrawal> {
    let mut all: Vec<Withdrawal> = Vec::new();
    for (index, written) in in_order(&file.withdrawals) {
        let path = format!("withdrawals[{index}]");
        let clause = step.clause(&path, &written.clause);
        let (fact, danger) = (written.fact, written.danger);
        if all.iter().any(|other| (other.fact, other.danger) == (fact, danger)) {
            step.check.error(
                &format!("{path}.danger"),
                danger.text().en,
                "同一信息下未列过的危险",
                "a danger that is not listed yet for this news",
            );
        }
        let minutes = written.back_after_minutes;
        step.check.within(&format!("{path}.back_after_minutes"), minutes, 1..=1_440, "min");
        step.source(&path, &written.source);
        let Some(clause) = clause else { continue };
        let source = written.source.clone();
        all.push(Withdrawal { clause, fact, danger, back_after: length(minutes), source });
    }
    all.sort_by_key(|withdrawal| (withdrawal.fact, withdrawal.danger));
    all
}

/// Rules, ordered by content.
pub(super) fn rules(step: &mut Step, file: &PlanFile) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut order: Vec<(RuleFile, usize)> = file.rules.iter().map(unordered).zip(0..).collect();
    order.sort_unstable();
    for (place, (content, index)) in order.iter().enumerate() {
        let path = format!("rules[{index}]");
        if place > 0 && order[place - 1].0 == *content {
            step.check.error(&path, &content.clause, "不重复的规则", "a rule not written twice");
        }
        rules.extend(rule(step, &path, &file.rules[*index]));
    }
    rules
}

/// A rule without what the order of its file says: conditions after the first, which binds the
/// subject, and desks of a consultation in ascending order.
fn unordered(written: &RuleFile) -> RuleFile {
    let mut rule = written.clone();
    if let Some(others) = rule.when.get_mut(1..) {
        others.sort_unstable();
    }
    for action in &mut rule.then {
        if let Action::Convene(desks) = action {
            desks.sort_unstable();
        }
    }
    rule
}

fn rule(step: &mut Step, path: &str, written: &RuleFile) -> Option<Rule> {
    let clause = step.clause(path, &written.clause);
    let desk = step.audience(&format!("{path}.desk"), &written.desk);
    let when = written.when.iter().enumerate();
    let when: Vec<_> = when
        .map(|(index, condition)| {
            let path = format!("{path}.when[{index}]");
            names_event(step, &path, condition);
            step.condition(&path, condition)
        })
        .collect();
    let Some(first) = when.first() else {
        let path = format!("{path}.when");
        step.check.error(&path, "[]", "至少一个条件", "at least one condition");
        return None;
    };
    step.audience_fits(&format!("{path}.desk"), &written.desk, first.fact);
    if matches!(written.desk, Audience::Superior | Audience::Itself | Audience::Downstream) {
        step.check.error(
            &format!("{path}.desk"),
            super::written(&written.desk),
            "明确的岗位、村或乡镇",
            "a desk, a village or a township",
        );
    }
    if written.then.is_empty() {
        step.check.error(&format!("{path}.then"), "[]", "至少一项措施", "at least one action");
    }
    let then = written.then.iter().enumerate();
    let then: Vec<Option<Action<DeskId>>> = then
        .map(|(index, item)| action(step, &format!("{path}.then[{index}]"), item, first.fact))
        .collect();
    let approval = written
        .approval
        .as_ref()
        .map(|name| step.check.find(&step.names.approvals, &format!("{path}.approval"), name));
    let limit = match (written.limit_minutes, &written.source) {
        (Some(minutes), Some(source)) => {
            step.source(path, source);
            Some((step.minutes(&format!("{path}.limit_minutes"), minutes), source.clone()))
        }
        (None, None) => None,
        _ => {
            step.check.error(
                path,
                if written.source.is_some() { "source" } else { "limit_minutes" },
                "时限与出处同时写明",
                "a limit and its source together",
            );
            None
        }
    };
    let approval = match approval {
        Some(found) => Some(found?),
        None => None,
    };
    let then = then.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Rule { clause: clause?, desk: desk?, when, then, approval, limit })
}

/// What a rule does for a flood it does not do for an earthquake.
fn names_event(step: &mut Step, path: &str, condition: &ConditionFile) {
    if condition.fact.is_level() && condition.event.is_none() {
        step.check.error(
            path,
            condition.fact.text().en,
            "级别所属的事件类型（event）",
            "the kind of event that the level is about (event)",
        );
    }
}

/// What the first condition of a rule with this action can be about.
const fn subjects_of(written: &Action) -> &'static [FactKind] {
    match written {
        Action::AssessAreas => &[
            FactKind::RainOneHour,
            FactKind::RainThreeHours,
            FactKind::RiverBlocked,
            FactKind::BarrierLakeLevel,
            FactKind::LandslideDamBroken,
        ],
        Action::AssessDownwind(_) => {
            &[FactKind::WindDirection, FactKind::IncidentSubstance, FactKind::Incident]
        }
        Action::Warn(_) | Action::Evacuate | Action::OpenShelter => {
            // About a level, they mean every area that the acting desk answers for.
            &[
                FactKind::AreaStage,
                FactKind::AreaUnlisted,
                FactKind::AreaMoved,
                FactKind::AreaDanger,
                FactKind::AreaProtection,
                FactKind::WarningLevel,
                FactKind::ResponseLevel,
            ]
        }
        Action::SetOutflow(_) => &[FactKind::ReservoirLevel, FactKind::ReservoirOutflow],
        Action::CloseRoad => &[FactKind::RoadPassable],
        Action::Dispatch | Action::TakeCommand => &[
            FactKind::Incident,
            FactKind::IncidentTrapped,
            FactKind::IncidentInjured,
            FactKind::IncidentState,
        ],
        Action::ReleaseSupplies(_) => &[FactKind::PeopleUnsheltered],
        Action::DeclareLevel(..) | Action::Call(_) | Action::Convene(_) | Action::Publish => {
            FactKind::ALL
        }
    }
}

fn action(step: &mut Step, path: &str, written: &Action, fact: FactKind) -> Option<Action<DeskId>> {
    let subject = subjects_of(written);
    if !subject.contains(&fact) {
        let allowed: Vec<_> = subject.iter().map(|kind| kind.text()).collect();
        let zh: Vec<&str> = allowed.iter().map(|text| text.zh.as_str()).collect();
        let en: Vec<&str> = allowed.iter().map(|text| text.en.as_str()).collect();
        step.check.error(
            path,
            fact.text().en,
            &format!("首个条件为下列事实之一：{}", zh.join("、")),
            &format!("a first condition about one of: {}", en.join(", ")),
        );
    }
    Some(match written {
        Action::AssessAreas => Action::AssessAreas,
        Action::AssessDownwind(downwind) => {
            let Downwind { isolation_m, protective_m, half_angle_degrees, .. } = *downwind;
            step.check.within(path, isolation_m, 0..=10_000, "m (isolation_m)");
            step.check.within(path, protective_m, isolation_m..=50_000, "m (protective_m)");
            step.check.within(path, half_angle_degrees, 1..=180, "° (half_angle_degrees)");
            Action::AssessDownwind(downwind.clone())
        }
        Action::DeclareLevel(scale, event, level) => Action::DeclareLevel(*scale, *event, *level),
        Action::Call(audience) => {
            step.audience_fits(path, audience, fact);
            Action::Call(step.audience(path, audience)?)
        }
        Action::Warn(channel) => Action::Warn(*channel),
        Action::Evacuate => Action::Evacuate,
        Action::OpenShelter => Action::OpenShelter,
        Action::SetOutflow(outflow_m3_s) => {
            step.check.within(path, *outflow_m3_s, OUTFLOW_M3_S, "m3/s");
            Action::SetOutflow(*outflow_m3_s)
        }
        Action::CloseRoad => Action::CloseRoad,
        Action::Dispatch => Action::Dispatch,
        Action::Convene(audiences) => Action::Convene(step.audiences(path, audiences, false)?),
        Action::Publish => Action::Publish,
        Action::TakeCommand => Action::TakeCommand,
        Action::ReleaseSupplies(relief) => {
            step.check.within(path, relief.percent, 1..=1_000, "% (percent)");
            step.check.within(path, relief.load, 1..=10_000, "(load)");
            Action::ReleaseSupplies(*relief)
        }
    })
}

/// Response-time standards in the order of their names.
pub(super) fn standards(step: &mut Step, file: &PlanFile) -> Vec<Standard> {
    let list = &file.standards;
    let sorted = step.check.by_name("standards", "standard", list, |item| &item.name);
    let mut standards = Vec::new();
    for (index, written) in sorted {
        let path = format!("standards[{index}]");
        step.check.text(&format!("{path}.title"), &written.title);
        step.source(&path, &written.source);
        let limit = written.limit_seconds;
        step.check.within(&format!("{path}.limit_seconds"), limit, 1..=86_400, "s");
        let share = written.share_percent;
        step.check.within(&format!("{path}.share_percent"), share, 1..=100, "%");
        if written.from >= written.to {
            step.check.error(
                &format!("{path}.to"),
                written.to.text().en,
                "from 之后的环节",
                "a moment after from",
            );
        }
        standards.push(Standard {
            name: written.name.clone(),
            title: written.title.clone(),
            capability: written.capability,
            from: written.from,
            to: written.to,
            limit: Duration::from_seconds(u64::from(limit)),
            share_percent: share,
            source: written.source.clone(),
        });
    }
    standards
}

/// Figures about medical care.
pub(super) fn medical(step: &mut Step, file: &PlanFile) -> Medical {
    let written = &file.medical;
    let mut within = |name: &str, minutes: u32| {
        step.check.within(&format!("medical.{name}"), minutes, 0..=600, "min");
    };
    within("on_scene_minutes", written.on_scene_minutes);
    within("handover_minutes", written.handover_minutes);
    within("theatre_minutes", written.theatre_minutes);
    // Sacco et al. 2005: respiration, pulse and motor response, 0 to 4 each.
    let score = written.theatre_below_score;
    step.check.within("medical.theatre_below_score", score, 0..=12, "");
    step.source("medical", &written.source);
    Medical {
        on_scene: length(written.on_scene_minutes),
        handover: length(written.handover_minutes),
        theatre: length(written.theatre_minutes),
        theatre_below_score: score,
        hospitals: written.hospitals.as_ref().map(|it| super::hospitals::resolve(step, it)),
        source: written.source.clone(),
    }
}

/// What lies in the depots, by facility.
pub(super) fn stocks(step: &mut Step, file: &PlanFile) -> Vec<Stock> {
    let mut stocks: Vec<Stock> = Vec::new();
    for (index, written) in file.stocks.iter().enumerate() {
        let path = format!("stocks[{index}]");
        step.check.within(&format!("{path}.kits"), written.kits, 0..=10_000_000, "");
        step.source(&path, &written.source);
        let Some(at) = step.facility(&format!("{path}.at"), &written.at) else { continue };
        let kind = step.county.facilities[at.index()].kind;
        if kind != FacilityKind::Depot || stocks.iter().any(|stock| stock.at == at) {
            let found = format!("\"{}\" ({})", written.at, kind.text().en);
            let expected = ("未列过的物资储备库", "a supplies depot that is not listed yet");
            step.check.error(&format!("{path}.at"), found, expected.0, expected.1);
        }
        stocks.push(Stock { at, kits: written.kits, source: written.source.clone() });
    }
    stocks.sort_by_key(|stock| stock.at);
    stocks
}
