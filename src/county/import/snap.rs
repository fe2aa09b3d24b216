//! The vertex of the road network that is nearest to a place: where it is reached.

use super::segments::Segments;
use super::source::Vertex;
use crate::base::math;

/// Kept vertices of a network by their eastward coordinate.
pub(super) struct Snap {
    /// Metres east and north, and the place in [`Segments::vertices`], sorted.
    points: Vec<(f64, f64, u32)>,
}

impl Snap {
    /// Over the vertices that are kept, in metres as `metres` has them.
    pub(super) fn over(
        segments: &Segments<'_>,
        is_kept: &[bool],
        metres: impl Fn(Vertex) -> (f64, f64),
    ) -> Self {
        let kept = (0..).zip(&segments.vertices).filter(|(place, _)| is_kept[*place as usize]);
        let mut points: Vec<(f64, f64, u32)> = kept
            .map(|(place, vertex)| {
                let (x_m, y_m) = metres(*vertex);
                (x_m, y_m, place)
            })
            .collect();
        points.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.2.cmp(&other.2)));
        Self { points }
    }

    /// The nearest vertex, and how far it is in metres; of equally near ones that of the smallest
    /// number.
    pub(super) fn nearest(&self, (x_m, y_m): (f64, f64)) -> Option<(u32, f64)> {
        let start = self.points.partition_point(|point| point.0 < x_m);
        let mut best: Option<(f64, u32)> = None;
        let mut look = |point: &(f64, f64, u32)| {
            // Farther east or west alone than the best is altogether: so is all that follows.
            if best.is_some_and(|(far_m, _)| (point.0 - x_m).abs() > far_m) {
                return false;
            }
            let found = (math::hypot(point.0 - x_m, point.1 - y_m), point.2);
            if best.is_none_or(|best| found < best) {
                best = Some(found);
            }
            true
        };
        let _ = self.points[start..].iter().all(&mut look);
        let _ = self.points[..start].iter().rev().all(&mut look);
        best.map(|(far_m, place)| (place, far_m))
    }
}
