//! Which part of the ground a map shows.

use crate::county::place::{County, ZoneKind};

/// Part of the ground that a map shows, metres east and north of the map's origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// Western edge.
    pub west_m: f64,
    /// Southern edge.
    pub south_m: f64,
    /// Width.
    pub width_m: f64,
    /// Height.
    pub height_m: f64,
}

impl Viewport {
    /// The whole county.
    pub fn county(county: &County) -> Self {
        let grid = &county.terrain.elevation_m;
        Self {
            west_m: grid.west_m,
            south_m: grid.south_m,
            width_m: grid.columns as f64 * grid.cell_m,
            height_m: grid.rows as f64 * grid.cell_m,
        }
    }

    /// Moved, and made smaller where that is not enough, so that it lies within another.
    pub(in crate::report) fn within(self, other: Self) -> Self {
        let share = (other.width_m / self.width_m).min(other.height_m / self.height_m).min(1.0);
        let (width_m, height_m) = (share * self.width_m, share * self.height_m);
        let fit = |from_m: f64, lost_m: f64, low_m: f64, free_m: f64| {
            (from_m + 0.5 * lost_m).max(low_m).min(low_m + free_m)
        };
        let (lost_m, free_m) = (self.width_m - width_m, other.width_m - width_m);
        let west_m = fit(self.west_m, lost_m, other.west_m, free_m);
        let (lost_m, free_m) = (self.height_m - height_m, other.height_m - height_m);
        let south_m = fit(self.south_m, lost_m, other.south_m, free_m);
        Self { west_m, south_m, width_m, height_m }
    }

    /// Whether a place is in it, with a margin.
    pub(in crate::report) fn holds(&self, (x_m, y_m): (f64, f64), margin_m: f64) -> bool {
        let (east, north) = (x_m - self.west_m, y_m - self.south_m);
        (-margin_m..=self.width_m + margin_m).contains(&east)
            && (-margin_m..=self.height_m + margin_m).contains(&north)
    }

    /// So much ground around a point, four parts wide to three high.
    pub fn around(x_m: f64, y_m: f64, width_m: f64) -> Self {
        let height_m = 0.75 * width_m;
        Self { west_m: x_m - width_m / 2.0, south_m: y_m - height_m / 2.0, width_m, height_m }
    }

    /// The town: around the centre of the first subdistrict, or of the first zone, as far as the
    /// county goes.
    pub fn town(county: &County, width_m: f64) -> Self {
        let town = county.zones.iter().find(|zone| zone.kind == ZoneKind::Subdistrict);
        let node = town.or(county.zones.first()).map(|zone| zone.node);
        node.map_or_else(
            || Self::county(county),
            |node| {
                let node = &county.network.nodes[node.index()];
                Self::around(node.x_m, node.y_m, width_m).within(Self::county(county))
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::generate::{Settings, generate};

    #[test]
    fn a_town_at_the_edge_is_shown_with_nothing_beyond_it() {
        let county = generate(&Settings::small(1));
        let whole = Viewport::county(&county);
        for width_m in [300.0, 90_000.0] {
            let town = Viewport::town(&county, width_m);
            assert!(town.west_m >= whole.west_m - 1e-6 && town.south_m >= whole.south_m - 1e-6);
            assert!(town.west_m + town.width_m <= whole.west_m + whole.width_m + 1e-6);
            assert!(town.south_m + town.height_m <= whole.south_m + whole.height_m + 1e-6);
        }
    }

    #[test]
    fn what_is_within_lies_there_and_keeps_its_shape() {
        let whole = Viewport { west_m: 0.0, south_m: 0.0, width_m: 100.0, height_m: 60.0 };
        let near = Viewport { west_m: 80.0, south_m: -10.0, width_m: 40.0, height_m: 30.0 };
        let moved = Viewport { west_m: 60.0, south_m: 0.0, ..near };
        assert_eq!(near.within(whole), moved);
        let wide = Viewport { west_m: -50.0, south_m: -5.0, width_m: 200.0, height_m: 100.0 };
        let smaller = wide.within(whole);
        assert_eq!((smaller.width_m, smaller.height_m), (100.0, 50.0));
        assert!(smaller.west_m == 0.0 && smaller.south_m >= 0.0);
        assert!(whole.holds((101.0, 30.0), 2.0) && !whole.holds((103.0, 30.0), 2.0));
    }
}
