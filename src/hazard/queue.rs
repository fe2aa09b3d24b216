//! Exact waiting in lines of the M/M/c kind (Erlang 1917), as an oracle for what is simulated.

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

    #[test]
    fn erlang_1917_published_values() {
        assert!((erlang_b(3, 1.5).unwrap() - 0.134_328).abs() < 1e-6);
        for (servers, utilisation, waits, wait) in [
            (3, 0.5, 0.236_842, 0.157_895),
            (3, 0.8, 0.647_191, 1.078_65),
            (5, 0.8, 0.554_113, 0.554_113),
            (10, 0.8, 0.409_180, 0.204_590),
        ] {
            assert!((erlang_c(servers, utilisation).unwrap() - waits).abs() < 1e-6);
            assert!((mean_wait(servers, utilisation).unwrap() - wait).abs() < 1e-5);
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
