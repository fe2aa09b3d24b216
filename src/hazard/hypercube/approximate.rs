//! The hypercube model approximately, for more units than can be solved exactly (Larson 1975, Oper.
//! Res. 23:845-868; Larson & Odoni 1981, 5.5).
//!
//! Units are taken as busy independently of each other, corrected for there being finitely many: a
//! call takes its `j`-th preferred unit with probability `Q(j - 1) r1 ... r(j-1) (1 - rj)`, where
//! `Q(k) r^k (1 - r)` is the probability that of units picked at random from a line of M/M/N, `r`
//! busy on average, the first `k` are busy and the next is free. The workloads that follow are put
//! in again, brought to the total that is known, until they settle. Published errors are 1 to 2 per
//! cent of the workloads.

use super::{Hypercube, WhenBusy, Workload};

/// Rounds after which the workloads have settled; a dozen are usual.
const ROUNDS_MAX: u32 = 1_000;

impl Hypercube {
    /// What the system settles to, approximately, for up to 100 units.
    pub fn approximate(&self) -> Workload {
        let counts = self.busy_counts();
        let carried = match self.when_busy {
            WhenBusy::Waits => self.offered,
            WhenBusy::Lost => self.offered * (1.0 - counts[self.units]),
        };
        let correction = self.correction(&counts, carried / self.units as f64);
        let after_waiting = match self.when_busy {
            WhenBusy::Waits => self.offered * counts[self.units] / self.units as f64,
            WhenBusy::Lost => 0.0,
        };
        let mut busy = vec![carried / self.units as f64; self.units];
        for _ in 0..ROUNDS_MAX {
            let mut next = vec![0.0; self.units];
            for ((share, _), row) in self.classes.iter().zip(self.taken_if_free(&busy, &correction))
            {
                for (next, taken) in next.iter_mut().zip(row) {
                    *next += self.offered * share * taken;
                }
            }
            // busy = taken (1 - busy) + after_waiting, solved for busy.
            for next in &mut next {
                *next = (*next + after_waiting) / (1.0 + *next);
            }
            let scale = carried / next.iter().sum::<f64>();
            let mut moved: f64 = 0.0;
            for (busy, next) in busy.iter_mut().zip(next) {
                let next = (next * scale).min(1.0 - 1e-12);
                moved = moved.max((next - *busy).abs());
                *busy = next;
            }
            if moved < 1e-14 {
                break;
            }
        }
        let free = self.shares_taken(&busy, &correction, 1.0 - counts[self.units]);
        self.workload(busy, free, &counts)
    }

    /// Larson's factors `Q(0)`, `Q(1)`, ... for units busy `mean` on average.
    fn correction(&self, counts: &[f64], mean: f64) -> Vec<f64> {
        let units = self.units as f64;
        let mut power = 1.0 - mean;
        let mut factors = Vec::with_capacity(self.units);
        // chosen[n] = n (n-1) ... (n-k+1) / (N (N-1) ... (N-k+1)): the first k are busy.
        let mut chosen = vec![1.0; self.units];
        for k in 0..self.units {
            let next_free: f64 = (k..self.units)
                .map(|count| counts[count] * chosen[count] * (units - count as f64))
                .sum();
            // Where the power vanishes so does what the factor is multiplied by.
            let factor = next_free / (units - k as f64) / power;
            factors.push(if factor.is_finite() { factor } else { 0.0 });
            power *= mean;
            for (count, chosen) in chosen.iter_mut().enumerate() {
                *chosen *= (count as f64 - k as f64).max(0.0) / (units - k as f64);
            }
        }
        factors
    }

    /// Probability by class and unit that a call takes the unit, given that the unit is free.
    fn taken_if_free(&self, busy: &[f64], correction: &[f64]) -> Vec<Vec<f64>> {
        let row = |(_, preference): &(f64, Vec<usize>)| {
            let mut row = vec![0.0; self.units];
            let mut before = 1.0;
            for (unit, factor) in preference.iter().zip(correction) {
                row[*unit] = before * factor;
                before *= busy[*unit];
            }
            row
        };
        self.classes.iter().map(row).collect()
    }

