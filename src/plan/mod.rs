//! Organisations, their desks and teams, who must be told what, who owns which duty, levels,
//! approval, standards. A plan is data, resolved over a county; nothing here plays it.

pub mod file;
pub mod hospital;
mod lint;
mod resolve;
pub mod special;
pub mod withdrawal;

pub use resolve::{resolve, resolve_around};

use crate::base::id::{
    ClauseId, DeskId, FacilityId, FlowId, IncidentId, NodeId, OrganisationId, ReachId, TeamId,
    ZoneId,
};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::county::choice::ChosenPlace;
use crate::county::drainage::river_of;
use crate::county::place::{AreaWater, County, FacilityKind};
use crate::vocabulary::capability::{Capability, CapabilitySet};
use crate::vocabulary::channel::{Channel, Priority};
use crate::vocabulary::fact::{Fact, FactKind, OF_LANDSLIDE_DAMS, Subject};
use crate::vocabulary::profile::Profile;
use crate::vocabulary::scale::EventKind;
use file::{Action, Audience, Leg, Scope, Source, Symbol};
use hospital::{Decontamination, Hospitals, IntensiveCare};
use withdrawal::Withdrawal;

/// A plan, every name of it resolved over a county.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Places that it names by what they are, in the order of its files.
    pub places: Vec<ChosenPlace>,
    /// Clauses by id.
    pub clauses: Vec<Clause>,
    /// Organisations by id.
    pub organisations: Vec<Organisation>,
    /// Desks by id.
    pub desks: Vec<Desk>,
    /// Teams by id.
    pub teams: Vec<Team>,
    /// Channels that the county has, by [`Channel::code`].
    pub channels: Vec<Option<ChannelSetting>>,
    /// The desk behind each number that the public calls, by number.
    pub call_taking: Vec<(String, DeskId)>,
    /// What sensors report by themselves.
    pub monitoring: Vec<Monitoring>,
    /// What desks tell their teams at work as soon as they know it, in order of declaration.
    pub crew_news: Vec<FactKind>,
    /// On what news desks order their teams out of a danger, at most once for a fact and danger.
    pub withdrawals: Vec<Withdrawal>,
    /// Flows by id.
    pub flows: Vec<Flow>,
    /// Duties, at most one a capability.
    pub duties: Vec<Duty>,
    /// Mutual aid, at most once a capability.
    pub aid: Vec<Aid>,
    /// Approval chains.
    pub approvals: Vec<Approval>,
    /// Rules.
    pub rules: Vec<Rule>,
    /// Reports upward.
    pub reporting: Vec<Reporting>,
    /// Call-and-confirm.
    pub calls: Calls,
    /// How long a consultation lasts.
    pub consultation: Duration,
    /// Limits.
    pub limits: Limits,
    /// Response-time standards.
    pub standards: Vec<Standard>,
    /// Medical care.
    pub medical: Medical,
    /// What lies in the depots, by facility.
    pub stocks: Vec<Stock>,
    /// The desk of each zone, by zone: a village's, a township's or a subdistrict's.
    pub zone_desk: Vec<Option<DeskId>>,
    /// The teams that each desk sends, by desk, in order of their keys.
    pub desk_teams: Vec<Vec<TeamId>>,
}

/// A clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Stable key of its number.
    pub key: Key,
    /// Its number: `4.2.3`.
    pub name: String,
    /// What it says.
    pub title: Text,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Symbol on maps and charts.
    pub symbol: Symbol,
}

/// A desk.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// Its organisation; villages and townships are organisations of their own for coordination,
    /// which the desk itself tells apart.
    pub organisation: OrganisationId,
    /// Where it sits.
    pub node: NodeId,
    /// Zone in which it sits.
    pub zone: ZoneId,
    /// Zone whose desk it is, for villages, townships and subdistricts.
    pub serves: Option<ZoneId>,
    /// People who take messages.
    pub staff: u8,
    /// Median time to take in a message.
    pub service: Duration,
    /// Standard deviation of the logarithm of that time.
    pub service_sigma: f64,
    /// Telephone lines.
    pub lines: u8,
    /// Whether a fixed line works when masts do not.
    pub landline: bool,
    /// Whether it has a satellite telephone.
    pub satellite: bool,
    /// Whether it is on the command platform.
    pub platform: bool,
    /// The desk above it.
    pub reports_to: Option<DeskId>,
    /// The desk that decides in its place.
    pub deputy: Option<DeskId>,
    /// The hospital for which it speaks.
    pub hospital: Option<FacilityId>,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Stable key of `name`.
    pub key: Key,
    /// Written name.
    pub name: String,
    /// First part of the name, for those that a plan writes once for many places.
    pub family: String,
    /// What it is called.
    pub title: Text,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The desk that sends it.
    pub desk: DeskId,
    /// Where it stands.
    pub station: NodeId,
    /// How it moves.
    pub profile: Profile,
    /// People.
    pub crew: u8,
    /// What it can do.
    pub capabilities: CapabilitySet,
    /// Percent of the ordinary work rate.
    pub work_rate_percent: u16,
    /// Median turnout by day and by night.
    pub turnout: [Duration; 2],
    /// Travel from beyond the map's edge to where it stands, for teams from outside.
    pub beyond: Duration,
    /// Seats for evacuees or patients.
    pub seats: u8,
    /// Depth of water that it can wade in mm, where it differs from its profile's.
    pub wading_mm: Option<u32>,
}

