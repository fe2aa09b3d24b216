//! The catalogue of texts that a person reads, in Chinese and in English, shared by report and
//! command line. It says what it is asked for; what there is to say is decided elsewhere.

use fluent::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use crate::base::text::Language;

/// One catalogue in two files for each language: the pages, and the sentences for events.
const CHINESE: [&str; 3] = [
    include_str!("zh-CN/finding.ftl"),
    include_str!("zh-CN/page.ftl"),
    include_str!("zh-CN/sentence.ftl"),
];
const ENGLISH: [&str; 3] =
    [include_str!("en/finding.ftl"), include_str!("en/page.ftl"), include_str!("en/sentence.ftl")];

/// The sources of a language.
const fn sources(language: Language) -> [&'static str; 3] {
    match language {
        Language::Chinese => CHINESE,
        Language::English => ENGLISH,
    }
}

/// The texts of one language.
pub struct Catalogue {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Catalogue").field("language", &self.language).finish()
    }
}

impl Catalogue {
    /// The catalogue of `language`.
    ///
    /// # Panics
    /// When a source is broken, which a test would have said.
    pub fn new(language: Language) -> Self {
        let tag = language.tag().parse().expect("a language of ours is a valid tag");
        let mut bundle = FluentBundle::new(vec![tag]);
        // Isolation marks around arguments would be characters in CSV and terminal.
        bundle.set_use_isolating(false);
        for source in sources(language) {
            let resource = FluentResource::try_new(source.to_owned())
                .unwrap_or_else(|(_, errors)| panic!("catalogue {}: {errors:?}", language.tag()));
            bundle.add_resource(resource).expect("every key is there once");
        }
        Self { language, bundle }
    }

    /// Its language.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a text for `key`.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The text for `key`, without arguments.
    ///
    /// # Panics
    /// As [`Catalogue::fill`].
    pub fn say(&self, key: &str) -> String {
        self.fill(key, &FluentArgs::new())
    }

    /// The text for `key` with these arguments.
    ///
    /// # Panics
    /// When there is no such key, or it wants another argument: both are errors of ours.
    pub fn fill(&self, key: &str, arguments: &FluentArgs<'_>) -> String {
        let pattern = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
            .unwrap_or_else(|| panic!("no text for `{key}` in {}", self.language.tag()));
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned();
        assert!(errors.is_empty(), "text `{key}` in {}: {errors:?}", self.language.tag());
        text
    }

    /// Every text that takes no arguments, by key: what a template refers to.
    pub fn labels(&self) -> std::collections::BTreeMap<String, String> {
        let lines = sources(self.language).into_iter().flat_map(str::lines);
        let plain = |line: &'static str| {
            let (key, text) = line.split_once(" =")?;
            let is_key = !key.is_empty() && !key.starts_with(['#', ' ']);
            (is_key && !text.trim().is_empty() && !line.contains("{ $")).then_some(key)
        };
        lines.filter_map(plain).map(|key| (key.to_owned(), self.say(key))).collect()
    }

    /// A list of things as one says it: `a、b` or `a, b`.
    pub fn list(&self, things: &[String]) -> String {
        things.join(match self.language {
            Language::Chinese => "、",
            Language::English => ", ",
        })
    }
}

/// Arguments of a text: `arguments! { team: name, people: 3_u32 }`.
macro_rules! arguments {
    ($($name:ident: $value:expr),* $(,)?) => {{
        #[allow(unused_mut, reason = "a text may take no arguments")]
        let mut arguments = fluent::FluentArgs::new();
        $(arguments.set(stringify!($name), $crate::report::text::value($value));)*
        arguments
    }};
}
pub(crate) use arguments;

/// A value of an argument.
pub(crate) fn value<'a>(value: impl Into<FluentValue<'a>>) -> FluentValue<'a> {
    value.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Every key of a source with the names of its arguments.
    fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys = BTreeMap::new();
        let mut last = String::new();
        for line in sources(language).iter().flat_map(|source| source.lines()) {
            if line.starts_with('#') {
                continue;
            }
            if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                last = key.to_owned();
                let first = keys.insert(last.clone(), BTreeSet::new()).is_none();
                assert!(first, "{key} stands twice");
            }
            let names = line.split('$').skip(1).map(|rest| {
                rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            });
            let used: &mut BTreeSet<String> = keys.entry(last.clone()).or_default();
            used.extend(names.map(Iterator::collect));
        }
        keys.remove("");
        keys
    }

    #[test]
    fn both_languages_have_every_key_with_the_same_arguments() {
        let (chinese, english) = (keys(Language::Chinese), keys(Language::English));
        assert!(chinese.len() > 150, "{} keys", chinese.len());
        for (key, arguments) in &chinese {
            assert_eq!(Some(arguments), english.get(key), "arguments of `{key}`");
        }
        let missing: Vec<_> = english.keys().filter(|key| !chinese.contains_key(*key)).collect();
        assert!(missing.is_empty(), "only in English: {missing:?}");
    }

    #[test]
    fn chinese_texts_use_chinese_marks_and_english_ones_no_chinese() {
        for source in sources(Language::Chinese) {
            for line in source.lines().filter(|line| !line.starts_with('#')) {
                let halfwidth = line.char_indices().any(|(at, letter)| {
                    let before = line[..at].chars().next_back();
                    matches!(letter, ',' | ';' | '!' | '?' | ':' | '(')
                        && before.is_some_and(|letter| ('\u{4e00}'..'\u{9fff}').contains(&letter))
                });
                assert!(!halfwidth, "half-width mark after Chinese: {line}");
            }
        }
        for source in sources(Language::English) {
            let chinese = |letter| ('\u{4e00}'..'\u{9fff}').contains(&letter);
            for line in source.lines().filter(|line| !line.starts_with('#')) {
                assert!(!line.contains(chinese), "Chinese in an English text: {line}");
            }
        }
    }

    #[test]
    fn plural_and_marks_are_right() {
        let english = Catalogue::new(Language::English);
        assert_eq!(english.fill("people", &arguments! { people: 1_u32 }), "1 person");
        assert_eq!(english.fill("people", &arguments! { people: 1200_u32 }), "1200 people");
        let chinese = Catalogue::new(Language::Chinese);
        assert_eq!(chinese.fill("people", &arguments! { people: 1200_u32 }), "1200人");
        assert_eq!(chinese.list(&["甲".into(), "乙".into()]), "甲、乙");
    }
}
