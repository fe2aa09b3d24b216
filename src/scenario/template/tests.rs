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
