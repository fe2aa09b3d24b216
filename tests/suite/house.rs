//! The rules of the house, held on the files themselves.
//!
//! - A module uses only rows of the layer table above its own, in tests too: a unit test that
//!   needs a later row belongs in this suite.
//! - What a module must not know is absent from it: the world from score and autopilot, the ECS
//!   from all but `sim`, files and the clock from all that computes.
//! - Every file says in its first line what lives in it; lines fit 100 columns; nothing is left
//!   open or ignored. (Functions of at most 70 lines and 7 arguments: clippy holds them.)
//! - What is shown exists in both languages, with the words of the glossary, without telephone
//!   numbers.
//!
//! Each rule is a row of data; each row says why.

use crate::source::{Declared, Mention, Source, read, sources};
use crate::tree;

/// The layer table: rows from what everything stands on to what stands on everything, in reading
/// order. A module uses only rows above its own.
const LAYERS: &[(u8, &str)] = &[
    (0, "base"),
    (1, "vocabulary"),
    (2, "hazard"),
    (2, "event_log"),
    (3, "county"),
    (4, "plan"),
    (5, "scenario"),
    (5, "knowledge"),
    (6, "autopilot"),
    (7, "sim"),
    (7, "score"),
    (8, "sweep"),
    (9, "review"),
    (10, "report"),
    (11, "files"),
    (12, "console"),
    (13, "cli"),
];

/// Names that a part of the project must not mention.
struct Absence {
    /// A name, or several in a row, wherever they stand in a path: `std::fs` is in `std::fs::File`.
    names: &'static [&'static str],
    /// Folders or files in which they are absent.
    within: &'static [&'static str],
    /// Folders or files inside those where they may stand after all.
    except: &'static [&'static str],
    /// Whether code for tests may mention them.
    tests_may: bool,
    because: &'static str,
}

const ABSENCES: &[Absence] = &[
    Absence {
        names: &["bevy_ecs"],
        within: &["src/", "tests/", "benches/"],
        except: &["src/sim/"],
        tests_may: false,
        because: "only sim knows that the world is an ECS",
    },
    Absence {
        names: &["crate::sim"],
        within: &["src/score/", "src/autopilot/", "src/knowledge/"],
        except: &[],
        tests_may: false,
        because: "who judges reads the log, who decides reads a picture: neither sees the world",
    },
    Absence {
        names: &["crate::event_log::EventLog"],
        within: &["src/autopilot/", "src/knowledge/"],
        except: &[],
        tests_may: false,
        because: "the log holds the truth, a desk knows only what it has read",
    },
    Absence {
        names: &["std::fs", "std::net", "std::process", "std::env"],
        within: &["src/"],
        except: &["src/files/", "src/console/", "src/cli/", "src/main.rs", "src/build.rs"],
        tests_may: true,
        because: "only files reads and writes; the rest takes and gives bytes and values",
    },
    Absence {
        names: &["std::io"],
        within: &["src/"],
        // Decoders of public formats read bytes in memory through its traits.
        except: &[
            "src/files/",
            "src/console/",
            "src/cli/",
            "src/main.rs",
            "src/build.rs",
            "src/county/import/",
        ],
        tests_may: true,
        because: "only files reads and writes; the rest takes and gives bytes and values",
    },
    Absence {
        names: &["std::time", "Instant", "SystemTime", "Timestamp::now", "Zoned::now"],
        within: &["src/"],
        except: &[],
        tests_may: false,
        because: "no wall clock: time is base::time::Time and comes from the agenda",
    },
    Absence {
        names: &["HashMap", "HashSet", "DefaultHasher", "RandomState"],
        within: &["src/"],
        // Looked up only, never iterated: up to 200,000 names while a map is loaded.
        except: &["src/county/codec/names.rs"],
        tests_may: true,
        because: "their order differs between processes: use BTreeMap or a sorted Vec",
    },
    Absence {
        names: &["std::thread", "rayon", "crossbeam"],
        within: &["src/"],
        except: &["src/sweep/", "src/files/", "src/console/", "src/cli/"],
        tests_may: true,
        because: "no thread reaches a result; a sweep gathers its runs in order of seed",
    },
    Absence {
        names: &["thread_rng", "rand::rng", "rand::random", "getrandom", "OsRng"],
        within: &["src/", "tests/", "benches/"],
        except: &[],
        tests_may: false,
        because: "every draw is keyed: base::chance::Seed::draws",
    },
    Absence {
        names: &["todo!", "unimplemented!", "dbg!", "#[ignore]"],
        within: &["src/", "tests/", "benches/"],
        except: &[],
        tests_may: false,
        because: "what is not done is said in an issue, not left in the code",
    },
];

