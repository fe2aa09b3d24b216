//! The ground that a drill's fire runs over in the wind of one member: the cells of the map around
//! the place where it breaks out, what burns on each, and how fast in each spell of the wind.
//!
//! Rates are Wang Zhengfei's with the wind at 10 m and the slope of the cell; the ellipse is that
//! of Anderson with the part of the effective wind that is felt at the flames. So that the head is
//! not sought in every cell, slopes count in whole degrees and the angle between wind and slope in
//! steps of ten.

use super::super::Drill;
use super::super::file::WildfireFile;
use super::super::fire::WildfireSetting;
use super::super::wind;
use crate::base::grid::Grid;
use crate::base::math;
use crate::hazard::range::Refusals;
use crate::hazard::release::puffs::WindSpell;
use crate::hazard::wildfire::rate::{Conditions, SLOPE_CAP_DEGREES, Weather, fuel_factor};
use crate::hazard::wildfire::safety::{HAND_CREW_FLAME_M, flame_length_m, intensity_kw_m};
use crate::hazard::wildfire::spotting::spotting_m;
use crate::hazard::wildfire::spread::{
    Barrier, CellFire, Ground, Ignition, Period, length_to_breadth,
};

/// Metres around the farthest settlement that still matter to it.
const MARGIN_M: f64 = 1_500.0;
/// Share of the wind at 10 m that is felt at the flames: a placeholder.
pub(super) const MIDFLAME_SHARE: f64 = 0.4;
/// The wind at 10 m over that at 6 m (Andrews 2012; recalled).
const TEN_OVER_SIX: f64 = 1.15;
/// Greatest rate that the spread takes, m/min: the slowest of what is faster.
const RATE_MOST_M_MIN: f64 = 1_000.0;
/// Longest flames and strongest wind that the flight of sparks is known for, m and m/s.
const SPARKS_MOST: (f64, f64) = (30.0, 40.0);
/// Steps of the angle between wind and slope, degrees.
const ANGLE_STEP: f64 = 10.0;
/// Those steps from along the wind to against it.
const ANGLES: usize = 19;
/// No fuel.
const BARE: u8 = u8::MAX;

/// The ground of a member.
pub(super) struct FireGround {
    /// Fuel of each cell, by its place in the file.
    fuels: Grid<u8>,
    winds: Vec<WindSpell>,
    periods: Vec<Period>,
    ground: Ground,
    ignition: (usize, usize),
}

/// Slope of a cell in whole degrees, and where it rises to, degrees clockwise from north.
type Slope = (u8, f64);

/// Where the fire throws sparks from.
pub(super) struct Sparks {
    /// Metres east and north of the map's origin.
    pub(super) from_m: (f64, f64),
    /// When, minutes of play.
    pub(super) minutes: f64,
    /// How far at most, m.
    pub(super) reach_m: f64,
    /// Where the wind carries them: east and north, of length one.
    pub(super) toward: (f64, f64),
}

/// The cell of the map in which the fire breaks out.
pub(super) fn ignition(drill: &Drill, setting: &WildfireSetting) -> (usize, usize) {
    let (x_m, y_m) = setting.exposure.source_m(&drill.county);
    drill.county.terrain.cover.cell_of(x_m, y_m).expect("no drill burns off its map")
}

impl FireGround {
    /// The ground in a member's wind; the fire breaks out on the map.
    pub(super) fn new(
        drill: &Drill,
        setting: &WildfireSetting,
        member: u32,
    ) -> Result<Self, Refusals> {
        let (fuels, slopes, ignition) = cells(drill, setting, ignition(drill, setting));
        let written = drill.scenario.wind.as_ref().expect("a wildfire has a wind");
        let winds = wind::spells(written, member);
        let period = |spell: &WindSpell| period(&setting.file, spell, &fuels, &slopes);
        let periods: Vec<Period> = winds.iter().map(period).collect::<Result<_, Refusals>>()?;
        let ground = Ground::new(&periods)?;
        Ok(Self { fuels, winds, periods, ground, ignition })
    }

    /// Whether fire spreads where it breaks out, in some spell of the wind.
    pub(super) fn catches(&self) -> bool {
        let (column, row) = self.ignition;
        self.periods.iter().any(|period| period.fire.at(column, row).head_m_min > 0.0)
    }

