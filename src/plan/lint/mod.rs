//! Whether a resolved plan can work: duties without teams, senders who never learn what they must
//! pass on, audiences that are empty in this county, circles of superiors, signers without a
//! deputy, thresholds that no reading will ever report. Names, ranges and shapes are checked
//! before, in [`super::resolve`]; this looks only at plans whose names all resolve.

mod audiences;
mod learning;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::Plan;
use super::file::{Action, Audience, PlanFile, RuleFile, TeamPlace};
use super::rules::Duty;
use crate::base::check::Checker;
use crate::base::id::DeskId;
use crate::base::text::Text;
use crate::county::place::{County, ZoneKind};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::Channel;
use crate::vocabulary::fact::{FactKind, Materiality};
use crate::vocabulary::scale::{EventKind, Scale};
use audiences::members;

/// What a kind of place is called.
pub(super) fn place_text(place: TeamPlace) -> Text {
    match place {
        TeamPlace::Facility(kind) => kind.text(),
        TeamPlace::Zone(kind) => kind.text(),
    }
}

/// Adds what is doubtful about `plan`, which `file` was resolved into, to `check`.
pub(super) fn lint(check: &mut Checker, file: &PlanFile, plan: &Plan, county: &County) {
    superiors(check, file, plan);
    zones_without_desk(check, plan, county);
    signers(check, file, plan);
    calls(check, file);
    channels(check, file, plan);
    thresholds(check, file);
    levels(check, file);
    duties(check, file, plan, county);
    audiences::empty(check, file, plan, county);
    learning::senders(check, file, plan, county);
}

/// Desks that are each other's superiors.
fn superiors(check: &mut Checker, file: &PlanFile, plan: &Plan) {
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<NodeIndex> = plan.desks.iter().map(|_| graph.add_node(())).collect();
    for (index, desk) in plan.desks.iter().enumerate() {
        if let Some(superior) = desk.reports_to {
            graph.add_edge(nodes[index], nodes[superior.index()], ());
        }
    }
    for circle in tarjan_scc(&graph).iter().filter(|component| component.len() > 1) {
        let mut names: Vec<&str> =
            circle.iter().map(|node| plan.desks[node.index()].name.as_str()).collect();
        names.sort_unstable();
        let first = file.desks.iter().position(|desk| names.contains(&desk.name.as_str()));
        let path = first.map_or("desks".into(), |index| format!("desks[{index}].reports_to"));
        let en = "superiors that form no circle";
        check.error(&path, names.join(", "), "不互为上级的岗位", en);
    }
}

/// Villages and townships that no desk serves: warnings never come there.
fn zones_without_desk(check: &mut Checker, plan: &Plan, county: &County) {
    for kind in ZoneKind::ALL {
        let silent = (county.zones.iter().zip(&plan.zone_desk))
            .filter(|(zone, desk)| zone.kind == *kind && desk.is_none())
            .count();
        if silent > 0 {
            let text = kind.text();
            check.warning(
                "desks_each",
                format!("{} × {silent}", text.en),
                &format!("每个{}都设有岗位", text.zh),
                &format!("a desk for every {}", text.en),
            );
        }
    }
}

/// Signers for whom a deputy shall sign, and who have none.
fn signers(check: &mut Checker, file: &PlanFile, plan: &Plan) {
    let deputies: BTreeMap<&str, bool> =
        plan.desks.iter().map(|desk| (desk.name.as_str(), desk.deputy.is_some())).collect();
    for (index, approval) in file.approvals.iter().enumerate() {
        let signer = approval.sign.0.as_str();
        if approval.deputy_after_minutes.is_some() && !deputies[signer] {
            check.error(
                &format!("approvals[{index}].sign[0]"),
                format!("\"{signer}\""),
                "设有代理岗位（deputy）的岗位",
                "a desk with a deputy, since the deputy shall sign for it",
            );
        }
    }
}

fn calls(check: &mut Checker, file: &PlanFile) {
    if file.calls.retry_minutes > file.calls.escalate_minutes {
        check.error(
            "calls.retry_minutes",
            file.calls.retry_minutes,
            "不大于 escalate_minutes 的数",
            "a number not above escalate_minutes",
        );
    }
}

