//! Events in words: infections that pass from person to person.

use crate::base::id::ZoneId;
use crate::event_log::event::Event;
use crate::report::names::Names;
use crate::report::text::arguments;

impl Names<'_> {
    /// Who carries an infection, whom others infected, and who was taken home.
    pub(super) fn outbreak_event(&self, event: &Event) -> String {
        match event {
            Event::InfectionCarried { zone, people, .. } => {
                self.infection(["event-infection-carried", "event-infection-home"], *zone, *people)
            }
            Event::InfectionPassed { zone, people, .. } => {
                self.infection(["event-infection-passed", "event-infected-home"], *zone, *people)
            }
            Event::PeopleTakenHome { zone, people, .. } => self.texts.fill(
                "event-people-taken-home",
                &arguments! { zone: self.zone(*zone), people: *people },
            ),
            other => unreachable!("{} is no event of an outbreak", other.variant()),
        }
    }

    fn infection(&self, [together, home]: [&str; 2], zone: Option<ZoneId>, people: u32) -> String {
        match zone {
            Some(zone) => {
                self.texts.fill(home, &arguments! { zone: self.zone(zone), people: people })
            }
            None => self.texts.fill(together, &arguments! { people: people }),
        }
    }
}