    /// The same whether it is free or not, each class brought to `some_free`, the probability that
    /// any unit is.
    fn shares_taken(&self, busy: &[f64], correction: &[f64], some_free: f64) -> Vec<Vec<f64>> {
        let mut rows = self.taken_if_free(busy, correction);
        for row in &mut rows {
            for (taken, busy) in row.iter_mut().zip(busy) {
                *taken *= 1.0 - busy;
            }
            let scale = some_free / row.iter().sum::<f64>();
            for taken in row {
                *taken *= scale;
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{published, system};
    use super::*;
    use crate::base::math;
    use proptest::prelude::*;

    #[test]
    fn the_approximate_workloads_of_larson_odoni_1981() {
        let workload = published(WhenBusy::Waits).approximate();
        // The published figures are of the third round, which rounds to within 1e-4 of where it
        // settles; that was computed apart.
        for (busy, (published, settled)) in workload.busy.iter().zip([
            (0.562_7, 0.562_631_24),
            (0.471_6, 0.471_703_87),
            (0.465_7, 0.465_664_89),
        ]) {
            assert!((busy - published).abs() < 1.1e-4, "{busy} {published}");
            assert!((busy - settled).abs() < 1e-8, "{busy} {settled}");
        }
        assert!((workload.all_busy - 0.236_842).abs() < 6e-7);
    }

    #[test]
    fn factors_of_one_unit_and_of_random_picks() {
        // Nobody waits for an only unit's second: it is taken whenever it is free.
        let alone = system(&[(0.6, &[0])], WhenBusy::Lost).unwrap();
        let workload = alone.approximate();
        assert!((workload.busy[0] - 0.375).abs() < 1e-12);
        assert!((workload.dispatches[0][0] - 1.0).abs() < 1e-12);
        // The picks of one call are all that there are: probabilities sum to one free or none.
        let published = published(WhenBusy::Lost);
        let counts = published.busy_counts();
        let mean = published.offered * (1.0 - counts[3]) / 3.0;
        let factors = published.correction(&counts, mean);
        let picks = |(k, factor): (f64, &f64)| factor * math::pow(mean, k) * (1.0 - mean);
        let sum: f64 = [0.0, 1.0, 2.0].into_iter().zip(&factors).map(picks).sum();
        assert!((sum - (1.0 - counts[3])).abs() < 1e-12);
    }

    #[test]
    fn a_hundred_units_settle() {
        let units = 100u32;
        let lists: Vec<Vec<u32>> =
            (0..units).map(|c| (0..units).map(|k| (7 * c + k) % units).collect()).collect();
        let calls: Vec<(f64, &[u32])> =
            lists.iter().zip(1..).map(|(list, c)| (0.012 * f64::from(c), &**list)).collect();
        let workload = system(&calls, WhenBusy::Waits).unwrap().approximate();
        assert!((workload.busy.iter().sum::<f64>() - 60.6).abs() < 1e-9);
        assert!(workload.busy.iter().all(|busy| (0.3..0.9).contains(busy)));
        // Calls so rare that powers of the workload vanish.
        let rare = system(&[(1.5e-7, &lists[0])], WhenBusy::Waits).unwrap().approximate();
        assert!((rare.busy[0] / 1.5e-7 - 1.0).abs() < 1e-6, "{}", rare.busy[0]);
        assert!(rare.busy[1..].iter().all(|busy| (0.0..1e-13).contains(busy)));
        let flooded = system(&[(1_000.0, &lists[0])], WhenBusy::Lost).unwrap().approximate();
        assert!(flooded.busy.iter().all(|busy| (0.8..1.0).contains(busy)), "{:?}", flooded.busy);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn it_stays_near_the_exact_solution(
            rates in prop::collection::vec(0.05..0.8f64, 5),
            lists in prop::collection::vec(Just(vec![0u32, 1, 2, 3, 4]).prop_shuffle(), 5),
            waits in any::<bool>(),
        ) {
            let calls: Vec<(f64, &[u32])> =
                rates.iter().zip(&lists).map(|(rate, list)| (*rate, &**list)).collect();
            let when_busy = if waits { WhenBusy::Waits } else { WhenBusy::Lost };
            let system = system(&calls, when_busy).unwrap();
            let (exact, near) = (system.exact().unwrap(), system.approximate());
            for (exact, near) in exact.busy.iter().zip(&near.busy) {
                prop_assert!((exact - near).abs() < 0.05, "{exact} {near}");
            }
            let sum: f64 = near.busy.iter().sum();
            prop_assert!((sum - exact.busy.iter().sum::<f64>()).abs() < 1e-9);
            let sent: f64 = near.dispatches.iter().flatten().sum();
            prop_assert!((sent - 1.0).abs() < 1e-9);
            prop_assert!((system.out_of_area(&near) - system.out_of_area(&exact)).abs() < 0.05);
        }
    }
}
