//! Patients on the way to a hospital: it is chosen by what the crew knows of roads and beds, has a
//! bed or sends them on, and takes them over. What becomes of them inside is `hospital`'s.

use super::agenda::Occurrence;
use super::errand::Errand;
use super::post::born;
use super::stage::Stage;
use crate::base::id::{CasualtyId, DeskId, FacilityId, TaskId, TeamId, VersionId};
use crate::base::key::Key;
use crate::base::time::Duration;
use crate::county::router::Candidate;
use crate::event_log::event::{About, CasualtyCause, Event, Party, Seq};
use crate::knowledge::picture::Picture;
use crate::vocabulary::capability::{Capability, CapabilitySet};
use crate::vocabulary::care::{Specialty, Triage};
use crate::vocabulary::channel::MessageKind;
use crate::vocabulary::fact::{Fact, FactKind, Subject, TeamState};

/// What a crew looks for in a hospital.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// A theatre.
    theatre: bool,
    /// A place in intensive care.
    place: bool,
    /// A specialty.
    specialty: Option<Specialty>,
}

/// What crews want to know of hospitals: whether one of these is nil.
const OF_HOSPITALS: [FactKind; 3] =
    [FactKind::HospitalBeds, FactKind::IntensiveCarePlaces, FactKind::HospitalAdmits];

/// The fact of a hospital's free beds.
pub const fn beds_of(hospital: FacilityId) -> Fact {
    Fact::new(FactKind::HospitalBeds, Subject::Facility(hospital))
}

/// The fact of a hospital's free places in intensive care.
pub const fn places_of(hospital: FacilityId) -> Fact {
    Fact::new(FactKind::IntensiveCarePlaces, Subject::Facility(hospital))
}

/// The fact of the casualties whom a hospital has taken in.
pub const fn patients_of(hospital: FacilityId) -> Fact {
    Fact::new(FactKind::HospitalPatients, Subject::Facility(hospital))
}

/// The fact of whether a hospital takes patients.
pub const fn admits_of(hospital: FacilityId) -> Fact {
    Fact::new(FactKind::HospitalAdmits, Subject::Facility(hospital))
}

/// Whether a hospital takes nobody as far as a picture tells, full or contaminated; of one that
/// nobody has told of, a bed is taken to be free.
fn takes_nobody(picture: &Picture, hospital: FacilityId) -> bool {
    let is_nil = |fact| picture.value(fact).is_some_and(|value| value <= 0);
    is_nil(beds_of(hospital)) || is_nil(admits_of(hospital))
}

impl Stage<'_, '_> {
    /// What patients need of a hospital as far as those can tell who sorted them: whoever is
    /// immediate a theatre and a place in intensive care, and the specialty of what hurt them; the
    /// poisoned no theatre where there is intensive care for them.
    pub fn needs_of(&self, patients: &[CasualtyId]) -> Needs {
        let immediate = |id: &&CasualtyId| self.casualty(**id).category == Some(Triage::Immediate);
        let gravest = patients.iter().find(immediate).map(|id| self.casualty(*id).cause);
        let specialty = gravest.and_then(|cause| match cause {
            CasualtyCause::Fire => Some(Specialty::Burns),
            CasualtyCause::Poisoning => Some(Specialty::Poisoning),
            _ => None,
        });
        let place = gravest.is_some() && self.plan().intensive_care().is_some();
        let theatre = gravest.is_some_and(|cause| !place || cause != CasualtyCause::Poisoning);
        Needs { theatre, place, specialty }
    }

    /// The hospital for a team's patients, by what the team knows: one that it does not believe
    /// full or closed, with theatres where they need one, the nearest over the roads that it
    /// believes open; a lacking specialty and no free place in intensive care each count as a
    /// longer way. Beyond the map's edge the way on counts too.
    pub fn choose_hospital(&self, team: TeamId, needs: Needs) -> Option<FacilityId> {
        let prepared = self.prepared();
        let plan = &prepared.drill.plan;
        let state = self.team(team);
        let profile = plan.teams[team.index()].profile;
        let roads = prepared.roads.believed(&state.picture);
        let candidate = |id: &FacilityId| {
            let facility = &prepared.drill.county.facilities[id.index()];
            let beyond = Duration::from_minutes(u64::from(facility.access_minutes));
            let lacks_theatre = needs.theatre && facility.theatres == 0;
            Candidate {
                profile,
                from: state.at,
                to: facility.node,
                rank: (takes_nobody(&state.picture, *id), lacks_theatre),
                beyond: beyond + self.detour(&state.picture, needs, *id),
                key: facility.key,
            }
        };
        let candidates: Vec<_> = prepared.hospitals.iter().map(candidate).collect();
        let best = prepared.roads.router().nearest(&candidates, &roads, 1);
        let place = best.first().map_or(0, |(place, _)| *place);
        prepared.hospitals.get(place).copied()
    }

