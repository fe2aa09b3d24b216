//! Which storyline exercises which element of a county's emergency system: the table in the
//! documentation of `scenario`, held to the logs of the shipped storylines at the advanced tier.

use std::collections::BTreeSet;
use std::sync::Arc;

use muster::base::chance::Seed;
use muster::base::id::{DeskId, TaskId, TeamId};
use muster::event_log::EventLog;
use muster::event_log::event::{Event, Party};
use muster::files::drill::DrillFiles;
use muster::scenario::{Drill, Tier};
use muster::sim::play;
use muster::vocabulary::capability::Capability;
use muster::vocabulary::channel::Channel;
use muster::vocabulary::fact::FactKind;
use muster::vocabulary::order::Order;
use muster::vocabulary::profile::Profile;
use muster::vocabulary::scale::Scale;

use crate::{fixture, tree};

/// A run, as the rows of the table ask about it.
struct Run<'a> {
    drill: &'a Drill,
    log: &'a EventLog,
    /// The same seed at the beginner tier.
    easiest: &'a EventLog,
}

impl Run<'_> {
    fn any(&self, is: impl Fn(&Event) -> bool) -> bool {
        self.log.records().iter().any(|record| is(&record.event))
    }

    fn order(&self, is: impl Fn(&Order) -> bool) -> bool {
        self.any(|event| matches!(event, Event::OrderIssued { content, .. } if is(content)))
    }

    fn sent(&self, is: impl Fn(Party, Party, Channel) -> bool) -> bool {
        self.any(|event| match event {
            Event::MessageSent { from, to, channel, .. } => is(*from, *to, *channel),
            _ => false,
        })
    }

    fn speaks_over_platform(&self) -> bool {
        self.sent(|_, _, channel| channel == Channel::Platform)
    }

    fn saw(&self, is: impl Fn(FactKind, Party) -> bool) -> bool {
        self.any(|event| match event {
            Event::FactObserved { fact, by, .. } => is(fact.kind, *by),
            _ => false,
        })
    }

    /// Whether a team of such a kind worked.
    fn worked(&self, is: impl Fn(TeamId) -> bool) -> bool {
        self.any(|event| matches!(event, Event::WorkStarted { team, .. } if is(*team)))
    }

    /// Whether a task that needs one of these was worked on.
    fn task(&self, capabilities: &[Capability]) -> bool {
        let wanted = |event: &Event| match event {
            Event::TaskArose { task, capability, .. } if capabilities.contains(capability) => {
                Some(*task)
            }
            _ => None,
        };
        let tasks: BTreeSet<TaskId> =
            self.log.records().iter().filter_map(|record| wanted(&record.event)).collect();
        self.any(|event| matches!(event, Event::WorkStarted { task, .. } if tasks.contains(task)))
    }

    fn organisation(&self, team: TeamId) -> &str {
        let organisation = self.drill.plan.teams[team.index()].organisation;
        &self.drill.plan.organisations[organisation.index()].name
    }

    fn is_local(&self, desk: DeskId) -> bool {
        self.drill.plan.desks[desk.index()].serves.is_some()
    }

    /// Whether somebody outside the county was asked, sent teams, and those reported at their
    /// staging area and worked.
    fn was_helped_from_outside(&self) -> bool {
        let plan = &self.drill.plan;
        let outside = |desk: DeskId| {
            let of_desk = muster::plan::file::Audience::Desk(desk);
            plan.aid.iter().find(|aid| aid.from.contains(&of_desk))
        };
        let asked = self
            .any(|event| matches!(event, Event::RequestMade { to, .. } if outside(*to).is_some()));
        let staged = self.any(|event| match event {
            Event::TeamArrived { team, node, task: None } => {
                let aid = outside(plan.teams[team.index()].desk);
                let at = |aid: &muster::plan::rules::Aid| {
                    self.drill.county.facilities[aid.staging.index()].node
                };
                aid.is_some_and(|aid| at(aid) == *node)
            }
            _ => false,
        });
        asked && staged && self.worked(|team| outside(plan.teams[team.index()].desk).is_some())
    }

    fn is_village(&self, desk: DeskId) -> bool {
        let of_zone = |zone: muster::base::id::ZoneId| {
            let zone = &self.drill.county.zones[zone.index()];
            zone.kind == muster::county::place::ZoneKind::Village
        };
        self.drill.plan.desks[desk.index()].serves.is_some_and(of_zone)
    }

    fn organisations_that_spoke(&self) -> usize {
        let speakers = self.log.records().iter().filter_map(|record| match record.event {
            Event::MessageSent { from: Party::Desk(desk), .. } => {
                Some(self.drill.plan.desks[desk.index()].organisation)
            }
            _ => None,
        });
        speakers.collect::<BTreeSet<_>>().len()
    }

    /// Whether the log shows the element of this number; none of those that no log shows.
    fn shows(&self, element: u8) -> Option<bool> {
        let plan = &self.drill.plan;
        let up = |from: DeskId, to: DeskId| plan.desks[from.index()].reports_to == Some(to);
        let vehicles = [Profile::HighClearance, Profile::Boat, Profile::Air];
        let equipped = |team: TeamId| vehicles.contains(&plan.teams[team.index()].profile);
        let of = |names: &'static [&'static str]| {
            move |run: &Self| run.worked(|team| names.contains(&run.organisation(team)))
        };
        Some(match element {
            // Desks speak over it, and cannot where it is down.
            1 => {
                Self { log: self.easiest, ..*self }.speaks_over_platform()
                    && !self.speaks_over_platform()
            }
            2 => self.any(|event| {
                matches!(event, Event::DeputyStoodIn { .. } | Event::DocumentSigned { .. })
            }),
            3 => self.sent(|from, to, _| match (from, to) {
                (Party::Desk(from), Party::Desk(to)) => self.is_local(from) && up(from, to),
                _ => false,
            }),
            4 => self.saw(|_, by| matches!(by, Party::Desk(desk) if self.is_village(desk))),
            5 => self.organisations_that_spoke() >= 10,
            7 => of(&["armed-forces", "armed-police"])(self),
            8 => of(&["rescue-team"])(self),
            9 => of(&["fire-brigade", "public-security", "emergency-medical"])(self),
            10 => self.worked(equipped) || self.task(&[Capability::Reconnaissance]),
            11 => self.worked(|team| self.is_local(plan.teams[team.index()].desk)),
            // Supplies were ordered and came.
            12 => {
                self.order(|order| matches!(order, Order::ReleaseSupplies { .. }))
                    && self.any(|event| {
                        matches!(event, Event::FactChanged { fact, .. }
                            if fact.kind == FactKind::ShelterSupplies)
                    })
            }
            13 => self.any(|event| matches!(event, Event::ReportFiled { .. })),
            14 => self.saw(|_, by| matches!(by, Party::Sensor(_))),
            15 => self.any(|event| {
                matches!(event, Event::LevelDeclared { scale: Scale::WarningLevel, .. })
            }),
            16 => self.any(|event| matches!(event, Event::PeopleWarned { .. })),
            17 => self.any(|event| {
                matches!(event, Event::LevelDeclared { scale: Scale::ResponseLevel, .. })
            }),
            20 => self.sent(|_, _, channel| channel == Channel::Satellite),
            21 => self.was_helped_from_outside(),
            22 => self.any(|event| matches!(event, Event::PeopleSheltered { .. })),
            23 => self.any(|event| matches!(event, Event::TreatmentStarted { .. })),
            24 => self.task(&[Capability::PublicOrder, Capability::TrafficControl]),
            25 => self.order(|order| matches!(order, Order::Publish { .. })),
            27 => self.any(|event| matches!(event, Event::MeetingConvened { .. })),
            28 => self.any(|event| matches!(event, Event::DeputyStoodIn { .. })),
            29 => self.any(|event| matches!(event, Event::CallConfirmed { .. })),
            30 => self.any(|event| matches!(event, Event::CommandTaken { .. })),
            31 => self.worked(|team| plan.teams[team.index()].name.starts_with("militia")),
            _ => return None,
        })
    }
}