    /// When each cell burns, in minutes of play, of a fire that begins at `begins` and is held from
    /// a moment on in sectors of so many degrees from a direction.
    pub(super) fn arrivals(
        &self,
        begins: f64,
        held: &[(f64, f64, f64)],
        until_minutes: f64,
    ) -> Grid<f64> {
        let (column, row) = self.ignition;
        let ignition = Ignition { column, row, minutes: begins };
        let mut barriers = Vec::new();
        for (from_degrees, span_degrees, from_minutes) in held {
            for cell in 0..self.fuels.values.len() {
                let (at_column, at_row) = (cell % self.fuels.columns, cell / self.fuels.columns);
                let burns = self.fuels.values[cell] != BARE;
                let within = is_within(self.bearing(cell), (*from_degrees, *span_degrees));
                if burns && within && (at_column, at_row) != self.ignition {
                    let from_minutes = *from_minutes;
                    barriers.push(Barrier { column: at_column, row: at_row, from_minutes });
                }
            }
        }
        self.ground.arrivals(&[ignition], &barriers, until_minutes)
    }

    /// Where a cell lies, seen from where the fire broke out, degrees clockwise from north.
    fn bearing(&self, cell: usize) -> f64 {
        let (column, row) = self.ignition;
        let (at_column, at_row) = (cell % self.fuels.columns, cell / self.fuels.columns);
        let (east, north) = (at_column as f64 - column as f64, row as f64 - at_row as f64);
        math::atan2(east, north).to_degrees()
    }

    /// The spell of the wind in which a cell burns at a moment, in minutes of play.
    fn spell(&self, minutes: f64) -> usize {
        let spells = self.winds.partition_point(|wind| wind.from_seconds <= 60.0 * minutes);
        spells.saturating_sub(1)
    }

    /// How long the flames of a cell are that burns in a spell of the wind, m.
    fn flame_m(&self, setting: &WildfireSetting, cell: usize, spell: usize) -> f64 {
        let fuel = &setting.file.fuels[usize::from(self.fuels.values[cell])];
        let rate = self.periods[spell].fire.values[cell].head_m_min;
        flame_length_m(intensity_kw_m(fuel.load_kg_m2, rate).expect("both are in range"))
    }

    /// When and in which direction, seen from where the fire broke out, flames are longer than
    /// crews can work at: minutes of play and degrees, cell by cell.
    pub(super) fn fierce(
        &self,
        setting: &WildfireSetting,
        arrivals: &Grid<f64>,
    ) -> Vec<(f64, f64)> {
        let burnt = arrivals.values.iter().enumerate().filter(|(_, minutes)| minutes.is_finite());
        let fierce = burnt.filter(|(cell, minutes)| {
            self.flame_m(setting, *cell, self.spell(**minutes)) > HAND_CREW_FLAME_M
        });
        fierce.map(|(cell, minutes)| (*minutes, self.bearing(cell))).collect()
    }

    /// The sparks of every cell that burns by then, where they fly farther than `least_m`.
    pub(super) fn sparks(
        &self,
        setting: &WildfireSetting,
        arrivals: &Grid<f64>,
        least_m: f64,
    ) -> Vec<Sparks> {
        let mut all = Vec::new();
        for (cell, minutes) in arrivals.values.iter().enumerate() {
            if minutes.is_infinite() {
                continue;
            }
            let spell = self.spell(*minutes);
            let fuel = &setting.file.fuels[usize::from(self.fuels.values[cell])];
            let flame_m = self.flame_m(setting, cell, spell).min(SPARKS_MOST.0);
            let wind = self.winds[spell];
            let wind_m_s = (wind.speed_m_s / TEN_OVER_SIX).min(SPARKS_MOST.1);
            let reach_m = spotting_m(flame_m, wind_m_s, fuel.height_m).expect("all are in range");
            if reach_m > least_m {
                let toward = (wind.from_degrees + 180.0).to_radians();
                let (column, row) = (cell % arrivals.columns, cell / arrivals.columns);
                all.push(Sparks {
                    from_m: arrivals.centre(column, row),
                    minutes: *minutes,
                    reach_m,
                    toward: (math::sin(toward), math::cos(toward)),
                });
            }
        }
        all
    }
}

