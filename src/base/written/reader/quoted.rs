//! Reads what is written between quotes: texts, raw texts, characters, and the escapes in them.

use super::super::tree::{Kind, NodeIndex};
use super::super::wording;
use super::Reader;

impl Reader<'_> {
    pub(super) fn quoted(&mut self) -> NodeIndex {
        let start = self.at;
        let is_curly = self.peek() != Some('"');
        self.take('"');
        let opened = self.at;
        let mut text = String::new();
        loop {
            match self.peek() {
                None => {
                    self.give_up(start, opened, wording::closed_text());
                    break;
                }
                Some('"') => break self.at += 1,
                Some('”') if is_curly => break self.at += '”'.len_utf8(),
                Some('\\') => self.escape().map_or((), |character| text.push(character)),
                Some(character) => {
                    self.at += character.len_utf8();
                    text.push(character);
                }
            }
        }
        self.tree.add(Kind::Text(lines(&text)), start, self.at)
    }

    pub(super) fn raw_text(&mut self) -> NodeIndex {
        let start = self.at;
        let after = &self.rest()[1..];
        let hashes = after.len() - after.trim_start_matches('#').len();
        let closer = format!("\"{}", &after[..hashes]);
        let opened = start + 2 + hashes;
        match self.tree.source[opened..].find(&closer) {
            Some(length) => {
                self.at = opened + length + closer.len();
                let text = lines(&self.tree.source[opened..opened + length]);
                self.tree.add(Kind::Text(text), start, self.at)
            }
            None => {
                self.give_up(start, opened, wording::closed_text());
                self.tree.add(Kind::Broken, start, opened)
            }
        }
    }

    pub(super) fn character(&mut self) -> NodeIndex {
        let start = self.at;
        self.at += 1;
        let found = match self.peek() {
            Some('\\') => self.escape(),
            Some(character) => {
                self.at += character.len_utf8();
                Some(character)
            }
            None => None,
        };
        match found {
            Some(character) if self.peek() == Some('\'') => {
                self.at += 1;
                self.tree.add(Kind::Char(character), start, self.at)
            }
            _ => {
                let rest = &self.tree.source[start + 1..];
                let ends = rest.find(['\'', ',', ')', ']', '}', '\n']);
                self.at = start + 1 + ends.unwrap_or(rest.len());
                self.take('\'');
                self.fault(start, self.at, wording::character());
                self.tree.add(Kind::Broken, start, self.at)
            }
        }
    }

    /// The character of an escape; none where it is faulty, which is recorded.
    fn escape(&mut self) -> Option<char> {
        let start = self.at;
        self.at += 1;
        let letter = self.peek();
        self.at += letter.map_or(0, char::len_utf8);
        let character = match letter {
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('0') => Some('\0'),
            Some(itself @ ('\\' | '"' | '\'')) => Some(itself),
            Some('x') => {
                let code = self.rest().get(..2).and_then(hexadecimal);
                self.at += if code.is_some() { 2 } else { 0 };
                code
            }
            Some('u') => self.rest().strip_prefix('{').and_then(|rest| {
                let end = rest.find('}').filter(|end| *end <= 6)?;
                self.at += end + 2;
                hexadecimal(&rest[..end])
            }),
            _ => None,
        };
        if character.is_none() {
            self.fault(start, self.at, wording::escape());
        }
        character
    }
}

/// The character with a code in hexadecimal digits.
fn hexadecimal(digits: &str) -> Option<char> {
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

/// Text means the same whatever line ends its file has.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}
