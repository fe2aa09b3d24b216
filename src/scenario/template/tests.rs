//! What the templates become on generated counties; that it is accepted and played is the suite's.
use super::*;
use crate::county::generate::{Settings, generate};

#[test]
fn a_map_without_relief_rivers_or_areas_is_refused_with_all_that_it_lacks() {
    let mut county = generate(&Settings::small(2));
    county.terrain.elevation_m.values.fill(7.0);
    county.reaches.clear();
    county.areas.clear();
    county.facilities.retain(|facility| facility.reach.is_none());
    county.terrain.reach.values.fill(crate::county::drainage::NO_REACH);
    let problems = skeleton(&STORYLINES[0], &county, "maps/flat").unwrap_err();
    let language = crate::base::text::Language::English;
    let told: Vec<String> = problems.0.iter().map(|it| it.sentence(language)).collect();
    assert!(told.iter().any(|it| it.contains("terrain with elevation")), "{told:?}");
    assert!(told.iter().any(|it| it.contains("at least one river")), "{told:?}");
    assert!(told.iter().any(|it| it.contains("hazard area beside a river")), "{told:?}");
    assert!(told.iter().all(|it| it.starts_with("maps/flat: ")), "{told:?}");
}

#[test]
fn a_map_without_relief_or_forest_carries_no_forest_fire() {
    let storyline = STORYLINES.iter().find(|it| it.name == "forest-fire").unwrap();
    let mut county = generate(&Settings::small(2));
    // Fire needs no river.
    county.reaches.clear();
    county.terrain.elevation_m.values.fill(7.0);
    for cover in &mut county.terrain.cover.values {
        *cover = crate::county::place::Cover::Farmland;
    }
    let problems = skeleton(storyline, &county, "maps/bare").unwrap_err();
    let language = crate::base::text::Language::English;
    let told: Vec<String> = problems.0.iter().map(|it| it.sentence(language)).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("terrain with elevation") && told[0].contains("--dem"), "{told:?}");
    assert!(told[1].contains("a zone in a forest"), "{told:?}");
    assert!(told[1].contains("add to the map: forest around zones"), "{told:?}");
}

#[test]
fn where_fire_and_head_are_in_one_township_no_text_speaks_of_a_border() {
    let storyline = STORYLINES.iter().find(|it| it.name == "forest-fire").unwrap();
    let mut parted = 0;
    for seed in [2, 3, 8] {
        let county = generate(&Settings::small(seed));
        let made = skeleton(storyline, &county, "maps/two").unwrap();
        let township = |name: &str| {
            let place = made.places.iter().find(|place| place.name == name);
            place.map(|place| place.written.clone())
        };
        let is_one = township("town-1") == township("town-2");
        assert_eq!(made.absent.contains(&"border-town".to_owned()), is_one);
        let scenario = &made.files["scenario.ron"];
        assert_eq!(scenario.contains("{border-town}"), !is_one);
        parted += usize::from(!is_one);
    }
    assert!(parted > 0);
    let mut county = generate(&Settings::small(2));
    let first = county.zones[0].parent;
    county.zones.iter_mut().for_each(|zone| zone.parent = first);
    let made = skeleton(storyline, &county, "maps/one").unwrap();
    assert!(made.absent.contains(&"border-town".to_owned()));
    let scenario = &made.files["scenario.ron"];
    for word in ["border", "交界", "conflicting-figures", "\"I-10\"", "\"I-13\""] {
        assert!(!scenario.contains(word), "{word}");
    }
}

#[test]
fn an_absent_reservoir_is_spoken_of_nowhere() {
    let mut county = generate(&Settings::small(2));
    for facility in &mut county.facilities {
        if facility.kind == crate::county::place::FacilityKind::Reservoir {
            facility.kind = crate::county::place::FacilityKind::Depot;
        }
    }
    let made = skeleton(&STORYLINES[0], &county, "maps/dry").unwrap();
    assert_eq!(made.absent, ["reservoir"]);
    for (name, text) in &made.files {
        assert!(!text.contains("{reservoir"), "{name}");
        assert!(!text.contains("desk(\"reservoir\")"), "{name}");
    }
}
