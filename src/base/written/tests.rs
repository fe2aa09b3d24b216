//! The contract of `written`: every problem of a document at once, each with its place; the same
//! values as `ron` from what is valid; never a panic.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::*;
use crate::base::text::Language;

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

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Capability {
    Rescue,
    SwiftWaterRescue,
    Search,
    FireSuppression,
    Medical,
    PatientTransport,
    TrafficControl,
    PublicOrder,
    RoadClearance,
    Evacuation,
    PassengerTransport,
    EmbankmentWork,
    Pumping,
    PowerRepair,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Trigger {
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
pub(super) struct Task2 {
    by: Vec<String>,
    mark: char,
}

/// A time of day that refuses what is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
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
                    trigger: both(when-level(reach: "河", level_cm: 250), told((by: [], mark: '演'))),
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
    let level = Trigger::WhenLevel { reach: "河".into(), level_cm: 250 };
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
    check(
        source,
        &[
            "2:36 title.fr: found fr, expected one of the fields: zh, en",
            "4:28 desks[0].staff: found 300, expected a whole number from 0 to 255",
            "4:42 desks[0].tasks[0].capabilty: found capabilty, expected one of the fields: \
             capability, trigger, offset; did you mean \"capability\"?",
            "4:53 desks[0].tasks[0].capabilty: found resceu, expected one of: rescue, swift-",
            "4:69 desks[0].tasks[0].offset: found 1.5, expected a whole number from -32768 to",
            "4:75 desks[0].tasks[1].capability: found (offset: 70000), expected the field \
             capability, which is missing here",
            "4:84 desks[0].tasks[1].offset: found 70000, expected a whole number",
            "5:10 desks[1].nmae: found nmae, expected one of the fields: name, staff",
            "5:16 desks[1].nmae: found 5, expected text in double quotes",
            "5:26 desks[1].staff: found -1, expected a whole number from 0 to 255",
            "5:30 desks[1].staff: found staff, expected each field only once",
            "6:9 desks[2]: found \"water\", expected fields in parentheses",
            "7:9 desks[3].name: found (tasks: [(capability: \"rescue\", trigger: when-le…, \
             expected the field name",
            "7:9 desks[3].staff: found (tasks",
            "7:31 desks[3].tasks[0].capability: found \"rescue\", expected one of: rescue",
            "7:50 desks[3].tasks[0].trigger.level_cm: found when-level(reach: b, level: 3), \
             expected the field level_cm",
            "7:68 desks[3].tasks[0].trigger.reach: found b, expected text in double quotes; \
             write \"b\" in quotes",
            "7:71 desks[3].tasks[0].trigger.level: found level, expected one of the fields: \
             reach, level_cm",
            "8:41 desks[4].position: found (1.0, 2.0, 3.0), expected 2 items in parentheses",
            "9:52 desks[5].tasks[0].capability: found xyzzyplugh, expected one of: rescue",
            "9:73 desks[5].tasks[0].trigger: found after-minutes, expected after-minutes( … )",
            "11:27 limits[\"b\"]: found \"two\", expected a whole number from 0 to 4294967295",
            "11:34 limits[\"a\"]: found \"a\", expected each key only once",
            "12:12 start: found \"noon\", expected a time of day \"HH:MM\"",
        ],
    );
}

#[test]
fn a_refusal_speaks_both_languages() {
    let problems = parse::<Start>("plan.ron", "\"noon\"").unwrap_err();
    assert_eq!(problems.0[0].expected, Text::new("时刻 \"HH:MM\"", "a time of day \"HH:MM\""));
    assert_eq!(parse::<Text>("f", "5").unwrap_err().0[0].expected.zh.find("字段"), Some(15));
}

#[test]
fn faults_of_syntax_are_named_together_with_those_of_type() {
    check(
        "(title: (zh: \"a\" en: \"b\"), desks: [(name: 1970-01-01, staff: @, tasks: 5)])",
        &[
            "1:18: found en, expected `,`",
            "1:43: found 1970-01-01, expected a number",
            "1:62: found @, expected a value",
            "1:72 desks[0].tasks: found 5, expected a list",
        ],
    );
    check(
        "(title\u{ff1a} (zh: “a”, en: \"\\q\")\u{ff0c} desks: [1e999])",
        &[
            "1:7: found \u{ff1a}, expected `:`; this is a full-width character: use `:`",
            "1:14: found “, expected `\"`",
            "1:24: found \\q, expected one of the escapes",
            "1:28: found \u{ff0c}, expected `,`",
            "1:38: found 1e999, expected a number within range",
        ],
    );
}

#[test]
fn brackets_that_do_not_match_are_named_alone() {
    check("(title: 5, desks: [(name: \"a\")", &["1:19: found [, expected a matching `]`"]);
    check("(title: 5, desks: [(name: \"a\"])", &["1:30: found ], expected `)`"]);
    check("(title: 5) )", &["1:12: found ), expected the end of the file"]);
    check("(title: \"no end)", &["1:9: found \", expected text that a quote ends"]);
    check("/* no end", &["1:1: found /*, expected a comment that */ ends"]);
    check("(title: “no end)", &["1:9: found “, expected `\"`", "1:9: found “, expected text that"]);
    check("", &["1:1: found EOF, expected a value"]);
}

#[test]
fn nesting_and_size_have_limits() {
    let deep = format!("(title: {}{})", "[".repeat(70_000), "]".repeat(70_000));
    check(&deep, &["1:72: found [, expected at most 64 levels of nesting"]);
    let huge = " ".repeat(MAX_BYTES + 1);
    let problems = parse::<Plan>("plan.ron", &huge).unwrap_err();
    assert_eq!(problems.0[0].expected.en, "a file of at most 32 MiB");
}

#[test]
fn a_hundred_problems_are_named_and_the_rest_counted() {
    let source = format!("[{}]", "\"x\", ".repeat(250));
    let problems = parse::<Vec<u8>>("f", &source).unwrap_err().0;
    assert_eq!(problems.len(), MAX_PROBLEMS + 1);
    assert_eq!(problems[MAX_PROBLEMS].found, "+150");
    // Missing fields and refusals, which take a reading each, stop at the limit as well.
    let source = format!("[{}]", "\"x\", ".repeat(150_000));
    let problems = parse::<Vec<Start>>("f", &source).unwrap_err().0;
    assert_eq!(problems.len(), MAX_PROBLEMS + 1);
}

#[test]
fn paths_are_located() {
    assert_eq!(locate(VALID, "title.en"), Some((4, 29)));
    assert_eq!(locate(VALID, "desks[0].tasks[2].trigger[0].level_cm"), Some((14, 68)));
    assert_eq!(locate(VALID, "desks[0].tasks[3].trigger.mark"), Some((17, 70)));
    assert_eq!(locate(VALID, "desks[0].position[1]"), Some((19, 32)));
    assert_eq!(locate(VALID, "limits[\"flood\"]"), Some((23, 35)));
    assert_eq!(locate(VALID, "limits.flood"), Some((23, 35)));
    assert_eq!(locate(VALID, "desks[7]"), None);
    assert_eq!(locate("([", "desks"), None);
    let found = |path: &str| Problem::error(Place::path("plan.ron", path), "x", wording::value());
    let mut problems = Problems(vec![found("desks[1].tasks[0]"), found("start"), found("")]);
    problems.push(Problem::error(Place::path("other.ron", "a"), "x", wording::value()));
    place_all(&mut problems, &BTreeMap::from([("plan.ron", VALID)]));
    let lines: Vec<_> = problems.0.iter().map(|problem| problem.place.line).collect();
    assert_eq!(lines, [21, 24, 0, 0]);
}

fn capability() -> impl Strategy<Value = Capability> {
    prop_oneof![
        Just(Capability::Rescue),
        Just(Capability::SwiftWaterRescue),
        Just(Capability::Search),
        Just(Capability::PowerRepair),
    ]
}

fn trigger() -> impl Strategy<Value = Trigger> {
    let leaf = prop_oneof![
        Just(Trigger::AtOnce),
        any::<u32>().prop_map(Trigger::AfterMinutes),
        (".*", any::<i32>()).prop_map(|(reach, level_cm)| Trigger::WhenLevel { reach, level_cm }),
        (prop::collection::vec(".*", 0..3), any::<char>())
            .prop_map(|(by, mark)| Trigger::Told(Task2 { by, mark })),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        (inner.clone(), inner)
            .prop_map(|(first, second)| Trigger::Both(Box::new(first), Box::new(second)))
    })
}

