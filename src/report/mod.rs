//! Documents, tables, charts and sentences about one run, made from the drill, its log and its
//! scorecard: pure bytes, the same for the same input. Files are written elsewhere.

mod births;
pub mod chart;
pub mod clock;
pub mod diff;
#[cfg(test)]
pub(crate) mod example;
pub mod facts;
pub mod finding;
mod course;
mod map;
pub mod map_picture;
pub mod map_sheet;
pub mod names;
pub mod page;
mod picture;
pub mod sentence;
pub mod summary;
pub mod tables;
pub mod text;
pub mod why;

use std::collections::BTreeMap;

use crate::base::text::Language;
use crate::event_log::EventLog;
use crate::scenario::Drill;
use crate::score::scorecard::Scorecard;

pub use facts::RunFacts;

/// The files of a report by name: `report.html`, `scorecard.json` and the tables under `tables/`.
/// Pure bytes: the same input gives the same.
///
/// `report.html` is for people and in `language`; `scorecard.json` holds both languages; the tables
/// are described in [`tables`].
pub fn write(
    drill: &Drill,
    log: &EventLog,
    card: &Scorecard,
    language: Language,
    facts: &RunFacts,
) -> BTreeMap<String, Vec<u8>> {
    let names = names::Names::new(drill, log, language);
    let mut files = tables::tables(&names, card);
    let page = page::page(&names, card, facts, page::TEMPLATE)
        .expect("our own template fits what we give it: tested in both languages");
    files.insert("report.html".to_owned(), page.into_bytes());
    let mut json = serde_json::to_vec(card).expect("a scorecard is plain data");
    json.push(b'\n');
    files.insert("scorecard.json".to_owned(), json);
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The report of the example.
    fn report(language: Language) -> BTreeMap<String, Vec<u8>> {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let card = example::card::card(&drill, &log);
        let facts = RunFacts {
            seed: 7,
            engine_version: "muster 0.1.0".into(),
            map_hash: "9f2c4e".into(),
            input_hashes: vec![("plan.ron".into(), "1b7d".into())],
            run_command: "muster run flash-flood --tier advanced --seed 7".into(),
            replay_command: "muster replay runs/flash-flood-advanced-7".into(),
            people_at_seats: false,
        };
        write(&drill, &log, &card, language, &facts)
    }

    fn html(language: Language) -> String {
        String::from_utf8(report(language).remove("report.html").unwrap()).unwrap()
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        assert_eq!(report(Language::Chinese), report(Language::Chinese));
    }

    #[test]
    fn the_page_needs_no_network_and_every_link_leads_somewhere() {
        for language in [Language::Chinese, Language::English] {
            let page = html(language);
            if let Some(folder) = option_env!("MUSTER_LOOK") {
                std::fs::write(format!("{folder}/{}.html", language.tag()), &page).unwrap();
            }
            for outside in ["src=\"http", "href=\"http", "url(", "<script", "@import"] {
                assert!(!page.contains(outside), "{outside}");
            }
            for link in page.split("href=\"#").skip(1) {
                let target = link.split('"').next().unwrap();
                assert!(page.contains(&format!("id=\"{target}\"")), "no anchor #{target}");
            }
            let ids: Vec<&str> = page.split(" id=\"").skip(1).collect();
            let mut names: Vec<&str> = ids.iter().map(|it| it.split('"').next().unwrap()).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "an anchor stands twice");
        }
    }

    #[test]
    fn the_page_is_marked_as_an_exercise_first_and_last() {
        for (language, marking) in
            [(Language::Chinese, "演练演练演练"), (Language::English, "EXERCISE EXERCISE EXERCISE")]
        {
            let page = html(language);
            assert_eq!(page.matches(marking).count(), 2);
            let body = page.split("<body>").nth(1).unwrap();
            assert!(body.find(marking).unwrap() < body.find("<h1>").unwrap());
        }
    }

    #[test]
    fn the_first_screen_has_outcomes_findings_and_what_was_not_tested() {
        let page = html(Language::Chinese);
        let first = page.split("<section id=\"first\"").nth(1).unwrap();
        let first = first.split("</section>").next().unwrap();
        for part in ["遇险人·分钟", "超出27分钟", "夜间直升机救援", "共同态势迟缓等12类缺口"]
        {
            assert!(first.contains(part), "{part}");
        }
        assert!(!first.contains("总分"), "reports lead with outcomes");
    }
}
