//! How things become known: channels, sensors, the public's calls, flows, reports upward,
//! call-and-confirm.

use std::collections::BTreeSet;

use super::super::file::{Audience, FlowFile, PlanFile, Scope};
use super::super::messages::{Calls, ChannelSetting, Flow, Monitoring, Reporting};
use super::{LIMIT_MINUTES, Step, in_order, length};
use crate::base::id::DeskId;
use crate::base::time::Duration;
use crate::vocabulary::channel::Channel;
use crate::vocabulary::fact::FactKind;

/// Channels by their code.
pub(super) fn channels(step: &mut Step, file: &PlanFile) -> Vec<Option<ChannelSetting>> {
    let mut settings = vec![None; Channel::ALL.len()];
    for (index, written) in file.communications.iter().enumerate() {
        let path = format!("communications[{index}]");
        let check = &mut step.check;
        check.within(&format!("{path}.hold_seconds"), written.hold_seconds, 0..=3_600, "s");
        check.within(&format!("{path}.latency_seconds"), written.latency_seconds, 0..=86_400, "s");
        check.within(&format!("{path}.latency_sigma"), written.latency_sigma, 0.0..=3.0, "");
        check.within(&format!("{path}.loss_percent"), written.loss_percent, 0.0..=100.0, "%");
        check.within(&format!("{path}.reading_percent"), written.reading_percent, 1..=1_000, "%");
        step.source(&path, &written.source);
        let slot = &mut settings[usize::from(written.channel.code())];
        if slot.is_some() {
            step.check.error(
                &format!("{path}.channel"),
                written.channel.text().en,
                "尚未设定的通信方式",
                "a channel not yet set",
            );
        }
        *slot = Some(ChannelSetting {
            hold: Duration::from_seconds(u64::from(written.hold_seconds)),
            latency: Duration::from_seconds(u64::from(written.latency_seconds)),
            latency_sigma: written.latency_sigma,
            loss: written.loss_percent / 100.0,
            reading_percent: written.reading_percent,
            needs_mast: written.needs_mast,
            source: written.source.clone(),
        });
    }
    settings
}

/// The desk behind each number, in the order of the numbers.
pub(super) fn call_taking(step: &mut Step, file: &PlanFile) -> Vec<(String, DeskId)> {
    let mut numbers = BTreeSet::new();
    let mut taking = Vec::new();
    for (index, written) in in_order(&file.call_taking) {
        let path = format!("call_taking[{index}]");
        let number = &written.number;
        let digits = number.chars().all(|character| character.is_ascii_digit());
        if !digits || !(3..=5).contains(&number.len()) {
            step.check.error(
                &format!("{path}.number"),
                format!("\"{number}\""),
                "三至五位的公众服务号码，如 119（预案不写个人电话）",
                "a public number of three to five digits such as 119 (never a person's)",
            );
        }
        if !numbers.insert(number) {
            let path = format!("{path}.number");
            step.check.error(&path, number, "未用过的号码", "a number not yet used");
        }
        let desk = step.desk(&format!("{path}.desk"), &written.desk);
        taking.extend(desk.map(|desk| (number.clone(), desk)));
    }
    taking
}

/// What sensors report.
pub(super) fn monitoring(step: &mut Step, file: &PlanFile) -> Vec<Monitoring> {
    let mut monitoring = Vec::new();
    for (index, written) in in_order(&file.monitoring) {
        let path = format!("monitoring[{index}]");
        let every = written.every_minutes;
        step.check.within(&format!("{path}.every_minutes"), every, 1..=1_440, "min");
        step.channels(&path, &written.channels);
        fits(step, &format!("{path}.to"), &written.to, written.fact);
        let Some(to) = step.audiences(&format!("{path}.to"), &written.to, false) else { continue };
        monitoring.push(Monitoring {
            fact: written.fact,
            to,
            every: length(every),
            channels: written.channels.clone(),
        });
    }
    monitoring
}

fn fits(step: &mut Step, path: &str, audiences: &[Audience], fact: FactKind) {
    for (index, audience) in audiences.iter().enumerate() {
        step.audience_fits(&format!("{path}[{index}]"), audience, fact);
    }
}

