//! Muskingum routing of a flow with fixed parameters: storage `K (X I + (1 - X) O)` (McCarthy 1938;
//! Chow, Maidment & Mays 1988, section 8.4). Routing whose parameters vary with the flow is in
//! `reach`.

use super::range::{Range, Refusal};

/// Muskingum routing with fixed parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Muskingum {
    /// Weights of the new inflow, the old inflow and the old outflow.
    pub weights: [f64; 3],
}

impl Muskingum {
    /// Routing with storage time `storage_hours` (K), weight `weight` (X) and step `step_hours`.
    ///
    /// # Errors
    /// A refusal unless `0 <= X <= 0.5` and `2 K X <= step <= 2 K (1 - X)`, outside which weights
    /// are negative and flows can be.
    pub fn new(storage_hours: f64, weight: f64, step_hours: f64) -> Result<Self, Refusal> {
        const SOURCE: &str = "Chow, Maidment & Mays 1988, 8.4";
        Range::new(1e-3, 1_000.0, "h", SOURCE).check("storage_hours", storage_hours)?;
        Range::new(0.0, 0.5, "", SOURCE).check("weight", weight)?;
        let (inner, outer) = (storage_hours * weight, storage_hours * (1.0 - weight));
        Range::new(2.0 * inner, 2.0 * outer, "h", SOURCE).check("step_hours", step_hours)?;
        let half = 0.5 * step_hours;
        let whole = outer + half;
        Ok(Self {
            weights: [(half - inner) / whole, (half + inner) / whole, (outer - half) / whole],
        })
    }

    /// Outflow at the times of `inflow`, from `first_outflow` on.
    pub fn route(&self, inflow: &[f64], first_outflow: f64) -> Vec<f64> {
        let mut outflow = Vec::with_capacity(inflow.len());
        let mut last = first_outflow;
        for index in 0..inflow.len() {
            if index > 0 {
                let [new, old, kept] = self.weights;
                last = new * inflow[index] + old * inflow[index - 1] + kept * last;
            }
            outflow.push(last);
        }
        outflow
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chow_maidment_mays_1988_example_8_4_1_muskingum() {
        let routing = Muskingum::new(2.3, 0.15, 1.0).unwrap();
        for (weight, published) in routing.weights.iter().zip([0.063_136, 0.344_196, 0.592_668]) {
            assert!((weight - published).abs() < 6e-7);
        }
        let inflow = [
            93.0, 137.0, 208.0, 320.0, 442.0, 546.0, 630.0, 678.0, 691.0, 675.0, 634.0, 571.0,
            477.0, 390.0, 329.0, 247.0, 184.0, 134.0, 108.0,
        ];
        // Up to 634.6 as published, the falling limb computed apart.
        let published = [
            85.0, 91.0, 114.2, 159.5, 232.6, 324.5, 420.0, 508.6, 578.4, 623.3, 641.7, 634.6,
            602.767, 546.045, 478.632, 412.505, 341.112, 273.958, 215.307,
        ];
        let outflow = routing.route(&inflow, 85.0);
        assert_eq!(outflow.len(), published.len());
        for (computed, published) in outflow.iter().zip(published) {
            assert!((computed - published).abs() <= 0.051, "{computed} {published}");
        }
        let peak = outflow.iter().copied().fold(0.0, f64::max);
        assert_eq!(outflow.iter().position(|flow| *flow == peak), Some(10));
    }

    proptest! {
        #[test]
        fn muskingum_weights_are_shares_and_storage_takes_what_does_not_leave(
            hours in 0.1..50.0f64, weight in 0.0..0.5f64, part in 0.0..1.0f64,
            inflow in proptest::collection::vec(0.0..1_000.0f64, 2..40), first in 0.0..1_000.0f64,
        ) {
            let step = 2.0 * hours * (weight + part * (1.0 - 2.0 * weight));
            prop_assume!(Muskingum::new(hours, weight, step).is_ok());
            let routing = Muskingum::new(hours, weight, step).unwrap();
            prop_assert!((routing.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(routing.weights.iter().all(|weight| *weight >= -1e-15));
            let outflow = routing.route(&inflow, first);
            let storage = |index: usize| {
                hours * (weight * inflow[index] + (1.0 - weight) * outflow[index])
            };
            for index in 1..inflow.len() {
                let mean = |flow: &[f64]| 0.5 * step * (flow[index - 1] + flow[index]);
                let gained = storage(index) - storage(index - 1);
                let error = mean(&inflow) - mean(&outflow) - gained;
                prop_assert!(error.abs() < 1e-9 * (1.0 + hours * 1_000.0), "{error}");
                prop_assert!((0.0..=1_000.0 + 1e-9).contains(&(outflow[index] + 1e-12)));
            }
        }
    }

    #[test]
    fn muskingum_refuses_steps_that_make_flows_negative() {
        assert!(Muskingum::new(2.3, 0.15, 0.5).is_err());
        assert!(Muskingum::new(2.3, 0.15, 4.0).is_err());
        assert!(Muskingum::new(2.3, 0.6, 1.0).is_err());
        assert!(Muskingum::new(f64::NAN, 0.2, 1.0).is_err());
    }
}
