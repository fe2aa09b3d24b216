//! How much of a source is read at most: a small machine refuses a continent, or a file that
//! unpacks to more than it looks, before its memory is spent.

use std::io::{self, BufRead, Read};

use crate::base::problem::{Place, Problem};
use crate::base::text::Text;

/// Bytes of one source after decompression.
pub const UNPACKED_MAX: u64 = 8 << 30;
/// Points of one source: 16 bytes each are held.
pub const VERTICES_MAX: usize = 12_000_000;
/// Mentions of points in ways and of members in relations: 8 bytes each are held.
pub const MENTIONS_MAX: usize = 40_000_000;
/// Bytes of keys, values and roles that are kept.
pub const TEXT_MAX: usize = 256 << 20;

/// That a source holds more than `limit` of something.
pub(super) fn too_many(place: Place, what: &Text, limit: usize) -> Problem {
    let expected =
        Text::new(format!("至多 {limit} 个{}", what.zh), format!("at most {limit} {}", what.en));
    Problem::error(place, format!("more than {limit}"), expected).hint(Text::new(
        "请先裁剪到一个县的范围，例如用 osmium extract --bbox 西,南,东,北",
        "cut the county out first, for example: osmium extract --bbox WEST,SOUTH,EAST,NORTH",
    ))
}

/// Whether a reading failed because it gave more than it may.
pub(super) fn is_too_large(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooLarge>)
}

/// That a source unpacks to more than [`UNPACKED_MAX`].
pub(super) fn too_large(file: &str, limit: u64) -> Problem {
    let expected =
        Text::new(format!("解压后至多 {limit} 字节"), format!("at most {limit} bytes unpacked"));
    Problem::error(Place::path(file, ""), "a larger one", expected).hint(Text::new(
        "文件可能损坏或是压缩炸弹；若确为真实数据，请先裁剪到一个县的范围",
        "the file may be damaged or made to fill memory; if it is real, cut the county out first",
    ))
}

/// More was read than may be.
#[derive(Debug, thiserror::Error)]
#[error("more bytes than the limit")]
struct TooLarge;

/// A reader that knows the line that it is in and stops at a limit.
pub(super) struct Metered<R> {
    inner: R,
    left: u64,
    /// Line breaks that have been read, and characters since the last one.
    lines: u32,
    letters: u32,
}

impl<R: BufRead> Metered<R> {
    /// Reads at most `limit` bytes of `inner`.
    pub(super) fn new(inner: R, limit: u64) -> Self {
        Self { inner, left: limit, lines: 0, letters: 0 }
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
        if self.left == 0 && !buffer.is_empty() {
            return Err(io::Error::other(TooLarge));
        }
        let count = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
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
        self.inner.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(is_too_large(&error));
        assert!(Metered::new(text.as_bytes(), 17).read_to_end(&mut Vec::new()).is_ok());
    }
}
