//! Plays the plan at each desk where nobody sits. It sees a picture, a ledger and the plan: its
//! signature has no place for the world, so that it cannot act on what its desk does not know.

pub mod assessment;
pub mod dispatch;
pub mod ledger;
mod relief;
mod rules;
mod transfer;
mod withdrawal;

use crate::base::id::{
    AreaId, CasualtyId, ClauseId, DeskId, FacilityId, NodeId, ReachId, RequestId, TaskId, TeamId,
    VersionId, ZoneId,
};
use crate::base::key::Key;
use crate::base::time::Time;
use crate::county::place::County;
use crate::event_log::event::Party;
use crate::knowledge::picture::Picture;
use crate::plan::Plan;
use crate::plan::audience::reach_of;
use crate::plan::file::Audience;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::{Fact, Subject};
use crate::vocabulary::order::{Order, ReportKind};
use ledger::Ledger;
use rules::apply_rules;

/// What a desk sees when it decides.
pub struct View<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The map on its wall: what is where, not how it is today.
    pub county: &'a County,
    /// Which desk.
    pub desk: DeskId,
    /// What it knows.
    pub picture: &'a Picture,
    /// What it has done.
    pub ledger: &'a Ledger,
    /// The time.
    pub now: Time,
    /// Whether its command platform answers.
    pub platform_on: bool,
    /// So many of these teams that are nearest to a place, from their stations over the roads that
    /// the desk believes open, in that order; those that no such road leads there are left out.
    pub nearest: &'a Nearest<'a>,
}

/// The nearest of some teams to a place, so many at most.
pub type Nearest<'a> = dyn Fn(&[TeamId], NodeId, usize) -> Vec<TeamId> + 'a;

/// Why a desk decides now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occasion {
    /// It learned a version that is new to it or differs materially from what it held.
    Learned {
        /// The fact.
        fact: Fact,
        /// What it held before.
        before: Option<i64>,
        /// Who it came from.
        from: Party,
    },
    /// Another desk asks it for teams.
    Requested {
        /// The request.
        request: RequestId,
        /// Who asks.
        by: DeskId,
        /// For which task.
        task: TaskId,
        /// What is needed.
        capability: Capability,
        /// How many teams.
        quantity: u8,
        /// By when.
        due: Time,
    },
    /// A request of its own was answered.
    Answered {
        /// The task.
        task: TaskId,
    },
    /// A team of its own is ready.
    TeamReady,
    /// A message did not get through.
    NotReached {
        /// To whom.
        to: DeskId,
        /// What it said.
        facts: Vec<Fact>,
        /// Channels tried so far, as a mask of codes.
        tried: u16,
        /// How urgent.
        priority: Priority,
        /// Whether it was a report upward.
        report: Option<ReportKind>,
    },
    /// A time that it set itself has come.
    Due(Deadline),
    /// A hospital without a free place in intensive care asks for somebody to be taken elsewhere.
    TransferAsked {
        /// Who waits.
        casualty: CasualtyId,
        /// In which hospital.
        from: FacilityId,
    },
}

/// A time that a desk sets itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deadline {
    /// A follow-up report, by rule of reporting and subject.
    FollowUp(usize, Subject),
    /// An answer that should have come.
    AnswerOverdue(TaskId),
    /// No more news of the kind upon which teams came out of a danger, by number of the plan's
    /// withdrawal.
    BackIn(usize),
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The clause that it follows.
    pub clause: Option<ClauseId>,
    /// What is ordered.
    pub order: Order,
    /// What it rests on.
    pub inputs: Vec<VersionId>,
    /// Approval that it needs first: index in the plan.
    pub approval: Option<usize>,
    /// How urgent the message is that carries it.
    pub priority: Priority,
}

/// What a desk decides on one occasion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Orders, in order of execution.
    pub orders: Vec<Decision>,
    /// Times that it sets itself.
    pub deadlines: Vec<(Time, Deadline)>,
    /// Rules that it acted on, by number and what they are done once for.
    pub fired: Vec<(usize, Subject)>,
    /// Tasks that it takes on.
    pub owed: Vec<(TaskId, ledger::Owed)>,
}

impl Decisions {
    fn push(&mut self, clause: Option<ClauseId>, order: Order, priority: Priority) {
        self.orders.push(Decision { clause, order, inputs: Vec::new(), approval: None, priority });
    }
}

