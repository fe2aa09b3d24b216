//! Patients on the way to a hospital: it is chosen by what the crew knows of roads and beds, has a
//! bed or sends them on, and takes them over. What becomes of them inside is `hospital`'s.

use super::agenda::Occurrence;
use super::errand::Errand;
use super::post::born;
use super::stage::Stage;
use crate::base::id::{CasualtyId, DeskId, FacilityId, TaskId, TeamId, VersionId};
use crate::base::key::Key;
use crate::base::time::Duration;
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
    /// A specialty.
    specialty: Option<Specialty>,
}

/// The fact of a hospital's free beds.
pub const fn beds_of(hospital: FacilityId) -> Fact {
    Fact::new(FactKind::HospitalBeds, Subject::Facility(hospital))
}

/// Whether a hospital is full as far as a picture tells; of one that nobody has told of, a bed is
/// taken to be free.
fn is_full(picture: &Picture, hospital: FacilityId) -> bool {
    picture.value(beds_of(hospital)).is_some_and(|beds| beds <= 0)
}

impl Stage<'_, '_> {
    /// What patients need of a hospital as far as those can tell who sorted them: whoever is
    /// immediate a theatre, and the specialty of what hurt them.
    pub fn needs_of(&self, patients: &[CasualtyId]) -> Needs {
        let immediate = |id: &&CasualtyId| self.casualty(**id).category == Some(Triage::Immediate);
        let gravest = patients.iter().find(immediate);
        let specialty = gravest.and_then(|id| match self.casualty(*id).cause {
            CasualtyCause::Fire => Some(Specialty::Burns),
            CasualtyCause::Poisoning => Some(Specialty::Poisoning),
            _ => None,
        });
        Needs { theatre: gravest.is_some(), specialty }
    }

    /// The hospital for a team's patients, by what the team knows: one that it does not believe
    /// full, with theatres where they need one, the nearest over the roads that it believes open;
    /// a lacking specialty counts as a longer way. Beyond the map's edge the way on counts too.
    pub fn choose_hospital(&self, team: TeamId, needs: Needs) -> Option<FacilityId> {
        let prepared = self.prepared();
        let plan = &prepared.drill.plan;
        let state = self.team(team);
        let profile = plan.teams[team.index()].profile;
        let roads = prepared.roads.believed(&state.picture);
        let rank = |id: &FacilityId| {
            let facility = &prepared.drill.county.facilities[id.index()];
            let way = prepared.roads.time(profile, state.at, facility.node, &roads)?;
            let beyond = Duration::from_minutes(u64::from(facility.access_minutes));
            let detour = plan.medical.hospitals.as_ref().map_or(Duration::ZERO, |hospitals| {
                let lacks = needs.specialty.is_some_and(|it| !hospitals.has(*id, it));
                if lacks { hospitals.specialty_detour } else { Duration::ZERO }
            });
            let lacks_theatre = needs.theatre && facility.theatres == 0;
            let full = is_full(&state.picture, *id);
            Some((full, lacks_theatre, way + beyond + detour, facility.key, *id))
        };
        let best = prepared.hospitals.iter().filter_map(rank).min();
        best.map(|(.., id)| id).or_else(|| prepared.hospitals.first().copied())
    }

    /// What a desk knows of free beds and one of its teams, which carries patients, does not.
    pub fn bed_news(&self, desk: DeskId, team: TeamId) -> Vec<VersionId> {
        if !self.carries_patients(team) {
            return Vec::new();
        }
        let held = |picture: &Picture, id: &FacilityId| {
            picture.held(beds_of(*id)).map(|held| held.version)
        };
        let news = |id: &FacilityId| {
            let version = held(&self.desk(desk).picture, id);
            version.filter(|_| version != held(&self.team(team).picture, id))
        };
        self.shared.prepared.hospitals.iter().filter_map(news).collect()
    }

    fn carries_patients(&self, team: TeamId) -> bool {
        let carry = CapabilitySet::of(&[Capability::Medical, Capability::PatientTransport]);
        self.plan().teams[team.index()].capabilities.0 & carry.0 != 0
    }

    /// A desk hears that a hospital is full, or no longer is: its teams under way, which may be
    /// bound for it, are told.
    pub fn pass_on_beds(&mut self, desk: DeskId, fact: Fact, before: Option<i64>, cause: Seq) {
        let Some(held) = self.desk(desk).picture.held(fact).copied() else { return };
        if before.is_some_and(|beds| beds <= 0) == (held.value <= 0) {
            return;
        }
        let under_way = self.desk(desk).ledger.engaged.keys().copied();
        let mut teams: Vec<TeamId> =
            under_way.filter(|team| self.carries_patients(*team)).collect();
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

    /// At the door: the hospital keeps a bed for each patient who needs one, or has none.
    fn at_door(&mut self, team: TeamId) {
        let Some(hospital) = self.team(team).hospital else { return };
        let aboard = self.team(team).aboard.clone();
        let in_need = aboard.iter().filter(|id| !self.casualty(**id).is_light).count();
        if in_need > 0 && self.hospital(hospital).beds <= 0 && self.divert(team, hospital) {
            return;
        }
        let cause = self.team(team).assigned.expect("a team with patients was assigned");
        let seq = self.change_state(team, TeamState::HandingOver, cause);
        self.take_beds(hospital, i64::try_from(in_need).expect("few patients"), seq);
        let key = self.key(team);
        let at = self.now() + self.plan().medical.handover;
        let state = self.team_mut(team);
        state.epoch += 1;
        let epoch = state.epoch;
        let key = Key::born(born::TEAM_EPOCH, &[key], epoch);
        self.enter(at, Occurrence::HandoverEnds(team, epoch), key);
    }

    /// A team finds a hospital full: it says so and goes on to the next one that it does not
    /// believe full; whether it does. Where there is none the hospital puts up another bed, and so
    /// it does for somebody whom it was asked to take from another hospital.
    fn divert(&mut self, team: TeamId, from: FacilityId) -> bool {
        let incident = self.team(team).task.map(|task| self.task(task).incident);
        let errand = incident.and_then(|incident| self.incident(incident).errand);
        if matches!(errand, Some((Errand::Transfer(..), _))) {
            return false;
        }
        let (_, since, full) = self.truth.facts[&beds_of(from)];
        let by = Party::Team(team);
        let (version, seen) = self.observe(by, beds_of(from), 0, since, full);
        self.tell_desk(team, vec![version], seen);
        let aboard = self.team(team).aboard.clone();
        let next = self.choose_hospital(team, self.needs_of(&aboard));
        let picture = &self.team(team).picture;
        let Some(hospital) = next.filter(|next| !is_full(picture, *next)) else { return false };
        let mut last = seen;
        for id in aboard {
            let after = self.hospital(from).filled;
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
