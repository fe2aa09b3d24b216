//! What a person types, and what comes back: exit codes that scripts read, results on the standard
//! output, problems with places on the standard error, run folders whole or not at all.
//!
//! The drill is the shipped flash flood in the shipped county, made shorter: half an hour is enough
//! to write a log, and short enough to play in every test.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use assert_cmd::Command;
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const SCENARIO: &str = "2026-q2-flash-flood";

/// A folder with scenarios, plans, catalogue and maps as a user has them, the drill cut short.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(ROOT);
        for name in ["scenarios/plans", "scenarios/catalogue"] {
            copy(&root.join(name), &folder.path().join(name));
        }
        fs::create_dir(folder.path().join("maps")).unwrap();
        // Maps are only read.
        let link = folder.path().join("maps/qingshan");
        std::os::unix::fs::symlink(root.join("maps/qingshan"), link).unwrap();
        let place = Self { folder };
        fs::create_dir(place.path("scenarios").join(SCENARIO)).unwrap();
        fs::write(place.scenario(), &*SHORT).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn scenario(&self) -> PathBuf {
        self.path("scenarios").join(SCENARIO).join("scenario.ron")
    }

    /// Replaces the first `from` in a file by `to`.
    fn edit(&self, name: &str, from: &str, to: &str) {
        let path = self.path(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{name} has no {from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }

    fn muster(&self, arguments: &[&str]) -> Said {
        let mut command = Command::cargo_bin("muster").unwrap();
        let output = command
            .current_dir(self.folder.path())
            .env("MUSTER_CACHE_DIR", self.path("cache"))
            .args(arguments)
            .output()
            .unwrap();
        Said {
            code: output.status.code().expect("no signal"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Plays the drill into `run`.
    fn play(&self, run: &str) {
        self.muster(&["run", SCENARIO, "--out", run]).expect(0);
    }

    /// Names inside a folder; none where there is no folder.
    fn names(&self, name: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path(name)) else { return Vec::new() };
        let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<String> =
            entries.map(|entry| name(entry).into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// The shipped scenario, half an hour of it.
static SHORT: LazyLock<String> = LazyLock::new(|| {
    let path = Path::new(ROOT).join("scenarios").join(SCENARIO).join("scenario.ron");
    fs::read_to_string(path).unwrap()
});

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What a command said.
#[derive(Debug)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    #[track_caller]
    fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    fn last_line(&self) -> &str {
        self.out.lines().last().unwrap_or_default()
    }
}

/// Columns that a terminal needs for a line.
fn columns(line: &str) -> usize {
    let is_wide = |it: char| ('\u{2e80}'..='\u{ffe6}').contains(&it);
    line.chars().map(|it| if is_wide(it) { 2 } else { 1 }).sum()
}

#[test]
fn a_run_says_where_its_report_is_and_twice_is_fine() {
    let place = Place::new();
    let first = place.muster(&["run", SCENARIO]).expect(0);
    let run = format!("runs/{SCENARIO}-beginner-1");
    assert!(first.last_line().ends_with(&format!("{run}/report.html")), "{}", first.out);
    // What places came to that are chosen by what they are, and nothing else.
    assert!(first.err.lines().all(|line| line.starts_with("{river} ")), "{}", first.err);
    assert!(!first.out.contains('\u{1b}'), "no colour into a pipe");
    for line in first.out.lines() {
        assert!(columns(line) <= 100, "{line}");
    }
    let wanted =
        ["inputs", "log.jsonl", "manifest.json", "report.html", "scorecard.json", "tables"];
    assert_eq!(place.names(&run), wanted);
    let again = place.muster(&["run", SCENARIO]).expect(0);
    assert!(again.out.contains("同一次推演已在该目录"), "{}", again.out);
    assert_eq!(place.names("runs").len(), 1);

    let json = place.muster(&["run", SCENARIO, "--json", "--lang", "en"]).expect(0);
    let object: Value = serde_json::from_str(&json.out).unwrap();
    let fields: Vec<&String> = object.as_object().unwrap().keys().collect();
    let wanted = [
        "scenario", "tier", "seed", "plan", "map", "digest", "score", "outcomes", "ratings",
        "gaps", "events", "run",
    ];
    assert_eq!(fields, wanted);
    assert_eq!(object["run"], run.as_str());
    assert_eq!(object["gaps"].as_object().unwrap().len(), 7);
    assert!(object["outcomes"]["deaths"].is_number());
    let log = fs::read_to_string(place.path(&run).join("log.jsonl")).unwrap();
    assert!(log.contains(object["digest"].as_str().unwrap()));
    let report = fs::read_to_string(place.path(&run).join("report.html")).unwrap();
    assert!(report.contains("EXERCISE EXERCISE EXERCISE"), "the report follows --lang");
}

#[test]
fn another_run_in_the_same_folder_needs_force() {
    let place = Place::new();
    place.play("one");
    let before = fs::read(place.path("one/log.jsonl")).unwrap();
    let other = ["run", SCENARIO, "--seed", "2", "--out", "one"];
    let refused = place.muster(&other).expect(4);
    assert!(refused.err.contains("--force"), "{}", refused.err);
    assert_eq!(refused.out, "");
    assert_eq!(fs::read(place.path("one/log.jsonl")).unwrap(), before);
    place.muster(&[&other[..], &["--force"]].concat()).expect(0);
    assert_ne!(fs::read(place.path("one/log.jsonl")).unwrap(), before);
    // What is no run is never replaced.
    fs::create_dir(place.path("mine")).unwrap();
    fs::write(place.path("mine/thesis.txt"), "mine").unwrap();
    place.muster(&["run", SCENARIO, "--out", "mine", "--force"]).expect(4);
    assert_eq!(place.names("mine"), ["thesis.txt"]);
}

#[test]
fn a_replay_finds_every_edit_and_names_it() {
    let place = Place::new();
    place.play("one");
    let same = place.muster(&["replay", "one"]).expect(0);
    assert!(same.out.contains("摘要一致"), "{}", same.out);
    // A run folder needs nothing outside it.
    fs::rename(place.path("scenarios"), place.path("elsewhere")).unwrap();
    fs::remove_file(place.path("maps/qingshan")).unwrap();
    place.muster(&["replay", "one"]).expect(0);
    let inputs = [
        "inputs/plan.ron",
        "inputs/scenario.ron",
        "inputs/settings.json",
        "inputs/catalogue/flood.ron",
        "inputs/map/county.ron",
        "inputs/map/roads.csv",
        "inputs/map/elevation.asc",
    ];
    for name in inputs {
        let path = place.path("one").join(name);
        let before = fs::read(&path).unwrap();
        let mut edited = before.clone();
        edited.push(b'\n');
        fs::write(&path, edited).unwrap();
        let said = place.muster(&["replay", "one"]).expect(5);
        assert!(said.err.contains(name), "{}", said.err);
        fs::write(&path, before).unwrap();
    }
    let log = place.path("one/log.jsonl");
    let before = fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = before.lines().collect();
    for line in [1, 2, lines.len() / 2, lines.len()] {
        let mut edited: Vec<String> = lines.iter().map(ToString::to_string).collect();
        edited[line - 1] = edited[line - 1].replacen(':', ": ", 1);
        fs::write(&log, edited.join("\n") + "\n").unwrap();
        let said = place.muster(&["replay", "one", "--lang", "en"]).expect(5);
        assert!(said.err.contains(&format!("log.jsonl, line {line}:")), "{}", said.err);
    }
    fs::write(&log, before).unwrap();
    place.muster(&["replay", "one"]).expect(0);
    fs::remove_file(place.path("one/inputs/plan.ron")).unwrap();
    let said = place.muster(&["replay", "one"]).expect(5);
    assert!(said.err.contains("inputs/plan.ron"), "{}", said.err);
}

#[test]
fn problems_of_meaning_name_line_path_and_the_nearest_name() {
    let place = Place::new();
    let plan = "scenarios/plans/qingshan.ron";
    place.edit(plan, "desk(\"water\")", "desk(\"watre\")");
    place.edit(plan, "desk(\"emergency\")", "desk(\"emergenyc\")");
    for arguments in [&["lint", "scenarios"][..], &["run", SCENARIO][..]] {
        let said = place.muster(&[arguments, &["--lang", "en"]].concat()).expect(3);
        let text = format!("{}{}", said.out, said.err);
        for part in ["did you mean \"water\"?", "did you mean \"emergency\"?"] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        assert!(text.contains("\"watre\""), "the line is shown\n{text}");
        assert!(text.contains("qingshan.ron:"), "{text}");
    }
}

/// What does not fit its field, what is no field, and what names nothing: one answer names them
/// all, and nothing that only follows from them.
#[test]
fn problems_of_form_and_of_meaning_come_at_once() {
    let place = Place::new();
    let scenario = format!("scenarios/{SCENARIO}/scenario.ron");
    place.edit(&scenario, "quarter: 2", "quarter: \"two\", colour: 3");
    place.edit(&scenario, "cuts-off(\"{remote}\")", "cuts-off(\"{remote}x\")");
    for command in [&["run", SCENARIO][..], &["lint", "scenarios"]] {
        let said = place.muster(&[command, &["--lang", "en"]].concat()).expect(3);
        let all = format!("{}{}", said.out, said.err);
        for named in ["quarter", "colour", "did you mean \"yunling\"", "3 errors"] {
            assert!(all.contains(named), "{named}: {all}");
        }
    }
    let plan = "scenarios/plans/qingshan.ron";
    place.edit(
        plan,
        "desk(\"ambulance\"), desk(\"police\")",
        "desk(\"ambulence\"), desk(\"police\")",
    );
    let said = place.muster(&["run", SCENARIO, "--lang", "en"]).expect(3);
    let hints = ["did you mean \"ambulance\"", "did you mean \"yunling\""];
    for named in [&hints[..], &["quarter", "colour", "4 errors"]].concat() {
        assert!(said.err.contains(named), "{named}: {}", said.err);
    }
    assert!(!place.path("runs").exists());
}

#[test]
fn what_the_flood_model_refuses_is_a_problem_of_the_scenario() {
    let place = Place::new();
    let scenario = format!("scenarios/{SCENARIO}/scenario.ron");
    place.edit(&scenario, "half_width_km: ", "half_width_km: 9000");
    let said = place.muster(&["run", SCENARIO, "--lang", "en"]).expect(3);
    assert!(said.err.contains("half_width_km"), "{}", said.err);
}

/// A drill by somebody who mistypes: each mistake is shown in its own line, with what would do.
#[test]
fn mistakes_in_an_earthquake_and_in_what_happens_are_shown_where_they_are() {
    let place = Place::new();
    let name = "2026-q3-night-earthquake";
    let folder = Path::new("scenarios").join(name);
    copy(&Path::new(ROOT).join(&folder), &place.path("scenarios").join(name));
    let file = format!("scenarios/{name}/scenario.ron");
    let mistakes = [
        ("magnitude: 6.4", "magnitude: ", "9.9", "earthquake.magnitude", "4.5 to 8.5"),
        ("offset_km: (2.0,", "offset_km: (", "4000", "earthquake.offset_km[0]", "-200 to 200 km"),
        ("when: at-minutes(13.0)", "when: ", "at-minutes(9999.0)", "happenings[0].when", "720 min"),
        (
            "at: zone(\"{epicentre}\")",
            "at: ",
            "zone(\"yunlng\")",
            "happenings[3].incident.at",
            "did you mean \"yunling\"?",
        ),
    ];
    for (from, before, wrong, ..) in mistakes {
        let end = if from.ends_with(',') { "," } else { "" };
        place.edit(&file, from, &format!("{before}{wrong}{end}"));
    }
    let text = fs::read_to_string(place.path(&file)).unwrap();
    for command in [&["run", name][..], &["lint", &folder.display().to_string()]] {
        let said = place.muster(&[command, &["--lang", "en"]].concat()).expect(3);
        let all = format!("{}{}", said.out, said.err);
        assert!(all.contains("4 errors, 0 warnings"), "{all}");
        for (_, before, wrong, path, expected) in mistakes {
            let at = text.find(&format!("{before}{wrong}")).expect("it was written") + before.len();
            let line = text[..at].matches('\n').count() + 1;
            let column = text[..at].chars().rev().take_while(|it| *it != '\n').count() + 1;
            let title = format!("{file}:{line}:{column} {path}");
            assert!(all.contains(&title), "{title} is not in\n{all}");
            assert!(all.contains(expected), "{expected} is not in\n{all}");
        }
    }
    assert!(!place.path("runs").exists());
}

#[test]
fn lint_counts_warnings_as_fine_and_finds_maps() {
    let place = Place::new();
    let said = place.muster(&["lint", "scenarios", "maps/qingshan"]).expect(0);
    assert!(said.last_line().contains("0 个错误"), "{}", said.out);
    place.muster(&["lint", "no-such-plan.ron"]).expect(4);
    fs::write(place.path("broken.ron"), "(title: (zh: \"一\"").unwrap();
    let said = place.muster(&["lint", "broken.ron", "--lang", "en"]).expect(3);
    assert!(said.out.contains("broken.ron:1:"), "{}", said.out);
}

#[test]
fn why_and_diff_explain_a_run() {
    let place = Place::new();
    place.play("one");
    place.muster(&["run", SCENARIO, "--seed", "2", "--out", "two"]).expect(0);
    let why = place.muster(&["why", "one", "#5"]).expect(0);
    assert!(why.out.contains("#5"), "{}", why.out);
    place.muster(&["why", "one", "99999999"]).expect(2);
    place.muster(&["why", "one", "five"]).expect(2);
    let same = place.muster(&["diff", "one", "one"]).expect(0);
    let other = place.muster(&["diff", "one", "two"]).expect(0);
    assert!(other.out.lines().count() > same.out.lines().count(), "{}", other.out);
    place.muster(&["diff", "one", "three"]).expect(4);
}

#[test]
fn a_report_is_written_again_in_another_language_or_elsewhere() {
    let place = Place::new();
    place.play("one");
    let card = fs::read_to_string(place.path("one/scorecard.json")).unwrap();
    let said = place.muster(&["report", "one", "--lang", "en"]).expect(0);
    assert!(said.last_line().ends_with("one/report.html"));
    let page = fs::read_to_string(place.path("one/report.html")).unwrap();
    assert!(page.contains("EXERCISE EXERCISE EXERCISE"));
    place.muster(&["replay", "one"]).expect(0);
    let said = place.muster(&["report", "one", "--format", "json"]).expect(0);
    assert_eq!(said.out, card, "scoring a log again gives the same scorecard");
    place.muster(&["report", "one", "--format", "csv", "--out", "tables"]).expect(0);
    assert_eq!(place.names("tables"), ["tables"]);
    place.muster(&["report", "one", "--format", "html", "--out", "tables"]).expect(4);
}

#[test]
fn maps_are_generated_surveyed_and_drawn() {
    let place = Place::new();
    let generate = ["map", "generate", "--seed", "7", "--junctions", "500", "--out", "maps/seven"];
    let said = place.muster(&generate).expect(0);
    assert!(said.last_line().ends_with("maps/seven"));
    place.muster(&generate).expect(0);
    let other = ["map", "generate", "--seed", "8", "--junctions", "500", "--out", "maps/seven"];
    place.muster(&other).expect(4);
    place.muster(&["lint", "maps/seven"]).expect(0);
    let said = place.muster(&["map", "info", "maps/seven"]).expect(0);
    for line in said.out.lines() {
        assert!(columns(line) <= 100, "{line}");
    }
    let said = place.muster(&["map", "info", "maps/seven", "--json", "--minutes", "5"]).expect(0);
    let survey: Value = serde_json::from_str(&said.out).unwrap();
    assert!(survey["counts"]["nodes"].as_u64().unwrap() >= 500);
    place.muster(&["map", "draw", "maps/seven", "-o", "seven.svg", "--town"]).expect(0);
    assert!(fs::read_to_string(place.path("seven.svg")).unwrap().starts_with("<svg"));
    place.muster(&["map", "info", "scenarios"]).expect(3);
    place.muster(&["map", "info", "maps/eight"]).expect(4);
}

#[test]
fn journeys_over_a_map_are_counted_and_what_is_mistyped_is_said() {
    let place = Place::new();
    let generate = ["map", "generate", "--seed", "7", "--junctions", "500", "--out", "maps/seven"];
    place.muster(&generate).expect(0);
    let map = |words: &[&'static str]| [&["map"], words].concat();
    let matrix = ["matrix", "maps/seven", "--from", "fire-station", "--to", "zone"];
    place.muster(&map(&[&matrix[..], &["-o", "matrix.csv"]].concat())).expect(0);
    let text = fs::read_to_string(place.path("matrix.csv")).unwrap();
    assert!(text.starts_with("from,to,time_s,length_m\n") && text.lines().count() > 10);
    fs::write(place.path("names.csv"), "name\nn1\nn2\n").unwrap();
    let listed = ["matrix", "maps/seven", "--from", "names.csv", "--to", "names.csv"];
    place.muster(&map(&[&listed[..], &["--profile", "foot", "-o", "two.csv"]].concat())).expect(0);
    assert_eq!(fs::read_to_string(place.path("two.csv")).unwrap().lines().count(), 5);
    let coverage = ["coverage", "maps/seven", "--of", "hospital", "--minutes", "30"];
    let said = place.muster(&map(&[&coverage[..], &["-o", "covered.csv"]].concat())).expect(0);
    assert!(said.out.contains("30"), "{}", said.out);
    let isochrones = ["isochrones", "maps/seven", "--minutes", "5,10", "--from"];
    let near = |words: &[&'static str]| map(&[&isochrones[..], words].concat());
    place.muster(&near(&["n1", "n2", "-o", "near.csv"])).expect(0);
    assert!(fs::read_to_string(place.path("near.csv")).unwrap().starts_with("junction,"));

    let refused = |words: &[&str], code: i32, text: &str| {
        let said = place.muster(words).expect(code);
        assert!(said.err.contains(text), "{words:?}: {}", said.err);
    };
    // A fictional county lies nowhere on Earth, and this one has no traffic.
    refused(&near(&["n1", "-o", "near.geojson"]), 3, "county.ron");
    refused(&near(&["n1", "--hour", "8", "-o", "near.csv"]), 3, "traffic");
    fs::write(place.path("od.csv"), "origin_node,dest_node\nn1,n2\n").unwrap();
    let pairs = ["routes", "maps/seven", "--pairs", "od.csv", "--hour", "8", "-o", "times.csv"];
    refused(&map(&pairs), 3, "traffic");
    let rules = [&pairs[..], &["--profile", "reference-1"]].concat();
    refused(&map(&rules), 2, "--hour");
    refused(&near(&["townshp-1", "-o", "near.csv"]), 2, "--from");
    refused(&near(&["n1", "--profile", "air", "-o", "near.csv"]), 2, "air");
    refused(&near(&["n1", "-o", "near.png"]), 2, ".geojson");
    let kinds = ["matrix", "maps/seven", "--from", "fire-staton", "--to", "zone", "-o", "x.csv"];
    refused(&map(&kinds), 2, "fire-station");
    let kinds = ["coverage", "maps/seven", "--of", "hosptal", "--minutes", "9", "-o", "x.csv"];
    refused(&map(&kinds), 2, "hospital");
    let draw =
        |words: &[&'static str]| map(&[&["draw", "maps/seven", "-o", "x.svg"], words].concat());
    refused(&draw(&["--minutes", "5"]), 2, "--from");
    refused(&draw(&["--of", "hospital"]), 2, "--minutes");
    refused(&draw(&["--of", "hospital", "--from", "n1", "--minutes", "5"]), 2, "--from");
    refused(&draw(&["--from", "n1", "--minutes", "1,2,3,4,5,6"]), 2, "5");
    refused(&draw(&["--from", "townshp-1", "--minutes", "5"]), 2, "--from");
    refused(&draw(&["--of", "hospital", "--minutes", "5", "--hour", "8"]), 3, "traffic");
    assert!(!place.path("x.svg").exists());
    place.muster(&draw(&["--of", "hospital", "--minutes", "5,10", "--bridges", "2"])).expect(0);
    let svg = fs::read_to_string(place.path("x.svg")).unwrap();
    assert!(svg.contains("5–10 分钟") && svg.contains("关键桥梁"));
    assert!(!place.path("x.csv").exists() && !place.path("near.geojson").exists());
    assert!(!place.path("times.csv").exists());
}

/// A name in a character that the bundled font lacks is said, with what to do; never silent boxes.
#[cfg(feature = "png")]
#[test]
fn characters_that_no_font_has_are_named() {
    let place = Place::new();
    let generate = ["map", "generate", "--seed", "7", "--junctions", "500", "--out", "maps/seven"];
    place.muster(&generate).expect(0);
    let draw = |words: &[&'static str]| {
        place.muster(&[&["map", "draw", "maps/seven", "--bridges", "0"], words].concat())
    };
    assert_eq!(draw(&["-o", "seven.png"]).expect(0).err, "");
    let zones = fs::read_to_string(place.path("maps/seven/zones.csv")).unwrap();
    let named = zones.lines().nth(1).unwrap().split(',').nth(1).unwrap();
    place.edit("maps/seven/zones.csv", named, "㙟河街道");
    for picture in ["rare.png", "rare.svg"] {
        let said = draw(&["-o", picture]).expect(0);
        assert!(said.err.contains("㙟(㙟河街道)"), "{}", said.err);
        assert_eq!(said.err.contains("--font-dir"), picture == "rare.png");
    }
    fs::create_dir(place.path("fonts")).unwrap();
    fs::write(place.path("fonts/none.ttf"), "no font").unwrap();
    draw(&["-o", "x.png", "--font-dir", "fonts"]).expect(2);
    draw(&["-o", "x.png", "--font-dir", "nowhere"]).expect(4);
    draw(&["-o", "x.svg", "--font-dir", "fonts"]).expect(2);
    assert!(!place.path("x.png").exists() && !place.path("x.svg").exists());
}

#[test]
fn an_interrupt_leaves_no_half_folder() {
    let place = Place::new();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("muster"))
        .current_dir(place.folder.path())
        .args(["map", "generate", "--seed", "1", "--junctions", "200000", "--out", "maps/large"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Generating that many junctions takes many times as long as a process needs to begin.
    std::thread::sleep(std::time::Duration::from_millis(500));
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(place.names("maps"), ["qingshan"]);
}

#[test]
fn a_cache_saves_waiting_and_changes_nothing() {
    let place = Place::new();
    let digest = |name: &str| {
        let said = place.muster(&["run", SCENARIO, "--out", name, "--json"]).expect(0);
        let object: Value = serde_json::from_str(&said.out).unwrap();
        (object["digest"].as_str().unwrap().to_owned(), said.err)
    };
    // Two at once, before anything is kept.
    let (first, second) = std::thread::scope(|scope| {
        let one = scope.spawn(|| digest("runs/one"));
        (digest("runs/two"), one.join().unwrap())
    });
    assert_eq!(first, second);
    assert!(!first.1.contains("缓存"), "{}", first.1);
    let kept = place.names("cache");
    assert!(matches!(&kept[..], [name] if name.ends_with(".member")), "{kept:?}");
    let path = place.path("cache").join(&kept[0]);
    let whole = fs::read(&path).unwrap();
    let mut damaged = whole.clone();
    *damaged.last_mut().unwrap() ^= 1;
    fs::write(&path, damaged).unwrap();
    let third = digest("runs/three");
    assert_eq!(third.0, first.0);
    assert!(third.1.contains("已损坏") && third.1.contains(&kept[0]), "{}", third.1);
    assert_eq!(fs::read(&path).unwrap(), whole, "the same member, made anew");
    // A replay stands on its inputs alone.
    fs::write(&path, "nothing").unwrap();
    let replayed = place.muster(&["replay", "runs/one"]).expect(0);
    assert!(replayed.out.contains(&first.0) && !replayed.err.contains("缓存"));
    assert_eq!(fs::read(&path).unwrap(), b"nothing");
}