/// Words that the glossary replaces by others: (not this, but this).
const BANNED_WORDS: &[(&str, &str)] = &[
    ("doctrine", "autopilot, or the plan"),
    ("条令", "预案自动执行"),
    ("谎报", "迟报、未报: intent is for people to find"),
    ("瞒报", "迟报、未报: intent is for people to find"),
    ("luck", "run-to-run variation"),
    ("运气", "情景随机性影响"),
    ("garrison", "army, armed police and militia"),
    ("驻军", "解放军、武警、民兵"),
    ("社会组织", "社会应急力量"),
];

/// What may stand at the top of the project, besides dot-files and what git ignores.
const TOP_LEVEL: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "benches",
    "maps",
    "reports",
    "rust-toolchain.toml",
    "scenarios",
    "src",
    "tests",
];

/// What people read: the words and numbers in it are judged.
const SHOWN: &[&str] = &["src", "scenarios", "maps", "reports", "README.md", ".github"];

/// Fails with the rule and every offence against it.
#[track_caller]
fn hold(rule: &str, offences: &[String]) {
    assert!(offences.is_empty(), "{rule}\n\n{}\n", offences.join("\n"));
}

fn row(module: &str) -> Option<u8> {
    LAYERS.iter().find(|(_, name)| *name == module).map(|(row, _)| *row)
}

fn table() -> String {
    LAYERS.iter().map(|(row, name)| format!("{row:>4} | {name}\n")).collect()
}

/// What `source` uses that does not stand above it.
fn layer_offences(source: &Source) -> Vec<String> {
    let own = source.path.trim_start_matches("src/").split('/').next().unwrap_or("");
    let own = own.trim_end_matches(".rs");
    let may_use = |used: &str| match own {
        "lib" => true,
        "main" => used == "cli",
        _ => used == own || row(used).zip(row(own)).is_some_and(|(used, own)| used < own),
    };
    let mut offences = Vec::new();
    for Mention { path, line, .. } in &source.mentions {
        let mut segments = path.split("::");
        let first = segments.next();
        let outside = first == Some("crate") || own == "main" && first == Some("muster");
        if let (true, Some(used)) = (outside, segments.next())
            && !may_use(used.trim_end_matches('!'))
        {
            offences.push(format!("{}:{line}: {own} uses {path}", source.path));
        }
    }
    offences
}

fn matches_name(path: &str, name: &str) -> bool {
    format!("::{path}::").contains(&format!("::{name}::"))
}

fn absence_offences(source: &Source, rule: &Absence) -> Vec<String> {
    let stands_in = |places: &[&str]| places.iter().any(|place| source.path.starts_with(place));
    if !stands_in(rule.within) || stands_in(rule.except) {
        return Vec::new();
    }
    let offends = |mention: &&Mention| {
        !(rule.tests_may && mention.in_test)
            && rule.names.iter().any(|name| matches_name(&mention.path, name))
    };
    let mentions = source.mentions.iter().filter(offends);
    mentions.map(|mention| format!("{}:{}: {}", source.path, mention.line, mention.path)).collect()
}

