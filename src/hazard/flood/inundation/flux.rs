//! The arithmetic of one step of the inundation on stretches of cells: what flows through faces,
//! what a cell can give, and what it holds afterwards. Which cells are worked is not here.
//!
//! Everything is +, -, *, / and comparisons on slices of one length: the compiler makes vectors of
//! it, and every machine computes the same bits. Sums are of pairs from opposite sides, so that a
//! mirrored bed floods to mirrored bits.

use crate::base::math;

use super::{FILM_M, GRAVITY};

/// Least depth at a face that flows, m: above [`FILM_M`] by more than a level's rounding, so that
/// nothing flows between two cells that are not worked.
const FLOWS_M: f64 = FILM_M * (1.0 + 1e-6);
/// Manning coefficient below which the flow at a face is mixed with its neighbours'.
const SMOOTH: f64 = 0.03;
/// Weight of a face's own flow where it is mixed.
const OWN_WEIGHT: f64 = 0.9;

/// Length and cell of a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Length, s.
    pub(super) seconds: f64,
    /// Edge of a cell, m.
    pub(super) cell_m: f64,
}

/// A stretch of cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'a> {
    /// Bed, m.
    pub(super) bed: &'a [f64],
    /// Depth, m.
    pub(super) depth: &'a [f64],
    /// Manning coefficient, s/m^(1/3).
    pub(super) roughness: &'a [f64],
}

/// The larger of two numbers; `f64::max` also sorts out what is none, which costs.
fn larger(one: f64, other: f64) -> f64 {
    if one > other { one } else { other }
}

/// `x^(-1/3)` of a positive normal number, to 4 units in the last place: a seed from the exponent
/// and two steps of fourth order (Householder), with nothing but multiplications.
pub(super) fn inverse_cube_root(x: f64) -> f64 {
    // A third of the upper half of the bits, by multiplication with 2^32 / 3.
    let third = ((x.to_bits() >> 32) * 0x5555_5556) >> 32;
    let mut root = f64::from_bits((0x553E_E800 - third) << 32);
    for _ in 0..2 {
        let error = 1.0 - x * (root * root * root);
        root *= 1.0 + error * (1.0 / 3.0 + error * (2.0 / 9.0 + error * (14.0 / 81.0)));
    }
    root
}

/// Flow through the faces between cells on the low and the high side, m2/s towards the high one.
/// `before` and `after` are the flows through the faces next to each, one cell further on.
pub(super) fn faces(
    step: Step,
    low: Cells,
    high: Cells,
    [before, own, after]: [&[f64]; 3],
    out: &mut [f64],
) {
    let count = out.len();
    let (before, own, after) = (&before[..count], &own[..count], &after[..count]);
    let (low_bed, high_bed) = (&low.bed[..count], &high.bed[..count]);
    let (low_depth, high_depth) = (&low.depth[..count], &high.depth[..count]);
    let (low_rough, high_rough) = (&low.roughness[..count], &high.roughness[..count]);
    let pull = GRAVITY * step.seconds / step.cell_m;
    let drag = GRAVITY * step.seconds;
    for index in 0..count {
        let (low_level, high_level) =
            (low_bed[index] + low_depth[index], high_bed[index] + high_depth[index]);
        let sill = larger(low_bed[index], high_bed[index]);
        let depth = larger(low_level, high_level) - sill;
        let deep = larger(depth, FLOWS_M);
        let rough = 0.5 * (low_rough[index] + high_rough[index]);
        let weight = if rough < SMOOTH { OWN_WEIGHT } else { 1.0 };
        let mixed = weight * own[index] + 0.5 * (1.0 - weight) * (before[index] + after[index]);
        let root = inverse_cube_root(deep);
        let cube = root * root * root;
        let resistance = 1.0 + drag * (rough * rough) * own[index].abs() * (cube * cube * root);
        let flow = (mixed - pull * deep * (high_level - low_level)) / resistance;
        let most = deep * math::sqrt(GRAVITY * deep);
        let held = larger(-most, if flow < most { flow } else { most });
        out[index] = if depth > FLOWS_M { held } else { 0.0 };
    }
}

/// What leaves over an open edge, m2/s: uniform flow `q = h^(5/3) sqrt(S) / n`, at most what comes
/// to the wave's speed, `h sqrt(g h)`.
pub(super) fn edge_flow(depth: f64, roughness: f64, root_slope: f64) -> f64 {
    if depth <= FLOWS_M {
        return 0.0;
    }
    let root = inverse_cube_root(depth);
    let uniform = depth * depth * root * root_slope / roughness;
    let critical = depth * math::sqrt(GRAVITY * depth);
    if uniform < critical { uniform } else { critical }
}

