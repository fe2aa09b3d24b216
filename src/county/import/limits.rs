//! How much of a source is read at most: a small machine refuses a continent, or a file that
//! unpacks to more than it looks, before its memory is spent.

use std::io::{self, BufRead, Read};

use crate::base::problem::{Place, Problem};
use crate::base::text::Text;

/// How much of a source is read, held and made into roads at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one source after decompression.
    pub unpacked: u64,
    /// Bytes that its points, lines and relations take in memory.
    pub held: usize,
    /// Points along ways that can be driven, one that several ways share as often.
    pub along: usize,
    /// Roads between junctions.
    pub roads: usize,
}

impl Limits {
    /// What a machine with 4 GiB of memory imports: some 2 GiB are taken at most. Measured: 70 MB
    /// for a million points that are read, 110 more where they lie along roads, and 700 for a
    /// million roads.
    pub const USUAL: Self =
        Self { unpacked: 8 << 30, held: 768 << 20, along: 5_000_000, roads: 1_000_000 };
}

/// Bytes of one layer of GeoJSON or CSV, which take some six times as many once they are read.
pub(super) const LAYER_BYTES_MAX: usize = 128 << 20;
/// Bytes of one element of XML, its text and its attributes.
const ELEMENT_MAX: u64 = 1 << 20;
/// Elements inside each other.
pub(super) const DEPTH_MAX: usize = 64;

/// That a source holds more of something than there may be.
pub(super) fn too_many(place: Place, found: String, expected: Text) -> Problem {
    Problem::error(place, found, expected).hint(Text::new(
        "请先裁剪到一个县的范围，例如用 osmium extract --bbox 西,南,东,北",
        "cut the county out first, for example: osmium extract --bbox WEST,SOUTH,EAST,NORTH",
    ))
}

/// That elements of XML lie too deep in each other.
pub(super) fn too_deep(place: Place) -> Problem {
    let expected =
        Text::new(format!("至多 {DEPTH_MAX} 层嵌套"), format!("at most {DEPTH_MAX} levels"));
    Problem::error(place, format!("more than {DEPTH_MAX} elements inside each other"), expected)
        .hint(damaged())
}

/// What to do about a source that is larger than it can be.
pub(super) fn damaged() -> Text {
    Text::new(
        "文件可能损坏或是压缩炸弹；若确为真实数据，请先裁剪到一个县的范围",
        "the file may be damaged or made to fill memory; if it is real, cut the county out first",
    )
}

/// What reading has more of than it may, as a problem; none where it failed for something else.
pub(super) fn too_large(place: &Place, error: &io::Error, unpacked: u64) -> Option<Problem> {
    let is = error.get_ref()?.downcast_ref::<TooLarge>()?;
    let (place, limit, expected) = match is {
        TooLarge::Source => (
            Place::path(&place.file, ""),
            unpacked,
            Text::new(
                format!("解压后至多 {unpacked} 字节"),
                format!("at most {unpacked} bytes unpacked"),
            ),
        ),
        TooLarge::Element => (
            place.clone(),
            ELEMENT_MAX,
            Text::new(
                format!("每个元素至多 {ELEMENT_MAX} 字节"),
                format!("at most {ELEMENT_MAX} bytes an element"),
            ),
        ),
    };
    let problem = Problem::error(place, format!("more than {limit} bytes"), expected);
    Some(problem.hint(damaged()))
}

/// More was read than may be.
#[derive(Debug, thiserror::Error)]
enum TooLarge {
    #[error("more bytes than the limit")]
    Source,
    #[error("an element of more bytes than the limit")]
    Element,
}

/// A reader that knows the line that it is in and stops at a limit, of all and of each element.
pub(super) struct Metered<R> {
    inner: R,
    left: u64,
    left_of_element: u64,
    /// Line breaks that have been read, and characters since the last one.
    lines: u32,
    letters: u32,
}

impl<R: BufRead> Metered<R> {
    /// Reads at most `limit` bytes of `inner`.
    pub(super) fn new(inner: R, limit: u64) -> Self {
        Self { inner, left: limit, left_of_element: ELEMENT_MAX, lines: 0, letters: 0 }
    }

    /// Another element begins.
    pub(super) fn next_element(&mut self) {
        self.left_of_element = ELEMENT_MAX;
    }

    /// Where the reader stands in `file`.
    pub(super) fn place(&self, file: &str) -> Place {
        Place::line(file, self.lines.saturating_add(1), self.letters.saturating_add(1))
    }
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(out.len());
        out[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let buffer = self.inner.fill_buf()?;
        if !buffer.is_empty() && self.left == 0 {
            return Err(io::Error::other(TooLarge::Source));
        }
        if !buffer.is_empty() && self.left_of_element == 0 {
            return Err(io::Error::other(TooLarge::Element));
        }
        let left = self.left.min(self.left_of_element);
        let count = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        Ok(&buffer[..count])
    }

    fn consume(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        // What is consumed is what `fill_buf` has shown, so that this reads nothing new.
        let read = self.inner.fill_buf().map_or(&[][..], |buffer| &buffer[..count]);
        let is_letter = |byte: &&u8| **byte & 0xC0 != 0x80;
        let rest = match read.iter().rposition(|byte| *byte == b'\n') {
            Some(end) => {
                let breaks = read.iter().filter(|byte| **byte == b'\n').count();
                self.lines = self.lines.saturating_add(breaks as u32);
                self.letters = 0;
                &read[end + 1..]
            }
            None => read,
        };
        let letters = rest.iter().filter(is_letter).count() as u32;
        self.letters = self.letters.saturating_add(letters);
        self.left -= count as u64;
        self.left_of_element -= count as u64;
        self.inner.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_has_a_limit_of_its_own() {
        let text = vec![b' '; ELEMENT_MAX as usize + 1];
        let mut metered = Metered::new(&*text, u64::MAX);
        let error = metered.read_to_end(&mut Vec::new()).unwrap_err();
        let problem = too_large(&Place::line("f", 1, 3), &error, 5).unwrap();
        assert!(problem.expected.en.contains("1048576"), "{problem:?}");
        let mut metered = Metered::new(&*text, u64::MAX);
        metered.read_exact(&mut vec![0; ELEMENT_MAX as usize]).unwrap();
        metered.next_element();
        metered.read_to_end(&mut Vec::new()).unwrap();
    }

    #[test]
    fn places_and_limits_are_those_of_what_was_read() {
        let text = "一二\nthree\nfour";
        let mut metered = Metered::new(io::BufReader::with_capacity(3, text.as_bytes()), 100);
        let mut line = String::new();
        metered.read_line(&mut line).unwrap();
        assert_eq!(metered.place("f"), Place::line("f", 2, 1));
        let mut rest = [0; 8];
        metered.read_exact(&mut rest).unwrap();
        assert_eq!(metered.place("f"), Place::line("f", 3, 3));
        let error = Metered::new(text.as_bytes(), 5).read_to_end(&mut Vec::new()).unwrap_err();
        let problem = too_large(&Place::line("f", 1, 3), &error, 5).unwrap();
        assert_eq!((problem.place.line, &*problem.expected.en), (0, "at most 5 bytes unpacked"));
        assert!(Metered::new(text.as_bytes(), 17).read_to_end(&mut Vec::new()).is_ok());
        assert_eq!(too_large(&Place::line("f", 1, 3), &io::Error::other("else"), 5), None);
    }
}
