//! Reads RON text into a spanned tree and goes on after each error. Types are not known here.

mod quoted;

use super::tree::{Field, Kind, NodeIndex, Tree};
use super::{MAX_DEPTH, MAX_RECORDED, wording};
use crate::base::text::Text;

/// An error of syntax: the bytes it stands at, and what was expected there.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) expected: Text,
    pub(super) hint: Option<Text>,
}

/// What was read.
#[derive(Debug)]
pub(super) struct Read<'s> {
    pub(super) tree: Tree<'s>,
    pub(super) faults: Vec<Fault>,
    /// Whether brackets or quotes do not match, so that the tree's shape means nothing.
    pub(super) shapeless: bool,
}

struct Reader<'s> {
    tree: Tree<'s>,
    at: usize,
    /// Closing brackets of what is open, innermost last.
    open: Vec<char>,
    faults: Vec<Fault>,
    shapeless: bool,
    /// Nothing more is looked for.
    is_over: bool,
}

/// Reads `source`, which is at most 4 GiB.
pub(super) fn read(source: &str) -> Read<'_> {
    let at = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let tree = Tree::new(source);
    let (open, faults) = (Vec::new(), Vec::new());
    let mut reader = Reader { tree, at, open, faults, shapeless: false, is_over: false };
    reader.attributes();
    reader.value();
    reader.skip_space();
    if reader.at < source.len() && !reader.shapeless {
        let end = reader.token_end();
        reader.fault(reader.at, end, wording::end_of_file());
        reader.shapeless = true;
    }
    Read { tree: reader.tree, faults: reader.faults, shapeless: reader.shapeless }
}

/// The character that was meant by one typed full-width.
const fn half_width(character: char) -> Option<char> {
    Some(match character {
        '\u{ff08}' => '(',
        '\u{ff09}' => ')',
        '\u{ff3b}' | '【' => '[',
        '\u{ff3d}' | '】' => ']',
        '\u{ff5b}' => '{',
        '\u{ff5d}' => '}',
        '\u{ff1a}' => ':',
        '\u{ff0c}' | '、' => ',',
        '“' | '”' | '\u{ff02}' => '"',
        _ => return None,
    })
}