fn is_chinese(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// What is wrong with a text in two languages.
fn text_offence(text: &Declared) -> Option<&'static str> {
    match (text.zh.as_deref(), text.en.as_deref()) {
        (Some(""), _) => Some("the Chinese is empty"),
        (_, Some("")) => Some("the English is empty"),
        (_, Some(en)) if en.contains(is_chinese) => Some("the English holds Chinese"),
        _ => None,
    }
}

/// Banned words in a line, English ones as whole words in any case.
fn banned_words(line: &str) -> Vec<(&'static str, &'static str)> {
    let lower = line.to_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_alphabetic()).collect();
    let stands =
        |word: &str| if word.is_ascii() { words.contains(&word) } else { line.contains(word) };
    BANNED_WORDS.iter().copied().filter(|(word, _)| stands(word)).collect()
}

/// Telephone numbers in a line: a Chinese mobile number is 11 digits that begin with 13 to 19, a
/// fixed one an area code (010 to 0999), a hyphen and 7 or 8 digits. Digits that continue a word,
/// a fraction or a longer number are none.
fn telephone_numbers(line: &str) -> Vec<&str> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
    let is_telephone = |word: &str| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        match word.split_once('-') {
            None => word.len() == 11 && digits(word) && ("13".."2").contains(&word),
            Some((area, number)) => {
                area.starts_with('0')
                    && matches!(area.len(), 3 | 4)
                    && matches!(number.len(), 7 | 8)
                    && digits(area)
                    && digits(number)
            }
        }
    };
    line.split(|letter| !is_part(letter)).filter(|word| is_telephone(word)).collect()
}

/// Every line of the files under `folders` that are text: (path, number from 1, line).
fn lines(folders: &[&str]) -> Vec<(String, usize, String)> {
    let mut lines = Vec::new();
    for path in tree::files(folders) {
        let text = tree::text(&path).unwrap_or_default();
        let numbered = text.lines().enumerate();
        lines.extend(numbered.map(|(at, line)| (path.clone(), at + 1, line.to_string())));
    }
    lines
}

#[test]
fn a_module_uses_only_rows_above_its_own() {
    let offences: Vec<String> = sources(&["src"]).iter().flat_map(layer_offences).collect();
    let rule = format!("A module uses only rows above its own:\n{}", table());
    hold(&rule, &offences);
}

#[test]
fn the_architecture_document_tells_the_same_table() {
    let document = tree::text("src/lib.rs").expect("lib.rs is UTF-8");
    let told: Vec<&str> = document.lines().filter(|line| line.starts_with("//! | ")).collect();
    let is_told = |(row, name): &&(u8, &str)| {
        told.iter().any(|line| {
            line.starts_with(&format!("//! | {row} | [`{name}`] |"))
                || line.starts_with(&format!("//! | {row} | `{name}` |"))
        })
    };
    let untold = LAYERS.iter().filter(|layer| !is_told(layer));
    let offences: Vec<String> = untold.map(|(row, name)| format!("no row {row} {name}")).collect();
    hold("src/lib.rs tells every row of the layer table", &offences);

    let declared: Vec<&str> = document
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let reading: Vec<&str> =
        LAYERS.iter().map(|(_, name)| *name).filter(|name| declared.contains(name)).collect();
    assert_eq!(declared, reading, "src/lib.rs declares the modules of the table in reading order");
}

#[test]
fn what_a_module_must_not_know_is_absent() {
    let sources = sources(&["src", "tests", "benches"]);
    for rule in ABSENCES {
        let offences: Vec<String> =
            sources.iter().flat_map(|source| absence_offences(source, rule)).collect();
        let names = rule.names.join(", ");
        hold(&format!("Not here: {names} ({})", rule.because), &offences);
    }
}

#[test]
fn the_first_line_says_what_lives_in_a_file() {
    let first = lines(&["src", "tests", "benches"]);
    let first = first.iter().filter(|(path, number, _)| path.ends_with(".rs") && *number == 1);
    let silent = first.filter(|(_, _, line)| !line.starts_with("//! ") || line.len() < 20);
    let offences: Vec<String> = silent.map(|(path, _, line)| format!("{path}: {line}")).collect();
    hold("The first line of a file is `//!` and says what lives there", &offences);
}