/// The flows around a stretch of cells: through their west, east, north and south faces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    /// East through each west face.
    pub(super) west: &'a [f64],
    /// East through each east face.
    pub(super) east: &'a [f64],
    /// South through each north face.
    pub(super) north: &'a [f64],
    /// South through each south face.
    pub(super) south: &'a [f64],
}

/// Share of what flows out of each cell that it can give.
pub(super) fn shares(step: Step, depth: &[f64], around: Around, out: &mut [f64]) {
    let count = out.len();
    let depth = &depth[..count];
    let (west, east) = (&around.west[..count], &around.east[..count]);
    let (north, south) = (&around.north[..count], &around.south[..count]);
    let ratio = step.seconds / step.cell_m;
    for index in 0..count {
        let along = larger(-west[index], 0.0) + larger(east[index], 0.0);
        let across = larger(-north[index], 0.0) + larger(south[index], 0.0);
        let leaves = ratio * (along + across);
        // Both sides of the choice are computed: dividing by the larger of the two is always safe.
        let share = depth[index] / larger(leaves, FILM_M * FILM_M);
        out[index] = if leaves > depth[index] { share } else { 1.0 };
    }
}

/// Cuts flows down to what the cell that they leave can give.
pub(super) fn cut(flows: &mut [f64], low_share: &[f64], high_share: &[f64]) {
    let count = flows.len();
    let (low_share, high_share) = (&low_share[..count], &high_share[..count]);
    for index in 0..count {
        let share = if flows[index] > 0.0 { low_share[index] } else { high_share[index] };
        flows[index] *= share;
    }
}

/// What each cell holds after the step.
pub(super) fn fill(step: Step, depth: &mut [f64], around: Around) {
    let count = depth.len();
    let (west, east) = (&around.west[..count], &around.east[..count]);
    let (north, south) = (&around.north[..count], &around.south[..count]);
    let ratio = step.seconds / step.cell_m;
    for index in 0..count {
        let gain = (west[index] - east[index]) + (north[index] - south[index]);
        // Rounding may take a drained cell below nothing by its last bit.
        depth[index] = larger(depth[index] + ratio * gain, 0.0);
    }
}

/// The greatest of some depths.
pub(super) fn deepest(depths: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let chunks = depths.chunks_exact(4);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, depth) in lanes.iter_mut().zip(chunk) {
            *lane = larger(*lane, *depth);
        }
    }
    lanes.iter().chain(rest).fold(0.0, |deepest, depth| larger(*depth, deepest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_inverse_cube_root_is_exact_to_its_last_bits(exponent in -300.0..300.0f64) {
            let x = math::pow(10.0, exponent);
            let root = inverse_cube_root(x);
            prop_assert!((root * math::cbrt(x) - 1.0).abs() < 2e-15, "{x} {root}");
        }

        #[test]
        fn a_face_solves_the_equation_of_bates_2010(
            low_level in 0.1..5.0f64, high_level in 0.1..5.0f64, own in -3.0..3.0f64,
            rough in 0.01..0.06f64, seconds in 0.1..5.0f64, beside in -3.0..3.0f64,
        ) {
            let step = Step { seconds, cell_m: 25.0 };
            let (bed, roughness) = ([0.05], [rough]);
            let cells = |depth| Cells { bed: &bed, depth, roughness: &roughness };
            let mut out = [f64::NAN];
            let (low, high) = ([low_level], [high_level]);
            faces(step, cells(&low), cells(&high), [&[beside], &[own], &[2.0]], &mut out);
            let depth = low_level.max(high_level);
            let slope = (high_level - low_level) / 25.0;
            let friction = math::pow(depth, -7.0 / 3.0) * rough * rough * own.abs();
            let smooth = 0.9 * own + 0.05 * (beside + 2.0);
            let mixed = if rough < 0.03 { smooth } else { own };
            let driven = mixed - 9.81 * depth * seconds * slope;
            let most = depth * math::sqrt(9.81 * depth);
            let expected = (driven / (1.0 + 9.81 * seconds * friction)).clamp(-most, most);
            prop_assert!((out[0] - expected).abs() < 1e-12 * (1.0 + expected.abs()));
        }

        #[test]
        fn the_greatest_is_found_wherever_it_is(
            depths in proptest::collection::vec(0.0..9.0f64, 1..40),
        ) {
            prop_assert_eq!(deepest(&depths), depths.iter().copied().fold(0.0, f64::max));
        }
    }

    #[test]
    fn over_an_open_edge_flows_uniform_or_critical_flow() {
        // 1 m deep, slope 1 in 10,000, n 0.05: 0.2 m2/s; at 1 in 1 the wave's 3.1321 m2/s.
        assert!((edge_flow(1.0, 0.05, 0.01) - 0.2).abs() < 1e-12);
        assert!((edge_flow(1.0, 0.05, 1.0) - math::sqrt(9.81)).abs() < 1e-12);
        assert_eq!(edge_flow(FILM_M, 0.05, 1.0), 0.0);
    }
}
