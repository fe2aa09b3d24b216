//! The bundled font: Noto Sans SC (SIL Open Font License 1.1, `fonts/OFL.txt`), cut to GB 2312 and
//! Latin. Rarer characters are missing; which, can be asked.

/// Families in the order in which a viewer should try them.
pub(in crate::report) const FAMILIES: &str =
    "'Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif";

#[cfg(feature = "png")]
pub(in crate::report) use bundled::BYTES;
#[cfg(feature = "png")]
pub use bundled::missing_glyphs;

#[cfg(feature = "png")]
mod bundled {
    use std::collections::BTreeSet;

    /// The font file.
    pub(in crate::report) const BYTES: &[u8] = include_bytes!("../fonts/NotoSansSC-gb2312.ttf");

    /// Characters of a text that the bundled font cannot draw, in order, each once. A picture
    /// with such characters needs another font.
    pub fn missing_glyphs(text: &str) -> Vec<char> {
        let letters: BTreeSet<char> = text.chars().filter(|each| !each.is_control()).collect();
        letters.into_iter().filter(|letter| !covered(BYTES, *letter)).collect()
    }

    fn word(bytes: &[u8], at: usize) -> usize {
        usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]))
    }

    fn long(bytes: &[u8], at: usize) -> usize {
        word(bytes, at) << 16 | word(bytes, at + 2)
    }

    /// Whether a table of characters of the font (OpenType 1.9, `cmap`, formats 4 and 12) has the
    /// character.
    fn covered(font: &[u8], letter: char) -> bool {
        let tables = word(font, 4);
        let cmap = (0..tables)
            .map(|index| 12 + 16 * index)
            .find(|at| &font[*at..*at + 4] == b"cmap")
            .map(|at| long(font, at + 8))
            .expect("the bundled font has a table of characters");
        (0..word(font, cmap + 2)).any(|index| {
            let table = cmap + long(font, cmap + 8 + 8 * index);
            match word(font, table) {
                4 => in_segments(font, table, letter),
                12 => (0..long(font, table + 12)).any(|group| {
                    let at = table + 16 + 12 * group;
                    (long(font, at)..=long(font, at + 4)).contains(&(letter as usize))
                }),
                _ => false,
            }
        })
    }

    fn in_segments(font: &[u8], table: usize, letter: char) -> bool {
        let code = letter as usize;
        let twice = word(font, table + 6);
        (0..twice / 2).map(|segment| table + 14 + 2 * segment).any(|at| {
            let (end, start) = (word(font, at), word(font, at + twice + 2));
            let (delta, offset) = (at + 2 * twice + 2, at + 3 * twice + 2);
            if !(start..=end).contains(&code) {
                return false;
            }
            match word(font, offset) {
                0 => (code + word(font, delta)) & 0xFFFF != 0,
                jump => word(font, offset + jump + 2 * (code - start)) != 0,
            }
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_font_has_gb_2312_and_says_what_it_lacks() {
            assert_eq!(missing_glyphs("石门镇雨量站,仅供演练使用 Shimen 0-9"), Vec::<char>::new());
            assert_eq!(missing_glyphs("㙟𠮷河㙟"), vec!['㙟', '𠮷']);
        }
    }
}