    /// How much longer a way may be to a hospital that lacks nothing of what patients need.
    fn detour(&self, picture: &Picture, needs: Needs, id: FacilityId) -> Duration {
        let plan = self.plan();
        let Some(hospitals) = &plan.medical.hospitals else { return Duration::ZERO };
        let lacks_specialty = needs.specialty.is_some_and(|it| !hospitals.has(id, it));
        let beds = self.drill().county.facilities[id.index()].capacity;
        let none = hospitals.intensive_care.as_ref().is_some_and(|it| it.places(id, beds) == 0);
        let taken = picture.value(places_of(id)).is_some_and(|places| places <= 0);
        let lacks_place = needs.place && (none || taken);
        hospitals.specialty_detour * (u64::from(lacks_specialty) + u64::from(lacks_place))
    }

    /// What a desk knows and one of its teams, which carries patients, does not: of hospitals, and
    /// of what incidents let out, whichever those are from which it fetches patients.
    pub fn care_news(&self, desk: DeskId, team: TeamId) -> Vec<VersionId> {
        if !self.carries_patients(team) {
            return Vec::new();
        }
        let hospitals = self.shared.prepared.hospitals.iter().copied().map(Subject::Facility);
        let of_hospitals = hospitals.flat_map(|id| OF_HOSPITALS.map(|kind| Fact::new(kind, id)));
        let kind = FactKind::IncidentSubstance;
        let known = self.desk(desk).picture.of_kind(kind).filter(|_| self.is_crew_news(kind));
        let mut substances: Vec<Fact> =
            known.map(|(subject, _)| Fact::new(kind, subject)).collect();
        substances.sort_unstable_by_key(|fact| fact.key(self.recorder.log.registry()));
        let held = |picture: &Picture, fact| picture.held(fact).map(|held| held.version);
        let news = |fact: Fact| {
            let version = held(&self.desk(desk).picture, fact);
            version.filter(|_| version != held(&self.team(team).picture, fact))
        };
        of_hospitals.chain(substances).filter_map(news).collect()
    }

    fn carries_patients(&self, team: TeamId) -> bool {
        let carry = CapabilitySet::of(&[Capability::Medical, Capability::PatientTransport]);
        self.plan().teams[team.index()].capabilities.0 & carry.0 != 0
    }

    /// A desk hears that a hospital takes nobody, or no longer so, or what an incident lets out:
    /// its teams under way, whom that may concern, are told.
    pub fn pass_on_to_crews(&mut self, desk: DeskId, fact: Fact, before: Option<i64>, cause: Seq) {
        let is_substance = fact.kind == FactKind::IncidentSubstance && self.is_crew_news(fact.kind);
        if !is_substance && !OF_HOSPITALS.contains(&fact.kind) {
            return;
        }
        let Some(held) = self.desk(desk).picture.held(fact).copied() else { return };
        let was_nil = before.is_some_and(|value| value <= 0);
        if !is_substance && was_nil == (held.value <= 0) {
            return;
        }
        // At the incident itself everybody is told.
        let is_there = |task: TaskId| fact.subject == Subject::Incident(self.task(task).incident);
        let under_way = self.desk(desk).ledger.engaged.iter();
        let mut teams: Vec<TeamId> = under_way
            .filter(|(team, task)| self.carries_patients(**team) && !is_there(**task))
            .map(|(team, _)| *team)
            .collect();
        teams.sort_unstable_by_key(|team| self.key(*team));
        for team in teams {
            if Party::Team(team) != held.from {
                let about = (About::Facts {}, Key(0));
                let kind = MessageKind::Notification;
                self.send_urgent(desk, Party::Team(team), kind, vec![held.version], about, cause);
            }
        }
    }

    /// A team has come with patients to the junction of its hospital; beyond the map's edge the
    /// way goes on.
    pub fn at_hospital(&mut self, team: TeamId) {
        let Some(hospital) = self.team(team).hospital else { return };
        let beyond = self.beyond_the_edge(hospital);
        if beyond == Duration::ZERO {
            return self.at_door(team);
        }
        let key = self.key(team);
        let state = self.team_mut(team);
        state.epoch += 1;
        let epoch = state.epoch;
        let key = Key::born(born::TEAM_EPOCH, &[key], epoch);
        self.enter(self.now() + beyond, Occurrence::DoorReached(team, epoch), key);
    }

    /// A team has come to the door of a hospital beyond the map's edge.
    pub fn door_reached(&mut self, team: TeamId, epoch: u32) {
        if self.team(team).epoch == epoch {
            self.at_door(team);
        }
    }

    fn beyond_the_edge(&self, hospital: FacilityId) -> Duration {
        let facility = &self.drill().county.facilities[hospital.index()];
        Duration::from_minutes(u64::from(facility.access_minutes))
    }