#[test]
fn lines_fit_a_hundred_columns() {
    let lines = lines(&["src", "tests", "benches"]);
    let wide = lines
        .iter()
        .filter(|(path, _, line)| path.ends_with(".rs") && line.chars().count() > 100)
        .map(|(path, number, _)| format!("{path}:{number}"));
    hold("A line has at most 100 columns", &wide.collect::<Vec<_>>());
}

#[test]
fn texts_in_code_exist_in_both_languages() {
    let mut offences = Vec::new();
    let mut count = 0;
    for source in sources(&["src"]) {
        count += source.texts.len();
        let faulty = source.texts.iter().filter_map(|text| Some((text, text_offence(text)?)));
        offences
            .extend(faulty.map(|(text, what)| format!("{}:{}: {what}", source.path, text.line)));
    }
    assert!(count > 100, "the words of the vocabulary alone are more than the {count} texts seen");
    hold("What is shown exists in Chinese and in English", &offences);
}

#[test]
fn the_words_are_those_of_the_glossary() {
    let mut offences = Vec::new();
    for (path, number, line) in lines(SHOWN) {
        for (word, instead) in banned_words(&line) {
            offences.push(format!("{path}:{number}: \"{word}\", rather {instead}"));
        }
    }
    hold("One word for one thing, and no word that judges", &offences);
}

#[test]
fn no_telephone_number_is_kept() {
    let mut offences = Vec::new();
    for (path, number, line) in lines(SHOWN) {
        for found in telephone_numbers(&line) {
            offences.push(format!("{path}:{number}: {found}"));
        }
    }
    hold("Posts are named, never persons or their telephones", &offences);
}

#[test]
fn the_top_of_the_project_holds_what_it_should() {
    let ignored = tree::text(".gitignore").expect("the list of ignored files is UTF-8");
    let ignored: Vec<&str> = ignored.lines().map(|line| line.trim_matches('/')).collect();
    let entries = std::fs::read_dir(tree::root()).expect("the project's folder can be listed");
    let offences: Vec<String> = entries
        .map(|entry| {
            entry.expect("an entry can be read").file_name().to_string_lossy().into_owned()
        })
        .filter(|name| !name.starts_with('.'))
        .filter(|name| !TOP_LEVEL.contains(&name.as_str()) && !ignored.contains(&name.as_str()))
        .collect();
    hold("Nothing else stands at the top of the project", &offences);
}

#[test]
fn every_golden_belongs_to_a_test() {
    let suite: String = lines(&["tests/suite"]).into_iter().map(|(_, _, line)| line).collect();
    let is_checked = |path: &String| {
        let name = path.trim_start_matches("tests/golden/").trim_end_matches(".txt");
        suite.contains(&format!("check(\"{name}\""))
    };
    let mut offences = tree::files(&["tests/golden"]);
    offences.retain(|path| !is_checked(path));
    hold("A golden that no test checks is removed", &offences);
}

/// What the reader makes of a piece of code, as `path` or `path (test)`.
fn check_mentions(path: &str, code: &str, expected: &[&str]) {
    let source = read(path, code);
    let seen: Vec<String> = source
        .mentions
        .iter()
        .filter(|mention| mention.path.contains([':', '!', '#']))
        .map(|mention| format!("{}{}", mention.path, if mention.in_test { " (test)" } else { "" }))
        .collect();
    assert_eq!(seen, expected, "{code}");
}

