//! Any storyline, anywhere: what `muster new` writes for a county is accepted and played at every
//! tier, holds the rules of `audit`, and has nothing of the shipped county in it; a map that cannot
//! carry a storyline is refused with all that it lacks, and nothing is written.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use assert_cmd::Command;
use muster::base::chance::Seed;
use muster::base::key::Key;
use muster::base::text::Text;
use muster::county::codec::encode;
use muster::county::place::{County, FacilityKind, ZoneKind};
use muster::files::drill::DrillFiles;
use muster::files::{Interrupt, folder, map, new};
use muster::scenario::Tier;
use muster::scenario::template::{STORYLINES, Storyline, skeleton};
use muster::sim::play;

use crate::{audit, fixture, tree};

/// A county under other names, with nothing but what a public map of a real place shows: a school,
/// hospitals, police and fire stations; no reservoir or river gauge, no office, no mast.
fn real_looking(seed: u64) -> County {
    let mut county = (*fixture::small_county(seed)).clone();
    county.name = "arden".into();
    county.title = Text::new("阿登县", "Arden County");
    for (index, zone) in county.zones.iter_mut().enumerate() {
        let (zh, en) = match zone.kind {
            ZoneKind::Village => ("屯村", "Village"),
            ZoneKind::Township => ("屯镇", "Town"),
            ZoneKind::Subdistrict => ("屯街道", "Subdistrict"),
        };
        zone.name = format!("place-{index}");
        zone.key = Key::written("zone", &zone.name);
        zone.title = Text::new(format!("第{index}{zh}"), format!("Place{index} {en}"));
    }
    for (index, reach) in county.reaches.iter_mut().enumerate() {
        reach.name = format!("water-{index}");
        reach.key = Key::written("reach", &reach.name);
        reach.title = Text::new("阿登河", "Arden River");
    }
    for (index, area) in county.areas.iter_mut().enumerate() {
        area.name = format!("low-{index}");
        area.key = Key::written("area", &area.name);
        area.title = Text::new(format!("第{index}片低地"), format!("Low ground {index}"));
    }
    for (index, facility) in county.facilities.iter_mut().enumerate() {
        facility.name = format!("house-{index}");
        facility.key = Key::written("facility", &facility.name);
        facility.title = Text::new(format!("第{index}号院"), format!("House {index}"));
        // Hazard areas refer to gauges and shelters by number: what is not shown is another thing.
        let shown = [
            FacilityKind::School,
            FacilityKind::Hospital,
            FacilityKind::PoliceStation,
            FacilityKind::FireStation,
        ];
        let needed = [FacilityKind::Shelter, FacilityKind::RainGauge];
        if !shown.contains(&facility.kind) && !needed.contains(&facility.kind) {
            facility.kind = FacilityKind::Clinic;
            (facility.reach, facility.storage_thousand_m3) = (None, 0);
            (facility.battery_minutes, facility.range_m, facility.power) = (0, 0, None);
            facility.access_minutes = 0;
        }
    }
    let network = Arc::make_mut(&mut county.network);
    network.road_names.clear();
    county
}

/// Texts that name one township twice where they speak of two.
pub(crate) fn townships_named_twice(files: &DrillFiles, county: &County) -> Vec<String> {
    let files = fixture::filled(files.clone(), county);
    let mut texts = vec![serde_json::to_string(&files.scenario.value).unwrap()];
    texts.push(serde_json::to_string(&files.plan.value).unwrap());
    for special in &files.special_plans {
        texts.push(serde_json::to_string(&special.value).unwrap());
    }
    let townships = county.zones.iter().filter(|zone| zone.kind != ZoneKind::Village);
    let names: BTreeSet<&str> = townships
        .flat_map(|zone| [zone.title.zh.as_str(), zone.title.en.as_str()])
        .flat_map(|title| [title, title.rsplit_once(' ').map_or(title, |it| it.0)])
        .collect();
    let twice = names.iter().flat_map(|name| {
        ["与", "、", "和", " and ", ", "].map(|joined| format!("{name}{joined}{name}"))
    });
    let found = twice.filter(|twice| {
        let ends =
            |text: &str, at: usize| !text[at + twice.len()..].starts_with(char::is_alphabetic);
        texts.iter().any(|text| text.match_indices(twice.as_str()).any(|(at, _)| ends(text, at)))
    });
    found.collect()
}

/// Makes, reads back, resolves and plays a storyline over a county at every tier.
#[track_caller]
fn plays_everywhere(storyline: &Storyline, county: &County) {
    let around = tempfile::tempdir().unwrap();
    let (at, out) = (around.path().join("map"), around.path().join("drill"));
    map::write(&at, encode(county), folder::Existing::Keep, &Interrupt::default()).unwrap();
    let made = new::make(&at, storyline, &out)
        .unwrap_or_else(|error| panic!("{}: {error}", storyline.name));
    made.write(&out, folder::Existing::Keep, &Interrupt::default()).unwrap();
    let files = DrillFiles::read(&out, None, None).unwrap_or_else(|error| panic!("{error}"));
    let (county, ..) = map::read(&files.map).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(townships_named_twice(&files, &county), Vec::<String>::new(), "{}", storyline.name);
    let county = Arc::new(county);
    for tier in Tier::ALL {
        let prepared = fixture::prepare(&files, &county, *tier);
        let log = play(&prepared, Seed(1), &[]);
        let complaints = audit::audit(&prepared, &log, log.records());
        assert!(complaints.is_empty(), "{} {tier:?}: {complaints:#?}", storyline.name);
    }
}