    /// At the door: the hospital keeps a bed for each patient who needs one, or takes nobody. Who
    /// is contaminated is washed there, or brings in what he is contaminated with.
    fn at_door(&mut self, team: TeamId) {
        let Some(hospital) = self.team(team).hospital else { return };
        let aboard = self.team(team).aboard.clone();
        let in_need = aboard.iter().filter(|id| !self.casualty(**id).is_light).count();
        let is_full = in_need > 0 && self.hospital(hospital).beds <= 0;
        let is_closed = self.hospital(hospital).closed_until > self.now();
        if (is_full || is_closed) && self.divert(team, hospital) {
            return;
        }
        let contaminated = aboard.iter().any(|id| self.casualty(*id).contaminated);
        let open = self.door_opens_at(hospital, contaminated).unwrap_or(self.now());
        let cause = self.team(team).assigned.expect("a team with patients was assigned");
        let seq = self.change_state(team, TeamState::HandingOver, cause);
        for id in aboard {
            if open > self.now() {
                self.wash(id, None);
            } else {
                self.contaminate(hospital, id);
            }
        }
        self.take_beds(hospital, i64::try_from(in_need).expect("few patients"), seq);
        let key = self.key(team);
        let at = open + self.plan().medical.handover;
        let state = self.team_mut(team);
        state.epoch += 1;
        let epoch = state.epoch;
        let key = Key::born(born::TEAM_EPOCH, &[key], epoch);
        self.enter(at, Occurrence::HandoverEnds(team, epoch), key);
    }

    /// A team finds that a hospital takes nobody: it says so and goes on to the next one of which
    /// it does not believe the same; whether it does. Where there is none the hospital puts up
    /// another bed, or it waits for the door to open, and so it does with somebody whom the
    /// hospital was asked to take from another.
    fn divert(&mut self, team: TeamId, from: FacilityId) -> bool {
        let incident = self.team(team).task.map(|task| self.task(task).incident);
        let errand = incident.and_then(|incident| self.incident(incident).errand);
        if matches!(errand, Some((Errand::Transfer(..), _))) {
            return false;
        }
        let is_closed = self.hospital(from).closed_until > self.now();
        let fact = if is_closed { admits_of(from) } else { beds_of(from) };
        let (_, since, changed) = self.truth.facts[&fact];
        let (version, seen) = self.observe(Party::Team(team), fact, 0, since, changed);
        self.tell_desk(team, vec![version], seen);
        let aboard = self.team(team).aboard.clone();
        let next = self.choose_hospital(team, self.needs_of(&aboard));
        let picture = &self.team(team).picture;
        let Some(hospital) = next.filter(|next| !takes_nobody(picture, *next)) else {
            return false;
        };
        let after = if is_closed { Some(changed) } else { self.hospital(from).filled };
        let mut last = seen;
        for id in aboard {
            let event = Event::PatientDiverted { casualty: id, team, from, hospital, after };
            last = self.record(self.casualty(id).last, event);
            self.casualty_mut(id).last = last;
        }
        self.leave_hospital(team, from);
        self.team_mut(team).hospital = Some(hospital);
        let to = self.drill().county.facilities[hospital.index()].node;
        self.depart(team, to, last);
        true
    }

    /// A team that leaves a hospital beyond the map's edge has the way back before it.
    fn leave_hospital(&mut self, team: TeamId, hospital: FacilityId) {
        let at = self.now() + self.beyond_the_edge(hospital);
        self.team_mut(team).there_from = at;
    }

    /// The hospital takes over; the team goes back for more, or is free.
    pub fn handover_ends(&mut self, team: TeamId, epoch: u32) {
        if self.team(team).epoch != epoch {
            return;
        }
        let state = self.team_mut(team);
        let aboard = std::mem::take(&mut state.aboard);
        let Some(hospital) = state.hospital.take() else { return };
        let mut last = state.assigned.expect("a team with patients was assigned");
        for id in aboard {
            last = self.admit(id, hospital);
        }
        self.leave_hospital(team, hospital);
        let task = self.team(team).task;
        match task.filter(|task| self.task(*task).done.is_none()) {
            Some(task) if self.needs_ambulance(task) => {
                let to = self.incident(self.task(task).incident).card.node;
                self.team_mut(team).activity = TeamState::EnRoute;
                self.record(last, Event::TeamStateChanged { team, state: TeamState::EnRoute });
                self.depart(team, to, last);
            }
            unfinished => {
                self.release(team, last);
                if let Some(task) = unfinished.filter(|task| self.is_deserted(*task)) {
                    self.complete(task, Some(last));
                }
            }
        }
    }

    /// Whether a transport task that was begun has no team any more, neither there nor bound for
    /// it.
    fn is_deserted(&self, task: TaskId) -> bool {
        let entry = self.task(task);
        let mut teams = (0..self.plan().teams.len()).map(TeamId::from_index);
        entry.begun.is_some()
            && entry.done.is_none()
            && teams.all(|team| self.team(team).task != Some(task))
    }

    /// Whether somebody at a transport task still waits, or may yet be hurt there.
    fn needs_ambulance(&self, task: TaskId) -> bool {
        let incident = self.task(task).incident;
        let mut casualties = self.incident(incident).casualties.iter();
        self.still_grows(incident) || casualties.any(|id| self.can_be_fetched(incident, *id))
    }
}
