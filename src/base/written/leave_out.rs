//! Leaves out of a document what speaks of something that is not there, and what refers to what
//! was left out: items of lists, entries of maps, sentences of texts. The rest stays as it was
//! written, comments and all. What the document means is not known here.
//!
//! A comment line that names such a thing in braces ties to it the item or field behind it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::readable;
use super::tree::{Kind, NodeIndex, Step, Tree};

/// What is not there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gone {
    /// What stands in braces: `reservoir` for `{reservoir}` and `{reservoir.short}`.
    pub places: BTreeSet<String>,
    /// Written names of what was left out; others refer to them.
    pub names: BTreeSet<String>,
}

/// The document without what is gone; the names of what is left out for that join `gone`. A
/// document that cannot be read stays as it is.
pub fn leave_out(source: &str, gone: &mut Gone) -> String {
    let mut document = source.to_owned();
    loop {
        let cuts = match readable(&document) {
            Some(tree) => Cutting { tree: &tree, gone, cuts: Vec::new() }.cuts(),
            None => return document,
        };
        if cuts.is_empty() {
            return document;
        }
        document = without(&document, cuts);
    }
}

/// The text without these parts, some of which may lie in others.
fn without(text: &str, mut cuts: Vec<Range<usize>>) -> String {
    cuts.sort_by_key(|cut| (cut.start, std::cmp::Reverse(cut.end)));
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    for cut in cuts {
        if cut.end > at {
            left += &text[at..cut.start.max(at)];
            at = cut.end;
        }
    }
    left + &text[at..]
}

/// One reading of a document.
struct Cutting<'a, 's> {
    tree: &'a Tree<'s>,
    gone: &'a mut Gone,
    cuts: Vec<Range<usize>>,
}

impl Cutting<'_, '_> {
    fn cuts(mut self) -> Vec<Range<usize>> {
        self.tied();
        for index in 0..self.tree.nodes.len() as NodeIndex {
            let Kind::Text(text) = &self.tree.node(index).kind else { continue };
            let language = self.is_language(index);
            if names_one(text, &self.gone.places) {
                match self.item(index) {
                    Some(item) if language && self.is_prose(item) => self.sentence(index, item),
                    Some(item) => self.cut_item(item),
                    None if language => self.sentence(index, index),
                    None => {}
                }
            } else if !language
                && !self.is_name(index)
                && self.refers(text)
                && let Some(item) = self.item(index)
            {
                self.cut_item(item);
            }
        }
        self.cuts
    }

    /// Cuts what stands behind a comment line that names something gone.
    fn tied(&mut self) {
        let source = self.tree.source;
        let mut offset = 0;
        for line in source.split_inclusive('\n') {
            let start = offset;
            offset += line.len();
            if !line.trim_start().starts_with("//") || !names_one(line, &self.gone.places) {
                continue;
            }
            let mut behind = offset;
            for line in source[offset..].split_inclusive('\n') {
                if !line.trim_start().starts_with("//") {
                    behind += line.len() - line.trim_start().len();
                    break;
                }
                behind += line.len();
            }
            if let Some(part) = self.part_at(behind as u32) {
                self.name_gone(part.0);
                let range = self.widened(part.1);
                self.cuts.push(start..range.end);
            }
        }
    }