fn starts_name(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn continues_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

impl<'s> Reader<'s> {
    fn rest(&self) -> &'s str {
        &self.tree.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// What stands here, full-width characters taken as meant.
    fn symbol(&self) -> Option<char> {
        self.peek().map(|character| half_width(character).unwrap_or(character))
    }

    /// Steps over `wanted`, also where it is typed full-width, which is a fault.
    fn take(&mut self, wanted: char) -> bool {
        let Some(character) = self.peek() else { return false };
        let end = self.at + character.len_utf8();
        if character != wanted {
            if half_width(character) != Some(wanted) {
                return false;
            }
            self.fault(self.at, end, wording::token(wanted.encode_utf8(&mut [0; 4])));
            self.hint(wording::full_width(wanted));
        }
        self.at = end;
        true
    }

    fn fault(&mut self, start: usize, end: usize, expected: Text) {
        if self.faults.len() < MAX_RECORDED && !self.is_over {
            let (start, end) = (start as u32, end as u32);
            self.faults.push(Fault { start, end, expected, hint: None });
        }
    }

    /// Gives the last fault a hint.
    fn hint(&mut self, hint: Text) {
        if let Some(fault) = self.faults.last_mut() {
            fault.hint.get_or_insert(hint);
        }
    }

    /// A fault after which nothing more can be made out.
    fn give_up(&mut self, start: usize, end: usize, expected: Text) {
        self.fault(start, end, expected);
        self.shapeless = true;
        self.is_over = true;
        self.at = self.tree.source.len();
    }

    fn skip_space(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("//") {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                self.block_comment();
            } else {
                return;
            }
        }
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let mut depth = 0_u32;
        while self.at < self.tree.source.len() {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += self.peek().map_or(1, char::len_utf8);
            }
        }
        self.give_up(start, start + 2, wording::closed_comment());
    }

    /// `#![enable(…)]` lines, which change nothing here.
    fn attributes(&mut self) {
        loop {
            self.skip_space();
            if !self.rest().starts_with("#![") {
                return;
            }
            match self.rest().find(']') {
                Some(end) => self.at += end + 1,
                None => return,
            }
        }
    }

    /// End of the token that starts here, for showing it.
    fn token_end(&self) -> usize {
        let Some(first) = self.peek() else { return self.at };
        let is_word = |character: char| continues_name(character) || "-+.#".contains(character);
        if !is_word(first) {
            return self.at + first.len_utf8();
        }
        let rest = self.rest();
        self.at + rest.find(|character| !is_word(character)).unwrap_or(rest.len())
    }

    fn value(&mut self) -> NodeIndex {
        self.skip_space();
        let start = self.at;
        let raw = self.rest().strip_prefix('r').map(|rest| rest.trim_start_matches('#'));
        match self.symbol() {
            Some('(') => self.parentheses(None, start),
            Some('[') => self.list(),
            Some('{') => self.map(),
            Some('"') => self.quoted(),
            Some('\'') => self.character(),
            Some('r') if raw.is_some_and(|rest| rest.starts_with('"')) => self.raw_text(),
            Some(first) if first.is_ascii_digit() || "+-.".contains(first) => self.number(),
            Some(first) if starts_name(first) => self.named(),
            _ => self.no_value(),
        }
    }

    /// What is no value: a fault, and on to the next comma or bracket.
    fn no_value(&mut self) -> NodeIndex {
        let start = self.at;
        let end = self.token_end();
        self.fault(start, end, wording::value());
        if !matches!(self.symbol(), None | Some(',' | ')' | ']' | '}')) {
            self.at = end;
            let rest = self.rest();
            self.at += rest.find([',', ')', ']', '}', '\n']).unwrap_or(rest.len());
        }
        self.tree.add(Kind::Broken, start, self.at)
    }

    fn name(&mut self) -> String {
        let raw = self.rest().strip_prefix("r#").is_some_and(|rest| rest.starts_with(starts_name));
        if raw {
            self.at += 2;
        }
        let rest = self.rest();
        let mut end = rest.len();
        let mut characters = rest.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            let joins = character == '-' && next.is_some_and(continues_name);
            if !continues_name(character) && !joins {
                end = at;
                break;
            }
        }
        self.at += end;
        rest[..end].to_owned()
    }

    fn named(&mut self) -> NodeIndex {
        let start = self.at;
        let name = self.name();
        let end = self.at;
        match name.as_str() {
            "true" | "false" => return self.tree.add(Kind::Bool(name == "true"), start, end),
            "inf" | "NaN" => {
                self.fault(start, end, wording::finite());
                return self.tree.add(Kind::Broken, start, end);
            }
            _ => {}
        }
        self.skip_space();
        if self.symbol() == Some('(') {
            return self.parentheses(Some(name), start);
        }
        self.at = end;
        self.tree.add(Kind::Name(name), start, end)
    }

    fn number(&mut self) -> NodeIndex {
        let start = self.at;
        self.at = self.token_end();
        let text = &self.tree.source[start..self.at];
        if whole_number(text).is_none() && !is_decimal(text) {
            let expected = if digits_only(text) { wording::finite() } else { wording::number() };
            self.fault(start, self.at, expected);
            return self.tree.add(Kind::Broken, start, self.at);
        }
        self.tree.add(Kind::Number, start, self.at)
    }

    fn list(&mut self) -> NodeIndex {
        let start = self.at;
        let mut items = Vec::new();
        self.items(']', |reader| items.push(reader.value()));
        self.tree.add(Kind::List(items), start, self.at)
    }

    fn map(&mut self) -> NodeIndex {
        let start = self.at;
        let mut entries = Vec::new();
        self.items('}', |reader| {
            let key = reader.value();
            reader.colon();
            let value = reader.value();
            entries.push((key, value));
        });
        self.tree.add(Kind::Map(entries), start, self.at)
    }

    fn colon(&mut self) {
        self.skip_space();
        if !self.take(':') {
            let end = self.token_end();
            self.fault(self.at, end, wording::token(":"));
        }
    }

    /// Whether a field's name and its colon stand here.
    fn at_field(&mut self) -> bool {
        let start = self.at;
        let is_field = self.peek().is_some_and(starts_name) && {
            self.name();
            let rest = self.rest().trim_start();
            rest.starts_with([':', '\u{ff1a}'])
        };
        self.at = start;
        is_field
    }

    fn parentheses(&mut self, name: Option<String>, start: usize) -> NodeIndex {
        let mut items = Vec::new();
        let mut fields = Vec::new();
        self.items(')', |reader| {
            let is_field = reader.at_field();
            let is_first = items.is_empty() && fields.is_empty();
            if !is_first && is_field == fields.is_empty() {
                let end = reader.token_end();
                let value_only = wording::value();
                let expected = if is_field { value_only } else { wording::field_and_value() };
                reader.fault(reader.at, end, expected);
            }
            if is_field {
                let start = reader.at as u32;
                let name = reader.name();
                reader.colon();
                let value = reader.value();
                fields.push(Field { name, start, value });
            } else {
                let item = reader.value();
                // In a structure, what has no name is a fault already and belongs nowhere.
                if fields.is_empty() {
                    items.push(item);
                }
            }
        });
        let kind = if fields.is_empty() {
            Kind::Tuple { name, items }
        } else {
            Kind::Fields { name, fields }
        };
        self.tree.add(kind, start, self.at)
    }

    /// From an opening bracket to its closing one: items with commas between them.
    fn items(&mut self, closer: char, mut item: impl FnMut(&mut Self)) {
        let start = self.at;
        let opener = match closer {
            ')' => '(',
            ']' => '[',
            _ => '{',
        };
        self.take(opener);
        let opened = self.at;
        if self.open.len() >= MAX_DEPTH as usize {
            return self.give_up(start, opened, wording::nesting(MAX_DEPTH));
        }
        self.open.push(closer);
        let mut comma_needed = false;
        loop {
            self.skip_space();
            match self.symbol() {
                None => {
                    if !self.shapeless {
                        self.give_up(start, opened, wording::closing(closer));
                    }
                    break;
                }
                Some(',') if comma_needed => comma_needed = !self.take(','),
                Some(found) if found == closer => {
                    self.take(closer);
                    break;
                }
                Some(found @ (')' | ']' | '}')) => {
                    if self.wrong_closer(found, closer) {
                        break;
                    }
                }
                Some(_) => {
                    if comma_needed {
                        let end = self.token_end();
                        self.fault(self.at, end, wording::token(","));
                    }
                    let before = self.at;
                    item(self);
                    comma_needed = true;
                    if self.at == before {
                        self.at += self.peek().map_or(0, char::len_utf8);
                    }
                }
            }
        }
        self.open.pop();
    }

    /// A bracket that closes something else; says whether the innermost is to be taken as closed.
    fn wrong_closer(&mut self, found: char, closer: char) -> bool {
        let end = self.token_end();
        self.fault(self.at, end, wording::token(closer.encode_utf8(&mut [0; 4])));
        self.shapeless = true;
        if self.open.contains(&found) {
            return true;
        }
        self.at = end;
        false
    }
}

/// The whole number that `text` writes: decimal, `0x`, `0o` or `0b`, underscores between digits.
pub(super) fn whole_number(text: &str) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, digits),
    };
    if !digits.starts_with(|first: char| first.is_digit(radix)) {
        return None;
    }
    i128::from_str_radix(&digits.replace('_', ""), radix).ok()?.checked_mul(sign)
}

fn digits_only(text: &str) -> bool {
    text.chars().all(|character| character.is_ascii_digit() || ".eE+-_".contains(character))
        && text.replace('_', "").parse::<f64>().is_ok()
}

fn is_decimal(text: &str) -> bool {
    digits_only(text) && decimal(text).is_some_and(f64::is_finite)
}

/// The number that `text` writes, whole or with a fraction.
pub(super) fn decimal(text: &str) -> Option<f64> {
    match whole_number(text) {
        Some(whole) if text.contains(['x', 'o', 'b']) => Some(whole as f64),
        _ => text.replace('_', "").parse().ok(),
    }
}