#[test]
fn every_storyline_is_written_and_played_on_generated_counties() {
    for seed in [3, 8] {
        for storyline in STORYLINES {
            plays_everywhere(storyline, &fixture::small_county(seed));
        }
    }
}

#[test]
fn every_storyline_is_written_and_played_where_a_map_shows_little() {
    for storyline in STORYLINES {
        plays_everywhere(storyline, &real_looking(4));
    }
}

/// Written names and titles of the shipped county, those of offices that any county has left out.
fn of_qingshan(made: &County) -> (BTreeSet<String>, BTreeSet<String>) {
    let (county, ..) = map::read(&tree::root().join("maps/qingshan")).expect("the map is shipped");
    let (mut names, mut titles) = (BTreeSet::new(), BTreeSet::new());
    let zones = county.zones.iter().map(|it| (&it.name, &it.title));
    let facilities = county.facilities.iter().map(|it| (&it.name, &it.title));
    let areas = county.areas.iter().map(|it| (&it.name, &it.title));
    let reaches = county.reaches.iter().map(|it| (&it.name, &it.title));
    for (name, title) in zones.chain(facilities).chain(areas).chain(reaches) {
        let is_office = made.facilities.iter().any(|it| it.name == *name || it.title == *title);
        if !is_office {
            names.insert(name.clone());
            titles.extend([title.zh.clone(), title.en.clone()]);
        }
    }
    names.insert(county.name);
    titles.extend(["青山", "Qingshan", "龙潭", "Longtan"].map(str::to_owned));
    (names, titles)
}

#[test]
fn nothing_of_the_shipped_county_is_left_in_what_is_written_for_another() {
    let county = real_looking(4);
    for storyline in STORYLINES {
        let made = skeleton(storyline, &county, "maps/arden").unwrap();
        let (names, titles) = of_qingshan(&made.county);
        assert!(names.len() > 500, "{}", names.len());
        for (file, text) in made.files.iter().filter(|(file, _)| !file.starts_with("catalogue/")) {
            for title in &titles {
                assert!(!text.contains(title.as_str()), "{} {file}: {title}", storyline.name);
            }
            let written: BTreeSet<&str> = text.split('"').skip(1).step_by(2).collect();
            for written in written {
                let name = written.rsplit(':').next().unwrap_or(written);
                assert!(!names.contains(name), "{} {file}: {name}", storyline.name);
            }
        }
    }
}

fn muster(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("muster").unwrap();
    let output = command
        .current_dir(folder)
        .env("MUSTER_CACHE_DIR", "off")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
}

#[test]
fn a_drill_is_made_checked_and_refused_on_the_command_line() {
    let around = tempfile::tempdir().unwrap();
    let at = around.path().join("map");
    let county = fixture::small_county(3);
    map::write(&at, encode(&county), folder::Existing::Keep, &Interrupt::default()).unwrap();
    let new = ["new", "--map", "map", "--storyline", "flash-flood", "--out", "drill"];
    let (code, out, err) = muster(around.path(), &[new.as_slice(), &["--lang", "en"]].concat());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("{village} is ") && out.contains("the zone of {riverside}"), "{out}");
    let (code, out, err) = muster(around.path(), &["lint", "drill", "--lang", "en"]);
    assert_eq!((code, out.trim()), (0, "1 checked: 0 errors, 0 warnings"), "{err}");
    assert!(err.contains("drill: {village} is "), "{err}");
    let (code, _, err) = muster(around.path(), &new);
    assert_eq!(code, 4, "{err}");
    let (code, ..) = muster(around.path(), &[new.as_slice(), &["--force"]].concat());
    assert_eq!(code, 0);
    let (code, ..) =
        muster(around.path(), &["new", "--map", "map", "--storyline", "x", "--out", "y"]);
    assert_eq!(code, 2);

    let mut flat = (*county).clone();
    flat.terrain.elevation_m.values.fill(3.0);
    let interrupt = Interrupt::default();
    map::write(&at, encode(&flat), folder::Existing::Replace, &interrupt).unwrap();
    let flood = ["new", "--map", "map", "--storyline", "flash-flood", "--out", "flat"];
    let (code, out, err) = muster(around.path(), &[flood.as_slice(), &["--lang", "en"]].concat());
    assert_eq!((code, out.as_str()), (3, ""), "{err}");
    assert!(err.contains("terrain with elevation") && err.contains("--dem"), "{err}");
    assert!(!around.path().join("flat").exists());
}