    /// The item or field that begins at an offset: its value and where it stands.
    fn part_at(&self, offset: u32) -> Option<(NodeIndex, Range<usize>)> {
        for index in 0..self.tree.nodes.len() as NodeIndex {
            let node = self.tree.node(index);
            let range =
                |start: u32, value: NodeIndex| start as usize..self.tree.node(value).end as usize;
            match &node.kind {
                Kind::List(items) => {
                    if let Some(item) = items.iter().find(|it| self.tree.node(**it).start == offset)
                    {
                        return Some((*item, range(offset, *item)));
                    }
                }
                Kind::Fields { fields, .. } => {
                    if let Some(field) = fields.iter().find(|field| field.start == offset) {
                        return Some((field.value, range(offset, field.value)));
                    }
                }
                Kind::Map(entries) => {
                    let begins = |key: NodeIndex| self.tree.node(key).start == offset;
                    if let Some((_, value)) = entries.iter().find(|(key, _)| begins(*key)) {
                        return Some((*value, range(offset, *value)));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The innermost item of a list or entry of a map that a node is or lies in.
    fn item(&self, index: NodeIndex) -> Option<NodeIndex> {
        let mut at = index;
        loop {
            let node = self.tree.node(at);
            if node.parent == at {
                return None;
            }
            let in_list = matches!(self.tree.node(node.parent).kind, Kind::List(_));
            if in_list || matches!(node.step, Step::Key(_)) {
                return Some(at);
            }
            at = node.parent;
        }
    }

    /// Whether a node is the Chinese or the English of a text.
    fn is_language(&self, index: NodeIndex) -> bool {
        matches!(&self.tree.node(index).step, Step::Field(name) if name == "zh" || name == "en")
    }

    fn is_name(&self, index: NodeIndex) -> bool {
        matches!(&self.tree.node(index).step, Step::Field(name) if name == "name")
    }

    /// Whether an item is nothing but a text in both languages.
    fn is_prose(&self, item: NodeIndex) -> bool {
        let Kind::Fields { fields, .. } = &self.tree.node(item).kind else { return false };
        fields.iter().all(|field| field.name == "zh" || field.name == "en")
    }

    /// Whether a text is the name of something gone, behind a colon or not.
    fn refers(&self, text: &str) -> bool {
        let name = text.rsplit(':').next().unwrap_or(text);
        self.gone.names.contains(name)
    }

    /// Cuts the sentences that speak of something gone, or all of `whole` where no other is left.
    fn sentence(&mut self, index: NodeIndex, whole: NodeIndex) {
        let node = self.tree.node(index);
        let (start, text) = (node.start as usize, self.tree.text(index));
        let mut cuts = Vec::new();
        let (mut at, mut kept) = (1, 0);
        let inside = &text[1..text.len() - 1];
        for sentence in sentences(inside) {
            if names_one(sentence, &self.gone.places) {
                cuts.push(start + at..start + at + sentence.len());
            } else {
                kept += 1;
            }
            at += sentence.len();
        }
        if kept > 0 {
            self.cuts.extend(cuts);
        } else if whole != index {
            self.cut_item(whole);
        }
    }

    fn cut_item(&mut self, item: NodeIndex) {
        self.name_gone(item);
        let node = self.tree.node(item);
        let mut start = node.start as usize;
        if let Kind::Map(entries) = &self.tree.node(node.parent).kind {
            let key = entries.iter().find(|(key, value)| *key == item || *value == item);
            let (key, value) = key.expect("an entry of its map");
            start = self.tree.node(*key).start as usize;
            let end = self.tree.node(*value).end as usize;
            let range = self.widened(start..end);
            self.cuts.push(range);
            return;
        }
        let range = self.widened(start..node.end as usize);
        self.cuts.push(range);
    }

    /// Remembers the name of what is left out.
    fn name_gone(&mut self, item: NodeIndex) {
        let node = self.tree.node(item);
        if let Step::Key(key) = &node.step {
            self.gone.names.insert(key.trim_matches('"').to_owned());
        }
        let Kind::Fields { fields, .. } = &node.kind else { return };
        let name = fields.iter().find(|field| field.name == "name").map(|field| field.value);
        if let Some(Kind::Text(name)) = name.map(|value| &self.tree.node(value).kind) {
            self.gone.names.insert(name.clone());
        }
    }

    /// A part with the comma behind it and, where it has its lines for itself, with all of them and
    /// the comment lines before it.
    fn widened(&self, part: Range<usize>) -> Range<usize> {
        let source = self.tree.source;
        let blank = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
        let mut end = part.end;
        let spaces = blank(&source[end..]);
        if source[end + spaces..].starts_with(',') {
            end += spaces + 1;
        }
        let line = source[..part.start].rfind('\n').map_or(0, |at| at + 1);
        let own_line = source[line..part.start].trim().is_empty();
        let behind = end + blank(&source[end..]);
        if !own_line || !source[behind..].starts_with('\n') {
            return part.start..if own_line { end } else { behind };
        }
        let mut start = line;
        while let Some(before) = start.checked_sub(1) {
            let above = source[..before].rfind('\n').map_or(0, |at| at + 1);
            if !source[above..before].trim_start().starts_with("//") {
                break;
            }
            start = above;
        }
        start..behind + 1
    }
}

/// Whether a text names one of these in braces, alone or with a dot behind or before it.
fn names_one(text: &str, places: &BTreeSet<String>) -> bool {
    let braced = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    braced.flat_map(|braced| braced.split('.')).any(|part| places.contains(part))
}

/// The sentences of a text, with what stands behind them.
fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, character) in text.char_indices() {
        let end = match character {
            '。' => at + character.len_utf8(),
            '.' if text[at + 1..].starts_with(' ') => at + 2,
            _ => continue,
        };
        sentences.push(&text[start..end]);
        start = end;
    }
    if start < text.len() {
        sentences.push(&text[start..]);
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_of_it_and_what_refers_to_that_is_left_out_and_nothing_else() {
        let source = r#"(
    summary: (zh: "雨很大。{dam}满了。", en: "It rains. The {dam.short} dam is full."),
    // 需有 {dam}。 Only with {dam}.
    dilemma: (zh: "泄", en: "release"),
    // 村。 The village.
    happenings: [
        (name: "{dam}-full", title: (zh: "满", en: "full")),
        (name: "rain", fails: ["{mast}", "{dam}"]),
    ],
    injects: [
        // 先说。 First.
        (name: "I-1", tells: (subject: "incident:{dam}-full")),
        (name: "I-2", with: "full"),
        (name: "I-3", with: "rain"),
    ],
    pressures: {
        "full": (title: (zh: "{dam}满", en: "full"), effects: []),
        "rain": (title: (zh: "雨", en: "rain"), effects: [happening("{dam}-full")]),
    },
    beginner: ["full", "rain"],
)
"#;
        let mut gone = Gone { places: BTreeSet::from(["dam".to_owned()]), ..Gone::default() };
        let expected = r#"(
    summary: (zh: "雨很大。", en: "It rains. "),
    // 村。 The village.
    happenings: [
        (name: "rain", fails: ["{mast}", ]),
    ],
    injects: [
        (name: "I-3", with: "rain"),
    ],
    pressures: {
        "rain": (title: (zh: "雨", en: "rain"), effects: []),
    },
    beginner: ["rain"],
)
"#;
        assert_eq!(leave_out(source, &mut gone), expected);
        let names: Vec<&str> = gone.names.iter().map(String::as_str).collect();
        assert_eq!(names, ["I-1", "I-2", "full", "{dam}-full"]);
    }
}
