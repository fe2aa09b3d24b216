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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard;

    /// What every model assumes, those included that no storyline plays yet; ordered by key.
    fn all() -> Vec<Assumption> {
        let mut all = hazard::rain::assumptions();
        all.extend(hazard::runoff::assumptions());
        all.extend(hazard::rating::assumptions());
        all.extend(hazard::reach::assumptions());
        all.extend(hazard::reservoir::assumptions());
        all.extend(hazard::flood::assumptions());
        all.extend(hazard::flood::breach::dam_assumptions());
        all.extend(hazard::flood::breach::embankment_assumptions());
        all.extend(hazard::flood::inundation::assumptions());
        all.extend(hazard::landslide::assumptions());
        all.extend(hazard::earthquake::assumptions());
        all.extend(hazard::quake_landslide::assumptions());
        all.extend(hazard::vehicle::assumptions());
        all.extend(hazard::people_in_water::assumptions());
        all.extend(hazard::warning::assumptions());
        all.extend(hazard::departure::assumptions());
        all.extend(hazard::casualty::assumptions());
        all.extend(hazard::burn::assumptions());
        all.extend(hazard::triage::assumptions());
        all.extend(hazard::resuscitation::assumptions());
        all.extend(hazard::attack_victims::assumptions(hazard::attack_victims::VICTIMS_PER_MINUTE));
        all.extend(hazard::congestion::assumptions());
        all.extend(hazard::crowd::assumptions());
        all.extend(hazard::food_poisoning::assumptions());
        all.extend(hazard::release::assumptions());
        all.extend(hazard::wildfire::assumptions());
        all.extend(hazard::structure_fire::assumptions());
        all.extend(hazard::shelter_air::assumptions());
        all.extend(hazard::cold::assumptions());
        all.sort_by_key(|assumption| assumption.key);
        all
    }

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
