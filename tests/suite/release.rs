//! A toxic gas in play: it goes with the wind, hurts who is in it, less who has shut the windows,
//! and no more when it is stopped.

use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::AreaId;
use muster::base::text::Text;
use muster::base::time::Time;
use muster::event_log::EventLog;
use muster::event_log::event::{CasualtyCause, Event};
use muster::files::drill::DrillFiles;
use muster::hazard::release::dispersion::Terrain;
use muster::hazard::release::stability::Sky;
use muster::hazard::release::toxic::Gas;
use muster::scenario::Tier;
use muster::scenario::file::{
    ExposedFile, HappeningFile, PlaceFile, ReleaseFile, SiteFile, WhenFile, WindFile, WindSpellFile,
};
use muster::scenario::timeline::{Change, Cover, Intervention};
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::fact::{Fact, FactKind};

use crate::{audit, fixture};

/// The shipped files over the small county with a leak at its chemical plant, and no flood.
fn leaking(rate_kg_s: f64, change: impl FnOnce(&mut DrillFiles)) -> Arc<Prepared> {
    let county = fixture::small_county(1);
    let mut files = fixture::shipped_files();
    let scenario = &mut files.scenario.value;
    let source = scenario.people.source.clone();
    let zone = county.zones[0].name.clone();
    let station = county.facilities.iter().find(|one| one.name.starts_with("rain")).map_or_else(
        || {
            let kind = muster::county::place::FacilityKind::RainGauge;
            let gauge = county.facilities.iter().find(|one| one.kind == kind).expect("a gauge");
            gauge.name.clone()
        },
        |one| one.name.clone(),
    );
    fixture::without_embankments(scenario);
    scenario.happenings = vec![HappeningFile {
        name: "leak".into(),
        title: Text::new("泄漏", "leak"),
        when: WhenFile::AtMinutes(5.0),
        unless: Vec::new(),
        incident: Some(SiteFile {
            kind: "landslide-burial".into(),
            at: PlaceFile::Zone(zone),
            people: 0,
            hurt: 0,
            cause: CasualtyCause::Poisoning,
            severity: None,
            calls: Vec::new(),
            growth: None,
        }),
        fails: Vec::new(),
    }];
    scenario.background.clear();
    scenario.tiers.pressures.values_mut().for_each(|pressure| pressure.effects.clear());
    scenario.wind = Some(WindFile {
        spells: vec![WindSpellFile { at_minutes: 0.0, speed_m_s: 2.5, from_degrees: 45.0 }],
        spread: (10.0, 0.1, 5.0),
        sky: Sky::SlightSun,
        station,
        source: source.clone(),
    });
    scenario.release = Some(ReleaseFile {
        happening: "leak".into(),
        stopped_by: "clear".into(),
        gas: Gas::Chlorine,
        rate_kg_s,
        mass_kg: 3_000.0,
        height_m: 1.0,
        terrain: Terrain::Urban,
        contaminated_percent: 0.0,
        exposed: ExposedFile {
            within_km: 8.0,
            outdoors_percent: 30.0,
            places: Vec::new(),
            incident: "people-in-water".into(),
        },
        source,
    });
    change(&mut files);
    fixture::prepare(&files, &county, Tier::Beginner)
}

fn poisoned(log: &EventLog) -> usize {
    let is_it = |event: &Event| {
        matches!(event, Event::CasualtyOccurred { cause: CasualtyCause::Poisoning, .. })
    };
    log.records().iter().filter(|record| is_it(&record.event)).count()
}

/// Deadliest class and the number of areas that a member's cloud comes to.
fn extent(prepared: &Prepared, interventions: &[Intervention]) -> (u8, usize) {
    let timeline = prepared.timeline(0, interventions);
    let mut areas = std::collections::BTreeSet::new();
    let mut worst = 0;
    for crossing in timeline.crossings() {
        if let Change::Danger(area, danger) = crossing.change {
            worst = worst.max(danger.class);
            if danger.class > 0 {
                areas.insert(area);
            }
        }
    }
    (worst, areas.len())
}

#[test]
fn a_leak_hurts_people_and_the_log_holds() {
    let prepared = leaking(2.0, |_| {});
    let log = play(&prepared, Seed(1), &[]);
    let complaints = audit::audit(&prepared, &log, log.records());
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(poisoned(&log) > 0);
    let wind = |record: &&muster::event_log::Record| {
        matches!(record.event, Event::FactObserved { fact: Fact { kind, .. }, .. }
            if kind == FactKind::WindDirection)
    };
    let first = log.records().iter().find(wind).expect("the station measures the wind");
    assert!(first.at < Time::from_minutes(30));
}

#[test]
fn a_greater_leak_reaches_farther_and_one_that_is_stopped_less_far() {
    let prepared = leaking(2.0, |_| {});
    let exposure = prepared.drill.exposure().expect("a leak exposes people");
    let small = leaking(0.05, |_| {});
    assert!(extent(&small, &[]) < extent(&prepared, &[]));
    let stopped = |minutes| Intervention::Stopped(exposure.incident, Time::from_minutes(minutes));
    let timelines = [5, 8, 20].map(|minutes| prepared.timeline(0, &[stopped(minutes)]));
    let harm = |timeline: &muster::scenario::timeline::Timeline| -> f64 {
        let areas =
            (exposure.first_area..prepared.drill.county.areas.len()).map(AreaId::from_index);
        let doses = areas.filter_map(|area| timeline.dose(area));
        doses.map(|dose| dose.hurt[0].last().copied().unwrap_or(0.0)).sum()
    };
    let [at_once, soon, later] = timelines.each_ref().map(|timeline| harm(timeline));
    assert_eq!(at_once, 0.0);
    assert!(soon < later, "{soon} {later}");
    assert!(later <= harm(&prepared.timeline(0, &[])) + 1e-12);
}

#[test]
fn shut_windows_protect_and_open_air_does_not() {
    let prepared = leaking(2.0, |_| {});
    let exposure = prepared.drill.exposure().expect("a leak exposes people");
    let timeline = prepared.timeline(0, &[]);
    let areas = (exposure.first_area..prepared.drill.county.areas.len()).map(AreaId::from_index);
    let mut compared = 0;
    for dose in areas.filter_map(|area| timeline.dose(area)) {
        let last = |cover: Cover| dose.hurt[cover as usize].last().copied().unwrap_or(0.0);
        assert!(last(Cover::Sheltering) <= last(Cover::Indoors) + 1e-9);
        assert!(last(Cover::Sheltering) <= last(Cover::Outdoors) + 1e-9);
        for hurt in &dose.hurt {
            assert!(hurt.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12));
        }
        compared += usize::from(last(Cover::Outdoors) > 0.01);
    }
    assert!(compared > 0);
}