/// Whether a direction lies in a sector of so many degrees from another one.
pub(super) fn is_within(bearing: f64, (from_degrees, span_degrees): (f64, f64)) -> bool {
    (bearing - from_degrees).rem_euclid(360.0) <= span_degrees
}

/// Fuel and slope of the cells around the place where the fire breaks out, which is given and
/// returned as a cell.
fn cells(
    drill: &Drill,
    setting: &WildfireSetting,
    (column, row): (usize, usize),
) -> (Grid<u8>, Vec<Slope>, (usize, usize)) {
    let cover = &drill.county.terrain.cover;
    let elevation = &drill.county.terrain.elevation_m;
    let reach_m = 1_000.0 * setting.file.exposed.within_km + MARGIN_M;
    let reach = (reach_m / cover.cell_m).ceil() as usize;
    let (west, north) = (column.saturating_sub(reach), row.saturating_sub(reach));
    let east = (column + reach).min(cover.columns - 1);
    let south = (row + reach).min(cover.rows - 1);
    let (columns, rows) = (east - west + 1, south - north + 1);
    let mut fuels = Grid::filled(columns, rows, cover.cell_m, BARE);
    fuels.west_m = cover.west_m + west as f64 * cover.cell_m;
    fuels.south_m = cover.south_m + (cover.rows - 1 - south) as f64 * cover.cell_m;
    let mut slopes = vec![(0, 0.0); columns * rows];
    for (cell, (found, rise)) in fuels.values.iter_mut().zip(&mut slopes).enumerate() {
        let (column, row) = (west + cell % columns, north + cell / columns);
        let covered = cover.at(column, row);
        let fuel = setting.file.fuels.iter().position(|fuel| fuel.cover == covered);
        if let Some(fuel) = fuel {
            *found = u8::try_from(fuel).expect("fewer fuels than kinds of cover");
            *rise = slope(elevation, column, row);
        }
    }
    (fuels, slopes, (column - west, row - north))
}

/// The slope of a cell between its neighbours.
fn slope(elevation: &Grid<f32>, column: usize, row: usize) -> Slope {
    let (west, east) = (column.saturating_sub(1), (column + 1).min(elevation.columns - 1));
    let (north, south) = (row.saturating_sub(1), (row + 1).min(elevation.rows - 1));
    let at = |column, row| f64::from(elevation.at(column, row));
    let rise = |metres: f64, cells: usize| metres / (cells.max(1) as f64 * elevation.cell_m);
    let to_east = rise(at(east, row) - at(west, row), east - west);
    let to_north = rise(at(column, north) - at(column, south), south - north);
    let degrees = math::atan2(math::hypot(to_east, to_north), 1.0).to_degrees();
    let uphill = math::atan2(to_east, to_north).to_degrees().rem_euclid(360.0);
    (degrees.min(SLOPE_CAP_DEGREES).round() as u8, uphill)
}

