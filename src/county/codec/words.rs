//! The written forms of closed sets of words, and of sets of profiles.

use serde::Serialize;

use crate::base::problem::{Place, Problem, did_you_mean, nearest};
use crate::base::text::Text;
use crate::vocabulary::profile::{Profile, ProfileSet};

/// The words of a set with their written forms.
pub(super) struct Words<T: 'static> {
    words: Vec<(String, T)>,
}

impl<T: Serialize + Copy + PartialEq> Words<T> {
    /// The written forms of all of these, as serde names them.
    pub(super) fn new(all: &[T]) -> Self {
        let written = |word: &T| match serde_json::to_value(word) {
            Ok(serde_json::Value::String(name)) => name,
            other => panic!("a word is written as a string, not as {other:?}"),
        };
        Self { words: all.iter().map(|word| (written(word), *word)).collect() }
    }

    /// The word written so.
    pub(super) fn get(&self, name: &[u8]) -> Option<T> {
        self.words.iter().find(|(word, _)| word.as_bytes() == name).map(|(_, word)| *word)
    }

    /// The written form of a word.
    pub(super) fn written(&self, word: T) -> &str {
        let entry = self.words.iter().find(|(_, other)| *other == word);
        &entry.expect("every word of the set is listed").0
    }

    /// The problem of something that is none of these words.
    pub(super) fn unknown(&self, name: &str, place: Place) -> Problem {
        let names = || self.words.iter().map(|(word, _)| word.as_str());
        let list = names().collect::<Vec<_>>().join(", ");
        let expected = Text::new(format!("其中之一:{list}"), format!("one of: {list}"));
        let problem = Problem::error(place, format!("\"{name}\""), expected);
        match nearest(name, names()) {
            Some(near) => problem.hint(did_you_mean(near)),
            None => problem,
        }
    }
}

/// Initials of the profiles, as `roads.csv` writes which of them can pass: `RHOFB`.
const INITIALS: [(u8, Profile); 6] = [
    (b'R', Profile::Road),
    (b'H', Profile::HighClearance),
    (b'O', Profile::OffRoad),
    (b'F', Profile::Foot),
    (b'B', Profile::Boat),
    (b'A', Profile::Air),
];

/// The set that these initials say, each at most once.
pub(super) fn profiles(initials: &[u8]) -> Option<ProfileSet> {
    let mut set = ProfileSet::NONE;
    for initial in initials {
        let (_, profile) = INITIALS.iter().find(|(other, _)| other == initial)?;
        if set.has(*profile) {
            return None;
        }
        set = set.with(*profile);
    }
    Some(set)
}

/// Writes a set of profiles as initials.
pub(super) fn write_profiles(out: &mut Vec<u8>, set: ProfileSet) {
    out.extend(INITIALS.iter().filter(|(_, profile)| set.has(*profile)).map(|entry| entry.0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::place::FacilityKind;

    #[test]
    fn words_and_profiles_survive_writing() {
        let words = Words::new(FacilityKind::ALL);
        for kind in FacilityKind::ALL {
            assert_eq!(words.get(words.written(*kind).as_bytes()), Some(*kind));
        }
        assert_eq!(words.get(b"fire-station"), Some(FacilityKind::FireStation));
        for mask in 0..=ProfileSet::ALL.0 {
            let mut out = Vec::new();
            write_profiles(&mut out, ProfileSet(mask));
            assert_eq!(profiles(&out), Some(ProfileSet(mask)));
        }
        assert_eq!(profiles(b"RR"), None);
        assert_eq!(profiles(b"X"), None);
    }
}
