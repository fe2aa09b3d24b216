//! Errands: what a desk orders to be carried from one place to another, a patient to another
//! hospital or supplies to a shelter. Each is an incident of its own, known to the desk that leads
//! it, so that it takes a team, a road and its time.

use super::post::born;
use super::stage::Stage;
use super::state::{CasualtyPlace, Coming};
use crate::base::id::{
    CasualtyId, DeskId, FacilityId, IncidentId, IncidentKindId, OrderId, TeamId,
};
use crate::event_log::event::{CasualtyCause, Event, Party, Seq};
use crate::hazard::casualty::SeverityMix;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::{Fact, FactKind, Subject};
use crate::vocabulary::order::{Order, Refusal};

/// Something to be carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// A patient who waits in one hospital goes to another.
    Transfer(CasualtyId, FacilityId),
    /// Supplies go from a depot to a shelter.
    Supplies {
        /// Depot that they leave.
        depot: FacilityId,
        /// Shelter that they are for.
        to: FacilityId,
        /// How many: relief kits for a person and a day.
        kits: u32,
    },
}

/// Kinds of incident in the catalogue that errands are.
const KINDS: [&str; 2] = ["patient-transfer", "supply-run"];

impl Stage<'_, '_> {
    /// The desk that leads what an errand needs.
    pub fn errand_lead(&self, desk: DeskId, order: &Order) -> Option<DeskId> {
        let (capability, at) = match order {
            Order::TransferPatient { hospital, .. } => (Capability::PatientTransport, *hospital),
            Order::ReleaseSupplies { to, .. } => (Capability::Supply, *to),
            _ => return None,
        };
        let drill = self.drill();
        let zone = Some(drill.county.facilities[at.index()].zone);
        let duty = drill.plan.duty(capability)?;
        drill.plan.audience(&drill.county, &duty.lead, Some(desk), zone, None).first().copied()
    }

    /// The desk that leads an errand takes it up, or says that it cannot be.
    pub fn begin_errand(&mut self, desk: DeskId, order: OrderId, content: &Order, seq: Seq) {
        match self.errand_of(content) {
            Ok((errand, kind, at)) => {
                if let Errand::Supplies { depot, kits, .. } = errand {
                    *self.truth.stocks.entry(depot).or_insert(0) -= kits;
                }
                let facility = &self.drill().county.facilities[at.index()];
                let (node, zone) = (facility.node, facility.zone);
                let key = self.born_key(born::INCIDENT, &[self.key(order)]);
                let coming = Coming {
                    key,
                    id: None,
                    kind,
                    node,
                    zone,
                    area: None,
                    people: 0,
                    hurt: 0,
                    cause: CasualtyCause::Ordinary,
                    severity: SeverityMix::Any,
                    roads: Vec::new(),
                    calls: Vec::new(),
                    errand: Some((errand, desk)),
                    from: Some(seq),
                };
                self.announce(coming, self.now());
            }
            Err(reason) => {
                self.record(seq, Event::OrderRefused { order, reason });
            }
        }
    }

    /// What an order has carried, as which kind of incident, and where a team goes for it.
    fn errand_of(&self, order: &Order) -> Result<(Errand, IncidentKindId, FacilityId), Refusal> {
        let drill = self.drill();
        let kind = |name: &str| {
            let place = drill.catalogue.iter().position(|kind| kind.name == name);
            place.map(IncidentKindId::from_index).ok_or(Refusal::NotPossible)
        };
        match *order {
            Order::TransferPatient { casualty, hospital } => {
                let from = self.waits_in(casualty).ok_or(Refusal::NoSuchThing)?;
                let takes = self.index.hospitals.contains_key(&hospital) && hospital != from;
                let kind = kind(KINDS[0])?;
                takes.then_some(()).ok_or(Refusal::NotPossible)?;
                Ok((Errand::Transfer(casualty, hospital), kind, from))
            }
            Order::ReleaseSupplies { depot, to, quantity } => {
                let stock = self.truth.stocks.get(&depot).copied().unwrap_or(0);
                let kind = kind(KINDS[1])?;
                (0 < quantity && quantity <= stock).then_some(()).ok_or(Refusal::NotPossible)?;
                Ok((Errand::Supplies { depot, to, kits: quantity }, kind, to))
            }
            _ => Err(Refusal::NotPossible),
        }
    }

    /// Whether somebody at an incident can be fetched: at the site, or the patient of a transfer.
    pub fn can_be_fetched(&self, incident: IncidentId, id: CasualtyId) -> bool {
        match self.incident(incident).errand {
            Some((Errand::Transfer(patient, to), _)) => {
                patient == id && self.waits_in(id).is_some_and(|at| at != to)
            }
            _ => {
                matches!(self.casualty(id).place, CasualtyPlace::Untreated | CasualtyPlace::Treated)
            }
        }
    }

    /// Supplies have come to their shelter; the team says so.
    pub fn deliver_supplies(&mut self, incident: IncidentId, team: TeamId, seq: Seq) {
        let errand = self.incident(incident).errand;
        let Some((Errand::Supplies { to, kits, .. }, _)) = errand else { return };
        let fact = Fact::new(FactKind::ShelterSupplies, Subject::Facility(to));
        let before = self.truth.facts.get(&fact).map_or(0, |(kits, ..)| *kits);
        let (value, since) = (before + i64::from(kits), self.now());
        let seq = self.record(seq, Event::FactChanged { fact, value });
        self.truth.facts.insert(fact, (value, since, seq));
        let (version, seq) = self.observe(Party::Team(team), fact, value, since, seq);
        self.tell_desk(team, vec![version], seq);
    }
}
