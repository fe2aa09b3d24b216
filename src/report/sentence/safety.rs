//! The safety of responders in words.

use crate::event_log::event::Event;
use crate::report::names::Names;
use crate::report::text::arguments;
use crate::vocabulary::safety::SafetyCheck;

impl Names<'_> {
    /// Safety predicates, as one lists them.
    pub(crate) fn checks(&self, checks: &[SafetyCheck]) -> String {
        let said: Vec<String> = checks.iter().map(|check| self.get(&check.text())).collect();
        self.texts.list(&said)
    }

    /// Whether it was safe where a team worked, and who of it was hurt.
    pub(super) fn safety_event(&self, event: &Event) -> String {
        match event {
            Event::SafetyChecked { team, task, danger, unmet } => {
                let (team, task) = (self.team(*team), self.task(*task));
                let danger = self.get(&danger.text());
                let mut arguments = arguments! { team: team, task: task, danger: danger };
                if unmet.is_empty() {
                    return self.texts.fill("event-safety-met", &arguments);
                }
                arguments.set("unmet", self.checks(unmet));
                self.texts.fill("event-safety-unmet", &arguments)
            }
            Event::RespondersHurt { team, task, danger, people } => self.texts.fill(
                "event-responders-hurt",
                &arguments! {
                    team: self.team(*team), task: self.task(*task),
                    danger: self.get(&danger.text()), people: *people,
                },
            ),
            other => unreachable!("{} is no event of safety", other.variant()),
        }
    }
}
