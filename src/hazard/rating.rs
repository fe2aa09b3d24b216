//! What a reach holds and carries at each stage: a compound section of its channel and the ground
//! beside it, as a table by flow. Routing is in `reach`, the ground's place on a map is not known.
//!
//! - Section: the channel, wide and rectangular at every depth, and level strips of ground beside
//!   it, each with its height. The strips are a reach-averaged section from terrain: area of
//!   ground no higher than a stage above the river, over the reach's length (Zheng, Tarboton,
//!   Maidment, Liu & Passalacqua 2018, JAWRA 54:785-797; Zheng, Maidment, Tarboton, Liu &
//!   Passalacqua 2018, Water Resour. Res. 54:10013-10033, "GeoFlood").
//! - Flow: Manning by divided channel (Chow 1959, section 6-5), each part wide and with its own
//!   roughness: `Q = sqrt(S) (W h^(5/3) / n + sum w_i (h - z_i)^(5/3) / n_f)`.
//! - Storage per metre is the wetted area `A`; velocity `Q / A`; celerity `dQ/dA`; so water on the
//!   floodplain is held back, and slows the wave.
//!
//! Not here: backwater, water that stays behind on the floodplain, levees.

use crate::base::math;

use super::assumption::Assumption;
use super::manning::Channel;
use super::range::{Range, Refusals};

/// Manning's roughness of flooded ground: light brush and trees in summer, normal value.
pub const FLOODPLAIN_ROUGHNESS: f64 = 0.06;

/// A level strip of ground along a reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strip {
    /// Height above the ordinary stage, m.
    pub height_m: f64,
    /// Width, m.
    pub width_m: f64,
}

const HEIGHT: Range = Range::new(0.0, 700.0, "m", "");
const WIDTH: Range = Range::new(0.0, 100_000.0, "m", "");

/// Notes what of a reach's strips is out of range; `path` names the reach.
pub fn check_strips(strips: &[Strip], path: &str, refusals: &mut Refusals) {
    for (index, strip) in strips.iter().enumerate() {
        refusals.hold(&HEIGHT, format!("{path}.ground[{index}].height_m"), strip.height_m);
        refusals.hold(&WIDTH, format!("{path}.ground[{index}].width_m"), strip.width_m);
    }
}

/// Conveyance per depth^(2/3) of flooded ground beside a channel, `sqrt(S) / n_f`, m^(1/3)/s.
pub fn floodplain_conveyance(channel: &Channel) -> f64 {
    math::sqrt(channel.slope) / FLOODPLAIN_ROUGHNESS
}

/// A section at one depth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wetted {
    /// Flow, m3/s.
    pub flow_m3_s: f64,
    /// Wetted area, m2.
    pub area_m2: f64,
    /// Width of the water, m.
    pub width_m: f64,
    /// Change of flow with depth, m2/s.
    pub rise_m2_s: f64,
}

/// A channel with the ground beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    channel: Channel,
    /// Strips by rising height, now above the bed.
    strips: Vec<Strip>,
    /// Depth in the channel at the ordinary stage, m.
    ordinary_m: f64,
}

impl Section {
    /// A section of these strips, in any order, whose heights count from the stage at which the
    /// channel carries `ordinary_m3_s`.
    pub fn new(channel: Channel, ground: &[Strip], ordinary_m3_s: f64) -> Self {
        let ordinary_m = channel.depth_m(ordinary_m3_s);
        let mut strips: Vec<Strip> = ground
            .iter()
            .map(|strip| Strip { height_m: strip.height_m + ordinary_m, ..*strip })
            .collect();
        strips.sort_by(|one, other| {
            one.height_m.total_cmp(&other.height_m).then(one.width_m.total_cmp(&other.width_m))
        });
        Self { channel, strips, ordinary_m }
    }

    /// What is wet at a depth above the bed.
    pub fn wetted(&self, depth_m: f64) -> Wetted {
        let channel = self.channel.conveyance();
        let ground = floodplain_conveyance(&self.channel);
        let mut sum = Wetted { flow_m3_s: 0.0, area_m2: 0.0, width_m: 0.0, rise_m2_s: 0.0 };
        let mut add = |conveyance: f64, width_m: f64, depth_m: f64| {
            let root = math::cbrt(depth_m);
            let unit_velocity = conveyance * root * root;
            sum.flow_m3_s += width_m * unit_velocity * depth_m;
            sum.area_m2 += width_m * depth_m;
            sum.width_m += width_m;
            sum.rise_m2_s += 5.0 / 3.0 * width_m * unit_velocity;
        };
        add(channel, self.channel.width_m, depth_m.max(0.0));
        for strip in self.strips.iter().take_while(|strip| strip.height_m < depth_m) {
            add(ground, strip.width_m, depth_m - strip.height_m);
        }
        sum
    }

