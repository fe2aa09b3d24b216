//! The plan's rules at a desk: which hold for what it knows, and the orders that they come to.

use super::{Decisions, View, dispatch, relief};
use crate::base::id::{DeskId, VersionId};
use crate::knowledge::picture::Picture;
use crate::plan::file::Action;
use crate::plan::rules::{Condition, Rule};
use crate::vocabulary::channel::Priority;
use crate::vocabulary::fact::{Fact, Subject};
use crate::vocabulary::order::Order;

/// Acts on every rule that the fact completes.
pub(super) fn apply_rules(view: &View<'_>, fact: Fact, decisions: &mut Decisions) {
    for (number, rule) in view.plan.rules.iter().enumerate() {
        if !rule.when.iter().any(|condition| condition.is_about(fact)) {
            continue;
        }
        let first = &rule.when[0];
        let subjects: Vec<Subject> = if first.is_about(fact) {
            vec![fact.subject]
        } else {
            let held = view.picture.of_kind(first.fact).map(|(subject, _)| subject);
            let mut subjects: Vec<Subject> =
                held.filter(|subject| first.subject(*subject) == *subject).collect();
            subjects.sort_by_key(|subject| view.key_of(*subject));
            subjects
        };
        for subject in subjects {
            let trigger = Fact::new(rule.when[0].fact, subject);
            let fires = !view.ledger.fired.contains(&(number, rule.once_for(subject)))
                && view.is_meant(&rule.desk, trigger)
                && rule.when.iter().all(|condition| holds(view.picture, condition, subject));
            if fires {
                act(view, number, rule, trigger, decisions);
            }
        }
    }
}

impl Rule {
    /// What a rule is done once for: the subject, or the county where what it does is about the
    /// county.
    pub fn once_for(&self, subject: Subject) -> Subject {
        let about_county = self
            .then
            .iter()
            .any(|action| matches!(action, Action::DeclareLevel(..) | Action::Convene(_)));
        if about_county { Subject::County } else { subject }
    }
}

/// Whether a condition holds in a picture, with the rule bound to `subject`.
fn holds(picture: &Picture, condition: &Condition, subject: Subject) -> bool {
    if condition.subjects > 1 {
        let meeting =
            picture.of_kind(condition.fact).filter(|(_, held)| condition.holds(held.value));
        return meeting.count() >= usize::from(condition.subjects);
    }
    let subject = condition.subject(subject);
    let held = picture.value(Fact::new(condition.fact, subject));
    held.is_some_and(|value| condition.holds(value))
}

fn act(view: &View<'_>, number: usize, rule: &Rule, trigger: Fact, decisions: &mut Decisions) {
    let first = decisions.orders.len();
    for action in &rule.then {
        orders_of(view, rule, action, trigger, decisions);
    }
    let inputs: Vec<VersionId> = {
        let facts: Vec<Fact> = rule
            .when
            .iter()
            .map(|condition| Fact::new(condition.fact, condition.subject(trigger.subject)))
            .collect();
        let mut versions = view.versions(&facts);
        versions.sort_unstable();
        versions.dedup();
        versions
    };
    for decision in &mut decisions.orders[first..] {
        decision.inputs.clone_from(&inputs);
        decision.approval = rule.approval;
        decision.clause = Some(rule.clause);
    }
    decisions.fired.push((number, rule.once_for(trigger.subject)));
}

/// The orders that an action means.
fn orders_of(
    view: &View<'_>,
    rule: &Rule,
    action: &Action<DeskId>,
    trigger: Fact,
    decisions: &mut Decisions,
) {
    let clause = Some(rule.clause);
    let mut push = |order| decisions.push(clause, order, Priority::Flash);
    match (action, trigger.subject) {
        (Action::DeclareLevel(scale, event, level), _) => {
            push(Order::DeclareLevel { scale: *scale, event: *event, level: *level });
        }
        (Action::Call(audience), _) => {
            for post in view.desks(audience, trigger) {
                push(Order::CallPost { post, facts: vec![trigger] });
            }
        }
        (Action::Warn(channel), subject) => {
            for area in view.areas(subject) {
                push(Order::Warn { area, channel: *channel });
            }
        }
        (Action::Evacuate, subject) => {
            for area in view.areas(subject) {
                push(Order::Evacuate { area, shelter: view.county.areas[area.index()].shelter });
            }
        }
        (Action::OpenShelter, subject) => {
            for area in view.areas(subject) {
                push(Order::OpenShelter { shelter: view.county.areas[area.index()].shelter });
            }
        }
        (Action::SetOutflow(outflow_m3_s), Subject::Facility(reservoir)) => {
            push(Order::SetOutflow { reservoir, outflow_m3_s: *outflow_m3_s });
        }
        (Action::CloseRoad, Subject::Road(road)) => push(Order::CloseRoad { road }),
        (Action::TakeCommand, Subject::Incident(incident)) => {
            let function = crate::vocabulary::order::CommandFunction::Overall;
            push(Order::TakeCommand { incident, function });
        }
        (Action::Convene(audiences), _) => {
            let mut desks: Vec<DeskId> =
                audiences.iter().flat_map(|audience| view.desks(audience, trigger)).collect();
            desks.sort_unstable_by_key(|desk| view.plan.desks[desk.index()].key);
            desks.dedup();
            push(Order::Convene { desks });
        }
        (Action::Publish, _) => push(Order::Publish { facts: vec![trigger] }),
        (Action::ReleaseSupplies(of), Subject::Zone(township)) => {
            let people = view.picture.value(trigger).unwrap_or(0);
            relief::release(view, township, people, *of).into_iter().for_each(push);
        }
        (Action::Dispatch, Subject::Incident(incident)) => {
            dispatch::take_on(view, incident, clause, decisions);
        }
        // An assessment is a conclusion, not an order; the rest is about subjects that an action
        // has no use for, which lint reports.
        _ => {}
    }
}
