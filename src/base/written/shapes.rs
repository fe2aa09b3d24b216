//! Every shape of type that serde can ask for is read, and problems inside each are found together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::parse;
use super::tests::Trigger;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Length(u32);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Nothing;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Pair(i64, u64);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Tagged {
    Flood { depth_mm: u32 },
    Slide { roads: Vec<String> },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    name: String,
    #[serde(flatten)]
    rest: BTreeMap<String, f64>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shapes {
    length: Length,
    nothing: Nothing,
    pair: Pair,
    unit: (),
    array: [u32; 3],
    nested: Option<Option<u8>>,
    by_number: BTreeMap<u32, Vec<(bool, f32)>>,
    by_word: BTreeMap<Trigger2, String>,
    tagged: Vec<Tagged>,
    flat: Flat,
    #[serde(default)]
    lots: Vec<Option<Trigger>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Trigger2 {
    At,
    AtOnce,
}

#[test]
fn every_shape_of_type_is_read() {
    let source = r#"(
        length: (5), nothing: Nothing, pair: Pair(-9223372036854775808, 18446744073709551615),
        unit: (), array: (1, 2, 3), nested: Some(Some(7)), by_number: {5: [(true, 1.5)], 0x6: []},
        by_word: {at-once: "a", at: "b"},
        tagged: [(kind: "flood", depth_mm: 3), (kind: "slide", roads: ["x"])],
        flat: (name: "f", a: 1, b: 2.5), lots: [None, at-once, Some(after-minutes(3))],
    )"#;
    let shapes: Shapes = parse("f", source).unwrap();
    assert_eq!(shapes.pair, Pair(i64::MIN, u64::MAX));
    assert_eq!(shapes.nested, Some(Some(7)));
    assert_eq!(shapes.by_word[&Trigger2::AtOnce], "a");
    assert_eq!(shapes.tagged[1], Tagged::Slide { roads: vec!["x".into()] });
    assert_eq!(shapes.flat.rest["b"], 2.5);
    assert_eq!(shapes.lots, [None, Some(Trigger::AtOnce), Some(Trigger::AfterMinutes(3))]);
    assert_eq!(parse::<Length>("f", "Length(5)").unwrap(), parse("f", "5").unwrap());
}

#[test]
fn problems_inside_every_shape_are_found_together() {
    let source = r#"(
        length: ("5"), nothing: Something, pair: Pear(1, -2),
        unit: 5, array: (1, 2), nested: Some(Some(700)), by_number: {"5": [(yes, 1e60)]},
        by_word: {at-onec: "a", at: b},
        tagged: [(kind: "flod", depth_mm: 3), (kind: "slide")],
        flat: (name: 5, a: 1), lots: [None, at-once(5), Some(after-minutes)],
    )"#;
    let problems = parse::<Shapes>("f", source).unwrap_err();
    let found: Vec<_> = problems.0.iter().map(|problem| problem.place.path.as_str()).collect();
    assert_eq!(
        found,
        [
            "length",
            "nothing",
            "pair",
            "pair[1]",
            "unit",
            "array",
            "nested",
            "by_number[\"5\"]",
            "by_number[\"5\"][0][0]",
            "by_number[\"5\"][0][1]",
            "by_word[at-onec]",
            "by_word[at]",
            "tagged[0].kind",
            "tagged[1]",
            "flat.name",
            "lots[1]",
            "lots[2]",
        ],
        "{problems}"
    );
}
