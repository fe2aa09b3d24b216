//! The bundled font: Noto Sans SC (SIL Open Font License 1.1, `fonts/OFL.txt`), cut to GB 2312 and
//! Latin. Rarer characters are missing; which, can be asked, and other fonts can be put beside it.

/// Families in the order in which a viewer should try them.
pub(in crate::report) const FAMILIES: &str =
    "'Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif";

#[cfg(all(test, feature = "png"))]
pub(in crate::report) use fonts::testing;
#[cfg(feature = "png")]
pub use fonts::{Fonts, Missing};

#[cfg(feature = "png")]
mod fonts {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use resvg::usvg::fontdb::{Database, Source};
    use skrifa::{FontRef, MetadataProvider};

    use crate::base::text::Language;
    use crate::county::place::County;

    /// The font file.
    const BUNDLED: &[u8] = include_bytes!("../fonts/NotoSansSC-gb2312.ttf");
    /// Names that are told with a character, at most.
    const NAMES_MAX: usize = 3;

    /// Fonts with which pixels are drawn: the bundled one, and for what it lacks the others in
    /// their order. None of the machine's own: a picture is the same on every machine.
    #[derive(Debug, Clone)]
    pub struct Fonts {
        pub(in crate::report) database: Arc<Database>,
    }

    /// A character that no font has, with names of the map that hold it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Missing {
        /// The character.
        pub letter: char,
        /// The first few names.
        pub names: Vec<String>,
    }

    impl Default for Fonts {
        fn default() -> Self {
            Self::with(Vec::new())
        }
    }

    impl Fonts {
        /// The bundled font and what these font files hold; a file that is no font holds nothing.
        pub fn with(files: Vec<Vec<u8>>) -> Self {
            let mut database = Database::new();
            database.load_font_source(Source::Binary(Arc::new(BUNDLED)));
            database.set_sans_serif_family("Noto Sans SC");
            for file in files {
                database.load_font_source(Source::Binary(Arc::new(file)));
            }
            Self { database: Arc::new(database) }
        }

        /// How many faces there are, the bundled one too.
        pub fn faces(&self) -> usize {
            self.database.faces().count()
        }

        /// Characters of a text that no font can draw, in order, each once.
        pub fn missing_glyphs(&self, text: &str) -> Vec<char> {
            let mut letters: BTreeSet<char> =
                text.chars().filter(|letter| !letter.is_control()).collect();
            for face in self.database.faces() {
                self.database.with_face_data(face.id, |bytes, index| {
                    let Ok(font) = FontRef::from_index(bytes, index) else { return };
                    let glyphs = font.charmap();
                    letters.retain(|letter| glyphs.map(*letter).is_none());
                });
            }
            letters.into_iter().collect()
        }

        /// Characters of the picture of a county that no font can draw, and where they occur.
        pub fn missing(&self, svg: &str, county: &County, language: Language) -> Vec<Missing> {
            let named = |letter: char| {
                let names = county.titles().map(|title| title.get(language));
                let mut names: Vec<String> =
                    names.filter(|name| name.contains(letter)).map(str::to_owned).collect();
                names.sort();
                names.dedup();
                names.truncate(NAMES_MAX);
                Missing { letter, names }
            };
            self.missing_glyphs(svg).into_iter().map(named).collect()
        }
    }

    #[cfg(test)]
    pub(in crate::report) mod testing {
        use super::BUNDLED;

        fn word(font: &[u8], at: usize) -> usize {
            usize::from(u16::from_be_bytes([font[at], font[at + 1]]))
        }

        /// The bundled font with the last of its characters (OpenType 1.9, `cmap`, format 4: the
        /// segment before the closing one) moved to another place.
        pub(in crate::report) fn font_with(letter: char) -> Vec<u8> {
            let mut font = BUNDLED.to_vec();
            let table = (0..word(&font, 4)).map(|index| 12 + 16 * index);
            let cmap = table.clone().find(|at| &font[*at..at + 4] == b"cmap").unwrap();
            let cmap = word(&font, cmap + 8) << 16 | word(&font, cmap + 10);
            let letter = u16::try_from(u32::from(letter)).unwrap();
            for record in 0..word(&font, cmap + 2) {
                let at = cmap + 8 + 8 * record;
                let table = cmap + (word(&font, at) << 16 | word(&font, at + 2));
                let twice = word(&font, table + 6);
                let segment = twice - 4;
                let [end, start, delta, offset] = [14, 16 + twice, 16 + 2 * twice, 16 + 3 * twice]
                    .map(|from| table + from + segment);
                font[end..end + 2].copy_from_slice(&letter.to_be_bytes());
                font[start..start + 2].copy_from_slice(&letter.to_be_bytes());
                // Any glyph will do: the thousandth.
                font[delta..delta + 2]
                    .copy_from_slice(&1_000_u16.wrapping_sub(letter).to_be_bytes());
                font[offset..offset + 2].copy_from_slice(&[0, 0]);
            }
            font
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::base::text::Text;
        use crate::county::generate::{Settings, generate};

        #[test]
        fn the_font_has_gb_2312_and_says_what_it_lacks() {
            let fonts = Fonts::default();
            let text = "石门镇雨量站,仅供演练使用 Shimen 0-9";
            assert_eq!(fonts.missing_glyphs(text), Vec::<char>::new());
            assert_eq!(fonts.missing_glyphs("㙟𠮷河㙟"), vec!['㙟', '𠮷']);
        }

        #[test]
        fn what_one_font_lacks_another_may_have() {
            let rare = '\u{fffd}';
            let other = testing::font_with(rare);
            let fonts = Fonts::with(vec![b"no font".to_vec(), other]);
            assert_eq!(fonts.faces(), 2);
            assert_eq!(Fonts::default().missing_glyphs("河\u{fffd}"), [rare]);
            assert_eq!(fonts.missing_glyphs("河\u{fffd}㙟"), ['㙟']);
        }

        #[test]
        fn a_missing_character_is_told_with_the_names_that_hold_it() {
            let mut county = generate(&Settings::small(1));
            county.zones[1].title = Text::new("㙟河村", "Hehe Village");
            let told = Fonts::default().missing("<text>㙟河村</text>", &county, Language::Chinese);
            assert_eq!(told, [Missing { letter: '㙟', names: vec!["㙟河村".to_owned()] }]);
        }
    }
}
