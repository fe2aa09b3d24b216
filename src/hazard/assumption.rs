//! The numbers that models stand on and how well each is known, so that a report can list them.
//! The numbers themselves stand beside the models that use them; each model lists its own.

use crate::base::text::Text;

crate::vocabulary::words! {
    /// How well a number is known.
    Evidence {
        /// Checked against a source or by an independent computation.
        Checked "已核对" "checked",
        /// Recalled from the publication named, not yet compared with its text.
        Recalled "引自文献,待核对原文" "recalled from the publication, to be checked against it",
        /// A placeholder that local experts must calibrate.
        Placeholder "占位值,待本地专家率定" "placeholder, to be calibrated by local experts",
    }
}

/// A number that a model stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumption {
    /// Stable name: `model.parameter`.
    pub key: &'static str,
    /// What the number is.
    pub text: Text,
    /// The number.
    pub value: f64,
    /// Its unit, empty where it has none.
    pub unit: &'static str,
    /// How well it is known.
    pub evidence: Evidence,
    /// Author, year and equation or table; empty for a placeholder without one.
    pub source: &'static str,
}

impl Assumption {
    /// A placeholder: what it is in both languages, its value and unit.
    pub fn placeholder(
        key: &'static str,
        zh: &'static str,
        en: &'static str,
        value: f64,
        unit: &'static str,
    ) -> Self {
        let text = Text::new(zh, en);
        Self { key, text, value, unit, evidence: Evidence::Placeholder, source: "" }
    }

    /// The same number with the publication that it was recalled from.
    #[must_use]
    pub fn recalled(self, source: &'static str) -> Self {
        Self { evidence: Evidence::Recalled, source, ..self }
    }

    /// The same number with the source that it was checked against.
    #[must_use]
    pub fn checked(self, source: &'static str) -> Self {
        Self { evidence: Evidence::Checked, source, ..self }
    }
}

/// What every model assumes, ordered by key.
pub fn all() -> Vec<Assumption> {
    let mut all = super::rain::assumptions();
    all.extend(super::runoff::assumptions());
    all.extend(super::rating::assumptions());
    all.extend(super::reach::assumptions());
    all.extend(super::reservoir::assumptions());
    all.extend(super::flood::assumptions());
    all.extend(super::flood::breach::assumptions());
    all.extend(super::flood::inundation::assumptions());
    all.extend(super::landslide::assumptions());
    all.extend(super::earthquake::assumptions());
    all.extend(super::quake_landslide::assumptions());
    all.extend(super::vehicle::assumptions());
    all.extend(super::people_in_water::assumptions());
    all.extend(super::warning::assumptions());
    all.extend(super::departure::assumptions());
    all.extend(super::casualty::assumptions());
    all.extend(super::resuscitation::assumptions());
    all.extend(super::attack_victims::assumptions());
    all.extend(super::congestion::assumptions());
    all.extend(super::crowd::assumptions());
    all.extend(super::food_poisoning::assumptions());
    all.extend(super::release::assumptions());
    all.extend(super::wildfire::assumptions());
    all.extend(super::structure_fire::assumptions());
    all.extend(super::shelter_air::assumptions());
    all.extend(super::cold::assumptions());
    all.sort_by_key(|assumption| assumption.key);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_assumption_has_a_name_of_its_own_both_texts_and_an_honest_source() {
        let all = all();
        assert!(all.windows(2).all(|pair| pair[0].key < pair[1].key));
        for assumption in all {
            assert!(!assumption.text.zh.is_empty() && !assumption.text.en.is_empty());
            assert!(assumption.key.contains('.') && assumption.value.is_finite());
            let sourced = !assumption.source.is_empty();
            assert!(sourced || assumption.evidence == Evidence::Placeholder, "{assumption:?}");
        }
    }
}
