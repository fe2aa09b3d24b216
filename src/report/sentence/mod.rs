//! What happened, in sentences that a duty officer would say: each event, order and fact in the
//! language of the names. What is worth saying is decided elsewhere.

mod command;
mod event;
mod fact;
mod hospital;
mod order;
mod outbreak;
mod safety;

use crate::event_log::event::Seq;

use super::clock;
use super::names::Names;

/// One event as it is shown to a reader.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Told {
    /// Number of the event in the log.
    pub seq: u32,
    /// `06:41`.
    pub clock: String,
    /// `T+00:11`.
    pub elapsed: String,
    /// The sentence.
    pub sentence: String,
}

impl std::fmt::Display for Told {
    /// `06:41 T+00:11 #18231 sentence`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { seq, clock, elapsed, sentence } = self;
        write!(formatter, "{clock} {elapsed} #{seq} {sentence}")
    }
}

impl Names<'_> {
    /// An event with its times and its sentence.
    pub fn tell(&self, seq: Seq) -> Told {
        let record = self.log.record(seq);
        Told {
            seq: seq.0,
            clock: self.clock(record.at),
            elapsed: clock::elapsed(record.at),
            sentence: self.sentence(seq),
        }
    }

    /// The sentence for an event; English ones begin with a capital.
    pub fn sentence(&self, seq: Seq) -> String {
        capitalise(&self.event(&self.log.record(seq).event))
    }
}

/// The text with its first letter as a capital.
pub fn capitalise(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    use crate::base::id::FacilityId;
    use crate::base::text::Language;
    use crate::event_log::event::Event;
    use crate::report::example;
    use crate::vocabulary::fact::{Fact, FactKind, Subject};
    use crate::vocabulary::order::Order;

    /// The sentence of the first event of this variant.
    fn first(language: Language, variant: &str, number: usize) -> String {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let names = Names::new(&drill, &log, language);
        let mut found = log.numbered().filter(|(_, it)| it.event.variant() == variant);
        names.tell(found.nth(number).unwrap().0).to_string()
    }

    fn check(variant: &str, number: usize, chinese: &str, english: &str) {
        for (language, wanted) in [(Language::Chinese, chinese), (Language::English, english)] {
            let told = first(language, variant, number);
            let (_, sentence) = told.split_once('#').unwrap();
            let (_, sentence) = sentence.split_once(' ').unwrap();
            assert_eq!(sentence, wanted);
        }
    }

    #[test]
    fn events_are_said_as_a_duty_officer_would() {
        check(
            "TeamTurnedBack",
            0,
            "消防二站一车行至县人民医院，遇下河桥不通，折返。",
            "Engine 1 found Xiahe bridge closed at County hospital and turned back.",
        );
        check("FactChanged", 1, "实况：下河桥不能通行。", "In truth: Xiahe bridge cannot be used.");
        check(
            "MessageRead",
            3,
            "县交通局读到石门镇值班室发出的通报：下河桥不能通行。",
            "County transport read the notification from Shimen township: Xiahe bridge cannot \
             be used.",
        );
        check(
            "LevelDeclared",
            0,
            "县防汛指挥部启动洪涝山洪二级应急响应。",
            "Flood headquarters started the level II response (flood).",
        );
    }

    #[test]
    fn the_clock_comes_first() {
        let told = first(Language::Chinese, "TeamTurnedBack", 0);
        assert!(told.starts_with("07:05 T+01:05 #"), "{told}");
    }

    #[test]
    fn every_event_and_order_has_a_sentence_in_both_languages() {
        let drill = example::drill();
        let log = example::everything::log(&drill);
        let mut events = BTreeSet::new();
        let mut orders = BTreeSet::new();
        for language in [Language::Chinese, Language::English] {
            let names = Names::new(&drill, &log, language);
            for (seq, record) in log.numbered() {
                let sentence = names.sentence(seq);
                assert!(sentence.ends_with(['。', '.', '”']), "{:?}: {sentence}", record.event);
                assert!(!sentence.contains('{') && !sentence.contains("  "), "{sentence}");
                events.insert(record.event.variant());
                if let Event::OrderIssued { content, .. } = &record.event {
                    orders.insert(content.variant());
                }
            }
        }
        let missing = |all: &[&'static str], seen: &BTreeSet<&str>| -> Vec<&'static str> {
            all.iter().copied().filter(|variant| !seen.contains(variant)).collect()
        };
        assert_eq!(missing(Event::VARIANTS, &events), Vec::<&str>::new());
        assert_eq!(missing(Order::VARIANTS, &orders), Vec::<&str>::new());
    }

    #[test]
    fn every_kind_of_fact_has_words_for_its_values() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        for language in [Language::Chinese, Language::English] {
            let names = Names::new(&drill, &log, language);
            for kind in FactKind::ALL {
                for value in [-120, 0, 1, 2, 3, 4, 63] {
                    let fact = Fact::new(*kind, Subject::Facility(FacilityId(0)));
                    assert!(names.fact(fact, value).len() > 8, "{kind:?} {value}");
                }
            }
        }
    }
}
