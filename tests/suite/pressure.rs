//! What makes a tier harder is in the log: every pressure that a shipped storyline names at a tier
//! leaves a sign there. Where what it does can be pointed at (a happening, a dead platform, teams
//! that nobody can send, a slow channel) the sign is that; where it only moves figures or times,
//! the sign is that the same seed without this one pressure is another run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::HappeningId;
use muster::base::time::Duration;
use muster::county::place::County;
use muster::event_log::EventLog;
use muster::event_log::event::Event;
use muster::files::drill::DrillFiles;
use muster::scenario::Tier;
use muster::scenario::file::Pressure;
use muster::sim::play;
use muster::sim::prepared::Prepared;
use muster::vocabulary::channel::Channel;

use crate::{fixture, tree};

/// A storyline at one tier, played.
struct Played {
    files: DrillFiles,
    county: Arc<County>,
    tier: Tier,
    prepared: Arc<Prepared>,
    log: EventLog,
}

impl Played {
    fn new(files: DrillFiles, county: Arc<County>, tier: Tier) -> Self {
        let prepared = fixture::prepare(&files, &county, tier);
        let log = play(&prepared, Seed(1), &[]);
        Self { files, county, tier, prepared, log }
    }

    fn events(&self) -> impl Iterator<Item = &Event> {
        self.log.records().iter().map(|record| &record.event)
    }

    /// The same seed without this pressure.
    fn without(&self, pressure: &str) -> Self {
        let mut files = self.files.clone();
        let tiers = &mut files.scenario.value.tiers;
        for names in [&mut tiers.beginner, &mut tiers.intermediate, &mut tiers.advanced] {
            names.retain(|name| name != pressure);
        }
        Self::new(files, self.county.clone(), self.tier)
    }

    /// The shortest time that a message took over a channel; none where none did.
    fn quickest(&self, wanted: Channel) -> Option<Duration> {
        let mut sent = BTreeMap::new();
        let mut quickest: Option<Duration> = None;
        for record in self.log.records() {
            match &record.event {
                Event::MessageSent { message, channel, .. } if *channel == wanted => {
                    sent.insert(*message, record.at);
                }
                Event::MessageDelivered { message } => {
                    let Some(at) = sent.get(message) else { continue };
                    let took = record.at.since(*at);
                    quickest = Some(quickest.map_or(took, |other| other.min(took)));
                }
                _ => {}
            }
        }
        quickest
    }

    /// Whether an inject was given.
    fn gave(&self, name: &str) -> bool {
        let injects = &self.prepared.drill.scenario.injects;
        self.events().any(|event| {
            matches!(event, Event::InjectDelivered { inject, .. }
                if injects[inject.index()].name == name)
        })
    }

    /// Whether what the effect does can be pointed at in the log; none where it only moves figures
    /// or times.
    fn shows(&self, effect: &Pressure) -> Option<bool> {
        let scenario = &self.prepared.drill.scenario;
        match effect {
            Pressure::PlatformOff => Some(self.events().all(|event| {
                !matches!(event, Event::MessageSent { channel: Channel::Platform, .. })
            })),
            Pressure::Happening(name) => {
                let place = scenario.happenings.iter().position(|one| one.name == *name);
                let wanted = HappeningId::from_index(place.expect("it is in force"));
                Some(self.events().any(|event| {
                    matches!(event, Event::HappeningCame { happening }
                        | Event::HappeningAverted { happening } if *happening == wanted)
                }))
            }
            Pressure::ReturnEarly => {
                let returned = |event: &Event| matches!(event, Event::PeopleReturned { .. });
                Some(self.events().any(returned))
            }
            Pressure::TeamsAway(family) => {
                let plan = &self.prepared.drill.plan;
                let mut away = BTreeSet::new();
                for (index, team) in plan.teams.iter().enumerate() {
                    if team.family == *family || team.name == *family {
                        away.insert(index);
                    }
                }
                let departs = |event: &Event| {
                    let Event::TeamDeparted { team, .. } = event else { return false };
                    away.contains(&team.index())
                };
                Some(!away.is_empty() && !self.events().any(departs))
            }
            _ => None,
        }
    }
}

