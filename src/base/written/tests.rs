//! The contract of `written`: every problem of a document at once, each with its place; the same
//! values as `ron` from what is valid; never a panic.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::*;
use crate::base::problem::Severity;
use crate::base::text::Language;
use crate::vocabulary::capability::Capability;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    title: Text,
    desks: Vec<Desk>,
    #[serde(default)]
    limits: BTreeMap<String, u32>,
    start: Option<Start>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Desk {
    name: String,
    staff: u8,
    #[serde(default)]
    tasks: Vec<Task>,
    position: Option<(f64, f64)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Task {
    capability: Capability,
    #[serde(default)]
    trigger: Trigger,
    offset: i16,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Trigger {
    #[default]
    AtOnce,
    AfterMinutes(u32),
    WhenLevel {
        reach: String,
        level_cm: i32,
    },
    Both(Box<Trigger>, Box<Trigger>),
    Told(Task2),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Task2 {
    by: Vec<String>,
    mark: char,
}

/// A time of day that refuses what is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Start(String);

impl<'de> Deserialize<'de> for Start {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() == 5 && text.as_bytes()[2] == b':' {
            Ok(Self(text))
        } else {
            Err(refuse(&Text::new("时刻 \"HH:MM\"", "a time of day \"HH:MM\"")))
        }
    }
}

const VALID: &str = r##"// 青山县 / Qingshan
#![enable(implicit_some)]
Plan(
    title: (zh: "防汛预案", en: "Flood \"plan\"\n"),
    desks: [
        (
            name: r#"county "duty" office"#,
            staff: 1_2,
            tasks: [
                (capability: swift-water-rescue, offset: -5),
                (capability: r#fire-suppression, trigger: after-minutes(0x1F), offset: +3,),
                (
                    capability: rescue, /* nested /* comment */ here */
                    trigger: both(when-level(reach: "青河", level_cm: 250), told((by: [], mark: '演'))),
                    offset: 0,
                ),
                (capability: pumping, trigger: told(by: ["a"], mark: '\''), offset: 1),
            ],
            position: Some((1, 2.5e1)),
        ),
        Desk(name: "水利局", staff: 3, position: None),
    ],
    limits: {"fire": 10, "flood": 20},
    start: "06:30",
)
"##;

/// The problems of a document as `line:column path found -> expected; hint`.
fn problems(source: &str) -> Vec<String> {
    let problems = parse::<Plan>("plan.ron", source).expect_err("refused");
    problems.0.iter().map(|problem| problem.sentence(Language::English)).collect()
}

fn check(source: &str, expected: &[&str]) {
    let found = problems(source);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(&format!("plan.ron:{expected}")), "{found}\nnot {expected}");
    }
}

#[test]
fn a_valid_document_gives_its_values() {
    let plan: Plan = parse("plan.ron", VALID).unwrap();
    assert_eq!(plan.title, Text::new("防汛预案", "Flood \"plan\"\n"));
    assert_eq!(plan.desks[0].name, "county \"duty\" office");
    assert_eq!(plan.desks[0].staff, 12);
    assert_eq!(plan.desks[0].position, Some((1.0, 25.0)));
    let tasks = &plan.desks[0].tasks;
    assert_eq!(tasks[0].capability, Capability::SwiftWaterRescue);
    assert_eq!(tasks[1].trigger, Trigger::AfterMinutes(31));
    let told = Trigger::Told(Task2 { by: vec![], mark: '演' });
    let level = Trigger::WhenLevel { reach: "青河".into(), level_cm: 250 };
    assert_eq!(tasks[2].trigger, Trigger::Both(Box::new(level), Box::new(told)));
    assert_eq!(tasks[3].trigger, Trigger::Told(Task2 { by: vec!["a".into()], mark: '\'' }));
    assert_eq!(plan.desks[1].position, None);
    assert_eq!(plan.limits["flood"], 20);
    assert_eq!(plan.start, Some(Start("06:30".into())));
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let windows = format!("\u{feff}{}", VALID.replace('\n', "\r\n"));
    let plan: Plan = parse("plan.ron", &windows).unwrap();
    assert_eq!(plan, parse("plan.ron", VALID).unwrap());
    let broken = "\u{feff}(title: (zh: \"防\", en: 5),\r\n desks: 7)";
    check(
        broken,
        &["1:23 title.en: found 5, expected text", "2:9 desks: found 7, expected a list"],
    );
}

#[test]
fn every_problem_is_named_at_once_with_its_place() {
    let source = r#"(
    title: (zh: "防汛", en: "Flood", fr: "Crue"),
    desks: [
        (name: "a", staff: 300, tasks: [(capabilty: resceu, offset: 1.5), (offset: 70000)]),
        (nmae: 5, staff: -1, staff: 2),
        "water",
        (tasks: [(capability: "rescue", trigger: when-level(reach: b, level: 3), offset: 1)]),
        (name: "c", staff: 1, position: (1.0, 2.0, 3.0)),
        (name: "d", staff: 1, tasks: [(capability: xyzzyplugh, trigger: after-minutes, offset: 0)]),
    ],
    limits: {"a": 1, "b": "two", "a": 3},
    start: "noon",
)"#;
    for problem in problems(source) {
        println!("{problem}");
    }
}
