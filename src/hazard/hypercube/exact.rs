//! The hypercube model solved exactly: every set of busy units is a state.
//!
//! The number of busy units is known beforehand, so that only the shares `x(B)` of the sets `B` of
//! `n` units among all of `n` units are sought (Larson 1974): with `a` calls in the time of a
//! service and `f(i, B)` the share of calls that take unit `i` while `B` is busy,
//! `x(B) (a + n) = n sum_i f(i, B - i) x(B - i) + a/(n + 1) sum_j x(B + j)`, by Gauss-Seidel sweeps
//! up and down, each size of set brought back to a sum of 1. Valid range: that of
//! [`Hypercube`], up to the units that it solves so.

use super::{Hypercube, SOURCE, Workload};
use crate::hazard::range::{Range, Refusal};

/// Sweeps after which nothing moves any more; a dozen units take at most some hundreds.
const SWEEPS_MAX: u32 = 5_000;

impl Hypercube {
    /// What the system settles to, exactly, for up to 12 units.
    ///
    /// # Errors
    /// A refusal of more units.
    pub fn exact(&self) -> Result<Workload, Refusal> {
        Range::new(1.0, 12.0, "", SOURCE).check("units", self.units as f64)?;
        let counts = self.busy_counts();
        let shares = self.shares_of_sets();
        let chance = |set: usize| counts[set.count_ones() as usize] * shares[set];
        let full = (1 << self.units) - 1;
        let busy = (0..self.units)
            .map(|unit| (0..=full).filter(|set| set >> unit & 1 == 1).map(chance).sum())
            .collect();
        let mut free = vec![vec![0.0; self.units]; self.classes.len()];
        for set in 0..full {
            for (row, (_, preference)) in free.iter_mut().zip(&self.classes) {
                row[first_free(preference, set)] += chance(set);
            }
        }
        Ok(self.workload(busy, free, &counts))
    }

    /// Share of each set of busy units among those of its size.
    fn shares_of_sets(&self) -> Vec<f64> {
        let sets = 1 << self.units;
        let taken = self.taken();
        let mut sizes = vec![0.0; self.units + 1];
        for set in 0..sets {
            sizes[usize_ones(set)] += 1.0;
        }
        let mut shares: Vec<f64> = (0..sets).map(|set| 1.0 / sizes[usize_ones(set)]).collect();
        for sweep in 0..SWEEPS_MAX {
            let mut moved: f64 = 0.0;
            // The empty and the full set are each alone of their size.
            for place in 1..sets - 1 {
                let set = if sweep % 2 == 0 { place } else { sets - 1 - place };
                let share = self.balanced(set, &shares, &taken);
                moved = moved.max((share - shares[set]).abs());
                shares[set] = share;
            }
            normalise(&mut shares, self.units);
            if moved < 1e-15 {
                break;
            }
        }
        shares
    }

    /// Share of calls that take each unit, by set of busy units and unit.
    fn taken(&self) -> Vec<f64> {
        let full = (1 << self.units) - 1;
        let mut taken = vec![0.0; self.units << self.units];
        for set in 0..full {
            for (share, preference) in &self.classes {
                taken[set * self.units + first_free(preference, set)] += share;
            }
        }
        taken
    }

    fn balanced(&self, set: usize, shares: &[f64], taken: &[f64]) -> f64 {
        let count = usize_ones(set) as f64;
        let (mut from_fewer, mut from_more) = (0.0, 0.0);
        for unit in 0..self.units {
            let other = set ^ 1 << unit;
            if other < set {
                from_fewer += taken[other * self.units + unit] * shares[other];
            } else {
                from_more += shares[other];
            }
        }
        let from_more = self.offered / (count + 1.0) * from_more;
        (count * from_fewer + from_more) / (self.offered + count)
    }
}

fn usize_ones(set: usize) -> usize {
    set.count_ones() as usize
}

fn first_free(preference: &[usize], set: usize) -> usize {
    let free = preference.iter().find(|unit| set >> **unit & 1 == 0);
    *free.expect("the set is not full")
}

