//! Puts chosen places where a document names them: every `{name}` in its texts. In the Chinese of
//! a text stands the place's Chinese title, in the English the English one, and its written name
//! wherever a name is wanted. `{}` and `{number}`, which templates of a plan have, stay.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::position::{apart_m, bearing_degrees, position_m, zone_of};
use super::{COUNTY, ChosenPlace, PlaceChoice, Thing};
use crate::base::check::Checker;
use crate::base::problem::{Problem, did_you_mean, nearest};
use crate::base::text::{Language, Text};
use crate::county::place::{County, ZoneKind};

/// A document with its places put in.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled<T> {
    /// The document.
    pub document: T,
    /// What was chosen, in the order in which it is declared.
    pub places: Vec<ChosenPlace>,
}

/// Chooses the places of a document and puts them in. `list` is the path of `choices` in it; none
/// where a place could not be chosen or a brace names none: then `check` has the errors.
pub fn fill<T: Clone + Serialize + DeserializeOwned>(
    check: &mut Checker,
    document: &T,
    choices: &[PlaceChoice],
    county: &County,
) -> Option<Filled<T>> {
    let places = super::choose(check, "places", choices, county);
    let mut value = serde_json::to_value(document).expect("a document is plain data");
    let things: BTreeMap<&str, Thing> = std::iter::once((COUNTY, Thing::County))
        .chain(places.iter().map(|place| (place.name.as_str(), place.thing)))
        .collect();
    let mut filling = Filling { check, things, choices, county, is_changed: false, failed: false };
    filling.value(&mut value, "", None);
    let (is_changed, failed) = (filling.is_changed, filling.failed);
    if failed || places.len() < choices.len() {
        return None;
    }
    let document = if is_changed { read_back(check, &mut value) } else { document.clone() };
    Some(Filled { document, places })
}

/// The document of a value. A number without an end (`inf`, `NaN`) has no place in the value: it is
/// a problem wherever it stands, and 1 stands for it until all problems are known.
fn read_back<T: DeserializeOwned>(check: &mut Checker, value: &mut Value) -> T {
    loop {
        let error = match serde_path_to_error::deserialize(&*value) {
            Ok(document) => return document,
            Err(error) => error,
        };
        let path = error.path().to_string();
        let pointer = path.replace(['.', '['], "/").replace(']', "");
        let lost = value.pointer_mut(&format!("/{pointer}")).filter(|value| value.is_null());
        *lost.expect("what was written can be read") = Value::from(1.0);
        check.error(&path, "NaN or inf", "有限的数", "a finite number");
    }
}

struct Filling<'a, 'c> {
    check: &'a mut Checker<'c>,
    things: BTreeMap<&'a str, Thing>,
    choices: &'a [PlaceChoice],
    county: &'a County,
    is_changed: bool,
    failed: bool,
}

impl Filling<'_, '_> {
    fn value(&mut self, value: &mut Value, path: &str, language: Option<Language>) {
        match value {
            Value::String(text) if text.contains('{') => {
                if let Some(filled) = self.text(text, path, language) {
                    self.is_changed |= filled != *text;
                    *text = filled;
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.value(item, &format!("{path}[{index}]"), None);
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields.iter_mut() {
                    let language = match name.as_str() {
                        "zh" => Some(Language::Chinese),
                        "en" => Some(Language::English),
                        _ => None,
                    };
                    let dot = if path.is_empty() { "" } else { "." };
                    self.value(field, &format!("{path}{dot}{name}"), language);
                }
            }
            _ => {}
        }
    }

    /// The text with its places; none where it names one that is not there.
    fn text(&mut self, text: &str, path: &str, language: Option<Language>) -> Option<String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let (before, behind) = rest.split_at(start);
            filled += before;
            let end = behind.find('}').unwrap_or(behind.len() - 1);
            let braced = &behind[1..end.max(1)];
            rest = &behind[end + 1..];
            if !is_place(braced) {
                filled += &behind[..=end];
                continue;
            }
            match said(&self.things, braced, language, self.county) {
                Ok(said) => filled += &said,
                Err(wrong) => {
                    self.refuse(braced, &wrong, path);
                    return None;
                }
            }
        }
        Some(filled + rest)
    }

    /// Says that a part of what stands in braces is no place, unless it is one that was declared
    /// and could not be chosen, which has been said.
    fn refuse(&mut self, braced: &str, wrong: &str, path: &str) {
        self.failed = true;
        if self.choices.iter().any(|choice| choice.name == wrong) {
            return;
        }
        let valid = self.things.keys().copied().chain(DERIVED.iter().copied());
        let expected = Text::new(
            "places 中声明的地点（其后可加 .short、.zone、.township、.kind、\
             .direction、.turned、.distance）",
            "a place declared under places (with .short, .zone, .township, .kind, .direction, \
             .turned or .distance behind it)",
        );
        let found = format!("{{{braced}}}");
        let problem = Problem::error(self.check.place(path), found, expected);
        self.check.push(match nearest(wrong, valid) {
            Some(near) => problem.hint(did_you_mean(near)),
            None => problem,
        });
    }
}