/// Channels that the county does not have.
fn channels(check: &mut Checker, file: &PlanFile, plan: &Plan) {
    let mut need = |list: &str, channels: &[Channel]| {
        for (place, channel) in channels.iter().enumerate() {
            if plan.channels[usize::from(channel.code())].is_none() {
                check.error(
                    &format!("{list}[{place}]"),
                    channel.text().en,
                    "communications 中列出的通信方式",
                    "a channel listed under communications",
                );
            }
        }
    };
    for (index, flow) in file.flows.iter().enumerate() {
        need(&format!("flows[{index}].channels"), &flow.channels);
    }
    for (index, monitoring) in file.monitoring.iter().enumerate() {
        need(&format!("monitoring[{index}].channels"), &monitoring.channels);
    }
    for (index, reporting) in file.reporting.iter().enumerate() {
        need(&format!("reporting[{index}].channels"), &reporting.channels);
    }
    need("calls.channels", &file.calls.channels);
    for (index, rule) in file.rules.iter().enumerate() {
        let warn = |action: &Action| match action {
            Action::Warn(channel) => Some(*channel),
            _ => None,
        };
        let warned: Vec<Channel> = rule.then.iter().filter_map(warn).collect();
        need(&format!("rules[{index}].then"), &warned);
    }
}

/// Thresholds between two classes of a fact: no message tells of a change inside a class.
fn thresholds(check: &mut Checker, file: &PlanFile) {
    let mut on_class = |path: String, fact: FactKind, at_least: Option<i64>| {
        let (Materiality::Classes(classes), Some(at_least)) = (fact.materiality(), at_least) else {
            return;
        };
        if !classes.contains(&at_least) {
            let list: Vec<String> = classes.iter().map(i64::to_string).collect();
            let list = list.join(", ");
            check.warning(
                &path,
                at_least,
                &format!("“{}”分级界限之一：{list}（级内变化不会通报）", fact.text().zh),
                &format!("one of {list}: changes of {} between them are not told", fact.text().en),
            );
        }
    };
    for (index, flow) in file.flows.iter().enumerate() {
        on_class(format!("flows[{index}].at_least"), flow.fact, flow.at_least);
    }
    for (index, reporting) in file.reporting.iter().enumerate() {
        let when = &reporting.when;
        on_class(format!("reporting[{index}].when.at_least"), when.fact, when.at_least);
    }
    for (index, rule) in file.rules.iter().enumerate() {
        for (place, when) in rule.when.iter().enumerate() {
            let path = format!("rules[{index}].when[{place}].at_least");
            on_class(path, when.fact, when.at_least);
        }
    }
}

/// Levels that are declared without a signature, or that the law does not know.
fn levels(check: &mut Checker, file: &PlanFile) {
    for (index, rule) in file.rules.iter().enumerate() {
        for (place, action) in rule.then.iter().enumerate() {
            let path = format!("rules[{index}].then[{place}]");
            if let Action::DeclareLevel(scale, event, _) = action {
                level(check, &path, rule, (*scale, *event));
            }
        }
    }
}

fn level(check: &mut Checker, path: &str, rule: &RuleFile, (scale, event): (Scale, EventKind)) {
    let colours = matches!(scale, Scale::EventClass | Scale::WarningLevel);
    if event == EventKind::SocialSecurity && colours {
        // Emergency Response Law: article 3 (2024), article 42 (2007).
        check.error(
            path,
            scale.text().en,
            "社会安全事件以外的事件（法律未规定其分级和预警级别）",
            "another kind of event: the law gives social-security events neither of the two",
        );
    }
    if rule.approval.is_none() && scale != Scale::RiskLevel {
        check.warning(path, scale.text().en, "写明审批流程（approval）", "an approval for it");
    }
}

/// Leads and supports without a team that can do it.
fn duties(check: &mut Checker, file: &PlanFile, plan: &Plan, county: &County) {
    let mut able = |path: String, audience: &Audience<DeskId>, capability: Capability| {
        let able = members(plan, county, audience, None).into_iter().any(|desk| {
            let mut teams = plan.teams_of(desk).iter();
            teams.any(|team| plan.teams[team.index()].capabilities.has(capability))
        });
        if !able {
            let (zh, en) = (capability.text().zh, capability.text().en);
            check.warning(
                &path,
                plan.audience_name(audience),
                &format!("有“{zh}”队伍的岗位"),
                &format!("a desk with a team for {en}"),
            );
        }
    };
    for (index, written) in file.duties.iter().enumerate() {
        let Some(Duty { capability, lead, support, .. }) = plan.duty(written.capability) else {
            continue;
        };
        able(format!("duties[{index}].lead"), lead, *capability);
        for (place, audience) in support.iter().enumerate() {
            able(format!("duties[{index}].support[{place}]"), audience, *capability);
        }
    }
    for (index, written) in file.aid.iter().enumerate() {
        let Some(aid) = plan.aid(written.capability) else { continue };
        for (place, audience) in aid.from.iter().enumerate() {
            able(format!("aid[{index}].from[{place}]"), audience, aid.capability);
        }
    }
}
