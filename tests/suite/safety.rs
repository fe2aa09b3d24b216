//! Responders in danger: of a team that goes in without what is declared for its safety more are
//! hurt than of one that has it, on every seed and with the same draws; whoever is hurt is a
//! casualty of whom the desk hears by radio, and the team takes no further part; a team that goes
//! ahead does not wait for what makes its work safe; what bears on safety is told to teams at work.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::text::Text;
use muster::base::time::Time;
use muster::event_log::EventLog;
use muster::event_log::event::{CasualtyCause, Event, Party, Seq};
use muster::files::drill::DrillFiles;
use muster::plan::file::TeamFile;
use muster::scenario::Tier;
use muster::scenario::file::{
    AftershockLaw, AftershocksFile, BuildingsFile, DangerFile, EarthquakeFile, EquipmentFile,
    HappeningFile, MetByFile, Pressure, PressureFile, TaskTemplateFile, WhenFile,
};
use muster::scenario::timeline::Change;
use muster::score::score;
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::capability::Capability;
use muster::vocabulary::fact::{FactKind, Subject, TeamState};
use muster::vocabulary::safety::{DangerKind, SafetyCheck};

use crate::fixture::{self, Tiny};
use crate::{audit, tree};

/// The tiny drill with one accident, at which fifty people work for an hour and a half in moving
/// water, equipped as `equipped_as` have to be.
fn in_water(equipped_as: Capability) -> Tiny {
    let mut tiny = Tiny::new();
    tiny.scenario.background.clear();
    tiny.scenario.happenings = vec![accident()];
    tiny.plan.teams[0].kind.crew = 50;
    let accident = &mut tiny.catalogue.incidents[0];
    let mut hurt = accident.clone();
    hurt.name = "responders-hurt".into();
    accident.tasks[0].work_team_minutes = 90;
    accident.tasks[0].danger = vec![DangerFile {
        kind: DangerKind::MovingWater,
        met_by: Vec::new(),
        equipped_as: vec![equipped_as],
    }];
    tiny.catalogue.incidents.push(hurt);
    tiny
}

fn accident() -> HappeningFile {
    let mut accident = fixture::accident("first", WhenFile::AtMinutes(10.0), 0);
    let site = accident.incident.as_mut().expect("an accident has a site");
    (site.people, site.cause) = (1, CasualtyCause::Water);
    accident
}

fn prepared(tiny: &Tiny) -> Arc<Prepared> {
    Arc::new(Prepared::new(Arc::new(tiny.drill())))
}

/// When people of the team were hurt and how many, if any were.
fn hurt(log: &EventLog) -> Option<(Time, u32)> {
    log.records().iter().find_map(|record| match record.event {
        Event::RespondersHurt { people, .. } => Some((record.at, people)),
        _ => None,
    })
}

#[test]
fn without_what_is_declared_more_are_hurt_and_never_later() {
    let (with, without) =
        (prepared(&in_water(Capability::Rescue)), prepared(&in_water(Capability::Pumping)));
    let (mut safe, mut unsafe_) = (0, 0);
    for seed in 1..=60 {
        let [equipped, bare] = [&with, &without].map(|drill| play(drill, Seed(seed), &[]));
        audit::check(&with, &equipped, "equipped");
        audit::check(&without, &bare, "bare");
        let (equipped, bare) = (hurt(&equipped), hurt(&bare));
        if let Some((at, people)) = equipped {
            let (earlier, more) = bare.expect("who is hurt with it is hurt without it");
            assert!(earlier < at || earlier == at && more >= people, "seed {seed}");
        }
        safe += u32::from(equipped.is_some());
        unsafe_ += u32::from(bare.is_some());
    }
    // With these numbers 10 and 36 of 60 are to be expected.
    assert!(safe > 0 && unsafe_ > 2 * safe && unsafe_ < 60, "{safe} {unsafe_}");
}