/// What can stand behind the dot.
const DERIVED: &[&str] = &["short", "zone", "township", "kind", "direction", "turned", "distance"];

/// Whether what stands in braces is meant as a place.
pub(super) fn is_place(braced: &str) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "-.".contains(character);
    !braced.is_empty() && braced != "number" && braced.chars().all(is_part)
}

/// What stands for a place in a language, or as a name.
///
/// # Errors
/// The part that is not there.
fn said(
    things: &BTreeMap<&str, Thing>,
    braced: &str,
    language: Option<Language>,
    county: &County,
) -> Result<String, String> {
    let mut parts = braced.split('.');
    let find = |part: &str| things.get(part).copied().ok_or_else(|| part.to_owned());
    let mut thing = find(parts.next().unwrap_or_default())?;
    while let Some(part) = parts.next() {
        let zone = || zone_of(county, thing).ok_or_else(|| part.to_owned());
        match part {
            "zone" => thing = Thing::Zone(zone()?),
            "township" => thing = Thing::Zone(county.zones[zone()?.index()].parent),
            "short" => return Ok(short(&thing.title(county), language)),
            "kind" => {
                let kind: ZoneKind = county.zones[zone()?.index()].kind;
                let text = kind.text();
                return Ok(language.map_or_else(|| kind.word(), |it| text.get(it).to_owned()));
            }
            "direction" | "turned" | "distance" => {
                let from = position_m(county, find(parts.next().unwrap_or_default())?);
                let at = position_m(county, thing);
                let text = match part {
                    "direction" => direction(bearing_degrees(from, at)),
                    "turned" => direction(bearing_degrees(from, at) - 45.0),
                    _ => distance(apart_m(at, from)),
                };
                return Ok(text.get(language.unwrap_or_default()).to_owned());
            }
            _ => return Err(part.to_owned()),
        }
    }
    Ok(language.map_or_else(
        || thing.written(county),
        |language| thing.title(county).get(language).to_owned(),
    ))
}

/// A title without the word for what it is: 河湾 for 河湾村, Hewan for Hewan Village.
fn short(title: &Text, language: Option<Language>) -> String {
    const ZH: &[&str] = &["街道", "社区", "县", "市", "区", "镇", "乡", "村"];
    const EN: &[&str] = &[
        " Subdistrict",
        " Community",
        " County",
        " City",
        " District",
        " Town",
        " Township",
        " Village",
        " River",
        " Creek",
        " Reservoir",
    ];
    let (title, words) = match language.unwrap_or_default() {
        Language::Chinese => (&title.zh, ZH),
        Language::English => (&title.en, EN),
    };
    let cut = words.iter().filter_map(|word| title.strip_suffix(word));
    // A name of one character is not said without the word behind it: 朱村, not 朱.
    cut.filter(|short| short.chars().count() > 1).min().unwrap_or(title).to_owned()
}

/// One of eight directions of the compass.
fn direction(degrees: f64) -> Text {
    const NAMES: [(&str, &str); 8] = [
        ("北", "north"),
        ("东北", "north-east"),
        ("东", "east"),
        ("东南", "south-east"),
        ("南", "south"),
        ("西南", "south-west"),
        ("西", "west"),
        ("西北", "north-west"),
    ];
    let eighth = (degrees / 45.0).round().rem_euclid(8.0) as usize % 8;
    let (zh, en) = NAMES[eighth];
    Text::new(zh, en)
}

/// Tens of metres below a kilometre, tenths of a kilometre above.
fn distance(metres: f64) -> Text {
    if metres < 1_000.0 {
        let tens = 10.0 * (metres / 10.0).round();
        Text::new(format!("{tens} 米"), format!("{tens} m"))
    } else {
        Text::new(format!("{:.1} 公里", metres / 1e3), format!("{:.1} km", metres / 1e3))
    }
}
