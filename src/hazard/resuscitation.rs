//! Survival of a cardiac arrest by the minutes to each treatment: two published models,
//! alternatives to each other that are never multiplied. Who treats, and when, is not here.
//!
//! - Larsen et al. 1993 (Ann. Emerg. Med. 22:1652-1658): `0.67 - 0.023 cpr - 0.011 defibrillation -
//!   0.021 advanced`, cut to 0..=1; checked.
//! - Valenzuela et al. 1997 (Circulation 96:3308-3313):
//!   `1 / (1 + exp(-0.260 + 0.106 cpr + 0.139 defibrillation))`; recalled.
//!
//! Minutes from collapse, 0 to 1,440; witnessed arrests with ventricular fibrillation.

use crate::base::math;

use super::assumption::Assumption;
use super::range::{Range, Refusals};

/// Probability of survival when treated at once, and what each minute to resuscitation, to
/// defibrillation and to advanced care takes from it.
const LARSEN: [f64; 4] = [0.67, 0.023, 0.011, 0.021];
/// Logarithm of the odds to die when treated at once, and what each minute to resuscitation and to
/// defibrillation adds.
const VALENZUELA: [f64; 3] = [-0.260, 0.106, 0.139];

/// Minutes from collapse to treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Delays {
    resuscitation: f64,
    defibrillation: f64,
    advanced: f64,
}

impl Delays {
    /// Minutes from collapse to the beginning of resuscitation, to the first shock, and to advanced
    /// care.
    ///
    /// # Errors
    /// Every number out of range.
    pub fn new(resuscitation: f64, defibrillation: f64, advanced: f64) -> Result<Self, Refusals> {
        const MINUTES: Range = Range::new(0.0, 1_440.0, "min", "Larsen et al. 1993");
        let mut refusals = Refusals::default();
        refusals.hold(&MINUTES, "resuscitation", resuscitation);
        refusals.hold(&MINUTES, "defibrillation", defibrillation);
        refusals.hold(&MINUTES, "advanced", advanced);
        refusals.into_result().map(|()| Self { resuscitation, defibrillation, advanced })
    }

    /// Probability of survival by Larsen et al. 1993.
    pub fn survival_larsen(&self) -> f64 {
        let [at_once, resuscitation, defibrillation, advanced] = LARSEN;
        let lost = resuscitation * self.resuscitation
            + defibrillation * self.defibrillation
            + advanced * self.advanced;
        (at_once - lost).clamp(0.0, 1.0)
    }

    /// Probability of survival by Valenzuela et al. 1997, which leaves advanced care aside.
    pub fn survival_valenzuela(&self) -> f64 {
        let [at_once, resuscitation, defibrillation] = VALENZUELA;
        let delay = resuscitation * self.resuscitation + defibrillation * self.defibrillation;
        1.0 / (1.0 + math::exp(at_once + delay))
    }
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    vec![
        Assumption::placeholder(
            "resuscitation.larsen_at_once",
            "心脏骤停立即救治的存活率(Larsen 模型)",
            "survival of cardiac arrest treated at once, by Larsen",
            LARSEN[0],
            "",
        )
        .checked("Larsen et al. 1993"),
        Assumption::placeholder(
            "resuscitation.valenzuela_defibrillation",
            "除颤每延迟一分钟对死亡对数优势的增量(Valenzuela 模型)",
            "log odds of death added by each minute to defibrillation, by Valenzuela",
            VALENZUELA[2],
            "1/min",
        )
        .recalled("Valenzuela et al. 1997"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(resuscitation: f64, defibrillation: f64, advanced: f64) -> Delays {
        Delays::new(resuscitation, defibrillation, advanced).unwrap()
    }

    #[test]
    fn survival_of_larsen_1993() {
        assert!((after(1.0, 3.0, 5.0).survival_larsen() - 0.509).abs() < 1e-12);
        assert_eq!(after(0.0, 0.0, 0.0).survival_larsen(), 0.67);
        assert!((after(12.0, 12.0, 12.0).survival_larsen() - 0.01).abs() < 1e-12);
        assert_eq!(after(12.2, 12.2, 12.2).survival_larsen(), 0.0);
        assert_eq!(after(1_440.0, 1_440.0, 1_440.0).survival_larsen(), 0.0);
    }

    #[test]
    fn survival_of_valenzuela_1997() {
        for (cpr, defibrillation, survival) in [
            (1.0, 5.0, 0.367_954_987),
            (1.0, 10.0, 0.225_133_011),
            (0.0, 0.0, 0.564_636_292),
            (4.0, 8.0, 0.218_231_881),
            (10.0, 20.0, 0.027_119_717),
        ] {
            let computed = after(cpr, defibrillation, 0.0).survival_valenzuela();
            assert!((computed - survival).abs() < 1e-9);
        }
        let late = after(1_440.0, 1_440.0, 0.0).survival_valenzuela();
        assert!((0.0..1e-100).contains(&late));
    }

    #[test]
    fn delays_that_are_none_are_refused() {
        assert_eq!(Delays::new(-1.0, f64::NAN, f64::INFINITY).unwrap_err().0.len(), 3);
    }

    proptest! {
        #[test]
        fn later_is_never_better(
            cpr in 0.0..60.0f64, shock in 0.0..60.0f64, advanced in 0.0..60.0f64,
            more in 0.0..30.0f64,
        ) {
            let now = after(cpr, shock, advanced);
            for later in [
                after(cpr + more, shock, advanced),
                after(cpr, shock + more, advanced),
                after(cpr, shock, advanced + more),
            ] {
                for survival in [Delays::survival_larsen, Delays::survival_valenzuela] {
                    prop_assert!(survival(&later) <= survival(&now));
                    prop_assert!((0.0..=1.0).contains(&survival(&later)));
                }
            }
        }
    }
}