#[test]
fn who_is_hurt_is_a_casualty_of_whom_the_desk_hears_and_the_team_stands_down() {
    let drill = prepared(&in_water(Capability::Pumping));
    let log = (1..=60).map(|seed| play(&drill, Seed(seed), &[])).find(|log| hurt(log).is_some());
    let log = log.expect("somebody is hurt in one of them");
    let (at, people) = hurt(&log).expect("it was looked for");
    let count = |is: &dyn Fn(&Event) -> bool| {
        log.records().iter().filter(|record| is(&record.event)).count()
    };
    let casualties = count(&|event| {
        matches!(event, Event::CasualtyOccurred { cause: CasualtyCause::Water, .. })
    });
    assert_eq!(casualties, people as usize);
    let down = log.records().iter().filter(|record| {
        let state = TeamState::Unavailable;
        matches!(record.event, Event::TeamStateChanged { state: now, .. } if now == state)
    });
    assert_eq!(down.map(|record| record.at).collect::<Vec<_>>(), [at]);
    // Its radio tells of the state and of the incident.
    let told = |kind: FactKind| {
        count(&|event| {
            matches!(event, Event::FactObserved { fact, by: Party::Team(_), .. }
                if fact.kind == kind)
        })
    };
    assert!(told(FactKind::Incident) == 1 && told(FactKind::TeamState) >= 1);
    // Nobody is left who could finish the task, and the same draws as without a danger go on.
    assert_eq!(count(&|event| matches!(event, Event::TaskCompleted { .. })), 0);
    let card = score(&drill.drill, None, &log);
    assert_eq!(card.outcomes.responders_hurt, people);
    assert_eq!(card.safety.cases[0].unmet, [SafetyCheck::WaterTrained]);
}

/// A second task, without which the first is neither safe nor begun.
fn lookout(tiny: &mut Tiny) {
    tiny.plan.teams[0].kind.crew = 1;
    let second = TeamFile { name: "watch-1".into(), ..tiny.plan.teams[0].clone() };
    tiny.plan.teams.push(second);
    let tasks = &mut tiny.catalogue.incidents[0].tasks;
    let watch = TaskTemplateFile {
        name: "watch".into(),
        danger: Vec::new(),
        work_team_minutes: 40,
        ..tasks[0].clone()
    };
    tasks[0].after = vec!["watch".into()];
    tasks[0].danger[0] = DangerFile {
        kind: DangerKind::WeakenedBuilding,
        met_by: vec![MetByFile {
            check: SafetyCheck::BuildingAssessed,
            tasks: vec!["watch".into()],
        }],
        equipped_as: Vec::new(),
    };
    tasks.push(watch);
}

/// What was lacking in the order of the log, and whether some team had to wait.
fn lacking(log: &EventLog) -> (Vec<Vec<SafetyCheck>>, bool) {
    let records = || log.records().iter().map(|record| &record.event);
    let lacking = records().filter_map(|event| match event {
        Event::SafetyChecked { unmet, .. } => Some(unmet.to_vec()),
        _ => None,
    });
    (lacking.collect(), records().any(|event| matches!(event, Event::TeamWaited { .. })))
}

#[test]
fn who_goes_ahead_does_not_wait_for_what_makes_it_safe() {
    let mut waits = in_water(Capability::Rescue);
    lookout(&mut waits);
    let mut ahead = waits.clone();
    let pressure = PressureFile {
        title: Text::new("不等瞭望哨", "does not wait"),
        effects: ["engine-1", "watch-1"].map(|team| Pressure::GoesAhead(team.into())).to_vec(),
    };
    ahead.scenario.tiers.pressures.insert("ahead".into(), pressure);
    ahead.scenario.tiers.beginner.push("ahead".into());
    let (waits, ahead) = (prepared(&waits), prepared(&ahead));
    let [patient, hasty] = [&waits, &ahead].map(|drill| play(drill, Seed(1), &[]));
    audit::check(&waits, &patient, "patient");
    audit::check(&ahead, &hasty, "hasty");
    assert_eq!(lacking(&patient), (vec![vec![]], true));
    // What is done while it works is on record as met from then on.
    let assessed = SafetyCheck::BuildingAssessed;
    assert_eq!(lacking(&hasty), (vec![vec![assessed], vec![]], false));
    let card = score(&ahead.drill, None, &hasty);
    assert!(card.gaps.iter().any(|gap| gap.form.word() == "out-of-order"), "{:?}", card.gap_counts);
    assert_eq!((card.safety.spells, card.safety.all_met), (1, 0));
}

