//! The agenda: what is going to happen, ordered by (time, priority, hash of kind and key), so that
//! no tie depends on who was entered first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use bevy_ecs::resource::Resource;

use crate::base::id::{
    AreaId, CallId, CasualtyId, DeskId, DocumentId, FacilityId, HappeningId, IncidentId, InjectId,
    MeetingId, MessageId, TaskId, TeamId, ZoneId,
};
use crate::base::key::Key;
use crate::base::time::Time;

/// Declares the kinds of occurrence, in order of priority at one instant.
macro_rules! occurrences {
    ($($(#[$doc:meta])* $name:ident $(($($type:ty),*))?,)*) => {
        /// Something that is going to happen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Occurrence { $($(#[$doc])* $name $(($($type),*))?,)* }

        /// The kind of an occurrence: each has one handler.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// Every kind, in order of priority.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }

        impl Occurrence {
            /// Its kind.
            pub const fn kind(self) -> Kind {
                match self { $(Self::$name { .. } => Kind::$name,)* }
            }
        }
    };
}

occurrences! {
    /// The next change of the timeline: nature, which nobody here influences.
    NatureChanges(u32),
    /// Something of the storyline happens, unless it was prevented.
    HappeningDue(HappeningId),
    /// A mast's batteries end.
    BatteryEnds(FacilityId),
    /// An incident that was prepared arises.
    IncidentArises(u32),
    /// People in the water are hurt, or not: looked at in steps.
    WaterHurts(AreaId, u32),
    /// People in harmful air or before a fire are hurt, or not: looked at in steps.
    ExposureHurts(AreaId, u32),
    /// People are hurt.
    PeopleHurt(u32),
    /// One more is hurt at an incident of the storyline, unless somebody has stopped it.
    HurtGrows(HappeningId, u32),
    /// Whoever treats at an incident sees that more were hurt; the number is how many in all.
    NewcomersSeen(IncidentId, u32),
    /// Which places can be reached by road is looked at again.
    AccessChanges,
    /// A casualty's condition is looked at again.
    CasualtyWorsens(CasualtyId, u8),
    /// Somebody notices a road, an incident or a hazard area.
    Noticed(u32),
    /// An input from outside.
    InputComes(u32),
    /// An inject is due.
    InjectDue(InjectId),
    /// A message reaches the recipient.
    MessageArrives(MessageId),
    /// A desk's reader has finished a message.
    ReadingEnds(DeskId, MessageId),
    /// A time that a desk set itself has come.
    DeadlineComes(DeskId, u32),
    /// A document's next step is done.
    DocumentMoves(DocumentId, u8),
    /// The next attempt, or the end of the time allowed, of a call-and-confirm.
    CallContinues(CallId, u32),
    /// A consultation ends.
    MeetingEnds(MeetingId),
    /// A team is ready to leave; the number tells a cancelled turnout from the current one.
    TurnoutEnds(TeamId, u32),
    /// A team reaches the end of its way, or the closure on it.
    JourneyEnds(TeamId, u32),
    /// A team without a road looks again.
    RouteRetried(TeamId, u32),
    /// Work on a task ends at the present rate.
    WorkEnds(TaskId, u32),
    /// A team hands over, or has waited long enough at a hospital.
    HandoverEnds(TeamId, u32),
    /// A theatre becomes free.
    TheatreFrees(FacilityId, CasualtyId),
    /// A group of people sets out.
    PeopleLeave(AreaId, u8),
    /// A group of people arrives.
    PeopleArrive(AreaId, u32),
    /// Evacuees go back.
    PeopleReturn(AreaId),
    /// A team comes to a hospital beyond the map's edge.
    DoorReached(TeamId, u32),
    /// A team that works in danger is looked at; the number tells a spell of work that is over from
    /// the current one.
    DangerLookedAt(TeamId, u32),
    /// A look at a rumour, by its place in the scenario.
    RumourSpreads(u32, u32),
    /// Somebody who believes a rumour calls.
    RumourCalled(u32, u32),
    /// A look at a crowd, by its place in the scenario.
    CrowdGathers(u32, u32),
    /// The next part of an area's people is warned; the number holds warning and part.
    WarningSpreads(AreaId, u32),
    /// Those who live there look whom they can free at an incident.
    NeighboursHelp(IncidentId, u32),
    /// A look at the cars on a road, by place in the scenario.
    TrafficBuildsUp(u32, u32),
    /// Who of a township's people that are out in the cold is overcome: looked at in steps.
    ColdBites(ZoneId, u32),
    /// A township has counted its people who are out.
    PeopleCounted(ZoneId),
    /// Supplies come from a shelter to people.
    KitsHandedOut(u32),
    /// Tents with stoves are looked into.
    TentsLookedInto(u32),
    /// A fire lights a neighbour; the number tells what was expected under other water.
    FireSpreads(HappeningId, u32),
    /// A fire is small enough to be out.
    FireOut(IncidentId, u32),
    /// A casualty leaves by itself; the number is that of the attempt.
    LeavesAlone(CasualtyId, u32),
    /// A casualty who came without a crew stands at a hospital's door.
    Presents(CasualtyId),
    /// A contaminated emergency department is clean again.
    DepartmentOpens(FacilityId),
    /// The door opens to a casualty who had to wait before it.
    DoorOpens(CasualtyId),
    /// A place in intensive care becomes free.
    PlaceFrees(FacilityId, CasualtyId),
    /// A patient has waited for intensive care longer than he lives without.
    WaitKills(FacilityId, CasualtyId),
    /// A look at an outbreak, by its place in the scenario.
    InfectionSpreads(u32, u32),
    /// Somebody whom others infected where they live together falls ill.
    PersonFallsIll(u32, u32),
    /// A look at who is taken home from an outbreak.
    PeopleTakenHome(u32, u32),
    /// A case of an outbreak infects somebody at home.
    InfectedAtHome(u32, u32),
    /// Somebody who was infected at home falls ill.
    FallsIllAtHome(u32, u32),
}

/// An entry of the agenda. Order: time, priority of the kind, hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    at: Time,
    kind: Kind,
    hash: Key,
    occurrence: Occurrence,
}

/// What is going to happen, by time.
#[derive(Debug, Default, Resource)]
pub struct Agenda {
    heap: BinaryHeap<Reverse<Entry>>,
    last: Option<(Time, Kind, Key)>,
}

impl Agenda {
    /// Enters an occurrence. `key` is the stable key of what it is about, with anything that tells
    /// it from others of its kind about the same thing folded in.
    pub fn enter(&mut self, at: Time, occurrence: Occurrence, key: Key) {
        if at == Time::NEVER {
            return;
        }
        let kind = occurrence.kind();
        let hash = Key::born(kind as u32, &[key], 0);
        self.heap.push(Reverse(Entry { at, kind, hash, occurrence }));
    }

    /// When the next occurrence is.
    pub fn next_time(&self) -> Option<Time> {
        self.heap.peek().map(|entry| entry.0.at)
    }

    /// Takes the next occurrence.
    ///
    /// # Panics
    /// When two occurrences cannot be told apart, or time runs backwards: either would make the
    /// order an accident.
    pub fn take(&mut self) -> Option<(Time, Occurrence)> {
        let Reverse(entry) = self.heap.pop()?;
        let place = (entry.at, entry.kind, entry.hash);
        assert_ne!(self.last, Some(place), "two of {:?} at {}", entry.occurrence, entry.at);
        assert!(self.last.is_none_or(|last| last.0 <= entry.at), "time runs forward");
        self.last = Some(place);
        Some((entry.at, entry.occurrence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_do_not_depend_on_the_order_of_entry() {
        let entries = [
            (Occurrence::InjectDue(InjectId(0)), Key(8)),
            (Occurrence::NatureChanges(1), Key(5)),
            (Occurrence::InjectDue(InjectId(1)), Key(3)),
        ];
        let play = |order: [usize; 3]| {
            let mut agenda = Agenda::default();
            for index in order {
                agenda.enter(Time::START, entries[index].0, entries[index].1);
            }
            std::iter::from_fn(|| agenda.take()).collect::<Vec<_>>()
        };
        assert_eq!(play([0, 1, 2]), play([2, 1, 0]));
        assert_eq!(play([0, 1, 2])[0].1, Occurrence::NatureChanges(1));
    }

    #[test]
    #[should_panic(expected = "two of")]
    fn indistinguishable_occurrences_are_a_fault() {
        let mut agenda = Agenda::default();
        agenda.enter(Time::START, Occurrence::InjectDue(InjectId(0)), Key(1));
        agenda.enter(Time::START, Occurrence::InjectDue(InjectId(0)), Key(1));
        agenda.take();
        agenda.take();
    }
}