    /// Depth above the bed at which this flow is carried, m, by Newton's method from a depth at
    /// which at least as much is carried: the flow is convex in the depth, so every step stays on
    /// that side.
    fn depth_m(&self, flow_m3_s: f64) -> f64 {
        let mut depth_m = self.channel.depth_m(flow_m3_s);
        for _ in 0..60 {
            let wetted = self.wetted(depth_m);
            let step = (wetted.flow_m3_s - flow_m3_s) / wetted.rise_m2_s;
            depth_m -= step;
            if step.abs() <= 1e-9 * depth_m {
                break;
            }
        }
        depth_m
    }
}

/// Smallest flow of the table, 2^-10 m3/s, and largest, 2^18; eight entries to each doubling.
const FIRST_EXPONENT: i32 = -10;
const DOUBLINGS: usize = 28;
const PARTS: usize = 8;

/// One flow of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry {
    depth_m: f64,
    area_m2: f64,
    diffusion_m: f64,
}

/// A section's rating: monotone tables of depth, wetted area and diffusion by flow, linear in
/// between (to 0.1 % of the depth).
#[derive(Debug, Clone, PartialEq)]
pub struct Rating {
    entries: Vec<Entry>,
    ordinary_m: f64,
}

/// A reach around a flow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Carried {
    /// Wetted area, m2: storage per metre in steady flow.
    pub area_m2: f64,
    /// Change of the area with the flow, s/m: the inverse of the celerity.
    pub slowness_s_m: f64,
    /// Cunge's diffusion number times the length of the stretch, in Todini's form, m:
    /// `Q^2 B / (S A (dQ/dh)^2)`, that is `q / (5/3 S c)` for a wide channel.
    pub diffusion_m: f64,
}

impl Rating {
    /// The table of a section.
    pub fn new(section: &Section) -> Self {
        let slope = section.channel.slope;
        let entry = |index: usize| {
            let flow = flow_of(index);
            let depth_m = section.depth_m(flow);
            let wetted = section.wetted(depth_m);
            let ratio = flow / wetted.rise_m2_s;
            let diffusion_m = ratio * ratio * wetted.width_m / (slope * wetted.area_m2);
            Entry { depth_m, area_m2: wetted.area_m2, diffusion_m }
        };
        let entries = (0..=DOUBLINGS * PARTS).map(entry).collect();
        Self { entries, ordinary_m: section.ordinary_m }
    }

    /// The entry below a flow, and how far it is on the way to the next: above one beyond the end.
    fn place(flow_m3_s: f64) -> (usize, f64) {
        let smallest = flow_of(0);
        if flow_m3_s <= smallest {
            return (0, 0.0);
        }
        let bits = flow_m3_s.to_bits();
        let doubling = (bits >> 52) as i32 - 1_023 - FIRST_EXPONENT;
        let part = (bits >> 49) as usize & (PARTS - 1);
        let index = (doubling as usize * PARTS + part).min(DOUBLINGS * PARTS - 1);
        let (low, high) = (flow_of(index), flow_of(index + 1));
        (index, (flow_m3_s - low) / (high - low))
    }

    /// Depth above the bed, m.
    pub fn depth_m(&self, flow_m3_s: f64) -> f64 {
        if flow_m3_s < flow_of(0) {
            return self.entries[0].depth_m * (flow_m3_s / flow_of(0)).max(0.0);
        }
        let (index, share) = Self::place(flow_m3_s);
        let (low, high) = (self.entries[index].depth_m, self.entries[index + 1].depth_m);
        low + share * (high - low)
    }

    /// Stage above the ordinary stage, m; negative below it.
    pub fn stage_m(&self, flow_m3_s: f64) -> f64 {
        self.depth_m(flow_m3_s) - self.ordinary_m
    }

    /// What routing asks, around a flow.
    pub fn carried(&self, flow_m3_s: f64) -> Carried {
        let (index, share) = Self::place(flow_m3_s);
        let (low, high) = (&self.entries[index], &self.entries[index + 1]);
        Carried {
            area_m2: low.area_m2 + share * (high.area_m2 - low.area_m2),
            slowness_s_m: (high.area_m2 - low.area_m2) / (flow_of(index + 1) - flow_of(index)),
            diffusion_m: low.diffusion_m + share * (high.diffusion_m - low.diffusion_m),
        }
    }
}

/// Flow of an entry, m3/s: exact in binary.
fn flow_of(index: usize) -> f64 {
    let exponent = FIRST_EXPONENT + (index / PARTS) as i32;
    let power = f64::from_bits(((1_023 + exponent) as u64) << 52);
    power * (1.0 + (index % PARTS) as f64 / PARTS as f64)
}