#[test]
fn equipment_changes_how_long_the_work_takes() {
    let took = |percent: Option<u16>| {
        let mut tiny = in_water(Capability::Rescue);
        tiny.plan.teams[0].kind.crew = 1;
        tiny.plan.teams[0].kind.capabilities.push(Capability::Search);
        let capability = Capability::Search;
        let task = &mut tiny.catalogue.incidents[0].tasks[0];
        let equipment = percent.map(|rate_percent| EquipmentFile { capability, rate_percent });
        task.equipment = equipment.into_iter().collect();
        let log = play(&prepared(&tiny), Seed(1), &[]);
        let at = |is: fn(&Event) -> bool| {
            let record = log.records().iter().find(|record| is(&record.event));
            record.expect("it comes").at
        };
        let done = at(|event| matches!(event, Event::TaskCompleted { .. }));
        done.since(at(|event| matches!(event, Event::WorkStarted { .. }))).minutes()
    };
    assert_eq!([None, Some(150), Some(50)].map(took), [90.0, 60.0, 180.0]);
}

/// The forest fire on its own map at a tier, with something changed.
fn forest_fire(tier: Tier, change: impl FnOnce(&mut DrillFiles)) -> (Arc<Prepared>, EventLog) {
    let folder = tree::root().join("scenarios/2026-q2-forest-fire");
    let mut files = DrillFiles::read(&folder, None, None).unwrap_or_else(|err| panic!("{err}"));
    change(&mut files);
    let (county, ..) = muster::files::map::read(&files.map).expect("the map is shipped");
    let prepared = fixture::prepare(&files, &Arc::new(county), tier);
    let log = play(&prepared, Seed(1), &[]);
    (prepared, log)
}

