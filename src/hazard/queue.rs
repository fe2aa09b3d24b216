//! Exact waiting in lines of the M/M/c kind (Erlang 1917), as an oracle for what is simulated.
//!
//! With `a` calls in the time of a service, `c` servers and `r = a/c`:
//! `B = (a^c/c!) / sum_k a^k/k!` of the calls are lost where none waits; `C = B / (1 - r (1 - B))`
//! wait where all can, on average `C / (c (1 - r))` service times over all calls. Units that differ
//! are [`hypercube`](super::hypercube)'s.
//!
//! Valid range: 1 to a million servers; utilisation up to 0.999999 where calls wait, any load up to
//! a million erlang where they do not.

use super::range::{Range, Refusal};

/// Utilisation for which a line with unlimited room settles.
const UTILISATION: Range = Range::new(0.0, 0.999_999, "", "Erlang 1917");

/// Probability that all of `servers` are busy and a call is lost, for `offered` erlangs (Erlang B),
/// by the recursion `B(c) = a B(c-1) / (c + a B(c-1))`.
///
/// # Errors
/// A refusal of no servers or of a negative load.
pub fn erlang_b(servers: u32, offered: f64) -> Result<f64, Refusal> {
    let servers = Range::new(1.0, 1e6, "", "").check("servers", f64::from(servers))? as u32;
    let offered = Range::new(0.0, 1e6, "erlang", "Erlang 1917").check("offered", offered)?;
    Ok((1..=servers).fold(1.0, |blocked, server| {
        let product = offered * blocked;
        product / (f64::from(server) + product)
    }))
}

/// Probability that a call waits, for `servers` at a utilisation of `utilisation` (Erlang C).
///
/// # Errors
/// A refusal of no servers or of a utilisation outside 0 to 1.
pub fn erlang_c(servers: u32, utilisation: f64) -> Result<f64, Refusal> {
    let utilisation = UTILISATION.check("utilisation", utilisation)?;
    let blocked = erlang_b(servers, f64::from(servers) * utilisation)?;
    Ok(blocked / (1.0 - utilisation * (1.0 - blocked)))
}

/// Mean wait in the line, in mean service times.
///
/// # Errors
/// As [`erlang_c`].
pub fn mean_wait(servers: u32, utilisation: f64) -> Result<f64, Refusal> {
    let waits = erlang_c(servers, utilisation)?;
    Ok(waits / (f64::from(servers) * (1.0 - utilisation)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use crate::base::math;
    use proptest::prelude::*;

    #[test]
    fn erlang_1917_published_values() {
        assert!((erlang_b(3, 1.5).unwrap() - 0.134_328).abs() < 1e-6);
        // Published to six digits; servers, utilisation, lost, waiting, mean wait.
        for (servers, utilisation, lost, waits, wait) in [
            (3, 0.5, 0.134_328_358, 0.236_842_105, 0.157_894_737),
            (3, 0.8, 0.268_406_337, 0.647_191_011, 1.078_651_685),
            (5, 0.8, 0.199_066_874, 0.554_112_554, 0.554_112_554),
            (10, 0.8, 0.121_661_064, 0.409_180_151, 0.204_590_075),
            (1, 0.3, 0.230_769_231, 0.3, 0.428_571_429),
            (2, 0.9, 0.366_515_837, 0.852_631_579, 4.263_157_895),
        ] {
            let blocked = erlang_b(servers, f64::from(servers) * utilisation).unwrap();
            assert!((blocked - lost).abs() < 1e-9, "{servers} {utilisation}");
            assert!((erlang_c(servers, utilisation).unwrap() - waits).abs() < 1e-9);
            assert!((mean_wait(servers, utilisation).unwrap() - wait).abs() < 1e-9);
        }
    }

    /// Mean wait of each of `batches` times `calls` calls, in order of service (Kiefer & Wolfowitz
    /// 1955: the work before each server, least first).
    fn simulated_waits(servers: u32, utilisation: f64, batches: u32, calls: u32) -> Vec<f64> {
        let gap = 1.0 / (f64::from(servers) * utilisation);
        let batch = |batch: u32| {
            let mut draws = Seed(91).draws(Purpose::Test, Key(u64::from(batch)));
            let mut work = vec![0.0; servers as usize];
            let mut sum = 0.0;
            // The line is empty at first: the first fifth of the calls does not count.
            for call in 0..calls + calls / 5 {
                sum += if call >= calls / 5 { work[0] } else { 0.0 };
                work[0] += draws.exponential(1.0);
                let passed = draws.exponential(gap);
                for work in &mut work {
                    *work = f64::max(0.0, *work - passed);
                }
                work.sort_unstable_by(f64::total_cmp);
            }
            sum / f64::from(calls)
        };
        (0..batches).map(batch).collect()
    }

    #[test]
    fn simulated_waits_agree_within_four_standard_errors() {
        for (servers, utilisation) in [(1, 0.6), (3, 0.5), (3, 0.8), (5, 0.8)] {
            let waits = simulated_waits(servers, utilisation, 50, 8_000);
            let count = waits.len() as f64;
            let mean = waits.iter().sum::<f64>() / count;
            let squares: f64 = waits.iter().map(|wait| (wait - mean) * (wait - mean)).sum();
            let error = math::sqrt(squares / (count - 1.0) / count);
            let exact = mean_wait(servers, utilisation).unwrap();
            assert!((mean - exact).abs() < 4.0 * error, "{servers} {utilisation}: {mean} {exact}");
        }
    }

    proptest! {
        #[test]
        fn recursions_are_the_sums_that_they_stand_for(
            servers in 1u32..60, utilisation in 0.001..0.999f64,
        ) {
            let offered = f64::from(servers) * utilisation;
            let terms: Vec<f64> = (1..=servers)
                .scan(1.0, |term, k| {
                    *term *= offered / f64::from(k);
                    Some(*term)
                })
                .collect();
            let last = terms[terms.len() - 1];
            let all = 1.0 + terms.iter().sum::<f64>();
            let blocked = erlang_b(servers, offered).unwrap();
            prop_assert!((blocked / (last / all) - 1.0).abs() < 1e-10);
            let line = last / (1.0 - utilisation);
            let waits = erlang_c(servers, utilisation).unwrap();
            prop_assert!((waits / (line / (all - last + line)) - 1.0).abs() < 1e-10);
            prop_assert!(erlang_b(servers + 1, offered).unwrap() < blocked);
            prop_assert!(waits >= blocked);
        }
    }

    #[test]
    fn one_server_waits_as_often_as_it_is_busy() {
        for utilisation in [0.0, 0.1, 0.5, 0.9, 0.99] {
            assert!((erlang_c(1, utilisation).unwrap() - utilisation).abs() < 1e-12);
        }
        assert!(erlang_c(0, 0.5).is_err() && erlang_c(3, 1.0).is_err());
        assert!(erlang_c(3, f64::NAN).is_err());
    }
}
