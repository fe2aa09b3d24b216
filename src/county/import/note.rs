//! What an import counted, left out or mended: said in its report, never dropped in silence.

use serde::Serialize;

use crate::base::text::Text;

/// Examples that are named with a note.
pub const EXAMPLES_MAX: usize = 5;

/// Something of which there was so much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What.
    pub what: Text,
    /// How often.
    pub count: u64,
    /// The first few, at most [`EXAMPLES_MAX`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
}

impl Note {
    /// So many of something, without examples.
    pub fn count(what: Text, count: usize) -> Self {
        Self { what, count: count as u64, examples: Vec::new() }
    }

    /// Counts one more, and names it while there is room for examples.
    pub fn add(&mut self, example: impl ToString) {
        self.count += 1;
        if self.examples.len() < EXAMPLES_MAX {
            self.examples.push(example.to_string());
        }
    }

    /// Appends itself to a list unless there was nothing of it.
    pub fn push_to(self, notes: &mut Vec<Self>) {
        if self.count > 0 {
            notes.push(self);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_counted_and_the_first_five_are_named() {
        let what = Text::new("引用了缺失节点的道路", "ways that name missing nodes");
        let mut note = Note::count(what, 0);
        let mut notes = Vec::new();
        note.clone().push_to(&mut notes);
        assert_eq!(notes, []);
        (0..7).for_each(|way| note.add(way));
        assert_eq!((note.count, note.examples.concat()), (7, "01234".to_owned()));
        note.clone().push_to(&mut notes);
        assert_eq!(notes, [note]);
    }
}
