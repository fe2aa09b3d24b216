//! Goldens: what must come out with the same bits in debug and release, on every machine, from
//! build to build. A golden is (byte size, BLAKE3 digest) of the canonical bytes: the size says
//! that the encoding changed, the digest alone that the values did.
//!
//! `tests/golden/NAME.txt` is written by `MUSTER_RENEW_GOLDEN=1 cargo test --test suite golden` and
//! in no other way; the commit that renews one says why the bytes had to change.

use std::fs;
use std::path::PathBuf;

use muster::base::chance::{Purpose, Seed};
use muster::base::key::Key;
use muster::base::math;
use muster::scenario::Tier;

use crate::tree;

/// The variable that allows goldens to be written.
const RENEW: &str = "MUSTER_RENEW_GOLDEN";

/// Compares `bytes` with the golden `name`, or renews it where that was asked for.
#[track_caller]
pub(crate) fn check(name: &str, bytes: &[u8]) {
    let file = path(name);
    let now = fingerprint(bytes);
    if std::env::var_os(RENEW).is_some_and(|value| value == "1") {
        fs::write(&file, &now).expect("a golden can be written");
    }
    let stored = fs::read_to_string(&file).ok();
    if let Err(difference) = compare(stored.as_deref(), &now) {
        panic!("golden {name}: {difference}\n{RENEW}=1 renews it; the commit says why");
    }
}

fn path(name: &str) -> PathBuf {
    tree::root().join("tests/golden").join(format!("{name}.txt"))
}

fn fingerprint(bytes: &[u8]) -> String {
    format!("bytes {}\nblake3 {}\n", bytes.len(), blake3::hash(bytes).to_hex())
}

fn compare(stored: Option<&str>, now: &str) -> Result<(), String> {
    let Some(stored) = stored else { return Err(format!("there is none; it would be\n{now}")) };
    if stored == now {
        return Ok(());
    }
    let what = if stored.lines().next() == now.lines().next() {
        "the values changed"
    } else {
        "the encoding changed"
    };
    Err(format!("{what}: it was\n{stored}and is\n{now}"))
}

#[test]
fn a_golden_tells_a_new_encoding_from_new_values() {
    let old = fingerprint(b"one");
    assert_eq!(compare(Some(&old), &fingerprint(b"one")), Ok(()));
    let says = |now: &[u8]| compare(Some(&old), &fingerprint(now)).expect_err("it differs");
    assert!(says(b"two").starts_with("the values changed"));
    assert!(says(b"three").starts_with("the encoding changed"));
    assert!(compare(None, &old).is_err(), "a golden that is missing is not taken as equal");
}

/// Draws of all shapes over 64 keys: the words of the blocks and what is made of them.
#[test]
fn draws() {
    let mut bytes = Vec::new();
    for key in 0..64 {
        let mut draws = Seed(20_260_620).draws(Purpose::Test, Key(key));
        bytes.extend(draws.word().to_le_bytes());
        bytes.extend(draws.below(1000).to_le_bytes());
        for value in [draws.uniform(), draws.exponential(30.0), draws.normal()] {
            bytes.extend(value.to_le_bytes());
        }
        bytes.extend(draws.lognormal(90.0, 0.5).to_le_bytes());
    }
    check("draws", &bytes);
}

/// The portable functions over a grid of arguments from 1/16 to 64: every bit of the result.
#[test]
fn mathematics() {
    let mut bytes = Vec::new();
    for step in 1..=1024 {
        let x = f64::from(step) / 16.0;
        let one = [math::exp, math::ln, math::log10, math::sqrt, math::cbrt];
        let two = [math::sin, math::cos, math::tan, math::tanh, math::erf];
        for function in one.into_iter().chain(two) {
            bytes.extend(function(x).to_le_bytes());
        }
        for function in [math::pow, math::atan2, math::hypot] {
            bytes.extend(function(x, 1.7).to_le_bytes());
        }
    }
    check("mathematics", &bytes);
}

/// The log of the shipped drill over a small county at each tier: digests that debug and release,
/// and every later build, must give again.
#[test]
fn small_drills() {
    let digest = |tier| {
        let prepared = crate::fixture::small(1, tier);
        muster::sim::play(&prepared, Seed(1), &[]).digest().to_string()
    };
    check("drill-beginner", digest(Tier::Beginner).as_bytes());
    check("drill-intermediate", digest(Tier::Intermediate).as_bytes());
    check("drill-advanced", digest(Tier::Advanced).as_bytes());
}
