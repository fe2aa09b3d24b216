//! What a breach lets out: of a dam, all the water behind it; of an embankment, what stands higher
//! outside than inside, while the breach grows. Where the water goes is in
//! [`inundation`](super::inundation); whether anything breaches is not known here.
//!
//! - Dam: peak by Froehlich 1995 (see [`froehlich_peak_m3_s`]), reached in the time that the breach
//!   takes to form, `63.2 sqrt(V / (g h^2))` s (Froehlich 2008, J. Hydraul. Eng. 134:1708-1721,
//!   recalled), at most half of all. Outflow rises and falls along straight lines (a placeholder)
//!   that enclose exactly the volume: it lasts `2 V / Qp`.
//! - Embankment: Verheij & van der Knaap 2002, recalled, the form checked against the manual of
//!   3Di. The crest sinks to the bottom in a given time at a constant width; then
//!   `dB/dt = f1 f2 / ln 10 (g dH)^1.5 / uc^2 / (1 + f2 g t / uc)` m/h with `t` in hours since,
//!   `f1` 1.3, `f2` 0.04, `dH` the head over the bottom between both sides, and `uc` 0.2 m/s for
//!   sand, 0.5 for clay. With a steady head that is
//!   `B = B0 + f1 sqrt(g) dH^1.5 / uc lg(1 + f2 g t / uc)`, which each step takes exactly.
//! - Flow over its sill as over a broad-crested weir: free, `2/3 sqrt(2 g / 3) B H^1.5`, while the
//!   lower side stands at most at two thirds of the upper, else drowned, `B h sqrt(2 g (H - h))`
//!   (Chow 1959). Levels are held during a step: steps must be short beside the time in which
//!   either side fills.
//!
//! Valid range: dams as Froehlich 1995; embankments 0.1 to 30 m high, breaches 1 to 2,000 m wide
//! that deepen in a minute to a day.

use crate::base::math;

use super::super::assumption::Assumption;
use super::super::range::{Range, Refusals};
use super::super::reservoir::froehlich_peak_m3_s;

/// Acceleration of gravity, m/s2.
const GRAVITY: f64 = 9.81;
/// Coefficient of the formation time of a dam's breach.
const FORMATION: f64 = 63.2;
/// Coefficients of the growth of an embankment's breach.
const GROWTH: (f64, f64) = (1.3, 0.04);

/// The flood from a breached dam.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DamBreach {
    volume_m3: f64,
    peak_m3_s: f64,
    rise_seconds: f64,
    duration_seconds: f64,
}

impl DamBreach {
    /// The breach of a dam with this much water above the breach's bottom, and so high there.
    ///
    /// # Errors
    /// Everything outside the dams that Froehlich 1995 was fitted to.
    pub fn new(volume_m3: f64, height_m: f64) -> Result<Self, Refusals> {
        // Each beside a value that is in range, so that both are heard of at once.
        let both = [froehlich_peak_m3_s(volume_m3, 10.0), froehlich_peak_m3_s(1e6, height_m)];
        Refusals(both.into_iter().filter_map(Result::err).collect()).into_result()?;
        let peak_m3_s =
            froehlich_peak_m3_s(volume_m3, height_m).map_err(|refusal| Refusals(vec![refusal]))?;
        let duration_seconds = 2.0 * volume_m3 / peak_m3_s;
        let forms = FORMATION * math::sqrt(volume_m3 / GRAVITY) / height_m;
        let rise_seconds = forms.min(0.5 * duration_seconds);
        Ok(Self { volume_m3, peak_m3_s, rise_seconds, duration_seconds })
    }

    /// Greatest outflow, m3/s.
    pub const fn peak_m3_s(&self) -> f64 {
        self.peak_m3_s
    }

    /// When it is reached, s after the breach begins.
    pub const fn rise_seconds(&self) -> f64 {
        self.rise_seconds
    }