/// A channel as the county has it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelSetting {
    /// How long a message holds a line of its sender.
    pub hold: Duration,
    /// Median latency from leaving the line to the inbox.
    pub latency: Duration,
    /// Standard deviation of the logarithm of the latency.
    pub latency_sigma: f64,
    /// Probability that a message is lost for no reason that is modelled.
    pub loss: f64,
    /// Percent of a desk's ordinary service time that reading takes.
    pub reading_percent: u16,
    /// Whether it needs a working mast at either end that has no landline.
    pub needs_mast: bool,
    /// Where the figures come from.
    pub source: Source,
}

/// What sensors report by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitoring {
    /// What is measured.
    pub fact: FactKind,
    /// Who gets it.
    pub to: Vec<Audience<DeskId>>,
    /// Time between measurements.
    pub every: Duration,
    /// Channels, the preferred one first.
    pub channels: Vec<Channel>,
}

/// Who must be told what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Clause.
    pub clause: ClauseId,
    /// Condition on the fact.
    pub when: Condition,
    /// About which subjects.
    pub scope: Scope,
    /// Who passes it on.
    pub from: Audience<DeskId>,
    /// Who must know.
    pub to: Vec<Audience<DeskId>>,
    /// Channels, the preferred one first.
    pub channels: Vec<Channel>,
    /// How urgent.
    pub priority: Priority,
    /// From the moment that anybody knows until each of them must.
    pub limit: Duration,
    /// Where the limit comes from.
    pub source: Source,
}

impl Flow {
    /// Whether the flow tells `to` about a subject; `concerns` knows which incidents concern it.
    pub fn covers(
        &self,
        county: &County,
        subject: Subject,
        to: DeskId,
        concerns: impl Fn(IncidentId, DeskId) -> bool,
    ) -> bool {
        match (self.scope, subject) {
            (Scope::RoadsFrom(class), Subject::Road(road)) => {
                county.network.roads[road.index()].class <= class
            }
            (Scope::ConcernedIncidents, Subject::Incident(incident)) => concerns(incident, to),
            _ => true,
        }
    }
}

/// A condition on what a desk knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// Kind of fact.
    pub fact: FactKind,
    /// At least this.
    pub at_least: i64,
    /// At most this.
    pub at_most: i64,
    /// About at least so many subjects.
    pub subjects: u16,
    /// Of a level, the kind of event that it must be about; any where it is none.
    pub event: Option<EventKind>,
}

impl Condition {
    /// Whether it speaks of a fact.
    pub fn is_about(&self, fact: Fact) -> bool {
        self.fact == fact.kind && self.subject(fact.subject) == fact.subject
    }

    /// What it speaks of where the first condition of its rule is bound to `bound`.
    pub fn subject(&self, bound: Subject) -> Subject {
        self.event.map_or(bound, Subject::Event)
    }

    /// Whether a value meets it.
    pub const fn holds(&self, value: i64) -> bool {
        self.at_least <= value && value <= self.at_most
    }
}

/// Who leads and supports a capability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Clause.
    pub clause: ClauseId,
    /// What is to be done.
    pub capability: Capability,
    /// Who leads.
    pub lead: Audience<DeskId>,
    /// Who is asked next, in order.
    pub support: Vec<Audience<DeskId>>,
}

/// Who outside the county is asked for a capability, and where their teams arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aid {
    /// Clause.
    pub clause: ClauseId,
    /// What is to be done.
    pub capability: Capability,
    /// Who is asked, in order, after the duty's supports.
    pub from: Vec<Audience<DeskId>>,
    /// Where their teams arrive, are registered and briefed.
    pub staging: FacilityId,
    /// How long that takes.
    pub briefing: Duration,
    /// Where the figures come from.
    pub source: Source,
}