/// What was lacking at some time of some team's work.
fn ever_lacking(prepared: &Prepared, log: &EventLog) -> Vec<SafetyCheck> {
    let card = score(&prepared.drill, None, log);
    let mut all: Vec<SafetyCheck> =
        card.safety.cases.iter().flat_map(|case| case.unmet.clone()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The planted failures of the fact sheet: a squad from outside on the line without lookout, way
/// out and safety zone, and on another radio frequency; the wind not told to the line; work on it
/// at night.
#[test]
fn the_forest_fire_shows_what_was_planted_and_its_desks_tell_the_line_of_the_wind() {
    let (advanced, log) = forest_fire(Tier::Advanced, |_| {});
    let lacking = ever_lacking(&advanced, &log);
    let planted = [
        SafetyCheck::Lookout,
        SafetyCheck::Communications,
        SafetyCheck::EscapeRoute,
        SafetyCheck::SafetyZone,
        SafetyCheck::WindTold,
        SafetyCheck::Daylight,
    ];
    assert!(planted.iter().all(|check| lacking.contains(check)), "{lacking:?}");
    let knows_wind = |log: &EventLog| {
        let told = log.records().iter().filter_map(|record| match &record.event {
            Event::FactObserved { version, fact, .. } if fact.kind == FactKind::WindDirection => {
                assert!(matches!(fact.subject, Subject::Facility(_)));
                Some(*version)
            }
            _ => None,
        });
        let told: Vec<_> = told.collect();
        log.records()
            .iter()
            .filter(|record| {
                matches!(&record.event, Event::MessageSent { to: Party::Team(_), versions, .. }
                if versions.iter().any(|version| told.contains(version)))
            })
            .count()
    };
    assert_eq!(knows_wind(&log), 0);
    let (_, log) = forest_fire(Tier::Intermediate, |_| {});
    assert!(knows_wind(&log) > 0);
}

/// Minutes and magnitudes of aftershocks that are told, and the law of the others.
type Aftershocks = (Vec<(f64, f64)>, Option<AftershockLaw>);

/// An earthquake under a village of the small county, and what follows it while crews dig in
/// buildings that nobody has assessed.
fn shaken(aftershocks: Option<Aftershocks>) -> Arc<Prepared> {
    let county = fixture::small_county(2);
    let mut files = fixture::shipped_files();
    let dig = |task: &&mut TaskTemplateFile| task.name == "dig-out";
    let mut kinds = files.catalogue.iter_mut().flat_map(|file| &mut file.value.incidents);
    let burial = kinds.find(|kind| kind.name == "landslide-burial").expect("it is shipped");
    let task = burial.tasks.iter_mut().find(dig).expect("it has one");
    task.after.clear();
    task.danger = vec![DangerFile {
        kind: DangerKind::WeakenedBuilding,
        met_by: vec![MetByFile { check: SafetyCheck::BuildingAssessed, tasks: Vec::new() }],
        equipped_as: Vec::new(),
    }];
    let scenario = &mut files.scenario.value;
    let village = county.zones.iter().find(|zone| zone.parent.index() != 0).expect("a village");
    let buildings = muster::county::place::ZoneKind::ALL.iter().map(|zone| BuildingsFile {
        zone: *zone,
        class: muster::hazard::earthquake::fragility::BuildingClass::MasonryLow,
        percent: 100.0,
    });
    scenario.earthquake = Some(EarthquakeFile {
        at_minutes: 5.0,
        epicentre: village.name.clone(),
        offset_km: (0.0, 0.0),
        magnitude: 6.5,
        depth_km: 9.0,
        strike_degrees: 30.0,
        attenuation: muster::hazard::earthquake::intensity::SeismicZone::Eastern,
        spread: (2.0, 0.5),
        indoors_percent: 95.0,
        buildings: buildings.collect(),
        incident: "landslide-burial".into(),
        aftershocks: aftershocks.map(|(told, law)| AftershocksFile {
            station: "county-command".into(),
            told,
            law,
            least: 4.5,
            inside_percent: 50.0,
            incident: "landslide-burial".into(),
            source: scenario.people.source.clone(),
        }),
        source: scenario.people.source.clone(),
    });
    fixture::prepare(&files, &county, Tier::Beginner)
}

/// Numbers of the events that tell of an aftershock, with its moment and ten times its magnitude.
fn shocks(log: &EventLog) -> Vec<(Seq, Time, i64)> {
    let told = log.numbered().filter_map(|(seq, record)| match record.event {
        Event::FactChanged { fact, value } if fact.kind == FactKind::Aftershock => {
            Some((seq, record.at, value))
        }
        _ => None,
    });
    told.collect()
}

/// Each aftershock is in the log; buildings that the main shock left damaged fall in it, on those
/// inside and on those who dig; posts in the shaken villages know of it at once.
#[test]
fn an_aftershock_brings_down_what_is_damaged_on_those_inside_and_those_who_dig() {
    let told: Vec<(f64, f64)> = (1..=8).map(|hour| (60.0 * f64::from(hour), 6.0)).collect();
    let (quiet, shaking) = (shaken(None), shaken(Some((told.clone(), None))));
    let mut by_shock = 0;
    for seed in 1..=4 {
        let log = play(&shaking, Seed(seed), &[]);
        audit::check(&shaking, &log, "shaken");
        let shocks = shocks(&log);
        let moments: Vec<f64> = shocks.iter().map(|(_, at, _)| at.minutes()).collect();
        assert_eq!(moments, told.iter().map(|(minutes, _)| *minutes).collect::<Vec<_>>());
        assert!(shocks.iter().all(|(.., value)| *value == 60));
        let follows = |is: fn(&Event) -> bool| {
            let by_it = |cause: Seq| shocks.iter().any(|(seq, ..)| *seq == cause);
            let all = log.records().iter().filter(|record| is(&record.event));
            all.filter(|record| record.cause.is_some_and(by_it)).count()
        };
        assert!(follows(|event| matches!(event, Event::IncidentOccurred { .. })) > 0);
        let felt = |event: &Event| matches!(event, Event::FactObserved { by: Party::Desk(_), .. });
        assert!(follows(felt) > 0);
        by_shock += follows(|event| matches!(event, Event::RespondersHurt { .. }));
        let log = play(&quiet, Seed(seed), &[]);
        let nobody = |event: &Event| matches!(event, Event::RespondersHurt { .. });
        assert!(self::shocks(&log).is_empty());
        assert!(!log.records().iter().any(|record| nobody(&record.event)));
    }
    assert!(by_shock > 0);
}

#[test]
fn members_have_aftershocks_of_their_own() {
    let drawn = shaken(Some((Vec::new(), Some(AftershockLaw::Generic))));
    let counts: Vec<usize> = (0..8)
        .map(|member| {
            let timeline = drawn.timeline(member, &[]);
            let is_shock = |change: &Change| matches!(change, Change::Shock(_));
            timeline.crossings().iter().filter(|crossing| is_shock(&crossing.change)).count()
        })
        .collect();
    assert!(counts.iter().any(|count| *count > 0), "{counts:?}");
    assert!(counts.iter().any(|count| *count != counts[0]), "{counts:?}");
}
