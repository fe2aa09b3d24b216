//! Why an event happened: its chain of causes as sentences. The chain is the log's own; nothing is
//! inferred here.

use crate::event_log::event::{Event, Seq};

use super::names::Names;
use super::sentence::Told;
use super::text::arguments;

/// One link of a chain of causes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Link {
    /// The event.
    pub told: Told,
    /// The event that ended its wait, where it waited for one besides its cause.
    pub after: Option<Told>,
}

/// The chain of causes of an event, from the earliest to the event itself.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Why {
    /// What the chain is of.
    pub title: String,
    /// Its links.
    pub links: Vec<Link>,
    after_words: Vec<String>,
}

/// What ended the wait before this event, if the log says so.
pub fn waited_for(event: &Event) -> Option<Seq> {
    match event {
        Event::PatientHandedOver { after, .. }
        | Event::PatientDiverted { after, .. }
        | Event::TreatmentStarted { after, .. }
        | Event::IntensiveCareStarted { after, .. }
        | Event::MessageRead { after, .. }
        | Event::DocumentSigned { after, .. }
        | Event::TaskAssigned { after, .. }
        | Event::WorkStarted { after, .. } => *after,
        _ => None,
    }
}

/// The chain of causes of `seq`.
///
/// # Errors
/// The sentence that says so, where the log has no such event.
pub fn why(names: &Names<'_>, seq: Seq) -> Result<Why, String> {
    let count = names.log.records().len();
    if seq.index() >= count {
        let arguments = arguments! { seq: seq.to_string(), count: count };
        return Err(names.texts.fill("why-unknown", &arguments));
    }
    let mut chain = names.log.causes(seq);
    chain.reverse();
    let links: Vec<Link> = chain
        .into_iter()
        .map(|seq| {
            let after = waited_for(&names.log.record(seq).event);
            Link { told: names.tell(seq), after: after.map(|after| names.tell(after)) }
        })
        .collect();
    let after_words = links.iter().filter_map(|link| Some(after_word(names, link.after.as_ref()?)));
    Ok(Why {
        title: names.texts.fill("why-title", &arguments! { seq: seq.to_string() }),
        after_words: after_words.collect(),
        links,
    })
}

fn after_word(names: &Names<'_>, after: &Told) -> String {
    let seq = format!("#{}", after.seq);
    let sentence = after.sentence.clone();
    names.texts.fill("why-after", &arguments! { seq: seq, sentence: sentence })
}

impl std::fmt::Display for Why {
    /// One line a link, the earliest first; what it waited for below it, indented.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "{}", self.title)?;
        let mut after_words = self.after_words.iter();
        for link in &self.links {
            writeln!(formatter, "{}", link.told)?;
            if let Some(after) = link.after.as_ref().and_then(|_| after_words.next()) {
                writeln!(formatter, "    {after}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;
    use crate::report::example;

    #[test]
    fn the_chain_runs_from_the_bridge_to_the_turn_back() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let names = Names::new(&drill, &log, Language::Chinese);
        let turned =
            example::card::first(&log, |event| matches!(event, Event::TeamTurnedBack { .. }));
        let text = why(&names, turned).unwrap().to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1].ends_with("演练开始。"), "{text}");
        assert!(lines[2].contains("实况：下河桥不能通行"), "{text}");
        assert!(lines.last().unwrap().contains("折返"), "{text}");
        assert_eq!(lines.len() - 1, log.causes(turned).len());
    }

    #[test]
    fn an_event_that_is_not_there_is_said_not_to_be() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let names = Names::new(&drill, &log, Language::English);
        let problem = why(&names, Seq(99_999)).unwrap_err();
        assert!(problem.contains("#99999") && problem.contains("events"), "{problem}");
    }
}