/// Rates of every cell in a spell of wind.
fn period(
    file: &WildfireFile,
    spell: &WindSpell,
    fuels: &Grid<u8>,
    slopes: &[Slope],
) -> Result<Period, Refusals> {
    let weather = Weather {
        temperature_c: file.temperature_c,
        humidity_percent: file.humidity_percent,
        wind_m_s: spell.speed_m_s,
        // Slopes are given relative to the wind.
        toward_degrees: 0.0,
    };
    Conditions::new(&weather, 0.0, 0.0)?;
    let mut heads: Vec<Option<CellFire>> = vec![None; (SLOPE_CAP_DEGREES as usize + 1) * ANGLES];
    let toward = spell.from_degrees + 180.0;
    let unburnt = CellFire { head_m_min: 0.0, toward_degrees: 0.0, length_to_breadth: 1.0 };
    let fire = |(fuel, (slope, uphill)): (&u8, &Slope)| {
        if *fuel == BARE {
            return unburnt;
        }
        let off = (uphill - toward).rem_euclid(360.0);
        let (angle, side) = if off > 180.0 { (360.0 - off, -1.0) } else { (off, 1.0) };
        let step = (angle / ANGLE_STEP).round();
        let place = usize::from(*slope) * ANGLES + step as usize;
        let head = heads[place].get_or_insert_with(|| {
            let conditions = Conditions::new(&weather, f64::from(*slope), ANGLE_STEP * step);
            let head = conditions.expect("the weather was asked, slopes are in range").head(1.0);
            CellFire {
                head_m_min: head.rate.m_min,
                toward_degrees: head.toward_degrees,
                length_to_breadth: length_to_breadth(MIDFLAME_SHARE * head.effective_wind_m_s),
            }
        });
        let fuel = &file.fuels[usize::from(*fuel)];
        let rate = head.head_m_min * fuel_factor(fuel.fuel) * fuel.share_percent / 100.0;
        CellFire {
            head_m_min: rate.min(RATE_MOST_M_MIN),
            toward_degrees: (toward + side * head.toward_degrees).rem_euclid(360.0),
            ..*head
        }
    };
    let values = fuels.values.iter().zip(slopes).map(fire).collect();
    let Grid { columns, rows, cell_m, west_m, south_m, .. } = *fuels;
    let fire = Grid { columns, rows, cell_m, west_m, south_m, values };
    Ok(Period { from_minutes: spell.from_seconds / 60.0, fire })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Text;
    use crate::county::place::Cover;
    use crate::hazard::wildfire::rate::Fuel;
    use crate::plan::file::{Source, Standing};
    use crate::scenario::file::{ExposedFile, FuelFile};

    fn file() -> WildfireFile {
        let fuel = |cover, fuel, share_percent| FuelFile {
            cover,
            fuel,
            share_percent,
            load_kg_m2: 1.0,
            height_m: 10.0,
        };
        WildfireFile {
            happening: "fire".into(),
            offset_km: (0.0, 0.0),
            fuels: vec![
                fuel(Cover::Forest, Fuel::Pine, 100.0),
                fuel(Cover::Farmland, Fuel::Steppe, 25.0),
            ],
            temperature_c: 25.0,
            humidity_percent: 30.0,
            sectors: Vec::new(),
            exposed: ExposedFile {
                within_km: 5.0,
                outdoors_percent: 50.0,
                places: Vec::new(),
                incident: "fire".into(),
            },
            source: Source { text: Text::default(), standing: Standing::Placeholder },
        }
    }

    #[test]
    fn rates_are_those_of_the_model_at_the_nearest_degree_and_mirror_about_the_wind() {
        let spell = WindSpell { from_seconds: 0.0, speed_m_s: 6.0, from_degrees: 30.0 };
        let fuels = Grid { values: vec![0, 0, 1, BARE], ..Grid::filled(4, 1, 100.0, 0) };
        // Slopes that rise as far to one side of where the wind goes as to the other.
        let slopes = [(20, 253.0), (20, 167.0), (20, 253.0), (20, 253.0)];
        let found = period(&file(), &spell, &fuels, &slopes).unwrap().fire.values;
        let weather = Weather {
            temperature_c: 25.0,
            humidity_percent: 30.0,
            wind_m_s: 6.0,
            toward_degrees: 210.0,
        };
        let exact = Conditions::new(&weather, 20.0, 253.0).unwrap().head(1.0);
        assert!((found[0].head_m_min / exact.rate.m_min - 1.0).abs() < 0.04, "{found:?}");
        assert!((found[0].toward_degrees - exact.toward_degrees).abs() < 3.0, "{found:?}");
        assert!((found[1].head_m_min / found[0].head_m_min - 1.0).abs() < 1e-12);
        let off = [0, 1].map(|cell: usize| found[cell].toward_degrees - 210.0);
        assert!(off[0] > 1.0 && (off[0] + off[1]).abs() < 1e-9, "{off:?}");
        // Steppe is twice as fast as pines, on a quarter of the ground half as fast.
        assert!((found[2].head_m_min / found[0].head_m_min - 0.5).abs() < 1e-12);
        assert_eq!(found[3].head_m_min, 0.0);
    }

    #[test]
    fn a_plane_has_its_slope_everywhere() {
        let mut ground = Grid::filled(5, 4, 100.0, 0.0_f32);
        for row in 0..4 {
            for column in 0..5 {
                // Rises by 20 m in 100 m to the west and by as much to the north.
                ground.set(column, row, 20.0 * (4 - column) as f32 + 20.0 * (3 - row) as f32);
            }
        }
        for row in 0..4 {
            for column in 0..5 {
                let (degrees, uphill) = slope(&ground, column, row);
                assert_eq!(degrees, 16);
                assert!((uphill - 315.0).abs() < 1e-9);
            }
        }
    }
}