    /// When all has run out, s.
    pub const fn duration_seconds(&self) -> f64 {
        self.duration_seconds
    }

    /// Outflow, m3/s, so many seconds after the breach begins.
    pub fn outflow_m3_s(&self, seconds: f64) -> f64 {
        let rising = seconds / self.rise_seconds;
        let falling =
            (self.duration_seconds - seconds) / (self.duration_seconds - self.rise_seconds);
        self.peak_m3_s * rising.min(falling).max(0.0)
    }

    /// Water let out until then, m3.
    pub fn released_m3(&self, seconds: f64) -> f64 {
        let seconds = seconds.max(0.0);
        if seconds >= self.duration_seconds {
            return self.volume_m3;
        }
        let half = 0.5 * self.outflow_m3_s(seconds);
        if seconds <= self.rise_seconds {
            half * seconds
        } else {
            self.volume_m3 - half * (self.duration_seconds - seconds)
        }
    }
}

crate::vocabulary::words! {
    /// What an embankment is of.
    EmbankmentSoil {
        /// Sand.
        Sand "砂质堤防" "sand",
        /// Clay.
        Clay "黏土堤防" "clay",
    }
}

impl EmbankmentSoil {
    /// Velocity above which it is carried away, m/s.
    const fn critical_m_s(self) -> f64 {
        match self {
            Self::Sand => 0.2,
            Self::Clay => 0.5,
        }
    }
}

/// An embankment where it breaches, as written. Levels are of one datum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmbankmentData {
    /// Level of its crest, m.
    pub crest_m: f64,
    /// Level down to which it breaches, m.
    pub bottom_m: f64,
    /// Width of the breach at first, m.
    pub width_m: f64,
    /// Width beyond which it does not grow, m: where firm ground begins.
    pub width_max_m: f64,
    /// Time in which the crest sinks to the bottom, s.
    pub deepening_seconds: f64,
    /// What it is of.
    pub soil: EmbankmentSoil,
}

/// A breach in an embankment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmbankmentBreach {
    data: EmbankmentData,
    age_seconds: f64,
    width_m: f64,
}

const LEVEL: Range = Range::new(-500.0, 9_000.0, "m", "");
const SECONDS: Range = Range::new(0.0, 864_000.0, "s", "");

impl EmbankmentData {
    /// Notes what is out of range; `path` names the embankment.
    pub fn check(&self, path: &str, refusals: &mut Refusals) {
        const SOURCE: &str = "Verheij & van der Knaap 2002";
        let bottom = Range::new(self.crest_m - 30.0, self.crest_m - 0.1, "m", SOURCE);
        let width_max = Range::new(self.width_m.max(1.0), 2_000.0, "m", SOURCE);
        for (field, range, value) in [
            ("crest_m", &LEVEL, self.crest_m),
            ("bottom_m", &bottom, self.bottom_m),
            ("width_m", &Range::new(1.0, 200.0, "m", SOURCE), self.width_m),
            ("width_max_m", &width_max, self.width_max_m),
            ("deepening_seconds", &Range::new(60.0, 86_400.0, "s", SOURCE), self.deepening_seconds),
        ] {
            refusals.hold(range, format!("{path}.{field}"), value);
        }
    }
}

impl EmbankmentBreach {
    /// The breach as it begins: the crest still stands.
    ///
    /// # Errors
    /// Everything out of range.
    pub fn new(data: EmbankmentData) -> Result<Self, Refusals> {
        let mut refusals = Refusals::default();
        data.check("embankment", &mut refusals);
        refusals.into_result().map(|()| Self { data, age_seconds: 0.0, width_m: data.width_m })
    }

    /// Width now, m.
    pub const fn width_m(&self) -> f64 {
        self.width_m
    }

    /// Level of the sill now, m.
    pub fn sill_m(&self) -> f64 {
        let part = (self.age_seconds / self.data.deepening_seconds).min(1.0);
        self.data.crest_m - part * (self.data.crest_m - self.data.bottom_m)
    }

