//! What a thing of a source is called, in both languages, and a written name made of that. No
//! translation: a language that the source does not give has the other's words, Chinese ones in
//! pinyin.

use std::collections::BTreeMap;

use pinyin::ToPinyin;

use super::source::Tags;
use crate::base::text::Text;

/// Bytes of a written name without its number.
const STEM_BYTES_MAX: usize = 48;

/// What tags call a thing, and whether a language was missing and has the other's words; none
/// where it has no name.
pub fn title(tags: &Tags) -> Option<(Text, bool)> {
    let said = |key: &str| tags.get(key).map(str::trim).filter(|name| !name.is_empty());
    let name = said("name");
    let zh = said("name:zh").or_else(|| name.filter(|name| is_chinese(name)));
    let latin = name.filter(|name| !name.is_empty() && name.chars().all(is_latin));
    let en = said("name:en").or_else(|| said("int_name")).or(latin);
    let any = zh.or(en).or(name)?;
    let is_whole = zh.is_some() && en.is_some();
    let en = en.or(name).unwrap_or(any);
    let en = if is_chinese(en) { spelt(en) } else { en.to_owned() };
    Some((Text::new(zh.unwrap_or(any), en), !is_whole))
}

/// Chinese in pinyin without tones, joined as names of places are.
fn spelt(chinese: &str) -> String {
    let mut spelt = String::new();
    for (letter, sound) in chinese.chars().zip(chinese.to_pinyin()) {
        match sound {
            Some(sound) => spelt += sound.plain(),
            None => spelt.push(letter),
        }
    }
    let mut letters = spelt.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn is_chinese(name: &str) -> bool {
    name.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

/// Whether a letter belongs to what an English reader can read: Latin with its accents.
fn is_latin(letter: char) -> bool {
    letter < '\u{250}' || ('\u{2010}'..='\u{201f}').contains(&letter)
}

/// A written name of what is called so: small letters and digits with hyphens between, accents
/// dropped.
pub fn stem(title: &Text) -> String {
    let mut stem = String::new();
    for letter in title.en.chars() {
        if let Some(plain) = plain(letter) {
            stem.push_str(plain);
        } else if letter.is_alphanumeric() {
            stem.extend(letter.to_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    while stem.len() > STEM_BYTES_MAX {
        stem.pop();
    }
    let stem = stem.trim_end_matches('-');
    // A mark that is alphanumeric alone may not be when written small.
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '-';
    if stem.is_empty() || !stem.chars().all(is_name) { "unnamed".to_owned() } else { stem.into() }
}

/// The Latin letter under an accent, small.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter.to_lowercase().next()? {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' => "a",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' => "i",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ō' | 'ø' => "o",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ǔ' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => "u",
        'ç' => "c",
        'ñ' => "n",
        'ß' => "ss",
        _ => return None,
    })
}

/// Numbers written names, so that none is handed out twice.
#[derive(Debug, Clone, Default)]
pub struct Numbering(BTreeMap<String, u32>);

impl Numbering {
    /// The stem, with a number from the second time on.
    pub fn first(&mut self, stem: &str) -> String {
        let number = self.0.entry(stem.to_owned()).or_insert(0);
        *number += 1;
        if *number == 1 { stem.to_owned() } else { format!("{stem}-{number}") }
    }

    /// The stem with its next number.
    pub fn next(&mut self, stem: &str) -> String {
        let number = self.0.entry(stem.to_owned()).or_insert(0);
        *number += 1;
        format!("{stem}-{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(tags: &[(&str, &str)]) -> Option<(String, String, bool)> {
        let tags = tags.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        title(&Tags(tags)).map(|(text, lacks)| (text.zh, text.en, lacks))
    }

    #[test]
    fn each_language_has_its_own_words_or_the_others() {
        let told = |zh: &str, en: &str, lacks| Some((zh.to_owned(), en.to_owned(), lacks));
        assert_eq!(titled(&[("name", "信江")]), told("信江", "Xinjiang", true));
        let both = [("name", "信江"), ("int_name", "Xin River")];
        assert_eq!(titled(&both), told("信江", "Xin River", false));
        assert_eq!(titled(&[("name", "Gran Valira")]), told("Gran Valira", "Gran Valira", true));
        let both = [("name", "Wien"), ("name:zh", "维也纳"), ("name:en", "Vienna")];
        assert_eq!(titled(&both), told("维也纳", "Vienna", false));
        assert_eq!(titled(&[("name", " "), ("ref", "1")]), None);
        assert_eq!(titled(&[("name", "Волга")]), told("Волга", "Волга", true));
    }

    #[test]
    fn a_stem_is_a_written_name() {
        let stem = |en: &str| stem(&Text::new(en, en));
        assert_eq!(stem("Riu de la Coma d'Or"), "riu-de-la-coma-d-or");
        assert_eq!(stem("Río  Ñuble (Süd)"), "rio-nuble-sud");
        assert_eq!(stem("信江"), "信江");
        assert_eq!(stem("  ()"), "unnamed");
        assert_eq!(stem(&"长".repeat(40)).chars().count(), 16);
        let mut numbering = Numbering::default();
        assert_eq!([numbering.next("a"), numbering.next("a")], ["a-1", "a-2"]);
    }
}