/// What the plan has the desk do.
pub fn decide(view: &View<'_>, occasion: &Occasion) -> Decisions {
    let mut decisions = Decisions::default();
    match occasion {
        Occasion::Learned { fact, before, from } => {
            pass_on(view, *fact, *before, *from, &mut decisions);
            report(view, *fact, *before, &mut decisions);
            apply_rules(view, *fact, &mut decisions);
            withdrawal::out(view, *fact, &mut decisions);
        }
        Occasion::Requested { .. } | Occasion::Answered { .. } | Occasion::TeamReady => {
            dispatch::respond(view, occasion, &mut decisions);
        }
        Occasion::NotReached { to, facts, tried, priority, report } => {
            let order = retry(view, *to, facts, *tried, *report);
            if let Some(order) = order {
                decisions.push(None, order, *priority);
            }
        }
        Occasion::Due(Deadline::FollowUp(rule, subject)) => {
            follow_up(view, *rule, *subject, &mut decisions);
        }
        Occasion::Due(Deadline::AnswerOverdue(_)) => {
            dispatch::respond(view, occasion, &mut decisions);
        }
        Occasion::Due(Deadline::BackIn(number)) => {
            withdrawal::back_in(view, *number, &mut decisions);
        }
        Occasion::TransferAsked { casualty, from } => {
            transfer::answer(view, *casualty, *from, &mut decisions);
        }
    }
    decisions
}

impl View<'_> {
    /// Zone and reach of a subject, as far as map and ledger tell.
    pub fn place_of(&self, fact: Fact) -> (Option<ZoneId>, Option<ReachId>) {
        let zone = self.plan.zone_of(self.county, fact.subject, |incident| {
            self.ledger.cards.get(&incident).map(|card| card.zone)
        });
        (zone, reach_of(self.county, fact))
    }

    /// Whether the acting desk is one of `audience` about `fact`.
    fn is_meant(&self, audience: &Audience<DeskId>, fact: Fact) -> bool {
        let (zone, _) = self.place_of(fact);
        self.plan.is_in_audience(self.county, audience, self.desk, zone)
    }

    /// The desks of `audience` about `fact`, without the acting one unless it is named itself.
    fn desks(&self, audience: &Audience<DeskId>, fact: Fact) -> Vec<DeskId> {
        let (zone, reach) = self.place_of(fact);
        self.plan.audience(self.county, audience, Some(self.desk), zone, reach)
    }

    /// The first of `channels`, not tried yet, over which both desks can be spoken to as far as
    /// this one knows.
    fn channel(&self, channels: &[Channel], to: DeskId, tried: u16) -> Option<Channel> {
        self.plan.channel_between(channels, (self.desk, to), tried, self.platform_on)
    }

    /// The hazard areas that a rule about `subject` means: the area itself, or, where the fact is
    /// a level, those that the acting desk answers for, in order of their keys.
    fn areas(&self, subject: Subject) -> Vec<AreaId> {
        match subject {
            Subject::Area(area) => vec![area],
            Subject::County | Subject::Event(_) => {
                let mut areas: Vec<AreaId> =
                    (0..self.county.areas.len()).map(AreaId::from_index).collect();
                areas.retain(|area| {
                    let zone = self.county.areas[area.index()].zone;
                    self.plan.answers_for(self.county, self.desk, zone)
                });
                areas.sort_unstable_by_key(|area| self.county.areas[area.index()].key);
                areas
            }
            _ => Vec::new(),
        }
    }

    /// The stable key of a subject. Incidents, which the map does not hold, go by their birth.
    fn key_of(&self, subject: Subject) -> Key {
        match subject {
            Subject::County => Key(0),
            Subject::Zone(zone) => self.county.zones[zone.index()].key,
            Subject::Facility(facility) => self.county.facilities[facility.index()].key,
            Subject::Road(road) => self.county.network.roads[road.index()].key,
            Subject::Area(area) => self.county.areas[area.index()].key,
            Subject::Incident(incident) => Key(u64::from(incident.0)),
            Subject::Team(team) => self.plan.teams[team.index()].key,
            Subject::Desk(desk) => self.plan.desks[desk.index()].key,
            Subject::Event(event) => Key(u64::from(event.code())),
        }
    }

    fn versions(&self, facts: &[Fact]) -> Vec<VersionId> {
        facts.iter().filter_map(|fact| self.picture.held(*fact)).map(|held| held.version).collect()
    }
}