    /// Whether it has grown as far as it can.
    pub fn is_capped(&self) -> bool {
        self.width_m >= self.data.width_max_m
    }

    /// Flow inwards at levels outside and inside, m3/s; negative when it runs out again. None for
    /// levels that are no numbers.
    pub fn flow_m3_s(&self, outside_m: f64, inside_m: f64) -> f64 {
        let sill = self.sill_m();
        // The larger of a number and no number is the number: none means no water.
        let (outside, inside) = ((outside_m - sill).max(0.0), (inside_m - sill).max(0.0));
        let (upper, lower) = (outside.max(inside), outside.min(inside));
        let metre = if 3.0 * lower <= 2.0 * upper {
            2.0 / 3.0 * math::sqrt(2.0 / 3.0 * GRAVITY * upper) * upper
        } else {
            lower * math::sqrt(2.0 * GRAVITY * (upper - lower))
        };
        let flow = self.width_m * metre;
        if outside >= inside { flow } else { -flow }
    }

    /// Lets time pass at steady levels outside and inside: the mean flow inwards, m3/s.
    ///
    /// # Errors
    /// A time or a level out of range; nothing has happened then.
    pub fn advance(
        &mut self,
        seconds: f64,
        outside_m: f64,
        inside_m: f64,
    ) -> Result<f64, Refusals> {
        let mut refusals = Refusals::default();
        refusals.hold(&SECONDS, "seconds", seconds);
        refusals.hold(&LEVEL, "outside_m", outside_m);
        refusals.hold(&LEVEL, "inside_m", inside_m);
        refusals.into_result()?;
        let before = self.flow_m3_s(outside_m, inside_m);
        let bottom = self.data.bottom_m;
        let head = (outside_m.max(bottom) - inside_m.max(bottom)).abs();
        let hours = |age: f64| (age - self.data.deepening_seconds).max(0.0) / 3_600.0;
        let (first, second) = (hours(self.age_seconds), hours(self.age_seconds + seconds));
        let critical = self.data.soil.critical_m_s();
        let (width, pace) = GROWTH;
        let scale = width * math::sqrt(GRAVITY * head) * head / critical;
        let shape = |hours: f64| math::log10(1.0 + pace * GRAVITY * hours / critical);
        let grown = self.width_m + scale * (shape(second) - shape(first));
        self.width_m = grown.min(self.data.width_max_m);
        self.age_seconds += seconds;
        Ok(0.5 * (before + self.flow_m3_s(outside_m, inside_m)))
    }
}

/// What the breach of a dam assumes.
pub fn dam_assumptions() -> Vec<Assumption> {
    let number = Assumption::placeholder;
    vec![
        number(
            "breach.formation",
            "溃坝口门形成时间系数",
            "formation of a dam's breach",
            FORMATION,
            "",
        )
        .recalled("Froehlich 2008"),
        number(
            "breach.rise_max",
            "溃坝洪水涨水段占总历时的上限",
            "greatest share of a dam's flood that rises",
            0.5,
            "",
        ),
    ]
}

