//! What is chosen on a generated county, and how it stands in a document.
use super::*;
use crate::base::check::Checker;
use crate::base::problem::Problems;
use crate::base::written;
use crate::county::generate::{Settings, generate};
use std::sync::OnceLock;

fn county() -> &'static County {
    static MADE: OnceLock<County> = OnceLock::new();
    MADE.get_or_init(|| generate(&Settings::small(5)))
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Document {
    places: Vec<PlaceChoice>,
    to: Vec<String>,
    title: Text,
}

fn filled(places: &str, to: &str, zh: &str, en: &str) -> Result<Filled<Document>, Problems> {
    let source = format!("(places: [{places}], to: [{to}], title: (zh: \"{zh}\", en: \"{en}\"))");
    let document: Document = written::parse("drill.ron", &source)?;
    let mut check = Checker::new("drill.ron");
    let filled = fill(&mut check, &document, &document.places, county());
    let problems = check.into_problems();
    match filled {
        Some(filled) => problems.refuse_errors(filled).map(|(filled, _)| filled),
        None => Err(problems),
    }
}

#[test]
fn a_place_is_its_name_where_a_name_is_wanted_and_its_title_in_a_text() {
    let places = r#"(name: "v", choose: zone("hewan")), (name: "t", choose: township-of("v"))"#;
    let to = r#""village-{v}", "{t.kind}-{v.township}", "{}-{number}""#;
    let found = filled(places, to, "{v}属{t.short}，{county}", "{v.short}, of {t}").unwrap();
    assert_eq!(found.document.to, ["village-hewan", "township-xiahe", "{}-{number}"]);
    let title = &found.document.title;
    assert_eq!(title.zh, format!("河湾村属下河，{}", county().title.zh));
    assert!(title.en.starts_with("Hewan, of Xiahe T"), "{title:?}");
    assert_eq!(found.places[1].written, "xiahe");
}

#[test]
fn every_selector_chooses_on_a_generated_county_whatever_the_order_of_its_lists() {
    let places = r#"
        (name: "seat", choose: county-seat),
        (name: "large", choose: populous(kinds: [village])),
        (name: "dam", choose: largest-facility(reservoir)),
        (name: "below", choose: zone-downstream(kinds: [village], of: "dam")),
        (name: "area", choose: first-of([endangered-area(below: "dam"), endangered-area()])),
        (name: "village", choose: zone-of("area")),
        (name: "above", choose: facility-upstream(kind: reservoir, of: "below")),
        (name: "upper", choose: zone-upstream(of: "below")),
        (name: "far", choose: first-of([isolated-zone(kinds: [township]),
            remotest-zone(kinds: [township], from: "seat")])),
        (name: "bridge", choose: first-of([isolating-road(structures: [bridge]),
            isolating-road()])),
        (name: "way", choose: road-between(from: "seat", to: "village")),
        (name: "river", choose: river-at("village")),
        (name: "school", choose: nearest-facility(kinds: [school], to: "seat", within_km: 9.0)),
        (name: "next", choose: nearest-facility(kinds: [school], to: "seat"),
            apart_from: ["school"]),
        (name: "beside", choose: nearest-zone(kinds: [village], to: "village"))
    "#;
    let document = |county: &County| {
        let list: Vec<PlaceChoice> = written::parse("p", &format!("[{places}]")).unwrap();
        let mut check = Checker::new("p");
        let chosen = choose(&mut check, "places", &list, county);
        assert_eq!(check.into_problems().0, []);
        chosen.into_iter().map(|place| place.written).collect::<Vec<_>>()
    };
    let chosen = document(county());
    assert_eq!(chosen[0], "chengguan");
    assert_eq!(chosen[2], chosen[6]);
    assert_ne!(chosen[12], chosen[13]);
    assert_ne!(chosen[14], chosen[5]);
    let mut turned = county().clone();
    // Ids would change their meaning with the order; what has none is turned.
    turned.network = std::sync::Arc::new((*turned.network).clone());
    turned.estimates.reverse();
    assert_eq!(document(&turned), chosen);
}

#[test]
fn what_the_map_lacks_and_what_nobody_declared_is_said_once_with_a_hint() {
    let sentences = |result: Result<Filled<Document>, Problems>| -> Vec<String> {
        let language = crate::base::text::Language::English;
        result.unwrap_err().0.iter().map(|it| it.sentence(language)).collect()
    };
    let found = sentences(filled(r#"(name: "v", choose: zone("hewna"))"#, r#""{v}""#, "{v}", "-"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("places[0].choose") && found[0].ends_with("mean \"hewan\"?"));
    let found = sentences(filled(r#"(name: "v", choose: zone("hewan"))"#, "", "{w}", "{v.sort}"));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].contains("title.en") && found[1].ends_with("mean \"short\"?"), "{found:?}");
    let near = r#"(name: "v", choose: zone("hewan")),
        (name: "p", choose: nearest-facility(kinds: [plant], to: "v", within_km: 0.001)),
        (name: "q", choose: zone-of("p"))"#;
    let found = sentences(filled(near, r#""{q}""#, "-", "-"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("add to the map: a chemical plant"), "{found:?}");
}

#[test]
fn a_reservoir_off_every_river_is_none_to_flood_from() {
    let list = "[(name: \"dam\", choose: largest-facility(reservoir))]";
    let list: Vec<PlaceChoice> = written::parse("p", list).unwrap();
    let mut county = county().clone();
    let count = |county: &County| choose(&mut Checker::new("p"), "places", &list, county).len();
    assert_eq!(count(&county), 1);
    county.facilities.iter_mut().for_each(|facility| facility.reach = None);
    assert_eq!(count(&county), 0);
}

#[test]
fn a_zone_may_be_wanted_on_one_side_of_a_way() {
    let chosen = |side: &str| {
        let places = format!(
            r#"(name: "from", choose: county-seat),
            (name: "to", choose: nearest-zone(to: "from")),
            (name: "of", choose: nearest-zone(to: "from"), apart_from: ["to"]),
            (name: "it", choose: nearest-zone(to: "to", side: {side}), apart_from: ["from", "of"])"#
        );
        let found = filled(&places, "", "{it}", "-").unwrap();
        let at = |index: usize| found.places[index].thing.place_m(county());
        let (from, to) = (at(0), at(1));
        // The area of the triangle is positive where the third corner lies to the left.
        let is_left = |(x_m, y_m): (f64, f64)| {
            (to.0 - from.0) * (y_m - from.1) - (to.1 - from.1) * (x_m - from.0) > 0.0
        };
        (is_left(at(2)), is_left(at(3)), found.places[3].how.clone().unwrap().en)
    };
    let (of, it, how) = chosen(r#"with(of: "of", from: "from", to: "to")"#);
    assert_eq!(of, it);
    assert_eq!(
        how,
        "the zone nearest to {to}, on the same side as {of} on the way from {from} to {to}"
    );
    let (of, it, _) = chosen(r#"across(of: "of", from: "from", to: "to")"#);
    assert_ne!(of, it);
}