/// How a document is approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Clause.
    pub clause: ClauseId,
    /// Time to draft.
    pub draft: Duration,
    /// Who reviews, and how long that takes.
    pub review: Option<(DeskId, Duration)>,
    /// Who signs, and how long that takes.
    pub sign: (DeskId, Duration),
    /// When the deputy signs for a person out of reach; none: it waits.
    pub deputy_after: Option<Duration>,
    /// Limit from draft to signature.
    pub limit: Duration,
    /// Where the limit comes from.
    pub source: Source,
}

/// What a desk does when it learns something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Clause.
    pub clause: ClauseId,
    /// Who acts.
    pub desk: Audience<DeskId>,
    /// Conditions; the first binds the subject.
    pub when: Vec<Condition>,
    /// Actions, in order.
    pub then: Vec<Action<DeskId>>,
    /// Index of the approval in [`Plan::approvals`].
    pub approval: Option<usize>,
    /// In which it must be done, from the moment that the desk knows, and where that comes from.
    pub limit: Option<(Duration, Source)>,
}

/// A report upward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporting {
    /// Clause.
    pub clause: ClauseId,
    /// Who reports.
    pub from: Audience<DeskId>,
    /// To whom.
    pub to: Audience<DeskId>,
    /// What makes a report due.
    pub when: Condition,
    /// What it must contain, about the same subject.
    pub fields: Vec<FactKind>,
    /// Channels, the preferred one first.
    pub channels: Vec<Channel>,
    /// Until the first report.
    pub first: Duration,
    /// Between follow-ups.
    pub follow_up: Option<Duration>,
    /// Where the limit comes from.
    pub source: Source,
}

/// Call-and-confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calls {
    /// Clause.
    pub clause: ClauseId,
    /// The channel of each attempt.
    pub channels: Vec<Channel>,
    /// Between attempts.
    pub retry: Duration,
    /// In which a post must confirm.
    pub confirm: Duration,
    /// In which a post that confirmed must have acted.
    pub act: Duration,
    /// After which an unanswered call goes up.
    pub escalate: Duration,
    /// To whom, seen from the post.
    pub escalate_to: Audience<DeskId>,
    /// Where the limits come from.
    pub source: Source,
}

/// What lies in a depot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// The depot.
    pub at: FacilityId,
    /// Relief kits, each for a person and a day.
    pub kits: u32,
    /// Where the figure comes from.
    pub source: Source,
}

/// A limit with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// How long.
    pub limit: Duration,
    /// Clause, where it has one.
    pub clause: Option<ClauseId>,
    /// Where it comes from.
    pub source: Source,
}

/// Limits that gaps are measured against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// From knowing a task to assigning a team, while one is idle.
    pub assign: Limit,
    /// Waiting on scene for another organisation.
    pub wait_on_peer: Limit,
    /// From knowing what starts a level to declaring it.
    pub level: Limit,
    /// From a request to its answer.
    pub answer: Limit,
    /// From a request to the arrival that it asks for.
    pub request: Limit,
    /// Intervals shorter than this are no finding.
    pub debounce: Limit,
    /// Two desks' reports of one count to one above them differ.
    pub figures: Option<Limit>,
}

/// A response-time standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// Written name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// For tasks of this capability.
    pub capability: Capability,
    /// Clock starts.
    pub from: Leg,
    /// Clock stops.
    pub to: Leg,
    /// Limit.
    pub limit: Duration,
    /// Percent of cases that must be within it.
    pub share_percent: u8,
    /// Where it comes from.
    pub source: Source,
}

/// What is assumed about medical care.
#[derive(Debug, Clone, PartialEq)]
pub struct Medical {
    /// Treatment on scene before transport.
    pub on_scene: Duration,
    /// Handing a patient over.
    pub handover: Duration,
    /// Mean time in a theatre for a grave case.
    pub theatre: Duration,
    /// Sacco score below which a theatre is needed.
    pub theatre_below_score: u8,
    /// Hospitals; none: all their beds are free.
    pub hospitals: Option<Hospitals>,
    /// Where the figures come from.
    pub source: Source,
}

impl Plan {
    /// The desk that speaks for a hospital; of several the first by key.
    pub fn hospital_desk(&self, hospital: FacilityId) -> Option<DeskId> {
        let speaks = self.desks.iter().enumerate().filter(|(_, it)| it.hospital == Some(hospital));
        speaks.min_by_key(|(_, desk)| desk.key).map(|(index, _)| DeskId::from_index(index))
    }

    /// Intensive care, where the plan says anything of it.
    pub fn intensive_care(&self) -> Option<&IntensiveCare> {
        self.medical.hospitals.as_ref()?.intensive_care.as_ref()
    }