/// What is missing in the log of a tier of what its pressures do; `seen` holds the pressures that
/// have been compared with a run without them.
fn missing(played: &Played, seen: &mut BTreeSet<String>) -> Vec<String> {
    let scenario = &played.files.scenario.value;
    let mut missing = Vec::new();
    for (name, _) in &played.prepared.drill.scenario.pressures {
        let effects = &scenario.tiers.pressures[name].effects;
        let unseen: Vec<&Pressure> = effects
            .iter()
            .filter(|effect| match played.shows(effect) {
                Some(false) => {
                    missing.push(format!("{name}: {effect:?} is not in the log"));
                    false
                }
                shows => shows.is_none(),
            })
            .collect();
        if !unseen.is_empty() && seen.insert(name.clone()) {
            missing.extend(unmoved(played, name, &unseen));
        }
        let told: Vec<&str> = scenario
            .injects
            .iter()
            .filter(|inject| inject.with.as_ref() == Some(name))
            .map(|inject| inject.name.as_str())
            .collect();
        for inject in &told {
            if !played.gave(inject) {
                missing.push(format!("{name}: inject {inject} was not given"));
            }
        }
        if effects.is_empty() && told.is_empty() {
            missing.push(format!("{name}: it has neither an effect nor an inject"));
        }
    }
    missing
}

/// What does not differ where the same seed is played without a pressure.
fn unmoved(played: &Played, pressure: &str, effects: &[&Pressure]) -> Vec<String> {
    let other = played.without(pressure);
    let mut unmoved = Vec::new();
    if other.log.digest() == played.log.digest() {
        unmoved.push(format!("{pressure}: without it the run is the same"));
    }
    for effect in effects {
        let Pressure::ChannelSlow(channel, _) = effect else { continue };
        let (now, before) = (played.quickest(*channel), other.quickest(*channel));
        if now.zip(before).is_none_or(|(now, before)| now <= before) {
            unmoved.push(format!("{pressure}: {now:?} over {channel:?}, {before:?} without it"));
        }
    }
    unmoved
}

fn check(folder: &Path) {
    let files = DrillFiles::read(folder, None, None).unwrap_or_else(|error| panic!("{error}"));
    let (county, ..) = muster::files::map::read(&files.map).expect("the map is shipped");
    let county = Arc::new(county);
    let files = fixture::filled(files, &county);
    let mut seen = BTreeSet::new();
    for tier in Tier::ALL {
        let played = Played::new(files.clone(), county.clone(), *tier);
        let missing = missing(&played, &mut seen);
        assert!(missing.is_empty(), "{folder:?} {tier:?}: {missing:#?}");
    }
}

/// One test a storyline, so that they play side by side.
macro_rules! storylines {
    ($($test:ident: $folder:literal;)*) => {
        $(
            #[test]
            fn $test() {
                check(&tree::root().join("scenarios").join($folder));
            }
        )*

        #[test]
        fn every_shipped_storyline_is_looked_at() {
            let entries = std::fs::read_dir(tree::root().join("scenarios")).expect("they ship");
            let folders = entries.map(|entry| entry.expect("it reads").path());
            let shipped = folders.filter(|folder| folder.join("scenario.ron").is_file());
            let names = shipped.map(|folder| folder.file_name().unwrap().to_owned());
            let names: BTreeSet<_> = names.collect();
            let looked_at: BTreeSet<_> = [$($folder.into()),*].into_iter().collect();
            assert_eq!(names, looked_at);
        }
    };
}

storylines! {
    chlorine_release: "2026-q1-chlorine-release";
    flash_flood: "2026-q2-flash-flood";
    forest_fire: "2026-q2-forest-fire";
    gas_explosion: "2026-q3-gas-explosion";
    night_earthquake: "2026-q3-night-earthquake";
    bus_station: "2026-q4-bus-station";
    school_food_poisoning: "2026-q4-school-food-poisoning";
}
