//! Organisations, their desks and teams, who must be told what, who owns which duty, levels,
//! approval, standards. A plan is data, resolved over a county; nothing here plays it.

pub mod audience;
pub mod file;
pub mod hospital;
pub mod limits;
mod lint;
pub mod messages;
pub mod people;
mod resolve;
pub mod rules;
pub mod special;
pub mod withdrawal;

pub use resolve::{resolve, resolve_around};

use crate::base::id::{DeskId, FacilityId, FlowId, TeamId};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::county::choice::ChosenPlace;
use crate::county::place::FacilityKind;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::channel::Channel;
use crate::vocabulary::fact::FactKind;
use file::{Audience, Source};
use hospital::{Decontamination, Hospitals, IntensiveCare};
use limits::{Limits, Standard};
use messages::{Calls, ChannelSetting, Flow, Monitoring, Reporting};
use people::{Desk, Organisation, Team};
use rules::{Aid, Approval, Condition, Duty, Rule};
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

/// Whether a facility of this kind is a hospital that takes patients.
pub const fn takes_patients(kind: FacilityKind) -> bool {
    is_hospital(kind) || matches!(kind, FacilityKind::Clinic)
}

/// Whether a facility is a hospital, inside the county or in the city.
pub const fn is_hospital(kind: FacilityKind) -> bool {
    matches!(kind, FacilityKind::Hospital | FacilityKind::CityHospital)
}
