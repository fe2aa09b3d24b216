//! How a warning spreads among the people of a place: the closed form of a broadcast and of word of
//! mouth, and what several channels reach together. Messages between desks are not here.
//!
//! Rogers & Sorensen 1988 (as given in JASSS 26(1)7): `dn/dt = k a1 (L - n) + (1 - k) a2 n (L - n)`
//! with `n` the share warned, `L` the share within reach, `k` the share of broadcast. With
//! `A = k a1`, `B = (1 - k) a2` and `n(0) = 0`:
//! `n = L (1 - e^-(A + B L) t) / (1 + (B L / A) e^-(A + B L) t)`.
//! Rates and reach of Chinese channels by hour are placeholders.
//!
//! Valid range: rates to 10 a minute, broadcast above zero, shares 0 to 1.

use crate::base::math;

use super::assumption::Assumption;
use super::range::{Range, Refusal, Refusals};

/// How a warning spreads over one channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diffusion {
    /// Rate of broadcast `a1`, per minute.
    pub broadcast_per_minute: f64,
    /// Rate of word of mouth `a2`, per minute.
    pub contagion_per_minute: f64,
    /// Share `k` of broadcast in the mix, above 0, up to 1.
    pub broadcast_share: f64,
    /// Share `L` of people that the channel can reach at all.
    pub reach: f64,
}

crate::vocabulary::words! {
    /// By what a household is warned.
    PublicChannel {
        /// Short messages to the telephones of an area.
        TextMessage "短信靶向发布" "text message",
        /// Village loudspeakers.
        Loudspeaker "农村应急广播" "village loudspeaker",
        /// Sirens, gongs and hand-held loudspeakers.
        Gong "锣哨与手摇报警器" "gongs and sirens",
        /// Officers from door to door.
        DoorToDoor "逐户上门通知" "door to door",
        /// Television and the internet.
        Media "电视与网络媒体" "television and internet",
    }
}

impl Diffusion {
    /// A spread whose numbers are in range.
    ///
    /// # Errors
    /// Every number out of range.
    pub fn new(
        broadcast_per_minute: f64,
        contagion_per_minute: f64,
        broadcast_share: f64,
        reach: f64,
    ) -> Result<Self, Refusals> {
        const SOURCE: &str = "Rogers & Sorensen 1988";
        let mut refusals = Refusals::default();
        let rate = Range::new(0.0, 10.0, "1/min", SOURCE);
        refusals.hold(&Range::new(1e-6, 10.0, "1/min", SOURCE), "broadcast", broadcast_per_minute);
        refusals.hold(&rate, "contagion", contagion_per_minute);
        refusals.hold(&Range::new(1e-6, 1.0, "", SOURCE), "broadcast_share", broadcast_share);
        refusals.hold(&Range::new(0.0, 1.0, "", ""), "reach", reach);
        refusals.into_result()?;
        Ok(Self { broadcast_per_minute, contagion_per_minute, broadcast_share, reach })
    }

    /// The rates `A` and `B L` per minute.
    fn rates(&self) -> (f64, f64) {
        let broadcast = self.broadcast_share * self.broadcast_per_minute;
        let contagion = (1.0 - self.broadcast_share) * self.contagion_per_minute;
        (broadcast, contagion * self.reach)
    }

    /// Share of people warned `minutes` after the warning is given.
    pub fn share(&self, minutes: f64) -> f64 {
        let (broadcast, contagion) = self.rates();
        let decay = math::exp(-(broadcast + contagion) * minutes.max(0.0));
        self.reach * (1.0 - decay) / (1.0 + contagion / broadcast * decay)
    }

    /// When a household whose place in the order of warning is `rank` (uniform in 0..1) is warned,
    /// in minutes; none when the channel does not reach it. The inverse of [`Diffusion::share`].
    pub fn minutes(&self, rank: f64) -> Option<f64> {
        if rank >= self.reach {
            return None;
        }
        let (broadcast, contagion) = self.rates();
        let part = rank.max(0.0) / self.reach;
        let decay = (1.0 - part) / (1.0 + part * contagion / broadcast);
        Some(-math::ln(decay) / (broadcast + contagion))
    }
}