    /// What is done about contaminated patients, where the plan says anything of it.
    pub fn decontamination(&self) -> Option<&Decontamination> {
        self.medical.hospitals.as_ref()?.decontamination.as_ref()
    }

    /// The zone where the subject lies, if it lies in one. `incident` tells where incidents are.
    pub fn zone_of(
        &self,
        county: &County,
        subject: Subject,
        incident: impl FnOnce(crate::base::id::IncidentId) -> Option<ZoneId>,
    ) -> Option<ZoneId> {
        match subject {
            Subject::County | Subject::Event(_) => None,
            Subject::Zone(zone) => Some(zone),
            Subject::Facility(id) => Some(county.facilities[id.index()].zone),
            Subject::Road(id) => Some(county.road_settings[id.index()].zone),
            Subject::Area(id) => Some(county.areas[id.index()].zone),
            Subject::Incident(id) => incident(id),
            Subject::Team(id) => Some(self.desks[self.teams[id.index()].desk.index()].zone),
            Subject::Desk(id) => Some(self.desks[id.index()].zone),
        }
    }

    /// The desks that `audience` means, seen from the desk `acting` about a subject that lies in
    /// `zone` and on `reach`; in order of their keys, without the acting desk unless it is meant
    /// itself.
    pub fn audience(
        &self,
        county: &County,
        audience: &Audience<DeskId>,
        acting: Option<DeskId>,
        zone: Option<ZoneId>,
        reach: Option<ReachId>,
    ) -> Vec<DeskId> {
        let of_zone = |zone: ZoneId| self.zone_desk[zone.index()];
        let township = |zone: ZoneId| county.zones[zone.index()].parent;
        let mut desks: Vec<DeskId> = match audience {
            Audience::Desk(desk) => return vec![*desk],
            Audience::Itself => return acting.into_iter().collect(),
            Audience::Superior => {
                acting.and_then(|desk| self.desks[desk.index()].reports_to).into_iter().collect()
            }
            Audience::VillageOfSubject => zone.and_then(of_zone).into_iter().collect(),
            Audience::TownshipOfSubject => {
                zone.and_then(|zone| of_zone(township(zone))).into_iter().collect()
            }
            Audience::Townships | Audience::Villages => {
                let villages = *audience == Audience::Villages;
                county
                    .zones
                    .iter()
                    .zip(&self.zone_desk)
                    .filter(|(zone, _)| {
                        (zone.kind == crate::county::place::ZoneKind::Village) == villages
                    })
                    .filter_map(|(_, desk)| *desk)
                    .collect()
            }
            Audience::Downstream => reach.map_or_else(Vec::new, |reach| {
                let below = |water: &AreaWater| flows_to(county, reach, water.reach);
                let zones =
                    county.areas.iter().filter(|area| area.water.as_ref().is_some_and(below));
                zones
                    .flat_map(|area| [of_zone(area.zone), of_zone(township(area.zone))])
                    .flatten()
                    .collect()
            }),
        };
        desks.sort_unstable_by_key(|desk| self.desks[desk.index()].key);
        desks.dedup();
        desks.retain(|desk| Some(*desk) != acting);
        desks
    }

    /// Whether `desk` is one of those that `audience` means; the same meaning as
    /// [`Plan::audience`], without making the list.
    pub fn is_in_audience(
        &self,
        county: &County,
        audience: &Audience<DeskId>,
        desk: DeskId,
        zone: Option<ZoneId>,
    ) -> bool {
        let serves = self.desks[desk.index()].serves;
        match audience {
            Audience::Desk(named) => *named == desk,
            Audience::VillageOfSubject => zone.is_some() && serves == zone,
            Audience::TownshipOfSubject => {
                zone.is_some_and(|zone| serves == Some(county.zones[zone.index()].parent))
            }
            Audience::Townships | Audience::Villages => serves.is_some_and(|zone| {
                let village =
                    county.zones[zone.index()].kind == crate::county::place::ZoneKind::Village;
                village == (*audience == Audience::Villages)
            }),
            Audience::Itself | Audience::Superior | Audience::Downstream => false,
        }
    }

    /// Whether a desk answers for the people of a zone: as its village's post or its township's.
    pub fn answers_for(&self, county: &County, desk: DeskId, zone: ZoneId) -> bool {
        [Audience::VillageOfSubject, Audience::TownshipOfSubject]
            .iter()
            .any(|audience| self.is_in_audience(county, audience, desk, Some(zone)))
    }

