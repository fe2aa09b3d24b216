//! What collapsed frontages leave of a road. Which buildings collapse is in
//! [`fragility`](super::fragility).
//!
//! The rubble of a collapsed frontage of height `H` lies `k H` wide before it, `k` uniform in
//! 0.3 to 0.7 for masonry; what stays short of the road because the frontage stands back from it
//! does no harm. The road is blocked when less than 3.5 m of it is clear. All three numbers are
//! placeholders. Valid range: roads and setbacks to 200 m, heights to 300 m.

use crate::base::chance::Draws;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusals};

/// Smallest and largest width of rubble over height of the frontage.
pub const SPREAD: (f64, f64) = (0.3, 0.7);
/// Clear width below which a road is blocked, m.
pub const CLEAR_WIDTH_M: f64 = 3.5;

const WIDTH: Range = Range::new(0.0, 200.0, "m", "");
const HEIGHT: Range = Range::new(0.0, 300.0, "m", "");

/// A collapsed frontage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frontage {
    /// Height before the collapse, m.
    pub height_m: f64,
    /// Distance from the edge of the road, m.
    pub setback_m: f64,
}

/// A road where frontages have collapsed on one side or on both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Street {
    width_m: f64,
    collapsed: [Option<Frontage>; 2],
}

impl Street {
    /// A road of this width and what has collapsed on its left and right.
    ///
    /// # Errors
    /// Everything out of 0 to 200 m of width and setback and 0 to 300 m of height.
    pub fn new(width_m: f64, collapsed: [Option<Frontage>; 2]) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&WIDTH, "width_m", width_m);
        for (index, frontage) in collapsed.iter().enumerate() {
            if let Some(frontage) = frontage {
                refusals.hold(&HEIGHT, format!("collapsed[{index}].height_m"), frontage.height_m);
                refusals.hold(&WIDTH, format!("collapsed[{index}].setback_m"), frontage.setback_m);
            }
        }
        refusals.into_result().map(|()| Self { width_m, collapsed })
    }

    /// Width of the road, m, that rubble of these spreads leaves clear.
    pub fn clear_width_m(&self, spreads: [f64; 2]) -> f64 {
        let on_road = |(frontage, spread): (&Option<Frontage>, f64)| {
            frontage
                .map_or(0.0, |frontage| (spread * frontage.height_m - frontage.setback_m).max(0.0))
        };
        let rubble: f64 = self.collapsed.iter().zip(spreads).map(on_road).sum();
        (self.width_m - rubble).max(0.0)
    }

    /// Draws the rubble: the width that it leaves clear, m. Takes two draws whatever collapsed.
    pub fn drawn_clear_width_m(&self, draws: &mut Draws) -> f64 {
        let (low, high) = SPREAD;
        self.clear_width_m([draws.between(low, high), draws.between(low, high)])
    }
}

/// Whether a road of this clear width is blocked.
pub fn is_blocked(clear_width_m: f64) -> bool {
    clear_width_m < CLEAR_WIDTH_M
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    let placeholder = Assumption::placeholder;
    vec![
        placeholder(
            "earthquake.debris_spread_low",
            "倒塌堆积宽度与建筑高度之比下限",
            "least width of rubble over height of the building",
            SPREAD.0,
            "",
        ),
        placeholder(
            "earthquake.debris_spread_high",
            "倒塌堆积宽度与建筑高度之比上限",
            "greatest width of rubble over height of the building",
            SPREAD.1,
            "",
        ),
        placeholder(
            "earthquake.clear_width",
            "道路可通行的最小净宽",
            "clear width that a road needs to be open",
            CLEAR_WIDTH_M,
            "m",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::chance::{Purpose, Seed};
    use crate::base::key::Key;
    use crate::base::math;
    use proptest::prelude::*;

    fn frontage(height_m: f64, setback_m: f64) -> Option<Frontage> {
        Some(Frontage { height_m, setback_m })
    }

    /// Share of 20,000 draws in which the road is blocked.
    fn blocked_share(street: &Street) -> f64 {
        let mut draws = Seed(3).draws(Purpose::Test, Key(7));
        let blocked = (0..20_000).filter(|_| is_blocked(street.drawn_clear_width_m(&mut draws)));
        blocked.count() as f64 / 20_000.0
    }

    #[test]
    fn one_frontage_blocks_as_often_as_its_spread_exceeds_what_is_spare() {
        // 9 m of road, 12 m high, 1 m back: blocked from k = (9 + 1 - 3.5) / 12 = 0.541667 on,
        // which 0.395833 of 0.3..0.7 is.
        let share = blocked_share(&Street::new(9.0, [frontage(12.0, 1.0), None]).unwrap());
        let exact = (0.7 - 6.5 / 12.0) / 0.4;
        let error = math::sqrt(exact * (1.0 - exact) / 20_000.0);
        assert!((share - exact).abs() < 4.0 * error, "{share} {exact}");
    }

    #[test]
    fn two_frontages_block_as_often_as_the_sum_of_two_uniform_spreads() {
        // 13.5 m of road, both 10 m high: blocked when k1 + k2 > 1, half of a symmetric triangle.
        let both = [frontage(10.0, 0.0), frontage(10.0, 0.0)];
        let share = blocked_share(&Street::new(13.5, both).unwrap());
        assert!((share - 0.5).abs() < 4.0 * math::sqrt(0.25 / 20_000.0), "{share}");
    }

    #[test]
    fn nothing_collapsed_blocks_only_a_lane_too_narrow_anyway() {
        assert_eq!(Street::new(6.0, [None; 2]).unwrap().clear_width_m([0.7; 2]), 6.0);
        assert!(!is_blocked(3.5) && is_blocked(3.499));
        let bad = [frontage(-1.0, f64::NAN), frontage(f64::INFINITY, 0.0)];
        assert_eq!(Street::new(f64::NAN, bad).unwrap_err().0.len(), 4);
    }

    proptest! {
        #[test]
        fn higher_nearer_and_wider_spread_is_never_clearer(
            width in 3.0..40.0f64, height in 0.0..60.0f64, setback in 0.0..10.0f64,
            spread in 0.3..0.7f64, more in 0.0..10.0f64,
        ) {
            let clear = |width, height, setback, spread| {
                let collapsed = [frontage(height, setback), frontage(6.0, 0.0)];
                Street::new(width, collapsed).unwrap().clear_width_m([spread, 0.4])
            };
            let here = clear(width, height, setback, spread);
            prop_assert!((0.0..=width).contains(&here));
            prop_assert!(clear(width, height + more, setback, spread) <= here);
            prop_assert!(clear(width, height, setback + more, spread) >= here);
            prop_assert!(clear(width + more, height, setback, spread) >= here);
            prop_assert!(clear(width, height, setback, spread + 0.01 * more) <= here);
        }
    }
}
