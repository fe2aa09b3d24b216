//! The spanned tree of a document: nodes with their place, their parent and the step that leads to
//! them. Reading text into it is `reader`'s, turning it into values `decode`'s.

use crate::base::problem::Place;

/// Index of a node in its tree.
pub(super) type NodeIndex = u32;

/// What a node is. Structures, tuples and variants all come in parentheses.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Bool(bool),
    Char(char),
    /// A number, valid as a whole number or a decimal fraction; its text is the source's.
    Number,
    Text(String),
    /// A bare name: a variant or structure without content.
    Name(String),
    /// `(…)` or `name(…)` without field names; `()` is the empty one.
    Tuple {
        name: Option<String>,
        items: Vec<NodeIndex>,
    },
    /// `(field: …)` or `name(field: …)`.
    Fields {
        name: Option<String>,
        fields: Vec<Field>,
    },
    List(Vec<NodeIndex>),
    Map(Vec<(NodeIndex, NodeIndex)>),
    /// Not readable; a problem says so already.
    Broken,
}

/// A named field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) start: u32,
    pub(super) value: NodeIndex,
}

/// How a node is reached from its parent.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// The root, or the only thing between parentheses: `Some(x)`, `variant(x)`.
    Same,
    Field(String),
    Index(u32),
    /// A map's key as it stands in the file.
    Key(String),
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) parent: NodeIndex,
    pub(super) step: Step,
}

/// A document: its nodes, the root last. Children come before their parents.
#[derive(Debug)]
pub(super) struct Tree<'s> {
    pub(super) source: &'s str,
    pub(super) nodes: Vec<Node>,
    lines: Vec<u32>,
}

/// Characters of what was found that a problem shows.
const FOUND_LENGTH: usize = 48;

impl<'s> Tree<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        let after_mark = if source.starts_with('\u{feff}') { 3 } else { 0 };
        let breaks = source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines =
            std::iter::once(after_mark).chain(breaks.map(|(at, _)| at as u32 + 1)).collect();
        Self { source, nodes: Vec::new(), lines }
    }

    /// Adds a node and makes it the parent of its children.
    pub(super) fn add(&mut self, kind: Kind, start: usize, end: usize) -> NodeIndex {
        let index = self.nodes.len() as NodeIndex;
        match &kind {
            Kind::Tuple { items, .. } if items.len() == 1 => {
                self.adopt(index, items[0], Step::Same);
            }
            Kind::Tuple { items, .. } | Kind::List(items) => {
                for (position, item) in items.iter().enumerate() {
                    self.adopt(index, *item, Step::Index(position as u32));
                }
            }
            Kind::Fields { fields, .. } => {
                for field in fields {
                    self.adopt(index, field.value, Step::Field(field.name.clone()));
                }
            }
            Kind::Map(entries) => {
                for (key, value) in entries {
                    let text = self.text(*key).to_owned();
                    self.adopt(index, *key, Step::Key(text.clone()));
                    self.adopt(index, *value, Step::Key(text));
                }
            }
            _ => {}
        }
        let (start, end) = (start as u32, end as u32);
        self.nodes.push(Node { kind, start, end, parent: index, step: Step::Same });
        index
    }

    fn adopt(&mut self, parent: NodeIndex, child: NodeIndex, step: Step) {
        let node = &mut self.nodes[child as usize];
        node.parent = parent;
        node.step = step;
    }

    pub(super) fn root(&self) -> NodeIndex {
        self.nodes.len() as NodeIndex - 1
    }

    pub(super) fn node(&self, index: NodeIndex) -> &Node {
        &self.nodes[index as usize]
    }

    /// The node's text as it stands in the file.
    pub(super) fn text(&self, index: NodeIndex) -> &'s str {
        let node = self.node(index);
        &self.source[node.start as usize..node.end as usize]
    }

    /// Line and column of a byte, both from 1, the column in characters.
    pub(super) fn line_column(&self, offset: u32) -> (u32, u32) {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines[line - 1].min(offset) as usize;
        let column = self.source[start..offset as usize].chars().count() + 1;
        (line as u32, column as u32)
    }

    pub(super) fn place(&self, file: &str, offset: u32, path: String) -> Place {
        let (line, column) = self.line_column(offset);
        Place { file: file.to_owned(), line, column, path }
    }

    /// The path from the root, such as `incidents[3].tasks[1].capability`.
    pub(super) fn path(&self, index: NodeIndex) -> String {
        let mut steps = Vec::new();
        let mut at = index;
        while at != self.node(at).parent {
            steps.push(&self.node(at).step);
            at = self.node(at).parent;
        }
        let mut path = String::new();
        for step in steps.into_iter().rev() {
            match step {
                Step::Same => {}
                Step::Field(name) => join_field(&mut path, name),
                Step::Index(position) => path += &format!("[{position}]"),
                Step::Key(key) => path += &format!("[{key}]"),
            }
        }
        path
    }

    /// The node at `path`; of one that is not there, the nearest around it and `false`.
    pub(super) fn find(&self, path: &str) -> (NodeIndex, bool) {
        let mut at = self.root();
        for step in steps(path) {
            match self.step(at, step) {
                Some(next) => at = next,
                None => return (at, false),
            }
        }
        (at, true)
    }

    fn step(&self, index: NodeIndex, step: &str) -> Option<NodeIndex> {
        let position = || step.parse::<usize>().ok();
        match &self.node(index).kind {
            Kind::Tuple { items, .. } if items.len() == 1 => self.step(items[0], step),
            Kind::Tuple { items, .. } | Kind::List(items) => items.get(position()?).copied(),
            Kind::Fields { fields, .. } => {
                fields.iter().find(|field| field.name == step).map(|field| field.value)
            }
            Kind::Map(entries) => {
                let is_meant = |key: NodeIndex| match &self.node(key).kind {
                    Kind::Text(text) => step == text || step == self.text(key),
                    _ => step == self.text(key),
                };
                entries.iter().find(|(key, _)| is_meant(*key)).map(|(_, value)| *value)
            }
            _ => None,
        }
    }
}

/// `path.name`, or `name` at the root.
pub(super) fn join_field(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// The steps of a path: names, positions, keys with or without their quotes.
fn steps(path: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let end = match inside.strip_prefix('"') {
                Some(key) => key.find("\"]").map(|at| at + 2),
                None => inside.find(']'),
            };
            let end = end.unwrap_or(inside.len());
            steps.push(&inside[..end]);
            rest = inside[end..].strip_prefix(']').unwrap_or("");
        } else {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            if end > 0 {
                steps.push(&rest[..end]);
            }
            rest = &rest[end..];
        }
    }
    steps
}

/// Text as a problem shows it: on one line, shortened.
pub(super) fn shown(text: &str) -> String {
    let mut line = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        if count > 0 {
            line.push(' ');
        }
        for character in word.chars() {
            if count >= FOUND_LENGTH {
                line.push('…');
                return line;
            }
            line.push(if character.is_control() { '\u{fffd}' } else { character });
            count += 1;
        }
        count += 1;
    }
    if line.is_empty() { "EOF".to_owned() } else { line }
}