/// Tells whom the flows of the plan name.
fn pass_on(
    view: &View<'_>,
    fact: Fact,
    before: Option<i64>,
    from: Party,
    decisions: &mut Decisions,
) {
    let Some(value) = view.picture.value(fact) else { return };
    for (_, flow) in view.plan.flows_of(fact.kind) {
        // A condition that ceases to hold is news too: the road is open again.
        let news = flow.when.holds(value) || before.is_some_and(|value| flow.when.holds(value));
        if !news || !flow.when.is_about(fact) || !view.is_meant(&flow.from, fact) {
            continue;
        }
        for audience in &flow.to {
            for to in view.desks(audience, fact) {
                let covered = flow.covers(view.county, fact.subject, to, |incident, desk| {
                    view.ledger.cards.get(&incident).is_some_and(|card| {
                        let capabilities = card.tasks.iter().map(|task| task.capability);
                        card.is_critical
                            || view.plan.leads_any(view.county, desk, card.zone, capabilities)
                    })
                });
                let known = !covered
                    || from == Party::Desk(to)
                    || to == view.desk
                    || view.ledger.told.get(&(fact, to)) == Some(&value)
                    || decisions.orders.iter().any(|other| tells(&other.order, to, fact));
                if known {
                    continue;
                }
                if let Some(channel) = view.channel(&flow.channels, to, 0) {
                    let order = Order::Notify { to, channel, facts: vec![fact] };
                    decisions.push(Some(flow.clause), order, flow.priority);
                }
            }
        }
    }
}

fn tells(order: &Order, desk: DeskId, fact: Fact) -> bool {
    matches!(order, Order::Notify { to, facts, .. } if *to == desk && facts.contains(&fact))
}

/// Reports upward what the plan wants reported.
fn report(view: &View<'_>, fact: Fact, before: Option<i64>, decisions: &mut Decisions) {
    let Some(value) = view.picture.value(fact) else { return };
    for (number, rule) in view.plan.reporting.iter().enumerate() {
        let due =
            rule.when.is_about(fact) && rule.when.holds(value) && view.is_meant(&rule.from, fact);
        if !due {
            continue;
        }
        let made = view.ledger.reported.get(&(number, fact.subject)).copied().unwrap_or(0);
        let kind = if made == 0 { ReportKind::First } else { ReportKind::FollowUp };
        if made > 0 && before == Some(value) {
            continue;
        }
        push_report(view, number, fact.subject, kind, decisions);
        if let Some(interval) = rule.follow_up
            && made == 0
        {
            let deadline = Deadline::FollowUp(number, fact.subject);
            decisions.deadlines.push((view.now + interval, deadline));
        }
    }
}

fn push_report(
    view: &View<'_>,
    number: usize,
    subject: Subject,
    report: ReportKind,
    decisions: &mut Decisions,
) {
    let rule = &view.plan.reporting[number];
    let trigger = Fact::new(rule.when.fact, subject);
    let facts: Vec<Fact> = std::iter::once(trigger)
        .chain(rule.fields.iter().map(|kind| Fact::new(*kind, subject)))
        .filter(|fact| view.picture.held(*fact).is_some())
        .collect();
    for to in view.desks(&rule.to, trigger) {
        if let Some(channel) = view.channel(&rule.channels, to, 0) {
            let order = Order::Report { to, channel, report, facts: facts.clone() };
            decisions.push(Some(rule.clause), order, Priority::Urgent);
        }
    }
}

/// A follow-up report, as long as what made the first one due goes on.
fn follow_up(view: &View<'_>, number: usize, subject: Subject, decisions: &mut Decisions) {
    let rule = &view.plan.reporting[number];
    let goes_on = view
        .picture
        .value(Fact::new(rule.when.fact, subject))
        .is_some_and(|value| rule.when.holds(value));
    let Some(interval) = rule.follow_up.filter(|_| goes_on) else { return };
    push_report(view, number, subject, ReportKind::FollowUp, decisions);
    decisions.deadlines.push((view.now + interval, Deadline::FollowUp(number, subject)));
}

/// The same message over the next channel, if there is one.
fn retry(
    view: &View<'_>,
    to: DeskId,
    facts: &[Fact],
    tried: u16,
    report: Option<ReportKind>,
) -> Option<Order> {
    let channel = view.channel(Channel::AGAIN, to, tried)?;
    let facts = facts.to_vec();
    Some(match report {
        Some(report) => Order::Report { to, channel, report, facts },
        None => Order::Notify { to, channel, facts },
    })
}
