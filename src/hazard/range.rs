//! Ranges within which a model holds, and the refusal of what lies outside: values, never panics.
//! Where in a file the value stood is not known here; whoever read it adds that.

use std::fmt;

use crate::base::text::Text;

/// The closed range for which a parameter is valid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Smallest valid value.
    pub low: f64,
    /// Largest valid value.
    pub high: f64,
    /// Unit of both, empty where there is none.
    pub unit: &'static str,
    /// Author and year, or standard, that sets the range; empty for limits of plain sense.
    pub source: &'static str,
}

/// A value that a model refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Path of the parameter inside the setting, such as `reaches[3].slope`.
    pub path: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: Text,
}

/// Everything that a model refuses in one setting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusals(pub Vec<Refusal>);

impl Range {
    /// A range in `unit` set by `source`.
    pub const fn new(low: f64, high: f64, unit: &'static str, source: &'static str) -> Self {
        Self { low, high, unit, source }
    }

    /// The value itself when it lies in the range.
    ///
    /// # Errors
    /// A refusal when it lies outside or is no number.
    pub fn check(&self, path: impl Into<String>, value: f64) -> Result<f64, Refusal> {
        if value >= self.low && value <= self.high {
            return Ok(value);
        }
        Err(Refusal { path: path.into(), found: value.to_string(), expected: self.text() })
    }

    /// The range in words: `0.01 to 0.2 s/m^(1/3) (Chow 1959)`.
    pub fn text(&self) -> Text {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        let (mut zh, mut en) = (
            format!("{} 至 {}{unit}", self.low, self.high),
            format!("{} to {}{unit}", self.low, self.high),
        );
        if !self.source.is_empty() {
            zh += &format!("(依据:{})", self.source);
            en += &format!(" ({})", self.source);
        }
        Text::new(zh, en)
    }
}

impl Refusal {
    /// A refusal of something other than a number out of range.
    pub fn new(path: impl Into<String>, found: impl Into<String>, expected: Text) -> Self {
        Self { path: path.into(), found: found.into(), expected }
    }
}

impl Refusals {
    /// Notes a refusal when `value` lies outside `range`.
    pub fn hold(&mut self, range: &Range, path: impl Into<String>, value: f64) {
        if let Err(refusal) = range.check(path, value) {
            self.0.push(refusal);
        }
    }

    /// Notes one.
    pub fn push(&mut self, refusal: Refusal) {
        self.0.push(refusal);
    }

    /// `Ok` when nothing was refused.
    ///
    /// # Errors
    /// Itself, when something was.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: found {}, expected {}", self.path, self.found, self.expected.en)
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for refusal in &self.0 {
            writeln!(formatter, "{refusal}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
impl std::error::Error for Refusals {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_valid_and_no_number_is_not() {
        let range = Range::new(0.0, 100.0, "mm", "SCS 1972");
        assert_eq!(range.check("rain", 0.0), Ok(0.0));
        assert_eq!(range.check("rain", 100.0), Ok(100.0));
        for value in [-0.001, 100.001, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let refusal = range.check("rain", value).unwrap_err();
            assert_eq!(refusal.expected.en, "0 to 100 mm (SCS 1972)");
            assert_eq!(refusal.path, "rain");
        }
    }
}