/// What the breach of a river's embankment assumes.
pub fn embankment_assumptions() -> Vec<Assumption> {
    let soil = "Verheij & van der Knaap 2002";
    let number = Assumption::placeholder;
    vec![
        number(
            "breach.embankment_width",
            "堤防口门展宽系数 f1",
            "growth f1 of an embankment's breach",
            GROWTH.0,
            "",
        )
        .recalled(soil),
        number(
            "breach.embankment_pace",
            "堤防口门展宽系数 f2",
            "growth f2 of an embankment's breach",
            GROWTH.1,
            "",
        )
        .recalled(soil),
        number(
            "breach.critical_sand",
            "砂质堤防起动流速",
            "critical velocity of sand",
            EmbankmentSoil::Sand.critical_m_s(),
            "m/s",
        )
        .recalled(soil),
        number(
            "breach.critical_clay",
            "黏土堤防起动流速",
            "critical velocity of clay",
            EmbankmentSoil::Clay.critical_m_s(),
            "m/s",
        )
        .recalled(soil),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn data() -> EmbankmentData {
        EmbankmentData {
            crest_m: 24.0,
            bottom_m: 19.0,
            width_m: 10.0,
            width_max_m: 400.0,
            deepening_seconds: 600.0,
            soil: EmbankmentSoil::Sand,
        }
    }

    #[test]
    fn the_flood_of_the_teton_dam_by_froehlich() {
        // 310 million m3, 77.4 m: it forms in 63.2 sqrt(310e6 / 9.81) / 77.4 s.
        let breach = DamBreach::new(310e6, 77.4).unwrap();
        assert_eq!(breach.peak_m3_s(), froehlich_peak_m3_s(310e6, 77.4).unwrap());
        assert!((breach.rise_seconds() - 4_590.1).abs() < 0.1, "{}", breach.rise_seconds());
        assert_eq!(breach.outflow_m3_s(breach.rise_seconds()), breach.peak_m3_s());
        assert_eq!(breach.released_m3(breach.duration_seconds()), 310e6);
        assert_eq!(DamBreach::new(f64::NAN, 300.0).unwrap_err().0.len(), 2);
        for seconds in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0] {
            assert_eq!(breach.outflow_m3_s(seconds), 0.0);
            assert!((0.0..=310e6).contains(&breach.released_m3(seconds)), "{seconds}");
        }
    }

    #[test]
    fn widths_of_verheij_and_van_der_knaap_2002() {
        // Sand, 3 m of head, 10 h: 1.3 * sqrt(9.81) * 3^1.5 / 0.2 * lg(20.62) = 139.0338.
        for (soil, grown) in [(EmbankmentSoil::Sand, 139.034), (EmbankmentSoil::Clay, 40.065)] {
            let mut breach = EmbankmentBreach::new(EmbankmentData { soil, ..data() }).unwrap();
            breach.advance(600.0, 22.0, 15.0).unwrap();
            assert_eq!((breach.width_m(), breach.sill_m()), (10.0, 19.0));
            breach.advance(36_000.0, 22.0, 15.0).unwrap();
            assert!((breach.width_m() - 10.0 - grown).abs() < 1e-3, "{}", breach.width_m());
            assert!(!breach.is_capped());
        }
        let mut capped =
            EmbankmentBreach::new(EmbankmentData { width_max_m: 60.0, ..data() }).unwrap();
        capped.advance(36_000.0, 22.0, 15.0).unwrap();
        assert!(capped.is_capped() && capped.width_m() == 60.0);
    }

    #[test]
    fn flow_is_free_then_drowned_and_meets_where_it_changes() {
        let mut breach = EmbankmentBreach::new(data()).unwrap();
        assert_eq!(breach.flow_m3_s(23.9, 19.0), 0.0, "the crest still stands");
        breach.advance(600.0, 19.0, 19.0).unwrap();
        // 10 m wide, 3 m over the sill: 17.0490 * 3^1.5 = 88.589 m3/s, whatever is below 2 m.
        assert!((breach.flow_m3_s(22.0, 15.0) - 88.589).abs() < 1e-2);
        assert_eq!(breach.flow_m3_s(22.0, 15.0), breach.flow_m3_s(22.0, 20.9));
        let (free, drowned) = (breach.flow_m3_s(22.0, 21.0), breach.flow_m3_s(22.0, 21.0 + 1e-9));
        assert!((free / drowned - 1.0).abs() < 1e-8);
        assert_eq!(breach.flow_m3_s(22.0, 22.0), 0.0);
        assert_eq!(breach.flow_m3_s(f64::NAN, f64::NAN), 0.0);
    }

    #[test]
    fn what_is_out_of_range_is_refused_at_once() {
        let bad = EmbankmentData {
            crest_m: f64::NAN,
            bottom_m: 19.0,
            width_m: 0.0,
            width_max_m: f64::INFINITY,
            deepening_seconds: -1.0,
            ..data()
        };
        assert_eq!(EmbankmentBreach::new(bad).unwrap_err().0.len(), 5);
        let mut breach = EmbankmentBreach::new(data()).unwrap();
        let refusals = breach.advance(-1.0, f64::NAN, f64::INFINITY).unwrap_err();
        assert_eq!((refusals.0.len(), breach), (3, EmbankmentBreach::new(data()).unwrap()));
    }

    proptest! {
        #[test]
        fn dams_let_out_their_volume_and_more_from_larger_and_higher_ones(
            lg_volume in 4.0..8.9f64, height in 3.0..95.0f64, more in 1.0..1.05f64,
            part in 0.0..1.0f64,
        ) {
            let volume = math::pow(10.0, lg_volume);
            let breach = DamBreach::new(volume, height).unwrap();
            prop_assert!(DamBreach::new(volume * more, height).unwrap().peak_m3_s()
                >= breach.peak_m3_s());
            prop_assert!(DamBreach::new(volume, height * more).unwrap().peak_m3_s()
                >= breach.peak_m3_s());
            // The slow oracle: the area under the outflow by the middle of 2,000 steps.
            let until = part * breach.duration_seconds();
            let step = until / 2_000.0;
            let sum: f64 = (0..2_000)
                .map(|index| breach.outflow_m3_s((f64::from(index) + 0.5) * step) * step)
                .sum();
            prop_assert!((breach.released_m3(until) - sum).abs() < 1e-6 * volume);
            let whole = breach.released_m3(breach.duration_seconds() * (1.0 - 1e-15));
            prop_assert!((whole / volume - 1.0).abs() < 1e-12);
        }

        #[test]
        fn growth_does_not_depend_on_the_length_of_steps(
            outside in 19.5..24.0f64, inside in 17.0..24.0f64, parts in 1..40u32,
            hours in 0.1..30.0f64,
        ) {
            let mut one = EmbankmentBreach::new(data()).unwrap();
            let mut many = one;
            one.advance(3_600.0 * hours, outside, inside).unwrap();
            for _ in 0..parts {
                many.advance(3_600.0 * hours / f64::from(parts), outside, inside).unwrap();
            }
            prop_assert!((one.width_m() / many.width_m() - 1.0).abs() < 1e-9);
            prop_assert!(one.width_m() >= 10.0 && one.sill_m() >= 19.0);
            // More head, no less width and flow; what runs in runs out again the other way.
            let mut higher = EmbankmentBreach::new(data()).unwrap();
            higher.advance(3_600.0 * hours, outside.max(inside) + 0.5, inside).unwrap();
            prop_assert!(outside < inside || higher.width_m() >= one.width_m());
            prop_assert_eq!(one.flow_m3_s(outside, inside), -one.flow_m3_s(inside, outside));
        }

        #[test]
        fn two_ponds_come_level_and_keep_their_water(
            outside in 20.0..23.9f64, inside in 15.0..23.9f64, area in 1e5..1e6f64,
        ) {
            let mut breach = EmbankmentBreach::new(data()).unwrap();
            let (mut levels, sum) = ((outside, inside), outside + inside);
            let start = (outside - inside).abs();
            // The larger the ponds, the longer they take.
            for _ in 0..(area / 25.0) as u32 {
                let volume = 10.0 * breach.advance(10.0, levels.0, levels.1).unwrap();
                levels = (levels.0 - volume / area, levels.1 + volume / area);
                prop_assert!((levels.0 + levels.1 - sum).abs() < 1e-9);
            }
            let apart = (levels.0.max(19.0) - levels.1.max(19.0)).abs();
            prop_assert!(apart < 0.15 * start.max(1.0), "{levels:?}");
        }
    }
}