/// Who must be told what, ordered by content.
pub(super) fn flows(step: &mut Step, file: &PlanFile) -> Vec<Flow> {
    let mut flows = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, written) in in_order(&file.flows) {
        let path = format!("flows[{index}]");
        let clause = step.clause(&path, &written.clause);
        let condition = super::ConditionFile {
            fact: written.fact,
            at_least: written.at_least,
            at_most: written.at_most,
            subjects: 1,
            event: written.event,
        };
        let when = step.condition(&path, &condition);
        let from = step.audience(&format!("{path}.from"), &written.from);
        step.audience_fits(&format!("{path}.from"), &written.from, written.fact);
        let to = step.audiences(&format!("{path}.to"), &written.to, false);
        fits(step, &format!("{path}.to"), &written.to, written.fact);
        step.channels(&path, &written.channels);
        let limit = step.minutes(&format!("{path}.limit_minutes"), written.limit_minutes);
        step.source(&path, &written.source);
        scope_fits(step, &path, written);
        let bounds = (written.at_least, written.at_most);
        let what = (written.fact, bounds, written.event, written.scope);
        if !seen.insert((&written.clause, what, &written.from, &written.to)) {
            step.check.error(
                &path,
                format!("{} {}", written.clause, super::written(&written.from)),
                "与其他通报规定不重复的规定",
                "a flow that is not written twice",
            );
        }
        let (Some(clause), Some(from), Some(to)) = (clause, from, to) else { continue };
        let (channels, priority) = (written.channels.clone(), written.priority);
        let source = written.source.clone();
        let scope = written.scope;
        flows.push(Flow { clause, when, scope, from, to, channels, priority, limit, source });
    }
    flows
}

fn scope_fits(step: &mut Step, path: &str, written: &FlowFile) {
    let (fits, zh, en) = match written.scope {
        Scope::All => return,
        Scope::RoadsFrom(_) => {
            (written.fact == FactKind::RoadPassable, "道路通行状况", "road-passable")
        }
        Scope::ConcernedIncidents => {
            let facts = [FactKind::IncidentTrapped, FactKind::IncidentInjured];
            let fits = written.fact == FactKind::Incident || facts.contains(&written.fact);
            (fits, "险情、被困人数或受伤人数", "incident, incident-trapped or incident-injured")
        }
    };
    if !fits {
        let path = format!("{path}.scope");
        let found = written.fact.text().en;
        step.check.error(&path, found, &format!("事实为{zh}"), &format!("a flow of {en}"));
    }
}

/// Reports upward, ordered by content.
pub(super) fn reporting(step: &mut Step, file: &PlanFile) -> Vec<Reporting> {
    let mut reporting = Vec::new();
    for (index, written) in in_order(&file.reporting) {
        let path = format!("reporting[{index}]");
        let clause = step.clause(&path, &written.clause);
        let from = step.audience(&format!("{path}.from"), &written.from);
        let to = step.audience(&format!("{path}.to"), &written.to);
        step.audience_fits(&format!("{path}.from"), &written.from, written.when.fact);
        step.audience_fits(&format!("{path}.to"), &written.to, written.when.fact);
        let when = step.condition(&format!("{path}.when"), &written.when);
        step.channels(&path, &written.channels);
        let first = step.minutes(&format!("{path}.first_minutes"), written.first_minutes);
        if let Some(minutes) = written.follow_up_minutes {
            step.check.within(&format!("{path}.follow_up_minutes"), minutes, LIMIT_MINUTES, "min");
        }
        step.source(&path, &written.source);
        let (Some(clause), Some(from), Some(to)) = (clause, from, to) else { continue };
        let mut fields = written.fields.clone();
        fields.sort_unstable();
        reporting.push(Reporting {
            clause,
            from,
            to,
            when,
            fields,
            channels: written.channels.clone(),
            first,
            follow_up: written.follow_up_minutes.map(length),
            source: written.source.clone(),
        });
    }
    reporting
}

/// Most attempts to reach a post.
const CALL_ATTEMPTS: usize = 100;

/// Call-and-confirm.
pub(super) fn calls(step: &mut Step, file: &PlanFile) -> Option<Calls> {
    let (written, path) = (&file.calls, "calls");
    let clause = step.clause(path, &written.clause);
    step.channels(path, &written.channels);
    step.check.within("calls.channels", written.channels.len(), 0..=CALL_ATTEMPTS, "");
    let retry = step.minutes("calls.retry_minutes", written.retry_minutes);
    let confirm = step.minutes("calls.confirm_minutes", written.confirm_minutes);
    let act = step.minutes("calls.act_minutes", written.act_minutes);
    let escalate = step.minutes("calls.escalate_minutes", written.escalate_minutes);
    let escalate_to = step.audience("calls.escalate_to", &written.escalate_to);
    step.source(path, &written.source);
    Some(Calls {
        clause: clause?,
        channels: written.channels.clone(),
        retry,
        confirm,
        act,
        escalate,
        escalate_to: escalate_to?,
        source: written.source.clone(),
    })
}