#[test]
fn the_reader_sees_every_way_to_name_a_thing() {
    let file = "src/score/chain.rs";
    check_mentions(file, "use crate::sim::World;", &["crate::sim::World"]);
    check_mentions(
        file,
        "use crate::{sim::{self, A as B}, plan::*};",
        &["crate::sim::self", "crate::sim::A", "crate::plan::*"],
    );
    check_mentions(file, "use super::super::sim::World;", &["crate::sim::World"]);
    check_mentions(
        file,
        "fn a() -> super::Leg { self::b() }",
        &["crate::score::Leg", "crate::score::chain::b"],
    );
    check_mentions(file, "// crate::sim\nconst A: &str = \"crate::sim\";", &[]);
    check_mentions(file, "words! { A { /// x\n B \"甲\" \"b\" } }", &["words!", "#[doc]"]);
    check_mentions(file, "macro_rules! m { () => { $crate::sim::x() } }", &["crate::sim::x"]);
    check_mentions(
        file,
        "#[cfg(test)]\nmod tests { use super::a; }\nuse std::fs;",
        &["#[cfg]", "crate::score::chain::a (test)", "std::fs"],
    );
    check_mentions(
        file,
        "#[cfg(test)] use std::fs; fn a() { std::io::b() }",
        &["#[cfg]", "std::fs (test)", "std::io::b"],
    );
    check_mentions(file, "fn a() { if b != (c) { todo!() } }", &["todo!"]);
    check_mentions(file, "#[test] #[ignore = \"slow\"] fn a() {}", &["#[test]", "#[ignore]"]);
}

#[test]
fn the_rules_catch_what_they_are_for() {
    let caught = |path: &str, code: &str| layer_offences(&read(path, code)).len();
    assert_eq!(caught("src/score/chain.rs", "use crate::sim::World;"), 1, "same row");
    assert_eq!(caught("src/hazard/flood.rs", "fn a() { crate::plan::b() }"), 1, "a later row");
    assert_eq!(caught("src/plan/lint.rs", "use crate::*;"), 1, "everything at once");
    assert_eq!(caught("src/plan/lint.rs", "use crate::oddments::A;"), 1, "no row at all");
    assert_eq!(caught("src/plan/lint.rs", "use crate::{base::id, plan::file};"), 0);
    assert_eq!(caught("src/main.rs", "fn main() { muster::files::load() }"), 1);
    assert_eq!(caught("src/main.rs", "fn main() { muster::cli::main() }"), 0);

    let caught = |path: &str, code: &str| {
        let source = read(path, code);
        ABSENCES.iter().map(|rule| absence_offences(&source, rule).len()).sum::<usize>()
    };
    assert_eq!(caught("src/plan/lint.rs", "use std::collections::{BTreeMap, HashMap};"), 1);
    assert_eq!(caught("src/plan/lint.rs", "#[cfg(test)] mod tests { use std::fs; }"), 0);
    assert_eq!(caught("src/plan/lint.rs", "use std::{fmt, io::Read};"), 1);
    assert_eq!(caught("src/files/run.rs", "use std::io::Read;"), 0);
    assert_eq!(caught("src/sim/agenda.rs", "fn a(now: Time) { b(now, instant::now) }"), 0);
    assert_eq!(caught("src/sim/agenda.rs", "fn a() { Timestamp::now() }"), 1);
    assert_eq!(caught("src/report/html.rs", "use bevy_ecs::world::World;"), 1);

    let texts = |code: &str| {
        let source = read("src/plan/lint.rs", code);
        source.texts.iter().map(text_offence).collect::<Vec<_>>()
    };
    assert_eq!(
        texts("words! { A { B \"甲\" \"b\", C \"\" \"c\", } }"),
        [None, Some("the Chinese is empty")]
    );
    assert_eq!(
        texts("fn a() { Text::new(format!(\"{b}时\"), \"时\") }"),
        [Some("the English holds Chinese")]
    );

    assert_eq!(banned_words("Good Luck, flucking").len(), 1);
    assert_eq!(banned_words("不得瞒报、谎报").len(), 2);
    let numbers =
        "13800138000 a13800138000 0.13800138000 138001380001 0571-1234567 2026-06-1234567";
    assert_eq!(telephone_numbers(numbers), ["13800138000", "0571-1234567"]);
}