/// What independent channels reach together: `1 - prod(1 - p)`.
pub fn combined(shares: &[f64]) -> f64 {
    1.0 - shares.iter().map(|share| 1.0 - share.clamp(0.0, 1.0)).product::<f64>()
}

/// How a warning spreads over a public channel by day and by night: placeholders.
pub fn diffusion(channel: PublicChannel, night: bool) -> Diffusion {
    let (broadcast_per_minute, day, dark) = match channel {
        PublicChannel::TextMessage => (0.2, 0.5, 0.3),
        PublicChannel::Loudspeaker => (0.5, 0.85, 0.6),
        PublicChannel::Gong => (0.3, 0.85, 0.85),
        PublicChannel::DoorToDoor => (0.05, 1.0, 1.0),
        PublicChannel::Media => (0.1, 0.6, 0.1),
    };
    Diffusion {
        broadcast_per_minute,
        contagion_per_minute: if night { 0.05 } else { 0.25 },
        broadcast_share: 0.7,
        reach: if night { dark } else { day },
    }
}

/// Minutes that officers need from door to door: 1 to 3 minutes a household and officer
/// (placeholder; the middle of it by default).
///
/// # Errors
/// A refusal of a time per household out of 0.5 to 15 minutes, or of no officers.
pub fn door_to_door_minutes(
    households: u32,
    officers: u32,
    minutes_each: f64,
) -> Result<f64, Refusal> {
    let each = Range::new(0.5, 15.0, "min", "").check("minutes_each", minutes_each)?;
    let officers = Range::new(1.0, 100_000.0, "", "").check("officers", f64::from(officers))?;
    Ok((f64::from(households) / officers).ceil() * each)
}