/// Rows of the table in the documentation: number of the element, and its cells.
fn table() -> (Vec<String>, Vec<(u8, Vec<String>)>) {
    let source = include_str!("../../src/scenario/elements.md");
    let lines = source.lines().filter(|line| line.starts_with('|'));
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let mut rows: Vec<Vec<String>> = lines.map(cells).collect();
    let head = rows.remove(0);
    let numbered = rows.into_iter().filter_map(|row| Some((row[0].parse().ok()?, row)));
    (head[2..].to_vec(), numbered.collect())
}

#[test]
fn the_table_of_elements_says_what_the_logs_show() {
    let (storylines, rows) = table();
    let numbers: Vec<u8> = rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=33).collect::<Vec<_>>());
    let mut county = None;
    let mut wrong = Vec::new();
    for (column, storyline) in storylines.iter().enumerate() {
        let folder = tree::root().join("scenarios").join(storyline);
        let files = DrillFiles::read(&folder, None, None).unwrap_or_else(|error| panic!("{error}"));
        let county = county.get_or_insert_with(|| {
            let (county, ..) = muster::files::map::read(&files.map).expect("the map is shipped");
            Arc::new(county)
        });
        let prepared = fixture::prepare(&files, county, Tier::Advanced);
        let log = play(&prepared, Seed(1), &[]);
        let easiest = play(&fixture::prepare(&files, county, Tier::Beginner), Seed(1), &[]);
        let run = Run { drill: &prepared.drill, log: &log, easiest: &easiest };
        for (number, cells) in &rows {
            let shown = match run.shows(*number) {
                Some(true) => "yes",
                Some(false) => "",
                None => "-",
            };
            let told = cells.get(2 + column).map_or("", String::as_str);
            if told != shown {
                wrong.push(format!("{number} {storyline}: {told:?}, not {shown:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let shipped = std::fs::read_dir(tree::root().join("scenarios")).expect("they are shipped");
    let count = shipped.filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.path().join("scenario.ron").is_file())
    });
    assert_eq!(count.count(), storylines.len(), "a column for each shipped storyline");
}
