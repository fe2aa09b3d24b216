//! Written names of what comes in tens of thousands: short, copied like a number, without a heap
//! allocation each. Longer names of fewer things are plain strings.

use std::fmt;

/// A written name of at most [`ShortName::BYTES_MAX`] bytes of UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortName {
    bytes: [u8; Self::BYTES_MAX],
    length: u8,
}

impl ShortName {
    /// The longest that a short name can be, in bytes.
    pub const BYTES_MAX: usize = 31;

    /// The name, or none where it is longer than [`Self::BYTES_MAX`] bytes.
    pub fn new(name: &str) -> Option<Self> {
        let mut bytes = [0; Self::BYTES_MAX];
        bytes.get_mut(..name.len())?.copy_from_slice(name.as_bytes());
        Some(Self { bytes, length: u8::try_from(name.len()).ok()? })
    }

    /// A letter and a number: `n123`.
    pub fn numbered(letter: char, number: usize) -> Self {
        Self::new(&format!("{letter}{number}")).expect("a letter and at most 20 digits are short")
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)])
            .expect("made from a string, and never cut")
    }
}

impl fmt::Display for ShortName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for ShortName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_whole_or_refused() {
        let longest = "n".repeat(ShortName::BYTES_MAX);
        assert_eq!(ShortName::new(&longest).unwrap().as_str(), longest);
        assert_eq!(ShortName::new(&format!("{longest}n")), None);
        assert_eq!(ShortName::new("下河桥").unwrap().to_string(), "下河桥");
        assert_eq!(ShortName::numbered('n', 123).as_str(), "n123");
    }
}