/// Minutes from door to door, per household and officer: a placeholder.
pub const DOOR_MINUTES: f64 = 2.0;

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let placeholder = Assumption::placeholder;
    let reach = |channel, night| diffusion(channel, night).reach;
    vec![
        placeholder(
            "warning.door_minutes",
            "逐户通知每户用时",
            "minutes from door to door",
            DOOR_MINUTES,
            "min",
        ),
        placeholder(
            "warning.loudspeaker_night",
            "夜间应急广播触达率",
            "reach of village loudspeakers at night",
            reach(PublicChannel::Loudspeaker, true),
            "",
        ),
        placeholder(
            "warning.loudspeaker_day",
            "白天应急广播触达率",
            "reach of village loudspeakers by day",
            reach(PublicChannel::Loudspeaker, false),
            "",
        ),
        placeholder(
            "warning.text_night",
            "夜间短信触达率",
            "reach of text messages at night",
            reach(PublicChannel::TextMessage, true),
            "",
        ),
        placeholder(
            "warning.text_day",
            "白天短信触达率",
            "reach of text messages by day",
            reach(PublicChannel::TextMessage, false),
            "",
        ),
        placeholder(
            "warning.contagion_day",
            "白天口头相传速率",
            "rate of word of mouth by day",
            diffusion(PublicChannel::TextMessage, false).contagion_per_minute,
            "1/min",
        ),
        placeholder(
            "warning.contagion_night",
            "夜间口头相传速率",
            "rate of word of mouth at night",
            diffusion(PublicChannel::TextMessage, true).contagion_per_minute,
            "1/min",
        ),
        placeholder(
            "warning.doors_rate",
            "逐户通知速率",
            "rate of warning from door to door",
            diffusion(PublicChannel::DoorToDoor, false).broadcast_per_minute,
            "1/min",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rogers_sorensen_1988_closed_form() {
        let spread = Diffusion::new(0.2, 0.25, 0.3, 1.0).unwrap();
        for (minutes, share) in
            [(5.0, 0.363_641), (10.0, 0.707_760), (15.0, 0.893_772), (30.0, 0.996_611)]
        {
            assert!((spread.share(minutes) - share).abs() < 5e-7);
        }
        assert_eq!((spread.share(0.0), spread.share(-1.0)), (0.0, 0.0));
        // Where not all are within reach; computed apart.
        let night = Diffusion::new(0.5, 0.05, 0.7, 0.65).unwrap();
        for (minutes, share) in [(1.0, 0.192_651_825), (5.0, 0.539_931_969), (30.0, 0.649_986_268)]
        {
            assert!((night.share(minutes) - share).abs() < 1e-9);
        }
    }

    #[test]
    fn bad_numbers_are_refused_all_at_once() {
        assert_eq!(Diffusion::new(0.0, -1.0, f64::NAN, 1.5).unwrap_err().0.len(), 4);
        assert!(door_to_door_minutes(40, 0, 2.0).is_err());
        assert_eq!(door_to_door_minutes(41, 4, 2.0), Ok(22.0));
        assert!((combined(&[0.5, 0.5, 0.2]) - 0.8).abs() < 1e-12);
        assert_eq!(combined(&[]), 0.0);
    }

    #[test]
    fn channels_by_night_stay_within_what_is_known_of_them() {
        let reach = |channel, night| diffusion(channel, night).reach;
        assert!((0.3..=0.5).contains(&reach(PublicChannel::TextMessage, true)));
        for night in [false, true] {
            assert!((0.6..=0.85).contains(&reach(PublicChannel::Loudspeaker, night)));
            assert_eq!(reach(PublicChannel::DoorToDoor, night), 1.0);
            for channel in PublicChannel::ALL {
                let Diffusion {
                    broadcast_per_minute,
                    contagion_per_minute,
                    broadcast_share,
                    reach,
                } = diffusion(*channel, night);
                let checked = Diffusion::new(
                    broadcast_per_minute,
                    contagion_per_minute,
                    broadcast_share,
                    reach,
                );
                assert!(checked.is_ok());
            }
        }
        assert!((1.0..=3.0).contains(&DOOR_MINUTES));
    }

    proptest! {
        #[test]
        fn channels_together_reach_more_in_any_order(
            shares in prop::collection::vec(0.0..=1.0f64, 1..6), other in 0.0..=1.0f64,
        ) {
            let all = combined(&shares);
            prop_assert!(shares.iter().all(|share| all >= share - 1e-12) && all <= 1.0);
            let reversed: Vec<f64> = shares.iter().rev().copied().collect();
            prop_assert!((combined(&reversed) - all).abs() < 1e-12);
            let more: Vec<f64> = shares.into_iter().chain([other]).collect();
            prop_assert!((combined(&more) - (1.0 - (1.0 - all) * (1.0 - other))).abs() < 1e-12);
        }

        #[test]
        fn the_closed_form_solves_its_equation_and_inverts(
            a1 in 0.01..1.0f64, a2 in 0.0..1.0f64, k in 0.05..1.0f64, reach in 0.1..1.0f64,
        ) {
            let spread = Diffusion::new(a1, a2, k, reach).unwrap();
            // The slow oracle: Runge-Kutta in steps of a hundredth of a minute.
            let slope = |n: f64| (k * a1 + (1.0 - k) * a2 * n) * (reach - n);
            let mut n = 0.0;
            for _ in 0..1_000 {
                let first = slope(n);
                let second = slope(n + 0.005 * first);
                let third = slope(n + 0.005 * second);
                let fourth = slope(n + 0.01 * third);
                n += 0.01 / 6.0 * (first + 2.0 * second + 2.0 * third + fourth);
            }
            prop_assert!((spread.share(10.0) - n).abs() < 1e-8);
            let minutes = spread.minutes(0.7 * reach).unwrap();
            prop_assert!((spread.share(minutes) - 0.7 * reach).abs() < 1e-9);
            prop_assert!(spread.minutes(reach).is_none());
        }
    }
}