    /// Whether a desk leads one of these capabilities in a zone.
    pub fn leads_any(
        &self,
        county: &County,
        desk: DeskId,
        zone: ZoneId,
        mut capabilities: impl Iterator<Item = Capability>,
    ) -> bool {
        capabilities.any(|capability| {
            self.duty(capability)
                .is_some_and(|duty| self.is_in_audience(county, &duty.lead, desk, Some(zone)))
        })
    }

    /// The first of `channels`, not `tried` yet (a mask of codes), over which the desks
    /// `(from, to)` can speak as far as equipment goes; whether it works now is for nature to say.
    pub fn channel_between(
        &self,
        channels: &[Channel],
        (from, to): (DeskId, DeskId),
        tried: u16,
        platform_on: bool,
    ) -> Option<Channel> {
        let (from, to) = (&self.desks[from.index()], &self.desks[to.index()]);
        channels.iter().copied().find(|channel| {
            let usable = match channel {
                Channel::Platform => platform_on && from.platform && to.platform,
                Channel::Satellite => from.satellite && to.satellite,
                _ => true,
            };
            usable
                && tried >> channel.code() & 1 == 0
                && self.channels[usize::from(channel.code())].is_some()
        })
    }

    /// The written name of a flow, made of its content: clause, fact, sender, receivers.
    pub fn flow_name(&self, flow: FlowId) -> String {
        let flow = &self.flows[flow.index()];
        let to: Vec<String> = flow.to.iter().map(|to| self.audience_name(to)).collect();
        let Condition { fact, at_least, at_most, .. } = flow.when;
        let mut name = self.clauses[flow.clause.index()].name.clone();
        name +=
            &format!(" {}", serde_json::to_value(fact).expect("a word is a text")).replace('"', "");
        if at_least > i64::MIN {
            name += &format!(" from {at_least}");
        }
        if at_most < i64::MAX {
            name += &format!(" to {at_most}");
        }
        name + &format!(" {} > {}", self.audience_name(&flow.from), to.join(" + "))
    }

    /// How an audience is named: the desk's written name, or its word.
    pub fn audience_name(&self, audience: &Audience<DeskId>) -> String {
        match audience {
            Audience::Desk(desk) => self.desks[desk.index()].name.clone(),
            other => other.word().to_owned(),
        }
    }

    /// The teams that a desk sends, in order of their keys.
    pub fn teams_of(&self, desk: DeskId) -> &[TeamId] {
        &self.desk_teams[desk.index()]
    }

    /// Mutual aid for a capability.
    pub fn aid(&self, capability: Capability) -> Option<&Aid> {
        self.aid.iter().find(|aid| aid.capability == capability)
    }

    /// The mutual aid by which a desk sends teams for a capability, if it does.
    pub fn aid_of(&self, capability: Capability, desk: DeskId) -> Option<&Aid> {
        self.aid(capability).filter(|aid| aid.from.contains(&Audience::Desk(desk)))
    }

    /// The duty for a capability.
    pub fn duty(&self, capability: Capability) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.capability == capability)
    }

    /// The flows that carry a fact of this kind, with their ids.
    pub fn flows_of(&self, kind: FactKind) -> impl Iterator<Item = (FlowId, &Flow)> {
        self.flows
            .iter()
            .enumerate()
            .filter(move |(_, flow)| flow.when.fact == kind)
            .map(|(index, flow)| (FlowId::from_index(index), flow))
    }
}

/// Whether water from `from` comes to `to`, itself included.
pub fn flows_to(county: &County, from: ReachId, to: ReachId) -> bool {
    std::iter::successors(Some(from), |reach| county.reaches[reach.index()].downstream)
        .any(|reach| reach == to)
}

/// The reach that a subject stands at: gauges, reservoirs, hazard areas, roads; settlements below a
/// landslide dam, where the fact is about that.
pub fn reach_of(county: &County, fact: Fact) -> Option<ReachId> {
    match fact.subject {
        Subject::Zone(id) if OF_LANDSLIDE_DAMS.contains(&fact.kind) => river_of(county, id),
        Subject::Facility(id) => county.facilities[id.index()].reach,
        Subject::Area(id) => county.areas[id.index()].water.as_ref().map(|water| water.reach),
        Subject::Road(id) => county.road_settings[id.index()].reach,
        _ => None,
    }
}

/// Whether a facility of this kind is a hospital that takes patients.
pub const fn takes_patients(kind: FacilityKind) -> bool {
    is_hospital(kind) || matches!(kind, FacilityKind::Clinic)
}

/// Whether a facility is a hospital, inside the county or in the city.
pub const fn is_hospital(kind: FacilityKind) -> bool {
    matches!(kind, FacilityKind::Hospital | FacilityKind::CityHospital)
}