prop_compose! {
    fn task()(capability in capability(), trigger in trigger(), offset: i16) -> Task {
        Task { capability, trigger, offset }
    }
}

prop_compose! {
    fn desk()(
        name in ".*",
        staff: u8,
        tasks in prop::collection::vec(task(), 0..4),
        position in prop::option::of((-1e300..1e300, prop::num::f64::NORMAL)),
    ) -> Desk {
        Desk { name, staff, tasks, position }
    }
}

prop_compose! {
    fn plan()(
        (zh, en) in (".*", ".*"),
        desks in prop::collection::vec(desk(), 0..4),
        limits in prop::collection::btree_map(".*", any::<u32>(), 0..4),
        start in prop::option::of("[0-9]{2}:[0-9]{2}"),
    ) -> Plan {
        Plan { title: Text { zh, en }, desks, limits, start: start.map(Start) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_ron_writes_is_read_as_ron_reads_it(plan in plan(), is_pretty: bool) {
        let written = if is_pretty {
            ron::ser::to_string_pretty(&plan, ron::ser::PrettyConfig::new().struct_names(true))
        } else {
            ron::to_string(&plan)
        };
        let written = written.unwrap();
        let by_ron = ron::from_str::<Plan>(&written).unwrap();
        prop_assert_eq!(&by_ron, &plan);
        match parse::<Plan>("plan.ron", &written) {
            Ok(read) => prop_assert_eq!(read, plan),
            Err(problems) => prop_assert!(false, "{problems}\n{written}"),
        }
    }
}

/// Never a panic; what is refused has problems with places, the same ones twice.
fn try_out(source: &str) {
    if let Err(problems) = parse::<Plan>("plan.ron", source) {
        assert!(problems.has_errors());
        for problem in problems.0.iter().take(MAX_PROBLEMS) {
            assert!(problem.place.line > 0, "{problem:?}");
        }
        assert_eq!(parse::<Plan>("plan.ron", source), Err(problems));
    }
    locate(source, "desks[0].tasks[2].trigger[0].level_cm");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn random_text_is_read_or_refused(
        source in "[\\PC\n\r]*",
        signs in "[-()\\[\\]{}:,'\"\\\\/*#r0x1e.a_ \n]*",
    ) {
        try_out(&source);
        try_out(&signs);
    }

    #[test]
    fn a_mutated_document_is_read_or_refused(
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), 0..4_u8, any::<char>()),
            1..6,
        ),
    ) {
        let mut characters: Vec<char> = VALID.chars().collect();
        for (index, how, character) in changes {
            let at = index.index(characters.len());
            match how {
                0 => { characters.remove(at); }
                1 => characters.insert(at, character),
                2 => characters.swap(0, at),
                _ => characters[at] = ['(', ')', '"', ',', ':', ']', '{', '\\'][at % 8],
            }
        }
        try_out(&characters.into_iter().collect::<String>());
    }
}