/// What this model assumes.
pub fn assumptions() -> Vec<Assumption> {
    vec![
        Assumption::placeholder(
            "rating.floodplain_roughness",
            "漫滩糙率(夏季稀疏灌木和树木,正常值)",
            "roughness of flooded ground: light brush and trees in summer, normal",
            FLOODPLAIN_ROUGHNESS,
            "s/m^(1/3)",
        )
        .recalled("Chow 1959, table 5-6, D-2.c"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CHANNEL: Channel =
        Channel { length_m: 1_000.0, slope: 0.0036, width_m: 20.0, roughness: 0.03 };

    fn strip(height_m: f64, width_m: f64) -> Strip {
        Strip { height_m, width_m }
    }

    #[test]
    fn a_compound_section_computed_by_hand() {
        // sqrt(S) = 0.06: channel 2 m^(1/3)/s, ground 1. At 8 m depth with ground at 7 m and 0 m
        // (the ordinary flow is zero): 20 * 2 * 32 + 100 * 1 * 1 + 5 * 1 * 32 = 1,540 m3/s.
        let section = Section::new(CHANNEL, &[strip(7.0, 100.0), strip(0.0, 5.0)], 0.0);
        let wetted = section.wetted(8.0);
        assert!((wetted.flow_m3_s - 1_540.0).abs() < 1e-9, "{wetted:?}");
        assert_eq!(wetted.area_m2, 20.0 * 8.0 + 100.0 + 5.0 * 8.0);
        assert_eq!(wetted.width_m, 125.0);
        // 5/3 (20 * 2 * 4 + 100 * 1 + 5 * 4) = 466.667 m2/s.
        assert!((wetted.rise_m2_s - 5.0 / 3.0 * 280.0).abs() < 1e-9);
        let rating = Rating::new(&section);
        assert!((rating.depth_m(1_540.0) / 8.0 - 1.0).abs() < 1e-3);
        assert!((rating.carried(1_540.0).area_m2 / 300.0 - 1.0).abs() < 2e-3);
    }

    #[test]
    fn heights_count_from_the_ordinary_stage() {
        let bare = Section::new(CHANNEL, &[], 40.0);
        let ordinary_m = CHANNEL.depth_m(40.0);
        let rating = Rating::new(&bare);
        assert!(rating.stage_m(40.0).abs() < 1e-3 * ordinary_m);
        let beside = Section::new(CHANNEL, &[strip(1.0, 300.0)], 40.0);
        let bankfull = CHANNEL.flow_m3_s(ordinary_m + 1.0);
        assert!((beside.depth_m(bankfull) - ordinary_m - 1.0).abs() < 1e-9);
        assert!(beside.depth_m(3.0 * bankfull) < bare.depth_m(3.0 * bankfull));
    }

    #[test]
    fn without_ground_it_is_mannings_wide_channel() {
        let rating = Rating::new(&Section::new(CHANNEL, &[], 0.0));
        for flow in [0.01, 0.7, 13.0, 412.0, 90_000.0] {
            assert!((rating.depth_m(flow) / CHANNEL.depth_m(flow) - 1.0).abs() < 1e-3, "{flow}");
            let carried = rating.carried(flow);
            let velocity = CHANNEL.velocity_m_s(flow);
            assert!((carried.area_m2 * velocity / flow - 1.0).abs() < 1e-3);
            assert!((carried.slowness_s_m * velocity * 5.0 / 3.0 - 1.0).abs() < 0.03);
            let diffusion = flow / 20.0 / (5.0 / 3.0 * 0.0036 * 5.0 / 3.0 * velocity);
            assert!((carried.diffusion_m / diffusion - 1.0).abs() < 1e-3, "{flow}");
        }
    }

    #[test]
    fn strips_out_of_range_are_refused() {
        let mut refusals = Refusals::default();
        check_strips(&[strip(1.0, 2.0), strip(-1.0, f64::NAN)], "reaches[3]", &mut refusals);
        let paths: Vec<&str> = refusals.0.iter().map(|refusal| &*refusal.path).collect();
        assert_eq!(paths, ["reaches[3].ground[1].height_m", "reaches[3].ground[1].width_m"]);
    }

    proptest! {
        #[test]
        fn depth_and_area_rise_with_the_flow_and_ground_only_lowers_the_stage(
            ground in proptest::collection::vec((0.0..12.0f64, 0.0..400.0f64), 0..12),
            slope in 0.0002..0.08f64,
            width_m in 3.0..120.0f64,
            flow in 0.002..20_000.0f64,
            factor in 1.001..4.0f64,
        ) {
            let channel = Channel { slope, width_m, ..CHANNEL };
            let strips: Vec<Strip> = ground.iter().map(|(z, w)| strip(*z, *w)).collect();
            let section = Section::new(channel, &strips, 1.0);
            let (bare, rating) = (Section::new(channel, &[], 1.0), Rating::new(&section));
            prop_assert!(rating.depth_m(factor * flow) > rating.depth_m(flow));
            prop_assert!(rating.carried(factor * flow).area_m2 > rating.carried(flow).area_m2);
            prop_assert!(section.depth_m(flow) <= bare.depth_m(flow) * (1.0 + 1e-9));
            let found = section.wetted(section.depth_m(flow)).flow_m3_s;
            prop_assert!((found / flow - 1.0).abs() < 1e-6);
            prop_assert!((rating.depth_m(flow) / section.depth_m(flow) - 1.0).abs() < 0.01);
            let mut turned = strips.clone();
            turned.reverse();
            prop_assert_eq!(Section::new(channel, &turned, 1.0), section);
        }
    }
}
