//! One handler for each kind of occurrence, as a bevy system run by its registered id. Handlers are
//! thin: they take what the occurrence names and call the stage's method for it.

use bevy_ecs::system::{In, SystemId};
use bevy_ecs::world::World;

use super::agenda::{Kind, Occurrence};
use super::stage::Stage;
use crate::autopilot::Occasion;

/// The id of a registered handler.
pub type Handler = SystemId<In<Occurrence>>;

/// Declares the handlers: the occurrence's form, and what the stage does.
macro_rules! handlers {
    ($($kind:ident { $pattern:pat } => |$stage:ident| $body:expr;)*) => {
        /// Registers every handler; its place is the number of its kind.
        pub fn register(world: &mut World) -> Vec<Handler> {
            Kind::ALL
                .iter()
                .map(|kind| match kind {
                    $(Kind::$kind => world.register_system(
                        |In(occurrence): In<Occurrence>, mut stage: Stage| {
                            let $stage = &mut stage;
                            let $pattern = occurrence else {
                                unreachable!("the handler of another kind")
                            };
                            $body
                        },
                    ),)*
                })
                .collect()
        }
    };
}

handlers! {
    NatureChanges { Occurrence::NatureChanges(place) } => |stage| stage.nature_changes(place);
    HappeningDue { Occurrence::HappeningDue(id) } => |stage| stage.happening_due(id);
    BatteryEnds { Occurrence::BatteryEnds(mast) } => |stage| {
        let cause = stage.power_lost(mast);
        stage.mast_fails(mast, cause);
    };
    IncidentArises { Occurrence::IncidentArises(number) } => |stage| stage.incident_arises(number);
    WaterHurts { Occurrence::WaterHurts(area, step) } => |stage| stage.water_hurts(area, step);
    ExposureHurts { Occurrence::ExposureHurts(area, step) } => |stage| {
        stage.exposure_hurts(area, step);
    };
    PeopleHurt { Occurrence::PeopleHurt(number) } => |stage| stage.people_hurt(number);
    HurtGrows { Occurrence::HurtGrows(id, ordinal) } => |stage| stage.hurt_grows(id, ordinal);
    NewcomersSeen { Occurrence::NewcomersSeen(incident, _) } => |stage| {
        stage.treat_newcomers(incident);
    };
    AccessChanges { Occurrence::AccessChanges } => |stage| stage.access_changes();
    CasualtyWorsens { Occurrence::CasualtyWorsens(id, step) } => |stage| stage.worsen(id, step);
    Noticed { Occurrence::Noticed(number) } => |stage| stage.noticed(number);
    InputComes { Occurrence::InputComes(number) } => |stage| stage.take_input(number);
    InjectDue { Occurrence::InjectDue(inject) } => |stage| stage.deliver_inject(inject);
    MessageArrives { Occurrence::MessageArrives(id) } => |stage| stage.arrive(id);
    ReadingEnds { Occurrence::ReadingEnds(desk, id) } => |stage| stage.finish_reading(desk, id);
    DeadlineComes { Occurrence::DeadlineComes(desk, number) } => |stage| {
        let deadline = stage.desk(desk).deadlines[number as usize].clone();
        if let Some(cause) = stage.desk(desk).last_read {
            stage.decide(desk, &Occasion::Due(deadline), cause);
        }
    };
    DocumentMoves { Occurrence::DocumentMoves(id, step) } => |stage| stage.move_document(id, step);
    CallContinues { Occurrence::CallContinues(id, _) } => |stage| stage.continue_call(id);
    MeetingEnds { Occurrence::MeetingEnds(id) } => |stage| stage.end_meeting(id);
    TurnoutEnds { Occurrence::TurnoutEnds(team, epoch) } =>
        |stage| stage.turnout_ends(team, epoch);
    JourneyEnds { Occurrence::JourneyEnds(team, epoch) } =>
        |stage| stage.journey_ends(team, epoch);
    RouteRetried { Occurrence::RouteRetried(team, epoch) } =>
        |stage| stage.retry_route(team, epoch);
    WorkEnds { Occurrence::WorkEnds(task, epoch) } => |stage| stage.work_ends(task, epoch);
    HandoverEnds { Occurrence::HandoverEnds(team, epoch) } =>
        |stage| stage.handover_ends(team, epoch);
    TheatreFrees { Occurrence::TheatreFrees(hospital, id) } =>
        |stage| stage.theatre_frees(hospital, id);
    PeopleLeave { Occurrence::PeopleLeave(area, group) } =>
        |stage| stage.people_leave(area, group);
    PeopleArrive { Occurrence::PeopleArrive(area, group) } =>
        |stage| stage.people_arrive(area, group);
    PeopleReturn { Occurrence::PeopleReturn(area) } => |stage| stage.return_early(area);
    DangerLookedAt { Occurrence::DangerLookedAt(team, spell) } =>
        |stage| stage.look_at_team(team, spell);
    DoorReached { Occurrence::DoorReached(team, epoch) } =>
        |stage| stage.door_reached(team, epoch);
    RumourSpreads { Occurrence::RumourSpreads(rumour, step) } =>
        |stage| stage.rumour_spreads(rumour, step);
    RumourCalled { Occurrence::RumourCalled(rumour, call) } =>
        |stage| stage.rumour_called(rumour, call);
    CrowdGathers { Occurrence::CrowdGathers(crowd, step) } =>
        |stage| stage.crowd_gathers(crowd, step);
    WarningSpreads { Occurrence::WarningSpreads(area, number) } =>
        |stage| stage.warning_spreads(area, number);
    NeighboursHelp { Occurrence::NeighboursHelp(incident, step) } =>
        |stage| stage.neighbours_help(incident, step);
    TrafficBuildsUp { Occurrence::TrafficBuildsUp(traffic, step) } =>
        |stage| stage.traffic_builds_up(traffic, step);
    ColdBites { Occurrence::ColdBites(zone, step) } => |stage| stage.cold_bites(zone, step);
    PeopleCounted { Occurrence::PeopleCounted(zone) } => |stage| stage.people_counted(zone);
    KitsHandedOut { Occurrence::KitsHandedOut(number) } => |stage| stage.kits_handed_out(number);
    TentsLookedInto { Occurrence::TentsLookedInto(number) } => |stage| {
        stage.tents_looked_into(number);
    };
    FireSpreads { Occurrence::FireSpreads(id, epoch) } => |stage| stage.fire_spreads(id, epoch);
    FireOut { Occurrence::FireOut(id, epoch) } => |stage| stage.fire_out(id, epoch);
    LeavesAlone { Occurrence::LeavesAlone(id, attempt) } => |stage| stage.leaves_alone(id, attempt);
    Presents { Occurrence::Presents(id) } => |stage| stage.presents(id);
    DoorOpens { Occurrence::DoorOpens(id) } => |stage| stage.door_opens(id);
    PlaceFrees { Occurrence::PlaceFrees(hospital, id) } => |stage| stage.place_frees(hospital, id);
    WaitKills { Occurrence::WaitKills(hospital, id) } => |stage| stage.wait_kills(hospital, id);
    InfectionSpreads { Occurrence::InfectionSpreads(outbreak, _) } =>
        |stage| stage.infection_spreads(outbreak);
    PersonFallsIll { Occurrence::PersonFallsIll(outbreak, person) } =>
        |stage| stage.person_falls_ill(outbreak, person);
    PeopleTakenHome { Occurrence::PeopleTakenHome(outbreak, step) } =>
        |stage| stage.people_taken_home(outbreak, step);
    InfectedAtHome { Occurrence::InfectedAtHome(outbreak, case) } =>
        |stage| stage.infected_at_home(outbreak, case);
    FallsIllAtHome { Occurrence::FallsIllAtHome(outbreak, case) } =>
        |stage| stage.home_case_falls_ill(outbreak, case);
    DepartmentOpens { Occurrence::DepartmentOpens(hospital) } => |stage| {
        stage.department_opens(hospital);
    };
}