/// Brings the shares of each size of set back to a sum of 1.
fn normalise(shares: &mut [f64], units: usize) {
    let mut sums = vec![0.0; units + 1];
    for (set, share) in shares.iter().enumerate() {
        sums[usize_ones(set)] += share;
    }
    for (set, share) in shares.iter_mut().enumerate() {
        *share /= sums[usize_ones(set)];
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{published, system};
    use super::super::{DemandClass, WhenBusy};
    use super::*;
    use crate::base::chance::{Draws, Purpose, Seed};
    use crate::base::key::Key;
    use proptest::prelude::*;
    use std::collections::VecDeque;

    #[test]
    fn workloads_of_larson_odoni_1981_with_a_line() {
        let system = published(WhenBusy::Waits);
        let workload = system.exact().unwrap();
        for (busy, (published, solved)) in workload.busy.iter().zip([
            (0.557_4, 0.557_364),
            (0.473_4, 0.473_372),
            (0.469_3, 0.469_264),
        ]) {
            assert!((busy - published).abs() < 5e-5 && (busy - solved).abs() < 6e-7, "{busy}");
        }
        assert!((workload.all_busy - 0.236_842).abs() < 6e-7);
        assert!((workload.all_free - 0.210_526).abs() < 6e-7);
        let out = system.out_of_area(&workload);
        // Published as 0.43529, which 0.435325 does not round to.
        assert!((out - 0.435_29).abs() < 5e-5 && (out - 0.435_325).abs() < 6e-7);
    }

    #[test]
    fn workloads_of_the_same_units_without_a_line() {
        let workload = published(WhenBusy::Lost).exact().unwrap();
        for (busy, solved) in workload.busy.iter().zip([0.497_905, 0.402_631, 0.397_971]) {
            assert!((busy - solved).abs() < 6e-7, "{busy}");
        }
        assert!((workload.all_busy - 0.134_328).abs() < 6e-7);
    }

    /// Simulates `calls` calls, event by event: shares of time busy, of calls that find all units
    /// busy, and of dispatches out of the area.
    fn simulated(system: &Hypercube, calls: u32, draws: &mut Draws) -> (Vec<f64>, f64, f64) {
        let units = system.units;
        let (mut now, mut arrival) = (0.0, draws.exponential(1.0 / system.offered));
        let mut until = vec![f64::INFINITY; units];
        let mut line: VecDeque<usize> = VecDeque::new();
        let (mut busy, mut found_busy, mut dispatched, mut out) = (vec![0.0; units], 0.0, 0.0, 0.0);
        let mut come = 0;
        while come < calls {
            let next = (0..units).min_by(|a, b| until[*a].total_cmp(&until[*b])).unwrap();
            let at = arrival.min(until[next]);
            for (busy, until) in busy.iter_mut().zip(&until) {
                *busy += if until.is_finite() { at - now } else { 0.0 };
            }
            now = at;
            let sent = if arrival <= until[next] {
                come += 1;
                arrival = now + draws.exponential(1.0 / system.offered);
                let mut left = draws.uniform();
                let chosen = system.classes.iter().position(|(share, _)| {
                    left -= share;
                    left < 0.0
                });
                let class = chosen.unwrap_or(0);
                let free = |unit: &&usize| until[**unit] == f64::INFINITY;
                let unit = system.classes[class].1.iter().find(free).copied();
                if unit.is_none() {
                    found_busy += 1.0;
                    if system.when_busy == WhenBusy::Waits {
                        line.push_back(class);
                    }
                }
                unit.map(|unit| (unit, class))
            } else {
                until[next] = f64::INFINITY;
                line.pop_front().map(|class| (next, class))
            };
            if let Some((unit, class)) = sent {
                until[unit] = now + draws.exponential(1.0);
                dispatched += 1.0;
                out += f64::from(u8::from(system.classes[class].1[0] != unit));
            }
        }
        (
            busy.iter().map(|busy| busy / now).collect(),
            found_busy / f64::from(calls),
            out / dispatched,
        )
    }

    #[test]
    fn simulated_workloads_agree() {
        for when_busy in [WhenBusy::Waits, WhenBusy::Lost] {
            let system = published(when_busy);
            let exact = system.exact().unwrap();
            let mut draws = Seed(81).draws(Purpose::Test, Key(0));
            let (busy, all_busy, out) = simulated(&system, 1_000_000, &mut draws);
            for (simulated, exact) in busy.iter().zip(&exact.busy) {
                assert!((simulated - exact).abs() < 0.004, "{when_busy:?} {simulated} {exact}");
            }
            assert!((all_busy - exact.all_busy).abs() < 0.004);
            assert!((out - system.out_of_area(&exact)).abs() < 0.004);
        }
    }

    /// The slow oracle: all balance equations of the system without a line, by elimination.
    fn eliminated(system: &Hypercube) -> Vec<f64> {
        let sets = 1usize << system.units;
        let mut rows = vec![vec![0.0; sets + 1]; sets];
        for set in 0..sets {
            for unit in 0..system.units {
                let (other, is_busy) = (set ^ 1 << unit, set >> unit & 1 == 1);
                let served = if is_busy { 1.0 } else { 0.0 };
                rows[other][set] += served;
                rows[set][set] -= served;
            }
            if set + 1 < sets {
                for (share, preference) in &system.classes {
                    let rate = system.offered * share;
                    rows[set | 1 << first_free(preference, set)][set] += rate;
                    rows[set][set] -= rate;
                }
            }
        }
        rows[0] = vec![1.0; sets + 1];
        for column in 0..sets {
            let size = |row: &usize| rows[*row][column].abs();
            let pivot = (column..sets).max_by(|a, b| size(a).total_cmp(&size(b))).unwrap();
            rows.swap(column, pivot);
            let top = rows[column].clone();
            for (index, row) in rows.iter_mut().enumerate() {
                let factor = if index == column { 0.0 } else { row[column] / top[column] };
                for (value, top) in row.iter_mut().zip(&top) {
                    *value -= factor * top;
                }
            }
        }
        (0..sets).map(|set| rows[set][sets] / rows[set][set]).collect()
    }

    #[test]
    fn alike_units_are_alike_busy_up_to_twelve() {
        let units = 12u32;
        // Class c prefers the units from c on, round a circle.
        let lists: Vec<Vec<u32>> =
            (0..units).map(|c| (0..units).map(|k| (c + k) % units).collect()).collect();
        let calls: Vec<(f64, &[u32])> = lists.iter().map(|list| (0.8, &**list)).collect();
        let workload = system(&calls, WhenBusy::Waits).unwrap().exact().unwrap();
        for busy in workload.busy {
            assert!((busy - 0.8).abs() < 1e-12, "{busy}");
        }
        let lists: Vec<u32> = (0..13).collect();
        assert!(system(&[(1.0, &lists)], WhenBusy::Lost).unwrap().exact().is_err());
        // One unit is the M/M/1 line.
        let alone = system(&[(0.6, &[0])], WhenBusy::Waits).unwrap();
        let workload = alone.exact().unwrap();
        assert!((workload.busy[0] - 0.6).abs() < 1e-12 && alone.out_of_area(&workload) < 1e-12);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn random_systems_agree_with_elimination_and_conserve_work(
            rates in prop::collection::vec(0.01..2.0f64, 3),
            lists in prop::collection::vec(Just(vec![0u32, 1, 2, 3]).prop_shuffle(), 3),
            served in 0.2..20.0f64,
        ) {
            let class = |(per_hour, preference): (&f64, &Vec<u32>)| DemandClass {
                per_hour: *per_hour,
                preference: preference.clone(),
            };
            let classes: Vec<DemandClass> = rates.iter().zip(&lists).map(class).collect();
            let lost = Hypercube::new(4, served, classes.clone(), WhenBusy::Lost).unwrap();
            let workload = lost.exact().unwrap();
            let oracle = eliminated(&lost);
            for (unit, busy) in workload.busy.iter().enumerate() {
                let sets = (0..16).filter(|set| set >> unit & 1 == 1);
                let expected: f64 = sets.map(|set| oracle[set]).sum();
                prop_assert!((busy - expected).abs() < 1e-11);
            }
            let answered = lost.offered * (1.0 - workload.all_busy);
            prop_assert!((workload.busy.iter().sum::<f64>() - answered).abs() < 1e-11);
            if let Ok(waits) = Hypercube::new(4, served, classes, WhenBusy::Waits) {
                let workload = waits.exact().unwrap();
                prop_assert!((workload.busy.iter().sum::<f64>() - waits.offered).abs() < 1e-10);
                for unit in 0..4 {
                    let sent: f64 = workload.dispatches.iter().map(|row| row[unit]).sum();
                    prop_assert!((sent * waits.offered - workload.busy[unit]).abs() < 1e-10);
                }
            }
        }
    }
}
